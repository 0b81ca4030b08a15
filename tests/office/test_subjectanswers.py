"""Safeguarding and the chair are asked the same each time; what they answer nobody else learns."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.people import CasePerson, PersonRole
from casework.errors import Conflict, NotFound, Refused, UsageFault
from casework.office import (
    door,
    people,
    questions,
    subjectaccess,
    subjectanswers,
    subjecthandout,
    subjectsearch,
)
from casework.office.subjectaccess import NewRequest
from tests.office.circles_kit import SLUG, STAFF, Circles
from tests.office.subject_kit import (
    ALIAS,
    PERSON,
    SEEN,
    asked,
    handed_out,
    named,
    rows,
    says,
    sealed,
)
from tests.office.two_schools_kit import THERE, two_schools

if TYPE_CHECKING:
    from casework.office.desk import Desk

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)


def waiting(circles: Circles, ref: str) -> set[str]:
    """Return everybody whom the question about a request waits for."""
    return {
        name
        for name in STAFF
        if any(one.request == ref for one in subjectanswers.questions(circles.fresh(name)))
    }


def put(circles: Circles, **told: object) -> str:
    """Take up a request and ask safeguarding and the chair; return its reference."""
    ref = asked(circles, "clerk", **told)
    subjectanswers.ask(circles.desk("clerk"), ref)
    return ref


def confirmed(circles: Circles, ref: str, case: str, number: int, decision: str, who: str) -> None:
    desk = circles.fresh(who)
    subjectsearch.confirm(desk, subjectanswers.whom(desk, ref), case, number, decision)


# --- who is asked --------------------------------------------------------------------------------


def test_safeguarding_and_the_chair_are_asked_and_nobody_else(circles: Circles) -> None:
    assert waiting(circles, put(circles)) == {"head", "dsl", "second-dsl", "chair"}


@pytest.mark.parametrize(
    ("who", "reach"),
    [
        ("head", {"dsl", "second-dsl", "chair"}),
        ("dsl", {"head", "second-dsl", "chair"}),
        ("chair", {"head", "dsl", "second-dsl", "vice"}),
    ],
)
def test_it_passes_by_whoever_asks_for_their_own_data(
    circles: Circles, who: str, reach: set[str]
) -> None:
    people.link(circles.desk("admin"), who, PERSON)

    assert waiting(circles, put(circles)) == reach


def test_it_says_about_whom_and_by_when(circles: Circles) -> None:
    ref = put(circles, known_as=(ALIAS,), asked_by="Her solicitor")
    asked_of_chair = subjectanswers.question(circles.fresh("chair"), ref)

    assert asked_of_chair.names == (PERSON, ALIAS)
    assert (asked_of_chair.asked_by, asked_of_chair.due) == ("Her solicitor", "2026-12-02")


def test_whoever_is_linked_to_the_name_later_is_asked_no_more(circles: Circles) -> None:
    ref = put(circles)
    people.link(circles.desk("admin"), "dsl", PERSON)

    assert waiting(circles, ref) == {"head", "second-dsl", "chair"}


def test_asked_again_one_answer_answers_both(circles: Circles) -> None:
    ref = put(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    subjectanswers.answer(circles.fresh("chair"), ref, "nothing", "")

    assert waiting(circles, ref) == {"head", "dsl", "second-dsl"}
    assert subjectanswers.questions(circles.fresh("chair")) == ()


def test_where_nobody_is_there_it_is_said_and_the_others_are_asked(circles: Circles) -> None:
    ref = asked(circles)
    desk = circles.desk("clerk")
    without = {n: c for n, c in desk.session.directory.circles.items() if "chair" not in n}
    desk.session.directory = dataclasses.replace(desk.session.directory, circles=without)
    made = subjectanswers.ask(desk, ref)

    assert made.missing == ("chair",)
    assert subjectaccess.request(desk, ref).asked


def test_where_nobody_at_all_is_there_nothing_is_written(circles: Circles) -> None:
    ref = asked(circles)
    desk = circles.desk("clerk")
    desk.session.directory = dataclasses.replace(desk.session.directory, circles={})

    with pytest.raises(Conflict, match="nobody was asked"):
        subjectanswers.ask(desk, ref)
    assert not subjectaccess.request(desk, ref).asked


def test_a_concern_in_the_letter_box_is_no_question(circles: Circles) -> None:
    store.drop(circles.desk("clerk").session, "safeguarding", b"[1]", now=circles.clock.now())

    assert subjectanswers.questions(circles.fresh("dsl")) == ()


# --- what they answer ----------------------------------------------------------------------------


def test_they_find_what_is_sealed_and_it_is_in_its_log_first(circles: Circles) -> None:
    case = sealed(circles, PERSON)
    ref = put(circles)
    desk = circles.fresh("dsl")
    _asked, found = subjectanswers.look(desk, ref)
    log = [row.payload for row in store.read_access(desk.session, door.load(desk, case).case)]

    assert [(one.ref, one.sealed) for one in found] == [(case, True)]
    assert subjectsearch.SEARCHED.encode() in log


def test_an_answer_waits_until_each_place_was_said(circles: Circles) -> None:
    case = sealed(circles, PERSON)
    ref = put(circles)

    with pytest.raises(Refused, match="1 place"):
        subjectanswers.answer(circles.fresh("dsl"), ref, "nothing", "")
    confirmed(circles, ref, case, 1, "them", "dsl")
    with pytest.raises(Refused, match="does not fit"):
        subjectanswers.answer(circles.desk("dsl"), ref, "nothing", "")
    with pytest.raises(UsageFault, match="Why it is withheld"):
        subjectanswers.answer(circles.desk("dsl"), ref, "withheld", "")
    made = subjectanswers.answer(circles.desk("dsl"), ref, "withheld", "A child could be harmed.")

    assert (made.by, made.outcome, made.words) == ("dsl", "withheld", "A child could be harmed.")
    assert waiting(circles, ref) == {"head", "second-dsl", "chair"}


def test_what_is_handed_out_apart_names_nobody_else(circles: Circles) -> None:
    case = sealed(circles, PERSON)
    ref = put(circles)
    confirmed(circles, ref, case, 1, "them", "dsl")
    made = subjecthandout.hand_out_apart(circles.desk("dsl"), ref, "", "txt")
    (one,) = subjectanswers.answers(circles.desk("dsl"), ref)

    assert [each.name for each in made.files] == [f"{case}-history-subject-access.txt"]
    assert PERSON in made.files[0].content.decode()
    assert one.outcome == "handed-out"


def test_where_nothing_is_theirs_nothing_is_handed_out_apart(circles: Circles) -> None:
    ref = put(circles)

    with pytest.raises(Refused, match="nothing to hand out"):
        subjecthandout.hand_out_apart(circles.fresh("dsl"), ref, "")


def test_there_is_no_fourth_answer(circles: Circles) -> None:
    ref = put(circles)

    with pytest.raises(UsageFault, match="no answer"):
        subjectanswers.answer(circles.fresh("chair"), ref, "perhaps", "")


def test_whoever_is_not_asked_does_not_answer(circles: Circles) -> None:
    ref = put(circles)

    for who in ("clerk", "deputy", "vice"):
        with pytest.raises(NotFound, match="no request"):
            subjectanswers.answer(circles.fresh(who), ref, "nothing", "")


def test_an_answer_is_read_by_whoever_gave_it_alone(circles: Circles) -> None:
    ref = put(circles)
    subjectanswers.answer(circles.fresh("dsl"), ref, "nothing", "")
    readers = {name for name in STAFF if subjectanswers.answers(circles.fresh(name), ref)}

    assert readers == {"dsl"}


def test_whoever_may_open_the_case_finds_the_answer_in_its_log(circles: Circles) -> None:
    case = sealed(circles, PERSON)
    ref = put(circles)
    confirmed(circles, ref, case, 1, "them", "dsl")
    subjectanswers.answer(circles.desk("dsl"), ref, "withheld", "A child could be harmed.")
    desk = circles.fresh("second-dsl")
    log = [
        row.payload or b"" for row in store.read_access(desk.session, door.load(desk, case).case)
    ]

    assert b"A child could be harmed." in log[-1]


def test_each_answers_for_what_they_may_open_so_that_nothing_is_missed(circles: Circles) -> None:
    reporter = CasePerson(number=0, role=PersonRole.REPORTER, name=PERSON)
    case = circles.allegation("second-dsl", circles.accused("dsl"), reporter)
    ref = put(circles)
    places = {
        who: [one.ref for one in subjectanswers.look(circles.fresh(who), ref)[1]]
        for who in ("head", "dsl", "second-dsl", "chair")
    }

    assert places == {"head": [case], "dsl": [], "second-dsl": [case], "chair": []}


def test_the_accused_learns_nothing_from_what_colleagues_answer(circles: Circles) -> None:
    reporter = CasePerson(number=0, role=PersonRole.REPORTER, name=PERSON)
    case = circles.allegation("second-dsl", circles.accused("dsl"), reporter)
    ref = put(circles)
    before = everything(circles.fresh("dsl"), ref)
    confirmed(circles, ref, case, 2, "them", "second-dsl")
    subjectanswers.answer(circles.desk("second-dsl"), ref, "withheld", "A child could be harmed.")

    assert everything(circles.fresh("dsl"), ref)[:-2] == before[:-2]
    assert [one.request for one in subjectanswers.questions(circles.desk("dsl"))] == [ref]
    assert subjectanswers.answers(circles.desk("dsl")) == ()


# --- what the office sees of it ------------------------------------------------------------------


def everything(desk: Desk, ref: str) -> list[object]:
    """Return all that the office is told of a request."""
    found = subjectsearch.search(desk, subjectanswers.whom(desk, ref))
    shown = questions.show(desk, ref)
    return [
        [getattr(subjectaccess.request(desk, ref), one.name) for one in _FIELDS],
        [(one.ref, one.number, one.where, one.decision) for one in found],
        [entry.events for entry in shown.file.entries],
        [(limit.name, limit.standing) for limit in shown.limits],
        [one.card.state for one in questions.cases_listed(desk, closed_too=True)],
        subjectanswers.questions(desk),
        subjectanswers.answers(desk),
    ]


_FIELDS = dataclasses.fields(subjectaccess.Request)


@pytest.mark.parametrize("who", ["clerk", "deputy", "ict"])
def test_no_answer_changes_anything_that_the_office_sees(circles: Circles, who: str) -> None:
    case = sealed(circles, PERSON)
    ref = put(circles)
    before = everything(circles.fresh(who), ref)
    confirmed(circles, ref, case, 1, "them", "dsl")
    subjectanswers.answer(circles.desk("dsl"), ref, "withheld", "A child could be harmed.")
    subjectanswers.answer(circles.fresh("chair"), ref, "nothing", "")

    assert everything(circles.fresh(who), ref) == before


def test_what_a_sealed_case_holds_does_not_hinder_the_office(circles: Circles) -> None:
    sealed(circles, PERSON)
    case = named(circles, PERSON)
    ref = put(circles)
    says(circles, ref, case, 2, "them")

    assert list(handed_out(circles, ref)) == [f"{case}-history-subject-access.txt"]
    assert rows(circles, ref) == [(case, 2, "them")]


# --- several schools -----------------------------------------------------------------------------


def test_each_school_asks_its_own_and_searches_its_own_cases(circles: Circles) -> None:
    both = two_schools(circles)
    here, there = both.concern(SLUG), both.concern(both.second)
    ref = subjectaccess.begin(
        circles.fresh("clerk two"),
        NewRequest(person="Ms J. Example", basis="identity-seen", seen=SEEN, school=both.second),
    ).ref
    found = rows(circles, ref, "clerk two")
    subjectanswers.ask(circles.desk("clerk two"), ref)
    people_of_both = [*STAFF, *(f"{name} two" for name in THERE)]
    asked_of = {who for who in people_of_both if subjectanswers.questions(circles.fresh(who))}

    assert here != there
    assert found == [(there, 1, "")]
    assert asked_of == {"head two", "dsl two", "second-dsl two", "chair two"}
    assert not circles.sees("clerk", ref)
