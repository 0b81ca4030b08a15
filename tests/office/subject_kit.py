"""A parent asks for their own data: the request, and the cases in which the name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.people import CasePerson, PersonRole
from casework.office import (
    cases,
    subjectaccess,
    subjectanswers,
    subjecthandout,
    subjectsearch,
)
from casework.office.subjectaccess import NewRequest

if TYPE_CHECKING:
    from casework.office.subjectsearch import Found
    from tests.office.circles_kit import Circles

#: As nobody else in these tests is called.
PERSON, ALIAS = "Persephone Quillfeather", "quill_of_class_4"
NAMESAKE = "P. Quillfeather"
TARGET = "Balthazar Underhay"
SEEN = "Her passport, at the desk."


def asked(circles: Circles, who: str = "clerk", **told: object) -> str:
    """Take up a request; return its reference."""
    new = {"person": PERSON, "basis": "identity-seen", "seen": SEEN, **told}
    return subjectaccess.begin(circles.desk(who), NewRequest(**new)).ref  # type: ignore[arg-type]


def named(
    circles: Circles, *names: str, role: PersonRole = PersonRole.WITNESS, who: str = "deputy"
) -> str:
    """Return an ordinary case that names these people besides whoever posted."""
    people = (CasePerson(number=0, role=role, name=name) for name in names)
    return circles.concern(who, *people)


def sealed(circles: Circles, name: str, who: str = "dsl") -> str:
    """Return a sealed case with somebody of this name."""
    person = CasePerson(number=0, role=PersonRole.REPORTER, name=name)
    return circles.allegation(who, person)


def found(circles: Circles, ref: str, who: str = "clerk") -> tuple[Found, ...]:
    """Return what somebody finds for a request in ordinary cases."""
    desk = circles.desk(who)
    return subjectsearch.search(desk, subjectanswers.whom(desk, ref))


def rows(circles: Circles, ref: str, who: str = "clerk") -> list[tuple[str, int, str]]:
    """Return case, number and decision of what somebody finds."""
    return [(one.ref, one.number, one.decision) for one in found(circles, ref, who)]


def says(
    circles: Circles, ref: str, case: str, number: int, decision: str, who: str = "clerk"
) -> None:
    """Say of one person of a case whether it is them."""
    desk = circles.desk(who)
    subjectsearch.confirm(desk, subjectanswers.whom(desk, ref), case, number, decision)


def handed_out(circles: Circles, ref: str, who: str = "head") -> dict[str, str]:
    """Hand out as text; return each file's words by its name."""
    made = subjecthandout.hand_out(circles.fresh(who), ref, "txt")
    return {each.name: " ".join(each.content.decode().split()) for each in made.files}


def note(circles: Circles, ref: str, words: str, who: str = "deputy") -> None:
    """Add words to a case."""
    cases.add_note(circles.desk(who), ref, words)
