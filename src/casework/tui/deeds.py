"""What the program itself does, whatever screen is open: one table, which all front ends read.

Must not know a screen, nor how any of it is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk


def _everybody(_desk: Desk) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something the program itself does, whatever screen is open; ``action`` is the app's own.

    ``alone`` tells that nobody need be signed in, ``practice`` that only a practice school has it.
    ``key`` is empty where only the palette and the help lead to it; ``may`` is asked of whoever is
    signed in.
    """

    id: str
    key: str
    words: str
    synonyms: tuple[str, ...]
    action: str
    alone: bool = False
    practice: bool = False
    may: Callable[[Desk], bool] = _everybody


def _offered(desk: Desk) -> bool:
    from casework.office import tenminutes  # a practice school's alone

    return tenminutes.is_offered(desk)


DEEDS: Final[tuple[Deed, ...]] = (
    Deed(
        id="help",
        key="f1,question_mark",
        words="Help: what you can do here",
        synonyms=("how do I", "keys", "manual", "tasks"),
        action="help",
        alone=True,
    ),
    Deed(
        id="palette",
        key="ctrl+p",
        words="Find a command",
        synonyms=("menu", "command", "do something"),
        action="palette",
    ),
    Deed(
        id="undo",
        key="u,ctrl+z",
        words="Undo what was just done",
        synonyms=("take back", "mistake", "revert", "cancel"),
        action="undo",
    ),
    Deed(
        id="switch",
        key="f9",
        words="Another person",
        synonyms=("sign out", "log out", "switch", "change user", "hand over the keyboard"),
        action="switch",
        alone=True,
    ),
    Deed(
        id="ring",
        key="f10",
        words="Who to ring",
        synonyms=("telephone", "numbers", "999", "LADO", "police", "social care", "emergency"),
        action="ring",
        alone=True,
    ),
    Deed(
        id="clock",
        key="m",
        words="Move the clock on",
        synonyms=("time", "tomorrow", "next day", "date", "practise"),
        action="move_clock",
        practice=True,
    ),
    Deed(
        id="offer",
        key="",
        words="The case of about ten minutes",
        synonyms=("practise", "learn", "tutorial", "first steps", "example"),
        action="ten_minutes",
        practice=True,
        may=_offered,
    ),
    Deed(
        id="look",
        key="",
        words="Light screen, or dark screen",
        synonyms=("theme", "contrast", "paper", "white", "black", "colours", "bright"),
        action="look",
    ),
    Deed(
        id="lock",
        key="ctrl+l",
        words="Hide the screen and lock",
        synonyms=("blank", "away", "leave the desk", "lock"),
        action="lock",
    ),
    Deed(
        id="leave",
        key="ctrl+q",
        words="Quit",
        synonyms=("exit", "close", "end", "stop"),
        action="leave",
        alone=True,
    ),
)


def deeds(*, signed_in: bool, practice: bool) -> tuple[Deed, ...]:
    """Return what the program does for whoever is, or is not, signed in."""
    return tuple(
        one for one in DEEDS if (signed_in or one.alone) and (practice or not one.practice)
    )
