"""The power fails at any write of a disposal: it has not begun, or it comes to its end."""

from __future__ import annotations

import random  # noqa: TID251 - a fixed seed drives the choice
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.store import gone
from tests.store.conftest import CANARY, NOW, PASSWORD, School
from tests.store.conftest import school as school
from tests.store.disposal_kit import case_of, pages_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.usefixtures("recorder")]
STATES = 24
FILES = ("office.db", "sealed.db", "office.db-wal", "sealed.db-wal")


def crashed(
    part: Callable[[str], Any],
    before: dict[str, bytes],
    operations: Any,  # noqa: ANN401 - a tape
) -> Iterator[tuple[dict[str, bytes], bool]]:
    """Yield some of what the disk may hold after each write, and whether the step was told done."""
    chance, told = random.Random(7), False
    disk = part("powerloss").Disk(dict(before))
    chosen = {*chance.sample(range(len(operations)), STATES), len(operations) - 1}
    for number, operation in enumerate(operations):
        if operation.kind == part("recording").SAID:
            told = told or operation.data.startswith(b"A")
        else:
            disk.apply(operation)
        if number in chosen:
            yield chance.choice(list(disk.states(chance, 1))), told


def test_a_disposal_cut_by_the_power_is_not_begun_or_is_finished_by_the_next_sign_in(
    part: Callable[[str], Any], school: School, tmp_path: Path
) -> None:
    case = case_of(school)
    school.close()
    school.sessions.clear()
    before = {path.name: path.read_bytes() for path in school.path.iterdir() if path.is_file()}
    module = (sys.executable, "-m", "tests.faults.destroyer")
    command = [*module, str(school.path), case, str(tmp_path / "register")]
    operations = part("recording").record(command, school.path)
    ends = set()
    for number, (state, told) in enumerate(crashed(part, before, operations)):
        book = tmp_path / f"state-{number}"
        shutil.copytree(school.path, book, ignore=shutil.ignore_patterns(*FILES, "*-shm"))
        for name in set(FILES) & state.keys():
            (book / name).write_bytes(state[name])
            (book / name).chmod(0o600)
        ends.add(_end(book, case, told))
        shutil.rmtree(book)

    assert len(operations) > 100
    assert ends == {"as it was", "destroyed"}


def _end(book: Path, case: str, told: bool) -> str:
    session = store.sign_in(book, "head", PASSWORD, now=NOW).session
    try:
        with session.office.reading() as connection:
            begun = gone.is_gone(connection, case)
        assert begun or not told
        assert store.finish_disposals(session, (book.with_name("again"),))
        assert store.check_all(session) == []
        if not begun:
            return "as it was" if store.read_case(session, case).revision == 2 else "strange"
        assert [one.whole for one in store.read_destroyed(session)] == [True]
        assert [page for page in pages_of(session.office) if CANARY in page] == []
        return "destroyed"
    finally:
        session.close()
        shutil.rmtree(book.with_name("again"), ignore_errors=True)
