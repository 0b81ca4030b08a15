"""What may be done now, and what not yet and why: the same conditions the step itself asks.

Touches nothing; a button greyed out here is refused there with the same sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.case import ApprovalStanding
from casework.domain.refusals import Reason
from casework.policy import gates

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.domain.people import Actor
    from casework.policy.model import CaseType, Policy, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step from where its track stands; it may be taken now where ``reasons`` is empty."""

    transition: Transition
    reasons: tuple[Reason, ...]


def offers(policy: Policy, snapshot: Snapshot, actor: Actor) -> tuple[Offer, ...]:
    """Return every step that leaves a present state, in document order."""
    case_type = policy.case_types[snapshot.case_type]
    return tuple(
        Offer(transition=step, reasons=_reasons(case_type, snapshot, step, actor))
        for track in case_type.tracks.values()
        for step in case_type.offers.get((track.name, snapshot.state(track.name)), ())
    )


def _reasons(
    case_type: CaseType, case: Snapshot, step: Transition, actor: Actor
) -> tuple[Reason, ...]:
    reasons = (
        *gates.by_closed(case_type, case, step.track),
        *gates.by_pause(case_type, case, step.track, step.trigger),
        *gates.by_contract_steps(case_type, case, step.track, step.trigger),
        *gates.by_conditions(step, case),
        *(gates.by_closing(case_type, case) if step.closes else ()),
        *gates.by_role(step, actor),
        *_waiting(case, step),
    )
    return tuple(dict.fromkeys(reasons))


def _waiting(case: Snapshot, step: Transition) -> tuple[Reason, ...]:
    for request in case.approvals.values():
        same = (request.track, request.trigger) == (step.track, step.trigger)
        if same and request.standing is ApprovalStanding.ASKED:
            words = f"It has been asked for and waits for a decision (request {request.number})."
            return (Reason(sentence=words, clauses=step.clauses),)
    return ()
