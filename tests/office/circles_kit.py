"""A school with somebody in every role, under a policy that keeps sealed records; and its cases.

Shared by the tests of need to know. Every name and every word is invented.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from casework import bootstrap
from casework.clock import SetClock
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, people, questions, records, stage, terms
from casework.office.cards import read_card
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying
from tests.office.practice_kit import Book, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from casework.office.cards import Card
    from casework.office.door import Done

POLICY = "model"
SCHOOL, SLUG = "Practice Primary", "practice-primary"
#: A Monday of term, after half-term.
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
#: Who signs in, and in which roles: every role once, and a second of safeguarding.
STAFF: dict[str, tuple[str, ...]] = {
    "head": ("headteacher",),
    "clerk": ("office",),
    "deputy": ("senior-leader",),
    "dsl": ("dsl",),
    "second-dsl": ("dsl",),
    "ict": ("ict-manager",),
    "teacher": ("class-teacher",),
    "chair": ("chair",),
    "vice": ("vice-chair",),
    "trust": ("trust-officer",),
    "admin": ("administrator",),
}
WHERE = {
    "platform": "facebook",
    "location": "public",
    "author-type": "parent",
    "first-published": "2026-11-01",
}
TRIAGE = {
    **dict.fromkeys(
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
            "names-accused-teacher",
            "child-at-risk",
            "staff-affected",
            "adult-conduct",
        ),
        "no",
    ),
    "inappropriate": "yes",
}
TAKE_UP = dict.fromkeys(
    ("complaint-open", "harm-reputation", "harm-other", "harm-learning", "child-under-age"), "no"
)
TAKEN_UP = {
    "came-from": "disclosure",
    "taken-up-as": "allegation",
    "disclosed-by": "staff",
    "known-on": "2026-11-02",
    "adult-kind": "teacher",
}


def founded(home: Path) -> Path:
    """Found the school in ``home``; everybody has signed in, each knows their keys."""
    folder = home / "book"
    clock = SetClock(MONDAY - timedelta(days=60), tick=timedelta(milliseconds=10))
    told = bootstrap.Founding(
        policies=(POLICY,),
        school=SCHOOL,
        admin="head",
        password=stage.PASSWORD,
        roles=STAFF["head"],
        practice=True,
    )
    made = bootstrap.found_book(folder, told, clock).desk
    for name, roles in STAFF.items():
        if name != "head":
            people.add(made, name, roles, stage.PASSWORD)
    bootstrap.change_settings(made, stage.ANSWERS, SLUG)
    terms.load_terms(made, stage.SAMPLE_TERMS.read_text(encoding="utf-8"))
    made.session.close()
    for name in STAFF:
        sign_in(folder, name, stage.PASSWORD, clock)[0].session.close()
    return folder


@dataclass(slots=True)
class Circles(Book):
    """The school at work."""

    def everybody_signs_in(self, names: Iterable[str] = STAFF) -> None:
        """Let everybody sign in anew, each working off what waits."""
        for name in names:
            self.fresh(name)

    def concern(self, who: str = "clerk", *named: CasePerson, summary: str = "A post") -> str:
        """Open an ordinary concern; return its reference."""
        author = CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms J. Example", about="parent")
        claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
        new = NewCase(case_type="concern", summary=summary, people=(author, *named))
        told = Answers(categories=(claim,), facts=WHERE)
        return cases.open_case(self.desk(who), new, told).ref

    def in_hand(self, *named: CasePerson, who: str = "deputy", summary: str = "A post") -> str:
        """Return an ordinary case that was sorted and taken up."""
        ref = self.concern(who, *named, summary=summary)
        self.take(who, ref, "case.triage", TRIAGE, reason="It names a pupil.")
        self.take(who, ref, "case.take-up", TAKE_UP)
        return ref

    def paused(self, *named: CasePerson, screening: str = "unsure", who: str = "dsl") -> str:
        """Return an ordinary case about an adult's conduct, screened and so paused."""
        ref = self.concern("deputy", *named)
        self.take(
            "deputy", ref, "case.triage", {**TRIAGE, "adult-conduct": "yes"}, reason="So it says."
        )
        if screening:
            cases.set_facts(self.fresh(who), ref, Answers(facts={"screening": screening}))
        return ref

    def allegation(self, who: str = "dsl", *named: CasePerson, summary: str = "Sealed") -> str:
        """Open a sealed case; return its reference."""
        new = NewCase(case_type=records.RECORD, summary=summary, people=named)
        return cases.open_case(self.desk(who), new, Answers()).ref

    def known(self, role: PersonRole, user: str, name: str = "") -> CasePerson:
        """Return a person of a case who is this user."""
        found = self.desk("admin").session.directory.by_name(user)
        return CasePerson(number=0, role=role, name=name or f"N. {user}", user=found.id)

    def accused(self, user: str) -> CasePerson:
        """Return this user as the person whom a case is about."""
        return self.known(PersonRole.PERSON_OF_CONCERN, user)

    def records_of(self, who: str) -> list[Card]:
        """Return the sealed records this person may open, signed in anew."""
        desk = self.fresh(who)
        cards = [read_card(row.card) for row in desk.cards.rows]
        return [card for card in cards if card.case_type == records.RECORD]

    def sees(self, who: str, ref: str) -> bool:
        """Tell whether the case is in this person's list, signed in anew."""
        listed = questions.cases_listed(self.fresh(who), closed_too=True)
        return ref in [row.card.ref for row in listed]

    def who_sees(self, ref: str, names: Iterable[str] = STAFF) -> set[str]:
        """Return everybody in whose list the case is."""
        return {name for name in names if self.sees(name, ref)}

    def excludes(self, who: str, ref: str, user: str) -> Done:
        """Take a user off a case."""
        return cases.exclude(self.fresh(who), ref, user, Saying(reason="Is related to somebody."))

    def admits(self, who: str, ref: str, user: str) -> Done:
        """Let a user into a case."""
        return cases.admit(self.fresh(who), ref, user, Saying(reason="Is asked to help."))


def copied(source: Path, state: Path, target: Path, into: Path) -> Circles:
    """Return a copy of a founded school for one test, its clock on a Monday of term."""
    shutil.copytree(source, target)
    shutil.copytree(state, into, dirs_exist_ok=True)
    return Circles(folder=target, clock=SetClock(MONDAY, tick=timedelta(milliseconds=10)))
