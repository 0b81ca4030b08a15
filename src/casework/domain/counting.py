"""When one length ends that starts at a given moment, with every day passed on the way in words.

Counting starts on the day after the start. Must not know rules of several lengths, what stood
still, nor the time of day it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import CalendarNotLoaded, Unit
from casework.domain.dates import (
    clock_change,
    day_words,
    end_of,
    instant_words,
    local_day,
    month_word,
    short_day,
    start_of,
)
from casework.domain.explanations import Step, in_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casework.domain.calendar import Calendar
    from casework.domain.lengths import Length

#: What stands in place of a date that cannot be worked out.
NOT_LOADED: Final = "calendar not loaded"
#: How its reason ends; what loads the calendar comes after it.
NO_DATE: Final = "so no date can be given."
DAY: Final = timedelta(days=1)
#: Answers one calendar keeps: many limits begin on the same days, above all when all are redated.
_REMEMBERED: Final = 2_000


class Roll(StrEnum):
    """Where a date goes that is no working day. Only calendar days, weeks and months ever roll."""

    NONE = "none"
    NEXT_WORKING_DAY = "next-working-day"
    PREVIOUS_WORKING_DAY = "previous-working-day"


class Receipt(StrEnum):
    """Which day is day 0 of school days, when something comes in while pupils are away."""

    NEXT_SCHOOL_DAY = "next-school-day"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A worked-out limit.

    From the UTC instant ``at`` it is late. ``on`` is its last day, None where hours decide.
    """

    at: datetime
    on: date | None
    unit: Unit
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLoaded:
    """No date can be given: ``what`` is missing, ``advice`` names the command that loads it.

    ``no_later_than`` is the earliest limit that is known, where a rule has several.
    """

    what: str
    why: str
    advice: str
    no_later_than: date | None = None

    def __str__(self) -> str:
        return NOT_LOADED


def ends(
    length: Length, start: datetime | date, calendar: Calendar, roll: Roll, receipt: Receipt
) -> Due | NotLoaded:
    """Return when ``length`` ends if it starts at ``start``; an instant counts as its local day.

    Hours run on from the instant, or from the beginning of the day where only that is known.
    """
    if length.unit is Unit.HOURS:
        return _hours(length, start)
    day = local_day(start) if isinstance(start, datetime) else start
    asked = (length, day, roll, receipt)
    found: Due | NotLoaded | None = calendar.remembered.get(asked)
    if found is None:
        if len(calendar.remembered) >= _REMEMBERED:
            calendar.remembered.clear()
        found = calendar.remembered[asked] = _days(length, day, calendar, roll, receipt)
    return found


def _days(
    length: Length, day: date, calendar: Calendar, roll: Roll, receipt: Receipt
) -> Due | NotLoaded:
    if length.unit is Unit.WORKING_DAYS:
        return _counted(length, day, day, "", calendar.why_not_working)
    if length.unit is Unit.SCHOOL_DAYS:
        return _school_days(length, receipt, day, calendar)
    return _calendar_days(length, roll, day, calendar)


def last_day(due: Due) -> date:
    """Return the local day on which it ends."""
    return due.on or local_day(due.at)


def _hours(length: Length, start: datetime | date) -> Due:
    if isinstance(start, datetime):
        since = instant_words(start)
    else:
        since = f"the beginning of {day_words(start)}, as the time of day is not known"
        start = start_of(start)
    at = start.astimezone(UTC) + timedelta(hours=length.amount)
    change = clock_change(start, at)
    why = f"{length} from {since}: every hour counts{change}. Due by {instant_words(at)}."
    return Due(at=at, on=None, unit=length.unit, why=why)


def _school_days(
    length: Length, receipt: Receipt, day: date, calendar: Calendar
) -> Due | NotLoaded:
    if receipt is Receipt.ACTUAL:
        return _counted(length, day, day, "", calendar.why_not_school)
    waited: list[Step] = []
    try:
        _walk(day, 1, calendar.why_not_school, waited)
    except CalendarNotLoaded as gap:
        return _not_loaded(gap, length, day, [in_pieces(waited)])
    moved = _moved_receipt(waited) if len(waited) > 1 else ""
    return _counted(length, day, waited[-1].day, moved, calendar.why_not_school)


