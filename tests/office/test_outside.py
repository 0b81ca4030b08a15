"""A file that leaves the records is whole or not there, and comes before what is recorded of it."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from casework.errors import MachineFault, Refused, UsageFault
from casework.office import outside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def prints(folder: Path, record: Callable[[], None]) -> None:
    """Put a page aside, then record it."""
    with outside.set_aside(str(folder / "letter.pdf")) as put:
        put(b"page")
        record()


def test_a_file_gets_its_name_when_all_has_ended_well(tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    with outside.set_aside(str(out)) as put:
        put(b"page")
        before = sorted(each.name for each in tmp_path.iterdir())

    assert before == ["letter.pdf.incomplete"]
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [
        ("letter.pdf", b"page")
    ]


def test_a_file_put_aside_twice_holds_what_came_last(tmp_path: Path) -> None:
    with outside.set_aside(str(tmp_path / "letter.pdf")) as put:
        put(b"a longer page")
        put(b"page")

    assert (tmp_path / "letter.pdf").read_bytes() == b"page"


@pytest.mark.parametrize("stop", [Refused("The policy says no."), KeyboardInterrupt()])
def test_nothing_stays_of_what_was_not_recorded(tmp_path: Path, stop: BaseException) -> None:
    def stopped() -> None:
        raise stop

    with pytest.raises(type(stop)):
        prints(tmp_path, stopped)

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_stops_before_anything_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[str] = []

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(outside, "must_be_free", lambda _path: None)  # there was room a moment ago
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineFault, match="No space left on device"):
        prints(tmp_path, lambda: recorded.append("printed"))

    assert (recorded, list(tmp_path.iterdir())) == ([], [])


def test_a_page_that_is_recorded_stays_even_where_it_cannot_get_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_old: str, _new: str) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "rename", refuse)
    with (
        pytest.raises(MachineFault, match="It is recorded, and the file is whole"),
        outside.set_aside(str(tmp_path / "letter.pdf")) as put,
    ):
        put(b"page")

    assert (tmp_path / "letter.pdf.incomplete").read_bytes() == b"page"


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"older")
    with (
        pytest.raises(UsageFault),
        outside.set_aside(str(tmp_path / "letter.pdf")) as put,
    ):
        put(b"page")

    assert (tmp_path / "letter.pdf").read_bytes() == b"older"
