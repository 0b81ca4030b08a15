"""Several clocks at once over one book, one of them killed: each due limit passes exactly once.

Run as ``python -m benchmarks.claims BOOK [FAULT]`` it is one such clock; others are the program's
own, ``casework deadline run --once``, scheduler and all.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks import school
from benchmarks.recording import environment
from casework import bootstrap, store
from casework.errors import MachineFault
from casework.store import Place, deadlines, dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casework.store.steps import DueRow

NOW = school.BEGIN + timedelta(days=60)
_TURNS = 20
UNCLAIMED = "passed-without-claim"
EACH = 500


@dataclass(slots=True)
class Counts:
    """What the clocks came to."""

    due: int = 0
    passed: int = 0
    doubled: int = 0
    lost: int = 0
    processes: int = 0
    findings: int = 0

    @property
    def violations(self) -> int:
        """Return how many limits were lost or passed twice, and what the check found."""
        return self.doubled + self.lost + self.findings


def prepare(book: Path, count: int) -> None:
    """Make a book with so many due limits, in cases of a few hundred each."""
    desk = school.found(book)
    session, begun = desk.session, school.BEGIN
    driver = dialect.raw(session.files[Place.OFFICE].connection)
    driver.execute("PRAGMA synchronous = OFF")
    for first in range(0, count, EACH):
        key = f"limits {first}"
        arms = tuple(
            store.Arm(
                id=session.derive(key, str(number)),
                due_at=begun + timedelta(minutes=number),
                payload=b"{}",
            )
            for number in range(first, min(count, first + EACH))
        )
        made = store.Step(
            key=key, content=b"", entries=(store.Entry(payload=b"{}"),), card=b"{}", arm=arms
        )
        drawn = store.draw(session, Place.OFFICE, key)
        store.open_case(session, Place.OFFICE, drawn, made, circles=("office",), now=begun)
    session.close()


def claim(book: Path, fault: str = "", ready: Callable[[], None] = lambda: None) -> int:
    """Be one clock: claim until nothing is due; return how many passed by this hand."""
    service, _clock = bootstrap.open_service(book)
    passed = 0
    with ExitStack() as stack:
        if fault == UNCLAIMED:
            stack.enter_context(patch.object(deadlines, "_CLAIM", _Unclaimed()))
        ready()
        while rows := service.due(NOW, 200):
            done = sum(_claimed(service, row) for row in rows)
            passed += done
            if fault and passed > 50:
                break  # the bug never comes to an end by itself
    service.close()
    return passed


def _claimed(service: store.Service, row: DueRow) -> bool:
    """Claim one; who hammers a file with three others may have to wait its turn many times."""
    for _ in range(_TURNS):
        with suppress(MachineFault):
            return service.claim_and_mark(row, NOW)
    return service.claim_and_mark(row, NOW)


class _Unclaimed:
    """Plants the bug: says that the row was claimed, and claims nothing."""

    rowcount = 1

    def run(self, *_words: object, **_more: object) -> _Unclaimed:
        return self


def run(
    folder: Path,
    count: int,
    *,
    processes: int,
    schedulers: int = 0,
    kill: bool = True,
    fault: str = "",
) -> Counts:
    """Let several clocks run, kill one on the way, let the rest finish; count what came of it.

    ``schedulers`` of the program's own run besides.
    """
    book = folder / "book"
    prepare(book, count)
    words = [sys.executable, "-m", "benchmarks.claims", str(book), *([fault] if fault else [])]
    own = [sys.executable, "-m", "casework", "--book", str(book), "deadline", "run", "--once"]
    env = {**environment(), bootstrap.CLOCK: NOW.isoformat()}
    clocks = [
        subprocess.Popen(each, env=env, stdout=subprocess.PIPE)
        for each in [words] * processes + [own] * schedulers
    ]
    if kill:
        _kill_midway(clocks[0])
    for clock in clocks:
        clock.communicate()
    if any(clock.returncode for clock in clocks[kill:]):
        raise AssertionError("a clock that nobody killed ended with an error")
    if not fault:
        claim(book)  # what the killed one had before it is still there for the next
    return counted(book, Counts(due=count, processes=processes + schedulers))


def _kill_midway(clock: subprocess.Popen[bytes]) -> None:
    if clock.stdout is not None:
        clock.stdout.readline()
    time.sleep(0.15)
    clock.kill()


def counted(book: Path, counts: Counts) -> Counts:
    """Read what became of a book's limits, and let its own check look at it."""
    desk = school.again(book)
    with desk.session.files[Place.OFFICE].reading() as connection:
        raw = dialect.raw(connection)
        marks = [row[0] for row in raw.execute("SELECT deadline FROM event WHERE deadline <> ''")]
        left = raw.execute("SELECT count(*) FROM deadline WHERE passed_at IS NULL").fetchone()[0]
    counts.passed = len(marks)
    counts.doubled = len(marks) - len(set(marks))
    counts.lost = left
    counts.findings = len(store.check_clock(desk.session)) + len(store.check_chains(desk.session))
    desk.session.close()
    return counts


def main(words: Sequence[str]) -> int:
    """Be one clock."""
    book, *fault = words
    claim(Path(book), *fault, ready=lambda: print("R", flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
