"""What a list and a case say to whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import NotFound, Refused
from casework.office import cases, door, questions

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def test_a_case_is_found_by_a_name_in_it(book: Book) -> None:
    ref = book.open()
    found = [one.card.ref for one in questions.cases_listed(book.desk("clerk"), find="exampl")]

    assert (found, questions.cases_listed(book.desk("clerk"), find="nobody")) == ([ref], ())


def test_what_is_found_is_what_may_be_opened(book: Book) -> None:
    book.open()

    assert questions.cases_listed(book.desk("chair"), find="example") == ()


def test_the_case_due_first_stands_first(book: Book) -> None:
    later = book.triaged()
    earlier = book.open()
    refs = [one.card.ref for one in questions.cases_listed(book.desk("clerk"))]

    due = [one.next_due for one in questions.cases_listed(book.desk("clerk"))]
    assert (set(refs), due) == ({later, earlier}, sorted(due))


def test_a_late_case_says_so(book: Book) -> None:
    book.open()
    before = questions.cases_listed(book.desk("clerk"))[0].late
    book.clock.move(timedelta(days=2))

    assert (before, questions.cases_listed(book.desk("clerk"))[0].late) == (False, True)


def test_closed_cases_are_listed_when_asked_for(school: Book) -> None:
    desk = school.desk("clerk")
    some = len(questions.cases_listed(desk))
    every = len(questions.cases_listed(desk, closed_too=True))

    assert (some, every) == (9, 13)


def test_only_cases_with_a_date_are_listed_when_asked_for(school: Book) -> None:
    rows = questions.cases_listed(school.desk("head"), due_only=True, closed_too=True)

    assert all(row.next_due or row.late for row in rows)


def test_a_case_says_what_may_be_done_now_and_what_not_yet_and_why(book: Book) -> None:
    shown = questions.show(book.desk("clerk"), book.open())
    now = {f"{o.transition.track}.{o.transition.trigger}" for o in shown.next}
    why = {
        f"{o.transition.track}.{o.transition.trigger}": " ".join(r.sentence for r in o.reasons)
        for o in shown.not_yet
    }

    wanted = "The parent has not both refused and carried on."
    assert ("acknowledgement.acknowledge" in now, wanted in why["warning.consider"]) == (True, True)


def test_what_is_offered_can_be_done(book: Book) -> None:
    ref = book.open()
    shown = questions.show(book.desk("clerk"), ref)
    plain = [o.transition for o in shown.next if not (o.transition.asks or o.transition.reason)]
    tried = []
    for step in plain:
        try:
            cases.rehearse_step(book.desk("clerk"), ref, step.trigger, step.track)
        except Refused as fault:
            tried.append((step.id, fault.message))

    wrong = [said for said in tried if "Still needed" not in said[1]]
    assert wrong == []


def test_a_case_shows_its_limits_and_requests(book: Book) -> None:
    ref, request = book.noted()
    shown = questions.show(book.desk("head"), ref)

    assert ([r.id for r in shown.requests], shown.snapshot.ref, len(shown.limits) > 2) == (
        [request],
        ref,
        True,
    )


def test_a_reference_is_read_in_any_case(book: Book) -> None:
    ref = book.open()

    assert questions.show(book.desk("clerk"), ref.lower()).snapshot.ref == ref


def test_reading_an_ordinary_case_leaves_no_access_entry(book: Book) -> None:
    ref = book.open()
    questions.show(book.desk("head"), ref)
    desk = book.desk("head")

    assert store.read_access(desk.session, door.load(desk, ref).case) == ()


def test_a_case_that_never_was_is_not_found(book: Book) -> None:
    with pytest.raises(NotFound) as fault:
        questions.show(book.desk("head"), "CW-ZZZZ")

    assert fault.value.message == "There is no case with that reference."
