"""Whoever was to decide leaves, or becomes part of the case, after they were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import Conflict, NotFound, NotPermitted, Refused
from casework.office import approvals, cases, people, questions, stage
from casework.office.saying import Saying
from tests.office.practice_kit import NOTE

if TYPE_CHECKING:
    from tests.office.practice_kit import Book

#: Several people sign in anew after each change.
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def request_id(book: Book) -> str:
    """Return a request to the headteacher, which the office made; everybody has signed in."""
    for user in ("clerk", "deputy", "dsl", "chair"):
        book.fresh(user)
    people.add(book.desk("head"), "manager", ["administrator"], stage.PASSWORD)
    ref = book.refused()
    book.take("clerk", ref, "warning.consider")
    book.take("clerk", ref, "warning.approve", letter=NOTE)
    return f"{ref}.1"


def _row(book: Book, who: str, request: str) -> approvals.Request:
    return next(one for one in approvals.waiting(book.fresh(who)) if one.id == request)


def _leaves(book: Book, who: str) -> None:
    people.disable(book.fresh("manager"), who)


def _named(book: Book, who: str, role: PersonRole) -> CasePerson:
    user = book.desk("clerk").session.directory.by_name(who)
    return CasePerson(number=0, role=role, name=f"N. {who}", user=user.id)


def test_one_who_left_decides_nothing_from_a_session_still_open(
    book: Book, request_id: str
) -> None:
    _leaves(book, "head")
    with pytest.raises(NotPermitted) as fault:
        approvals.grant(book.desk("head"), request_id)

    assert fault.value.message == "Your sign-in is no longer valid."
    assert book.case(request_id[:7], "clerk").state("warning") != "approved"


def test_where_the_head_left_the_substitute_finds_it_in_the_list_and_decides(
    book: Book, request_id: str
) -> None:
    before = _row(book, "deputy", request_id).yours
    _leaves(book, "head")
    after = _row(book, "deputy", request_id)
    done = approvals.grant(book.desk("deputy"), request_id)

    assert (before, after.yours, after.stuck) == (False, True, False)
    assert done.snapshot.state("warning") == "approved"


def test_where_the_heads_sign_in_was_taken_away_for_a_new_one_the_substitute_decides(
    book: Book, request_id: str
) -> None:
    people.reset(book.fresh("manager"), "head", book.fresh("chair"))

    assert _row(book, "deputy", request_id).yours


def test_where_nobody_is_left_who_can_open_it_that_is_told_with_who_might(
    book: Book, request_id: str
) -> None:
    _leaves(book, "head")
    _leaves(book, "deputy")
    told = _row(book, "clerk", request_id)
    cases.admit(book.desk("clerk"), request_id[:7], "chair", Saying(reason="Decides it."))
    after = _row(book, "chair", request_id)
    done = approvals.grant(book.desk("chair"), request_id)

    assert (told.stuck, told.could, told.yours) == (True, ("chair",), False)
    assert (after.stuck, after.could, after.yours) == (False, (), True)
    assert done.snapshot.state("warning") == "approved"


def test_one_who_became_named_in_passing_does_not_decide_and_the_substitute_does(
    book: Book, request_id: str
) -> None:
    for role in (PersonRole.WITNESS, PersonRole.REPORTER):
        cases.add_person(book.fresh("dsl"), request_id[:7], _named(book, "head", role))
    with pytest.raises(NotPermitted):
        approvals.grant(book.fresh("head"), request_id)
    done = approvals.grant(book.fresh("deputy"), request_id)

    assert done.snapshot.state("warning") == "approved"


# --- a head who may not run the case any more: it falls to whoever manages it instead -------------


def _is_asked_anew(book: Book, request: str, who: str) -> None:
    """Assert that ``who`` decides; as another name stands under it now, it is asked anew."""
    row = _row(book, who, request)
    with pytest.raises(Conflict, match="changed since"):
        approvals.grant(book.desk(who), request)
    approvals.decline(book.desk(who), request, Saying(reason="Who signs has changed."))
    book.take("clerk", request[:7], "warning.approve", letter=NOTE)
    done = approvals.grant(book.fresh(who), f"{request[:7]}.2")

    assert (row.yours, row.stuck) == (True, False)
    assert done.snapshot.state("warning") == "approved"


def _falls_to_the_chair(book: Book, request: str) -> None:
    """Assert that it waits for the chair alone, that this is told, and that they can decide."""
    told = _row(book, "deputy", request)
    with pytest.raises(NotPermitted):
        approvals.grant(book.desk("deputy"), request)
    assert (told.yours, told.stuck, told.could) == (False, True, ("chair",))

    cases.admit(book.desk("deputy"), request[:7], "chair", Saying(reason="Manages it."))
    _is_asked_anew(book, request, "chair")


def test_one_who_became_the_person_of_concern_sees_it_no_more_and_the_chair_decides(
    book: Book, request_id: str
) -> None:
    ref = request_id[:7]
    cases.add_person(book.fresh("dsl"), ref, _named(book, "head", PersonRole.PERSON_OF_CONCERN))
    with pytest.raises(NotFound) as fault:
        approvals.grant(book.fresh("head"), request_id)

    assert fault.value.message == "There is no case with that reference."
    assert approvals.waiting(book.desk("head"), ref) == ()
    _falls_to_the_chair(book, request_id)


@pytest.mark.parametrize("role", [PersonRole.TARGET, PersonRole.COMPLAINANT])
def test_one_who_became_a_party_does_not_decide_and_the_substitute_does(
    book: Book, request_id: str, role: PersonRole
) -> None:
    cases.add_person(book.fresh("dsl"), request_id[:7], _named(book, "head", role))
    with pytest.raises(NotPermitted):
        approvals.grant(book.fresh("head"), request_id)

    _is_asked_anew(book, request_id, "deputy")


def test_one_who_was_taken_off_the_case_does_not_decide_and_the_chair_does(
    book: Book, request_id: str
) -> None:
    cases.exclude(book.fresh("dsl"), request_id[:7], "head", Saying(reason="Is related."))
    with pytest.raises(NotFound):
        approvals.grant(book.fresh("head"), request_id)

    _falls_to_the_chair(book, request_id)


def test_whoever_asked_does_not_choose_the_decider_by_naming_the_other(
    book: Book, request_id: str
) -> None:
    cases.add_person(book.fresh("clerk"), request_id[:7], _named(book, "head", PersonRole.WITNESS))
    with pytest.raises(Refused) as fault:
        approvals.grant(book.fresh("deputy"), request_id)

    assert "since named or excluded" in fault.value.message
    assert "Let somebody else ask" in fault.value.advice


# --- what a case says of whom to ask --------------------------------------------------------------

#: The step that asks for the decision.
STEP = ("warning", "approve")
EITHER = "Ask the chair of governors or senior leader to agree to a written warning"


@pytest.fixture
def considered(book: Book) -> str:
    """Return a case in which a warning is considered; everybody has signed in."""
    for user in ("clerk", "deputy", "dsl", "chair"):
        book.fresh(user)
    people.add(book.desk("head"), "manager", ["administrator"], stage.PASSWORD)
    ref = book.refused()
    book.take("clerk", ref, "warning.consider")
    return ref


def _asks(book: Book, ref: str, who: str = "clerk") -> str:
    shown = questions.show(book.fresh(who), ref)
    found = (offer.transition for offer in (*shown.next, *shown.not_yet))
    return next(shown.says(one) for one in found if (one.track, one.trigger) == STEP)


def test_the_headteacher_is_asked_while_they_may_decide(book: Book, considered: str) -> None:
    assert _asks(book, considered) == "Ask the headteacher to agree to a written warning"


def test_where_the_head_left_the_case_says_that_the_substitute_is_asked(
    book: Book, considered: str
) -> None:
    _leaves(book, "head")

    assert _asks(book, considered) == EITHER


def test_where_the_head_is_named_in_it_the_case_says_that_the_substitute_is_asked(
    book: Book, considered: str
) -> None:
    cases.add_person(book.fresh("dsl"), considered, _named(book, "head", PersonRole.WITNESS))

    assert _asks(book, considered) == EITHER


def test_where_it_is_about_the_head_the_case_says_that_the_chair_who_manages_it_is_asked(
    book: Book, considered: str
) -> None:
    named = _named(book, "head", PersonRole.PERSON_OF_CONCERN)
    cases.add_person(book.fresh("dsl"), considered, named)

    assert _asks(book, considered) == "Ask the chair of governors to agree to a written warning"


def test_whoever_would_decide_asks_for_a_decision(book: Book, considered: str) -> None:
    assert _asks(book, considered, "head") == "Ask for a decision on a written warning"


def test_of_two_substitutes_only_one_who_can_is_asked(book: Book, considered: str) -> None:
    _leaves(book, "head")
    cases.add_person(book.fresh("dsl"), considered, _named(book, "deputy", PersonRole.WITNESS))

    assert _asks(book, considered) == "Ask the chair of governors to agree to a written warning"
