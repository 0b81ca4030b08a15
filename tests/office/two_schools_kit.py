"""A second school in the records of a first, both under the model policy, with people of its own.

Shared by the tests of what each school's chair and safeguarding may open. All of it is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import approvals, cases, people, policies, schools, stage, terms
from casework.office.cases import Answers, NewCase
from tests.office.circles_kit import POLICY, SLUG, TAKE_UP, TRIAGE, WHERE
from tests.office.practice_kit import sign_in

if TYPE_CHECKING:
    from tests.office.circles_kit import Circles

NAME = "Second School (invented)"
#: Who works at the second school; each has "two" behind the name.
THERE: dict[str, tuple[str, ...]] = {
    "head": ("headteacher",),
    "clerk": ("office",),
    "deputy": ("senior-leader",),
    "dsl": ("dsl",),
    "second-dsl": ("dsl",),
    "chair": ("chair",),
    "vice": ("vice-chair",),
}
INVITED = {
    "meeting_on": "2026-11-09",
    "meeting_at": "16:00",
    "meeting_place": "the school",
    "meeting_with": "me and the chair of governors",
    "post_description": "a post",
    "post_platform": "Facebook",
    "post_seen_on": "2026-11-02",
}


@dataclass(slots=True)
class TwoSchools:
    """Both schools, and the recovery key that was shown to the chair of the second."""

    book: Circles
    second: str
    recovery_key: str = field(repr=False)

    def at(self, school: str, who: str) -> str:
        """Return the name of whoever is this at a school."""
        return who if school == SLUG else f"{who} two"

    def concern(self, school: str) -> str:
        """Open an ordinary concern at a school; return its reference."""
        author = CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms J. Example", about="parent")
        new = NewCase(
            case_type="concern", policy=POLICY, school=school, summary="A post", people=(author,)
        )
        claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
        told = Answers(categories=(claim,), facts=WHERE)
        return cases.open_case(self.book.fresh(self.at(school, "clerk")), new, told).ref

    def in_hand(self, school: str) -> str:
        """Return an ordinary case of a school that was sorted and taken up."""
        ref, deputy = self.concern(school), self.at(school, "deputy")
        self.book.fresh(deputy)
        self.book.take(deputy, ref, "case.triage", TRIAGE, reason="It names a pupil.")
        self.book.take(deputy, ref, "case.take-up", TAKE_UP)
        return ref

    def with_chair(self, school: str) -> str:
        """Return a case of a school into which a meeting brought its chair."""
        ref = self.in_hand(school)
        head, deputy = self.at(school, "head"), self.at(school, "deputy")
        self.book.fresh(head)
        self.book.take(head, ref, "meeting.consider-anyway", reason="It would be kinder.")
        self.book.take(deputy, ref, "meeting.approve", letter=INVITED)
        newest = max(self.book.case(ref, head).approvals)
        approvals.grant(self.book.fresh(head), f"{ref}.{newest}")
        self.book.take(deputy, ref, "meeting.meet-with-chair")
        return ref

    def paused(self, school: str) -> str:
        """Return a case of a school about an adult's conduct, screened and so paused."""
        ref, deputy = self.concern(school), self.at(school, "deputy")
        self.book.fresh(deputy)
        facts = {**TRIAGE, "adult-conduct": "yes"}
        self.book.take(deputy, ref, "case.triage", facts, reason="So it says.")
        dsl = self.book.fresh(self.at(school, "dsl"))
        cases.set_facts(dsl, ref, Answers(facts={"screening": "unsure"}))
        return ref


def two_schools(book: Circles) -> TwoSchools:
    """Add the second school to a founded first; its people have signed in and have their keys."""
    head = book.desk("admin")
    slug = schools.add_school(head, NAME)
    for name, roles in THERE.items():
        people.add(head, f"{name} two", roles, stage.PASSWORD, [slug])
    terms.load_terms(book.desk("head"), stage.SAMPLE_TERMS.read_text(encoding="utf-8"), SLUG)
    theirs = book.desk("head two")  # the first there to sign in, who lets the others in
    terms.load_terms(theirs, stage.SAMPLE_TERMS.read_text(encoding="utf-8"), slug)
    for name in ("dsl two", "second-dsl two"):
        people.admit(theirs, name)
    schools.change_settings(theirs, stage.ANSWERS, slug)
    policies.adopt(theirs, POLICY, slug)
    desk, key = sign_in(book.folder, "chair two", stage.PASSWORD, book.clock)
    desk.session.close()
    book.fresh("vice two")
    return TwoSchools(book=book, second=slug, recovery_key=key)