def _moved_receipt(waited: Sequence[Step]) -> str:
    came, taken = short_day(waited[0].day), short_day(waited[-1].day)
    because = in_pieces(waited[:-1])
    return f"received on {came}, treated as received on {taken}, the next school day ({because})"


def _counted(
    length: Length, start: date, day_0: date, said: str, why_not: Callable[[date], str | None]
) -> Due | NotLoaded:
    steps: list[Step] = []
    try:
        _walk(day_0 + DAY, length.amount, why_not, steps)
    except CalendarNotLoaded as gap:
        return _not_loaded(gap, length, start, [said, in_pieces(steps)])
    on = steps[-1].day if steps else day_0
    return _due(length, start, on, [said, in_pieces(steps)])


def _walk(
    day: date,
    amount: int,
    why_not: Callable[[date], str | None],
    steps: list[Step],
    by: timedelta = DAY,
) -> None:
    """Add the days from ``day`` to ``steps`` until ``amount`` of them count.

    The steps taken stand in ``steps`` also when the calendar ends on the way.
    """
    while amount:
        why = why_not(day)
        steps.append(Step(day=day, why=why))
        amount -= why is None
        day += by


def _calendar_days(length: Length, roll: Roll, start: date, calendar: Calendar) -> Due | NotLoaded:
    plain, said = _plain_end(length, start)
    if roll is Roll.NONE or length.amount == 0:
        return _due(length, start, plain, [said])
    by, words = _ROLLING[roll]
    steps: list[Step] = []
    try:
        _walk(plain, 1, calendar.why_not_working, steps, by)
    except CalendarNotLoaded as gap:
        return _not_loaded(gap, length, start, [said, in_pieces(_in_order(steps))])
    off = in_pieces(_in_order(steps[:-1]))
    return _due(length, start, steps[-1].day, [said, f"{off}, so {words}" if off else ""])


_ROLLING: Final = {
    Roll.NEXT_WORKING_DAY: (DAY, "it moves on to the next working day"),
    Roll.PREVIOUS_WORKING_DAY: (-DAY, "it moves back to the working day before"),
}


def _in_order(steps: Sequence[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: step.day)


def _plain_end(length: Length, start: date) -> tuple[date, str]:
    if length.unit is Unit.MONTHS:
        return _months_on(start, length.amount)
    per_unit = 7 if length.unit is Unit.WEEKS else 1
    end = start + timedelta(days=length.amount * per_unit)
    return end, f"every day counts, to {short_day(end)}" if length.amount else ""


def _months_on(start: date, months: int) -> tuple[date, str]:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = _last_of_month(year, month + 1)
    if start.day <= last.day:
        end = last.replace(day=start.day)
        return end, f"the same day of the month is {short_day(end)}"
    return last, f"{month_word(last)} has no day {start.day}, so its last day is taken"


def _last_of_month(year: int, month: int) -> date:
    """Return the last day: from the 28th four days on lies in the next month, always."""
    beyond = date(year, month, 28) + 4 * DAY
    return beyond - timedelta(days=beyond.day)


def _due(length: Length, start: date, on: date, said: Sequence[str]) -> Due:
    since = short_day(start) if start.year == on.year else day_words(start)
    pieces = "; ".join(piece for piece in said if piece) or "it ends on the same day"
    why = f"{length} from {since}: {pieces}. Due by the end of {day_words(on)}."
    return Due(at=end_of(on), on=on, unit=length.unit, why=why)


def _not_loaded(
    gap: CalendarNotLoaded, length: Length, start: date, said: Sequence[str]
) -> NotLoaded:
    pieces = "; ".join(piece for piece in said if piece)
    lack = f"{pieces}. The {gap.what} {gap.lack}" if pieces else f"the {gap.what} {gap.lack}"
    why = f"{length} from {day_words(start)}: {lack}, {NO_DATE}"
    return NotLoaded(what=gap.what, why=why, advice=gap.advice)
