"""Who to ring: open to everybody, before anybody has signed in. Must not know any case."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.office.ringing import DANGER
from casework.tui.frame import Page
from casework.tui.safe import lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

_ASIDE = "If it is about someone on this page, do not ring them: ring the next."
_NOBODY = "The school has written down no numbers yet: casework settings list asks for them."
_WIDTH = 56


class Ring(Page):
    """The card with the numbers."""

    KEYS: ClassVar = (("Esc", "Back"),)
    BINDINGS: ClassVar = [("escape", "app.pop_screen", "Back")]

    def __init__(self, numbers: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._numbers = numbers

    def body(self) -> ComposeResult:
        """Yield the numbers, danger first."""
        rows = [_row(who, number) for who, number in (DANGER, *self._numbers)]
        lacking = [] if any(number for _, number in self._numbers) else [_NOBODY, ""]
        with VerticalScroll():
            yield Static(lines([*rows, "", *lacking, _ASIDE]), markup=False)

    def on_mount(self) -> None:
        """Say where one is."""
        self.entitle("Who to ring", "no sign-in is needed")


def _row(who: str, number: str) -> str | tuple[str, str]:
    """Return who with their number; without one it is a heading, or a sentence."""
    return f"{who:<{_WIDTH}} {number}" if number else (who, "bold")
