"""Due work in words, and on whose list it stands: the office's, the head's, the chair's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.office import duework, sheets, stage, terms
from casework.office.calendar import propose_year

if TYPE_CHECKING:
    from tests.office.circles_kit import Circles
    from tests.office.practice_kit import Book


def test_in_a_case_about_the_head_it_comes_to_the_chair_when_nobody_acts(circles: Circles) -> None:
    ref = circles.allegation("dsl", circles.accused("head"))
    circles.fresh("dsl")
    circles.clock.move(timedelta(days=21))
    chairs = [row for row in duework.listed(circles.fresh("chair"), mine=True) if row.ref == ref]
    heads = duework.listed(circles.fresh("head"))

    assert {row.stage for row in chairs if row.due_at} == {"escalated"}
    assert all("case-manager" in row.to and "headteacher" not in row.to for row in chairs)
    assert chairs[0].remark.endswith("for 5 school days, so the case manager sees it too")
    assert ref not in {row.ref for row in heads}


def test_in_any_other_case_it_comes_to_the_head(circles: Circles) -> None:
    ref = circles.in_hand()
    circles.clock.move(timedelta(days=30))
    rows = [row for row in duework.listed(circles.fresh("head"), mine=True) if row.ref == ref]

    assert rows
    assert all("headteacher" in row.to for row in rows)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-02T09:00", "tomorrow"),
        ("2026-11-03T09:00", "today"),
        ("2026-11-03T23:59", "today"),
        ("2026-11-04T00:00", "1 school day late"),
        ("2026-11-06T09:00", "3 school days late"),
        ("2026-10-29T09:00", "Tue 3 Nov"),
    ],
)
def test_a_day_is_told_as_people_say_it(book: Book, now: str, words: str) -> None:
    book.open()
    book.clock.instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    [row] = [row for row in duework.listed(book.desk("clerk")) if row.name == "acknowledge"]

    assert row.words == words


def test_a_day_beyond_the_calendar_says_so_with_the_command_that_loads_it(book: Book) -> None:
    book.clock.instant = datetime(2027, 8, 27, 9, tzinfo=UTC)
    ref = book.open()
    [row] = [row for row in duework.listed(book.desk("clerk")) if row.name == "acknowledge"]

    assert (row.ref, row.due_at, row.words) == (ref, "", "calendar not loaded")
    assert row.remark == "Load them with: casework calendar import FILE"
    assert row.why.startswith("1 school day from Fri 27 Aug 2027: ")
    assert "The term dates for 2027-28 are not loaded, so no date can be given." in row.why


def test_a_year_beyond_the_shipped_table_counts_only_once_it_is_confirmed(book: Book) -> None:
    book.clock.instant = datetime(2028, 6, 1, 9, tzinfo=UTC)
    ref = book.open(**{"first-published": "2028-07-31"})
    head = book.desk("head")
    alone = head.calendar(stage.SLUG).loaded_years
    calendar, moved = terms.confirm(head, 2029)

    assert 2029 not in alone
    assert 2029 in calendar.loaded_years
    assert {day for day in calendar.holidays if day.year == 2029} == set(propose_year(2029))
    assert all(one.ref == ref for one in moved)


def test_one_that_waits_for_its_receipt_is_not_said_to_lack_a_calendar(book: Book) -> None:
    ref = book.refused()
    book.take("clerk", ref, "warning.consider")
    rows = {row.name: row for row in duework.listed(book.desk("clerk"))}

    assert {row.words for row in rows.values() if not row.due_at} <= {"no date yet"}
    assert all(not row.remark for row in rows.values() if not row.due_at)


def test_a_page_before_a_holiday_says_what_is_missing_where_no_holiday_is_loaded(
    book: Book,
) -> None:
    book.clock.instant = datetime(2027, 8, 30, 9, tzinfo=UTC)
    with pytest.raises(Exception, match="term dates for 2027-28 are not loaded") as fault:
        sheets.closed_time(book.desk("clerk"))

    assert getattr(fault.value, "exit_code", None) == 2
