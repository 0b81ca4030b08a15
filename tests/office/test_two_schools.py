"""Two schools of one trust in one book: one policy, and to each its own calendar and its cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound
from casework.office import (
    approvals,
    cases,
    deadlines,
    letters,
    people,
    policies,
    questions,
    schools,
    stage,
    terms,
)
from casework.office.cases import Answers, NewCase

if TYPE_CHECKING:
    from tests.office.practice_kit import Book

POLICY, FIRST = "trust", stage.SLUG
#: Half-term is a week longer here, and it shuts two days earlier before Christmas.
OTHER_TERMS = """kind,first,last,name
covers,2026-09-01,2027-08-31,
term,2026-09-03,2026-10-23,First half of the autumn term
term,2026-11-09,2026-12-16,Second half of the autumn term
term,2027-01-05,2027-07-20,The rest of the year
"""
SORTED = {
    "location": "public",
    "author-type": "parent",
    "inappropriate": "yes",
    **dict.fromkeys(
        (
            "possibly-unlawful",
            "crime-possible",
            "undeserved",
            "touches-safeguarding",
            "names-individual",
            "abuses-individual",
            "serious-allegation",
            "adult-conduct",
            "child-at-risk",
            "staff-affected",
        ),
        "no",
    ),
    "touches-school-systems": "yes",
}


#: Who works at the second school, and who at both or at neither.
THERE = {
    "head": ("headteacher",),
    "clerk": ("office",),
    "deputy": ("senior-leader",),
    "dsl": ("dsl",),
    "ict": ("ict-manager",),
    "chair": ("chair",),
}


@pytest.fixture
def second(book: Book) -> str:
    """Add a second school with other term dates and people; both adopt the trust's policy."""
    head = book.desk("head")
    slug = schools.add_school(head, "Second School (invented)")
    for name, roles in THERE.items():
        people.add(head, f"{name} two", roles, stage.PASSWORD, [slug])
    people.add(head, "both", ["office"], stage.PASSWORD, [FIRST, slug])
    people.add(head, "officer", ["trust-officer"], stage.PASSWORD)
    terms.load_terms(head, OTHER_TERMS, slug)
    policies.adopt(head, POLICY, FIRST)
    theirs = book.desk("head two")  # the first there to sign in, who lets the others in
    people.admit(theirs, "dsl two")
    policies.adopt(theirs, POLICY, slug)
    book.desk("chair two")
    return slug


def at(school: str, who: str) -> str:
    """Return the name of whoever is this at a school."""
    return who if school == FIRST else f"{who} two"


def limit(book: Book, ref: str, name: str, school: str) -> tuple[str, str]:
    """Return the last day of the newest limit of that name, and how it stands."""
    case = book.case(ref, at(school, "head"))
    found = [one for one in case.deadlines.values() if one.name == name]
    return found[-1].due_on, str(found[-1].standing)


def opened(book: Book, school: str) -> str:
    """Open a concern at a school on the Monday after half-term; return its reference."""
    reporter = CasePerson(number=0, role=PersonRole.REPORTER, name="A parent (invented)")
    new = NewCase(case_type="concern", policy=POLICY, school=school, people=(reporter,))
    claim = CategoryClaim(code="negative-or-offensive", target="staff")
    return cases.open_case(book.fresh(at(school, "clerk")), new, Answers(categories=(claim,))).ref


def asked_for(book: Book, ref: str, school: str) -> None:
    """Ask for the decision to have the IT provider's help in a case."""
    clerk, deputy = at(school, "clerk"), at(school, "deputy")
    book.fresh(deputy)
    book.take(deputy, ref, "case.triage", SORTED, reason="It names nobody.")
    book.take(clerk, ref, "it-provider.consider")
    asked = {
        "it-purpose": "secure-logs",
        "purpose-words": "To find out how it was posted.",
        "from-words": "31 October 2026",
        "to-words": "1 November 2026",
        "records": "Portal | the log of one account",
    }
    back = {"return_route": "the encrypted transfer", "return_to": "the headteacher"}
    book.take(clerk, ref, "it-provider.approve", asked, letter=back)


def requested(book: Book, ref: str, school: str) -> None:
    """Ask the IT provider for help in a case."""
    asked_for(book, ref, school)
    head = book.fresh(at(school, "head"))
    newest = max(book.case(ref, at(school, "head")).approvals)
    approvals.grant(head, f"{ref}.{newest}")
    book.fresh(at(school, "ict"))
    book.take(at(school, "ict"), ref, "it-provider.carry-out")


