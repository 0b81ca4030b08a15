"""What taking a step does for one person, in the policy's words: where others decide, it asks.

Every front end says it so. Must not know a case, nor whether the step may be taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.domain.people import post_words
from casework.text import in_words, small

if TYPE_CHECKING:
    from collections.abc import Collection

    from casework.policy.model import Transition

#: A sentence that begins so says what happened; what is done about it stands behind the dash.
TELLING: Final = frozenset(
    ("A", "Another", "Emergency", "It", "Somebody", "Something", "Staff", "Staff,", "The", "There")
)
#: A sentence that begins so is an outcome by its name.
NAMING: Final = frozenset(("Substantiated", "Unsubstantiated", "Unfounded", "Malicious", "False"))
#: How a measure says that it is decided for; and by what a sentence says itself whom it asks.
_FOR: Final = "Decide for "
_ASKING: Final = re.compile(r"\bask the ", re.IGNORECASE)
_MANAGER: Final = frozenset({"case-manager"})


def says_for(step: Transition, roles: Collection[str], deciding: Collection[str] = ()) -> str:
    """Return what taking a step does for somebody with ``roles``: where others decide, it asks.

    ``deciding`` are the posts that decide in the case at hand, where it is known: substitutes may.
    Who asks never decides, so somebody who else would is told that a decision is asked for.
    """
    says = step.says.rstrip(".")
    rule = step.approval
    if rule is None or _ASKING.search(says):
        return says
    by = frozenset(deciding) or rule.by
    mine = not (by | rule.by).isdisjoint(roles)
    if says.startswith(_FOR):
        what = says.removeprefix(_FOR)
        return f"Ask for a decision on {what}" if mine else f"Ask {_whom(by)} to agree to {what}"
    first = says.split(maxsplit=1)[0]
    if mine:
        return f"Ask for a decision: {small(says)}"
    decides = "decide: " if first in TELLING | NAMING else ""
    return f"Ask {_whom(by)} to {decides}{small(says)}"


def _whom(by: frozenset[str]) -> str:
    """Return who decides; whoever manages the case only where no post is named."""
    posts = (post_words(role) for role in sorted(by - _MANAGER or by))
    return f"the {in_words(posts, 'or')}"
