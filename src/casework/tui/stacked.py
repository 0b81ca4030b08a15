"""Words under one another in one widget: lines as they are, and rows in two columns.

A widget for each part would be styled, laid out and painted by itself; one for all of them is that
once. Takes only what came through ``safe``. Must not know what is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.visual import Visual

from casework.tui.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions

#: So many cells stand between two columns.
_BETWEEN: Final = 2


class Columns:
    """Rows of which each has words left and words beside them, each wrapped in its column."""

    def __init__(self, rows: Iterable[tuple[str, str]], left: int) -> None:
        self._rows = tuple((shown(one), shown(other)) for one, other in rows)
        self._left = left

    @property
    def plain(self) -> str:
        """Return the words alone, a row a line."""
        return "\n".join(f"{one.plain} {other.plain}" for one, other in self._rows)

    def laid(self, width: int) -> Iterator[Content]:
        """Yield the lines in that width."""
        right = max(width - self._left - _BETWEEN, 1)
        for one, other in self._rows:
            lefts, rights = one.wrap(self._left), other.wrap(right)
            for at in range(max(len(lefts), len(rights))):
                there = lefts[at].rstrip() if at < len(lefts) else Content()
                beside = rights[at] if at < len(rights) else Content()
                gap = self._left + _BETWEEN - there.cell_length
                yield Content.assemble(there, " " * gap, beside)


class Stacked(Visual):
    """Parts under one another, laid out once for the width they are shown in."""

    def __init__(self, *parts: Content | Columns) -> None:
        self._parts = parts
        self._laid: tuple[int, Content, int] = (0, Content(), 0)

    @property
    def plain(self) -> str:
        """Return the words alone."""
        return "\n".join(part.plain for part in self._parts)

    def _in(self, width: int) -> tuple[int, Content, int]:
        if self._laid[0] != width:
            lines = [line for part in self._parts for line in _lines(part, width)]
            self._laid = (width, Content("\n").join(lines), len(lines))
        return self._laid

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002 - Textual's own
        """Return how many lines there are in that width."""
        return self._in(width)[2]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002 - as above
        """Return all there is: the column at the right takes what is left."""
        return container_width

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return the lines, painted."""
        return self._in(width)[1].render_strips(width, height, style, options) if width else []


def _lines(part: Content | Columns, width: int) -> Iterable[Content]:
    return part.laid(width) if isinstance(part, Columns) else part.wrap(width)
