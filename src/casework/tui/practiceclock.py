"""How far a practice school's clock may be moved on, in words and instants. Never a real school's.

Pure sums. Must not know a widget, nor what falls due on the way.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import CalendarNotLoaded
from casework.domain.dates import LONDON, instant_words, local_day, read_day
from casework.errors import UsageFault

if TYPE_CHECKING:
    from casework.domain.calendar import Calendar

_MORNING: Final = time(9, 0)
#: Nobody practises further ahead (*default*).
FURTHEST: Final = timedelta(days=400)
_DAYS: Final = {"Tomorrow morning": 1, "In a week": 7, "In four weeks": 28}


def choices(now: datetime, calendar: Calendar) -> tuple[tuple[str, datetime], ...]:
    """Return how far one may want to go, the nearest first: words with their moment, and when."""
    today = local_day(now)
    told = {"An hour later": now + timedelta(hours=1)}
    school = _next_school_day(today, calendar)
    if school is not None:
        told["The next school day"] = _morning(school)
    told |= {words: _morning(today + timedelta(days=days)) for words, days in _DAYS.items()}
    by_time = {at: words for words, at in reversed(told.items())}  # each moment once
    return tuple((f"{by_time[at]}: {instant_words(at)}", at) for at in sorted(by_time))


def typed(words: str, now: datetime) -> datetime:
    """Return nine in the morning of a day as typed. Raises UsageFault for one that has been."""
    at = _morning(read_day(words))
    if at <= now:
        raise UsageFault("The clock of a practice school only goes on.", advice="Name a later day.")
    if at - now > FURTHEST:
        raise UsageFault(
            "That is more than a year ahead, where no term dates are known.",
            advice="Name a nearer day.",
        )
    return at


def _next_school_day(today: date, calendar: Calendar) -> date | None:
    try:
        ahead = (today + timedelta(days=days) for days in range(1, 60))
        return next((day for day in ahead if calendar.school_day(day)), None)
    except CalendarNotLoaded:
        return None


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING, LONDON).astimezone(UTC)
