"""The ten-minute case, key by key, as the README and the screens say: from report to print.

What is pressed is pressed as whoever has never seen the program would, after reading what stands
there. Must not know anything of the program but what it shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.walk.terminal_kit import Terminal

    Save = Callable[[str], None]

#: The window in which it is walked.
SIZE: Final = (80, 24)
#: The screens that are kept, in the order in which one sees them; what each is is in its alt text.
SCREENS: Final = {
    "1-who-to-be": "Signing in to the practice school: choose who to be; no password is asked",
    "2-the-offer": "The offer of a case of about ten minutes, with two buttons",
    "3-the-case": "A case: step 1 of 10, then what happens next, why, by when and who",
    "4-a-step": "A step as a form: what it will do, then one question with its field",
    "5-sorting": "Sorting the concern: yes and no questions, answered with Y and N",
    "6-the-letter": "The words of the warning letter as questions with fields",
    "7-the-decision": "The headteacher’s decision on one screen, and what yes, no and back mean",
    "8-did-it-come-out": "The page lies ready as a file; you are asked whether it came out whole",
    "9-the-letter-printed": "The letter: its facts with their sources beside the page, printed",
}
#: Who stands in which line of the people one may be.
_PLACES: Final = {"clerk": 0, "head": 1, "deputy": 4}
#: The answers when it is sorted: inappropriate, undeserved, relationships, named, staff are yes.
_SORTED: Final = "ynnynnnyynnny"
_REF: Final = re.compile(r"CW-[0-9A-Z]{4}")


def walk(at: Terminal, save: Save) -> str:
    """Take the case from the report to a printed warning; return its reference."""
    at.until("Be the clerk, the headteacher")
    save("1-who-to-be")
    at.press("Enter")
    at.until("A case of about ten minutes", "Take it")
    save("2-the-offer")
    at.press("Enter")
    at.until("step 1 of 10", "Actions")
    save("3-the-case")
    _step(at, 1)
    save("4-a-step")
    _keep(at, 2)
    _deputy(at, save)
    _head_weighs(at)
    _clerk_drafts(at, save)
    return _head_decides(at, save)


def _be(at: Terminal, who: str) -> None:
    """Let somebody else sit down."""
    at.press("F9")
    at.until("Be the clerk, the headteacher")
    at.press("Home", *["Down"] * _PLACES[who], "Enter")


def _step(at: Terminal, number: int) -> None:
    """Open the form of the next step."""
    at.press("n")
    at.until(f"step {number} of 10", "⏎", "Esc Back, draft stays")


def _keep(at: Terminal, next_: int) -> None:
    """Keep the form; the case then says what is next."""
    at.press("Enter")
    at.until(f"step {next_} of 10", "Done:", "Actions")


def _answer(at: Terminal, answers: str) -> None:
    """Answer with letters, each followed by Tab to the next field."""
    at.press(*(key for one in answers for key in (one, "Tab")))


def _deputy(at: Terminal, save: Save) -> None:
    _be(at, "deputy")
    at.until("It is under way.")
    at.press("Enter")
    at.until("step 2 of 10", "N opens the form.")
    _step(at, 2)
    _answer(at, _SORTED)
    at.type("Abuse of a member of staff by name.")
    save("5-sorting")
    _keep(at, 3)
    _step(at, 3)
    _answer(at, "nynnn")
    _keep(at, 4)
    _step(at, 4)
    at.type("3/12/2026")
    at.press("Tab", "n")
    _keep(at, 5)
    _step(at, 5)
    _answer(at, "yy")
    at.type("Mr Practice, by phone")
    _keep(at, 6)


def _head_weighs(at: Terminal) -> None:
    _be(at, "head")
    at.until("It is under way.")
    at.press("Enter")
    at.until("step 6 of 10", "N opens the form.")
    _step(at, 6)
    at.type("A warning first; nothing here is for the police.")
    _keep(at, 7)
    _step(at, 7)
    _keep(at, 8)


def _clerk_drafts(at: Terminal, save: Save) -> None:
    _be(at, "clerk")
    at.until("step 8 of 10", "N opens the form.")
    _step(at, 8)
    at.type("two posts about a teaching assistant")
    save("6-the-letter")
    at.press("Tab", "Tab")
    at.type("Our deputy headteacher rang you on 3 December.")
    at.press("Tab")
    at.type("remove both posts")
    at.press("Tab", "Tab", "Tab")
    at.type("by hand")
    _keep(at, 9)


def _head_decides(at: Terminal, save: Save) -> str:
    _be(at, "head")
    ref = _ref(at.until("step 9 of 10", "F4"))
    at.press("F4")
    at.until("Decision 1 of 4")
    for number in (2, 3, 4):
        at.press("Right")
        at.until(f"Decision {number} of 4")
    at.until(ref, "Written warning")
    save("7-the-decision")
    at.press("y")
    at.until("Your initials")
    at.type("AB")
    at.press("Enter")
    at.until("Print for signature now?")
    at.press("y", "Enter")
    at.until("The page lies ready as a file", "whole and readable?")
    save("8-did-it-come-out")
    at.press("Enter")
    at.until("is printed. Next: sign it.")
    _be(at, "clerk")
    at.until(ref, "that was the case of ten minutes")
    at.press("l")
    at.until("Facts used, and where from", "1 page")
    save("9-the-letter-printed")
    return ref


def _ref(screen: str) -> str:
    found = _REF.search(screen)
    assert found, screen
    return found.group()


def masked(screen: str) -> str:
    """Return a screen with what is drawn anew in each practice school made the same."""
    return _REF.sub("CW-7K4M", screen)
