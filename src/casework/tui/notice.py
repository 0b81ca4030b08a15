"""A few sentences over the screen and one button: a fault with its way out.

Must not know what was being done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from casework.tui import advice
from casework.tui.frame import Dialog
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from casework.errors import CaseworkError


class Notice(Dialog):
    """Sentences to be read, then one goes on."""

    def __init__(self, said: Iterable[str | tuple[str, str]], button: str = "Go on") -> None:
        super().__init__()
        self._said, self._button = tuple(said), button

    def compose(self) -> ComposeResult:
        """Lay out the sentences and the button."""
        with VerticalScroll(id="form"):
            yield Static(lines(self._said), id="notice", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(shown(self._button), id="back", variant="primary")

    def on_mount(self) -> None:
        """Have the button ready."""
        self.query_one("#back").focus()

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        if on_top(self):
            self.dismiss(True)


def of_fault(fault: CaseworkError) -> Notice:
    """Return what tells of an error: what happened, why, what to do."""
    return Notice(advice.sentences(fault))
