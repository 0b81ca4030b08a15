"""The next holiday, found in the calendar and never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from casework.domain.calendar import CalendarNotLoaded, SchoolYear, Term, empty_calendar, with_year
from casework.domain.closedtimes import Closed, next_closed

CALENDAR = with_year(
    empty_calendar(),
    SchoolYear(
        first=date(2026, 9, 1),
        last=date(2027, 3, 25),
        terms=(
            Term(first=date(2026, 9, 2), last=date(2026, 10, 23), name="one"),
            Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="two"),
            Term(first=date(2027, 1, 5), last=date(2027, 3, 25), name="three"),
        ),
        inset=frozenset({date(2026, 10, 5), date(2026, 10, 6)}),
    ),
)
HALF_TERM = Closed(first=date(2026, 10, 24), last=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("today", "closed"),
    [
        (date(2026, 10, 1), HALF_TERM),  # two INSET days make no holiday
        (date(2026, 10, 24), HALF_TERM),
        (date(2026, 10, 27), Closed(first=date(2026, 10, 27), last=date(2026, 11, 1))),
        (date(2026, 11, 2), Closed(first=date(2026, 12, 19), last=date(2027, 1, 4))),
    ],
)
def test_the_next_holiday_is_found(today: date, closed: Closed) -> None:
    assert next_closed(CALENDAR, today) == closed


def test_a_holiday_whose_end_is_not_loaded_is_not_guessed() -> None:
    with pytest.raises(CalendarNotLoaded):
        next_closed(CALENDAR, date(2027, 1, 5))


def test_a_holiday_is_told_with_both_its_days() -> None:
    assert str(HALF_TERM) == "Sat 24 Oct 2026 to Sun 1 Nov 2026"
    assert date(2026, 11, 1) in HALF_TERM
