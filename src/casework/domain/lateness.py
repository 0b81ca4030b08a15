"""How late a limit is, or how far off, in words. Must not know rules or cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from casework.domain.calendar import CalendarNotLoaded, Unit
from casework.domain.counting import DAY, last_day
from casework.domain.dates import clock_words, day_words, local_day, short_day
from casework.domain.lengths import Length
from casework.text import plural

if TYPE_CHECKING:
    from casework.domain.calendar import Calendar
    from casework.domain.counting import Due


def lateness(due: Due, now: datetime, calendar: Calendar) -> str:
    """Return ``2 school days late``, ``today``, ``tomorrow`` or ``Thu 14 May``.

    Limits in hours add the time. Days late are of the limit's own kind while at least one of them
    has gone by and the calendar knows it, and plain days otherwise.
    """
    if now >= due.at:
        return f"{_time_late(due, now, calendar)} late"
    today = local_day(now)
    words = _day_ahead(last_day(due), today)
    return words if due.on else f"{words}, {clock_words(due.at)}"


def short(words: str) -> str:
    """Return ``2 days late`` for a narrow column; beside it stands which days are meant."""
    return words.replace(" school day", " day").replace(" working day", " day")


def _day_ahead(day: date, today: date) -> str:
    if day == today:
        return "today"
    if day == today + DAY:
        return "tomorrow"
    return short_day(day) if day.year == today.year else day_words(day)


def _time_late(due: Due, now: datetime, calendar: Calendar) -> str:
    if due.on is None:
        return _elapsed(now - due.at)
    today = local_day(now)
    days = [due.on + DAY * n for n in range(1, (today - due.on).days + 1)]
    if due.unit in (Unit.SCHOOL_DAYS, Unit.WORKING_DAYS):
        school = due.unit is Unit.SCHOOL_DAYS
        counts = calendar.school_day if school else calendar.working_day
        try:
            gone_by = sum(counts(day) for day in days)
        except CalendarNotLoaded:
            gone_by = 0
        if gone_by:
            return str(Length(amount=gone_by, unit=due.unit))
    return plural(len(days), "day")


def _elapsed(late: timedelta) -> str:
    minutes = late // timedelta(minutes=1)
    if minutes < 60:
        return plural(max(minutes, 1), "minute")
    hours = minutes // 60
    return plural(hours, "hour") if hours < 48 else plural(hours // 24, "day")
