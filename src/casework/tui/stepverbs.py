"""What a step's button says: what pressing it does, in the policy's words.

Must not know a case, nor whether the step may be taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.office.stepwords import NAMING, TELLING

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
    told = f"{told[:1].upper()}{told[1:]}"
    if first in NAMING or told.split(maxsplit=1)[0] in TELLING:
        return _RECORDS
    return told if len(told) <= _LONG else _broken(told)


def _broken(told: str) -> str:
    """Return a long sentence up to where it may be broken off; one word alone takes an object."""
    begins = _BREAKS.split(told, maxsplit=1)[0]
    return begins if " " in begins else f"{begins} it"
