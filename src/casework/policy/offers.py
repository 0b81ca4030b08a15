"""What may be done now, and what not yet and why: the same conditions the step itself asks.

Touches nothing; a button greyed out here is refused there with the same sentences. A step that
nothing stands in the way of is rehearsed, because only its end shows a broken contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import empty_calendar
from casework.domain.commands import LetterText, TakeStep
from casework.domain.refusals import Refusal, RefusalKind
from casework.policy import gates
from casework.policy.engine import barred, step

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.domain.people import Actor
    from casework.domain.refusals import Reason
    from casework.policy.model import Policy, Transition

#: A rehearsal gives neither answers nor words, so their lack says nothing about the step.
_UNSAID: Final = frozenset({RefusalKind.INCOMPLETE})
_NO_WORDS: Final = LetterText(values={}, text="", digest="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step from where its track stands; it may be taken now where ``reasons`` is empty."""

    transition: Transition
    reasons: tuple[Reason, ...]


def offers(policy: Policy, snapshot: Snapshot, actor: Actor) -> tuple[Offer, ...]:
    """Return every step that leaves a present state, in document order."""
    case_type = policy.case_types[snapshot.case_type]
    return tuple(
        Offer(transition=one, reasons=_reasons(policy, snapshot, one, actor))
        for track in case_type.tracks.values()
        for one in case_type.offers.get((track.name, snapshot.state(track.name)), ())
    )


def _reasons(
    policy: Policy, case: Snapshot, transition: Transition, actor: Actor
) -> tuple[Reason, ...]:
    refused = barred(case, actor)
    if refused:
        return refused.reasons
    reasons = gates.in_the_way(policy.case_types[case.case_type], case, transition, actor)
    return reasons or _rehearsed(policy, case, transition, actor)


def _rehearsed(
    policy: Policy, case: Snapshot, transition: Transition, actor: Actor
) -> tuple[Reason, ...]:
    """Return why the step would be refused at its end, or nothing."""
    command = TakeStep(
        actor=actor,
        calendar=empty_calendar(),
        reason=transition.says,
        trigger=transition.trigger,
        track=transition.track,
        letters=dict.fromkeys(policy.case_types[case.case_type].letters, _NO_WORDS),
    )
    decision = step(policy, case, command, case.changed_at)
    if isinstance(decision, Refusal) and decision.kind not in _UNSAID:
        return decision.reasons
    return ()
