from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import (
    Calendar,
    SchoolYear,
    Term,
    empty_calendar,
    with_closures,
    with_year,
)
from casework.domain.dates import LONDON
from casework.domain.deadlines import (
    Due,
    Hold,
    NotLoaded,
    Receipt,
    Roll,
    Rule,
    lateness,
    parse_length,
    work_out,
)
from casework.errors import UsageFault

SCHOOL = with_year(
    empty_calendar(),
    SchoolYear(
        first=date(2026, 9, 1),
        last=date(2027, 8, 31),
        terms=(
            Term(first=date(2026, 9, 2), last=date(2026, 10, 23), name="autumn"),
            Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="winter"),
            Term(first=date(2027, 4, 12), last=date(2027, 5, 28), name="summer"),
        ),
        inset=frozenset({date(2026, 9, 2), date(2026, 11, 2)}),
    ),
)


def rule(*lengths: str, roll: Roll = Roll.NONE, receipt: Receipt = Receipt.NEXT_SCHOOL_DAY) -> Rule:
    return Rule(lengths=tuple(map(parse_length, lengths)), roll=roll, receipt=receipt)


def due(asked: Rule, start: date | datetime, calendar: Calendar = SCHOOL) -> Due:
    answer = work_out(asked, start, calendar)
    assert isinstance(answer, Due)
    return answer


def not_loaded(asked: Rule, start: date | datetime, calendar: Calendar = SCHOOL) -> NotLoaded:
    answer = work_out(asked, start, calendar)
    assert isinstance(answer, NotLoaded)
    return answer


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


# Rules


def test_a_rule_needs_a_length() -> None:
    with pytest.raises(UsageFault, match="needs a length"):
        Rule(lengths=())


def test_a_rule_says_its_lengths() -> None:
    assert str(rule("20 school days", "60 working days")) == "20 school days or 60 working days"


# Dates


def test_a_date_ends_at_local_midnight_and_not_before() -> None:
    answer = due(rule("1 working day"), date(2026, 6, 11))

    assert answer.on == date(2026, 6, 12)
    assert answer.at == datetime(2026, 6, 12, 23, 0, tzinfo=UTC)


def test_an_instant_counts_from_its_local_day() -> None:
    late_evening = datetime(2026, 6, 11, 23, 30, tzinfo=UTC)

    assert due(rule("0 working days"), late_evening).on == date(2026, 6, 12)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 6, 11, 12, 0, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        work_out(rule("1 hour"), naive, SCHOOL)


def test_hours_from_a_day_run_from_its_beginning() -> None:
    answer = due(rule("24 hours"), date(2026, 6, 11))

    assert answer.at == datetime(2026, 6, 11, 23, 0, tzinfo=UTC)
    assert answer.why == (
        "24 hours from the beginning of Thu 11 Jun 2026, as the time of day is not known: "
        "every hour counts. Due by Fri 12 Jun 2026, 00:00."
    )


def test_no_days_from_a_holiday_wait_for_the_next_school_day() -> None:
    asked = rule("0 school days")

    assert due(asked, date(2026, 10, 29)).on == date(2026, 11, 3)
    assert due(replace(asked, receipt=Receipt.ACTUAL), date(2026, 10, 29)).on == date(2026, 10, 29)


def test_no_days_never_roll() -> None:
    asked = rule("0 calendar days", roll=Roll.NEXT_WORKING_DAY)

    assert due(asked, date(2026, 12, 19)).on == date(2026, 12, 19)


@pytest.mark.parametrize("unit", ["working days", "school days"])
def test_days_that_are_counted_never_roll(unit: str) -> None:
    plain, rolling = rule(f"3 {unit}"), rule(f"3 {unit}", roll=Roll.PREVIOUS_WORKING_DAY)

    assert due(plain, date(2026, 11, 7)) == due(rolling, date(2026, 11, 7))


