"""What a decision rests on: said to whoever decides, and to whoever only sees it wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotPermitted, UsageFault
from casework.office import approvals, cases, door, questions, requests
from casework.office.saying import Saying

if TYPE_CHECKING:
    from casework.office.requests import About
    from casework.policy.decision import Accepted
    from tests.office.practice_kit import Book


def about(book: Book, who: str, request: str) -> About:
    return approvals.shown(book.desk(who), request).about


def untried(*, granted: bool) -> Accepted:
    raise NotPermitted(f"Not tried: {granted}.", advice="")


def parts(told: About) -> dict[str, tuple[str, ...]]:
    return {part.title: part.lines for part in requests.parts(told)}


def test_whoever_decides_is_told_what_it_rests_on_and_what_either_answer_does(book: Book) -> None:
    _ref, request = book.noted()
    told = about(book, "head", request)
    said = parts(told)

    assert told.asked.endswith("asks (Mon 2 Nov 2026, 09:00).")
    assert said["What was posted"] == ("A post about Class 4",)
    assert said["Before this"][0] == "First post on record."
    assert said["If you say yes"][0] == "The answer is yes."
    assert "The answer is no." in said["If you say no"]
    assert said["If you say no"][-1] == "Needs your reason; kept in the history."
    assert said["Who decides"] == (
        "You may decide this: you did not ask for it and are not part of the case.",
    )
    assert told.signs


def test_by_when_is_the_decisions_own_limit_and_never_another_actions(book: Book) -> None:
    ref, _request = book.noted()
    desk = book.desk("head")
    file = door.load(desk, ref)
    row = next(row for row in questions.show(desk, ref).limits if row.due_at)
    track = file.policy.case_types[file.snapshot.case_type].deadlines[row.name].track
    told = [
        requests.about(
            desk, file, replace(file.snapshot.approvals[1], track=name), untried, yours=True
        )
        for name in (track, "warning")
    ]

    assert track != "warning"
    assert told[0].before == (f"{row.title}: {row.words}.",)
    assert told[1].before == ()
    assert "By when" not in parts(told[1])


def test_nothing_of_what_would_happen_has_happened(book: Book) -> None:
    ref, request = book.noted()
    before = book.case(ref)
    about(book, "head", request)

    assert book.case(ref) == before


def test_whoever_asked_is_told_why_not_and_who_decides_instead(book: Book) -> None:
    _ref, request = book.noted()
    told = about(book, "clerk", request)
    said = parts(told)

    assert not told.yours
    assert "Whoever asks for a decision does not make it" in told.may
    assert told.instead == ("deputy (senior leader)", "head (headteacher)")
    assert said["Who decides"][-1] == (
        "deputy (senior leader) or head (headteacher) decides it instead."
    )
    assert "Send back" not in said


def test_somebody_with_two_hats_is_named_with_both(book: Book) -> None:
    ref, request = book.noted()
    person = CasePerson(
        number=0,
        role=PersonRole.AUTHOR,
        name="Ms J. Example",
        about="parent of a pupil in 4B; parent governor",
    )
    cases.add_person(book.desk("clerk"), ref, person)
    told = about(book, "head", request)

    assert told.hats[0] == "Ms J. Example is both parent of a pupil in 4B and parent governor."
    assert told.hats[-1] == "A governor’s conduct goes to the chair: it is not in this policy."


def test_a_question_goes_back_with_the_request_standing_and_the_answer_is_read_beside_it(
    book: Book,
) -> None:
    ref, request = book.noted()
    cases.add_note(book.desk("clerk"), ref, "Written before anybody asked.")
    approvals.send_back(book.desk("head"), request, "Was she rung first?")
    cases.add_note(book.desk("clerk"), ref, "Yes, on Monday.")
    told = about(book, "clerk", request).questions

    assert [line.rpartition(": ")[2] for line in told] == ["Was she rung first?", "Yes, on Monday."]
    assert book.waiting("head") == [request]


def test_a_question_taken_back_is_not_asked(book: Book) -> None:
    ref, request = book.noted()
    approvals.send_back(book.desk("head"), request, "Was she rung first?")
    cases.undo(book.desk("head"), ref)

    assert about(book, "clerk", request).questions == ()


def test_only_whoever_decides_sends_back_and_never_without_a_question(book: Book) -> None:
    _ref, request = book.noted()
    with pytest.raises(NotPermitted):
        approvals.send_back(book.desk("clerk"), request, "Why?")
    with pytest.raises(UsageFault):
        approvals.send_back(book.desk("head"), request, "  ")

    assert about(book, "head", request).questions == ()


def test_an_answer_can_be_tried_out(book: Book) -> None:
    ref, request = book.noted()
    accepted = approvals.rehearse(book.desk("head"), request, Saying(), granted=True)

    assert accepted.snapshot.approvals[1].standing == "granted"
    assert book.case(ref).approvals[1].standing == "asked"
