"""Rules about how a case begins, and who is let into it: W096 and W097.

Must not know how the office opens a case, or hands out its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import roles
from casework.text import in_words, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked

#: Who adopts a policy for a school, and so opens the case that begins with it.
ADOPTER: Final = "headteacher"
#: The circles that hold keys to cases.
CIRCLES: Final = ("office", "leadership", "safeguarding", "chair", "vice-chair")


@rule("W096", "A case that opens at adoption is one that the headteacher opens, in the open")
def can_open_at_adoption(checked: Checked) -> Iterator[Problem]:
    """A sealed one would be opened by somebody who may have to be kept from it."""
    for path, name, case_type in checked.case_types():
        if case_type.opens_at is None:
            continue
        if case_type.sealed:
            said = f"“{name}” is sealed, and would be opened whenever the policy is adopted."
            remedy = "Take “opens-at:” out; a sealed case is opened by hand."
            yield Problem(path=(*path, "opens-at"), message=said, remedy=remedy)
        if ADOPTER not in roles(checked, case_type.opened_by):
            said = f"The headteacher adopts the policy, and may not open “{name}”."
            remedy = "Name under “opened-by:” a role list with the headteacher."
            yield Problem(path=(*path, "opens-at"), message=said, remedy=remedy)


@rule("W097", "Each circle that is named is one there is")
def circles_exist(checked: Checked) -> Iterator[Problem]:
    """Of a type of case, of its pause, and those that a step brings in."""
    for path, name in _named(checked):
        if name not in CIRCLES:
            like = nearest(name, CIRCLES)
            yield Problem(
                path=path,
                message=f"There is no circle “{name}”.",
                remedy=f"Did you mean {like}?" if like else f"Circles are {in_words(CIRCLES)}.",
            )


def _named(checked: Checked) -> Iterator[tuple[Path, str]]:
    for path, _, case_type in checked.case_types():
        for index, name in enumerate(case_type.circles):
            yield (*path, "circles", index), name
        if case_type.pause is not None:
            yield (*path, "pause", "circle"), case_type.pause.circle
    for step in checked.steps():
        for index, name in enumerate(step.of.admits):
            yield (*step.path, "admits", index), name
