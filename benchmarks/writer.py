"""A small office at work: signs in, takes durable steps, says ``A n`` after each that was done.

Run as ``python -m benchmarks.writer BOOK STEPS [FAULT]`` under a recorder that makes power fail,
kills it, or lets the disk say no. ``FAULT`` plants one bug that the harness must find.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import sqlalchemy as sa

from benchmarks import school
from casework.errors import CaseworkError
from casework.office import cases
from casework.office.saying import Saying
from casework.store import Place, dialect
from casework.store import deadlines as rows
from casework.store import history as histories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casework.office.desk import Desk

EARLY, TWICE, NORMAL = "ack-before-commit", "deadline-in-a-second-transaction", "normal"
FAULTS = (EARLY, TWICE, NORMAL)


def say(words: str) -> None:
    """Tell the recorder; one write, never held back."""
    os.write(1, words.encode() + b"\n")


def take(desk: Desk, number: int, ref: str) -> str:
    """Take step ``number``; return the case the next one concerns."""
    saying = Saying(reason=f"step {number}", key=f"step {number}")  # what is counted is keyed
    if number % 4 == 1:
        told = cases.Answers(facts={"refused": "yes", "continued": "yes"})
        new = cases.NewCase(case_type="concern", summary=f"step {number}")
        return cases.open_case(desk, new, told, saying).ref
    if number % 4 == 2:
        cases.add_note(desk, ref, f"step {number}: the post about Class 4 is up", saying)
    elif number % 4 == 3:
        cases.take_step(desk, ref, "warn", "warning", saying=saying)
    else:
        cases.take_step(desk, ref, "heed", "warning", saying=saying)
    return ref


def work(book: Path, steps: int, fault: str = "") -> None:
    """Sign in and take the steps."""
    desk = school.again(book)
    if fault == NORMAL:
        dialect.raw(desk.session.files[Place.OFFICE].connection).execute(
            "PRAGMA synchronous = NORMAL"
        )
    desk.cards.refresh()
    ref = ""
    say("R")
    for number in range(1, steps + 1):
        if fault == EARLY:
            say(f"A {number}")
        ref = _armed_later(desk, number, ref) if fault == TWICE else take(desk, number, ref)
        if fault != EARLY:
            say(f"A {number}")
        if number == steps // 2:  # as at a sign-out: the log goes into the file and is emptied
            _checkpoint(desk)
    say("D")
    os._exit(0)  # the power fails at the latest now: nothing is closed


def _checkpoint(desk: Desk) -> None:
    file = desk.session.files[Place.OFFICE]
    try:
        dialect.checkpoint(file.connection)
    except sa.exc.DBAPIError as error:  # as closing the file would tell it
        raise dialect.fault(error, file.path.name) from error


def _armed_later(desk: Desk, number: int, ref: str) -> str:
    """Plant the bug: the limits of a step in a transaction of their own, after it."""
    real, later = rows.apply, []

    def put_off(*words: object) -> None:
        later.append(words[1:])

    with patch.object(histories.deadlines, "apply", put_off):
        after = take(desk, number, ref)
    file = desk.session.files[Place.OFFICE]
    for words in later:
        with file.writing() as connection:
            _run(real, connection, *words)
    return after


def _run(real: Callable[..., None], *words: object) -> None:
    real(*words)


def main(words: Sequence[str]) -> int:
    """Run; an error is told as the program would tell it."""
    book, steps, *fault = words
    try:
        work(Path(book), int(steps), *fault)
    except CaseworkError as error:
        say(f"E {error.exit_code}")
        os._exit(error.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
