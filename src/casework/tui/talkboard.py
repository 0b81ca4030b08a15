"""A board talked through: its lines as a numbered list, and what each leads to.

Must not know what a board is about, nor how a case or a place is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.tui.boards import Board
from casework.tui.talkform import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.boards import Row
    from casework.tui.sheet import Job, Kept
    from casework.tui.talk import Talk

    Make = Callable[[], Board]
    Opens = Callable[[str], None]


def nothing(_name: str) -> None:
    """Open nothing: for boards whose lines name no case and no place."""


def read(
    talk: Talk, make: Make, *, case: Opens = nothing, place: Opens = nothing
) -> tuple[Kept, ...]:
    """Read a board and what it leads to until one goes back; return what was kept on the way."""
    done: list[Kept] = []
    while True:
        board = make()
        rows = tuple(row for row in board.rows if not row.heading)
        chosen = talk.choose(board.title, tuple(map(_words, rows)))
        if chosen is None:
            return tuple(done)
        row = rows[chosen]
        if row.case:
            case(row.case)
        elif row.place:
            place(row.place)
        elif row.leads is None:
            talk.say(row.left, row.beside)
        else:
            done += _follow(talk, row.leads, case, place)


def _follow(
    talk: Talk, leads: Callable[[], Board | Job], case: Opens, place: Opens
) -> tuple[Kept, ...]:
    """Go where a line leads; what is wrong there is said, and one is back at the board."""

    def again() -> Board:
        made = leads()
        assert isinstance(made, Board)  # noqa: S101 - it was one a moment ago
        return made

    try:
        to = leads()
        if isinstance(to, Board):
            return read(talk, again, case=case, place=place)
        kept = fill(talk, to)
    except CaseworkError as fault:
        talk.fault(fault)
        return ()
    return (kept,) if kept is not None else ()


def _words(row: Row) -> str:
    words = ". ".join(filter(None, (row.left, row.beside)))
    return words.replace("\n", " ")