def test_hours_never_roll() -> None:
    friday = at("2026-11-06T12:00")

    assert due(rule("24 hours", roll=Roll.NEXT_WORKING_DAY), friday).at == at("2026-11-07T12:00")


def test_without_a_roll_no_calendar_is_needed() -> None:
    empty = Calendar(version=1, holidays={}, loaded_years=frozenset())

    assert due(rule("1 month"), date(2040, 1, 31), empty).on == date(2040, 2, 29)


def test_a_roll_back_out_of_the_loaded_years_is_not_guessed() -> None:
    only_2027 = replace(empty_calendar(), loaded_years=frozenset({2027}))
    asked = rule("1 week", roll=Roll.PREVIOUS_WORKING_DAY)

    assert not_loaded(asked, date(2026, 12, 26), only_2027).why == (
        "1 week from Sat 26 Dec 2026: every day counts, to Sat 2 Jan; Fri 1 Jan is New "
        "Year’s Day; Sat 2 Jan is at the weekend. The bank holidays of 2026 are not loaded, "
        "so no date can be given."
    )


@pytest.mark.parametrize(
    ("asked", "start", "why"),
    [
        (
            rule("5 school days"),
            date(2026, 10, 21),
            (
                "5 school days from Wed 21 Oct: Thu 22 and Fri 23 Oct count; Sat 24 Oct to Sun "
                "1 Nov is half-term or holiday; Mon 2 Nov is INSET; Tue 3, Wed 4 and Thu 5 Nov "
                "count. Due by the end of Thu 5 Nov 2026."
            ),
        ),
        (
            rule("1 school day"),
            date(2026, 10, 29),
            (
                "1 school day from Thu 29 Oct: received on Thu 29 Oct, treated as received on "
                "Tue 3 Nov, the next school day (Thu 29 Oct to Sun 1 Nov is half-term or "
                "holiday; Mon 2 Nov is INSET); Wed 4 Nov counts. Due by the end of Wed 4 Nov "
                "2026."
            ),
        ),
        (
            rule("1 working day"),
            date(2026, 4, 2),
            (
                "1 working day from Thu 2 Apr: Fri 3 Apr is Good Friday; Sat 4 and Sun 5 Apr "
                "are the weekend; Mon 6 Apr is Easter Monday; Tue 7 Apr counts. Due by the end "
                "of Tue 7 Apr 2026."
            ),
        ),
        (
            rule("1 school day"),
            date(2027, 4, 30),
            (
                "1 school day from Fri 30 Apr: Sat 1 and Sun 2 May are the weekend; Mon 3 May "
                "is the Early May bank holiday; Tue 4 May counts. Due by the end of Tue 4 May "
                "2027."
            ),
        ),
        (
            rule("25 working days"),
            date(2026, 12, 1),
            (
                "25 working days from Tue 1 Dec 2026: Wed 2 to Thu 24 Dec give 17, weekends "
                "left out; Fri 25 Dec is Christmas Day; Sat 26 and Sun 27 Dec are the weekend; "
                "Mon 28 Dec is Boxing Day (substitute day); Tue 29, Wed 30 and Thu 31 Dec "
                "count; Fri 1 Jan is New Year’s Day; Sat 2 to Fri 8 Jan give 5, weekends left "
                "out. Due by the end of Fri 8 Jan 2027."
            ),
        ),
        (
            rule("1 month", roll=Roll.NEXT_WORKING_DAY),
            date(2027, 1, 30),
            (
                "1 month from Sat 30 Jan: Feb has no day 30, so its last day is taken; Sun 28 "
                "Feb is at the weekend, so it moves on to the next working day. Due by the end "
                "of Mon 1 Mar 2027."
            ),
        ),
        (
            rule("10 months", roll=Roll.PREVIOUS_WORKING_DAY),
            date(2026, 3, 10),
            (
                "10 months from Tue 10 Mar 2026: the same day of the month is Sun 10 Jan; Sat 9 "
                "and Sun 10 Jan are the weekend, so it moves back to the working day before. "
                "Due by the end of Fri 8 Jan 2027."
            ),
        ),
        (
            rule("2 weeks"),
            date(2026, 12, 8),
            (
                "2 weeks from Tue 8 Dec: every day counts, to Tue 22 Dec. Due by the end of Tue "
                "22 Dec 2026."
            ),
        ),
        (
            rule("0 calendar days"),
            date(2026, 12, 19),
            (
                "0 calendar days from Sat 19 Dec: it ends on the same day. Due by the end of "
                "Sat 19 Dec 2026."
            ),
        ),
        (
            rule("24 hours"),
            at("2026-10-24T16:00"),
            (
                "24 hours from Sat 24 Oct 2026, 16:00: every hour counts, and the clocks go "
                "back in between. Due by Sun 25 Oct 2026, 15:00."
            ),
        ),
        (
            rule("2 school days", "1 week"),
            date(2026, 11, 10),
            (
                "The first to end of 2 school days (Thu 12 Nov 2026) and 1 week (Tue 17 Nov "
                "2026). 2 school days from Tue 10 Nov: Wed 11 and Thu 12 Nov count. Due by the "
                "end of Thu 12 Nov 2026."
            ),
        ),
    ],
)
def test_a_date_explains_itself_day_by_day(asked: Rule, start: date | datetime, why: str) -> None:
    assert due(asked, start).why == why


