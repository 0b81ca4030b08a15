"""Months, terms and school years leave no day out and take none twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import Calendar, SchoolYear, Term, empty_calendar, with_year
from casework.domain.periods import LONGEST, Span, periods, term_of, year_of, years_back
from casework.errors import UsageFault

AUTUMN, SUMMER = date(2026, 9, 1), date(2027, 8, 31)


def loaded() -> Calendar:
    dates = (
        ("autumn one", date(2026, 9, 2), date(2026, 10, 23)),
        ("autumn two", date(2026, 11, 2), date(2026, 12, 18)),
        ("spring one", date(2027, 1, 5), date(2027, 2, 12)),
        ("spring two", date(2027, 2, 22), date(2027, 3, 25)),
        ("summer one", date(2027, 4, 12), date(2027, 5, 28)),
        ("summer two", date(2027, 6, 7), date(2027, 7, 20)),
    )
    terms = tuple(Term(name=name, first=first, last=last) for name, first, last in dates)
    return with_year(empty_calendar(), SchoolYear(first=AUTUMN, last=SUMMER, terms=terms))


def test_a_school_year_has_three_terms_and_summer_begins_after_easter() -> None:
    actual = [
        (one.title, one.first, one.last) for one in periods(Span.TERM, AUTUMN, SUMMER, loaded())
    ]

    assert actual == [
        ("Autumn term 2026", date(2026, 9, 1), date(2026, 12, 31)),
        ("Spring term 2027", date(2027, 1, 1), date(2027, 4, 11)),
        ("Summer term 2027", date(2027, 4, 12), date(2027, 8, 31)),
    ]


def test_without_term_dates_summer_begins_the_day_after_easter_monday() -> None:
    assert term_of(date(2027, 3, 30), empty_calendar()).title == "Summer term 2027"


def test_the_first_and_the_last_month_are_cut() -> None:
    actual = periods(Span.MONTH, date(2026, 11, 16), date(2027, 1, 3), loaded())

    assert [(one.title, one.first.day, one.last.day) for one in actual] == [
        ("Nov 2026", 16, 30),
        ("Dec 2026", 1, 31),
        ("Jan 2027", 1, 3),
    ]


def test_a_school_year_is_named_by_both_its_years() -> None:
    assert year_of(date(2027, 8, 31)).title == "School year 2026-27"
    assert year_of(date(2099, 9, 1)).title == "School year 2099-00"


def test_three_school_years_end_with_the_one_that_is_meant() -> None:
    actual = years_back(term_of(date(2027, 2, 1), loaded()), 3)

    assert (actual.first, actual.last) == (date(2024, 9, 1), date(2027, 8, 31))


@pytest.mark.parametrize(
    ("first", "last"),
    [(SUMMER, AUTUMN), (AUTUMN, AUTUMN + LONGEST + timedelta(days=1))],
)
def test_a_time_that_is_none_is_refused(first: date, last: date) -> None:
    with pytest.raises(UsageFault):
        periods(Span.YEAR, first, last, loaded())


@given(
    st.sampled_from(Span),
    st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31)),
    st.integers(0, 900),
)
def test_every_day_lies_in_exactly_one_period(span: Span, first: date, days: int) -> None:
    found = periods(span, first, first + timedelta(days=days), loaded())
    counted = [
        one.first + timedelta(days=n)
        for one in found
        for n in range((one.last - one.first).days + 1)
    ]

    assert counted == [first + timedelta(days=n) for n in range(days + 1)]
