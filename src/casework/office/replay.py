"""I22 and I7: a case's history taken step by step again. Was each step declared, allowed, true?

What a step rests on is asked of the case as it stood within its own entry: facts given with a step
count for it, and what follows from a step is decided before that step's later effects. Writes
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.events import (
    CLOCK,
    ApprovalGranted,
    CaseOpened,
    Entry,
    TrackMoved,
    Undone,
)
from casework.domain.fold import fold, follow, resume
from casework.office import capacities
from casework.office.findings import damage
from casework.policy import gates
from casework.policy.pausing import SAFEGUARDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import Approval, Snapshot
    from casework.domain.draft import Draft
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.findings import Finding, Past
    from casework.policy.model import CaseType


def replayed(desk: Desk, file: CaseFile, past: Past) -> Iterator[Finding]:
    """I22, I7: yield the first entry that was not declared, allowed and true when it was made."""
    before: Snapshot | None = None
    for place, entry in enumerate(file.entries):
        if before is not None:
            found = next(_wrong(desk, file, before, entry, past), "")
            if found:
                yield damage(found[:3].strip(), file, found[3:].strip(), entry.seq)
                return
        elif not isinstance(entry.events[0], CaseOpened):
            yield damage("I22", file, "the case does not begin with its opening", entry.seq)
            return
        before = _after(file, before, place)


def _after(file: CaseFile, before: Snapshot | None, place: int) -> Snapshot:
    entry = file.entries[place]
    if before is None or any(isinstance(event, Undone) for event in entry.events):
        return fold(file.entries[: place + 1])
    return follow(before, entry)


def _wrong(desk: Desk, file: CaseFile, before: Snapshot, entry: Entry, past: Past) -> Iterator[str]:
    """Yield what is wrong with an entry, each as its invariant and a sentence."""
    actor = entry.actor
    lent = capacities.lent(desk, before) if actor.user in past.managers else frozenset()
    if actor not in (CLOCK, SAFEGUARDING) and not past.held(
        actor.user, before.school, actor.roles, entry.at, lent
    ):
        yield "I22 it was made in a role that its writer did not hold then"
    for event in entry.events:
        if isinstance(event, Undone):
            yield from _wrong_undo(file, entry, event)
        elif isinstance(event, ApprovalGranted):
            yield from _wrong_grant(file, before, entry, event)
    yield from _wrong_moves(file, before, entry)


def _wrong_undo(file: CaseFile, entry: Entry, event: Undone) -> Iterator[str]:
    earlier = [one for one in file.entries if one.seq < entry.seq and one.actor != CLOCK]
    if not earlier or earlier[-1].seq != event.seq:
        yield "I22 it takes back another entry than the last one"
    elif earlier[-1].actor.user != entry.actor.user:
        yield "I22 it takes back what somebody else wrote"


def _wrong_grant(
    file: CaseFile, before: Snapshot, entry: Entry, event: ApprovalGranted
) -> Iterator[str]:
    request = before.approvals.get(event.number)
    if request is None or request.standing.value != "asked":
        yield "I7  it grants what nobody asked for"
        return
    actor = entry.actor
    rule = file.policy.approvals.get(request.role)
    if rule is None or actor.roles.isdisjoint(rule.by | set(rule.instead)):
        yield "I7  it was granted by somebody who may not decide it"
    involved = actor.user == request.asked_by or before.names(actor.user)
    if involved or _edited(before, request, actor.user):
        yield "I7  it was granted by somebody who had asked, written or was named"


def _edited(before: Snapshot, request: Approval, user: str) -> bool:
    return bool(request.letter) and user in before.letters[request.letter].editors


def _wrong_moves(file: CaseFile, before: Snapshot, entry: Entry) -> Iterator[str]:
    """Yield each step that was not declared, allowed, or possible at any moment of its entry."""
    case_type = file.policy.case_types[before.case_type]
    draft = resume(before, entry)
    open_moves = [event for event in entry.events if isinstance(event, TrackMoved)]
    possible: set[int] = set()
    for event in entry.events:
        possible |= {id(move) for move in open_moves if _could(case_type, draft, move)}
        if isinstance(event, TrackMoved):
            if id(event) not in possible:
                yield "I22 a step was taken that was not possible then"
            yield from _not_allowed(case_type, entry, event)
        draft.apply(event)


def _could(case_type: CaseType, draft: Draft, move: TrackMoved) -> bool:
    step = case_type.by_id.get(move.rule)
    if step is None or draft.tracks[step.track].state != step.source:
        return False
    same = (step.track, step.trigger, step.source, step.dest)
    if same != (move.track, move.trigger, move.source, move.dest):
        return False
    return not (
        gates.by_conditions(step, draft)
        or gates.by_pause(case_type, draft, step.track, step.trigger)
        or gates.by_contract_steps(case_type, draft, step.track, step.trigger)
    )


def _not_allowed(case_type: CaseType, entry: Entry, move: TrackMoved) -> Iterator[str]:
    step = case_type.by_id.get(move.rule)
    if step is None or move.followed or entry.command == "MoveLetter":
        return  # what follows from a step or a letter needs no role of its own
    granted = any(isinstance(event, ApprovalGranted) for event in entry.events)
    if (step.approval is not None) != granted:
        yield "I22 a step was taken without the decision it needs"
    elif not granted and gates.by_role(step, entry.actor):
        yield "I22 a step was taken by somebody who may not take it"
    elif not granted and step.reason and not entry.reason:
        yield "I22 a step was taken without its reason"
