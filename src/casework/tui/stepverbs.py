"""What a step's button says: what pressing it does, in the policy's words.

Must not know a case, nor whether the step may be taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.office.stepwords import NAMING, TELLING
from casework.text import large, small

if TYPE_CHECKING:
    from casework.tui.caseview import Choice

_ASKS: Final = "Ask for the decision"
_RECORDS: Final = "Record it"
_OWNED: Final = "Record that you did"
_DANGER: Final = "Danger"
_DASH: Final = " – "
_ENDS: Final = re.compile(r"[,;:.] ")
#: Where a sentence too long for a button may be broken off, and how long it then is at most.
_BREAKS: Final = re.compile(r" (?:although|because|whether|that) ")
_LONG: Final = 60

#: What each doing is called once it is done.
PAST: Final = {
    "acknowledge": "acknowledged",
    "act": "acted",
    "ask": "asked",
    "begin": "began",
    "bring": "brought",
    "check": "checked",
    "choose": "chose",
    "close": "closed",
    "confirm": "confirmed",
    "consider": "considered",
    "contact": "contacted",
    "count": "counted",
    "deal": "dealt",
    "decide": "decided",
    "do": "did",
    "end": "ended",
    "find": "found",
    "gather": "gathered",
    "give": "gave",
    "go": "went",
    "hand": "handed",
    "have": "had",
    "hear": "heard",
    "hold": "held",
    "invite": "invited",
    "keep": "kept",
    "leave": "left",
    "let": "let",
    "lift": "lifted",
    "listen": "listened",
    "log": "logged",
    "look": "looked",
    "make": "made",
    "note": "noted",
    "offer": "offered",
    "open": "opened",
    "pass": "passed",
    "point": "pointed",
    "propose": "proposed",
    "protect": "protected",
    "put": "put",
    "record": "recorded",
    "refer": "referred",
    "refuse": "refused",
    "remind": "reminded",
    "repeat": "repeated",
    "restrict": "restricted",
    "say": "said",
    "seek": "sought",
    "set": "set",
    "settle": "settled",
    "show": "showed",
    "sign": "signed",
    "sort": "sorted",
    "stop": "stopped",
    "suspend": "suspended",
    "take": "took",
    "talk": "talked",
    "tell": "told",
    "treat": "treated",
    "wait": "waited",
    "weigh": "weighed",
    "withdraw": "withdrew",
    "write": "wrote",
}
#: Where the doing of a sentence ends, or stands behind what happened.
_CUT: Final = "\n"
_APART: Final = re.compile(r" – |[.] ")
#: What of a sentence is left out once it is done: how it is said, and a further thing to do.
_REST: Final = re.compile(rf"[;:] |, with the reason\b.*|, (?:{'|'.join(PAST)}) ")
#: Another thing that is done with it, of the same sentence.
_JOINED: Final = re.compile(
    rf"(, and (?:at the same time )?|, or | and (?=\w+ (?:it|that) ))({'|'.join(sorted(PAST))})\b"
)


def verb(choice: Choice) -> str:
    """Return what the button of a step says."""
    return _ASKS if choice.needs else short(choice.says)


def short(says: str) -> str:
    """Return the doing in a step's sentence, short enough for a button."""
    first = says.split(maxsplit=1)[0]
    if first == _DANGER:
        return _OWNED
    what, _, does = says.partition(_DASH)
    told = _ENDS.split(does if first in TELLING and does else what, maxsplit=1)[0].rstrip(".")
    told = large(told)
    if first in NAMING or told.split(maxsplit=1)[0] in TELLING:
        return _RECORDS
    return told if len(told) <= _LONG else _broken(told)


def _broken(told: str) -> str:
    """Return a long sentence up to where it may be broken off; one word alone takes an object."""
    begins = _BREAKS.split(told, maxsplit=1)[0]
    return begins if " " in begins else f"{begins} it"


def did(says: str) -> str:
    """Return what was done when a step's sentence came true: “recorded that they were told”."""
    first = says.split(maxsplit=1)[0]
    if first == _DANGER:
        return "recorded that you rang"
    what, _, does = _APART.sub(_CUT, says.rstrip("."), count=1).partition(_CUT)
    if first in TELLING and _began(does) in PAST:
        what = does
    told = _REST.split(what, maxsplit=1)[0].rstrip(".")
    if _began(told) not in PAST:
        return f"recorded: {small(told)}"
    told = f"{PAST[_began(told)]}{told[len(_began(told)) :]}"
    return _JOINED.sub(lambda found: f"{found[1]}{PAST[found[2]]}", told)


def _began(words: str) -> str:
    return next(iter(words.lower().split(maxsplit=1)), "")
