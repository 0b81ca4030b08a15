"""My list: what is open, what is due first, and what happens next with the one under the cursor.

The cursor stays on the same case whatever is typed, taken in or sorted. Must not open the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import DataTable, Input, Static

from casework.tui import listed
from casework.tui.frame import Page
from casework.tui.onecase import OneCase
from casework.tui.safe import cell, lines

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.listed import Row

#: The columns of a list with their widths: 77 cells with what parts them.
COLUMNS = (("Due", 12), ("About", 17), ("What happened", 19), ("Next step", 21))


class MyList(Page):
    """The list and, where there is room, the case under the cursor beside it."""

    KEYS: ClassVar = (
        ("⏎", "Open"),
        ("/", "Find"),
        ("f3", "All cases"),
        ("f4", "Decisions"),
        ("f10", "Who to ring"),
        ("^l", "Lock"),
    )
    BINDINGS: ClassVar = [
        ("slash", "find", "Find"),
        ("ctrl+f", "find", "Find"),
        ("escape", "let_go", "Back to the list"),
    ]

    def __init__(self, desk: Desk, *, closed: bool = False) -> None:
        super().__init__()
        self._desk, self._closed = desk, closed
        self._rows: tuple[Row, ...] = ()

    def body(self) -> ComposeResult:
        """Yield the find box, the table and the panel beside it."""
        yield Input(placeholder="Find: type a name, a place or a word", id="find")
        with Horizontal():
            yield DataTable[str](cursor_type="row", id="cases")
            with VerticalScroll(id="beside"):
                yield Static(id="detail", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        table = self.query_one(DataTable)
        for words, width in COLUMNS:
            table.add_column(cell(words), width=width, key=words)
        self._fill()
        table.focus()

    def on_screen_resume(self) -> None:
        """Look again: something may have been done elsewhere."""
        self._fill()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        self._entitle()

    def action_find(self) -> None:
        """Go to the find box."""
        self.query_one("#find", Input).focus()

    def action_let_go(self) -> None:
        """Empty the find box and go back to the list."""
        self.query_one("#find", Input).value = ""
        self.query_one(DataTable).focus()

    def look_again(self) -> None:
        """Take in what changed."""
        self._fill()

    def about(self) -> str:
        """Return the case under the cursor."""
        return self._under_cursor()

    def _fill(self) -> None:
        self._rows = listed.rows(self._desk, closed=self._closed)
        self._show(self.query_one("#find", Input).value)
        self._entitle()

    def _entitle(self) -> None:
        where = "All cases" if self._closed else "My list"
        who = f"{self._desk.session.name}, {' and '.join(sorted(self._desk.actor.roles))}"
        opened = [row for row in self._rows if not row.closed]
        self.entitle(f"Casework  {where}: {listed.counted(opened)}", who.replace("-", " "))

    def _show(self, typed: str) -> None:
        """Show the rows that fit what was typed, the cursor staying on its case."""
        table = self.query_one(DataTable)
        before = self._under_cursor()
        found = listed.narrowed(self._rows, typed)
        table.clear()
        for row in found[: listed.MOST_ROWS]:
            words = (row.due_short, row.about, row.what, row.next)
            widths = (width for _, width in COLUMNS)
            table.add_row(*map(cell, words, widths), key=row.ref)
        if before and before in table.rows:
            table.move_cursor(row=table.get_row_index(before))
        nothing = f"Nothing matches “{typed}”." if typed and not found else ""
        self.query_one("#strip", Static).update(lines([nothing or listed.more(len(found))]))
        self._beside()

    def _under_cursor(self) -> str:
        table = self.query_one(DataTable)
        if not table.row_count:
            return ""
        key = table.coordinate_to_cell_key(table.cursor_coordinate).row_key
        return key.value or ""

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted, "#find")
    def _to_the_list(self) -> None:
        self.query_one(DataTable).focus()

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._beside()

    @on(DataTable.RowSelected)
    def _open(self, event: DataTable.RowSelected) -> None:
        if event.row_key.value:
            self.app.push_screen(OneCase(self._desk, event.row_key.value))

    def _beside(self) -> None:
        ref = self._under_cursor()
        row = next((one for one in self._rows if one.ref == ref), None)
        told: list[str | tuple[str, str]] = []
        if row is not None:
            told = [(row.about, "bold"), f"{row.ref}  {row.what}", ""]
            told += [("Next", "bold"), row.next, row.due]
        self.query_one("#detail", Static).update(lines(told))