def test_a_closure_is_named_with_its_reason() -> None:
    calendar = with_closures(SCHOOL, {date(2026, 11, 18): "snow"})

    answer = due(rule("1 school day"), date(2026, 11, 17), calendar)

    assert "Wed 18 Nov is closed: snow; Thu 19 Nov counts" in answer.why


# What is not loaded


def test_a_date_beyond_the_loaded_year_says_what_is_missing() -> None:
    answer = not_loaded(rule("1 school day"), date(2027, 5, 28))

    assert answer == NotLoaded(
        what="term dates for 2027-28",
        why="1 school day from Fri 28 May 2027: Sat 29 May to Tue 31 Aug is half-term or holiday. "
        "The term dates for 2027-28 are not loaded, so no date can be given.",
        advice="Load them with: casework calendar import FILE",
    )


def test_without_any_term_dates_the_reason_is_one_sentence() -> None:
    answer = not_loaded(rule("5 school days"), date(2026, 11, 3), empty_calendar())

    assert answer.why == (
        "5 school days from Tue 3 Nov 2026: the term dates for 2026-27 are not loaded, so "
        "no date can be given."
    )


def test_a_moved_receipt_is_told_even_where_no_date_is_found() -> None:
    answer = not_loaded(rule("50 school days"), date(2027, 5, 3))

    assert "treated as received on Tue 4 May" in answer.why


def test_working_days_beyond_the_loaded_years_name_the_command_that_loads_them() -> None:
    answer = not_loaded(rule("1 working day"), date(2028, 12, 29))

    assert answer.advice == "Confirm them with: casework calendar confirm 2029"
    assert answer.no_later_than is None


def test_the_known_limit_is_the_latest_where_the_other_is_not_loaded() -> None:
    answer = not_loaded(rule("60 school days", "3 weeks", "48 hours"), at("2027-05-24T10:00"))

    assert answer.no_later_than == date(2027, 5, 26)
    assert answer.why.endswith("It is no later than Wed 26 May 2027.")


def test_two_limits_that_are_not_loaded_give_no_latest_date() -> None:
    answer = not_loaded(rule("60 school days", "600 working days"), date(2027, 5, 24))

    assert answer.no_later_than is None
    assert answer.what == "term dates for 2027-28"


# Lateness

