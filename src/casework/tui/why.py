"""The screen that says why: the rule behind what happens next. Must not know how it was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.errors import CaseworkError
from casework.tui import advice
from casework.tui.frame import Page
from casework.tui.safe import lines
from casework.tui.whylines import told

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk


class Why(Page):
    """The rule and what it rests on."""

    KEYS: ClassVar = (("↑↓", "Read"), ("Esc", "Back"), ("f1", "Help"))
    BINDINGS: ClassVar = [("escape", "app.pop_screen", "Back"), ("w", "app.pop_screen", "Back")]

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__()
        self._desk, self._ref = desk, ref

    def body(self) -> ComposeResult:
        """Yield the words."""
        with VerticalScroll(id="case"):
            yield Static(id="why", markup=False)

    def on_mount(self) -> None:
        """Read the case and say why."""
        self.query_one("#case").focus()
        try:
            found = told(self._desk, self._ref)
        except CaseworkError as fault:
            found = advice.sentences(fault)
        self.query_one("#why", Static).update(lines(found))

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        self.entitle(f"{self._ref}  Why", self._desk.session.name)

    def about(self) -> str:
        """Return the case."""
        return self._ref

    def of_case(self) -> tuple[Desk, str]:
        """Return this case."""
        return self._desk, self._ref
