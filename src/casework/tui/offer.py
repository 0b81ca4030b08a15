"""One question with two answers over the screen; what is offered has the focus, and Esc is no.

Must not know what comes of either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from casework.tui.frame import Dialog
from casework.tui.offerwords import BEGUN, BY_KEY, TITLE, WHAT
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from textual.app import ComposeResult

_TITLE: Final = (TITLE, "bold")
TEN_MINUTES: Final[tuple[str | tuple[str, str], ...]] = (_TITLE, "", WHAT, BY_KEY)
#: What is said where it has come in already.
UNDER_WAY: Final[tuple[str | tuple[str, str], ...]] = (_TITLE, "", BEGUN, BY_KEY)


class Offer(Dialog):
    """Says what is offered; one button takes it, the other leaves it."""

    BINDINGS: ClassVar = [
        ("right", "app.focus_next", "The other answer"),
        ("left", "app.focus_previous", "The other answer"),
    ]

    def __init__(self, said: tuple[str | tuple[str, str], ...], yes: str, no: str) -> None:
        super().__init__()
        self._said, self._yes, self._no = said, yes, no

    def compose(self) -> ComposeResult:
        """Lay out the words and both buttons."""
        with VerticalScroll(id="form", can_focus=False):
            yield Static(lines(self._said), id="notice", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(shown(self._yes), id="yes", variant="primary")
                yield Button(shown(self._no), id="no")

    def on_mount(self) -> None:
        """Have what is offered ready: nothing in a practice school is real."""
        self.query_one("#yes").focus()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        if on_top(self):
            self.dismiss(event.button.id == "yes")
