"""What seldom happens to a calendar or a limit, and is answered all the same."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.domain.calendar import Calendar, Holiday, Unit, with_holiday, without_holiday
from casework.domain.counting import Due, NotLoaded
from casework.domain.deadlines import Rule, work_out
from casework.domain.lengths import Length
from casework.domain.stoppages import Hold, left_of
from casework.errors import UsageFault

MAY_DAY = date(2026, 5, 4)
CALENDAR = Calendar(
    version=1, holidays={MAY_DAY: "May Day"}, loaded_years=frozenset({2026}), years=()
)


def test_a_holiday_of_a_year_nobody_confirmed_is_not_added() -> None:
    with pytest.raises(UsageFault) as fault:
        with_holiday(CALENDAR, Holiday(day=date(2040, 5, 7), name="Coronation"))

    assert "confirm the year first" in fault.value.reasons[0]


def test_a_holiday_is_not_added_twice() -> None:
    with pytest.raises(UsageFault) as fault:
        with_holiday(CALENDAR, Holiday(day=MAY_DAY, name="Coronation"))

    assert fault.value.reasons == ("Mon 4 May 2026 is a bank holiday already: May Day.",)


def test_a_hold_within_another_takes_nothing_more() -> None:
    rule = Rule(lengths=(Length(amount=10, unit=Unit.WORKING_DAYS),))
    whole, within = (
        Hold(
            since=datetime(2026, 6, first, 9, tzinfo=UTC),
            until=datetime(2026, 6, last, 9, tzinfo=UTC),
        )
        for first, last in ((2, 10), (3, 5))
    )
    alone = work_out(rule, date(2026, 6, 1), CALENDAR, holds=(whole,))

    assert work_out(rule, date(2026, 6, 1), CALENDAR, holds=(whole, within)) == alone


def test_a_holiday_is_taken_out_under_its_own_name_alone() -> None:
    with pytest.raises(UsageFault) as fault:
        without_holiday(CALENDAR, MAY_DAY, "Coronation")

    assert fault.value.reasons == ("Mon 4 May 2026 is another bank holiday: May Day.",)


def test_a_hold_after_the_end_keeps_back_what_an_extension_gave_and_nothing_before() -> None:
    rule = Rule(lengths=(Length(amount=2, unit=Unit.WORKING_DAYS),))
    late = Hold(
        since=datetime(2026, 6, 10, 9, tzinfo=UTC), until=datetime(2026, 6, 12, 9, tzinfo=UTC)
    )
    more = (Length(amount=10, unit=Unit.WORKING_DAYS),)
    alone = work_out(rule, date(2026, 6, 1), CALENDAR, longer=more)
    held = work_out(rule, date(2026, 6, 1), CALENDAR, holds=(late,), longer=more)

    assert isinstance(alone, Due)
    assert isinstance(held, Due)
    assert held.at > alone.at


def test_what_is_left_cannot_be_counted_where_no_calendar_is_loaded() -> None:
    whole = Due(
        at=datetime(2027, 1, 20, tzinfo=UTC),
        on=date(2027, 1, 19),
        unit=Unit.WORKING_DAYS,
        why="Set by hand.",
    )
    left = left_of(
        Length(amount=30, unit=Unit.WORKING_DAYS),
        date(2026, 12, 1),
        whole,
        datetime(2026, 12, 7, 9, tzinfo=UTC),
        CALENDAR,
    )

    assert isinstance(left, NotLoaded)
    assert left.why.endswith("so what is left of it cannot be counted.")
