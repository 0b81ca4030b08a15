"""The locked screen: it shows the time and nothing else, until whoever was there signs in again.

Must not know what lay beneath it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from casework.domain.dates import clock_words
from casework.errors import CaseworkError
from casework.tui.safe import lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from casework.tui.doors import Doors


class Locked(ModalScreen[None]):
    """Covers everything; the password of the same person opens it."""

    BINDINGS: ClassVar = [("f10", "app.ring", "Who to ring")]

    class Wrong(Message):
        """It was not the password."""

    class Right(Message):
        """It was."""

    def __init__(self, doors: Doors, who: str) -> None:
        super().__init__()
        self._doors, self._who = doors, who

    def compose(self) -> ComposeResult:
        """Lay out the time, and the field."""
        with Vertical(id="locked"):
            yield Static(id="time", markup=False)
            yield Input(password=True, placeholder="Your password", id="password")
            yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        """Keep the time."""
        self._tick()
        self.set_interval(20, self._tick)

    def _tick(self) -> None:
        self.query_one("#time", Static).update(lines([clock_words(self._doors.clock.now())]))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self._try(event.value)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _try(self, password: str) -> None:
        try:
            entered = self._doors.sign_in(self._who, password, "")
        except CaseworkError:
            self.post_message(self.Wrong())
        else:
            entered.desk.session.close()
            self.post_message(self.Right())

    @on(Wrong)
    def _wrong(self) -> None:
        self.query_one("#password", Input).value = ""
        self.query_one("#said", Static).update(lines(["That was not it."]))

    @on(Right)
    def _right(self) -> None:
        if self.is_current:
            self.dismiss(None)
