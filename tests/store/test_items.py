"""Items in sealed pieces: whole again whatever their size, and measured piece by piece."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import Conflict, Damaged, NotFound
from casework.store import Blob, Place, chunks

if TYPE_CHECKING:
    from tests.store.conftest import School

PIECE = 100


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_BYTES", PIECE)


def kept(school: School, data: bytes) -> str:
    case = school.opened(school.head).case
    step = school.step(b"taken in", blobs=(Blob(item="evidence-1", data=data),))
    store.append(school.head, case, step, expected=1, now=school.now)
    return case


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 10 * PIECE])
def test_an_item_of_any_size_is_whole_again(school: School, size: int) -> None:
    data = bytes(range(256)) * 4
    case = kept(school, data[:size])
    measure = store.measure_item(school.head, case, "evidence-1")

    assert store.read_item(school.head, case, "evidence-1") == data[:size]
    assert (measure.size, measure.sha256) == (size, hashlib.sha256(data[:size]).hexdigest())


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM chunk WHERE part = 0",
        "DELETE FROM chunk WHERE part = 2",
        "UPDATE chunk SET part = 3 WHERE part = 2",
        "UPDATE chunk SET sealed = (SELECT sealed FROM chunk WHERE part = 0) WHERE part = 1",
        "UPDATE chunk SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE part = 1",
        "INSERT INTO chunk SELECT item, 3, sealed FROM chunk WHERE part = 2",
    ],
)
def test_a_piece_that_is_missing_moved_or_changed_is_found(school: School, harm: str) -> None:
    case = kept(school, bytes(3 * PIECE))
    with school.head.file(Place.OFFICE).writing() as connection:
        connection.exec_driver_sql(harm)

    for look in (store.measure_item, store.read_item):
        with pytest.raises(Damaged, match="missing or damaged"):
            look(school.head, case, "evidence-1")


def test_what_was_never_kept_is_not_there(school: School) -> None:
    case = kept(school, b"x")
    with pytest.raises(NotFound):
        store.measure_item(school.head, case, "evidence-2")
    with pytest.raises(NotFound):
        store.measure_item(school.head, "no such case", "evidence-1")


def test_an_item_is_never_written_over(school: School) -> None:
    case = kept(school, b"x")
    step = school.step(b"again", blobs=(Blob(item="evidence-1", data=b"y"),))
    with pytest.raises(Conflict, match="kept already"):
        store.append(school.head, case, step, expected=2, now=school.now)

    assert store.read_item(school.head, case, "evidence-1") == b"x"
