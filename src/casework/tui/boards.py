"""A board: lines to read, of which some lead to another board or to a form.

Calendar, settings, people, policies and figures are boards: plain values, which the screens and the
linear dialogue both read out. Must not know a widget, or what any of it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from casework.tui.canvas import Pen, Run
    from casework.tui.sheet import Job

    #: Draws something so wide, with that pen, its words made fit to be shown.
    Draws = Callable[[int, Pen, Callable[[str], str]], tuple[tuple[Run, ...], ...]]

#: Under this heading stands what one can do.
DO_HERE: Final = "What you can do here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line: what stands left and what beside it. It may lead on; a heading leads nowhere.

    ``case`` is the reference of a case that it opens, ``place`` the id of a place it goes to;
    ``also`` are other words under which it is found. ``slow``: it leads to a board, which is made
    beside the screen, for it takes long.
    """

    left: str
    beside: str = ""
    heading: bool = False
    leads: Callable[[], Board | Job] | None = None
    case: str = ""
    place: str = ""
    also: str = ""
    slow: bool = False

    @property
    def opens(self) -> bool:
        """Whether there is anything behind it."""
        return bool(self.leads or self.case or self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Something that can be drawn, and what it is called."""

    title: str
    draw: Draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A title, and the lines under their headings.

    What can be drawn is: a screen shows ``figures`` instead of the lines, which tell the same.
    Where not all was known at once, ``later`` makes it whole, which takes its time.
    """

    title: str
    rows: tuple[Row, ...]
    figures: tuple[Figure, ...] = ()
    later: Callable[[], Board] | None = None


def heading(words: str) -> Row:
    """Return a line that parts what is above from what is below."""
    return Row(left=words, heading=True)


def under(words: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows under their heading; where there are none, not the heading either."""
    found = tuple(rows)
    if found:
        yield heading(words)
    yield from found


def narrowed(rows: tuple[Row, ...], typed: str) -> tuple[Row, ...]:
    """Return the rows that hold every word typed, each still under its heading."""
    words = typed.casefold().split()
    if not words:
        return rows
    kept: list[Row] = []
    head: Row | None = None
    for row in rows:
        if row.heading:
            head = row
            continue
        text = f"{row.left} {row.beside} {row.also}".casefold()
        if all(word in text for word in words):
            kept += [head] if head else []
            kept.append(row)
            head = None
    return tuple(kept)
