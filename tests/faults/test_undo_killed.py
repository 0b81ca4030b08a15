"""A process killed at a durable call within the undo window: nothing twice, nothing lost, all said.

A letter is ordered, waits, goes to the printer, comes out, is recorded; then a decision is asked
for that waits, and is told. Wherever that is cut short, whoever signs in next is told what is to be
told, is asked where nobody knows, and no page ever leaves twice by itself. They come back within a
minute: the sign-in that was killed is known to be over.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.clock import SetClock
from casework.office import approvals, door, effects, printorders, stage
from casework.office.letterprints import Answer
from tests.office.practice_kit import DOORS, MONDAY, Book, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.usefixtures("recorder")]

#: Set to 1, every durable call is taken, to 3 every third; else a sample of them.
EVERY = "CASEWORK_EVERY_KILL"
SAMPLE = (("pwrite64", 2), ("pwrite64", 9), ("fsync", 3), ("fsync", 5))
MOST = {"pwrite64": 70, "fsync": 14}
KEEPER = "import sys; open(sys.argv[1], 'a').write('page\\n')"
#: Where the program that prints again is cut: about its last steps.
AGAIN = (("pwrite64", 40), ("pwrite64", 44), ("pwrite64", 50), ("fsync", 3), ("fsync", 4))
BEGINS = """
import os, sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from casework.clock import SetClock
from casework.office import cases, effects, printorders, stage
from casework.office.cases import Answers
from casework.office.letterprints import Answer
from tests.faults.test_undo_killed import KEEPER
from tests.office.practice_kit import MONDAY, NOTE, sign_in

book, paper, printed, asked = sys.argv[1:]
clock = SetClock(MONDAY + timedelta(hours=1))
desk = sign_in(Path(book), "clerk", stage.PASSWORD, clock)[0]
kept = replace(desk.settings, print_command=(sys.executable, "-c", KEEPER, paper))
desk = replace(desk, settings=kept, holds_back=True)

def say(words):
    os.write(1, words.encode() + b"\\n")

say("R")
printorders.order(desk, printed, 1)
say("A ordered")
clock.move(timedelta(seconds=11))
(page,) = effects.release(desk)
"""
PROGRAM = (
    BEGINS
    + """
printorders.carry_out(desk, page, lambda question: Answer.YES)
say("A printed")
cases.take_step(desk, asked, "write-note", "conversation", Answers(letter=NOTE))
say("A asked")
clock.move(timedelta(seconds=11))
effects.release(desk)
say("D")
os._exit(0)
"""
)
PRINTS_AGAIN = (
    BEGINS
    + """
