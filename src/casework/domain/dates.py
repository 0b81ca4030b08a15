"""Dates and instants of the school, to and from words. Must not know what happened on them.

Instants are aware and stored in UTC; dates are the school's own, in Europe/London.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from casework.errors import UsageFault
from casework.text import clean_line, large

LONDON: Final = ZoneInfo("Europe/London")

#: Dates outside these years are slips of the pen (*default*).
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200

# Not strftime: its names follow the machine's language.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class Precision(StrEnum):
    """How well a time is known."""

    EXACT = "exact"
    ABOUT = "about"
    DATE = "date"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """When something happened in the world: ``at`` in UTC, ``on`` the local date, each if known."""

    at: datetime | None
    on: date | None
    precision: Precision
    words: str


def local_day(instant: datetime) -> date:
    """Return the school's date at an aware instant; a naive one is a ValueError."""
    return _local(instant).date()


def start_of(day: date) -> datetime:
    """Return the UTC instant at which the school's ``day`` begins."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the UTC instant at which the school's ``day`` is over: 24:00, the next day's 00:00."""
    return start_of(day + timedelta(days=1))


def short_day(day: date) -> str:
    """Return ``Thu 5 Nov``."""
    return f"{_DAYS[day.weekday()][:3]} {day.day} {month_word(day)}"


def month_word(day: date) -> str:
    """Return ``Nov``."""
    return _MONTHS[day.month - 1][:3]


def typed_day(day: date) -> str:
    """Return ``5/11/2026``, as a field wants it typed."""
    return f"{day.day}/{day.month}/{day.year}"


def day_words(day: date) -> str:
    """Return ``Thu 5 Nov 2026``."""
    return f"{short_day(day)} {day.year}"


