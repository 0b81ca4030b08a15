from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.dates import (
    LONDON,
    Happened,
    Precision,
    clock_change,
    clock_words,
    day_words,
    end_of,
    exact_words,
    instant_words,
    local_day,
    long_day,
    parse_when,
    read_day,
    short_day,
    start_of,
    typed_day,
)
from casework.errors import UsageFault

NOW = datetime(2026, 11, 5, 14, 5, tzinfo=UTC)
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2035, 12, 31))
INSTANTS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20_000)).map(
    lambda since: datetime(1980, 1, 1, tzinfo=UTC) + since
)
WORDS = st.lists(
    st.sampled_from(
        [
            "about ",
            "today",
            "yesterday",
            "now",
            "unknown",
            "2026-",
            "10-",
            "25",
            "/",
            "1",
            "t",
            " at ",
            ", ",
            "01:30",
            ":5",
            "+01:00",
            "z",
            " ",
            "٣",
        ]
    ),
    max_size=8,
).map("".join)


def fault(text: str, now: datetime = NOW) -> str:
    with pytest.raises(UsageFault) as refused:
        parse_when(text, now)
    assert refused.value.advice
    return refused.value.message


def test_dates_are_written_as_the_office_writes_them() -> None:
    day = date(2026, 11, 5)

    assert short_day(day) == "Thu 5 Nov"
    assert day_words(day) == "Thu 5 Nov 2026"
    assert long_day(day) == "Thursday 5 November 2026"


@given(DAYS)
def test_a_day_written_for_a_field_is_read_back_as_that_day(day: date) -> None:
    assert typed_day(date(2026, 11, 5)) == "5/11/2026"
    assert read_day(typed_day(day)) == day


def test_an_instant_is_written_in_local_time() -> None:
    summer = datetime(2026, 7, 1, 13, 5, tzinfo=UTC)

    assert instant_words(summer) == "Wed 1 Jul 2026, 14:05"


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "01:30 BST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "01:30 GMT"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "02:30"),
    ],
)
def test_the_hour_that_comes_twice_says_which(instant: datetime, words: str) -> None:
    assert clock_words(instant) == words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 7, 1, 8, 5, 10, 999_999, tzinfo=UTC), "09:05:10"),
        (datetime(2026, 10, 25, 0, 30, 5, tzinfo=UTC), "01:30:05 BST"),
        (datetime(2026, 10, 25, 1, 30, 5, tzinfo=UTC), "01:30:05 GMT"),
    ],
)
def test_what_ends_within_seconds_is_said_to_the_second(instant: datetime, words: str) -> None:
    assert exact_words(instant) == words


def test_an_instant_needs_its_zone() -> None:
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        local_day(naive)


def test_a_change_of_the_clocks_is_told() -> None:
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)
    spring = datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 12, tzinfo=UTC)

    assert clock_change(*autumn) == ", and the clocks go back in between"
    assert clock_change(*spring) == ", and the clocks go forward in between"
    assert clock_change(autumn[1], autumn[1]) == ""


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 25), 25), (date(2027, 3, 28), 23), (date(2026, 11, 5), 24)]
)
def test_a_day_ends_at_local_midnight(day: date, hours: int) -> None:
    assert end_of(day) - start_of(day) == timedelta(hours=hours)


@given(day=DAYS)
def test_each_day_ends_where_the_next_begins(day: date) -> None:
    last_moment = end_of(day) - timedelta(microseconds=1)

    assert (local_day(start_of(day)), local_day(last_moment)) == (day, day)
    assert end_of(day) == start_of(day + timedelta(days=1))


@pytest.mark.parametrize(
    "text", ["2026-02-09", "2026-2-9", "9/2/2026", "09/02/2026", " 9/02/2026 "]
)
def test_the_day_comes_first_unless_the_year_does(text: str) -> None:
    assert read_day(text) == date(2026, 2, 9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31/2/2026", "There is no 31 February 2026."),
        ("2026-02-29", "There is no 29 February 2026."),
        ("0/2/2026", "There is no 0 February 2026."),
        ("2/13/2026", "There is no month 13, so this is no date."),
        ("2026-00-01", "There is no month 0, so this is no date."),
        ("1/2/0026", "The year 0026 cannot be meant here."),
        ("1/2/26", "This is not a date that can be read."),
        ("٢٠٢٦-٠٢-٠٩", "This is not a date that can be read."),
        ("46000", "This is not a date that can be read."),
        ("", "This is not a date that can be read."),
    ],
)
def test_a_date_that_does_not_exist_is_refused_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(UsageFault) as refused:
        read_day(text)

    assert refused.value.message == message
    assert refused.value.advice


def test_what_is_wrong_with_a_day_is_said_as_people_write_days() -> None:
    advice = []
    for typed in ("14 5 26", "2026-13-01", "1/1/0001"):
        with pytest.raises(UsageFault) as fault:
            read_day(typed)
        advice.append(fault.value.advice)
    with pytest.raises(UsageFault) as fault:
        parse_when("14 5 26", datetime(2026, 11, 10, 9, tzinfo=UTC))

    assert set(advice) == {"Write the day first, as 5/11/2026."}
    assert "2026-" not in fault.value.advice


