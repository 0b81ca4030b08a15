"""The program line by line: ``casework --plain``. Signing in, the main menu, lists, decisions.

The same jobs as on the screens, from the same tables. Must not know the store: whoever wires it
hands in ``Doors``.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from casework.domain.people import ROLE_WORDS
from casework.errors import CaseworkError, NotPermitted
from casework.office import printorders, todays
from casework.office.ringing import DANGER
from casework.text import in_words
from casework.tui import (
    calendarboard,
    countsboard,
    decisionjobs,
    decisionview,
    intake,
    listed,
    peopleboard,
    places,
    policyboard,
    settingsboard,
)
from casework.tui.doors import FirstTimeError
from casework.tui.talk import Leaves, Talk
from casework.tui.talkboard import read
from casework.tui.talkcase import Later, TalkedCase, came_out, print_ordered
from casework.tui.talkform import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.tui.boards import Board
    from casework.tui.decisionview import DecisionView
    from casework.tui.doors import Doors
    from casework.tui.talk import Voice

_TRIES: Final = 5
_ANSWERS: Final = {"y": "Yes", "d": "No", "b": "Send back"}
#: What the program itself does that has a meaning line by line.
DEEDS: Final = ("undo", "ring", "switch", "leave")


def run(doors: Doors, voice: Voice) -> int:
    """Talk until whoever sits there leaves; return the exit code."""
    talk = Talk(voice)
    try:
        while True:
            desk = _signed_in(talk, doors)
            if desk is None:
                return NotPermitted.exit_code
            try:
                if not _Menu(talk, desk, doors).run():
                    return 0
            finally:
                desk.session.close()
    except Leaves:
        talk.say("", "Closed. What was done is kept.")
        return 0


def _signed_in(talk: Talk, doors: Doors) -> Desk | None:
    banner = ["Practice: nothing here is real."] if doors.practice else []
    banner += ["Read only: nothing can be changed."] if doors.read_only else []
    talk.say("Casework, line by line.", *banner)
    if doors.people:
        chosen = talk.choose("Who are you?", [f"{name}, {what}" for name, what in doors.people])
        if chosen is None:
            raise Leaves
        return doors.sign_in(doors.people[chosen][0], "", "").desk
    for _ in range(_TRIES):
        name = talk.ask("Your name, or ? for whom to ring")
        if name == "?":
            _ring(talk, doors)
            continue
        try:
            return _enter(talk, doors, name, talk.ask_secret("Password"))
        except CaseworkError as fault:
            talk.fault(fault)
    return None


def _enter(talk: Talk, doors: Doors, name: str, password: str) -> Desk:
    try:
        entered = doors.sign_in(name, password, "")
    except FirstTimeError:
        talk.say("That was for the first time alone. Choose a password of your own.")
        own = ""
        while not own:
            own = talk.ask_secret("Your own password")
        entered = doors.sign_in(name, password, own)
    if entered.recovery_key:
        talk.say("Your recovery key, shown this once. Write it down:", entered.recovery_key)
        talk.ask("Enter when it is written down")
    return entered.desk


def _ring(talk: Talk, doors: Doors) -> None:
    talk.title("Who to ring")
    rows = (DANGER, *doors.ring)
    talk.say(*(": ".join(filter(None, (who.strip(), number))) for who, number in rows))


class _Menu:
    """The main menu of one person."""

    def __init__(self, talk: Talk, desk: Desk, doors: Doors) -> None:
        self._talk, self._desk, self._doors = talk, desk, doors
        self._last = ""

    def run(self) -> bool:
        """Offer everything until one leaves; tell whether another person is to sign in."""
        while True:
            try:
                self._ask_unknown()
                ended = self._round()
            except CaseworkError as fault:  # a disk that was away for a moment ends nothing
                self._talk.fault(fault)
                self._talk.ask("Enter to go on")
                continue
            if ended is not None:
                return ended

    def _round(self) -> bool | None:
        """Offer everything once; None to go on, else whether another person is to sign in."""
        reachable = places.reachable(self._desk)
        doings = tuple(one for one in places.DEEDS if one.id in DEEDS and one.id != "leave")
        self._greet()
        words = [*(one.words for one in reachable), *(one.words for one in doings)]
        chosen = self._talk.choose("What to do", words, "Leave")
        if chosen is None:
            return False
        if chosen < len(reachable):
            self._go(reachable[chosen].id)
        elif (name := doings[chosen - len(reachable)].id) == "switch":
            return True
        else:
            self._do(name)
        return None

    def _greet(self) -> None:
        said = self._doors.look()
        rows = listed.rows(self._desk)
        who = in_words([ROLE_WORDS.get(one, one) for one in sorted(self._desk.actor.roles)])
        self._talk.title(f"You are {self._desk.session.name}, {who}.")
        self._talk.say(f"My list: {listed.counted(rows, listed.listing(self._desk).moment())}.")
        if said:
            self._talk.say(f"Note: {said}")

    def _ask_unknown(self) -> None:
        """Ask about every page of which nobody knows whether it came out."""
        for one in () if self._desk.read_only else printorders.unknown(self._desk):
            with suppress(Later):
                printorders.settle(self._desk, one, came_out(self._talk, printorders.question(one)))
        print_ordered(self._talk, self._desk)

    def _do(self, name: str) -> None:
        if name == "ring":
            _ring(self._talk, self._doors)
        elif not self._last:
            self._talk.say("There is nothing to undo. To correct a mistake, add an entry.")
        else:
            ref, self._last = self._last, ""
            try:
                self._talk.say(printorders.take_back(self._desk, ref))
            except CaseworkError as fault:
                self._talk.fault(fault)

    def _go(self, name: str) -> None:
        try:
            ROOMS[name](self)
        except CaseworkError as fault:
            self._talk.fault(fault)

    # --- rooms ------------------------------------------------------------------------------------

    def mine(self) -> None:
        """Choose among what is open."""
        self._cases("My list", closed=False)

    def everything(self) -> None:
        """Choose among all cases."""
        self._cases("All cases", closed=True)

    def _cases(self, title: str, *, closed: bool) -> None:
        self._choose_case(title, listed.rows(self._desk, closed=closed))

    def sealed(self) -> None:
        """Choose among the sealed cases this person is named on."""
        every = listed.listing(self._desk).rows()
        self._choose_case("Sealed cases", tuple(row for row in every if row.sealed))

    def _choose_case(self, title: str, rows: tuple[listed.Row, ...]) -> None:
        listing = listed.listing(self._desk)
        words = [
            f"Case: {row.about}. {row.what}. Due: {listing.due(row) or 'no date'}. "
            f"Next: {row.next}. Reference: {row.ref}"
            for row in rows
        ]
        chosen = self._talk.choose(f"{title}: {listed.counted(rows, listing.moment())}", words)
        if chosen is not None:
            self._case(rows[chosen].ref)

    def _case(self, ref: str) -> None:
        case = TalkedCase(self._talk, self._desk, ref)
        case.run()
        self._last = self._last if case.last is None else case.last

    def today(self) -> None:
        """Read what must happen today; open a case of it."""
        looked = (todays.looked_into(self._desk, one) for one in todays.to_look_into(self._desk))
        found = [one for some in looked for one in some]
        parts = (*todays.due(self._desk), *todays.inside(found))
        entries = [(part.title, one) for part in parts for one in part.entries]
        words = [
            f"{title}. Case: {one.ref}. {one.what}. Who: {'you' if one.yours else one.who}. "
            f"Due: {one.when or 'no date'}"
            for title, one in entries
        ]
        self._talk.say(*todays.keeping(self._desk))
        chosen = self._talk.choose("Today", words or ["Nothing falls due today."])
        if chosen is not None and entries and entries[chosen][1].ref:
            self._case(entries[chosen][1].ref)

    def decisions(self) -> None:
        """Read what waits for a decision, the oldest first; answer one."""
        waiting = decisionview.queue(self._desk)
        if not waiting:
            self._talk.say("Nothing waits for a decision.")
            return
        words = [f"{one.title} Case: {one.ref}" for one in waiting]
        chosen = self._talk.choose("Decisions, the oldest first", words)
        if chosen is not None:
            view = decisionview.view(self._desk, waiting[chosen], chosen, len(waiting))
            self._decide(view)

    def _decide(self, view: DecisionView) -> None:
        self._talk.title(f"{view.title} {view.about}")
        self._talk.say(view.asked, *(f"{word.rstrip('?')}: {said}" for word, said in view.rests))
        self._talk.say(*view.letter)
        for word, said in view.answers:  # a key and its word: here the word is enough
            self._talk.say(f"If you say {word.partition(' ')[2].strip()}: {said}")
        self._talk.say(view.may)
        names = tuple(_ANSWERS) if view.yours else ()
        words = [*(_ANSWERS[one] for one in names), "Open the case"]
        chosen = self._talk.choose("Your answer", words)
        if chosen is None:
            return
        if chosen == len(names):
            self._case(view.ref)
            return
        kept = fill(self._talk, decisionjobs.JOBS[names[chosen]](self._desk, view))
        if kept is not None:
            self._last = kept.ref if kept.undo else ""
        if kept is not None and names[chosen] == "y" and view.letter_number:
            self._print_now(view)

    def _print_now(self, view: DecisionView) -> None:
        if decisionjobs.is_ready_to_print(self._desk, view.ref, view.letter_number):
            job = decisionjobs.print_job(self._desk, view.ref, view.letter_number)
            if fill(self._talk, job) is not None:
                print_ordered(self._talk, self._desk, view.ref)

    def take_in(self, name: str) -> None:
        """Fill in a form of the front office; open the case that came of it."""
        kept = fill(self._talk, intake.job_of(name, self._desk))
        if kept is not None:
            self._last = kept.ref if kept.undo else ""

    def board(self, make: Callable[[Desk], Board]) -> None:
        """Read a board, and what it leads to."""
        found = read(self._talk, lambda: make(self._desk), case=self._case, place=self._go)
        for kept in found:
            self._last = kept.ref if kept.undo else ""


#: What each place of the table is, line by line.
ROOMS: Final[Mapping[str, Callable[[_Menu], None]]] = {
    "mine": _Menu.mine,
    "all": _Menu.everything,
    "today": _Menu.today,
    "decisions": _Menu.decisions,
    "call": lambda menu: menu.take_in("call"),
    "new": lambda menu: menu.take_in("new"),
    "concern": lambda menu: menu.take_in("concern"),
    "sealed": _Menu.sealed,
    "counts": lambda menu: menu.board(countsboard.board),
    "calendar": lambda menu: menu.board(calendarboard.board),
    "settings": lambda menu: menu.board(settingsboard.board),
    "people": lambda menu: menu.board(peopleboard.board),
    "policies": lambda menu: menu.board(policyboard.board),
}