FRIDAY = due(rule("1 school day"), date(2026, 11, 12))
HOURS = due(rule("24 hours"), at("2026-11-12T15:00"))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2025-12-31T12:00", "Fri 13 Nov 2026"),
        ("2026-11-10T12:00", "Fri 13 Nov"),
        ("2026-11-12T00:00", "tomorrow"),
        ("2026-11-13T23:59", "today"),
        ("2026-11-14T00:00", "1 day late"),
        ("2026-11-15T12:00", "2 days late"),
        ("2026-11-16T00:00", "1 school day late"),
        ("2026-11-17T12:00", "2 school days late"),
        ("2027-09-01T12:00", "292 days late"),
    ],
)
def test_lateness_is_told_in_the_days_of_the_limit(now: str, words: str) -> None:
    assert lateness(FRIDAY, at(now), SCHOOL) == words


@pytest.mark.parametrize(
    ("length", "start", "now", "words"),
    [
        ("1 working day", date(2026, 12, 23), "2026-12-29T12:00", "1 working day late"),
        ("1 week", date(2026, 12, 24), "2027-01-01T12:00", "1 day late"),
        ("1 month", date(2026, 12, 24), "2027-01-26T12:00", "2 days late"),
    ],
)
def test_other_limits_are_late_in_their_own_days(
    length: str, start: date, now: str, words: str
) -> None:
    assert lateness(due(rule(length), start), at(now), SCHOOL) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-10T12:00", "Fri 13 Nov, 15:00"),
        ("2026-11-12T23:00", "tomorrow, 15:00"),
        ("2026-11-13T14:59", "today, 15:00"),
        ("2026-11-13T15:00", "1 minute late"),
        ("2026-11-13T15:20", "20 minutes late"),
        ("2026-11-13T16:20", "1 hour late"),
        ("2026-11-15T14:59", "47 hours late"),
        ("2026-11-15T15:00", "2 days late"),
    ],
)
def test_hours_are_late_to_the_hour(now: str, words: str) -> None:
    assert lateness(HOURS, at(now), SCHOOL) == words


# --- standing still -------------------------------------------------------------------------------


def held(
    asked: Rule, start: date | datetime, since: str, until: str, calendar: Calendar = SCHOOL
) -> Due:
    answer = work_out(asked, start, calendar, [Hold(since=at(since), until=at(until))])
    assert isinstance(answer, Due)
    return answer


MONDAY = date(2026, 11, 9)
YEARS = with_year(
    empty_calendar(),
    SchoolYear(
        first=date(2026, 9, 1),
        last=date(2027, 8, 31),
        terms=(Term(first=date(2026, 9, 2), last=date(2027, 7, 20), name="All year"),),
    ),
)


@pytest.mark.parametrize(
    ("length", "since", "until", "on"),
    [
        ("5 school days", "2026-11-11 10:00", "2026-11-18 15:00", date(2026, 11, 23)),
        ("5 working days", "2026-11-11 10:00", "2026-11-18 15:00", date(2026, 11, 23)),
        ("10 calendar days", "2026-11-11 10:00", "2026-11-18 15:00", date(2026, 11, 26)),
        ("2 weeks", "2026-11-11 10:00", "2026-11-18 15:00", date(2026, 11, 30)),
        ("1 month", "2026-11-11 10:00", "2026-11-18 15:00", date(2026, 12, 16)),
    ],
)
def test_after_a_hold_the_days_that_were_left_go_on(
    length: str, since: str, until: str, on: date
) -> None:
    assert held(rule(length), MONDAY, since, until).on == on


def test_a_hold_is_told_with_its_days_and_what_was_left() -> None:
    why = held(rule("2 school days"), date(2026, 11, 4), "2026-11-05 10:00", "2026-11-10 09:00").why

    assert why == (
        "Held from Thu 5 to Tue 10 Nov while contact was paused, with 1 school day left. "
        "1 school day from Tue 10 Nov: Wed 11 Nov counts. Due by the end of Wed 11 Nov 2026."
    )


def test_a_hold_of_one_day_is_told_as_one_day() -> None:
    found = held(rule("5 school days"), MONDAY, "2026-11-10 10:00", "2026-11-10 12:00")

    assert found.on == due(rule("5 school days"), MONDAY).on
    assert found.why.startswith("Held on Tue 10 Nov while contact was paused, with 4 school days")


