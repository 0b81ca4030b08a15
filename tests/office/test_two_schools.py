"""Two schools of one trust in one book: one policy, and to each its own calendar and its cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.errors import CaseworkError, NotFound, NotPermitted, Refused, UsageFault
from casework.office import (
    approvals,
    capacities,
    cases,
    concerns,
    deadlines,
    doctor,
    door,
    letters,
    limits,
    people,
    policies,
    questions,
    schools,
    stage,
    terms,
)
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office.practice_kit import Book

#: Fifteen people sign in, and some more than once.
pytestmark = pytest.mark.timeout(60)
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
    author = CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms Example (invented)")
    new = NewCase(case_type="concern", policy=POLICY, school=school, people=(reporter, author))
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


# --- people belong to schools --------------------------------------------------------------------


def not_there(book: Book, who: str, ref: str) -> bool:
    """Tell whether a case is to this person what one is that never was, wherever they look."""
    desk = book.fresh(who)
    seen = {one.card.ref for one in questions.cases_listed(desk, closed_too=True)}
    seen |= {one.card.ref for one in questions.cases_listed(desk, find="parent", closed_too=True)}
    seen |= {row.ref for row in deadlines.listed(desk)}
    seen |= {request.ref for request in approvals.waiting(desk)}
    told = set()
    for asked in (ref, "CW-ZZZZ"):
        with pytest.raises(NotFound) as fault:
            questions.show(desk, asked)
        told.add((fault.value.message, fault.value.advice))
    return ref not in seen and len(told) == 1


@pytest.mark.parametrize("who", sorted(THERE))
def test_nobody_of_one_school_sees_a_case_of_the_other(book: Book, second: str, who: str) -> None:
    here, there = opened(book, FIRST), opened(book, second)
    asked_for(book, here, FIRST)

    assert not_there(book, at(second, who), here)
    assert not_there(book, at(FIRST, who), there)


def test_the_office_of_a_school_sees_its_cases(book: Book, second: str) -> None:
    refs = {school: opened(book, school) for school in (FIRST, second)}
    seen = {}
    for school in refs:
        desk = book.fresh(at(school, "head"))
        seen[school] = desk.cards.get(refs[school]) is not None

    assert seen == {FIRST: True, second: True}


def test_a_head_let_into_the_other_schools_case_decides_nothing_there(
    book: Book, second: str
) -> None:
    ref = opened(book, second)
    asked_for(book, ref, second)
    request = f"{ref}.{max(book.case(ref, 'head two').approvals)}"
    cases.admit(book.fresh("head two"), ref, "head", Saying(reason="Is asked to help."))
    head = book.fresh("head")
    with pytest.raises(CaseworkError) as fault:
        approvals.grant(head, request)

    assert [one.yours for one in approvals.waiting(head) if one.id == request] == [False]
    assert isinstance(fault.value, NotPermitted | Refused)
    assert [one.yours for one in approvals.waiting(book.desk("head two"))] == [True]


def test_a_head_let_in_takes_nobody_off_the_other_schools_case(book: Book, second: str) -> None:
    ref = opened(book, second)
    book.fresh("head two")
    cases.admit(book.desk("head two"), ref, "head", Saying(reason="Is asked to help."))

    with pytest.raises(NotPermitted):
        cases.exclude(book.fresh("head"), ref, "clerk two", Saying(reason="Is related."))


def test_nobody_opens_a_case_at_a_school_where_they_do_not_work(book: Book, second: str) -> None:
    new = NewCase(case_type="concern", policy=POLICY, school=second)
    with pytest.raises(NotPermitted) as fault:
        cases.open_case(book.fresh("clerk"), new, Answers())

    assert fault.value.message == "You do not work at this school."


def test_who_works_at_one_school_need_not_name_it(book: Book, second: str) -> None:
    found = {who: book.fresh(who).school_slug("") for who in ("clerk", "clerk two")}

    assert found == {"clerk": FIRST, "clerk two": second}


def test_a_trust_officer_sees_no_case_of_any_school(book: Book, second: str) -> None:
    """No more than the chair would, who sees none into which they were not brought."""
    refs = [opened(book, school) for school in (FIRST, second)]

    assert all(not_there(book, who, ref) for who in ("officer", "chair") for ref in refs)
    assert book.desk("officer").session.circles == frozenset()


def test_each_schools_chair_is_brought_into_its_own_cases(book: Book, second: str) -> None:
    circles = {}
    for school in (FIRST, second):
        desk = book.fresh(at(school, "head"))
        case = door.load(desk, opened(book, school)).snapshot
        circles[school] = capacities.substitutes(desk, case).get("chair", "chair")
    members = {
        school: [one.name for one in book.desk("head").session.directory.members(circle)]
        for school, circle in circles.items()
    }

    assert circles == {FIRST: "chair", second: f"chair@{second}"}
    assert members == {FIRST: ["chair"], second: ["chair two"]}


def test_a_concern_about_somebody_is_held_sealed_at_their_school_alone(
    book: Book, second: str
) -> None:
    concern = concerns.Concern(words="He was seen to shove a boy.", about="Mr N. Invented")
    concerns.hand_in(book.fresh("clerk two"), concern, second)
    everybody = [at(school, who) for school in (FIRST, second) for who in sorted(THERE)]
    for who in everybody:
        book.fresh(who)
    holders = {
        who
        for who in everybody
        if any(row.place is store.Place.SEALED for row in book.fresh(who).cards.rows)
    }

    assert {"dsl two", "head two"} >= holders
    assert holders


def test_a_second_school_changes_nothing_at_the_first(book: Book) -> None:
    ref = book.open()
    head = book.fresh("head")

    def standing() -> object:
        at_work = head.session.directory.active()
        roles = {user.name: head.ledger.roles_at(user.id, FIRST) for user in at_work}
        managers = capacities.case_managers(head, FIRST, (), frozenset())
        holders = store.holders(head.session, door.load(head, ref).case)
        return roles, managers, holders, capacities.substitutes(head, book.case(ref))

    before = standing()
    slug = schools.add_school(head, "Second School (invented)")

    assert standing() == before
    assert head.ledger.roles_at(head.session.user, slug) == {"administrator"}


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("act", ["calendar", "settings", "policy", "length"])
def test_one_schools_people_change_nothing_of_the_other(book: Book, act: str) -> None:
    head = book.fresh("head two")
    acts: dict[str, Callable[[], object]] = {
        "calendar": lambda: terms.close(head, {date(2026, 11, 3): "No heating"}, FIRST),
        "settings": lambda: schools.change_settings(head, [("telephone", "01632 960200")], FIRST),
        "policy": lambda: policies.adopt(head, POLICY, FIRST),
        "length": lambda: limits.set_length(head, POLICY, "triage-limit", "3", "Ours.", FIRST),
    }
    with pytest.raises(NotPermitted):
        acts[act]()


def test_the_list_of_users_says_where_each_works(book: Book, second: str) -> None:
    found = {user.name: user.schools for user in people.users(book.desk("head"))}
    names = ("clerk", "clerk two", "both", "officer", "head")
    actual = [found[name] for name in names]

    assert actual == [(FIRST,), (second,), (FIRST, second), (FIRST, second), (FIRST, second)]


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize(
    ("roles", "where", "kind"),
    [
        (["office"], [], NotFound),
        (["office"], ["No such school"], NotFound),
        (["trust-officer"], [FIRST], UsageFault),
    ],
)
def test_nobody_is_added_without_saying_where_they_work(
    book: Book, roles: list[str], where: list[str], kind: type[CaseworkError]
) -> None:
    with pytest.raises(kind):
        people.add(book.desk("head"), "newcomer", roles, stage.PASSWORD, where)

    assert "newcomer" not in [user.name for user in people.users(book.desk("head"))]


def test_all_means_every_school_there_is_now(book: Book, second: str) -> None:
    head = book.desk("head")
    people.add(head, "newcomer", ["office"], stage.PASSWORD, [people.ALL])
    added = head.session.directory.by_name("newcomer")

    assert head.ledger.schools_of(added.id) == (FIRST, second)
    assert added.circles == {"office", f"office@{second}"}


@pytest.mark.usefixtures("second")
def test_whoever_may_open_sealed_cases_is_reset_with_a_second_of_their_school(book: Book) -> None:
    with pytest.raises(NotPermitted):
        people.reset(book.fresh("head"), "dsl two", book.fresh("deputy"))

    assert people.reset(book.desk("head"), "dsl two", book.fresh("head two"))


@pytest.mark.usefixtures("second")
def test_the_last_of_a_schools_safeguarding_stays(book: Book) -> None:
    people.disable(book.desk("head"), "dsl two", book.fresh("head two"))
    with pytest.raises(Refused):
        people.disable(book.desk("head"), "head two", book.fresh("chair two"))


def test_an_examination_finds_nothing_wrong_at_either_school(book: Book, second: str) -> None:
    for school in (FIRST, second):
        requested(book, opened(book, school), school)
    found = [
        one.what
        for who in ("head", "head two")
        for one in doctor.examine(book.fresh(who))
        if one.damage
    ]

    assert found == []
