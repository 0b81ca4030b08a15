"""Calendar files in and out: whole days alone are read, and every problem names its line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import SchoolYear, Term
from casework.errors import UsageFault
from casework.office.ics import Entry, is_ics, read_terms_ics, text_of, write_ics

NO_STRETCH = (
    "Line 4: a term is one entry from its first day to its last, not the day it begins or ends."
)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def ics(*events: str) -> str:
    inner = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inner}END:VCALENDAR\r\n"


def event(words: str, first: str, after: str = "", *more: str) -> str:
    lines = [f"DTSTART;VALUE=DATE:{first}"]
    lines += [f"DTEND;VALUE=DATE:{after}"] if after else []
    return "\r\n".join([*lines, f"SUMMARY:{words}", *more])


AUTUMN = event("Autumn term", "20260902", "20261219")


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(UsageFault) as fault:
        read_terms_ics(text)
    return fault.value.reasons


def test_terms_inset_and_closures_are_read_by_their_words() -> None:
    read = read_terms_ics(
        ics(
            AUTUMN,
            event("INSET day", "20260901"),
            event("School closed: no heating", "20261203", "20261205"),
        )
    )

    assert read.years == (
        SchoolYear(
            first=date(2026, 9, 1),
            last=date(2026, 12, 18),
            terms=(Term(first=date(2026, 9, 2), last=date(2026, 12, 18), name="Autumn term"),),
            inset=frozenset({date(2026, 9, 1)}),
        ),
    )
    assert list(read.closures) == [date(2026, 12, 3), date(2026, 12, 4)]


def test_a_holiday_inside_a_term_parts_it_in_two() -> None:
    [year] = read_terms_ics(ics(event("Half-term", "20261024", "20261102"), AUTUMN)).years

    assert [(term.first, term.last) for term in year.terms] == [
        (date(2026, 9, 2), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
    ]


def test_a_category_decides_before_the_words() -> None:
    kept = event("Kept whole: no break", "20260902", "20261219", "CATEGORIES:TERM")
    bank = event("Festivities", "20261010", "", "CATEGORIES:BANK HOLIDAY")
    covers = event("2026-27", "20260901", "20270901", "CATEGORIES:COVERS")
    [year] = read_terms_ics(ics(kept, bank, covers)).years

    assert (year.first, year.last, len(year.terms)) == (date(2026, 9, 1), date(2027, 8, 31), 2)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "DTSTART;TZID=America/New_York:20260902T090000\r\nSUMMARY:INSET",
            "Line 5: it has a time of day, in the zone America/New_York; only whole days are read.",
        ),
        (
            "DTSTART:20260902T090000Z\r\nSUMMARY:INSET",
            "Line 5: it has a time of day; only whole days are read.",
        ),
        (
            event("INSET", "20260902", "", "RRULE:FREQ=YEARLY"),
            "Line 7: it repeats; write each stretch of days as an entry of its own.",
        ),
        (
            event("INSET", "20260902", "", "RDATE;VALUE=DATE:20260903"),
            "Line 7: it repeats; write each stretch of days as an entry of its own.",
        ),
        (event("INSET", "2026zz"), "Line 5: it has no date that can be read."),
        ("SUMMARY:INSET", "Line 4: it has no date that can be read."),
        (event("INSET", "20260902", "2026zz"), "Line 6: it has no date that can be read."),
        (
            event("INSET", "20260902", "", "DURATION:P2D"),
            "Line 7: give its last day instead of a length.",
        ),
        (
            event("INSET", "20260902", "20260801"),
            "Line 6: Fri 31 Jul 2026 comes before Wed 2 Sep 2026.",
        ),
        (
            event("Sports day", "20260902"),
            "Line 6: its words do not say whether it is a term, INSET, a closure or a holiday.",
        ),
        (
            event("Autumn term begins", "20260902"),
            NO_STRETCH,
        ),
    ],
)
def test_what_cannot_be_read_names_its_line(entry: str, said: str) -> None:
    assert problems(ics(entry, AUTUMN)) == (said,)


def test_every_problem_is_told_at_once() -> None:
    assert len(problems(ics(event("Sports day", "20260902"), "SUMMARY:INSET"))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n",
        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    ],
)
def test_a_broken_file_is_refused_whole(text: str) -> None:
    assert problems(text)


def test_a_line_that_is_none_is_named() -> None:
    assert problems("BEGIN:VCALENDAR\r\nhello\r\nEND:VCALENDAR\r\n") == (
        "Line 2: this is no line of a calendar file.",
    )


def test_a_file_too_large_is_not_read() -> None:
    assert problems(ics(AUTUMN) + " " * 1_000_001) == (
        "It is larger than 1 MB, so it is not a list of term dates.",
    )


def test_overlapping_terms_are_refused() -> None:
    other = event("Spring term", "20261214", "20270327")

    assert problems(ics(AUTUMN, other)) == ("The terms “Autumn term” and “Spring term” overlap.",)


@given(st.text(alphabet="BEGINVCALDREVT:;=\r\n 0129SUMYX", max_size=300))
def test_no_text_ends_in_anything_but_dates_or_a_plain_refusal(text: str) -> None:
    try:
        read_terms_ics("BEGIN:VCALENDAR\r\n" + text)
    except UsageFault as fault:
        assert fault.reasons  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("kind;é".encode("utf-8-sig"), "kind;é"),
        ("kind;é".encode("cp1252"), "kind;é"),
        ("kind;é".encode("utf-16"), "kind;é"),
    ],
)
def test_a_file_that_excel_saved_is_read(data: bytes, text: str) -> None:
    assert text_of(data) == text


@pytest.mark.parametrize("data", [b"PK\x03\x04\0\0", b"\xff\xfea", b"\x81\x8d"])
def test_a_file_that_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UsageFault) as fault:
        text_of(data)

    assert fault.value.message == "The file is no text that can be read."


def test_a_calendar_file_is_known_by_its_beginning() -> None:
    assert (is_ics("\ufeff begin:vcalendar\n"), is_ics("kind,first")) == (True, False)


def test_what_is_written_is_whole_days_and_instants_that_nobody_is_busy_in() -> None:
    day = Entry(uid="a@casework", title="Due: CW-7F3K", on=date(2026, 11, 5), at=NOW)
    hour = Entry(uid="b@casework", title="Due: CW-7F3K", on=None, at=NOW)
    written = write_ics([day, hour], "Due work", NOW)
    lines = written.decode().split("\r\n")

    assert len(icalendar.Calendar.from_ical(written).walk("VEVENT")) == 2
    assert {"DTSTART;VALUE=DATE:20261105", "DTEND;VALUE=DATE:20261106"} <= set(lines)
    assert {"DTSTART:20261102T090000Z", "TRANSP:TRANSPARENT", "UID:b@casework"} <= set(lines)
    assert b"\r\n" in write_ics([], "Due work", NOW)