def test_at_least_one_day_is_left() -> None:
    last_day = held(rule("2 school days"), MONDAY, "2026-11-11 10:00", "2026-11-18 15:00")
    gone = held(rule("2 weeks"), MONDAY, "2026-12-11 10:00", "2026-12-14 15:00")

    assert (last_day.on, gone.on) == (date(2026, 11, 19), date(2026, 12, 15))


@pytest.mark.parametrize("length", ["0 calendar days", "3 school days", "1 month"])
def test_of_a_limit_held_from_its_first_day_everything_is_left(length: str) -> None:
    found = held(rule(length), MONDAY, "2026-11-09 10:00", "2026-11-16 15:00")

    assert found.on == due(rule(length), date(2026, 11, 16)).on


def test_waiting_for_the_next_school_day_uses_nothing_up() -> None:
    in_half_term = date(2026, 10, 28)  # treated as Tue 3 Nov, the first day pupils are in
    found = held(rule("2 school days"), in_half_term, "2026-10-30 10:00", "2026-11-09 15:00")

    assert found.on == date(2026, 11, 11)


def test_hours_that_were_left_go_on_to_the_hour() -> None:
    start = at("2026-11-09 10:00")
    found = held(rule("24 hours"), start, "2026-11-09 15:30", "2026-11-11 09:00")
    at_once = held(rule("24 hours"), MONDAY, "2026-11-09 00:00", "2026-11-11 09:00")
    gone = held(rule("24 hours"), start, "2026-11-12 15:30", "2026-11-13 09:00")

    assert (found.at, at_once.at, gone.at) == (
        at("2026-11-12 04:00"),
        at("2026-11-12 09:00"),
        at("2026-11-13 10:00"),
    )


@pytest.mark.parametrize("start", [date(2026, 11, 11), at("2026-11-11 09:00")])
def test_a_hold_that_was_over_before_the_start_changes_nothing(start: date) -> None:
    found = held(rule("2 school days"), start, "2026-11-09 10:00", "2026-11-11 09:00")

    assert found == due(rule("2 school days"), start)


def test_the_first_to_end_decides_after_a_hold_too() -> None:
    both = rule("5 school days", "10 calendar days")
    found = held(both, MONDAY, "2026-11-11 10:00", "2026-11-18 15:00")

    assert found.on == date(2026, 11, 23)
    assert found.why.startswith("The first to end of 5 school days (Mon 23 Nov 2026) and")


@pytest.mark.parametrize("until", ["2026-11-18 15:00", "2027-09-06 15:00"])
def test_a_hold_over_days_that_are_not_loaded_gives_no_date(until: str) -> None:
    hold = Hold(since=at("2026-11-11 10:00"), until=at(until))
    start = MONDAY if until > "2027" else date(2026, 8, 3)

    answer = work_out(rule("5 school days"), start, SCHOOL, [hold])

    assert isinstance(answer, NotLoaded)


LENGTHS = st.builds(
    lambda amount, unit: rule(f"{amount} {unit}", roll=Roll.NEXT_WORKING_DAY),
    st.integers(1, 40),
    st.sampled_from(["school days", "working days", "calendar days", "weeks", "hours"]),
)
SPANS = st.integers(0, 24 * 40).map(lambda hours: timedelta(hours=hours))


@given(asked=LENGTHS, start=SPANS, gone=SPANS, still=SPANS)
def test_a_hold_never_makes_a_limit_end_sooner_nor_than_its_release(
    asked: Rule, start: timedelta, gone: timedelta, still: timedelta
) -> None:
    begun = at("2026-09-10 09:00") + start
    since = begun + gone
    answer = work_out(asked, begun, YEARS, [Hold(since=since, until=since + still)])
    plain = work_out(asked, begun, YEARS)

    assert isinstance(answer, Due)
    assert isinstance(plain, Due)
    assert answer.at > since + still
    assert answer.at >= plain.at or since >= plain.at
