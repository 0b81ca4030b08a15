"""Forms that add words to the record: a note. Must not know what is in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static, TextArea

from casework.errors import CaseworkError
from casework.office import cases
from casework.tui.frame import Dialog
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from casework.office.desk import Desk


class NoteForm(Dialog):
    """A note for the record; whoever it is about may read it one day."""

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__()
        self._desk, self._ref = desk, ref

    def compose(self) -> ComposeResult:
        """Lay out the words and the button."""
        with VerticalScroll(id="form"):
            yield Static(shown(f"A note  {self._ref}", "bold"), markup=False)
            yield Static(
                "Facts, what was said and by whom, opinion as opinion. "
                "Write as if the person will read it.",
                markup=False,
            )
            yield TextArea(id="words", tab_behavior="focus")
            yield Static(id="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Keep the note", id="keep", variant="primary")
                yield Button("Back", id="back")

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.action_put_away()

    @on(Button.Pressed, "#keep")
    def _keep(self) -> None:
        if not self.is_current:
            return
        try:
            cases.add_note(self._desk, self._ref, self.query_one("#words", TextArea).text)
        except CaseworkError as fault:
            said = [fault.message, *fault.reasons, fault.advice]
            self.query_one("#said", Static).update(lines(said))
        else:
            self.dismiss(True)
