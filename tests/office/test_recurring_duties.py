"""What comes round by itself, clause by clause: armed, late when nobody acts, shown, armed anew.

The rows are those of the policies' inventories whose bearing is the calendar, and their kin.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.office import cases, duework, limits, policies, sheets
from casework.office.cases import Answers, NewCase
from casework.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.office.practice_kit import Book

ADOPTED = date(2026, 11, 2)
#: After everything that comes round within a year, and before the calendar of the book ends.
A_YEAR_ON = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One duty: its clause, its limit and first last day, who meets it by which steps."""

    clause: str
    limit: str
    due: str
    steps: tuple[tuple[str, str], ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    then: str = ""  # another limit that the steps set, where it is not the same again


def once(clause: str, limit: str, due: str, who: str, step: str, **more: str) -> Duty:
    facts = {name.replace("_", "-"): value for name, value in more.items() if name != "then"}
    then = more.get("then", "")
    return Duty(clause=clause, limit=limit, due=due, steps=((who, step),), facts=facts, then=then)


YEAR, TERM = "2027-11-02", "2027-02-01"
DUTIES: dict[str, tuple[Duty, ...]] = {
    "community": (
        once(
            "COM-40",
            "acceptable-use-policy",
            YEAR,
            "head",
            "acceptable-use-policy.acceptable-use-current",
        ),
        once(
            "COM-41",
            "complaints-policy",
            YEAR,
            "head",
            "complaints-policy.complaints-policy-current",
        ),
        once(
            "COM-42",
            "filter-check-leaders",
            TERM,
            "deputy",
            "filter-check-leaders.leaders-checked-filter",
        ),
        once("COM-42", "filter-check-ict", TERM, "ict", "filter-check-ict.ict-checked-filter"),
        once("COM-44", "e-safety-audit", YEAR, "ict", "e-safety-audit.audit-done"),
        once("COM-54", "filter-service", YEAR, "ict", "filter-service.filter-service-reviewed"),
        Duty(
            clause="COM-58",
            limit="policy-review",
            due=YEAR,
            steps=(
                ("head", "policy-review.begin-review"),
                ("ict", "policy-review.ict-signs-off"),
                ("head", "policy-review.head-signs-off"),
            ),
        ),
        once("COM-20", "governors-figures", TERM, "head", "governors-figures.governors-told"),
    ),
    "model": (
        once(
            "MODEL-71",
            "yearly-review",
            YEAR,
            "head",
            "case.look-at-policy",
            policy_still_fits="still-fits",
        ),
        once("MODEL-70", "termly-figures", TERM, "head", "figures.show-figures"),
    ),
    "moat-farm": (
        once(
            "MOAT-41",
            "first-notice",
            "2026-11-30",
            "clerk",
            "case.parents-told",
            parents_told_on="2027-12-06",
            parents_told_how="newsletter",
            families_asked="210",
            then="next-notice",
        ),
    ),
    "trust": (
        once(
            "TRUST-M1",
            "confirm-review",
            "2026-11-16",
            "head",
            "policy-review.confirm-review",
            review_due_on="2028-06-30",
            renewal_found="no",
            then="policy-review",
        ),
        once("TRUST-4.3", "updates", YEAR, "clerk", "case.update-sent", updates_what="newsletter"),
    ),
}
TYPES = {
    "community": "yearly-duties",
    "model": "policy-year",
    "moat-farm": "access-notice",
    "trust": "upkeep",
}


def begun(book: Book, policy: str) -> str:
    """Adopt a policy; return the reference of the case that began with it."""
    policies.adopt(book.desk("head"), policy)
    rows = book.fresh("head").cards.rows
    [ref] = [row.ref for row in rows if book.case(row.ref).case_type == TYPES[policy]]
    return ref


def late(book: Book, who: str) -> dict[str, str]:
    """Return what is late on a person's own list, each with what is said of it."""
    rows = duework.listed(book.fresh(who), late_only=True, mine=True)
    return {row.name: row.remark for row in rows}


@pytest.mark.timeout(90)
@pytest.mark.parametrize("policy", DUTIES)
def test_each_duty_is_armed_at_the_adoption(book: Book, policy: str) -> None:
    ref = begun(book, policy)

    armed = {duty.limit: book.limit(ref, duty.limit) for duty in DUTIES[policy]}
    assert armed == {duty.limit: (duty.due, "running") for duty in DUTIES[policy]}


@pytest.mark.timeout(90)
@pytest.mark.parametrize("policy", DUTIES)
def test_each_duty_that_nobody_met_is_late_and_shows(book: Book, policy: str) -> None:
    ref = begun(book, policy)
    book.clock.move(A_YEAR_ON)
    book.scan()
    lists = {who: late(book, who) for who in {d.steps[0][0] for d in DUTIES[policy]}}
    sheet = "\n".join(sheets.page_text(sheets.today(book.desk("head"))))

    for duty in DUTIES[policy]:
        assert book.limit(ref, duty.limit) == (duty.due, "passed"), duty.clause
        assert lists[duty.steps[0][0]][duty.limit].startswith("Decision needed"), duty.clause
    assert ref in sheet


@pytest.mark.timeout(90)
@pytest.mark.parametrize("policy", DUTIES)
def test_each_duty_that_was_met_comes_round_again(book: Book, policy: str) -> None:
    ref = begun(book, policy)
    book.clock.move(A_YEAR_ON)
    book.scan()
    for duty in DUTIES[policy]:
        for who, step in duty.steps:
            last = (who, step) == duty.steps[-1]
            book.take(who, ref, step, duty.facts if last else {}, reason="It was done.")

    now = book.clock.instant.date().isoformat()
    for duty in DUTIES[policy]:
        due, standing = book.limit(ref, duty.then or duty.limit)
        assert (due > now, standing) == (True, "running"), duty.clause
    assert late(book, "head").keys().isdisjoint(duty.limit for duty in DUTIES[policy])


@pytest.mark.timeout(90)
def test_a_review_can_be_raised_early_and_takes_two_people(book: Book) -> None:
    ref = begun(book, "community")
    book.clock.move(timedelta(days=30))
    book.take("head", ref, "policy-review.begin-review", reason="Something happened.")
    book.take("head", ref, "policy-review.head-signs-off", reason="It works.")
    half = book.limit(ref, "policy-review-finish")[1]
    book.take("ict", ref, "policy-review.ict-signs-off", reason="It works.")

    assert half == "running"
    assert book.limit(ref, "policy-review") == ("2027-12-02", "running")


@pytest.mark.timeout(90)
def test_the_trusts_review_is_late_on_the_day_after_it(book: Book) -> None:
    ref = begun(book, "trust")
    facts = {"review-due-on": "2027-06-30", "renewal-found": "no"}
    book.take("head", ref, "policy-review.confirm-review", facts)
    armed = book.limit(ref, "policy-review")
    book.clock.instant = book.clock.instant.replace(year=2027, month=7, day=1)
    book.scan()
    passed = book.limit(ref, "policy-review")
    book.take("head", ref, "policy-review.reviewed", reason="Renewed by the trustees.")

    assert (armed, passed) == (("2027-06-30", "running"), ("2027-06-30", "passed"))
    assert book.limit(ref, "confirm-review")[1] == "running"


def test_today_names_the_trusts_policy_past_its_time(book: Book) -> None:
    policies.adopt(book.desk("head"), "trust")
    [section] = [
        one for one in sheets.today(book.desk("head")).sections if one.title == "Policies to review"
    ]

    assert [row[1].partition(": ")[2] for row in section.rows] == [
        "adopted on Fri 28 Jun 2019, more than three years ago"
    ]


# --- Braunstone: duties that begin with somebody or something -------------------------------------


def opened(book: Book, case_type: str, **facts: str) -> str:
    new = NewCase(case_type=case_type, policy="braunstone", summary="In short.")
    told = {name.replace("_", "-"): value for name, value in facts.items()}
    return cases.open_case(book.desk("head"), new, Answers(facts=told)).ref


@pytest.mark.timeout(90)
def test_a_look_at_ones_profile_comes_back_until_it_was_done(book: Book) -> None:
    policies.adopt(book.desk("head"), "braunstone")
    ref = opened(book, "induction-review")
    armed = book.limit(ref, "review-limit")
    book.clock.move(timedelta(days=30))
    book.scan()
    passed = (book.limit(ref, "review-limit")[1], late(book, "head")["review-limit"])
    book.take("head", ref, "case.remind")

    assert armed == ("2026-11-16", "running")
    assert passed[0] == "passed"
    assert passed[1].startswith("Decision needed")
    assert book.limit(ref, "review-limit") == ("2026-12-16", "running")


@pytest.mark.timeout(90)
def test_a_picture_on_own_equipment_is_moved_then_deleted_each_by_a_day_the_school_may_set(
    book: Book,
) -> None:
    head = book.desk("head")
    policies.adopt(head, "braunstone")
    first = opened(book, "image")
    school = head.school_slug("")
    limits.set_length(head, "braunstone", "move-limit", "3 school days", "Half of us.", school)
    second = opened(book, "image")
    book.clock.move(timedelta(days=3))
    book.scan()
    facts = {
        "device": "own-equipment",
        "own-choice": "yes",
        "why-own-equipment": "It was at hand.",
        "captured-on": "2026-11-02",
        "moved-on": "2026-11-05",
    }
    shown = late(book, "clerk")
    book.take("clerk", first, "case.moved-to-school", facts)

    assert shown["move-limit"].startswith("Reminder: decision needed")
    assert [book.limit(ref, "move-limit") for ref in (first, second)] == [
        ("2026-11-03", "met"),
        ("2026-11-05", "running"),
    ]
    assert book.limit(first, "wipe-limit")[0] == "2026-11-03"


# --- the table and the inventory ------------------------------------------------------------------

#: Rows of the inventories whose bearing is the calendar, and the test above that carries each.
CALENDAR_ROWS = {
    *("COM-40", "COM-41", "COM-42", "COM-44", "COM-54", "COM-58"),
    *("BRA-13", "BRA-38", "TRUST-M1"),
}


def test_every_clause_that_the_calendar_carries_is_in_the_table() -> None:
    found = {
        clause.id
        for file in shipped("workflows").glob("*.yaml")
        for clause in policies.read(file.stem).policy.clauses.values()
        if clause.bearing == "calendar"
    }
    carried = {duty.clause for duties in DUTIES.values() for duty in duties}

    assert found - carried - {"BRA-13", "BRA-38"} == set()
    assert found >= CALENDAR_ROWS
