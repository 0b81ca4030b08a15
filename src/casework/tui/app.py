"""The program in the terminal: its looks, who is there, its screens one over the other, its end.

Data reaches a widget through ``safe`` alone. Must not know the store: whoever wires it hands in
``Doors``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final
from weakref import WeakKeyDictionary

from textual import on
from textual.events import ScreenResume

from casework.tui import capitals, casekeys, going, looks, places
from casework.tui.donestrip import LastDone
from casework.tui.elsewhere import Elsewhere
from casework.tui.keys import bindings
from casework.tui.locked import Locked
from casework.tui.palette import Help, Palette
from casework.tui.ring import Ring
from casework.tui.signin import SignIn
from casework.tui.trail import PutAway, Trail
from casework.tui.waits import Waits

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.screen import Screen

    from casework.office.desk import Desk
    from casework.tui.doors import Doors
    from casework.tui.undo import Window

#: After so many idle seconds the screen locks (*default*).
IDLE: Final = 300.0
#: Seconds between two looks at who is there.
_BEAT: Final = 1.0
_TOUCHES: Final = frozenset({"Key", "MouseDown", "MouseScrollDown", "MouseScrollUp", "Paste"})
_NOTHING: Final = LastDone(words="", ref="", until=0.0)


class CaseworkApp(Elsewhere):
    """The screens of one set of records."""

    TITLE = "casework"
    CSS_PATH = "casework.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (72, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as below
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - Textual's own form
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    #: Keys that do nothing where one may only read: no screen names them there.
    WRITING: ClassVar = casekeys.WRITING

    def __init__(self, doors: Doors) -> None:
        super().__init__(doors)
        self._touched = doors.ticks()
        self._waits = Waits()
        self._window: Window | None = None
        self._last = _NOTHING
        self._put_away: list[PutAway] = []
        self.offered = False  # whether a practice school's case of ten minutes was
        self.trails: WeakKeyDictionary[Screen[Any], Trail] = WeakKeyDictionary()

    @property
    def banner(self) -> str:
        """What every title line says before who one is."""
        practice = "PRACTICE" if self._doors.practice else ""
        return "  ".join(filter(None, (practice, "READ ONLY" if self.reads_only else "")))

    @property
    def reads_only(self) -> bool:
        """Whether the records were opened to read alone."""
        return self._doors.read_only

    def on_mount(self) -> None:
        """Put on the look, ask who is there, and begin to watch."""
        looks.put_on(self)
        self.push_screen(SignIn(self._doors, self._waits))
        self.set_interval(_BEAT, self._beat)
        self.keep_up()

    # --- who is there -----------------------------------------------------------------------------

    @on(SignIn.Done)
    def _entered(self, event: SignIn.Done) -> None:
        desk = event.entered.desk
        self._touched = self._doors.ticks()
        self._waits.right()
        self.sit_down(desk)
        kept = [one for one in self._put_away if one.user == desk.session.user]
        self._put_away = [one for one in self._put_away if one not in kept]
        going.arrive(self, event.entered, kept, self._doors)
        self._look_at_the_clock()
        self._begin_window(desk)

    def _begin_window(self, desk: Desk) -> None:
        from casework.tui import undo  # loads the records: the first screen needs none

        self._window = self._window or undo.Window(self)
        self._window.begin(desk)

    def action_switch(self) -> None:
        """Let another person sign in; what this one had open is put away, for them alone."""
        if self._desk is not None:
            self._put_away.append(PutAway(user=self._desk.session.user, way=going.way(self)))
        self.sign_out()

    def sign_out(self, why: str = "") -> None:
        """Close the records for whoever is there, and ask who is there now."""
        self._last, self._clipboard = _NOTHING, ""
        with self.prevent(ScreenResume):  # nothing looks once more at records that are closing
            while len(self.screen_stack) > 1 and not isinstance(self.screen, SignIn):
                self.pop_screen()
        self._close_desk()
        if isinstance(self.screen, SignIn):
            self.screen.post_message(ScreenResume())
            self.screen.greet(why)

    def action_lock(self) -> None:
        """Hide everything at once; in a practice school there is no password to ask for."""
        if self._desk is None or self._here is None:
            return
        self._clipboard = ""  # nobody pastes what another has marked
        if self._doors.people:
            self.action_switch()
        else:
            check = self._desk.session.check_password
            self.push_screen(Locked(self._doors, check, self._waits))

    def _beat(self) -> None:
        if self._doors.ticks() - self._touched >= IDLE:
            self.action_lock()
        if self._last.words or self._beside:
            self._say(self.lately())
        if self._window is not None:
            self._window.beat(self._doors.ticks())

    def copy_to_clipboard(self, text: str) -> None:
        """Keep what was copied for pasting here alone: the terminal gets nothing."""
        self._clipboard = text

    async def on_event(self, event: events.Event) -> None:
        """Remember that somebody is there; take a key as it is meant."""
        if event.__class__.__name__ in _TOUCHES:
            self._touched = self._doors.ticks()
            capitals.as_a_key(event, self.focused)
        await super().on_event(event)

    @property
    def _here(self) -> Desk | None:
        """The desk of whoever sits here: behind a lock nobody does, whatever lies over it."""
        return None if any(isinstance(one, Locked) for one in self.screen_stack) else self._desk

    # --- where one can go -------------------------------------------------------------------------

    def action_ring(self) -> None:
        """Show whom to ring, whoever is or is not signed in."""
        if not isinstance(self.screen, Ring):
            self.push_screen(Ring(self._doors.ring))

    def action_go(self, name: str) -> None:
        """Go to a place of the table, where this person may."""
        if self._here is not None:
            going.go(self, self._here, places.place(name))

    def action_about(self, name: str, ref: str = "") -> None:
        """Open a screen or a form about a case: the one under one's hand, if none is named."""
        known = {one.id: one for one in casekeys.CASE_ACTIONS}
        if self._here is not None and name in known:
            going.about(self, self._here, known[name], ref)

    def action_case(self, ref: str) -> None:
        """Open a case."""
        if self._here is not None:
            going.open_case(self, self._here, ref)

    def action_look(self) -> None:
        """Make the screens light, or dark again."""
        looks.turn(self)

    def action_palette(self) -> None:
        """Find a command by a word, and run it."""
        self._choose(Palette)

    def action_help(self) -> None:
        """Show what one can do here."""
        self._choose(Help)

    def _choose(self, kind: type[Palette]) -> None:
        going.choose(self, self._here, kind, practice=self._doors.move is not None)

    def action_move_clock(self) -> None:
        """Ask how far a practice school's clock is to go on."""
        if self._here is not None and self._doors.move is not None:
            going.move_clock(self, self._here, self._doors.move, self._look_at_the_clock)

    def action_ten_minutes(self) -> None:
        """Offer a practice school's case of ten minutes once more."""
        if self._here is not None:
            going.offer_ten_minutes(self, self._here)

    # --- what was just done -----------------------------------------------------------------------

    def lately(self) -> str:
        """Return what the strip says now: what was just done, or who else is on the case."""
        return self._last.told(self._doors.ticks()) or self.beside()

    def done(self, words: str, ref: str = "") -> None:
        """Say in the screen below what was just done; with a case, that U undoes it."""
        seconds = self._window.seconds(ref) if self._window is not None else 0.0
        self._last = LastDone(words=words, ref=ref, until=self._doors.ticks() + seconds)
        self._look_again()
        self._beat()

    def action_undo(self) -> None:
        """Take back what the strip names, and nothing else."""
        if self._here is None:
            return
        last, self._last = self._last, _NOTHING
        if not last.ref or not last.told(self._doors.ticks()):
            self._say("There is nothing to undo. To correct a mistake, add an entry.")
            return
        said = going.taken_back(self._here, last.ref)
        self._look_again()
        self._say(said)

    # --- the end ----------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Close the records and end; first say what has not been printed."""
        if self._desk is None:
            self._quit()
            return
        from casework.tui import undo  # loaded by now

        undo.leave(self, self._desk, self._quit)

    def _quit(self) -> None:
        self._close_desk()
        self.exit(0)

    def _close_desk(self) -> None:
        if self._desk is not None:
            if self._window is not None:
                self._window.end()
            self.get_up()
