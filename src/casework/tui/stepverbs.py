"""What a step and its button say: what pressing it does for this person, in the policy's words.

Must not know a case, nor whether the step may be taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.domain.people import post_words
from casework.text import in_words, small

if TYPE_CHECKING:
    from collections.abc import Collection

    from casework.policy.model import ApprovalRule, Transition
    from casework.tui.caseview import Choice

_ASKS: Final = "Ask for the decision"
_RECORDS: Final = "Record it"
_OWNED: Final = "Record that you did"
#: A sentence that begins so says what happened; what is done about it stands behind the dash.
_TELLING: Final = frozenset(
    ("A", "Another", "Emergency", "It", "Somebody", "Something", "Staff", "Staff,", "The", "There")
)
#: A sentence that begins so is an outcome by its name.
_NAMING: Final = frozenset(("Substantiated", "Unsubstantiated", "Unfounded", "Malicious", "False"))
#: How a measure says that it is decided for; and by what a sentence says itself whom it asks.
_FOR: Final = "Decide for "
_ASKING: Final = re.compile(r"\bask the ", re.IGNORECASE)
_MANAGER: Final = frozenset({"case-manager"})
_DANGER: Final = "Danger"
_DASH: Final = " – "
_ENDS: Final = re.compile(r"[,;:.] ")
#: Where a sentence too long for a button may be broken off, and how long it then is at most.
_BREAKS: Final = re.compile(r" (?:although|because|whether|that) ")
_LONG: Final = 60


def says_for(step: Transition, roles: Collection[str]) -> str:
    """Return what taking a step does for somebody with ``roles``: where others decide, it asks.

    Who asks never decides, so somebody who else would is told that a decision is asked for.
    """
    says = step.says.rstrip(".")
    rule = step.approval
    if rule is None or _ASKING.search(says):
        return says
    mine = not rule.by.isdisjoint(roles)
    if says.startswith(_FOR):
        what = says.removeprefix(_FOR)
        return f"Ask for a decision on {what}" if mine else f"Ask {_whom(rule)} to agree to {what}"
    first = says.split(maxsplit=1)[0]
    if mine:
        return f"Ask for a decision: {small(says)}"
    decides = "decide: " if first in _TELLING | _NAMING else ""
    return f"Ask {_whom(rule)} to {decides}{small(says)}"


def _whom(rule: ApprovalRule) -> str:
    """Return who decides; whoever manages the case only where no post is named."""
    posts = (post_words(role) for role in sorted(rule.by - _MANAGER or rule.by))
    return f"the {in_words(posts, 'or')}"


def verb(choice: Choice) -> str:
    """Return what the button of a step says."""
    return _ASKS if choice.needs else short(choice.says)


def short(says: str) -> str:
    """Return the doing in a step's sentence, short enough for a button."""
    first = says.split(maxsplit=1)[0]
    if first == _DANGER:
        return _OWNED
    what, _, does = says.partition(_DASH)
    told = _ENDS.split(does if first in _TELLING and does else what, maxsplit=1)[0].rstrip(".")
    told = f"{told[:1].upper()}{told[1:]}"
    if first in _NAMING or told.split(maxsplit=1)[0] in _TELLING:
        return _RECORDS
    return told if len(told) <= _LONG else _broken(told)


def _broken(told: str) -> str:
    """Return a long sentence up to where it may be broken off; one word alone takes an object."""
    begins = _BREAKS.split(told, maxsplit=1)[0]
    return begins if " " in begins else f"{begins} it"