def long_day(day: date) -> str:
    """Return ``Thursday 5 November 2026``, for letters."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def clock_words(instant: datetime) -> str:
    """Return ``14:05``, local; in the hour that comes twice ``01:30 BST`` or ``01:30 GMT``."""
    local = _local(instant)
    words = f"{local.hour:02}:{local.minute:02}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{words} {local.tzname()}" if twice else words


def exact_words(instant: datetime) -> str:
    """Return ``14:05:10``, local, for what ends within seconds; named as ``clock_words`` does."""
    minute, _, zone = clock_words(instant).partition(" ")
    said = f"{minute}:{_local(instant).second:02}"
    return f"{said} {zone}" if zone else said


def clock_change(earlier: datetime, later: datetime) -> str:
    """Return ``, and the clocks go back in between`` where they do; otherwise nothing."""
    before, after = _local(earlier).utcoffset(), _local(later).utcoffset()
    if before == after:
        return ""
    return f", and the clocks go {'forward' if before == timedelta(0) else 'back'} in between"


def instant_words(instant: datetime) -> str:
    """Return ``Thu 5 Nov 2026, 14:05``, local."""
    return f"{day_words(local_day(instant))}, {clock_words(instant)}"


def read_day(text: str) -> date:
    """Return the date in ``2026-11-05`` or ``5/11/2026`` (day first, always); else UsageFault."""
    parts = _DAY_PARTS.fullmatch(clean_line(text))
    if parts is None:
        raise UsageFault("This is not a date that can be read.", advice=_DAY_ADVICE)
    if parts["year"]:
        year, month, day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    else:
        year, month, day = int(parts["uk_year"]), int(parts["uk_month"]), int(parts["uk_day"])
    return _existing(year, month, day)


_DAY_PARTS = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"|(?P<uk_day>[0-9]{1,2})/(?P<uk_month>[0-9]{1,2})/(?P<uk_year>[0-9]{4})"
)
_DAY_ADVICE = "Write the day first, as 5/11/2026."


def _existing(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise UsageFault(f"There is no month {month}, so this is no date.", advice=_DAY_ADVICE)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise UsageFault(f"The year {year:04} cannot be meant here.", advice=_DAY_ADVICE)
    try:
        return date(year, month, day)
    except ValueError:
        named = f"{day} {_MONTHS[month - 1]} {year}"
        raise UsageFault(f"There is no {named}.", advice="Check the day and the month.") from None


_WHEN = re.compile(
    r"(?P<about>about )?"
    r"(?P<day>today|yesterday|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})?"
    r"(?P<gap>t|,? at |, ?| )?"
    r"(?:(?P<hour>[0-9]{1,2})(?P<rest>:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(?P<zone> ?(?:z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_WHEN_ADVICE = (
    "Write a date (5/11/2026), a date and time (5/11/2026 14:30), today, yesterday, about 14:30, "
    "or unknown."
)


def parse_when(text: str, now: datetime) -> Happened:
    """Return when something happened, from typed words; a time without a zone is London's.

    A bare time is today's. In the hour that comes twice an exact time must say which; ``about``
    takes the first. No such date or time, and anything after ``now``, is a UsageFault.
    """
    words = clean_line(text).casefold()
    if words in {"unknown", "not known"}:
        return Happened(at=None, on=None, precision=Precision.UNKNOWN, words="not known")
    if words == "now":
        return Happened(
            at=now.astimezone(UTC),
            on=local_day(now),
            precision=Precision.EXACT,
            words=instant_words(now),
        )
    parts = _WHEN.fullmatch(words)
    if parts is None or not _is_whole(parts):
        raise UsageFault("This is not a date or time that can be read.", advice=_WHEN_ADVICE)
    day = _named_day(parts["day"], now)
    happened = _dated(day, parts) if parts["hour"] is None else _timed(day, parts)
    if (happened.at or start_of(day)) > now:
        raise UsageFault(
            f"{large(happened.words)} is still to come: only what has happened can be recorded.",
            advice="Check the date and the time.",
        )
    return happened


def _is_whole(parts: re.Match[str]) -> bool:
    both = parts["day"] is not None and parts["hour"] is not None
    either = parts["day"] is not None or parts["hour"] is not None
    return either and both == (parts["gap"] is not None)


def _named_day(word: str | None, now: datetime) -> date:
    if word is None or word == "today":
        return local_day(now)
    if word == "yesterday":
        return local_day(now) - timedelta(days=1)
    return read_day(word)


def _dated(day: date, parts: re.Match[str]) -> Happened:
    if parts["about"]:
        about = f"about {day_words(day)}"
        return Happened(at=None, on=day, precision=Precision.ABOUT, words=about)
    return Happened(at=None, on=day, precision=Precision.DATE, words=day_words(day))


def _timed(day: date, parts: re.Match[str]) -> Happened:
    zone = (parts["zone"] or "").strip()
    try:
        clock = time.fromisoformat(f"{parts['hour']:0>2}{parts['rest']}{zone.upper()}")
    except ValueError:
        raise UsageFault("There is no such time of day.", advice="Write it as 14:30.") from None
    precision = Precision.ABOUT if parts["about"] else Precision.EXACT
    if clock.tzinfo is None:
        at = _at_school(day, clock, precision)
    else:
        at = datetime.combine(day, clock).astimezone(UTC)
    words = instant_words(at) if precision is Precision.EXACT else f"about {instant_words(at)}"
    return Happened(at=at, on=local_day(at), precision=precision, words=words)


def _at_school(day: date, clock: time, precision: Precision) -> datetime:
    local = datetime.combine(day, clock, LONDON)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    said = f"{clock.hour:02}:{clock.minute:02} on {day_words(day)}"
    if first > second:
        raise UsageFault(
            f"There was no {said}: the clocks went forward over it.",
            advice="Give the time the clock showed.",
        )
    if first < second and precision is Precision.EXACT:
        raise UsageFault(
            f"{said} came twice: the clocks went back.",
            advice="Add +01:00 for the first time round, +00:00 for the second, or write about.",
        )
    return first


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant.astimezone(LONDON)
