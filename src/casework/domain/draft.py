"""A case being put together, and what each event does to it. Must not know order or undo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

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
    TrackState,
)
from casework.domain.events import (
    Admitted,
    ApprovalAsked,
    ApprovalDeclined,
    ApprovalGranted,
    ApprovalLapsed,
    CaseOpened,
    CategoryAdded,
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
    UserAdmitted,
)
from casework.domain.facts import CategoryClaim, Fact
from casework.domain.limitfold import LIMIT_EVENTS
from casework.domain.people import CasePerson, PersonRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casework.domain.people import Actor


class Moment(NamedTuple):
    """What an event may know of the entry it belongs to, while that is still being written."""

    seq: int
    at: datetime
    actor: Actor
    reason: str
    happened: str


class Heading(Protocol):
    """What never changes about a case: its own head, or a snapshot of it."""

    @property
    def ref(self) -> CaseRef: ...

    @property
    def case_type(self) -> str: ...

    @property
    def policy(self) -> str: ...

    @property
    def digest(self) -> str: ...

    @property
    def school(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def opened_at(self) -> datetime: ...


@dataclass(slots=True)
class Draft:
    """A case being put together, or being changed by a step; reads like a snapshot.

    Its mappings are shared with the snapshot it began from: an event puts a new one in place of
    the old and never writes into it.
    """

    entry: Entry | Moment
    head: Heading
    tracks: Mapping[str, TrackState] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    categories: tuple[CategoryClaim, ...] = ()
    people: tuple[CasePerson, ...] = ()
    incidents: tuple[Incident, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_drawn: int = 0
    deadlines: Mapping[str, DeadlineState] = field(default_factory=dict)
    approvals: Mapping[int, Approval] = field(default_factory=dict)
    letters: Mapping[int, LetterState] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    admitted: frozenset[str] = frozenset()
    let_in: frozenset[str] = frozenset()
    pause: Pause = Pause.NONE
    paused_at: str = ""

    def apply(self, event: Event) -> None:
        """Let ``event`` count, as part of the present entry."""
        apply = _APPLY.get(type(event))
        if apply is not None:
            apply(self, event)

    def freeze(self, seq: int, revision: int) -> Snapshot:
        """Return the case as it stands after the present entry."""
        head = self.head
        return Snapshot(
            ref=head.ref,
            case_type=head.case_type,
            policy=head.policy,
            digest=head.digest,
            school=head.school,
            summary=head.summary,
            opened_at=head.opened_at,
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
            evidence_drawn=self.evidence_drawn,
            deadlines=self.deadlines,
            approvals=self.approvals,
            letters=self.letters,
            links=self.links,
            excluded=self.excluded,
            admitted=self.admitted,
            let_in=self.let_in,
            pause=self.pause,
            paused_at=self.paused_at,
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
    draft.tracks = {
        track: TrackState(state=state, since=draft.entry.seq, been=frozenset({state}))
        for track, state in event.tracks.items()
    }


def _track(draft: Draft, event: TrackMoved) -> None:
    before = draft.tracks.get(event.track)
    been = (before.been if before else frozenset()) | {event.dest}
    now = TrackState(state=event.dest, since=draft.entry.seq, been=been)
    draft.tracks = {**draft.tracks, event.track: now}


def _fact(draft: Draft, event: FactSet) -> None:
    fact = Fact(
        value=event.value, said_by=event.said_by, by=draft.entry.actor.user, seq=draft.entry.seq
    )
    draft.facts = {**draft.facts, event.name: fact}


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
    draft.evidence_drawn = max(draft.evidence_drawn, event.number)


def _linked(draft: Draft, event: Linked) -> None:
    draft.links += (event.ref,)


def _excluded(draft: Draft, event: Excluded) -> None:
    draft.excluded |= {event.user}
    draft.let_in -= {event.user}


def _admitted(draft: Draft, event: Admitted) -> None:
    draft.admitted |= {event.circle}


def _let_in(draft: Draft, event: UserAdmitted) -> None:
    draft.let_in |= {event.user}


def _asked(draft: Draft, event: ApprovalAsked) -> None:
    asked = Approval(
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
    draft.approvals = {**draft.approvals, event.number: asked}


def _granted(draft: Draft, event: ApprovalGranted) -> None:
    _settle(draft, event.number, ApprovalStanding.GRANTED, draft.entry.reason)


def _declined(draft: Draft, event: ApprovalDeclined) -> None:
    _settle(draft, event.number, ApprovalStanding.DECLINED, draft.entry.reason)


def _lapsed(draft: Draft, event: ApprovalLapsed) -> None:
    _settle(draft, event.number, ApprovalStanding.LAPSED, event.why)


def _settle(draft: Draft, number: int, standing: ApprovalStanding, why: str) -> None:
    settled = replace(draft.approvals[number], standing=standing, why=why)
    draft.approvals = {**draft.approvals, number: settled}


def _drafted(draft: Draft, event: LetterDrafted) -> None:
    earlier = draft.letters.get(event.number)
    editors = (earlier.editors if earlier else frozenset()) | {draft.entry.actor.user}
    letter = LetterState(
        number=event.number,
        letter=event.letter,
        title=event.title,
        to=event.to,
        values=event.values,
        text=event.text,
        digest=event.digest,
        state="drafted",
        editors=editors,
        person=event.person,
    )
    draft.letters = {**draft.letters, event.number: letter}


def _letter(draft: Draft, event: LetterMoved) -> None:
    letter = draft.letters[event.number]
    moved = replace(
        letter,
        state=event.state,
        serial=event.serial or letter.serial,
        copies=event.copy or letter.copies,
        how=event.how or letter.how,
        item=event.item or letter.item,
        pdf_digest=event.digest or letter.pdf_digest,
    )
    draft.letters = {**draft.letters, event.number: moved}


def _paused(draft: Draft, _event: Paused) -> None:
    draft.pause, draft.paused_at = Pause.STANDING, draft.entry.at.isoformat()


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
    Admitted: _admitted,
    UserAdmitted: _let_in,
    ApprovalAsked: _asked,
    ApprovalGranted: _granted,
    ApprovalDeclined: _declined,
    ApprovalLapsed: _lapsed,
    LetterDrafted: _drafted,
    LetterMoved: _letter,
    Paused: _paused,
    PauseReleased: _released,
    **LIMIT_EVENTS,
}
