"""The deadline arithmetic against a model that lists every single day."""

from __future__ import annotations

import calendar as almanac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import (
    ENGLAND_BANK_HOLIDAYS,
    Calendar,
    SchoolYear,
    Term,
    Unit,
    empty_calendar,
    with_closures,
    with_year,
)
from casework.domain.dates import LONDON, end_of
from casework.domain.deadlines import (
    Due,
    Length,
    NotLoaded,
    Receipt,
    Roll,
    Rule,
    parse_length,
    work_out,
)


def rule(length: str, roll: Roll = Roll.NONE, receipt: Receipt = Receipt.NEXT_SCHOOL_DAY) -> Rule:
    return Rule(lengths=(parse_length(length),), roll=roll, receipt=receipt)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The same school twice: as a calendar, and as plain sets of days."""

    calendar: Calendar
    covered: frozenset[date]
    school: frozenset[date]


ALL_DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(3 * 365 + 1)]
WORKING = {day for day in ALL_DAYS if day.weekday() < 5 and day not in ENGLAND_BANK_HOLIDAYS}


def stretch(first: int, last: int) -> set[date]:
    return set(ALL_DAYS[first : last + 1])


@st.composite
def schools(draw: st.DrawFn) -> Facts:
    cuts = sorted(draw(st.sets(st.integers(200, 560), min_size=2, max_size=10)))
    cuts = cuts[: len(cuts) // 2 * 2]
    pairs = list(zip(cuts[::2], cuts[1::2], strict=True))
    first = cuts[0] - draw(st.integers(0, 20))
    last = cuts[-1] + draw(st.integers(0, 20))
    in_term = set().union(*(stretch(*pair) for pair in pairs))
    inset = draw(st.sets(st.sampled_from(ALL_DAYS[first : last + 1]), max_size=6))
    closed = draw(st.sets(st.sampled_from(ALL_DAYS[first : last + 1]), max_size=6))
    terms = (Term(first=ALL_DAYS[a], last=ALL_DAYS[b], name=f"term {a}") for a, b in pairs)
    year = SchoolYear(
        first=ALL_DAYS[first],
        last=ALL_DAYS[last],
        terms=tuple(terms),
        inset=frozenset(inset),
    )
    calendar = with_year(empty_calendar(), year)
    if closed:
        calendar = with_closures(calendar, dict.fromkeys(closed, "boiler"))
    school = (in_term & WORKING) - inset - closed
    return Facts(
        calendar=calendar, covered=frozenset(stretch(first, last)), school=frozenset(school)
    )


def naive_school(facts: Facts, start: date, amount: int, receipt: Receipt) -> date | None:
    day = start
    if receipt is Receipt.NEXT_SCHOOL_DAY:
        later = [known for known in sorted(facts.school) if known >= day]
        if not later or any(
            day + timedelta(days=n) not in facts.covered for n in range((later[0] - day).days)
        ):
            return None
        day = later[0]
    if amount == 0:
        return day
    after = [known for known in sorted(facts.school) if known > day][:amount]
    if len(after) < amount:
        return None
    passed = {day + timedelta(days=n) for n in range(1, (after[-1] - day).days + 1)}
    return after[-1] if passed <= facts.covered else None


@given(
    facts=schools(),
    start=st.sampled_from(ALL_DAYS[150:620]),
    amount=st.integers(0, 40),
    receipt=st.sampled_from(Receipt),
)
def test_school_days_agree_with_a_list_of_every_day(
    facts: Facts, start: date, amount: int, receipt: Receipt
) -> None:
    asked = rule(f"{amount} school days", receipt=receipt)

    answer = work_out(asked, start, facts.calendar)

    assert getattr(answer, "on", None) == naive_school(facts, start, amount, receipt)


@given(start=st.sampled_from(ALL_DAYS), amount=st.integers(0, 80))
def test_working_days_agree_with_a_list_of_every_day(start: date, amount: int) -> None:
    after = [day for day in sorted(WORKING) if day > start][:amount]
    expected = after[-1] if len(after) == amount and after else None

    answer = work_out(rule(f"{amount} working days"), start, empty_calendar())

    assert getattr(answer, "on", None) == (expected if amount else start)


@given(start=st.sampled_from(ALL_DAYS), amount=st.integers(1, 30), roll=st.sampled_from(Roll))
def test_months_agree_with_the_almanac(start: date, amount: int, roll: Roll) -> None:
    month = start.month - 1 + amount
    year, month = start.year + month // 12, month % 12 + 1
    plain = date(year, month, min(start.day, almanac.monthrange(year, month)[1]))
    sides = {
        Roll.NONE: [plain],
        Roll.NEXT_WORKING_DAY: sorted(day for day in WORKING if day >= plain),
        Roll.PREVIOUS_WORKING_DAY: sorted((day for day in WORKING if day <= plain), reverse=True),
    }[roll]
    known = roll is Roll.NONE or plain <= ALL_DAYS[-1]

    answer = work_out(rule(f"{amount} months", roll=roll), start, empty_calendar())

    if known and sides:
        assert getattr(answer, "on", None) == sides[0]
    elif plain.weekday() < 5:
        assert isinstance(answer, NotLoaded)


@given(
    facts=schools(),
    start=st.sampled_from(ALL_DAYS[150:620]),
    length=st.builds(
        Length, amount=st.integers(0, 30), unit=st.sampled_from(sorted(set(Unit) - {Unit.HOURS}))
    ),
    roll=st.sampled_from(Roll),
)
def test_a_later_start_never_ends_earlier(
    facts: Facts, start: date, length: Length, roll: Roll
) -> None:
    asked = Rule(lengths=(length,), roll=roll)
    one, next_day = (
        work_out(asked, day, facts.calendar) for day in (start, start + timedelta(days=1))
    )

    if isinstance(one, Due) and isinstance(next_day, Due) and one.on and next_day.on:
        assert one.on <= next_day.on
        assert (one.at, next_day.at) == (end_of(one.on), end_of(next_day.on))


@given(
    start=st.sampled_from(ALL_DAYS),
    minute=st.integers(0, 24 * 60 - 1),
    amount=st.integers(0, 9999),
)
def test_hours_are_elapsed_hours(start: date, minute: int, amount: int) -> None:
    began = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(minutes=minute)

    answer = work_out(rule(f"{amount} hours"), began.astimezone(LONDON), empty_calendar())

    assert isinstance(answer, Due)
    assert (answer.at - began, answer.at.tzinfo) == (timedelta(hours=amount), UTC)
