"""Cells on which boxes, lines and words are drawn, read out again as lines of text.

A line belongs to a net: lines of one net join where they meet, those of two cross. A wide character
takes two cells. Must not know what is drawn, nor a widget.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_UPRIGHT: Final = UP | DOWN
_LEVEL: Final = LEFT | RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What lines are drawn with: ``strokes`` by where they lead, arrowheads, and two frames.

    A frame is its six signs: corners from the upper left, its level and its upright side; then
    where a line leaves it downwards and to the right.
    """

    strokes: str
    onward: str
    back: str
    down: str
    frame: str
    end_frame: str


#: By number of the four directions added up: UP 1, DOWN 2, LEFT 4, RIGHT 8.
BOXES: Final = Pen(
    strokes=" │││─┘┐┤─└┌├─┴┬┼",
    onward="→",
    back="←",
    down="↓",
    frame="┌┐└┘─│┬├",
    end_frame="╔╗╚╝═║╤╟",
)
#: For a terminal that has letters alone.
LETTERS: Final = Pen(
    strokes=" |||-+++-+++-+++",
    onward=">",
    back="<",
    down="v",
    frame="++++-|++",
    end_frame="####=#++",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words that stand beside each other in one look; ``strong`` are those that name something."""

    words: str
    strong: bool


class Canvas:
    """A sheet without edges: what is drawn on it is there until it is read out."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self._words: dict[tuple[int, int], tuple[str, bool]] = {}
        self._lines: dict[tuple[int, int], dict[str, int]] = {}

    def write(self, x: int, y: int, words: str, *, strong: bool = False) -> None:
        """Write words from a cell on; they cover what is drawn there."""
        for sign in words:
            wide = cells(sign)
            if not wide:  # it stands in the cell of the sign before it
                before, look = self._words.get((x - 1, y), (" ", strong))
                self._words[x - 1, y] = before + sign, look
                continue
            self._words[x, y] = sign, strong
            if wide == 2:
                self._words[x + 1, y] = "", strong
            x += wide

    def across(self, net: str, y: int, left: int, right: int) -> None:
        """Draw a level line of a net between two cells."""
        for x in range(left, right + 1):
            self._add(net, x, y, (LEFT if x > left else 0) | (RIGHT if x < right else 0))

    def down(self, net: str, x: int, top: int, bottom: int) -> None:
        """Draw an upright line of a net between two cells."""
        for y in range(top, bottom + 1):
            self._add(net, x, y, (UP if y > top else 0) | (DOWN if y < bottom else 0))

    def _add(self, net: str, x: int, y: int, leads: int) -> None:
        here = self._lines.setdefault((x, y), {})
        here[net] = here.get(net, 0) | leads

    def rows(self) -> tuple[tuple[Run, ...], ...]:
        """Return the drawing line by line; nothing stands after the last sign of a line."""
        there = self._words.keys() | self._lines.keys()
        last: dict[int, int] = {}
        for x, y in there:
            last[y] = max(last.get(y, 0), x)
        return tuple(
            tuple(self._runs(y, last[y])) if y in last else ()
            for y in range(max(last, default=-1) + 1)
        )

    def _runs(self, y: int, last: int) -> Iterator[Run]:
        words, look = "", False
        for x in range(last + 1):
            sign, strong = self._words.get((x, y)) or (self._stroke(x, y), False)
            if words and strong != look:
                yield Run(words=words, strong=look)
                words = ""
            words, look = words + sign, strong
        if words:
            yield Run(words=words, strong=look)

    def _stroke(self, x: int, y: int) -> str:
        nets = set(self._lines.get((x, y), {}).values())
        if _UPRIGHT in nets and nets <= {_UPRIGHT, _LEVEL}:  # one goes under the other
            return self.pen.strokes[_UPRIGHT]
        leads = 0
        for one in nets:
            leads |= one
        return self.pen.strokes[leads]


def cells(words: str) -> int:
    """Return how many cells words take."""
    if words.isascii():
        return len(words)
    return sum(_cells(sign) for sign in words)


@cache
def _cells(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def wrapped(words: str, width: int) -> list[str]:
    """Return words in lines of at most so many cells; a word that is longer is broken."""
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if cells(longer) <= width:
            line = longer
            continue
        lines += [line] if line else []
        *whole, line = _broken(word, width)
        lines += whole
    return [*lines, line] if line else lines


def _broken(word: str, width: int) -> list[str]:
    parts = [""]
    for sign in word:
        if parts[-1] and cells(parts[-1] + sign) > width:
            parts.append("")
        parts[-1] += sign
    return parts
