"""Working, school and calendar days never mix: each is moved by its own days off alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.bankholidays import ENGLAND_BANK_HOLIDAYS
from casework.domain.calendar import (
    Calendar,
    Holiday,
    SchoolYear,
    Term,
    Unit,
    empty_calendar,
    with_closures,
    with_holiday,
    with_year,
)
from casework.domain.deadlines import Due, Length, Rule, parse_length, work_out
from casework.domain.termedits import with_inset, without_term
from casework.errors import UsageFault
from casework.office.calendar import propose_year

YEAR = SchoolYear(
    first=date(2026, 9, 1),
    last=date(2027, 8, 31),
    terms=(
        Term(first=date(2026, 9, 2), last=date(2026, 10, 23), name="autumn one"),
        Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="autumn two"),
        Term(first=date(2027, 1, 5), last=date(2027, 7, 20), name="the rest"),
    ),
)
SCHOOL = with_year(empty_calendar(), YEAR)
DAYS = [date(2026, 9, 2) + timedelta(days=n) for n in range(200)]


def end_of(length: str, start: date, calendar: Calendar = SCHOOL) -> date:
    answer = work_out(Rule(lengths=(parse_length(length),)), start, calendar)
    assert isinstance(answer, Due)
    assert answer.on is not None
    return answer.on


@pytest.mark.parametrize(
    ("length", "ends"),
    [
        ("3 calendar days", date(2026, 10, 25)),  # Fri, Sat, Sun
        ("3 working days", date(2026, 10, 27)),  # Fri, Mon, Tue of half-term
        ("3 school days", date(2026, 11, 3)),  # Fri, then Mon and Tue after half-term
        ("1 week", date(2026, 10, 29)),
        ("1 month", date(2026, 11, 22)),
    ],
)
def test_the_same_number_ends_on_another_day_in_each_unit(length: str, ends: date) -> None:
    assert end_of(length, date(2026, 10, 22)) == ends


def test_a_length_without_its_kind_of_day_is_no_length() -> None:
    with pytest.raises(UsageFault) as fault:
        parse_length("5 days")

    assert fault.value.advice == "Write school days, working days or calendar days."


AMOUNTS = {Unit.SCHOOL_DAYS: 25, Unit.WORKING_DAYS: 30, Unit.CALENDAR_DAYS: 60, Unit.WEEKS: 9}
lengths = st.sampled_from(sorted(AMOUNTS)).flatmap(
    lambda unit: st.builds(Length, amount=st.integers(1, AMOUNTS[unit]), unit=st.just(unit))
)


@given(length=lengths, start=st.sampled_from(DAYS), shut=st.sets(st.sampled_from(DAYS), min_size=1))
def test_what_the_school_does_moves_school_days_alone(
    length: Length, start: date, shut: set[date]
) -> None:
    closed = with_closures(SCHOOL, dict.fromkeys(shut, "the boiler"))
    trained = with_inset(SCHOOL, shut)
    without = without_term(SCHOOL, "autumn two", date(2026, 11, 2))
    before = end_of(str(length), start)

    after = [end_of(str(length), start, now) for now in (closed, trained, without)]
    moved_only_later = all(day >= before for day in after)
    assert moved_only_later
    assert length.unit is Unit.SCHOOL_DAYS or after == [before] * 3


@given(length=lengths, start=st.sampled_from(DAYS), off=st.sampled_from(DAYS))
def test_a_bank_holiday_moves_no_calendar_day(length: Length, start: date, off: date) -> None:
    if off in ENGLAND_BANK_HOLIDAYS:
        return
    more = with_holiday(SCHOOL, Holiday(day=off, name="Day of joy"))
    before, after = end_of(str(length), start), end_of(str(length), start, more)

    counted = length.unit in (Unit.SCHOOL_DAYS, Unit.WORKING_DAYS)
    assert after >= before
    assert counted or after == before


# --- England and Wales ----------------------------------------------------------------------------


def test_the_calendar_is_that_of_england_and_wales() -> None:
    assert empty_calendar().region == "England and Wales"


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2029, 2032, 2040])
def test_wales_has_the_bank_holidays_of_england(year: int) -> None:
    import holidays

    each = [dict(holidays.country_holidays("GB", subdiv=one, years=year)) for one in ("ENG", "WLS")]
    weekdays = sorted(day for day in each[1] if day.isoweekday() <= 5)

    assert each[0] == each[1]
    assert sorted(propose_year(year)) == weekdays
