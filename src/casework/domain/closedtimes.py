"""When the school is shut next: the stretch of days without pupils around a holiday.

Never a guess: where the calendar does not reach the end of it, it says what is missing. Must not
know what falls due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words

if TYPE_CHECKING:
    from datetime import date

    from casework.domain.calendar import Calendar

DAY: Final = timedelta(days=1)
#: With fewer weekdays off it is a long weekend, not a holiday (*default*).
FEWEST_WEEKDAYS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The first and the last day on which pupils are away."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{day_words(self.first)} to {day_words(self.last)}"


def next_closed(calendar: Calendar, today: date) -> Closed:
    """Return the holiday that goes on today, or else the next one.

    Raises CalendarNotLoaded where the loaded term dates end before it does.
    """
    first = today
    while True:
        while calendar.school_day(first):
            first += DAY
        last = first
        while not calendar.school_day(last + DAY):
            last += DAY
        length = (last - first).days + 1
        weekdays = sum((first + n * DAY).isoweekday() <= 5 for n in range(length))
        if weekdays >= FEWEST_WEEKDAYS:
            return Closed(first=first, last=last)
        first = last + DAY
