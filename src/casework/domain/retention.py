"""How long the record of a case is kept: class, start, period, holds, and the sentence for it.

Sums over plain values. Which class a case has, and where its dates come from, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words
from casework.text import in_words, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: A last day that a person sets lies at least so many days ahead (``threat-model.md``, section 6).
LEAST_AHEAD: Final = 365


class Start(StrEnum):
    """The days from which a period may run, or to which it lasts at least."""

    CLOSED = "closed"
    BIRTH = "birth"
    LEFT = "left"
    PENSION_AGE = "pension-age"


#: How a sentence speaks of each.
_DAYS: Final = {
    Start.CLOSED: "the day the case was closed",
    Start.BIRTH: "the child’s date of birth",
    Start.LEFT: "the day the member of staff leaves",
    Start.PENSION_AGE: "the day the member of staff reaches pension age",
}


class Kind(StrEnum):
    """What a period rests on."""

    LAW = "law"
    GUIDANCE = "guidance"
    PRACTICE = "practice"
    DEFAULT = "default"
    SCHOOL = "school"


_RESTS_ON: Final = {
    Kind.LAW: "The law",
    Kind.GUIDANCE: "Guidance",
    Kind.PRACTICE: "Good practice",
    Kind.DEFAULT: "This program’s default",
    Kind.SCHOOL: "The school’s own schedule",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The law or guidance behind a period. ``verified`` is false where a school should look."""

    kind: Kind
    title: str
    edition: str
    valid_from: date
    verified: bool = True

    def words(self) -> str:
        """Return the source as a sentence names it."""
        look = "" if self.verified else "; look it up before relying on it"
        valid = day_words(self.valid_from)
        return f"{_RESTS_ON[self.kind]}: {self.title} ({self.edition}, valid from {valid}{look})"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionClass:
    """One line of the schedule: so many years from ``start``, and not before ``at_least``.

    ``anonymous``: the destruction record keeps a figure without names. ``kinds``: it keeps what
    kind of entry stood where, as guidance wants for what was found malicious or false.
    """

    name: str
    title: str
    start: Start
    years: int
    source: Source
    at_least: Start | None = None
    anonymous: bool = False
    kinds: bool = False

    @property
    def needs(self) -> tuple[Start, ...]:
        """Return the days that must be known."""
        return (self.start,) if self.at_least is None else (self.start, self.at_least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A legal hold: from which day, to which day or still, and on what ground."""

    since: date
    until: date | None
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Until which day a record is kept (the last one), or which days are still to be told."""

    until: date | None
    lacking: tuple[Start, ...]
    held: bool
    why: str

    def is_over(self, today: date) -> bool:
        """Tell whether the period has ended, and nothing holds it."""
        return self.until is not None and not self.held and today > self.until


def after_years(day: date, years: int) -> date:
    """Return the same day so many years on; of a 29 February, the 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def work_out(
    kind: RetentionClass,
    days: Mapping[Start, date],
    holds: Iterable[Held],
    today: date,
    by_hand: date | None = None,
) -> Kept:
    """Return until when a closed case is kept. A hold stops the clock: its days do not count."""
    found = tuple(holds)
    held = any(one.until is None for one in found)
    lacking = tuple(day for day in kind.needs if day not in days)
    if lacking and by_hand is None:
        return Kept(until=None, lacking=lacking, held=held, why=_why_not(kind, lacking, found))
    until = by_hand or max(_ends(kind, days))
    standing = _stood_still(found, today)
    last = until + timedelta(days=standing)
    return Kept(
        until=last, lacking=(), held=held, why=_why(kind, days, by_hand, last, standing, found)
    )


def _ends(kind: RetentionClass, days: Mapping[Start, date]) -> list[date]:
    ends = [after_years(days[kind.start], kind.years)]
    return ends if kind.at_least is None else [*ends, days[kind.at_least]]


def _stood_still(holds: tuple[Held, ...], today: date) -> int:
    """Return on how many days one hold or several stopped the clock; each day counts once."""
    still = set()
    for hold in holds:
        end = hold.until or today
        still |= {hold.since + timedelta(days=n) for n in range((end - hold.since).days)}
    return len(still)


def _why(
    kind: RetentionClass,
    days: Mapping[Start, date],
    by_hand: date | None,
    last: date,
    standing: int,
    holds: tuple[Held, ...],
) -> str:
    if by_hand is not None:
        first = f"“{kind.title}”: kept until {day_words(last)}, a day set by hand"
    else:
        parts = [f"{_DAYS[day]} ({day_words(days[day])})" for day in kind.needs]
        first = f"“{kind.title}”: kept {_period(kind, parts)}, so until {day_words(last)}"
    still = f", {plural(standing, 'day')} of a hold not counted" if standing else ""
    return f"{first}{still}. {kind.source.words()}.{_on_hold(holds)}"


def _period(kind: RetentionClass, parts: list[str]) -> str:
    first = f"for {plural(kind.years, 'year')} from {parts[0]}" if kind.years else f"to {parts[0]}"
    return first if len(parts) == 1 else f"{first}, and at least to {parts[1]}"


def _why_not(kind: RetentionClass, lacking: tuple[Start, ...], holds: tuple[Held, ...]) -> str:
    period = _period(kind, [_DAYS[day] for day in kind.needs])
    missing = in_words(_DAYS[day] for day in lacking)
    return (
        f"“{kind.title}”: kept {period}. No day can be given, because {missing} is not on record. "
        f"{kind.source.words()}.{_on_hold(holds)}"
    )


def _on_hold(holds: tuple[Held, ...]) -> str:
    standing = [hold for hold in holds if hold.until is None]
    said = in_words(f"since {day_words(hold.since)} ({hold.ground})" for hold in standing)
    return f" On hold {said}: the clock stands still." if standing else ""
