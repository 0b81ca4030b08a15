from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.domain.calendar import (
    Calendar,
    CalendarNotLoaded,
    Holiday,
    SchoolYear,
    Term,
    calendar_from_json,
    calendar_json,
    empty_calendar,
    with_closures,
    with_confirmed_year,
    with_holiday,
    with_year,
    without_closures,
    without_holiday,
)
from casework.errors import Damaged, UsageFault

AUTUMN = Term(first=date(2026, 9, 2), last=date(2026, 10, 23), name="autumn")
WINTER = Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="winter")
MAY = Term(first=date(2027, 4, 12), last=date(2027, 5, 28), name="summer")
YEAR = SchoolYear(
    first=date(2026, 9, 1),
    last=date(2027, 8, 31),
    terms=(AUTUMN, WINTER, MAY),
    inset=frozenset({date(2026, 9, 2), date(2026, 11, 2)}),
)
SNOW = date(2026, 11, 18)


def school() -> Calendar:
    return with_closures(with_year(empty_calendar(), YEAR), {SNOW: "snow"})


def reasons(change: object, *arguments: object) -> tuple[str, ...]:
    assert callable(change)
    with pytest.raises(UsageFault) as refused:
        change(*arguments)
    assert refused.value.advice
    return refused.value.reasons


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 4, 2), None),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 4), "the weekend"),
        (date(2026, 10, 28), None),
        (SNOW, None),
    ],
)
def test_working_days_run_through_school_holidays(day: date, why: str | None) -> None:
    assert school().why_not_working(day) == why
    assert school().working_day(day) is (why is None)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 9, 1), "half-term or holiday"),
        (date(2026, 9, 2), "INSET"),
        (date(2026, 9, 3), None),
        (date(2026, 9, 5), "the weekend"),
        (date(2026, 10, 23), None),
        (date(2026, 10, 24), "half-term or holiday"),
        (SNOW, "closed: snow"),
        (date(2026, 12, 25), "half-term or holiday"),
        (date(2027, 5, 3), "Early May bank holiday"),
        (date(2027, 8, 31), "half-term or holiday"),
    ],
)
def test_a_school_day_has_pupils_in(day: date, why: str | None) -> None:
    assert school().why_not_school(day) == why
    assert school().school_day(day) is (why is None)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2026, 8, 31), "The term dates for 2025-26 are not loaded."),
        (date(2027, 9, 1), "The term dates for 2027-28 are not loaded."),
        (date(2099, 12, 31), "The term dates for 2099-00 are not loaded."),
    ],
)
def test_a_day_outside_the_loaded_years_is_not_guessed(day: date, message: str) -> None:
    with pytest.raises(CalendarNotLoaded) as unknown:
        school().school_day(day)

    assert unknown.value.message == message
    assert unknown.value.advice == "Load them with: casework calendar import FILE"


def test_a_year_that_is_loaded_in_part_says_how_far() -> None:
    part = replace(YEAR, last=date(2026, 12, 31), terms=(AUTUMN, WINTER))

    with pytest.raises(CalendarNotLoaded) as unknown:
        with_year(empty_calendar(), part).school_day(date(2027, 1, 4))

    assert unknown.value.message == "The term dates for 2026-27 do not reach Mon 4 Jan 2027."


def test_bank_holidays_of_an_unloaded_year_are_not_guessed() -> None:
    with pytest.raises(CalendarNotLoaded) as unknown:
        empty_calendar().working_day(date(2029, 1, 1))

    assert unknown.value.message == "The bank holidays of 2029 are not loaded."
    assert unknown.value.advice == "Confirm them with: casework calendar confirm 2029"


def test_a_weekend_is_one_in_any_year() -> None:
    assert empty_calendar().working_day(date(2029, 1, 6)) is False


def test_a_school_day_needs_the_bank_holidays_too() -> None:
    term = Term(first=date(2028, 9, 4), last=date(2029, 7, 20), name="all year")
    year = SchoolYear(first=date(2028, 9, 1), last=date(2029, 8, 31), terms=(term,))
    calendar = with_year(empty_calendar(), year)

    with pytest.raises(CalendarNotLoaded, match="bank holidays of 2029"):
        calendar.school_day(date(2029, 1, 8))
    assert calendar.school_day(date(2029, 8, 1)) is False


