"""Limits that stand still for a while, and what is left of them. Must not know when they end.

The pause holds limits, and people stop them: while identity is proved, while something unclear is
asked about, while an agency asks the school to wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import CalendarNotLoaded, Unit
from casework.domain.counting import DAY, Due, NotLoaded, last_day
from casework.domain.dates import local_day, short_day, start_of
from casework.domain.explanations import stretch
from casework.domain.lengths import Length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.domain.calendar import Calendar


class StopCategory(StrEnum):
    """Why people stop a limit (*default*): nobody's own delay is among the reasons."""

    IDENTIFICATION = "identification"
    CLARIFICATION = "clarification"
    AGENCY = "agency"
    AWAY = "away"


#: What each category says of a limit that stands still.
STOP_WORDS: Final = {
    StopCategory.IDENTIFICATION: "while we waited for proof of who is asking",
    StopCategory.CLARIFICATION: "while we waited to hear what exactly is asked for",
    StopCategory.AGENCY: "because the police, the LADO or another agency asked us to wait",
    StopCategory.AWAY: "because a person it depends on was ill or away",
}
#: Said of the pause, the same whatever lies behind it.
PAUSED: Final = "while contact was paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Two aware instants between which a limit stood still; ``words`` say why."""

    since: datetime
    until: datetime
    verb: str = "Held"
    words: str = PAUSED

    def was_over(self, start: datetime | date) -> bool:
        """Tell whether a limit that starts at ``start`` began only after it."""
        whole = isinstance(start, datetime)
        return start >= self.until if whole else start >= local_day(self.until)

    def says(self, left: Length) -> str:
        """Return ``Held from Mon 2 to Mon 9 Nov while contact was paused, with … left.``"""
        first, last = local_day(self.since), local_day(self.until)
        days = f"on {short_day(first)}" if first == last else f"from {stretch([first, last])}"
        return f"{self.verb} {days} {self.words}, with {left} left."


def left_of(
    length: Length,
    start: datetime | date,
    whole: Due | NotLoaded,
    since: datetime,
    calendar: Calendar,
) -> Length | NotLoaded:
    """Return what is left of a limit that stands still from ``since`` on: a day or hour at least.

    ``whole`` is when it would have ended. The day on which it stops is gone.
    """
    if length.unit is Unit.HOURS:
        return _hours_left(length, start, since)
    day = local_day(start) if isinstance(start, datetime) else start
    begun = local_day(since)
    if begun <= day:
        return length  # nothing of it was gone yet
    if isinstance(whole, NotLoaded):
        return whole
    days = [begun + DAY * n for n in range(1, (last_day(whole) - begun).days + 1)]
    return _of_days(length, days, calendar, whole)


def _hours_left(length: Length, start: datetime | date, since: datetime) -> Length:
    begun = start if isinstance(start, datetime) else start_of(start)
    gone = since.astimezone(UTC) - begun.astimezone(UTC)
    left = length.amount - max(gone, timedelta()) // timedelta(hours=1)  # a begun hour stays whole
    return Length(amount=max(left, 1), unit=length.unit)


def _of_days(
    length: Length, days: Sequence[date], calendar: Calendar, whole: Due
) -> Length | NotLoaded:
    if length.unit not in (Unit.SCHOOL_DAYS, Unit.WORKING_DAYS):
        return Length(amount=max(len(days), 1), unit=Unit.CALENDAR_DAYS)
    school = length.unit is Unit.SCHOOL_DAYS
    counts = calendar.school_day if school else calendar.working_day
    try:
        counted = sum(counts(day) for day in days)
    except CalendarNotLoaded as gap:  # only where a day was set by hand, beyond the calendar
        why = f"{whole.why} The {gap.what} {gap.lack}, so what is left of it cannot be counted."
        return NotLoaded(what=gap.what, why=why, advice=gap.advice)
    return Length(amount=max(min(counted, length.amount), 1), unit=length.unit)
