"""A practice school's book as tests use it: its people, its cases, what they do all day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casework import bootstrap, store
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import approvals, cases, deadlines, door, practice, stage
from casework.office.cards import Card, read_card
from casework.office.cases import Answers, NewCase
from casework.office.letterbox import HandedIn, read_handed_in
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

    from casework.clock import Clock, SetClock
    from casework.domain.case import Snapshot
    from casework.errors import CaseworkError
    from casework.office.desk import Desk
    from casework.office.door import Done

#: A Monday of term, with half-term just over.
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
NO = dict.fromkeys(
    (
        "possibly-unlawful",
        "crime-possible",
        "undeserved",
        "touches-safeguarding",
        "touches-families",
        "touches-confidentiality",
        "touches-relationships",
        "names-individual",
        "serious-allegation",
        "adult-conduct",
        "child-at-risk",
        "staff-affected",
    ),
    "no",
)
WHERE = {
    "platform": "facebook",
    "location": "public",
    "author-type": "parent",
    "first-published": "2026-11-01",
}
TAKE_UP = dict.fromkeys(
    ("complaint-open", "harm-reputation", "harm-other", "harm-learning", "child-under-age"), "no"
)
NOTE = {"post_description": "a post about Class 4", "request": "remove it"}


def found(folder: Path, school: str, admin: str, password: str, clock: Clock) -> Desk:
    told = bootstrap.Founding(
        policies=(stage.POLICY,),
        school=school,
        admin=admin,
        password=password,
        roles=("headteacher",),
        practice=True,
    )
    return bootstrap.found_book(folder, told, clock).desk


def sign_in(folder: Path, name: str, password: str, clock: Clock) -> tuple[Desk, str]:
    made = bootstrap.open_desk(folder, name, password, clock=clock)
    return made.desk, made.recovery_key or ""


DOORS = practice.Doors(
    found=found,
    sign_in=sign_in,
    change=bootstrap.change_settings,
    service=lambda folder: bootstrap.open_service(folder)[0],
)


@dataclass(slots=True)
class Book:
    """One book for one test: its folder, its clock, its people signed in when asked for."""

    folder: Path
    clock: SetClock
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, name: str) -> Desk:
        """Return a person's desk, signed in once."""
        if name not in self.desks:
            self.desks[name], _key = sign_in(self.folder, name, stage.PASSWORD, self.clock)
        return self.desks[name]

    def fresh(self, name: str) -> Desk:
        """Sign a person in anew, so that what waited for them is worked off."""
        earlier = self.desks.pop(name, None)
        if earlier is not None:
            earlier.session.close()
        return self.desk(name)

    def open(self, who: str = "clerk", **answers: str) -> str:
        """Open an ordinary concern about a child; return its reference."""
        new = NewCase(
            case_type="concern",
            summary="A post about Class 4",
            people=(
                CasePerson(
                    number=0,
                    role=PersonRole.AUTHOR,
                    name="Ms J. Example",
                    about="parent of a pupil in 4B",
                    address="1 Sample Street\nExampleton",
                ),
            ),
        )
        claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
        told = Answers(categories=(claim,), facts={**WHERE, **answers})
        return cases.open_case(self.desk(who), new, told).ref

    def take(
        self,
        who: str,
        ref: str,
        step: str,
        facts: Mapping[str, str] | None = None,
        said_by: str = "",
        letter: Mapping[str, str] | None = None,
        **saying: object,
    ) -> Done:
        """Take a step written ``track.trigger``."""
        track, _, trigger = step.rpartition(".")
        told = Answers(facts=facts or {}, said_by=said_by, letter=letter or {})
        said = Saying(**saying)  # type: ignore[arg-type]
        return cases.take_step(self.desk(who), ref, trigger, track, told, said)

    def triaged(self, who: str = "clerk", **answers: str) -> str:
        """Return a case that was sorted as misuse and taken up."""
        ref = self.open(who)
        facts = {**NO, "inappropriate": "yes", **answers}
        self.take("deputy", ref, "case.triage", facts, reason="It names a pupil.")
        self.take("deputy", ref, "case.take-up", TAKE_UP)
        return ref

    def held(self) -> str:
        """Return a case whose first conversation was held."""
        ref = self.triaged()
        facts = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
        self.take("deputy", ref, "conversation.hold", facts)
        return ref

    def noted(self) -> tuple[str, str]:
        """Return a case with a drafted note, and the request for its approval."""
        ref = self.held()
        self.take("clerk", ref, "conversation.write-note", letter=NOTE)
        return ref, f"{ref}.1"

    def refused(self) -> str:
        """Return a case in which the parent refused and carried on."""
        ref = self.held()
        facts = {"refused": "yes", "continued": "yes"}
        self.take("clerk", ref, "conversation.not-removed", facts, said_by="the parent")
        return ref

    def take_decision(self, who: str, ref: str, number: int = 0) -> Done:
        """Grant the newest request of a case, or the one of that number."""
        newest = number or max(self.case(ref).approvals)
        return approvals.grant(self.desk(who), f"{ref}.{newest}")

    def case(self, ref: str, who: str = "head") -> Snapshot:
        """Return the case as it stands."""
        return door.load(self.desk(who), ref).snapshot

    def events(self, done: Done) -> list[str]:
        """Return the names of what a command caused."""
        return [type(event).__name__ for event in done.entry.events] if done.entry else []

    def limit(self, ref: str, name: str) -> tuple[str, str]:
        """Return the last day of the newest limit of that name, and how it stands."""
        limits = [x for x in self.case(ref).deadlines.values() if x.name == name]
        return limits[-1].due_on, str(limits[-1].standing)

    def scan(self) -> deadlines.Scanned:
        """Let the clock look."""
        service, _clock = bootstrap.open_service(self.folder)
        try:
            return deadlines.scan(service, self.clock.now())
        finally:
            service.close()

    def waiting(self, who: str) -> list[str]:
        """Return the ids of the requests that are this person's to decide."""
        return [one.id for one in approvals.waiting(self.desk(who)) if one.yours]


def problem(fault: pytest.ExceptionInfo[CaseworkError]) -> tuple[str, ...]:
    """Return the sentences of a refusal."""
    return fault.value.reasons or (fault.value.message,)


def record_of(book: Book, ref: str) -> Card:
    """Return the card of the sealed record that a paused case left."""
    cards = (read_card(row.card) for row in book.fresh("dsl").cards.rows)
    return next(card for card in cards if card.record.get("linked-case") == ref)


def holder_of(book: Book, ref: str) -> str:
    """Return who has the sealed record of a paused case in charge, signed in anew to know of it."""
    holder = record_of(book, ref).record["record-holder"]
    book.fresh(holder)
    return holder


def handed_in(desk: Desk) -> list[HandedIn]:
    """Return what lies in the letter box for this person."""
    found = (read_handed_in(drop.payload) for drop in store.drops(desk.session))
    return [one for one in found if one is not None]
