"""Paper about due work: no names, sealed work on its own holder's page alone."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import icalendar
import pikepdf
import pytest

from casework.domain.closedtimes import Closed
from casework.errors import UsageFault
from casework.office import duework, sheets
from tests.office.practice_kit import record_of

if TYPE_CHECKING:
    from casework.office.sheets import Page
    from tests.office.practice_kit import Book

CLOSED = Closed(first=date(2026, 11, 3), last=date(2026, 11, 8))


def whole(page: Page) -> str:
    return "\n".join(sheets.page_text(page))


def titles(page: Page) -> list[str]:
    return [section.title for section in page.sections]


def test_today_shows_what_is_late_and_due_by_reference_and_no_name(book: Book) -> None:
    ref = book.open()
    tomorrow = sheets.today(book.desk("clerk"))
    book.clock.move(timedelta(days=1))
    due = sheets.today(book.desk("clerk"))
    book.clock.move(timedelta(days=1))
    late = sheets.today(book.desk("clerk"))

    assert [titles(page)[0] for page in (tomorrow, due, late)] == [
        "Tomorrow",
        "Today, before school closes (15:30)",
        "Late",
    ]
    assert ref in whole(late)
    assert "1 school day late" in whole(late)
    assert "Example" not in whole(late)
    assert "Class 4" not in whole(late)


def test_today_shows_decisions_that_wait(book: Book) -> None:
    ref, _request = book.noted()

    page = sheets.today(book.desk("head"))
    [decisions] = [one for one in page.sections if one.title == "Decisions waiting"]
    assert decisions.rows[0][0] == ref


def test_today_is_one_page_however_much_there_is(book: Book) -> None:
    rows = tuple(("CW-7F3K", "Answer whoever told us", "office", "today") for _ in range(90))
    section = sheets.Section(title="Late", rows=rows)
    page = sheets.Page(
        title="Today", school="A school", lines=(), sections=sheets._fitting((section, section))
    )
    pdf = pikepdf.open(io.BytesIO(sheets.page_pdf(book.desk("clerk"), page)))

    assert len(pdf.pages) == 1
    assert "and 66 more" in whole(page)


def test_nothing_due_says_so(book: Book) -> None:
    page = sheets.today(book.desk("clerk"))

    assert "Nothing falls due." in whole(page)
    assert sheets.page_pdf(book.desk("clerk"), page).startswith(b"%PDF")


def test_a_page_for_each_holder_says_what_falls_due_while_the_school_is_shut(book: Book) -> None:
    ref = book.open()
    pages = sheets.closing_up(book.desk("clerk"), CLOSED, mobile="07700 900123")
    names = [page.holder for page in pages]

    assert names[0] == book.desk("clerk").session.name
    assert len(set(names)) == len(names) > 1
    assert all(ref in whole(page) for page in pages[1:])
    assert ["07700 900123" in whole(page) for page in pages[:2]] == [True, False]
    assert "Whom to ring" in whole(pages[1])


def test_sealed_work_stands_on_its_own_holders_page_alone_and_in_the_access_log(
    book: Book,
) -> None:
    ref = book.triaged(**{"adult-conduct": "yes"})
    sealed = record_of(book, ref).ref
    dsl = book.desk("dsl")
    far = Closed(first=date(2026, 11, 3), last=date(2027, 1, 20))
    rows = [row for row in duework.listed(dsl) if row.sealed]
    own, *others = sheets.closing_up(dsl, far)

    assert {row.ref for row in rows} == {sealed}
    assert (sealed in whole(own)) is any(row.yours and row.due_at for row in rows)
    assert [page.holder for page in others if sealed in whole(page)] == []
    assert sealed not in whole(sheets.today(dsl))


def test_a_page_of_ones_own_can_be_made_alone(book: Book) -> None:
    book.open()

    assert len(sheets.closing_up(book.desk("clerk"), CLOSED, mine=True)) == 1


def test_the_holiday_is_the_calendars_next_or_the_one_given(book: Book) -> None:
    desk = book.desk("clerk")

    assert sheets.closed_time(desk).first == date(2026, 12, 19)
    assert sheets.closed_time(desk, CLOSED.first, CLOSED.last) == CLOSED
    with pytest.raises(UsageFault):
        sheets.closed_time(desk, CLOSED.last, CLOSED.first)
    with pytest.raises(UsageFault):
        sheets.closed_time(desk, CLOSED.first)


def test_a_calendar_file_is_neutral_stable_and_without_sealed_work(book: Book) -> None:
    ref = book.triaged(**{"adult-conduct": "yes"})
    sealed = record_of(book, ref).ref
    dsl = book.desk("dsl")
    first, count = sheets.calendar_file(dsl)
    second, _count = sheets.calendar_file(dsl)
    events = icalendar.Calendar.from_ical(first).walk("VEVENT")
    uids = [line for line in first.split(b"\r\n") if line.startswith(b"UID:")]

    assert len(events) == count > 0
    assert {str(event["SUMMARY"]) for event in events} == {f"Due: {ref}"}
    assert uids == [line for line in second.split(b"\r\n") if line.startswith(b"UID:")]
    assert sealed.encode() not in first


def test_each_page_before_a_holiday_says_whose_it_is(book: Book) -> None:
    book.open()
    pages = sheets.closing_up(book.desk("clerk"), CLOSED)

    assert len(pages) > 1
    assert [page.lines[0].startswith(f"For {page.holder}. The") for page in pages] == [True] * len(
        pages
    )
