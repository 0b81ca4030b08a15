"""A board: lines to read, some of which open another board or ask something and do it.

Calendar, settings, people, policies and figures are boards: plain values, which the screens and the
linear dialogue both read out. Must not know a widget, or what any of it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from casework.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casework.tui.asking import Question

#: Told how much of a long work is done, and of how much.
Beat: TypeAlias = "Callable[[int, int], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an errand came to: one line of it, and what must be read before one goes on."""

    words: str
    to_read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that is asked and then done; ``warns`` is what it means, said before.

    ``does`` takes the answers by name and raises CaseworkError where it cannot be done.
    """

    id: str
    words: str
    does: Callable[[Mapping[str, str], Beat], Outcome]
    asks: tuple[Question, ...] = ()
    synonyms: tuple[str, ...] = ()
    warns: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line: what stands left and what beside it. It may lead on; a heading leads nowhere."""

    left: str
    beside: str = ""
    heading: bool = False
    errand: Errand | None = None
    opens: Callable[[], Board] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A title, what can be done here, and the lines under their headings."""

    title: str
    rows: tuple[Row, ...]
    errands: tuple[Errand, ...] = field(default=())

    def all_rows(self) -> Iterator[Row]:
        """Yield every row, what can be done first."""
        if self.errands:
            yield Row(left="What you can do here", heading=True)
        for errand in self.errands:
            yield Row(left=errand.words, errand=errand)
        yield from self.rows


def heading(words: str) -> Row:
    """Return a line that parts what is above from what is below."""
    return Row(left=words, heading=True)


def answered(errand: Errand, told: Mapping[str, str]) -> Mapping[str, str]:
    """Return the answers without blanks around them.

    Raises UsageFault naming what still lacks one.
    """
    given = {one.name: told.get(one.name, "").strip() for one in errand.asks}
    missing = [one.words for one in errand.asks if one.needed and not given[one.name]]
    if missing:
        raise UsageFault(
            "Something is not answered yet, so nothing was done.",
            advice="Answer it, then try again.",
            reasons=tuple(missing),
        )
    return given


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
        text = f"{row.left} {row.beside} {_also(row)}".casefold()
        if all(word in text for word in words):
            kept += [head] if head else []
            kept.append(row)
            head = None
    return tuple(kept)


def _also(row: Row) -> str:
    return " ".join(row.errand.synonyms) if row.errand else ""
