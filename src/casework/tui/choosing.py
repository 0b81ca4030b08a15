"""A dialog that asks which of several things is meant. Must not know what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from casework.tui import careful
from casework.tui.keyline import KeyLine, key_line
from casework.tui.ontop import on_top
from casework.tui.safe import shown

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.message import Message


class Choose(ModalScreen[int]):
    """One of several; the answer is its place in the list, -1 where none was chosen."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("⏎", "Choose"),
        ("↑↓", "Move"),
        ("Esc", "Back"),
        ("f10", "Who to ring"),
    )
    BINDINGS: ClassVar = [("escape", "put_away", "Back")]
    DEFAULT_CSS = """
    Choose #which { height: auto; max-height: 60vh; border: none; padding: 0; }
    """

    def __init__(self, title: str, choices: tuple[str, ...]) -> None:
        super().__init__()
        self._title, self._choices = title, choices

    def compose(self) -> ComposeResult:
        """Lay out the question and what there is to choose from."""
        with Vertical(id="form"):
            yield Static(shown(self._title, "bold"), markup=False)
            yield OptionList(
                *(Option(shown(one)) for one in self._choices), id="which", markup=False
            )

    async def _dispatch_message(self, message: Message) -> None:
        await careful.kept(self.app, super()._dispatch_message(message))

    def on_mount(self) -> None:
        """Begin at the first; say above it what kind of records these are, below it the keys."""
        self.mount(
            Static(getattr(self.app, "banner", ""), classes="banner", markup=False),
            KeyLine(key_line(self.KEYS), classes="dialog-keys", markup=False),
            careful.too_small(),
        )
        self.query_one(OptionList).focus()

    def action_put_away(self) -> None:
        """Choose none."""
        if on_top(self):
            self.dismiss(-1)

    @on(OptionList.OptionSelected)
    def _which(self, event: OptionList.OptionSelected) -> None:
        if on_top(self):
            self.dismiss(event.option_index)
