"""What is to be read at once after something was done: whom to ring, what to do next.

Must not know what was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.tui.frame import Page
from casework.tui.safe import lines

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.sheet import Kept


class Told(Page):
    """Words to read, and one key to go on."""

    KEYS: ClassVar = (("⏎", "I have read it"), ("f10", "Who to ring"), ("f9", "Another person"))
    BINDINGS: ClassVar = [
        ("enter", "app.pop_screen", "Go on"),
        ("escape", "app.pop_screen", "Go on"),
    ]
    DEFAULT_CSS = "Told #told { padding: 1 1; height: 1fr; }"

    def __init__(self, kept: Kept, desk: Desk) -> None:
        super().__init__()
        self._kept, self._desk, self._who = kept, desk, desk.session.name

    def of_case(self) -> tuple[Desk, str] | None:
        """Return the case in which it was done, if it was in one."""
        return (self._desk, self._kept.ref) if self._kept.ref else None

    def body(self) -> ComposeResult:
        """Yield the words."""
        with VerticalScroll(id="told"):
            yield Static(lines([(self._kept.words, "bold"), "", *self._kept.told]), markup=False)

    def on_mount(self) -> None:
        """Say where one is."""
        self._entitle()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        self._entitle()

    def _entitle(self) -> None:
        self.entitle("Done", self._who)
