"""A board talked through: its lines as a numbered list, and what each leads to.

Must not know what a board is about, nor how a case or a place is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.tui.boards import Board
from casework.tui.talk import Choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.boards import Row
    from casework.tui.sheet import Job
    from casework.tui.sitting import Sitting

    Make = Callable[[], Board]
    Opens = Callable[[str], None]


def nothing(_name: str) -> None:
    """Open nothing: for boards whose lines name no case and no place."""


def read(at: Sitting, make: Make, *, case: Opens = nothing, place: Opens = nothing) -> None:
    """Read a board and what it leads to until one goes back."""
    while True:
        board = make()
        if board.later is not None:
            at.talk.say("One moment.")
            board = board.later()
        rows, heads = _under_heads(board)
        words = Choices(
            words=tuple(map(_words, rows)),
            finds=tuple(f"{_words(one)} {one.also}" for one in rows),
            heads=heads,
        )
        chosen = at.talk.choose(board.title, words)
        if chosen is None:
            return
        row = rows[chosen]
        if row.case:
            case(row.case)
        elif row.place:
            place(row.place)
        elif row.leads is None:
            at.talk.say(row.left, row.beside)
        else:
            _follow(at, row.leads, case, place)


def _under_heads(board: Board) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the lines that are no headings, and the heading above each."""
    head, found = "", []
    for row in board.rows:
        if row.heading:
            head = row.left
        else:
            found.append((row, head))
    return tuple(row for row, _ in found), tuple(head for _, head in found)


def _follow(at: Sitting, leads: Callable[[], Board | Job], case: Opens, place: Opens) -> None:
    """Go where a line leads; what is wrong there is said, and one is back at the board."""

    def again() -> Board:
        made = leads()
        assert isinstance(made, Board)  # noqa: S101 - it was one a moment ago
        return made

    try:
        to = leads()
        if isinstance(to, Board):
            read(at, again, case=case, place=place)
        else:
            at.fill(lambda: to)
    except CaseworkError as fault:
        at.talk.fault(fault)


def _words(row: Row) -> str:
    words = f"{row.left.rstrip('.')}. {row.beside}" if row.beside else row.left
    return words.replace("\n", " ")
