"""``step(policy, snapshot, command, now)``: what becomes of a command. Pure: no clock, no I/O.

Every command of ``domain.commands`` is decided here; the answer is an entry with all its events and
the case after it, or a refusal with sentences and clause ids. Contracts are asserted on every step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.commands import (
    AddEvidence,
    AddNote,
    AdmitUser,
    CorrectEntry,
    DecideApproval,
    ExcludeUser,
    ExtendLimit,
    LinkCase,
    MoveLetter,
    NamePerson,
    OpenCase,
    RecordIncident,
    Redate,
    ResumeLimit,
    ReviseLetter,
    SetFacts,
    StopLimit,
    TakeStep,
    UndoLast,
    WaiveLimit,
)
from casework.domain.events import (
    CaseOpened,
    Corrected,
    EvidenceAdded,
    Excluded,
    IncidentAdded,
    Linked,
    NoteAdded,
    UserAdmitted,
)
from casework.domain.fold import begin
from casework.domain.people import PersonRole
from casework.domain.refusals import Refusal, RefusalKind, refuse
from casework.policy import (
    answers,
    approvals,
    gates,
    limitchanges,
    limits,
    lives,
    naming,
    pausing,
    settled,
    steps,
)
from casework.policy.run import Run, begin_run, moment
from casework.policy.undo import undo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from casework.domain.case import Snapshot
    from casework.domain.commands import Command
    from casework.domain.people import Actor, CasePerson
    from casework.policy.decision import Decision
    from casework.policy.model import Policy


def step(policy: Policy, snapshot: Snapshot, command: Command, now: datetime) -> Decision:
    """Return what becomes of ``command`` for the case as it stands.

    ``now`` is aware, in UTC. The snapshot must have been opened under ``policy``.
    """
    refused = barred(snapshot, command.actor)
    if refused:
        return refused
    if isinstance(command, UndoLast):
        return undo(policy, snapshot, command, now)
    run = begin_run(policy, snapshot, command, now)
    if isinstance(command, TakeStep | SetFacts):
        settled.take_in(run, command.facts)
    refused = _HANDLERS[type(command)](run, command)
    return refused or _settled(run, snapshot)


def open_case(policy: Policy, command: OpenCase, now: datetime) -> Decision:
    """Return the opening of a case, with what is known and the limits that begin with it."""
    case_type = policy.case_types.get(command.case_type)
    if case_type is None:
        return refuse(RefusalKind.NOT_HERE, f"This policy has no case type “{command.case_type}”.")
    if case_type.opened_by.isdisjoint(command.actor.roles):
        return refuse(RefusalKind.NOT_PERMITTED, "Your role does not open cases of this type.")
    opened = CaseOpened(
        ref=command.ref,
        case_type=case_type.name,
        policy=policy.name,
        digest=policy.digest,
        school=command.school,
        summary=command.summary,
        tracks={track.name: track.initial for track in case_type.tracks.values()},
    )
    draft = begin(opened, moment(1, command, now))
    run = Run(policy=policy, case_type=case_type, command=command, now=now, draft=draft)
    run.emit(opened)
    for person in command.people:
        stopped = naming.name(run, person)
        if stopped:
            return stopped
    refused = answers.record(run, command.facts, command.said_by)
    refused = refused or answers.categorise(run, command.categories)
    if refused:
        return refused
    settled.take_in(run, command.facts)
    for track in case_type.tracks.values():
        if first := track.states[track.initial].next:
            limits.start(run, (first,))
    return _settled(run, None)


def _settled(run: Run, before: Snapshot | None) -> Decision:
    """Let the pause begin where it must, then hold the whole to its contracts."""
    pausing.begin(run)
    broken = gates.broken_contracts(run.case_type, run.draft)
    if broken:
        return Refusal(kind=RefusalKind.CONTRACT, reasons=broken)
    return run.finished(before)


def barred(snapshot: Snapshot, actor: Actor) -> Refusal | None:
    """Refuse the person of concern and the excluded: they never act (and never see)."""
    user = actor.user
    concern = [
        person
        for person in snapshot.people
        if person.user == user and person.role is PersonRole.PERSON_OF_CONCERN
    ]
    if concern or user in snapshot.excluded:
        return refuse(RefusalKind.NOT_PERMITTED, "There is nothing here for you to do.")
    return None


def _set(run: Run, command: SetFacts) -> Refusal | None:
    refused = answers.record(run, command.facts, command.said_by)
    return refused or answers.categorise(run, command.categories)


def _person(run: Run, command: NamePerson) -> Refusal | None:
    return naming.name(run, command.person, somebody_else=command.somebody_else)


def _incident(run: Run, command: RecordIncident) -> Refusal | None:
    number = 1 + len(run.draft.incidents)
    run.emit(IncidentAdded(number=number, words=command.words, where=command.where))
    return None


def _note(run: Run, command: AddNote) -> Refusal | None:
    run.emit(NoteAdded(words=command.words))
    return None


def _evidence(run: Run, command: AddEvidence) -> Refusal | None:
    number = 1 + run.draft.evidence_drawn
    run.emit(EvidenceAdded(number=number, sheet=dict(command.sheet)))
    return None


def _link(run: Run, command: LinkCase) -> Refusal | None:
    if command.ref == run.draft.head.ref:
        return refuse(RefusalKind.NOT_HERE, "A case is not linked to itself.")
    run.emit(Linked(ref=command.ref, words=command.words))
    return None


def _correct(run: Run, command: CorrectEntry) -> Refusal | None:
    if not 1 <= command.seq < run.draft.entry.seq:
        return refuse(RefusalKind.NOT_HERE, f"This case has no entry {command.seq}.")
    if not command.reason:
        return refuse(RefusalKind.INCOMPLETE, "A correction needs its reason.")
    run.emit(Corrected(seq=command.seq, words=command.words))
    return None


def _exclude(run: Run, command: ExcludeUser) -> Refusal | None:
    if command.user == command.actor.user:
        return refuse(RefusalKind.NOT_HERE, "Ask a colleague to take you off this case.")
    if not command.reason:
        return refuse(RefusalKind.INCOMPLETE, "Taking somebody off a case needs its reason.")
    run.emit(Excluded(user=command.user))
    return None


def _admit(run: Run, command: AdmitUser) -> Refusal | None:
    """Let a user in; who was taken off the case, or is its person of concern, never comes back."""
    if command.user in run.draft.excluded or _is_concern(run.draft.people, command.user):
        words = "Whoever was taken off this case, or whom it is about, is not let in."
        return refuse(RefusalKind.NOT_PERMITTED, words, remedy="Choose somebody else.")
    if not command.reason:
        return refuse(RefusalKind.INCOMPLETE, "Letting somebody into a case needs its reason.")
    run.emit(UserAdmitted(user=command.user))
    return None


def _is_concern(people: Iterable[CasePerson], user: str) -> bool:
    return any(p.user == user and p.role is PersonRole.PERSON_OF_CONCERN for p in people)


def _redate(run: Run, _command: Redate) -> Refusal | None:
    limits.date_again(run)
    return None


_HANDLERS: dict[type[Command], Callable[..., Refusal | None]] = {
    TakeStep: steps.take,
    SetFacts: _set,
    NamePerson: _person,
    RecordIncident: _incident,
    AddNote: _note,
    AddEvidence: _evidence,
    LinkCase: _link,
    CorrectEntry: _correct,
    ExcludeUser: _exclude,
    AdmitUser: _admit,
    DecideApproval: approvals.decide,
    MoveLetter: lives.move,
    ReviseLetter: lives.revise,
    ExtendLimit: limitchanges.extend,
    StopLimit: limitchanges.stop,
    ResumeLimit: limitchanges.go_on,
    WaiveLimit: limitchanges.waive,
    Redate: _redate,
}