def test_a_date_alone_is_known_to_the_day() -> None:
    happened = parse_when("2026-11-03", NOW)

    assert happened == Happened(
        at=None, on=date(2026, 11, 3), precision=Precision.DATE, words="Tue 3 Nov 2026"
    )


@pytest.mark.parametrize(
    ("text", "on"), [("today", date(2026, 11, 5)), (" Yesterday ", date(2026, 11, 4))]
)
def test_today_and_yesterday_are_the_schools(text: str, on: date) -> None:
    assert parse_when(text, NOW).on == on


def test_today_is_local_just_after_a_summer_midnight() -> None:
    just_after = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert parse_when("today", just_after).on == date(2026, 7, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01T14:05",
        "2026-07-01 14:05",
        "1/7/2026, 14:05",
        "1/7/2026 at 14:05",
        "2026-07-01 14:05:00.000000",
        "2026-07-01T13:05Z",
        "2026-07-01T14:05+01:00",
        "2026-07-01 15:05 +0200",
    ],
)
def test_a_time_without_a_zone_is_londons(text: str) -> None:
    happened = parse_when(text, NOW)

    assert happened.at == datetime(2026, 7, 1, 13, 5, tzinfo=UTC)
    assert (happened.on, happened.precision) == (date(2026, 7, 1), Precision.EXACT)
    assert happened.words == "Wed 1 Jul 2026, 14:05"


def test_an_offset_may_move_the_date() -> None:
    happened = parse_when("2026-07-01T23:30Z", NOW)

    assert happened.on == date(2026, 7, 2)


def test_about_a_time_is_about_today() -> None:
    happened = parse_when("about 9:30", NOW)

    assert happened.at == datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
    assert happened.precision is Precision.ABOUT
    assert happened.words == "about Thu 5 Nov 2026, 09:30"


def test_about_a_date_has_no_time() -> None:
    happened = parse_when("about yesterday", NOW)

    assert (happened.at, happened.on) == (None, date(2026, 11, 4))
    assert (happened.precision, happened.words) == (Precision.ABOUT, "about Wed 4 Nov 2026")


def test_unknown_is_an_answer() -> None:
    happened = parse_when("Unknown", NOW)

    assert happened == Happened(at=None, on=None, precision=Precision.UNKNOWN, words="not known")


def test_now_is_exact() -> None:
    happened = parse_when("now", NOW.astimezone(LONDON))

    assert (happened.at, happened.precision) == (NOW, Precision.EXACT)
    assert happened.at is not None
    assert happened.at.tzinfo is UTC


def test_a_time_the_clocks_jumped_over_is_refused() -> None:
    after = datetime(2026, 4, 1, tzinfo=UTC)

    expected = "There was no 01:30 on Sun 29 Mar 2026: the clocks went forward over it."
    assert fault("2026-03-29 01:30", after) == expected
    assert fault("about 2026-03-29 01:30", after) == expected


def test_a_time_that_came_twice_must_say_which() -> None:
    assert fault("2026-10-25 01:30") == "01:30 on Sun 25 Oct 2026 came twice: the clocks went back."


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-10-25 01:30+01:00", 0),
        ("2026-10-25 01:30+00:00", 1),
        ("about 2026-10-25 01:30", 0),
    ],
)
def test_a_time_that_came_twice_is_read_when_told_apart(text: str, hour: int) -> None:
    assert parse_when(text, NOW).at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "14:06",
            "Thu 5 Nov 2026, 14:06 is still to come: only what has happened can be recorded.",
        ),
        (
            "about 15:00",
            "About Thu 5 Nov 2026, 15:00 is still to come: only what has happened can be recorded.",
        ),
        ("2026-11-06", "Fri 6 Nov 2026 is still to come: only what has happened can be recorded."),
    ],
)
def test_what_is_still_to_come_is_refused(text: str, message: str) -> None:
    assert fault(text) == message


def test_the_present_minute_is_not_the_future() -> None:
    assert parse_when("14:05", NOW).at == NOW


@pytest.mark.parametrize("text", ["2026-11-05 25:00", "2026-11-05 14:60", "2026-11-05 10:00+25:00"])
def test_a_time_that_no_clock_shows_is_refused(text: str) -> None:
    assert fault(text) == "There is no such time of day."


@pytest.mark.parametrize(
    "text", ["", "about", "soon", "2026-11-0114:30", "2026-11-01,", "at 14:30", "today yesterday"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    assert fault(text) == "This is not a date or time that can be read."


def test_a_refusal_repeats_no_typed_words() -> None:
    assert "Hart" not in fault("when Ms Hart rang")


@given(instant=INSTANTS)
def test_every_instant_is_read_back_from_its_iso_form(instant: datetime) -> None:
    later = instant + timedelta(days=1)

    assert parse_when(instant.isoformat(), later).at == instant
    assert parse_when(instant.astimezone(LONDON).isoformat(), later).at == instant


@given(day=DAYS)
def test_every_date_is_read_back_from_both_forms(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.day}/{day.month}/{day.year}") == day


@given(text=WORDS | st.text(max_size=40))
def test_typed_words_give_a_time_that_is_past_or_a_sentence(text: str) -> None:
    try:
        at = parse_when(text, NOW).at
    except UsageFault as refused:
        at, sentence = None, refused.message
    else:
        sentence = "."

    assert at is None or at <= NOW
    assert sentence.endswith(".")
