"""The calendar in the book: each change is a version of its own, by whoever may make it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.domain.calendar import Holiday, with_holiday
from casework.errors import NotPermitted, UsageFault
from casework.office import door, stage, terms
from casework.text import LONGEST_FIELD
from tests.office.practice_kit import record_of

if TYPE_CHECKING:
    from tests.office.practice_kit import Book

CLOSED = {date(2026, 11, 3): "No heating"}


def test_each_change_is_the_next_version(book: Book) -> None:
    head = book.desk("head")
    before = head.calendar(stage.SLUG).version
    terms.close(head, CLOSED)
    after = head.calendar(stage.SLUG)

    assert (after.version, after.closures[date(2026, 11, 3)]) == (before + 1, "No heating")


def test_two_who_change_it_at_once_lose_nothing_of_each_other(book: Book) -> None:
    head, clerk = book.desk("head"), book.desk("clerk")
    before = head.calendar(stage.SLUG).version
    terms.close(clerk, CLOSED)
    joy = Holiday(day=date(2026, 11, 4), name="Day of joy")
    after, _moved = terms.edit(head, lambda now: with_holiday(now, joy), "holiday", "Proclaimed.")

    assert after.closures.keys() >= CLOSED.keys()
    assert after.holidays[joy.day] == joy.name
    assert [one.version for one in terms.versions(head)][-2:] == [before + 1, before + 2]


def test_a_change_that_changes_nothing_makes_no_version(book: Book) -> None:
    head = book.desk("head")
    once, _moved = terms.close(head, CLOSED)
    twice, moved = terms.close(head, CLOSED)

    assert (twice, moved) == (once, ())
    assert [one.version for one in terms.versions(head)][-1] == once.version


def test_confirming_a_year_that_is_loaded_undoes_no_proclaimed_day(book: Book) -> None:
    head = book.desk("head")
    joy = Holiday(day=date(2027, 11, 4), name="Day of joy")
    terms.edit(head, lambda now: with_holiday(now, joy), "holiday", "Proclaimed.")
    with pytest.raises(UsageFault, match="loaded already"):
        terms.confirm(head, 2027)

    assert head.calendar(stage.SLUG).holidays[joy.day] == joy.name


def test_a_change_is_in_the_books_own_record_for_everybody(book: Book) -> None:
    terms.close(book.desk("clerk"), CLOSED)

    assert date(2026, 11, 3) in book.desk("dsl").calendar(stage.SLUG).closures


@pytest.mark.parametrize("who", ["dsl", "chair", "ict"])
def test_others_do_not_change_the_calendar(book: Book, who: str) -> None:
    with pytest.raises(NotPermitted) as fault:
        terms.close(book.desk(who), CLOSED)

    assert fault.value.exit_code == 4


def test_a_list_with_a_mistake_changes_nothing(book: Book) -> None:
    head = book.desk("head")
    before = head.calendar(stage.SLUG)
    with pytest.raises(UsageFault):
        terms.load_terms(head, "kind,first,last,name\nterm,2026-99-01,2026-12-01,x\n")

    assert head.calendar(stage.SLUG) == before


def test_a_year_of_bank_holidays_is_proposed_and_then_confirmed(book: Book) -> None:
    head = book.desk("head")
    proposed = terms.proposal(2029)
    calendar, _moved = terms.confirm(head, 2029)

    assert (proposed.items() <= calendar.holidays.items(), 2029 in calendar.loaded_years) == (
        True,
        True,
    )


def test_a_sealed_case_follows_the_calendar_when_its_holder_signs_in(book: Book) -> None:
    """Whoever changes the calendar cannot open it, and nothing of it is told to them."""
    ref = book.triaged(**{"adult-conduct": "yes"})
    sealed = record_of(book, ref).ref
    before = [x.due_on for x in book.case(sealed, "dsl").deadlines.values() if x.due_on]
    joy = Holiday(day=date.fromisoformat(before[0]), name="Day of joy")
    _calendar, moved = terms.edit(
        book.desk("clerk"), lambda now: with_holiday(now, joy), "bank holiday", "Proclaimed."
    )
    book.fresh("dsl")
    after = [x.due_on for x in book.case(sealed, "dsl").deadlines.values() if x.due_on]
    entries = len(door.load(book.desk("dsl"), sealed).entries)
    book.fresh("dsl")

    assert before
    assert sealed not in {one.ref for one in moved}
    assert (after > before, len(door.load(book.desk("dsl"), sealed).entries)) == (True, entries)


def test_an_edit_with_too_long_a_reason_changes_nothing(book: Book) -> None:
    book.open()
    head = book.desk("head")
    before = head.calendar(stage.SLUG)
    with pytest.raises(UsageFault):
        terms.close(head, CLOSED, reason="x" * LONGEST_FIELD)

    assert head.calendar(stage.SLUG) == before
