"""When a limit ends: from a rule, a start and the school's calendar, with the reason in words.

Never a guess: where the calendar does not reach, the answer says what is missing. Counting starts
on the day after the start. A limit that stood still goes on with what was left of it. Must not know
the time of day it is, nor where deadlines are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import CalendarNotLoaded, Unit
from casework.domain.dates import (
    clock_change,
    clock_words,
    day_words,
    end_of,
    instant_words,
    local_day,
    month_word,
    short_day,
    start_of,
)
from casework.domain.explanations import Step, in_pieces, stretch
from casework.domain.lengths import Length, parse_length
from casework.errors import UsageFault
from casework.text import in_words, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casework.domain.calendar import Calendar

__all__ = [
    "NOT_LOADED",
    "Due",
    "Hold",
    "Length",
    "NotLoaded",
    "Receipt",
    "Roll",
    "Rule",
    "Unit",
    "lateness",
    "parse_length",
    "work_out",
]

#: What stands in place of a date that cannot be worked out.
NOT_LOADED: Final = "calendar not loaded"
DAY: Final = timedelta(days=1)


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
class Rule:
    """How long, and how days off are treated. Of several lengths the first to end decides."""

    lengths: tuple[Length, ...]
    roll: Roll = Roll.NONE
    receipt: Receipt = Receipt.NEXT_SCHOOL_DAY

    def __post_init__(self) -> None:
        if not self.lengths:
            raise UsageFault("A limit needs a length.", advice="Write one, as 5 school days.")

    def __str__(self) -> str:
        return in_words((str(length) for length in self.lengths), "or")


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
class Hold:
    """Two aware instants between which a limit stood still."""

    since: datetime
    until: datetime

    def was_over(self, start: datetime | date) -> bool:
        """Tell whether a limit that starts at ``start`` began only after it."""
        whole = isinstance(start, datetime)
        return start >= self.until if whole else start >= local_day(self.until)


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


def work_out(
    rule: Rule, start: datetime | date, calendar: Calendar, hold: Hold | None = None
) -> Due | NotLoaded:
    """Return when ``rule`` ends if it starts at ``start``, an instant counting as its local day.

    Hours run on from the instant, or from the beginning of the day where only that is known. After
    a ``hold`` the days that were left count from its end (*default*), as from a start: those after
    the day on which it began, and at least one of them, or one hour.
    """
    if hold is None or hold.was_over(start):
        answers = [_limit(length, rule, start, calendar) for length in rule.lengths]
    else:
        answers = [_held(length, rule, start, calendar, hold) for length in rule.lengths]
    if len(answers) == 1:
        return answers[0]
    known = [answer for answer in answers if isinstance(answer, Due)]
    missing = [answer for answer in answers if isinstance(answer, NotLoaded)]
    return _bounded(missing[0], known) if missing else _earliest(rule, known)


def lateness(due: Due, now: datetime, calendar: Calendar) -> str:
    """Return ``2 school days late``, ``today``, ``tomorrow`` or ``Thu 14 May``.

    Limits in hours add the time. Days late are of the limit's own kind while at least one of them
    has gone by and the calendar knows it, and plain days otherwise.
    """
    if now >= due.at:
        return f"{_time_late(due, now, calendar)} late"
    today = local_day(now)
    words = _day_ahead(_last_day(due), today)
    return words if due.on else f"{words}, {clock_words(due.at)}"


def _limit(
    length: Length, rule: Rule, start: datetime | date, calendar: Calendar
) -> Due | NotLoaded:
    if length.unit is Unit.HOURS:
        return _hours(length, start)
    day = local_day(start) if isinstance(start, datetime) else start
    if length.unit is Unit.WORKING_DAYS:
        return _counted(length, day, day, "", calendar.why_not_working)
    if length.unit is Unit.SCHOOL_DAYS:
        return _school_days(length, rule.receipt, day, calendar)
    return _calendar_days(length, rule.roll, day, calendar)


def _held(
    length: Length, rule: Rule, start: datetime | date, calendar: Calendar, hold: Hold
) -> Due | NotLoaded:
    left = _left(length, rule, start, calendar, hold.since)
    if isinstance(left, NotLoaded):
        return left
    answer = _limit(left, rule, hold.until, calendar)
    first, last = local_day(hold.since), local_day(hold.until)
    days = f"on {short_day(first)}" if first == last else f"from {stretch([first, last])}"
    held = f"Held {days} while contact was paused, with {left} left."
    return replace(answer, why=f"{held} {answer.why}")


def _left(
    length: Length, rule: Rule, start: datetime | date, calendar: Calendar, since: datetime
) -> Length | NotLoaded:
    """Return what is left of a limit that stands still from ``since`` on."""
    if length.unit is Unit.HOURS:
        return _hours_left(length, start, since)
    day = local_day(start) if isinstance(start, datetime) else start
    begun = local_day(since)
    if begun <= day:
        return length  # nothing of it was gone yet
    whole = _limit(length, rule, start, calendar)
    if isinstance(whole, NotLoaded):
        return whole
    days = [begun + DAY * n for n in range(1, (_last_day(whole) - begun).days + 1)]
    return _of_days(length, days, calendar)


def _hours_left(length: Length, start: datetime | date, since: datetime) -> Length:
    begun = start if isinstance(start, datetime) else start_of(start)
    gone = since.astimezone(UTC) - begun.astimezone(UTC)
    left = length.amount - max(gone, timedelta()) // timedelta(hours=1)  # a begun hour stays whole
    return Length(amount=max(left, 1), unit=length.unit)


def _of_days(length: Length, days: Sequence[date], calendar: Calendar) -> Length:
    if length.unit in (Unit.SCHOOL_DAYS, Unit.WORKING_DAYS):
        school = length.unit is Unit.SCHOOL_DAYS
        counts = calendar.school_day if school else calendar.working_day
        counted = sum(counts(day) for day in days)
        return Length(amount=max(min(counted, length.amount), 1), unit=length.unit)
    return Length(amount=max(len(days), 1), unit=Unit.CALENDAR_DAYS)


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
    why = f"{length} from {day_words(start)}: {lack}, so no date can be given."
    return NotLoaded(what=gap.what, why=why, advice=gap.advice)


def _bounded(missing: NotLoaded, known: Sequence[Due]) -> NotLoaded:
    if not known:
        return missing
    last = _last_day(min(known, key=lambda due: due.at))
    why = f"{missing.why} It is no later than {day_words(last)}."
    return replace(missing, no_later_than=last, why=why)


def _earliest(rule: Rule, known: Sequence[Due]) -> Due:
    first = min(known, key=lambda due: due.at)
    ends = in_words(
        f"{length} ({day_words(_last_day(due))})"
        for length, due in zip(rule.lengths, known, strict=True)
    )
    return replace(first, why=f"The first to end of {ends}. {first.why}")


def _last_day(due: Due) -> date:
    return due.on or local_day(due.at)


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
