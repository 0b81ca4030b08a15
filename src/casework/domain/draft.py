"""A case being put together, and what each event does to it. Must not know order or undo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from casework.domain.case import (
    Approval,
    ApprovalStanding,
    CaseRef,
    DeadlineState,
    Evidence,
    Incident,
    LetterState,
    Pause,
    Snapshot,
    Standing,
    TrackState,
)
from casework.domain.events import (
    ApprovalAsked,
    ApprovalDeclined,
    ApprovalGranted,
    ApprovalLapsed,
    CaseOpened,
    CategoryAdded,
    DeadlineArmed,
    DeadlineDated,
    DeadlineEnded,
    DeadlinePassed,
    Entry,
    Event,
    EvidenceAdded,
    Excluded,
    FactSet,
    IncidentAdded,
    LetterDrafted,
    LetterMoved,
    Linked,
    Paused,
    PauseReleased,
    PersonAdded,
    PersonRemoved,
    TrackMoved,
)
from casework.domain.facts import CategoryClaim, Fact
from casework.domain.people import CasePerson, PersonRole

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(slots=True)
class Draft:
    """A case being put together, or being changed by a step; reads like a snapshot."""

    entry: Entry
    head: Head
    tracks: dict[str, TrackState] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    categories: tuple[CategoryClaim, ...] = ()
    people: tuple[CasePerson, ...] = ()
    incidents: tuple[Incident, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    deadlines: dict[str, DeadlineState] = field(default_factory=dict)
    approvals: dict[int, Approval] = field(default_factory=dict)
    letters: dict[int, LetterState] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    pause: Pause = Pause.NONE

    def apply(self, event: Event) -> None:
        """Let ``event`` count, as part of the present entry."""
        apply = _APPLY.get(type(event))
        if apply is not None:
            apply(self, event)

    def freeze(self, seq: int, revision: int) -> Snapshot:
        """Return the case as it stands after the present entry."""
        return Snapshot(
            ref=self.head.ref,
            case_type=self.head.case_type,
            policy=self.head.policy,
            digest=self.head.digest,
            school=self.head.school,
            summary=self.head.summary,
            opened_at=self.head.opened_at,
            seq=seq,
            revision=revision,
            changed_at=self.entry.at,
            last_by=self.entry.actor.user,
            tracks=self.tracks,
            facts=self.facts,
            categories=self.categories,
            people=self.people,
            incidents=self.incidents,
            evidence=self.evidence,
            deadlines=self.deadlines,
            approvals=self.approvals,
            letters=self.letters,
            links=self.links,
            excluded=self.excluded,
            pause=self.pause,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What never changes about a case."""

    ref: CaseRef
    case_type: str
    policy: str
    digest: str
    school: str
    summary: str
    opened_at: datetime


def _opened(draft: Draft, event: CaseOpened) -> None:
    for track, state in event.tracks.items():
        draft.tracks[track] = TrackState(
            state=state, since=draft.entry.seq, been=frozenset({state})
        )


def _track(draft: Draft, event: TrackMoved) -> None:
    before = draft.tracks.get(event.track)
    been = (before.been if before else frozenset()) | {event.dest}
    draft.tracks[event.track] = TrackState(state=event.dest, since=draft.entry.seq, been=been)


def _fact(draft: Draft, event: FactSet) -> None:
    draft.facts[event.name] = Fact(
        value=event.value, said_by=event.said_by, by=draft.entry.actor.user, seq=draft.entry.seq
    )


def _category(draft: Draft, event: CategoryAdded) -> None:
    claim = CategoryClaim(code=event.code, target=event.target)
    if claim not in draft.categories:
        draft.categories += (claim,)


def _person(draft: Draft, event: PersonAdded) -> None:
    draft.people += (
        CasePerson(
            number=event.number,
            role=PersonRole(event.role),
            name=event.name,
            user=event.user,
            about=event.about,
            address=event.address,
        ),
    )


def _person_gone(draft: Draft, event: PersonRemoved) -> None:
    draft.people = tuple(person for person in draft.people if person.number != event.number)


def _incident(draft: Draft, event: IncidentAdded) -> None:
    draft.incidents += (
        Incident(
            number=event.number,
            words=event.words,
            where=event.where,
            happened=draft.entry.happened or draft.entry.at.isoformat(),
            seq=draft.entry.seq,
        ),
    )


def _evidence(draft: Draft, event: EvidenceAdded) -> None:
    draft.evidence += (Evidence(number=event.number, sheet=event.sheet, seq=draft.entry.seq),)


def _linked(draft: Draft, event: Linked) -> None:
    draft.links += (event.ref,)