def test_a_closure_at_a_weekend_changes_nothing() -> None:
    saturday = date(2026, 11, 21)

    calendar = with_closures(school(), {saturday: "snow"})

    assert calendar.why_not_school(saturday) == "the weekend"


def test_each_change_makes_the_next_edition_and_leaves_the_old_one() -> None:
    first = empty_calendar()
    second = with_year(first, YEAR)
    third = with_closures(second, {SNOW: "snow"})
    fourth = with_holiday(third, Holiday(day=date(2027, 6, 14), name="Jubilee"))
    fifth = without_holiday(fourth, date(2027, 6, 14))
    sixth = without_closures(fifth, [SNOW])

    editions = [first, second, third, fourth, fifth, sixth]
    assert [calendar.version for calendar in editions] == [1, 2, 3, 4, 5, 6]
    assert replace(fifth, version=3) == third
    assert replace(sixth, version=2) == second
    assert first == empty_calendar()


def test_a_proclaimed_holiday_is_no_working_day() -> None:
    calendar = with_holiday(empty_calendar(), Holiday(day=date(2027, 6, 14), name=" a  Jubilee "))

    assert calendar.why_not_working(date(2027, 6, 14)) == "a Jubilee"


def test_a_proclaimed_holiday_needs_its_year_and_a_name() -> None:
    nameless = Holiday(day=date(2030, 6, 14), name=" ")

    assert reasons(with_holiday, empty_calendar(), nameless) == (
        "Fri 14 Jun 2030 needs a few words to say what it is.",
        "The bank holidays of 2030 are not loaded: confirm the year first.",
    )


def test_only_a_bank_holiday_can_be_taken_out() -> None:
    assert reasons(without_holiday, empty_calendar(), date(2027, 6, 14)) == (
        "Mon 14 Jun 2027 is not a bank holiday.",
    )


def test_a_confirmed_year_is_loaded() -> None:
    calendar = with_confirmed_year(empty_calendar(), 2029, {date(2029, 1, 1): "New Year’s Day"})

    assert calendar.why_not_working(date(2029, 1, 1)) == "New Year’s Day"
    assert calendar.working_day(date(2029, 1, 2))
    assert calendar.why_not_working(date(2027, 1, 1)) == "New Year’s Day"


def test_confirming_a_year_again_replaces_its_holidays() -> None:
    calendar = with_confirmed_year(empty_calendar(), 2027, {date(2027, 3, 26): "Good Friday"})

    assert [day for day in calendar.holidays if day.year == 2027] == [date(2027, 3, 26)]
    assert calendar.loaded_years == empty_calendar().loaded_years


def test_a_year_is_confirmed_with_its_own_named_holidays() -> None:
    holidays = {date(2030, 1, 1): "New Year’s Day", date(2029, 12, 25): "x" * 81}

    assert reasons(with_confirmed_year, empty_calendar(), 2029, holidays) == (
        "Tue 1 Jan 2030 does not lie in 2029.",
        "The words for Tue 25 Dec 2029 are longer than 80 characters.",
    )
    assert reasons(with_confirmed_year, empty_calendar(), 2029, {}) == (
        "No bank holiday is given for 2029.",
    )


def test_a_closure_lies_in_a_loaded_year_and_has_a_reason() -> None:
    closures = {date(2028, 1, 12): "snow", SNOW: "  "}

    assert reasons(with_closures, school(), closures) == (
        "Wed 12 Jan 2028 lies in no school year that is loaded.",
        "Wed 18 Nov 2026 needs a few words to say what it is.",
    )
    assert reasons(with_closures, school(), {}) == ("No date is given.",)


def test_only_a_closure_can_be_taken_back() -> None:
    assert reasons(without_closures, school(), [SNOW, SNOW + timedelta(days=1)]) == (
        "Thu 19 Nov 2026 is not down as a closure.",
    )


