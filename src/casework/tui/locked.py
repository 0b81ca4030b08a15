"""The locked screen: it shows the time and nothing else, until whoever was there signs in again.

Must not know what lay beneath it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from casework.errors import CaseworkError
from casework.tui import advice
from casework.tui.aside import aside
from casework.tui.box import Box
from casework.tui.frame import Dialog
from casework.tui.ontop import on_top
from casework.tui.safe import lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from casework.tui.doors import Doors
    from casework.tui.waits import Waits


class Locked(Dialog):
    """Covers everything; the password of the same person opens it. F9 is for anybody else."""

    KEYS: ClassVar = (
        ("⏎", "Open again"),
        ("f9", "Another person"),
        ("f10", "Who to ring"),
        ("^q", "Quit"),
    )
    BINDINGS: ClassVar = [("escape", "nothing", "")]

    class Tried(Message):
        """Whether it was the password; ``why`` where that could not be looked at."""

        def __init__(self, *, right: bool, why: str = "") -> None:
            super().__init__()
            self.right, self.why = right, why

    def __init__(self, doors: Doors, check: Callable[[str], bool], waits: Waits) -> None:
        super().__init__()
        self._doors, self._check, self._waits = doors, check, waits
        self._right = False

    def compose(self) -> ComposeResult:
        """Lay out the time, and the field."""
        with Vertical(id="locked"):
            yield Static(id="time", markup=False)
            yield Box(password=True, placeholder="Your password", id="password")
            yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        """Keep the time."""
        self._tick()
        self.set_interval(1, self._tick)
        self.query_one("#password", Input).focus()

    def action_nothing(self) -> None:
        """Let Esc do nothing: a lock does not open by it."""

    def _tick(self) -> None:
        from casework.domain.dates import clock_words  # not for the first screen

        self.query_one("#time", Static).update(lines([clock_words(self._doors.clock.now())]))
        left = self._waits.left(self._doors.ticks())
        if left:
            self._say(f"That was not it. Wait {left} s, then try again.")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if event.value and not self._waits.left(self._doors.ticks()):
            self._say("Looking …")
            self._try(event.value)

    @aside(exclusive=True)
    def _try(self, password: str) -> None:
        try:
            self.post_message(self.Tried(right=self._check(password)))
        except CaseworkError as fault:
            self.post_message(self.Tried(right=False, why=advice.line(fault)))

    @on(Tried)
    def _tried(self, event: Tried) -> None:
        self.query_one("#password", Input).value = ""
        self._right = event.right
        if event.right:
            self._waits.right()
            self._open()
        elif event.why:  # the machine stood in the way: nobody was wrong
            self._say(event.why)
        else:
            self._waits.wrong(self._doors.ticks())
            self._say("That was not it.")

    def on_screen_resume(self) -> None:
        """Open now what was found right while something lay over it: whom to ring."""
        self.call_later(self._open)

    def _open(self) -> None:
        if self._right and on_top(self):
            self._right = False
            self.dismiss(True)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(lines([words]))