def _excluded(draft: Draft, event: Excluded) -> None:
    draft.excluded |= {event.user}


def _asked(draft: Draft, event: ApprovalAsked) -> None:
    draft.approvals[event.number] = Approval(
        number=event.number,
        track=event.track,
        trigger=event.trigger,
        role=event.role,
        instead=event.instead,
        binds=event.binds,
        letter=event.letter,
        facts=event.facts,
        asked_by=draft.entry.actor.user,
        asked_at=draft.entry.at,
        reason=draft.entry.reason,
        standing=ApprovalStanding.ASKED,
        seq=draft.entry.seq,
    )


def _granted(draft: Draft, event: ApprovalGranted) -> None:
    _settle(draft, event.number, ApprovalStanding.GRANTED, draft.entry.reason)


def _declined(draft: Draft, event: ApprovalDeclined) -> None:
    _settle(draft, event.number, ApprovalStanding.DECLINED, draft.entry.reason)


def _lapsed(draft: Draft, event: ApprovalLapsed) -> None:
    _settle(draft, event.number, ApprovalStanding.LAPSED, event.why)


def _settle(draft: Draft, number: int, standing: ApprovalStanding, why: str) -> None:
    draft.approvals[number] = replace(draft.approvals[number], standing=standing, why=why)


def _drafted(draft: Draft, event: LetterDrafted) -> None:
    earlier = draft.letters.get(event.number)
    editors = (earlier.editors if earlier else frozenset()) | {draft.entry.actor.user}
    draft.letters[event.number] = LetterState(
        number=event.number,
        letter=event.letter,
        title=event.title,
        to=event.to,
        values=event.values,
        text=event.text,
        digest=event.digest,
        state="drafted",
        editors=editors,
    )


def _letter(draft: Draft, event: LetterMoved) -> None:
    letter = draft.letters[event.number]
    draft.letters[event.number] = replace(
        letter,
        state=event.state,
        serial=event.serial or letter.serial,
        copies=event.copy or letter.copies,
        how=event.how or letter.how,
        item=event.item or letter.item,
        pdf_digest=event.digest or letter.pdf_digest,
    )


def _armed(draft: Draft, event: DeadlineArmed) -> None:
    draft.deadlines[event.id] = DeadlineState(
        id=event.id,
        name=event.name,
        track=event.track,
        standing=Standing.RUNNING if event.due_at else Standing.WAITING,
        due_at=event.due_at,
        due_on=event.due_on,
        anchor=event.anchor,
        rule=event.rule,
        unit=event.unit,
        why=event.why,
        calendar=event.calendar,
        letter=event.letter,
        armed=draft.entry.seq,
    )


def _dated(draft: Draft, event: DeadlineDated) -> None:
    draft.deadlines[event.id] = replace(
        draft.deadlines[event.id],
        standing=Standing.RUNNING if event.due_at else Standing.WAITING,
        due_at=event.due_at,
        due_on=event.due_on,
        anchor=event.anchor,
        why=event.why,
        calendar=event.calendar,
    )


def _ended(draft: Draft, event: DeadlineEnded) -> None:
    draft.deadlines[event.id] = replace(draft.deadlines[event.id], standing=Standing(event.how))


def _passed(draft: Draft, event: DeadlinePassed) -> None:
    known = draft.deadlines.get(event.id)
    if known is not None and known.standing is Standing.RUNNING:
        draft.deadlines[event.id] = replace(
            known, standing=Standing.PASSED, passed_at=draft.entry.at.isoformat()
        )


def _paused(draft: Draft, _event: Paused) -> None:
    draft.pause = Pause.STANDING


def _released(draft: Draft, _event: PauseReleased) -> None:
    draft.pause = Pause.RELEASED


_APPLY: dict[type[Event], Callable[[Draft, Any], None]] = {
    CaseOpened: _opened,
    TrackMoved: _track,
    FactSet: _fact,
    CategoryAdded: _category,
    PersonAdded: _person,
    PersonRemoved: _person_gone,
    IncidentAdded: _incident,
    EvidenceAdded: _evidence,
    Linked: _linked,
    Excluded: _excluded,
    ApprovalAsked: _asked,
    ApprovalGranted: _granted,
    ApprovalDeclined: _declined,
    ApprovalLapsed: _lapsed,
    LetterDrafted: _drafted,
    LetterMoved: _letter,
    DeadlineArmed: _armed,
    DeadlineDated: _dated,
    DeadlineEnded: _ended,
    DeadlinePassed: _passed,
    Paused: _paused,
    PauseReleased: _released,
}
