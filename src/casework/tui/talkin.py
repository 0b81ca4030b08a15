"""Signing in line by line, and the lock: the same answer for either being wrong, a growing wait.

A practice school asks who to be, and no password. Must not know how a password is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.dates import clock_words
from casework.errors import CaseworkError, NotPermitted
from casework.office.ringing import DANGER
from casework.tui import keyback
from casework.tui.doors import CodeWantedError, FirstTimeError
from casework.tui.talk import BACK, Leaves, Switches, Talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.tui.doors import Doors
    from casework.tui.waits import Waits

#: After so many seconds without a line the dialogue locks (*default*), as the screens do.
IDLE: Final = 300.0
#: Said where the records may only be read.
READ_ONLY: Final = "Read only: nothing can be changed."
_HIDDEN: Final = "Hidden: nothing was typed for a while. Enter, to go on."
_ASIDE: Final = "If it is about someone on this list, do not ring them: ring the next."


def ring(talk: Talk, doors: Doors) -> None:
    """Say whom to ring."""
    talk.title("Who to ring")
    rows = (DANGER, *doors.ring)
    talk.say(*(": ".join(filter(None, (who.strip(), number))) for who, number in rows), _ASIDE)


def signed_in(talk: Talk, doors: Doors, waits: Waits) -> Desk:
    """Ask who is there until somebody is. Raises Leaves where nobody wants to be."""
    banner = ["Practice: nothing here is real."] if doors.practice else []
    banner += [READ_ONLY] if doors.read_only else []
    talk.say("Casework, line by line.", *banner)
    while True:
        try:
            desk = _chosen(talk, doors) if doors.people else _named(talk, doors, waits)
        except NotPermitted as fault:
            talk.fault(fault)
            waits.wrong(doors.ticks())
        except CaseworkError as fault:  # the machine stood in the way: nobody was wrong
            talk.fault(fault)
            talk.ask("Enter, to try again")
        else:
            if desk is not None:
                waits.right()
                return desk


def _chosen(talk: Talk, doors: Doors) -> Desk | None:
    words = [*(f"{name}, {what}" for name, what in doors.people), "Who to ring"]
    at = talk.choose("Who are you?", words, "Leave")
    if at is None:
        raise Leaves
    if at == len(doors.people):
        ring(talk, doors)
        return None
    return _enter(talk, doors, doors.people[at][0], "")


def _named(talk: Talk, doors: Doors, waits: Waits) -> Desk | None:
    _say_wait(talk, doors, waits)
    name = talk.ask(f"Your name; ? for whom to ring, {BACK} to leave")
    if name == BACK:
        raise Leaves
    if name == "?":
        ring(talk, doors)
        return None
    password = talk.ask_secret("Password") if name else ""
    if not password or _say_wait(talk, doors, waits):
        return None
    return _enter(talk, doors, name, password)


def _say_wait(talk: Talk, doors: Doors, waits: Waits) -> bool:
    """Tell whether nothing is tried yet, and say for how long."""
    left = waits.left(doors.ticks())
    if left:
        talk.say(f"Wait {left} s, then try again: nothing is tried before.")
    return bool(left)


def _enter(talk: Talk, doors: Doors, name: str, password: str) -> Desk:
    try:
        entered = doors.sign_in(name, password, "")
    except FirstTimeError:
        entered = doors.sign_in(name, password, _own(talk))
    except CodeWantedError as wanted:
        entered = wanted.enter(talk.ask_secret("The code your telephone shows, or one on paper"))
    if entered.recovery_key:
        read_back(talk, entered.recovery_key)
    return entered.desk


def read_back(talk: Talk, key: str) -> None:
    """Show the key in its groups, then ask for a few of them until they are right."""
    talk.say(*keyback.shown(key))
    talk.ask("Enter when it is written down")
    for number in keyback.asked(key):
        while not keyback.is_right(key, number, talk.ask(keyback.question(number))):
            talk.say(keyback.WRONG, *keyback.shown(key))
    talk.say(keyback.RIGHT)


def _own(talk: Talk) -> str:
    talk.say(
        "That was for the first time alone. Choose a password of your own: three or four words."
    )
    own = ""
    while not own:
        own = talk.ask_secret("Your own password")
    return own


# --- the lock -------------------------------------------------------------------------------------


def watched(talk: Talk) -> None:
    """Hide by itself from now on where nobody types."""
    talk.watch(IDLE, _HIDDEN)


def locked(talk: Talk, doors: Doors, waits: Waits, check: Callable[[str], bool]) -> None:
    """Hide what was said, and let nobody on but the same person, by their password.

    Raises Switches where another person wants to sign in, Leaves where they are gone. In a practice
    school there is no password to ask for: whoever comes says who they are.
    """
    talk.hide()
    if doors.people:
        raise Switches
    behind = Talk(talk.voice)  # no line leads anywhere from here
    while True:
        title = f"Locked. It is {clock_words(doors.clock.now())}."
        at = behind.choose(title, ("Your password", "Another person", "Who to ring"), "Leave")
        if at is None:
            raise Leaves
        if at == 1:
            raise Switches
        if at == 2:
            ring(behind, doors)
        elif not _say_wait(behind, doors, waits) and _is_right(behind, doors, waits, check):
            talk.say("Open again.")
            return


def _is_right(talk: Talk, doors: Doors, waits: Waits, check: Callable[[str], bool]) -> bool:
    try:
        right = check(talk.ask_secret("Your password"))
    except CaseworkError as fault:
        talk.fault(fault)
        return False
    if right:
        waits.right()
    else:
        waits.wrong(doors.ticks())
        talk.say("That was not it.")
    return right
