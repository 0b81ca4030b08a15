"""What a step will do, before it is taken: rehearsed, nothing written. Must not know a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.office import cases
from casework.office.outcomes import rehearsed_lines

if TYPE_CHECKING:
    from casework.office.cases import Answers
    from casework.office.desk import Desk
    from casework.office.saying import Saying
    from casework.tui.caseview import Choice


def foretold(
    desk: Desk, ref: str, choice: Choice, told: Answers, saying: Saying
) -> tuple[tuple[str, ...], bool]:
    """Return what would happen, or why it cannot, in lines; and whether it can be done."""
    try:
        accepted = cases.rehearse_step(desk, ref, choice.trigger, choice.track, told, saying)
    except CaseworkError as fault:
        return (fault.message, *fault.reasons, fault.advice), False
    return tuple(rehearsed_lines(desk.policy(accepted.snapshot.digest), accepted)), True
