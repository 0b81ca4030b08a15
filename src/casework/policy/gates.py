"""What stands in the way of a step besides its conditions: the pause, contracts, the closing list.

Each gate returns reasons, never raises, and is asked alike by a step and by "not yet, because".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain import people
from casework.domain.case import ApprovalStanding, Pause
from casework.domain.refusals import Reason
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.domain.case import Approval, CaseView, Snapshot
    from casework.domain.draft import Draft
    from casework.domain.people import Actor
    from casework.policy.model import CaseType, Condition, Contract, Track, Transition

#: Roles that several people of one school hold.
_OF_SEVERAL = {"senior-leader", "class-teacher", "trust-officer"}
#: How a program role reads in a sentence.
ROLE_WORDS = {
    role: f"{'a' if role in _OF_SEVERAL else 'the'} {words}"
    for role, words in people.ROLE_WORDS.items()
}
#: Said of a condition that holds and must not, in versions from before it had words for that.
AGAINST = "What is on record speaks against this step."


def by_pause(case_type: CaseType, case: CaseView, track: str, trigger: str) -> tuple[Reason, ...]:
    """Return why the pause stops this step, or nothing."""
    pause = case_type.pause
    if pause is None or case.pause is not Pause.STANDING or (track, trigger) not in pause.steps:
        return ()
    return (Reason(sentence=pause.otherwise, clauses=pause.clauses),)


def by_pause_for_letter(case_type: CaseType, case: CaseView, to: str) -> tuple[Reason, ...]:
    """Return why the pause stops a letter to ``to``, or nothing."""
    pause = case_type.pause
    if pause is None or case.pause is not Pause.STANDING or to not in pause.letters_to:
        return ()
    return (Reason(sentence=pause.otherwise, clauses=pause.clauses),)


def by_conditions(transition: Transition, case: CaseView) -> tuple[Reason, ...]:
    """Return a reason for each condition that fails, in document order."""
    failed = [c for c in transition.conditions if not c.holds(case)]
    standing = [c for c in transition.unless if c.holds(case)]
    return reasons_of(failed, standing)


def reasons_of(failed: Iterable[Condition], standing: Iterable[Condition]) -> tuple[Reason, ...]:
    """Return what must hold and does not, then what must not hold and does, as reasons."""
    return (*map(_missing, failed), *map(_in_its_way, standing))


def _missing(condition: Condition) -> Reason:
    return Reason(sentence=condition.otherwise, clauses=condition.clauses, remedy=condition.remedy)


def _in_its_way(condition: Condition) -> Reason:
    """Say what is so; the remedy would say how it comes about, so it is left out."""
    return Reason(sentence=condition.when_it_holds or AGAINST, clauses=condition.clauses)


def by_role(transition: Transition, actor: Actor) -> tuple[Reason, ...]:
    """Return who may take the step where the actor may not."""
    if not transition.roles.isdisjoint(actor.roles):
        return ()
    return (Reason(sentence=only(transition), clauses=transition.clauses),)


def only(transition: Transition) -> str:
    """Return in a sentence who may take the step."""
    allowed = in_words(sorted(ROLE_WORDS.get(role, role) for role in transition.roles), "or")
    return f"Only {allowed} may do this."


def by_request(transition: Transition, case: Snapshot | Draft) -> tuple[Reason, ...]:
    """Return that the step has been asked for already, or nothing."""
    for request in case.approvals.values():
        same = (request.track, request.trigger) == (transition.track, transition.trigger)
        if same and request.standing is ApprovalStanding.ASKED:
            words = f"It has been asked for and waits for a decision (request {request.number})."
            return (Reason(sentence=words, clauses=transition.clauses),)
    return ()


def in_the_way(
    case_type: CaseType, case: Snapshot | Draft, step: Transition, actor: Actor
) -> tuple[Reason, ...]:
    """Return every reason why ``actor`` may not take ``step`` as the case stands."""
    reasons = (
        *by_closed(case_type, case, step.track),
        *by_pause(case_type, case, step.track, step.trigger),
        *by_contract_steps(case_type, case, step.track, step.trigger),
        *by_conditions(step, case),
        *by_capture(step, case),
        *(by_closing(case_type, case) if step.closes else ()),
        *by_role(step, actor),
        *by_request(step, case),
    )
    return tuple(dict.fromkeys(reasons))


def by_capture(step: Transition, case: CaseView) -> tuple[Reason, ...]:
    """Return why a step waits for a capture sheet: none was added since its track stands so.

    What was captured earlier shows what stood there then. Exploring knows nothing of it and need
    not: a sheet can be added at any time, so this holds a step up and shuts no way.
    """
    if not step.new_capture:
        return ()
    since = case.tracks[step.track].since
    if any(one.captured and one.seq > since for one in case.evidence):
        return ()
    words = "No capture sheet was added since, so nothing shows what stands there now."
    remedy = "Add the sheet first, then record this."
    return (Reason(sentence=words, clauses=step.clauses, remedy=remedy),)


def by_contract_steps(
    case_type: CaseType, case: CaseView, track: str, trigger: str
) -> tuple[Reason, ...]:
    """Return the contracts under which this step is never taken as the case stands."""
    return by_contracts(contracts_on(case_type, track, trigger), case)


def contracts_on(case_type: CaseType, track: str, trigger: str) -> tuple[Contract, ...]:
    """Return the contracts that may forbid a step, in document order."""
    return case_type.forbidding.get((track, trigger), ())


def by_contracts(contracts: Iterable[Contract], case: CaseView) -> tuple[Reason, ...]:
    """Return why those contracts stand in the way whose time this is."""
    standing = [c for c in contracts if c.while_ is not None and c.while_(case)]
    return tuple(_of_contract(contract) for contract in standing) if standing else ()


def by_contract_letters(case_type: CaseType, case: CaseView, to: str) -> tuple[Reason, ...]:
    """Return the contracts under which no letter goes to ``to`` as the case stands."""
    return tuple(
        _of_contract(contract)
        for contract in case_type.contracts
        if to in contract.letters_to and contract.while_ is not None and contract.while_(case)
    )


def broken_contracts(case_type: CaseType, case: CaseView) -> tuple[Reason, ...]:
    """Return the contracts that the case, as it now stands, breaks."""
    broken = [c for c in case_type.contracts if c.never is not None and c.never(case)]
    return tuple(_of_contract(contract) for contract in broken) if broken else ()


def by_closed(case_type: CaseType, case: CaseView, track: str) -> tuple[Reason, ...]:
    """Return why nothing goes on in a closed case: a new incident opens it again first."""
    spine = case_type.tracks[case_type.spine]
    if track == spine.name or case.tracks[spine.name].state not in spine.finals:
        return ()
    words = "The case is closed, so nothing goes on in it until a new incident opens it again."
    return (Reason(sentence=words, clauses=spine.clauses),)


def _of_contract(contract: Contract) -> Reason:
    return Reason(sentence=contract.says, clauses=contract.clauses)


def by_closing(case_type: CaseType, case: Snapshot | Draft) -> tuple[Reason, ...]:
    """Return everything that is still open: unfinished actions, undecided choices, requests."""
    reasons = [
        reason
        for track in case_type.tracks.values()
        if not track.spine
        for reason in _unfinished(track, case)
    ]
    reasons += [_asked(case_type, request) for request in case.approvals.values() if _open(request)]
    return tuple(reasons)


def _open(request: Approval) -> bool:
    return request.standing is ApprovalStanding.ASKED


def _unfinished(track: Track, case: CaseView) -> list[Reason]:
    state = case.tracks[track.name].state
    if state in track.finals:
        return []
    if state != track.initial:
        words = f"{track.title} is not finished: {track.states[state].title.lower()}."
        return [Reason(sentence=words, clauses=track.clauses)]
    if track.owed_when is not None and track.owed_when.holds(case):
        return [Reason(sentence=f"{track.title} is still owed.", clauses=track.clauses)]
    if track.decide_when is not None and track.decide_when.holds(case):
        words = f"{track.title}: nobody has decided for or against it."
        return [Reason(sentence=words, clauses=track.clauses)]
    return []


def _asked(case_type: CaseType, request: Approval) -> Reason:
    track = case_type.tracks.get(request.track)
    about = track.title if track else "A letter"
    return Reason(sentence=f"{about} waits for a decision (request {request.number}).")
