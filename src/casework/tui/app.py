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

from casework.tui import casekeys, going, places
from casework.tui.donestrip import SECONDS, DoneStrip, LastDone
from casework.tui.frame import Page
from casework.tui.keys import bindings
from casework.tui.locked import Locked
from casework.tui.palette import Help, Palette
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
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        self._desk: Desk | None = None
        self._touched = doors.ticks()
        self._last = LastDone(words="", ref="", until=0.0)
        self.crashed = ""

    @property
    def banner(self) -> str:
        """What every title line says before who one is."""
        practice = "PRACTICE" if self._doors.practice else ""
        return "  ".join(filter(None, (practice, "READ ONLY" if self._doors.read_only else "")))

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
        self._touched = self._doors.ticks()
        going.go(self, event.entered.desk, places.place(places.HOME))

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
        if self._doors.ticks() - self._touched >= IDLE:
            self.action_lock()

    async def on_event(self, event: events.Event) -> None:
        """Remember that somebody is there."""
        if event.__class__.__name__ in {"Key", "MouseDown", "MouseScrollDown", "MouseScrollUp"}:
            self._touched = self._doors.ticks()
        await super().on_event(event)

    # --- where one can go -------------------------------------------------------------------------

    def action_ring(self) -> None:
        """Show whom to ring, whoever is or is not signed in."""
        if not isinstance(self.screen, Ring):
            self.push_screen(Ring(self._doors.ring))

    def action_go(self, name: str) -> None:
        """Go to a place of the table, where this person may."""
        found = places.place(name)
        if self._desk is not None and found.may(self._desk):
            going.go(self, self._desk, found)

    def action_about(self, name: str) -> None:
        """Open a screen or a form about the case under one's hand."""
        if self._desk is not None:
            going.about(self, self._desk, casekeys.case_action(name))

    def action_palette(self) -> None:
        """Find a command by a word, and run it."""
        self._choose(Palette)

    def action_help(self) -> None:
        """Show what one can do here."""
        self._choose(Help)

    def _choose(self, kind: type[Palette]) -> None:
        if self.screen.is_modal or isinstance(self.screen, Palette):
            return
        ref = self.screen.about() if isinstance(self.screen, Page) else ""
        known = going.known(self, self._desk, ref, practice=self._doors.practice)
        below = self.screen

        def run(action: str) -> None:
            self.pop_screen()
            self.call_later(self.run_action, action, below)

        self.push_screen(kind(known, run))

    # --- what was just done -----------------------------------------------------------------------

    def done(self, words: str, ref: str = "") -> None:
        """Say in the screen below what was just done; with a case, that U undoes it."""
        until = self._doors.ticks() + SECONDS
        self._last = LastDone(words=words, ref=ref, until=until)
        self._look_again()
        self._count_down()

    def action_undo(self) -> None:
        """Take back what the strip names, and nothing else."""
        last, self._last = self._last, LastDone(words="", ref="", until=0.0)
        if self._desk is None or not last.ref or not last.told(self._doors.ticks()):
            self._say("There is nothing to undo. To correct a mistake, add an entry.")
            return
        said = going.taken_back(self._desk, last.ref)
        self._look_again()
        self._say(said)

    def _look_again(self) -> None:
        if isinstance(self.screen, Page):
            self.screen.look_again()

    def _count_down(self) -> None:
        self._say(self._last.told(self._doors.ticks()))

    def _say(self, words: str) -> None:
        for strip in self.screen.query(DoneStrip):
            strip.say(words)

    # --- leaving ----------------------------------------------------------------------------------

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
