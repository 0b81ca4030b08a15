"""When a limit is on somebody's mind: soon, late, late enough to remind, then for the headteacher.

A sum of the limit's day, the calendar and now, taken whenever somebody looks; nothing is kept. Must
not know whose list it comes to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import CalendarNotLoaded
from casework.domain.dates import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from casework.domain.calendar import Calendar

DAY: Final = timedelta(days=1)


class Stage(StrEnum):
    """How near or how late a limit is, for whoever has it on their list."""

    QUIET = "quiet"
    SOON = "soon"
    LATE = "late"
    REMINDED = "reminded"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """So many school days before and after the last day (*default*)."""

    before: int = 1
    after: int = 2
    escalates: int = 5


USUAL: Final = Reminding()


def stage(
    due_at: datetime, due_on: date | None, now: datetime, calendar: Calendar, by: Reminding = USUAL
) -> Stage:
    """Return how a limit stands that nobody has acted on. It is never late before ``due_at``."""
    last, today = due_on or local_day(due_at), local_day(now)
    if now < due_at:
        near = _days_between(today, last, calendar, by.before + 1) <= by.before
        return Stage.SOON if near else Stage.QUIET
    gone = _days_between(last, today, calendar, by.escalates)
    if gone >= by.escalates:
        return Stage.ESCALATED
    return Stage.REMINDED if gone >= by.after else Stage.LATE


def _days_between(first: date, last: date, calendar: Calendar, most: int) -> int:
    """Count the school days after ``first`` up to ``last``, and stop at ``most``.

    Where no term dates are loaded, Monday to Friday stand in: a reminder is no limit, and one too
    early does less harm than none.
    """
    count, day = 0, first
    while day < last and count < most:
        day += DAY
        count += _counts(day, calendar)
    return count


def _counts(day: date, calendar: Calendar) -> bool:
    try:
        return calendar.school_day(day)
    except CalendarNotLoaded:
        return day.isoweekday() <= 5
