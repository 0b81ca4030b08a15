"""Rows under one another, each with words beside it; what is not seen yet is added as one scrolls.

Must not know what a row is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from casework.tui.safe import beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.tui.casepages import Row

#: So many rows stand there at first, and so many more come whenever one nears the end.
FIRST: Final = 30
_NEAR: Final = 8


class RowList(OptionList):
    """A list of rows."""

    def __init__(self, *, left: int, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, markup=False)
        self._left = left
        self.rows: tuple[Row, ...] = ()

    def stand(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor stays on its place."""
        at = self.highlighted or 0
        self.rows = tuple(rows)
        self.clear_options()
        self._more(max(FIRST, at + _NEAR))
        self.highlighted = min(at, len(self.rows) - 1) if self.rows else None

    def _more(self, count: int) -> None:
        lot = self.rows[self.option_count : self.option_count + count]
        if lot:
            self.add_options(Option(beside([(row.left, row.beside)], self._left)) for row in lot)

    @on(OptionList.OptionHighlighted)
    def _near_the_end(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index + _NEAR >= self.option_count:
            self._more(FIRST)

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Add more where the wheel nears the end."""
        super().watch_scroll_y(old, new)
        if self.max_scroll_y and new + self.size.height >= self.max_scroll_y:
            self._more(FIRST)
