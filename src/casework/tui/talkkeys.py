"""What a line with a dot in front leads to: a place, a deed, something about the case one is in.

Made from the tables of the screens, so none of their keys is left out: ``.f10`` and ``.ring`` are
the same. Must not know what a place shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.dates import instant_words
from casework.errors import CaseworkError
from casework.office import printorders, tenminutes
from casework.tui import commands, helptopics, offerwords, practiceclock, talkin
from casework.tui.places import ALWAYS
from casework.tui.talk import BACK, Choices, Leaves, Switches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casework.tui.commands import Command
    from casework.tui.sitting import Sitting

    Goes = Callable[[str], None]

HOW: Final = """\
A list is answered with a number, or with a word of what you look for; 0 goes back.
Just after something was done U takes it back; what leaves the building waits until then.
In a form Enter keeps what stands there, < is the question before, and ! puts the form away; what \
you typed is kept.
At any question a line with a dot in front leads elsewhere, and 0 leads back: .lock hides and \
locks, .switch lets another person sign in, .ring says whom to ring, .leave ends.
Outside a form .today, .note or any other word does what it names, and so does each key of the \
screens: .f5 or .u."""


#: What only a screen can do.
OF_SCREENS: Final = frozenset({"look"})


class Anywhere:
    """What one person can do from every question.

    ``go`` opens a place of the table, ``about`` does something about the case one is in.
    """

    def __init__(self, sitting: Sitting, go: Goes, about: Goes) -> None:
        self._at, self._go, self._about = sitting, go, about

    def leads(self, typed: str, typing: bool) -> bool:
        """Go where a line leads; tell whether it led anywhere."""
        exact = self._exact(typed)
        if typing:
            if exact is None or commands.name_of(exact)[0] not in ALWAYS:
                return False  # in a form it is words
            self.do(exact)
            return True
        found = (exact,) if exact else self._fitting(typed)
        if len(found) == 1:
            self.do(found[0])
        elif found:
            self._choose("Which?" if typed else "Everything you can do", found)
        else:
            self._at.talk.say(f"Nothing is called “{typed}” here. A dot alone says what there is.")
        return True

    def known(self) -> tuple[Command, ...]:
        """Return everything there is to do from here, what is about the case first."""
        at = self._at
        about = commands.of_case(at.desk, at.ref)
        anywhere = commands.anywhere(at.desk, practice=at.doors.move is not None)
        return (*about, *(one for one in anywhere if commands.name_of(one)[0] not in OF_SCREENS))

    def _fitting(self, typed: str) -> tuple[Command, ...]:
        """Return what words fit; one letter is a key, or nothing."""
        return () if len(typed) == 1 else commands.found(self.known(), typed)

    def _exact(self, typed: str) -> Command | None:
        wanted = typed.casefold().replace("ctrl+", "^")
        for one in self.known():
            deed, about = commands.name_of(one)
            if wanted and wanted in {*one.key.split(), about or deed, one.words.casefold()}:
                return one
        return None

    def _choose(self, title: str, found: tuple[Command, ...]) -> None:
        words = [_told(one) for one in found]
        finds = [f"{one.words} {' '.join(one.synonyms)}" for one in found]
        at = self._at.talk.choose(title, Choices(words=words, finds=finds))
        if at is not None:
            self.do(found[at])

    def do(self, command: Command) -> None:
        """Do what a command names; what goes wrong is said, and one goes on."""
        name, about = commands.name_of(command)
        try:
            if name == "go":
                self._go(about)
            elif name == "about":
                self._about(about)
            else:
                DEEDS[name](self)
        except CaseworkError as fault:
            self._at.talk.fault(fault)

    # --- deeds ------------------------------------------------------------------------------------

    def help(self) -> None:
        """Say how this is spoken with, answer questions, and do what is found."""
        talk = self._at.talk
        talk.title("Help: what you can do here")
        talk.say(HOW)
        topics, known = helptopics.TOPICS, self.known()
        finds = [
            *(" ".join((one.words, *one.synonyms, one.says)) for one in topics),
            *(f"{one.words} {' '.join(one.synonyms)}" for one in known),
        ]
        words = [*(one.words for one in topics), *map(_told, known)]
        while (at := talk.choose("Help", Choices(words=words, finds=finds))) is not None:
            if at >= len(topics):
                self.do(known[at - len(topics)])
            else:
                talk.say(topics[at].words, *topics[at].lines)

    def palette(self) -> None:
        """Find a command by a word."""
        self._choose("Everything you can do", self.known())

    def undo(self) -> None:
        """Take back what was done last. Raises TakenBack where it was."""
        self._at.held.take_back()

    def switch(self) -> None:
        """Let another person sign in."""
        raise Switches

    def ring(self) -> None:
        """Say whom to ring."""
        talkin.ring(self._at.talk, self._at.doors)

    def lock(self) -> None:
        """Hide what was said, and ask for the password."""
        at = self._at
        talkin.locked(at.talk, at.doors, at.waits, at.desk.session.check_password)

    def leave(self) -> None:
        """End; first say what has not been printed. It returns where one stays."""
        waiting = printorders.leaving(self._at.desk)
        if waiting:
            self._at.talk.say(waiting)
            if self._at.talk.choose("Leave all the same?", ("Leave",), "Stay") is None:
                return
        raise Leaves

    # --- a practice school's case and clock -------------------------------------------------------

    def ten_minutes(self) -> None:
        """Offer a practice school's case of ten minutes to whoever may take it."""
        from casework.tui.talkcase import TalkedCase  # it leads to all of these lines

        talk, desk = self._at.talk, self._at.desk
        begun = tenminutes.is_begun(desk)
        talk.title(offerwords.TITLE)
        talk.say(offerwords.BEGUN if begun else offerwords.WHAT, offerwords.BY_LINE)
        yes = offerwords.GO_ON if begun else offerwords.TAKE
        if talk.choose("What do you say?", (yes,), offerwords.LOOK_ROUND) is not None:
            TalkedCase(self._at, tenminutes.taken_up(desk)).run()

    def clock(self) -> None:
        """Ask how far a practice school's clock is to go on, and look at what is due by then."""
        talk, desk, move = self._at.talk, self._at.desk, self._at.doors.move
        if move is None:
            talk.say("Only the clock of a practice school can be moved.")
            return
        talk.say(f"It is {instant_words(desk.now())} in the practice school.")
        to = self._how_far(desk.now())
        if to is None:
            return
        move(to - desk.now())
        said = self._at.doors.look()
        talk.say(f"Done: it is now {instant_words(desk.now())} in the practice school.")
        if said:
            talk.say(f"Note: {said}")

    def _how_far(self, now: datetime) -> datetime | None:
        talk, desk = self._at.talk, self._at.desk
        choices = practiceclock.choices(now, desk.calendar(desk.school_slug("")))
        words = [words for words, _ in choices]
        at = talk.choose("Move the clock on", Choices(words=words, also=("The morning of a day",)))
        if at is None or at < len(choices):
            return None if at is None else choices[at][1]
        typed = talk.ask(f"Which day, as 5/11/2026; {BACK} goes back")
        return None if typed == BACK else practiceclock.typed(typed, now)


def _told(command: Command) -> str:
    return f"{command.words} ({command.key})" if command.key else command.words


#: What the program itself does, by the name that its table gives it.
DEEDS: Final[Mapping[str, Callable[[Anywhere], None]]] = {
    "help": Anywhere.help,
    "palette": Anywhere.palette,
    "undo": Anywhere.undo,
    "switch": Anywhere.switch,
    "ten_minutes": Anywhere.ten_minutes,
    "ring": Anywhere.ring,
    "move_clock": Anywhere.clock,
    "lock": Anywhere.lock,
    "leave": Anywhere.leave,
}
