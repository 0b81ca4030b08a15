"""The only door by which data becomes content on a screen: literal, and harmless to a terminal.

Textual reads strings as markup nearly everywhere and passes control sequences on to the terminal;
neither may ever happen to a name or a post. Must not know what is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text
from textual.content import Content

from casework.text import clean_text, made_harmless
from casework.tui.signs import DRAWING

if TYPE_CHECKING:
    from collections.abc import Iterable


def shown(words: str, style: str = "") -> Content:
    """Return words as they are: no markup in them counts, no control character is left."""
    plain = DRAWING.drawn(made_harmless(words))
    return Content.styled(plain, style) if style else Content(plain)


def fitting(words: str) -> str:
    """Return words on one line as ``shown`` would leave them: for what is laid out beforehand."""
    return " ".join(DRAWING.drawn(made_harmless(words)).split())


def lines(all_of_them: Iterable[str | tuple[str, str]]) -> Content:
    """Return lines one under the other, each words alone or words with a style."""
    parts = [shown(line) if isinstance(line, str) else shown(*line) for line in all_of_them]
    return Content("\n").join(parts)


def entered(words: str) -> str:
    """Return what goes into a field: without control characters, its spaces at both ends kept."""
    return words if words.isprintable() else clean_text(f"|{words}|")[1:-1]


def beside(rows: Iterable[tuple[str, str]], left: int) -> Table:
    """Return lines of which each has words left and words beside them, wrapped in their column."""
    return columns(rows, (left, 0))


def columns(rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> Table:
    """Return rows of words, each wrapped in its column; one of no width takes what is left."""
    table = Table.grid(padding=(0, 2, 0, 1), expand=True)
    for width in widths:
        table.add_column(width=width or None, ratio=None if width else 1)
    for row in rows:
        table.add_row(*(Text(DRAWING.drawn(made_harmless(words))) for words in row))
    return table


def cell(words: str, width: int = 0) -> Text:
    """Return words for a table's cell, on one line; cut to ``width`` with a sign that they are."""
    plain = DRAWING.drawn(made_harmless(" ".join(words.split())))
    sign = DRAWING.drawn("…")
    cut = f"{plain[: width - len(sign)]}{sign}" if width and len(plain) > width else plain
    return Text(cut, no_wrap=True)
