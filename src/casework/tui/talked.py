"""The program line by line: ``casework --plain``. The main menu, and the way to every place.

The same jobs as on the screens, from the same tables. Must not know the store: whoever wires it
hands in ``Doors``.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from casework.domain.people import ROLE_WORDS
from casework.errors import CaseworkError
from casework.office import tenminutes
from casework.text import in_words
from casework.tui import (
    backupsboard,
    calendarboard,
    chairboard,
    commands,
    countsboard,
    intake,
    keepingboard,
    listed,
    peopleboard,
    policyboard,
    requestsboard,
    settingsboard,
    sieves,
    talkboard,
    talkdecision,
    talkin,
    talklists,
    unfinished,
)
from casework.tui.sitting import Sitting
from casework.tui.talk import Guard, Leaves, Switches, TakenBack, Talk
from casework.tui.talkcase import TalkedCase
from casework.tui.talkkeys import Anywhere
from casework.tui.waits import Waits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.tui.boards import Board
    from casework.tui.doors import Doors
    from casework.tui.talk import Voice
    from casework.tui.unfinished import Left

_HINT: Final = "At any question .help says what you can do."
_GO_ON: Final = "Go on with what is not finished"


def run(doors: Doors, voice: Voice) -> int:
    """Talk until whoever sits there leaves; return the exit code."""
    talk, waits = Talk(voice), Waits()
    away: dict[str, str] = {}  # who let somebody else sit down, and in which case they were
    offered = False
    try:
        while True:
            desk = talkin.signed_in(talk, doors, waits)
            at = Sitting(talk=talk, desk=desk, doors=doors, waits=waits)
            offered = _sit(at, away, offered=offered)
    except Leaves:
        talk.say("", "Closed. What was done is kept.")
        return 0


def _sit(at: Sitting, away: dict[str, str], *, offered: bool) -> bool:
    """Let one person sit at the dialogue until another is to sign in. Raises Leaves.

    Returns whether a practice school's case of ten minutes has been offered to anybody by now.
    """
    talkin.watched(at.talk)
    try:
        menu = Menu(at)
        offered = menu.arrive(away.pop(at.desk.session.user, None), offered=offered)
        menu.run()
    except Switches:
        away[at.desk.session.user] = at.ref
    finally:
        at.talk.guard = None
        at.talk.watch(0)
        at.held.end()
        from casework.office import arrival  # loaded with the records

        arrival.leave(at.desk)
    return offered


class Menu:
    """The main menu of one person."""

    def __init__(self, at: Sitting) -> None:
        self._at, self._talk, self._desk = at, at.talk, at.desk
        self._keys = Anywhere(at, self.go, lambda name: TalkedCase(at, at.ref).about(name))
        at.talk.guard = Guard(
            ticks=at.doors.ticks,
            idle=talkin.IDLE,
            lock=self._keys.lock,
            leads=self._keys.leads,
            hears=at.held.hears,
        )
        at.held.begin()

    def arrive(self, before: str | None, *, offered: bool = False) -> bool:
        """Take somebody who has just signed in to where they were; offer what is to be offered.

        Returns whether a practice school's case of ten minutes has been offered to anybody by now.
        """
        self._talk.say(_HINT)
        with suppress(TakenBack):  # then everything is read out anew
            if before is not None:
                self._go_back(before)
            elif self._at.doors.offers and tenminutes.comes_up(self._desk, offered=offered):
                offered = True
                self._keys.ten_minutes()
        return offered

    def run(self) -> None:
        """Offer everything until one leaves. Raises Leaves, and Switches for another person."""
        while True:
            with suppress(TakenBack):
                self._whatever_happens()

    def _whatever_happens(self) -> None:
        try:
            self._at.held.look_round()
            self._round()
        except CaseworkError as fault:  # a disk that was away for a moment ends nothing
            self._talk.fault(fault)
            self._talk.ask("Enter to go on")

    def _round(self) -> None:
        """Offer everything once."""
        known = [one for one in self._keys.known() if commands.name_of(one)[0] != "leave"]
        left = unfinished.left(self._desk)
        self._greet()
        words = [*(one.words for one in known), *([_GO_ON] if left else [])]
        chosen = self._talk.choose("What to do", words, "Leave")
        if chosen is None:
            self._keys.leave()
        elif chosen == len(known):
            self._unfinished(left)
        else:
            self._keys.do(known[chosen])

    def _greet(self) -> None:
        said = "" if self._at.doors.read_only else self._at.doors.look()
        rows = listed.rows(self._desk)
        who = in_words([ROLE_WORDS.get(one, one) for one in sorted(self._desk.actor.roles)])
        self._talk.title(f"You are {self._desk.session.name}, {who}.")
        self._talk.say(*((talkin.READ_ONLY,) if self._desk.read_only else ()))
        self._talk.say(f"My list: {listed.counted(rows, listed.listing(self._desk).moment())}.")
        self._talk.say(*filter(None, (said and f"Note: {said}", intake.unfinished(self._desk))))

    # --- coming in --------------------------------------------------------------------------------

    def _go_back(self, ref: str) -> None:
        """Offer the forms somebody left to another person, else the case they were in."""
        left = unfinished.left(self._desk)
        if left:
            self._unfinished(left)
        elif ref and self._desk.cards.get(ref) is not None:
            self._case(ref)

    def _unfinished(self, left: tuple[Left, ...]) -> None:
        chosen = self._talk.choose(_GO_ON, [one.words for one in left])
        if chosen is None:
            return
        found = left[chosen]
        if (job := found.job) is not None:
            self._at.fill(lambda: job)
        elif found.ref:
            self._case(found.ref)
        else:
            self.go(found.place)

    # --- rooms ------------------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """Open a place; what stands in its way is said."""
        try:
            ROOMS[name](self)
        except CaseworkError as fault:
            self._talk.fault(fault)

    def _case(self, ref: str) -> None:
        TalkedCase(self._at, ref).run()

    def cases(self, title: str, sieve: sieves.Sieve, *, sealed: bool = False) -> None:
        """Choose among cases."""
        found = talklists.TalkedList(at=self._at, title=title, sieve=sieve, sealed=sealed)
        found.run(self._case)

    def today(self) -> None:
        """Read what must happen today."""
        talklists.today(self._at, self._case)

    def decisions(self) -> None:
        """Read what waits for a decision."""
        talkdecision.decisions(self._at, self._case)

    def take_in(self, name: str) -> None:
        """Fill in a form of the front office."""
        self._at.fill(lambda: intake.job_of(name, self._desk))

    def board(self, make: Callable[[Desk], Board]) -> None:
        """Read a board, and what it leads to."""
        talkboard.read(self._at, lambda: make(self._desk), case=self._case, place=self.go)


#: What each place of the table is, line by line.
ROOMS: Final[Mapping[str, Callable[[Menu], None]]] = {
    "mine": lambda menu: menu.cases("My list", sieves.OPEN),
    "all": lambda menu: menu.cases("All cases", sieves.EVERY),
    "today": Menu.today,
    "decisions": Menu.decisions,
    "call": lambda menu: menu.take_in("call"),
    "new": lambda menu: menu.take_in("new"),
    "concern": lambda menu: menu.take_in("concern"),
    "sealed": lambda menu: menu.cases("Sealed cases", sieves.EVERY, sealed=True),
    "counts": lambda menu: menu.board(countsboard.board),
    "chair": lambda menu: menu.board(chairboard.board),
    "calendar": lambda menu: menu.board(calendarboard.board),
    "keeping": lambda menu: menu.board(keepingboard.board),
    "requests": lambda menu: menu.board(requestsboard.board),
    "panel": lambda menu: menu.take_in("panel"),
    "settings": lambda menu: menu.board(settingsboard.board),
    "people": lambda menu: menu.board(peopleboard.board),
    "backups": lambda menu: menu.board(backupsboard.board),
    "policies": lambda menu: menu.board(policyboard.board),
}
