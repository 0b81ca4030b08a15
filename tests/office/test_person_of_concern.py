"""Whoever is named as the person of concern loses all sight of the case with that very entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound, NotPermitted, Refused
from casework.office import cases, people, questions
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying
from tests.office.practice_kit import handed_in, record_of

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def concern_about(book: Book, user: str) -> CasePerson:
    found = book.desk("head").session.directory.by_name(user)
    return CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="N. Other", user=found.id)


def sees(book: Book, user: str, ref: str) -> bool:
    desk = book.fresh(user)
    listed = [row.card.ref for row in questions.cases_listed(desk, closed_too=True)]
    try:
        questions.show(desk, ref)
    except NotFound:
        assert ref not in listed
        return False
    assert ref in listed
    return True


def test_who_is_named_later_sees_it_no_more(book: Book) -> None:
    ref = book.open()
    book.fresh("deputy")
    cases.add_person(book.desk("head"), ref, concern_about(book, "deputy"))

    assert {user: sees(book, user, ref) for user in ("head", "clerk", "deputy")} == {
        "head": True,
        "clerk": True,
        "deputy": False,
    }


def test_who_is_named_when_it_is_opened_never_sees_it(book: Book) -> None:
    for user in ("clerk", "deputy", "dsl"):
        book.fresh(user)
    new = NewCase(case_type="concern", people=(concern_about(book, "deputy"),))
    ref = cases.open_case(book.desk("clerk"), new, Answers()).ref

    assert {user: sees(book, user, ref) for user in ("head", "clerk", "deputy", "dsl")} == {
        "head": True,
        "clerk": True,
        "deputy": False,
        "dsl": True,
    }


def test_nobody_keeps_the_record_of_a_concern_about_themselves(book: Book) -> None:
    ref = book.open()

    with pytest.raises(NotPermitted, match="does not keep the record"):
        cases.add_person(book.desk("clerk"), ref, concern_about(book, "clerk"))


def test_the_head_named_as_person_of_concern_sees_nothing(book: Book) -> None:
    ref = book.open()
    for user in ("clerk", "deputy", "dsl"):
        book.fresh(user)
    cases.add_person(book.desk("deputy"), ref, concern_about(book, "head"))

    assert (sees(book, "head", ref), sees(book, "dsl", ref)) == (False, True)


def test_the_record_about_somebody_passes_them_by(book: Book) -> None:
    for user in ("clerk", "dsl"):
        book.fresh(user)
    new = NewCase(case_type="concern", people=(concern_about(book, "head"),))
    ref = cases.open_case(book.desk("clerk"), new, Answers(facts={"adult-conduct": "yes"})).ref

    assert handed_in(book.fresh("head")) == []
    book.fresh("chair")  # it went to the chair, whose session makes the record
    assert record_of(book, ref).record["record-holder"] == "chair"
    assert [row.place for row in book.fresh("head").cards.rows] == []


def test_nobody_takes_a_case_from_all_the_others(book: Book) -> None:
    ref = book.open()
    for user in ("clerk", "dsl", "ict"):
        book.fresh(user)
    with pytest.raises(NotPermitted):
        cases.exclude(book.desk("clerk"), ref, "head", Saying(reason="I would rather not."))
    for user in ("deputy", "dsl", "ict"):
        cases.exclude(book.fresh("head"), ref, user, Saying(reason="Is related to the author."))

    with pytest.raises(Refused, match="Fewer than two"):
        cases.exclude(book.fresh("head"), ref, "clerk", Saying(reason="Is related too."))


def test_a_user_named_by_name_alone_is_known_as_the_user(book: Book) -> None:
    ref = book.open()
    for user in ("clerk", "dsl"):
        book.fresh(user)
    people.link(book.desk("head"), "deputy", "Mr D. Sample")
    book.fresh("clerk")
    person = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="mr d. sample")
    cases.add_person(book.desk("clerk"), ref, person)

    assert sees(book, "deputy", ref) is False
