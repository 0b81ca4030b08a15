"""Sums of retention: years on, whichever is longer, holds whose days do not count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.retention import (
    Held,
    Kept,
    Kind,
    RetentionClass,
    Source,
    Start,
    after_years,
    work_out,
)

SOURCE = Source(kind=Kind.GUIDANCE, title="A guide", edition="2025", valid_from=date(2025, 9, 1))
TODAY = date(2030, 1, 1)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


def of(start: Start = Start.CLOSED, years: int = 6, least: Start | None = None) -> RetentionClass:
    return RetentionClass(
        name="c", title="A class", start=start, years=years, source=SOURCE, at_least=least
    )


def kept(kind: RetentionClass, *holds: Held, **days: date) -> Kept:
    known = {Start(name.replace("_", "-")): day for name, day in days.items()}
    return work_out(kind, known, holds, TODAY)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 11, 2), 6, date(2032, 11, 2)),
    ],
)
def test_a_leap_day_has_its_anniversary_the_day_after_where_there_is_none(
    day: date, years: int, expected: date
) -> None:
    assert after_years(day, years) == expected


def test_the_longer_of_two_days_counts() -> None:
    kind = of(years=10, least=Start.PENSION_AGE)

    young = kept(kind, closed=date(2026, 1, 1), pension_age=date(2050, 5, 5))
    old = kept(kind, closed=date(2026, 1, 1), pension_age=date(2027, 5, 5))

    assert (young.until, old.until) == (date(2050, 5, 5), date(2036, 1, 1))


def test_without_its_day_no_day_is_given() -> None:
    found = kept(of(Start.BIRTH, 25), closed=date(2026, 1, 1))

    assert (found.until, found.lacking) == (None, (Start.BIRTH,))
    assert "because the child’s date of birth is not on record" in found.why
    assert not found.is_over(date.max)


def test_the_last_day_is_still_kept() -> None:
    found = kept(of(), closed=date(2024, 1, 1))

    assert [found.is_over(date(2030, 1, day)) for day in (1, 2)] == [False, True]


def test_a_period_of_nothing_ends_with_its_day() -> None:
    found = kept(of(years=0), closed=date(2026, 1, 1))

    assert found.until == date(2026, 1, 1)
    assert "kept to the day the case was closed (Thu 1 Jan 2026)" in found.why


def test_a_hold_is_never_over() -> None:
    hold = Held(since=date(2025, 1, 1), until=None, ground="police")

    found = kept(of(), hold, closed=date(2010, 1, 1))

    assert (found.held, found.is_over(date.max)) == (True, False)
    assert found.why.endswith("On hold since Wed 1 Jan 2025 (police): the clock stands still.")


def test_two_holds_at_once_stop_each_day_once() -> None:
    first = Held(since=date(2025, 1, 1), until=date(2025, 1, 11), ground="claim")
    second = Held(since=date(2025, 1, 6), until=date(2025, 1, 16), ground="appeal")

    found = kept(of(), first, second, closed=date(2024, 1, 1))

    assert found.until == date(2030, 1, 16)
    assert "15 days of a hold not counted" in found.why


def test_a_source_that_was_not_looked_up_says_so() -> None:
    unsure = Source(
        kind=Kind.PRACTICE,
        title="A kit",
        edition="2019",
        valid_from=date(2019, 5, 1),
        verified=False,
    )

    assert "look it up before relying on it" in unsure.words()
    assert "look it up" not in SOURCE.words()


@given(closed=DAYS, years=st.integers(0, 100), lengths=st.lists(st.integers(0, 900), max_size=4))
def test_a_hold_never_makes_it_shorter(closed: date, years: int, lengths: list[int]) -> None:
    holds = tuple(
        Held(since=closed, until=closed + timedelta(days=length), ground="claim")
        for length in lengths
    )
    kind = of(years=min(years, 2100 + 90 - closed.year))

    without = work_out(kind, {Start.CLOSED: closed}, (), closed)
    found = work_out(kind, {Start.CLOSED: closed}, holds, closed)

    assert without.until is not None
    assert found.until == without.until + timedelta(days=max(lengths, default=0))


def test_a_day_set_by_hand_counts_instead() -> None:
    found = work_out(of(Start.BIRTH), {}, (), TODAY, date(2040, 1, 1))

    assert (found.until, found.lacking) == (date(2040, 1, 1), ())
    assert "a day set by hand" in found.why
