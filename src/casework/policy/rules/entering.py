"""Rules about cases that begin by themselves: W096. Must not know how the office opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import roles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.rules.base import Checked

#: Who adopts a policy for a school, and so opens the case that begins with it.
ADOPTER: Final = "headteacher"


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
