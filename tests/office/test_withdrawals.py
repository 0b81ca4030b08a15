"""Whoever turns out to be the person a case is about loses sight of it, at once and for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound, NotPermitted, Refused
from casework.office import cases, people, questions
from casework.office.cases import Answers, NewCase
from casework.office.ledger import written
from casework.office.saying import Saying

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


@pytest.fixture
def about_somebody(book: Book) -> str:
    """Open a case about a person whom nobody knows yet to be a user."""
    for user in ("clerk", "deputy", "dsl", "ict"):
        book.fresh(user)
    person = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr T. Sample")
    return cases.open_case(
        book.desk("head"), NewCase(case_type="concern", people=(person,)), Answers()
    ).ref


def test_before_anybody_knows_who_it_is_the_clerk_sees_the_case(
    book: Book, about_somebody: str
) -> None:
    assert questions.show(book.fresh("clerk"), about_somebody).file.snapshot.ref == about_somebody


def test_once_linked_the_clerk_finds_nothing_and_the_history_says_why(
    book: Book, about_somebody: str
) -> None:
    people.link(book.fresh("head"), "clerk", "Mr T. Sample")

    with pytest.raises(NotFound):
        questions.show(book.fresh("clerk"), about_somebody)
    file = questions.show(book.desk("head"), about_somebody).file
    clerk = book.desk("head").session.directory.by_name("clerk").id
    assert (file.entries[-1].command, file.snapshot.excluded) == ("ExcludeUser", frozenset({clerk}))
    assert "person whom the case is about" in file.entries[-1].reason


def test_an_open_session_of_the_person_hides_it_before_the_keys_change(
    book: Book, about_somebody: str
) -> None:
    clerk = book.fresh("clerk")
    before = clerk.cards.get(about_somebody)
    head = book.desk("head")
    user = head.session.directory.by_name("clerk").id
    head.record(written("person", user=user, person="Mr T. Sample"))  # keys are as they were
    clerk.reload()

    assert (before is None, clerk.cards.get(about_somebody)) == (False, None)


def test_a_namesake_who_was_not_linked_keeps_seeing_it(book: Book, about_somebody: str) -> None:
    people.link(book.fresh("head"), "clerk", "Mr T. Sampleton")

    assert questions.show(book.fresh("clerk"), about_somebody).snapshot.excluded == frozenset()


def test_whoever_lost_sight_of_a_case_is_never_let_in_again(
    book: Book, about_somebody: str
) -> None:
    people.link(book.fresh("head"), "clerk", "Mr T. Sample")

    with pytest.raises(NotPermitted) as fault:
        cases.admit(book.desk("head"), about_somebody, "clerk", Saying(reason="Asked for."))
    assert "taken off" in fault.value.message


def test_a_colleague_is_let_into_one_case_with_a_reason(book: Book) -> None:
    ref = book.open()
    for user in ("clerk", "chair"):
        book.fresh(user)
    done = cases.admit(book.desk("clerk"), ref, "chair", Saying(reason="Takes the meeting."))

    chair = book.fresh("chair")
    assert questions.show(chair, ref).snapshot.let_in == done.snapshot.let_in


def test_letting_somebody_in_needs_a_reason(book: Book) -> None:
    ref = book.open()

    with pytest.raises(Refused):
        cases.admit(book.desk("clerk"), ref, "dsl", Saying())
