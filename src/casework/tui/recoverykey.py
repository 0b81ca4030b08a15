"""The chair's recovery key over the screen: to be written down, then some groups to be read back.

Nothing closes it before that was right; the key can be looked at again. Must not keep the key, nor
know what it opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from casework.tui import keyback
from casework.tui.box import Box
from casework.tui.frame import Dialog
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from textual.app import ComposeResult


class RecoveryKey(Dialog):
    """Shows the key; then asks for a few of its groups, one after the other."""

    KEYS: ClassVar = (("⏎", "Go on"), ("Esc", "See the key again"), ("f10", "Who to ring"))

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._left = list(keyback.asked(key))
        self._asking = False

    def compose(self) -> ComposeResult:
        """Lay out the words, the field for a group and the button."""
        with VerticalScroll(id="form"):
            yield Static(id="notice", markup=False)
            yield Box(id="group")
            yield Static(id="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("It is written down", id="on", variant="primary")

    def on_mount(self) -> None:
        """Show the key."""
        self.query_one("#group", Input).cursor_blink = False
        self._show_key()

    def action_put_away(self) -> None:
        """Show the key again: it stays until it was read back."""
        self._show_key()

    def _show_key(self) -> None:
        self._asking = False
        self._lay_out(keyback.shown(self._key), "It is written down")
        self.query_one("#on", Button).focus()

    def _ask(self) -> None:
        self._asking = True
        self._lay_out((keyback.question(self._left[0]), ""), "That is it")
        group = self.query_one("#group", Input)
        group.value = ""
        group.focus()

    def _lay_out(self, words: tuple[str, ...], button: str, said: str = "") -> None:
        self.query_one("#notice", Static).update(lines(words))
        self.query_one("#group", Input).display = self._asking
        self.query_one("#on", Button).label = shown(button)
        self._say(said)

    @on(Input.Submitted, "#group")
    @on(Button.Pressed, "#on")
    def _on(self) -> None:
        if not on_top(self):
            return
        if not self._asking:
            self._ask()
        elif keyback.is_right(self._key, self._left[0], self.query_one("#group", Input).value):
            del self._left[0]
            self._ask() if self._left else self.dismiss(True)
        else:
            self._say(keyback.WRONG)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(lines([words]))
