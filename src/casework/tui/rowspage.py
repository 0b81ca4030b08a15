"""A screen of rows about one case, each of which opens a form. Must not know which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import OptionList, Static

from casework.errors import CaseworkError
from casework.tui import advice, caserows
from casework.tui.frame import Page
from casework.tui.rowlist import RowList
from casework.tui.safe import lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.casepages import Row

_LEFT = 34


class RowsPage(Page):
    """Rows of one case."""

    KEYS: ClassVar = (("⏎", "Open"), ("Esc", "Back"), ("f1", "Help"))
    DEFAULT_CSS = """
    RowsPage #rows { height: 1fr; border: none; padding: 0 1; background: $background; }
    RowsPage #rows { scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar = [("escape", "app.pop_screen", "Back")]

    def __init__(
        self, desk: Desk, ref: str, title: str, rows: Callable[[Desk, str], tuple[Row, ...]]
    ) -> None:
        super().__init__()
        self._desk, self._ref, self._title, self._make = desk, ref, title, rows

    def body(self) -> ComposeResult:
        """Yield the rows."""
        yield RowList(left=_LEFT, id="rows")
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self.look_again()
        self.query_one(RowList).focus()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        self.entitle(f"{self._ref}  {self._title}", self._desk.session.name)

    def about(self) -> str:
        """Return the case that the rows are about."""
        return self._ref

    def of_case(self) -> tuple[Desk, str]:
        """Return this case."""
        return self._desk, self._ref

    def look_again(self) -> None:
        """Read the rows again."""
        try:
            found = self._make(self._desk, self._ref)
        except CaseworkError as fault:
            self.query_one("#strip", Static).update(lines([advice.line(fault)]))
            return
        self.query_one(RowList).stand(found)
        nothing = "" if found else "There is nothing of it in this case."
        self.query_one("#strip", Static).update(lines([nothing]))

    @on(OptionList.OptionSelected, "#rows")
    def _open(self, event: OptionList.OptionSelected) -> None:
        row = self.query_one(RowList).rows[event.option_index]
        caserows.open_row(self, self._desk, self._ref, row)
