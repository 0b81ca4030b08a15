"""Fifty years of invented school calendars against a model that lists every single day."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import Calendar, SchoolYear, Term
from casework.domain.dates import end_of
from casework.domain.deadlines import Due, Hold, Length, Receipt, Rule, Unit, work_out
from casework.domain.reminders import Stage, stage

FIRST_YEAR, YEARS = 2026, 50
DAY = timedelta(days=1)
SPAN = [
    date(FIRST_YEAR, 9, 1) + n * DAY
    for n in range((date(FIRST_YEAR + YEARS, 8, 31) - date(FIRST_YEAR, 9, 1)).days + 1)
]
#: Half-terms of a usual year: so many days after 1 September, both ends.
USUAL = ((1, 52), (62, 108), (126, 164), (174, 205), (223, 269), (279, 322))


@dataclass(frozen=True, kw_only=True, repr=False)
class World:
    """The same fifty years twice: as a calendar, and as sorted lists of days."""

    calendar: Calendar
    working: list[date]
    school: list[date]


def invented(seed: int, *what: object, below: int) -> int:
    """Return a number below another, the same for the same words."""
    said = f"{seed} {what}".encode()
    return int.from_bytes(hashlib.sha256(said).digest()[:8], "big") % below


@cache
def world_of(seed: int) -> World:
    """Invent fifty years: eight bank holidays a year, six half-terms, INSET, closures."""
    loaded = range(FIRST_YEAR, FIRST_YEAR + YEARS + 1)
    holidays = {
        date(year, 1, 1) + timedelta(days=invented(seed, "off", year, n, below=365)): "a day off"
        for year in loaded
        for n in range(8)
    }
    years = tuple(_year(seed, year) for year in loaded[:-1])
    shut = {SPAN[invented(seed, "shut", n, below=len(SPAN))]: "the boiler" for n in range(60)}
    calendar = Calendar(
        version=1,
        holidays=holidays,
        loaded_years=frozenset(loaded),
        years=years,
        closures=shut,
    )
    working = [day for day in SPAN if day.isoweekday() < 6 and day not in holidays]
    in_term = {
        term.first + n * DAY
        for year in years
        for term in year.terms
        for n in range((term.last - term.first).days + 1)
    }
    away = set(shut).union(*(year.inset for year in years))
    school = [day for day in working if day in in_term and day not in away]
    return World(calendar=calendar, working=working, school=school)


def _year(seed: int, year: int) -> SchoolYear:
    begins = date(year, 9, 1)
    terms = tuple(
        Term(
            first=begins + timedelta(days=first + invented(seed, "first", year, at, below=4)),
            last=begins + timedelta(days=last - invented(seed, "last", year, at, below=4)),
            name=f"stretch {at}",
        )
        for at, (first, last) in enumerate(USUAL)
    )
    inset = (invented(seed, "inset", year, n, below=365) for n in range(5))
    return SchoolYear(
        first=begins,
        last=date(year + 1, 8, 31),
        terms=terms,
        inset=frozenset(begins + timedelta(days=day) for day in inset),
    )


seeds = st.integers(0, 7)
starts = st.integers(0, len(SPAN) - 1200)


@given(seed=seeds, at=starts, amount=st.integers(1, 400))
def test_working_days_agree_with_the_list_of_fifty_years(seed: int, at: int, amount: int) -> None:
    world = world_of(seed)
    rule = Rule(lengths=(Length(amount=amount, unit=Unit.WORKING_DAYS),))

    answer = work_out(rule, SPAN[at], world.calendar)

    expected = world.working[bisect_right(world.working, SPAN[at]) + amount - 1]
    assert isinstance(answer, Due)
    assert (answer.on, answer.at) == (expected, end_of(expected))


@given(seed=seeds, at=starts, amount=st.integers(1, 250), receipt=st.sampled_from(list(Receipt)))
def test_school_days_agree_with_the_list_of_fifty_years(
    seed: int, at: int, amount: int, receipt: Receipt
) -> None:
    world = world_of(seed)
    rule = Rule(lengths=(Length(amount=amount, unit=Unit.SCHOOL_DAYS),), receipt=receipt)
    received = SPAN[at]
    if receipt is Receipt.NEXT_SCHOOL_DAY:
        received = world.school[bisect_left(world.school, received)]

    answer = work_out(rule, SPAN[at], world.calendar)

    expected = world.school[bisect_right(world.school, received) + amount - 1]
    assert isinstance(answer, Due)
    assert answer.on == expected


@given(
    seed=seeds,
    at=starts,
    amount=st.integers(2, 60),
    stops=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), max_size=4),
    longer=st.lists(st.integers(1, 10), max_size=2),
)
def test_a_limit_that_stood_still_has_as_many_days_as_it_was_given(
    seed: int, at: int, amount: int, stops: list[tuple[int, int]], longer: list[int]
) -> None:
    world, unit = world_of(seed), Unit.SCHOOL_DAYS
    rule = Rule(lengths=(Length(amount=amount, unit=unit),), receipt=Receipt.ACTUAL)
    more = [Length(amount=each, unit=unit) for each in longer]
    holds: list[Hold] = []
    since = noon(SPAN[at])
    answer = work_out(rule, SPAN[at], world.calendar, holds, more)
    for gap, still in stops:
        since += timedelta(days=gap)
        assert isinstance(answer, Due)
        if since >= answer.at:
            break  # by then it has passed, and nobody stops it any more
        holds.append(Hold(since=since, until=since + timedelta(days=still)))
        since += timedelta(days=still)
        answer = work_out(rule, SPAN[at], world.calendar, holds, more)

    assert isinstance(answer, Due)
    assert answer.on is not None
    first = bisect_right(world.school, SPAN[at])
    until = bisect_right(world.school, answer.on)
    counted = [
        day for day in world.school[first:until] if not any(stood(hold, day) for hold in holds)
    ]
    promised = amount + sum(longer)  # one that stopped on its last day has one day left
    assert promised <= len(counted) <= promised + len(holds)
    assert not holds or answer.at > holds[-1].until


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def stood(hold: Hold, day: date) -> bool:
    """Tell whether a day does not count: after the one on which it stopped, up to the last."""
    return hold.since.date() < day <= hold.until.date()


@given(seed=seeds, at=starts, amount=st.integers(0, 40), ahead=st.integers(-60, 60))
def test_no_limit_is_late_before_it_is_due_nor_anything_else_after(
    seed: int, at: int, amount: int, ahead: int
) -> None:
    world = world_of(seed)
    rule = Rule(lengths=(Length(amount=amount, unit=Unit.SCHOOL_DAYS),))
    due = work_out(rule, SPAN[at], world.calendar)
    assert isinstance(due, Due)
    now = due.at + timedelta(hours=ahead * 7)

    late = stage(due.at, due.on, now, world.calendar) not in {Stage.QUIET, Stage.SOON}
    assert late is (now >= due.at)
