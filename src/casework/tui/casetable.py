"""A table of cases whose cursor stays on its *case*, whatever is typed, sorted or taken in.

What one sees at once is filled at once, the rest after it was painted. Must not know which cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.message import Message
from textual.widgets import DataTable
from textual.widgets.data_table import RowDoesNotExist

from casework.tui.safe import cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

#: So many rows stand there before anything is painted; the rest come in lots.
FIRST: Final = 40
LOT: Final = 115


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
        self._add(max(FIRST, at + 1))
        if refs:
            self._placed = "" if self._chosen in refs else refs[0]
            self.move_cursor(row=at, animate=False)
        self.call_after_refresh(self._more)
        self._tell()

    def put(self, ref: str) -> None:
        """Put the cursor on a case, where it is shown."""
        self._chosen = ref
        refs = [one for one, _ in self._rows_wanted]
        if ref in refs:
            self._add(refs.index(ref) + 1)
            self.move_cursor(row=refs.index(ref), animate=False)

    def _renew(self, before: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        for (ref, words), (_, old) in zip(self._rows_wanted, before, strict=True):
            if words == old:
                continue
            for (column, _), now, was in zip(self._columns, self._cells(words), old, strict=True):
                if now.plain != was:
                    self._update(ref, column, now)
        self._tell()

    def _update(self, ref: str, column: str, words: Text) -> None:
        try:
            self.update_cell(ref, column, words)  # type: ignore[arg-type] # Rich text
        except RowDoesNotExist:
            return  # it is still to be added, with the words of now

    def _cells(self, words: tuple[str, ...]) -> list[Text]:
        return [cell(one, width) for one, (_, width) in zip(words, self._columns, strict=True)]

    def _add(self, upto: int) -> None:
        for ref, words in self._rows_wanted[self.row_count : upto]:
            self.add_row(*self._cells(words), key=ref)  # type: ignore[arg-type] # Rich text

    def _more(self) -> None:
        if self.row_count < len(self._rows_wanted):
            self._add(self.row_count + LOT)
            self.call_after_refresh(self._more)

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
