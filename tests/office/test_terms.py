"""The calendar in the book: each change is a version of its own, by whoever may make it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.errors import NotPermitted, UsageFault
from casework.office import stage, terms

if TYPE_CHECKING:
    from tests.office.practice_kit import Book

CLOSED = {date(2026, 11, 3): "No heating"}


def test_each_change_is_the_next_version(book: Book) -> None:
    head = book.desk("head")
    before = head.calendar(stage.SLUG).version
    terms.close(head, CLOSED)
    after = head.calendar(stage.SLUG)

    assert (after.version, after.closures[date(2026, 11, 3)]) == (before + 1, "No heating")


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
