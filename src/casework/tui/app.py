"""The program in the terminal: its looks, its screens one over the other, its lock, its last words.

Data reaches a widget through ``safe`` alone. Must not know the store: whoever wires it hands in
``Doors``.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import App

from casework.tui.decisions import Decisions
from casework.tui.locked import Locked
from casework.tui.mylist import MyList
from casework.tui.ring import Ring
from casework.tui.signin import SignIn
from casework.tui.theme import CONTRAST, THEMES

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from casework.office.desk import Desk
    from casework.tui.doors import Doors

#: After so many idle seconds the screen locks (*default*), looked at this often.
IDLE: Final = 300.0
_LOOK: Final = 5.0


class CaseworkApp(App[int]):
    """The screens of one set of records."""

    TITLE = "casework"
    CSS_PATH = "casework.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own form
    BINDINGS: ClassVar[list[BindingType]] = [
        ("f4", "decisions", "Decisions"),
        ("f9", "switch", "Another person"),
        ("f10", "ring", "Who to ring"),
        ("ctrl+l", "lock", "Lock"),
        ("ctrl+q", "leave", "Quit"),
    ]

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        self._desk: Desk | None = None
        self._touched = doors.clock.ticks().boottime
        self.crashed = ""

    def on_mount(self) -> None:
        """Put on the look, ask who is there, and watch for nobody being there any more."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = CONTRAST.name
        self.push_screen(SignIn(self._doors))
        self.set_interval(_LOOK, self._idle)

    # --- who is there -----------------------------------------------------------------------------

    @on(SignIn.Done)
    def _entered(self, event: SignIn.Done) -> None:
        self._desk = event.entered.desk
        self._touched = self._doors.clock.ticks().boottime
        self.push_screen(MyList(event.entered.desk))

    def action_switch(self) -> None:
        """Let another person sign in; what this one had open is put away."""
        self._close_desk()
        while len(self.screen_stack) > 1 and not isinstance(self.screen, SignIn):
            self.pop_screen()

    def action_lock(self) -> None:
        """Hide everything at once; in a practice school there is no password to ask for."""
        if self._desk is None or isinstance(self.screen, Locked):
            return
        if self._doors.people:
            self.action_switch()
        else:
            self.push_screen(Locked(self._doors, self._desk.session.name))

    def _idle(self) -> None:
        if self._doors.clock.ticks().boottime - self._touched >= IDLE:
            self.action_lock()

    async def on_event(self, event: events.Event) -> None:
        """Remember that somebody is there."""
        if event.__class__.__name__ in {"Key", "MouseDown", "MouseScrollDown", "MouseScrollUp"}:
            self._touched = self._doors.clock.ticks().boottime
        await super().on_event(event)

    # --- where one can go -------------------------------------------------------------------------

    def action_ring(self) -> None:
        """Show whom to ring, whoever is or is not signed in."""
        if not isinstance(self.screen, Ring):
            self.push_screen(Ring(self._doors.ring))

    def action_decisions(self) -> None:
        """Show what waits for a decision."""
        if self._desk is not None and not isinstance(self.screen, Decisions):
            self.push_screen(Decisions(self._desk))

    def action_leave(self) -> None:
        """Close the records and end."""
        self._close_desk()
        self.exit(0)

    def _close_desk(self) -> None:
        if self._desk is not None:
            self._desk.session.close()
            self._desk = None

    # --- last words -------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Close without a word of what was on the screen: kind, file and line alone are kept."""
        true = getattr(error, "error", error)
        self._return_code = 1
        if self._exception is None:
            self._exception = true
            self._exception_event.set()
        frames = traceback.extract_tb(true.__traceback__)
        at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
        self.crashed = f"{type(true).__name__} at {at}"
        self._close_messages_no_wait()
