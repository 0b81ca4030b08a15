"""One question with two answers over the screen; the safe one has the focus.

Must not know what comes of either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from casework.tui.frame import Dialog
from casework.tui.ontop import on_top
from casework.tui.safe import lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

_WHAT: Final = (
    "A parent has just shown the office two posts that call a teaching assistant names. You can "
    "take it from this report to a warning letter, and print that."
)
_HOW: Final = (
    "Where somebody else has to act, F9 lets you be them. M moves the clock on when you have to "
    "wait."
)
TEN_MINUTES: Final[tuple[str | tuple[str, str], ...]] = (
    ("A case of about ten minutes", "bold"),
    "",
    _WHAT,
    _HOW,
)


class Offer(Dialog):
    """Says what is offered; one button takes it, the other leaves it."""

    def __init__(self, said: tuple[str | tuple[str, str], ...], yes: str, no: str) -> None:
        super().__init__()
        self._said, self._yes, self._no = said, yes, no

    def compose(self) -> ComposeResult:
        """Lay out the words and both buttons."""
        with VerticalScroll(id="form"):
            yield Static(lines(self._said), id="notice", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._yes, id="yes", variant="primary")
                yield Button(self._no, id="no")

    def on_mount(self) -> None:
        """Have the safe answer ready."""
        self.query_one("#no").focus()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        if on_top(self):
            self.dismiss(event.button.id == "yes")
