"""When a limit ends: from a rule, a start and the school's calendar, with the reason in words.

Never a guess: where the calendar does not reach, the answer says what is missing. A limit that
stood still goes on with what was left of it; one that was extended goes on from its last day. Must
not know the time of day it is, nor where deadlines are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from casework.domain.calendar import Unit
from casework.domain.counting import (
    DAY,
    NOT_LOADED,
    Due,
    NotLoaded,
    Receipt,
    Roll,
    ends,
    last_day,
)
from casework.domain.dates import day_words, end_of
from casework.domain.lateness import lateness
from casework.domain.lengths import LONGEST, Length, parse_length
from casework.domain.stoppages import Hold, left_of
from casework.errors import UsageFault
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from casework.domain.calendar import Calendar

    Answer: TypeAlias = Due | NotLoaded
    #: How a length ends that starts at a moment.
    Counting: TypeAlias = Callable[[Length, datetime | date], Answer]

__all__ = [
    "DAY",
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


def work_out(
    rule: Rule,
    start: datetime | date,
    calendar: Calendar,
    holds: Sequence[Hold] = (),
    longer: Sequence[Length | date] = (),
) -> Due | NotLoaded:
    """Return when ``rule`` ends if it starts at ``start``, an instant counting as its local day.

    Hours run on from the instant, or from the beginning of the day where only that is known. After
    each hold the days that were left count from its end (*default*), as from a start: those after
    the day on which it began, and at least one of them, or one hour. ``longer`` are extensions in
    turn: so much more from the last day, or the last day itself; a hold that begins after the last
    day before an extension keeps back what the extension gave.
    """
    standing = sorted(
        (hold for hold in holds if not hold.was_over(start)), key=lambda hold: hold.since
    )
    answer = _of_rule(rule, start, calendar, standing, last=not longer)
    for number, more in enumerate(longer, start=1):
        if isinstance(answer, NotLoaded):
            return answer
        later = [hold for hold in standing if hold.since >= answer.at]
        answer = _extended(answer, more, calendar, later, last=number == len(longer))
    return answer


def _of_rule(
    rule: Rule, start: datetime | date, calendar: Calendar, holds: Sequence[Hold], *, last: bool
) -> Answer:
    def count(length: Length, since: datetime | date) -> Answer:
        return ends(length, since, calendar, rule.roll, rule.receipt)

    answers = [
        _held(length, start, count(length, start), count, calendar, holds, last=last)
        for length in rule.lengths
    ]
    if len(answers) == 1:
        return answers[0]
    known = [answer for answer in answers if isinstance(answer, Due)]
    missing = [answer for answer in answers if isinstance(answer, NotLoaded)]
    return _bounded(missing[0], known) if missing else _earliest(rule, known)


def _held(
    length: Length,
    start: datetime | date,
    answer: Answer,
    count: Counting,
    calendar: Calendar,
    holds: Sequence[Hold],
    *,
    last: bool,
) -> Answer:
    """Return when what was left ends after each hold in turn.

    A hold that begins only after the end is none of this stretch's, unless it is the ``last`` one.
    """
    said: list[str] = []
    for hold in holds:
        if hold.was_over(start):
            continue  # it lies within an earlier one
        if not last and isinstance(answer, Due) and hold.since >= answer.at:
            break
        left = left_of(length, start, answer, hold.since, calendar)
        if isinstance(left, NotLoaded):
            return replace(left, why=" ".join([*said, left.why]))
        said.append(hold.says(left))
        length, start = left, hold.until
        answer = count(length, start)
    return replace(answer, why=" ".join([*said, answer.why])) if said else answer


def _extended(
    due: Due, more: Length | date, calendar: Calendar, holds: Sequence[Hold], *, last: bool
) -> Answer:
    """Return when a limit ends that was lengthened, or given another last day."""
    start = due.on or due.at

    def count(length: Length, since: datetime | date) -> Answer:
        return ends(length, since, calendar, Roll.NONE, Receipt.ACTUAL)

    if isinstance(more, Length):
        length, answer = more, count(more, start)
    else:
        length = Length(amount=LONGEST, unit=_day_unit(due.unit))
        why = f"to {day_words(more)}. Due by the end of {day_words(more)}."
        answer = Due(at=end_of(more), on=more, unit=due.unit, why=why)
    held = _held(length, start, answer, count, calendar, holds, last=last)
    return replace(held, why=f"{due.why} Extended: {held.why}")


def _day_unit(unit: Unit) -> Unit:
    return unit if unit in (Unit.SCHOOL_DAYS, Unit.WORKING_DAYS) else Unit.CALENDAR_DAYS


def _bounded(missing: NotLoaded, known: Sequence[Due]) -> NotLoaded:
    if not known:
        return missing
    last = last_day(min(known, key=lambda due: due.at))
    why = f"{missing.why} It is no later than {day_words(last)}."
    return replace(missing, no_later_than=last, why=why)


def _earliest(rule: Rule, known: Sequence[Due]) -> Due:
    first = min(known, key=lambda due: due.at)
    each = in_words(
        f"{length} ({day_words(last_day(due))})"
        for length, due in zip(rule.lengths, known, strict=True)
    )
    return replace(first, why=f"The first to end of {each}. {first.why}")