def test_a_fuller_list_of_the_same_year_replaces_it() -> None:
    part = replace(YEAR, last=date(2026, 12, 31), terms=(AUTUMN, WINTER))

    calendar = with_year(with_year(empty_calendar(), part), YEAR)

    assert calendar.years == (YEAR,)


def test_a_shorter_list_does_not_take_the_place_of_a_fuller_one() -> None:
    part = replace(YEAR, last=date(2026, 12, 31), terms=(AUTUMN, WINTER))

    assert reasons(with_year, with_year(empty_calendar(), YEAR), part) == (
        (
            "They cover Tue 1 Sep 2026 to Thu 31 Dec 2026, but Tue 1 Sep 2026 to Tue 31 Aug "
            "2027 is loaded already and reaches beyond that."
        ),
    )


def test_years_stand_in_order_and_side_by_side() -> None:
    term = Term(first=date(2027, 9, 1), last=date(2027, 10, 22), name="autumn")
    after = SchoolYear(first=date(2027, 9, 1), last=date(2028, 8, 31), terms=(term,))

    assert with_year(with_year(empty_calendar(), after), YEAR).years == (YEAR, after)


def test_every_problem_of_a_year_is_told_at_once() -> None:
    terms = (
        replace(WINTER, first=date(2026, 10, 23)),
        AUTUMN,
        replace(MAY, last=date(2027, 4, 1)),
        Term(first=date(2027, 8, 30), last=date(2027, 9, 3), name="late"),
    )
    year = replace(YEAR, terms=terms, inset=frozenset({date(2026, 8, 31)}))

    assert reasons(with_year, empty_calendar(), year) == (
        "The term “summer” ends before it begins: Mon 12 Apr 2027 to Thu 1 Apr 2027.",
        "The term “late” lies outside the school year, Tue 1 Sep 2026 to Tue 31 Aug 2027.",
        "The terms “autumn” and “winter” overlap.",
        "INSET on Mon 31 Aug 2026 lies outside the school year, Tue 1 Sep 2026 to Tue 31 Aug 2027.",
    )


def test_a_year_has_a_sensible_length_and_a_term() -> None:
    endless = SchoolYear(first=date(2026, 9, 1), last=date(2036, 8, 31), terms=())
    backwards = replace(YEAR, last=date(2025, 8, 31))

    assert reasons(with_year, empty_calendar(), endless) == (
        "Tue 1 Sep 2026 to Sun 31 Aug 2036 is longer than a school year.",
        "There is no term in Tue 1 Sep 2026 to Sun 31 Aug 2036.",
    )
    assert reasons(with_year, empty_calendar(), backwards) == (
        "The school year ends before it begins: Tue 1 Sep 2026 to Sun 31 Aug 2025.",
    )


def test_a_calendar_comes_back_from_json_as_it_was() -> None:
    stored = json.loads(json.dumps(calendar_json(school())))

    assert calendar_from_json(stored) == school()


def test_the_same_calendar_is_always_the_same_json() -> None:
    calendar = school()
    shuffled = replace(calendar, holidays=dict(reversed(list(calendar.holidays.items()))))

    assert json.dumps(calendar_json(shuffled)) == json.dumps(calendar_json(calendar))


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1"},
        {"version": True},
        {"region": None},
        {"loaded_years": 2026},
        {"loaded_years": ["2026"]},
        {"holidays": []},
        {"holidays": {"2026-13-01": "x"}},
        {"closures": {"2026-01-01": 3}},
        {"years": {}},
        {"years": [3]},
        {"years": [{"first": "2026-09-01"}]},
        {"years": [{"first": 1, "last": "2027-08-31", "terms": [], "inset": []}]},
    ],
)
def test_a_stored_calendar_that_was_altered_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Damaged, match="cannot be read"):
        calendar_from_json({**calendar_json(school()), **change})


def test_a_stored_calendar_that_lost_a_part_is_refused() -> None:
    stored = calendar_json(school())
    del stored["closures"]

    with pytest.raises(Damaged, match="cannot be read"):
        calendar_from_json(stored)
