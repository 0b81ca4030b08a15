"""A table of cases whose cursor stays on its *case*, whatever is typed, sorted or taken in.

What one sees is filled at once, the rest as one comes near it. Must not know which cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable

from casework.tui.safe import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.text import Text
    from textual.events import Click
    from textual.widgets.data_table import RowKey

#: So many windows of rows stand below the cursor; more come as it moves on.
AHEAD: Final = 2
#: So many rows come at once on the way to the end: a key between them does not wait long.
LOT: Final = 30


class CaseTable(DataTable[str]):
    """Rows of words under the reference of their case."""

    class Here(Message):
        """The cursor is on another case, or on none."""

        def __init__(self, ref: str) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self, columns: tuple[tuple[str, int], ...], *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(cursor_type="row", id=id)
        self._columns = columns
        self._rows_wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()
        self._chosen = ""  # where the person put the cursor
        self._placed = ""  # where it had to go while that case is not shown
        self._said = ""

    def on_mount(self) -> None:
        """Lay out the columns."""
        for words, width in self._columns:
            self.add_column(cell(words), width=width, key=words)

    @property
    def here(self) -> str:
        """The reference under the cursor, or nothing."""
        if not self.row_count:
            return ""
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value or ""

    def stand(self, rows: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        """Show these rows, each a reference and its words; the cursor stays on its case."""
        before, self._rows_wanted = self._rows_wanted, tuple(rows)
        if [ref for ref, _ in before] == [ref for ref, _ in self._rows_wanted]:
            self._renew(before)
            return
        self.clear()
        refs = [ref for ref, _ in self._rows_wanted]
        at = refs.index(self._chosen) if self._chosen in refs else 0
        self._ahead(at)
        if refs:
            self._placed = "" if self._chosen in refs else refs[0]
            self.move_cursor(row=at, animate=False)
        self._tell()

    def put(self, ref: str) -> None:
        """Put the cursor on a case, where it is shown."""
        self._chosen = ref
        refs = [one for one, _ in self._rows_wanted]
        if ref in refs:
            self._ahead(refs.index(ref))
            self.move_cursor(row=refs.index(ref), animate=False)

    def _renew(self, before: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        there = self._rows_wanted[: self.row_count]  # the others come with the words of now
        for (ref, words), (_, old) in zip(there, before, strict=False):
            if words == old:
                continue
            for (column, _), now, was in zip(self._columns, self._cells(words), old, strict=True):
                if now.plain != was:
                    self.update_cell(ref, column, now)  # type: ignore[arg-type] # Rich text
        self._tell()

    def _cells(self, words: tuple[str, ...]) -> list[Text]:
        return [cell(one, width) for one, (_, width) in zip(words, self._columns, strict=True)]

    def _add(self, upto: int) -> None:
        for ref, words in self._rows_wanted[self.row_count : upto]:
            self.add_row(*self._cells(words), key=ref)  # type: ignore[arg-type] # Rich text

    def _ahead(self, row: int) -> None:
        """Have the rows up to this one there, and what one sees next below it."""
        self._add(row + 1 + AHEAD * self.app.size.height)

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:  # noqa: ARG002 - Textual's
        """Leave out the measuring of each cell: every column has its width, every row one line.

        Textual's own, under its exact pin: measuring is most of what a row costs.
        """
        super()._update_dimensions(())

    # --- going down -------------------------------------------------------------------------------

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Add what comes next, whatever moved the view."""
        super().watch_scroll_y(old_value, new_value)
        self._ahead(round(new_value))

    def action_cursor_down(self) -> None:
        """Go one row down."""
        self._ahead(self.cursor_row)
        super().action_cursor_down()

    def action_page_down(self) -> None:
        """Go one page down."""
        self._ahead(self.cursor_row + self.size.height)
        super().action_page_down()

    def action_scroll_home(self) -> None:
        """Go to the first row: there is nothing to the left."""
        self.action_scroll_top()

    def action_scroll_end(self) -> None:
        """Go to the last row: there is nothing to the right."""
        self.action_scroll_bottom()

    def action_scroll_bottom(self) -> None:
        """Go to the last row, once the rows before it are there."""
        self._to_the_end(self._rows_wanted)

    def _to_the_end(self, of: object) -> None:
        if of is not self._rows_wanted:
            return  # other rows were asked for meanwhile
        if self.row_count < len(self._rows_wanted):
            self._add(self.row_count + LOT)
            self.call_later(self._to_the_end, of)
        else:
            super().action_scroll_bottom()

    def on_click(self, event: Click) -> None:
        """Let a second click open the case under the cursor, in whichever column it is made.

        Textual opens a row only where the very cell is clicked twice.
        """
        where = event.style.meta
        if "column" in where and where.get("row") == self.cursor_row:
            self.cursor_coordinate = Coordinate(self.cursor_row, where["column"])

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Remember where the person put the cursor, and say so."""
        event.stop()
        ref = event.row_key.value or ""
        if ref != self.here:
            return  # said of rows that are gone by now
        if ref != self._placed:
            self._chosen, self._placed = ref, ""
        self._tell()

    def _tell(self) -> None:
        if self.here != self._said:
            self._said = self.here
            self.post_message(self.Here(self._said))