printorders.carry_out(desk, page, lambda question: Answer.AGAIN)
say("A again")
os._exit(0)
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A book with a letter that can be printed and a case whose note can be asked for."""

    home: Path
    printed: str
    asked: str


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    home = tmp_path_factory.mktemp("undo-killed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_STATE", str(home / "state"))
        clock = SetClock(MONDAY - timedelta(days=60), tick=timedelta(milliseconds=10))
        stage.founded(home / "book", home, DOORS, clock).close()
        clock.instant = MONDAY
        book = Book(folder=home / "book", clock=clock)
        printed, request = book.noted()
        approvals.grant(book.desk("head"), request)
        asked = book.held()
        for desk in book.desks.values():
            desk.session.close()
    return Prepared(home=home, printed=printed, asked=asked)


def places(sample: tuple[tuple[str, int], ...] = SAMPLE) -> list[tuple[str, int]]:
    """Return where the program is cut: a sample, or every call."""
    if not os.environ.get(EVERY):
        return list(sample)
    step = int(os.environ[EVERY])
    return [(call, n) for call, most in MOST.items() for n in range(1, most + 1, step)]


@pytest.mark.parametrize(("call", "when"), places())
def test_a_kill_within_the_undo_window_lets_nothing_leave_twice_and_loses_nothing(
    prepared: Prepared,
    part: Callable[[str], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    when: int,
) -> None:
    book, paper = _laid_out(prepared, tmp_path, monkeypatch)
    told = _cut(part, PROGRAM, book, paper, prepared, call, when)
    found = _aftermath(book, paper, prepared)

    assert found["findings"] == [], json.dumps(found)
    assert found["pages"] <= 1
    assert found["pages"] == found["copies"]
    assert found["lost"] == []
    assert "A printed" not in told or found["pages"] == 1
    assert "A ordered" not in told or found["pages"] == 1 or found["asked"]
    assert found["tried"] == found["asked"]
    assert "A asked" not in told or found["on_the_list"]
    assert found["left"] == 0


@pytest.mark.parametrize(("call", "when"), places(AGAIN))
def test_a_kill_while_a_page_is_to_go_again_loses_neither_its_record_nor_the_copy(
    prepared: Prepared,
    part: Callable[[str], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    when: int,
) -> None:
    book, paper = _laid_out(prepared, tmp_path, monkeypatch)
    told = _cut(part, PRINTS_AGAIN, book, paper, prepared, call, when)
    desk = sign_in(book, "clerk", stage.PASSWORD, SetClock(MONDAY + timedelta(hours=2)))[0]
    came_out = _pages(paper)
    asked = printorders.unknown(desk)
    for one in asked:
        printorders.settle(desk, one, Answer.AGAIN if came_out else Answer.NO)
    copies = door.load(desk, prepared.printed).snapshot.letters[1].copies
    orders = [one.number for one in effects.effects(desk)]
    findings = [one.what for one in store.check_all(desk.session)]
    desk.session.close()

    assert findings == []
    assert copies == came_out
    assert "A again" not in told or (asked, came_out) == ((), 1)
    assert not came_out or orders == [1]
    assert "A ordered" not in told or orders or asked


def _laid_out(made: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return a copy of the prepared records, and the paper of their printer."""
    book, state = tmp_path / "book", tmp_path / "state"
    shutil.copytree(made.home / "book", book)
    shutil.copytree(made.home / "state", state)
    monkeypatch.setenv("CASEWORK_STATE", str(state))
    return book, tmp_path / "paper"


def _cut(
    part: Callable[[str], Any],
    source: str,
    book: Path,
    paper: Path,
    made: Prepared,
    call: str,
    when: int,
) -> list[str]:
    """Run the program and kill it at its n-th call to the records; return what it said."""
    words = ["strace", "-f", "-o", "/dev/null", "-P", str(book / "office.db-wal")]
    words += ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}"]
    program = [sys.executable, "-c", source, str(book), str(paper), made.printed, made.asked]
    ended = subprocess.run(
        [*words, *program],
        env=part("recording").environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    said = ended.stdout.splitlines()

    assert ended.returncode != 1, ended.stderr[-2000:]
    return said


def _aftermath(book: Path, paper: Path, made: Prepared) -> dict[str, Any]:
    """Let the next person sign in, answer what is asked, and let go what waits."""
    clock = SetClock(MONDAY + timedelta(hours=1, minutes=1))
    desk = sign_in(book, "clerk", stage.PASSWORD, clock)[0]
    desk.holds_back = True
    came_out = _pages(paper) == 1
    tried = [one.row.id for one in effects.effects(desk) if one.row.tried_at is not None]
    asked = printorders.unknown(desk)
    for one in asked:
        printorders.settle(desk, one, Answer.YES if came_out else Answer.NO)
    for page in effects.release(desk):
        command = (sys.executable, "-c", KEEPER, str(paper))
        kept = replace(desk.settings, print_command=command)
        at_printer = replace(desk, settings=kept)
        printorders.carry_out(at_printer, page, lambda _question: Answer.YES)
    case = door.load(desk, made.printed).snapshot
    head = sign_in(book, "head", stage.PASSWORD, clock)[0]
    waits = {n for n, one in door.load(head, made.asked).snapshot.approvals.items()}
    listed = [one.id for one in approvals.waiting(head) if one.yours]
    found = {
        "findings": [one.what for one in store.check_all(desk.session)],
        "pages": _pages(paper),
        "copies": case.letters[1].copies,
        "tried": sorted(tried),
        "asked": sorted(one.row.id for one in asked),
        "lost": [n for n in waits if f"{made.asked}.{n}" not in listed],
        "on_the_list": bool(waits),
        "left": len(effects.effects(desk)),
    }
    for session in (desk.session, head.session):
        session.close()
    return found


def _pages(paper: Path) -> int:
    return len(paper.read_text().splitlines()) if paper.exists() else 0