def test_one_rule_gives_each_school_its_own_day(book: Book, second: str) -> None:
    days = {school: opened(book, school) for school in (FIRST, second)}
    actual = {school: limit(book, ref, "triage-limit", school) for school, ref in days.items()}

    assert actual == {FIRST: ("2026-11-04", "running"), second: ("2026-11-11", "running")}


def test_a_limit_of_one_school_day_ends_apart_as_well(book: Book, second: str) -> None:
    actual = [
        limit(book, opened(book, school), "acknowledge", school)[0] for school in (FIRST, second)
    ]

    assert actual == ["2026-11-03", "2026-11-10"]


def test_the_reason_names_the_calendar_of_the_school_itself(book: Book, second: str) -> None:
    refs = {opened(book, school): school for school in (FIRST, second)}
    rows = [row for row in deadlines.listed(book.fresh("both")) if row.name == "triage-limit"]
    why = {refs[row.ref]: row.why for row in rows if row.ref in refs}

    assert why[FIRST] != why[second]
    assert all("2 school days" in words for words in why.values())


def test_a_day_shut_at_one_school_moves_nothing_at_the_other(book: Book, second: str) -> None:
    here, there = opened(book, FIRST), opened(book, second)
    terms.close(book.fresh("head"), {date(2026, 11, 3): "No heating"}, FIRST)

    assert limit(book, here, "triage-limit", FIRST)[0] == "2026-11-05"
    assert limit(book, there, "triage-limit", second)[0] == "2026-11-11"


def test_working_days_are_the_same_at_both(book: Book, second: str) -> None:
    """They run through school holidays, as the first school's Monday is the other's half-term."""
    refs = {school: opened(book, school) for school in (FIRST, second)}
    for school, ref in refs.items():
        requested(book, ref, school)
    days = {limit(book, ref, "it-chase", school)[0] for school, ref in refs.items()}

    assert days == {"2026-11-03"}


def test_the_list_of_cases_says_whose_each_is(book: Book, second: str) -> None:
    refs = {school: {opened(book, school)} for school in (FIRST, second)}
    listed = questions.cases_listed(book.fresh("both"))
    concerns = [one.card for one in listed if one.card.type_title == "Concern about a post"]
    actual = {school: {card.ref for card in concerns if card.school == school} for school in refs}

    assert actual == refs


@pytest.mark.usefixtures("second")
def test_nobody_opens_a_case_without_saying_at_which_school(book: Book) -> None:
    with pytest.raises(NotFound) as fault:
        cases.open_case(book.fresh("both"), NewCase(case_type="concern", policy=POLICY), Answers())

    assert "several schools" in fault.value.message


def test_what_comes_round_begins_once_at_each_school(book: Book, second: str) -> None:
    policies.adopt(book.fresh("head two"), POLICY, second)  # again: it opens no second case
    heads = (book.fresh("head"), book.fresh("head two"))
    cards = [one.card for head in heads for one in questions.cases_listed(head)]
    actual = sorted(card.school for card in cards if "through the years" in card.type_title)

    assert actual == sorted([FIRST, second])


def test_each_school_keeps_settings_of_its_own(book: Book, second: str) -> None:
    head = book.fresh("head")
    schools.change_settings(head, [("signatory-name", "Mr B. Other (invented)")], second)

    assert head.school(second).signatory_name == "Mr B. Other (invented)"
    assert head.school(FIRST).signatory_name == "Mrs A. Example"


def test_the_warning_asks_for_removal_on_receipt_under_the_schools_own_name(
    book: Book, second: str
) -> None:
    ways = [
        ("complaints-route", "the second school’s own procedure"),
        ("signatory-name", "Mr B. Other (invented)"),
        ("signatory-role", "Headteacher"),
        ("telephone", "01632 960200"),
    ]
    schools.change_settings(book.fresh("head"), ways, second)
    ref = opened(book, second)
    given = {
        "recipient_salutation": "Ms Example",
        "post_description": "a post about Class 4",
        "post_platform": "Facebook",
        "post_seen_on": "2026-11-02",
        "concerns": "It calls a teacher names.",
        "request": "remove it",
    }
    proof = letters.preview(book.fresh("clerk two"), ref, "warning", given)

    assert proof.missing == ()
    assert "remove it on receiving this letter" in " ".join(proof.text.replace("*", "").split())
    assert "the second school’s own procedure" in proof.text
    assert "Mr B. Other (invented)" in proof.text
