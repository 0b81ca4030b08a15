"""What happens beside whoever sits here: others' changes, others on the same case, what falls due.

Each is looked for at its own beat and never holds the screen up. Must not know what a screen shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import CaseworkError, NotPermitted
from casework.tui import advice
from casework.tui.aside import aside
from casework.tui.donestrip import DoneStrip
from casework.tui.frame import Page
from casework.tui.news import News
from casework.tui.steady import Steady

if TYPE_CHECKING:
    from casework.office.company import Company
    from casework.office.desk import Desk
    from casework.tui.doors import Doors

#: Seconds between two looks: at what others did, who else is there, of the clock at what is due.
_NEWS, _MEET, _DUE = 2.0, 10.0, 30.0


class Elsewhere(Steady):
    """An app that keeps up with what is done elsewhere."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        self._desk: Desk | None = None
        self._news = News()
        self._company: Company | None = None
        self._beside = self._beside_in = self._stuck = ""
        self._looking = self._behind = False

    def sign_out(self, why: str = "") -> None:
        """Close the records for whoever is there: the program's own business."""

    def keep_up(self) -> None:
        """Begin to look, and load what opens records behind the first screen."""
        self.call_after_refresh(self._warm)
        self.set_interval(_NEWS, self._take_in)
        self.set_interval(_MEET, self._meet)
        if not self._doors.read_only:
            self.set_interval(_DUE, self._look_at_the_clock)

    @aside()
    def _warm(self) -> None:
        self._doors.warm()

    def sit_down(self, desk: Desk) -> None:
        """Somebody is there: keep up for them."""
        from casework.office import company  # loads the records: the first screen needs none

        self._desk, self._news, self._company = desk, News(), company.join(desk)
        self._news.look(desk)

    def get_up(self) -> None:
        """Nobody is there any more: leave and close the records.

        Whatever is still being read for them is dropped first: closed records answer nothing.
        """
        self.workers.cancel_all()
        if self._company is not None:
            self._company.leave()
        if self._desk is not None:
            from casework.office import arrival  # loaded with the records

            arrival.leave(self._desk)
        self._desk, self._company, self._beside = None, None, ""

    def beside(self) -> str:
        """Return who else is on the case that is on the screen."""
        return self._beside if self._beside_in == self._case() else ""

    # --- what others did --------------------------------------------------------------------------

    def _take_in(self) -> None:
        if self._desk is not None and not self.screen.is_modal and not self._looking:
            self._looking = True
            self._look_for_news(self._desk)

    @aside(group="news")
    def _look_for_news(self, desk: Desk) -> None:
        """Open what changed beside the screen: after a scan that may be thousands of cards."""
        changed, said, out = False, "", False
        try:
            changed = self._news.look(desk)
        except CaseworkError as fault:
            said, out = advice.of_screen(fault.message), isinstance(fault, NotPermitted)
        finally:
            self._looking = False
        self.call_from_thread(self._came, desk, said, changed=changed, out=out)

    def _came(self, desk: Desk, said: str, *, changed: bool, out: bool) -> None:
        """Take in the news, unless they are of somebody who has left meanwhile."""
        if desk is not self._desk:
            return
        if out:
            self.sign_out(said)
        elif said:
            self._told_once(said)
        else:
            self._stuck = ""
            self._behind |= changed
            if self._behind and not self.screen.is_modal:
                self._behind = False
                self._look_again()

    # --- who else is on the case ------------------------------------------------------------------

    def _meet(self) -> None:
        if self._company is not None:
            self._look_round(self._company, self._case())

    def _case(self) -> str:
        """Return the case one is on: one that is only under the cursor of a list is none."""
        pages = [one for one in self.screen_stack if isinstance(one, Page)]
        return pages[-1].about() if pages and not pages[-1].place else ""

    @aside(group="company", exclusive=True)
    def _look_round(self, here: Company, ref: str) -> None:
        try:
            words = here.meet(ref, self._doors.machine_ticks())
        except CaseworkError:  # the disk is away: the news tell of it
            words = ""
        self.call_from_thread(self._met, ref, words)

    def _met(self, ref: str, words: str) -> None:
        """Take in who is on a case; of one that was left meanwhile nothing is said."""
        before = self.beside()
        self._beside, self._beside_in = words if ref else "", ref
        if self.beside() != before:
            self._say(self.beside())

    # --- what falls due ---------------------------------------------------------------------------

    @aside(group="clock", exclusive=True)
    def _look_at_the_clock(self) -> None:
        try:
            trouble = "" if self._doors.read_only else self._doors.look()
        except CaseworkError as fault:
            trouble = advice.of_screen(fault.message)
        self.call_from_thread(self._told_once, trouble)

    def _told_once(self, words: str) -> None:
        """Say what stands in the way, once and not every time."""
        if words and words != self._stuck:
            self._say(words)
        self._stuck = words

    # --- telling ----------------------------------------------------------------------------------

    def _look_again(self) -> None:
        if isinstance(self.screen, Page) and self.screen.is_mounted:  # else it reads for itself
            self.screen.look_again()

    def _say(self, words: str) -> None:
        for strip in self.screen.query(DoneStrip):
            strip.say(words)
