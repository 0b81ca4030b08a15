"""Reminders: one school day before, two after, and the headteacher's turn after five."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.domain.calendar import SchoolYear, Term, empty_calendar, with_year
from casework.domain.dates import end_of
from casework.domain.reminders import Reminding, Stage, stage

CALENDAR = with_year(
    empty_calendar(),
    SchoolYear(
        first=date(2026, 9, 1),
        last=date(2027, 8, 31),
        terms=(
            Term(first=date(2026, 9, 2), last=date(2026, 10, 23), name="one"),
            Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="two"),
        ),
    ),
)
#: The Thursday before half-term.
LAST = date(2026, 10, 22)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-20", Stage.QUIET),
        ("2026-10-21", Stage.SOON),
        ("2026-10-22", Stage.SOON),
        ("2026-10-23", Stage.LATE),
        ("2026-11-01", Stage.LATE),  # half-term: no school day has gone by
        ("2026-11-02", Stage.REMINDED),
        ("2026-11-04", Stage.REMINDED),
        ("2026-11-05", Stage.ESCALATED),
    ],
)
def test_a_limit_comes_nearer_and_then_to_the_head(now: str, expected: Stage) -> None:
    at = datetime.fromisoformat(now).replace(hour=9, tzinfo=UTC)

    assert stage(end_of(LAST), LAST, at, CALENDAR) == expected


def test_a_limit_in_hours_counts_from_its_day() -> None:
    due = datetime(2026, 10, 22, 10, tzinfo=UTC)
    stages = [stage(due, None, due.replace(hour=hour), CALENDAR) for hour in (9, 10)]

    assert stages == [Stage.SOON, Stage.LATE]


def test_without_term_dates_weekdays_stand_in() -> None:
    at = datetime(2028, 11, 8, 9, tzinfo=UTC)

    assert stage(end_of(date(2028, 11, 1)), date(2028, 11, 1), at, CALENDAR) == Stage.ESCALATED


def test_the_pattern_may_be_another() -> None:
    at = datetime(2026, 10, 19, 9, tzinfo=UTC)
    early = Reminding(before=3)

    assert stage(end_of(LAST), LAST, at, CALENDAR, early) == Stage.SOON
