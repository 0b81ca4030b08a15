"""Who decides, about exactly what, and what happens when something changed meanwhile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import Conflict, NotFound, NotPermitted, Refused
from casework.office import approvals, cases, letters, people
from casework.office.cases import Answers
from casework.office.saying import Saying
from tests.office.practice_kit import NOTE

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def _asked(book: Book, who: str = "clerk") -> str:
    """Return the request for a report to the platform, without a letter's own approval first."""
    ref = book.refused()
    book.take(who, ref, "warning.consider")
    book.take(who, ref, "warning.approve", letter=NOTE)
    return f"{ref}.1"


def test_a_granted_request_takes_the_step_and_approves_the_letter(book: Book) -> None:
    request = _asked(book)
    done = approvals.grant(book.desk("head"), request)

    now = done.snapshot.state("warning"), done.snapshot.letters[1].state
    assert now == ("approved", "approved")


def test_whoever_asks_does_not_decide(book: Book) -> None:
    request = _asked(book, "head")
    with pytest.raises(NotPermitted) as fault:
        approvals.grant(book.desk("head"), request)

    words = "Whoever asks for a decision does not make it; somebody else must decide."
    assert fault.value.message == words


def test_whoever_wrote_the_letter_anew_does_not_approve_it(book: Book) -> None:
    ref, _request = book.noted()
    letters.revise(book.desk("deputy"), ref, 1, {"request": "take it down"})
    newest = f"{ref}.{max(book.case(ref).approvals)}"
    with pytest.raises(NotPermitted):
        approvals.grant(book.desk("deputy"), newest)
    done = approvals.grant(book.desk("head"), newest)

    assert done.snapshot.letters[1].state == "approved"


def test_a_person_named_in_the_case_does_not_decide(book: Book) -> None:
    request = _asked(book)
    head = book.desk("head").session.user
    named = CasePerson(number=0, role=PersonRole.TARGET, name="Mrs A. Example", user=head)
    cases.add_person(book.desk("clerk"), request[:7], named)
    with pytest.raises(NotPermitted) as fault:
        approvals.grant(book.desk("head"), request)

    assert fault.value.message == "You are named in this case, so somebody else must decide."


def test_whoever_decides_is_told_who_is_in_the_case_in_two_capacities(book: Book) -> None:
    request = _asked(book)
    for role, about in ((PersonRole.COMPLAINANT, "governor"), (PersonRole.WITNESS, "parent")):
        named = CasePerson(number=0, role=role, name="Mr Q. Twohats", about=about)
        cases.add_person(book.desk("clerk"), request[:7], named)
    row = approvals.shown(book.desk("head"), request).request

    assert row.capacities == ("Mr Q. Twohats: person who complained, witness, governor and parent",)


def test_a_substitute_decides_nothing_while_the_headteacher_is_free(book: Book) -> None:
    request = _asked(book)
    with pytest.raises(NotPermitted) as fault:
        approvals.grant(book.desk("deputy"), request)

    assert fault.value.message == "The headteacher decides this."


def test_a_substitute_decides_while_the_headteacher_is_away(book: Book) -> None:
    request = _asked(book)
    day = date(2026, 11, 2)
    people.away(book.desk("head"), "head", day, day, "deputy")
    book.desk("deputy").reload()
    done = approvals.grant(book.desk("deputy"), request)

    assert done.snapshot.state("warning") == "approved"


def test_a_substitute_decides_where_the_headteacher_asked(book: Book) -> None:
    request = _asked(book, "head")
    done = approvals.grant(book.desk("deputy"), request)

    assert done.snapshot.state("warning") == "approved"


def test_a_changed_answer_returns_the_request_with_what_changed(book: Book) -> None:
    ref = book.refused()
    book.take("clerk", ref, "police.consider")
    book.take("clerk", ref, "police.approve", {"police-ground": "racial-element"}, letter=_POLICE)
    told = Answers(facts={"police-ground": "grossly-offensive"})
    cases.set_facts(book.desk("clerk"), ref, told)
    with pytest.raises(Conflict) as fault:
        approvals.grant(book.desk("head"), f"{ref}.1")

    assert "police-ground" in fault.value.message


_POLICE = {"summary": "What happened.", "incidents": "Mon 2 Nov | Facebook | a post"}


def test_conditions_are_tested_again_when_granted(book: Book) -> None:
    ref = book.triaged(location="school-run")
    book.take("head", ref, "school-platform.consider-anyway", reason="It spreads.")
    told = {"restriction-kind": "block"}
    book.take("clerk", ref, "school-platform.approve", told, letter=_BLOCK)
    cases.set_facts(book.desk("clerk"), ref, Answers(facts={"location": "public"}))
    with pytest.raises(Refused) as fault:
        approvals.grant(book.desk("head"), f"{ref}.1")

    assert "It does not stand on the school’s own site or forum." in fault.value.reasons


_BLOCK = {
    "platform_name": "the school’s forum",
    "restriction": "write in it",
    "restriction_from": "2026-11-03",
    "restriction_length": "until the end of term",
    "review_route": "writing to the office",
    "reason": "The post names a pupil.",
    "still_open": "All news comes by letter.",
}


def test_declining_needs_a_reason(book: Book) -> None:
    _ref, request = book.noted()
    with pytest.raises(Refused) as fault:
        approvals.decline(book.desk("head"), request, Saying())

    assert fault.value.message == "Declining needs its reason."


def test_a_declined_letter_is_withdrawn(book: Book) -> None:
    _ref, request = book.noted()
    done = approvals.decline(book.desk("head"), request, Saying(reason="Too sharp."))

    assert done.snapshot.letters[1].state == "withdrawn"


def test_a_decided_request_waits_for_nobody(book: Book) -> None:
    _ref, request = book.noted()
    approvals.grant(book.desk("head"), request)
    with pytest.raises(Refused):
        approvals.grant(book.desk("deputy"), request)

    assert book.waiting("deputy") == [] == [r.id for r in approvals.waiting(book.desk("head"))]


def test_the_queue_says_what_is_whose(book: Book) -> None:
    _ref, request = book.noted()

    assert (book.waiting("deputy"), book.waiting("clerk")) == ([request], [])


def test_the_queue_names_who_asked(book: Book) -> None:
    book.noted()
    [request] = approvals.waiting(book.desk("head"))

    assert (request.asked_by, request.letter) == ("clerk", 1)


@pytest.mark.parametrize("request_id", ["nonsense", "CW-ZZZZ.1", ""])
def test_a_request_that_never_was_is_not_found(book: Book, request_id: str) -> None:
    with pytest.raises(NotFound) as fault:
        approvals.grant(book.desk("head"), request_id)

    assert fault.value.exit_code == 5


def test_a_number_nobody_asked_is_not_found(book: Book) -> None:
    ref, _request = book.noted()
    with pytest.raises(NotFound) as fault:
        approvals.grant(book.desk("head"), f"{ref}.7")

    assert fault.value.message == "There is no such request."


def test_whoever_asks_does_not_choose_who_decides(book: Book) -> None:
    request = _asked(book)
    head = book.desk("head").session.user
    witness = CasePerson(number=0, role=PersonRole.WITNESS, name="N. Other", user=head)
    cases.add_person(book.desk("clerk"), request[:7], witness)

    with pytest.raises(Refused, match="has since named or excluded"):
        approvals.grant(book.fresh("deputy"), request)
