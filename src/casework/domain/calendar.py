"""The calendar of one school: working days, school days, and what is not loaded.

A calendar is a value with a number: each change makes the next one. Must not know how dates are
counted, who asks, or where calendars are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from casework.domain.bankholidays import ENGLAND_BANK_HOLIDAYS, SHIPPED_YEARS
from casework.domain.dates import day_words
from casework.domain.terms import SchoolYear, Term, overlap, span, year_problems
from casework.errors import Damaged, UsageFault
from casework.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "ENGLAND_BANK_HOLIDAYS",
    "Calendar",
    "CalendarNotLoaded",
    "Holiday",
    "SchoolYear",
    "Term",
    "Unit",
    "calendar_from_json",
    "calendar_json",
    "empty_calendar",
    "with_closures",
    "with_confirmed_year",
    "with_holiday",
    "with_year",
    "without_closures",
    "without_holiday",
]

WEEKEND: Final = "the weekend"
OUT_OF_TERM: Final = "half-term or holiday"
INSET: Final = "INSET"
#: A longer name of a bank holiday or reason of a closure is refused (*default*).
LONGEST_NAME: Final = 80


class Unit(StrEnum):
    """What a limit is counted in; the kinds of day never mix."""

    HOURS = "hours"
    WORKING_DAYS = "working days"
    SCHOOL_DAYS = "school days"
    CALENDAR_DAYS = "calendar days"
    WEEKS = "weeks"
    MONTHS = "months"


class CalendarNotLoaded(UsageFault):
    """The calendar knows nothing of a day it is asked about, because ``what`` is missing."""

    def __init__(self, what: str, lack: str, advice: str) -> None:
        super().__init__(f"The {what} {lack}.", advice=advice)
        self.what, self.lack = what, lack


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One bank holiday."""

    day: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One school's days in edition ``version``; made anew by each change, never altered.

    ``holidays`` are the bank holidays of ``loaded_years``; ``closures`` are days the school had to
    shut, with the reason. ``remembered`` is what was counted in it before, for it never changes.
    """

    version: int
    holidays: Mapping[date, str]
    loaded_years: frozenset[int]
    years: tuple[SchoolYear, ...] = ()
    closures: Mapping[date, str] = field(default_factory=dict)
    region: str = "England and Wales"
    remembered: dict[tuple[object, ...], Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def working_day(self, day: date) -> bool:
        """Tell Monday to Friday without bank holidays; CalendarNotLoaded for an unloaded year."""
        return self.why_not_working(day) is None

    def school_day(self, day: date) -> bool:
        """Tell whether pupils are in; CalendarNotLoaded outside the loaded school years."""
        return self.why_not_school(day) is None

    def why_not_working(self, day: date) -> str | None:
        """Return ``Good Friday`` or ``the weekend``; None for a working day."""
        if _on_weekend(day):
            return WEEKEND
        if day.year not in self.loaded_years:
            raise CalendarNotLoaded(
                f"bank holidays of {day.year}",
                "are not loaded",
                f"Confirm them with: casework calendar confirm {day.year}",
            )
        return self.holidays.get(day)

    def why_not_school(self, day: date) -> str | None:
        """Return ``INSET``, ``half-term or holiday``, ``closed: snow`` …; None for a school day."""
        year = self._year_of(day)
        if day in year.inset:
            return INSET
        if not any(day in term for term in year.terms):
            return OUT_OF_TERM
        if day in self.closures and not _on_weekend(day):
            return f"closed: {self.closures[day]}"
        return self.why_not_working(day)

    def _year_of(self, day: date) -> SchoolYear:
        for year in self.years:
            if day in year:
                return year
        autumn = day.year if day.month >= 9 else day.year - 1
        whole = SchoolYear(first=date(autumn, 9, 1), last=date(autumn + 1, 8, 31), terms=())
        partly = any(overlap(whole, year) for year in self.years)
        raise CalendarNotLoaded(
            f"term dates for {autumn}-{(autumn + 1) % 100:02}",
            f"do not reach {day_words(day)}" if partly else "are not loaded",
            "Load them with: casework calendar import FILE",
        )


def empty_calendar(version: int = 1) -> Calendar:
    """Return the shipped bank holidays of England and Wales, and no term dates."""
    return Calendar(
        version=version, holidays=dict(ENGLAND_BANK_HOLIDAYS), loaded_years=SHIPPED_YEARS
    )


def with_year(calendar: Calendar, year: SchoolYear) -> Calendar:
    """Return the next calendar with ``year``, which replaces any year lying wholly inside it."""
    _refuse_any("The term dates cannot be used.", year_problems(year))
    kept = [old for old in calendar.years if not (old.first in year and old.last in year)]
    _refuse_any(
        "The term dates cannot be used.",
        (
            f"They cover {span(year)}, but {span(old)} is loaded already and reaches beyond that."
            for old in kept
            if overlap(old, year)
        ),
    )
    years = tuple(sorted((*kept, year), key=lambda loaded: loaded.first))
    return replace(calendar, version=calendar.version + 1, years=years)


def with_closures(calendar: Calendar, closures: Mapping[date, str]) -> Calendar:
    """Return the next calendar with these closures, each with its reason, besides those it has."""
    closures = {day: clean_line(reason) for day, reason in closures.items()}
    _refuse_any("The closures cannot be used.", _closure_problems(calendar, closures))
    return replace(
        calendar, version=calendar.version + 1, closures={**calendar.closures, **closures}
    )


def without_closures(calendar: Calendar, days: Iterable[date]) -> Calendar:
    """Return the next calendar in which the school was open on ``days`` after all."""
    gone = set(days)
    _refuse_any(
        "The closures cannot be taken back.",
        (
            f"{day_words(day)} is not down as a closure."
            for day in sorted(gone - calendar.closures.keys())
        ),
    )
    kept = {day: reason for day, reason in calendar.closures.items() if day not in gone}
    return replace(calendar, version=calendar.version + 1, closures=kept)


def with_holiday(calendar: Calendar, holiday: Holiday) -> Calendar:
    """Return the next calendar with one more bank holiday, as when one is proclaimed."""
    problems = list(_name_problems({holiday.day: holiday.name}))
    if holiday.day.year not in calendar.loaded_years:
        year = holiday.day.year
        problems.append(f"The bank holidays of {year} are not loaded: confirm the year first.")
    if holiday.day in calendar.holidays:
        named = calendar.holidays[holiday.day]
        problems.append(f"{day_words(holiday.day)} is a bank holiday already: {named}.")
    _refuse_any("The bank holiday cannot be added.", problems)
    name = clean_line(holiday.name)
    return replace(
        calendar, version=calendar.version + 1, holidays={**calendar.holidays, holiday.day: name}
    )


def without_holiday(calendar: Calendar, day: date, name: str = "") -> Calendar:
    """Return the next calendar in which ``day`` is no bank holiday; ``name`` must be its own."""
    known, meant = calendar.holidays.get(day), clean_line(name)
    problems = [] if known else [f"{day_words(day)} is not a bank holiday."]
    if known and meant and meant.casefold() != known.casefold():
        problems = [f"{day_words(day)} is another bank holiday: {known}."]
    _refuse_any("The bank holiday cannot be taken out.", problems)
    kept = {other: called for other, called in calendar.holidays.items() if other != day}
    return replace(calendar, version=calendar.version + 1, holidays=kept)


def with_confirmed_year(calendar: Calendar, year: int, holidays: Mapping[date, str]) -> Calendar:
    """Return the next calendar with ``year`` loaded: a person says these are its bank holidays."""
    problems = [
        f"{day_words(day)} does not lie in {year}." for day in sorted(holidays) if day.year != year
    ]
    if not holidays:
        problems.append(f"No bank holiday is given for {year}.")
    _refuse_any("The year cannot be confirmed.", [*problems, *_name_problems(holidays)])
    kept = {day: name for day, name in calendar.holidays.items() if day.year != year}
    confirmed = {day: clean_line(name) for day, name in holidays.items()}
    return replace(
        calendar,
        version=calendar.version + 1,
        holidays={**kept, **confirmed},
        loaded_years=calendar.loaded_years | {year},
    )


def calendar_json(calendar: Calendar) -> dict[str, object]:
    """Return the calendar as plain JSON values, in one fixed order."""
    return {
        "version": calendar.version,
        "region": calendar.region,
        "loaded_years": sorted(calendar.loaded_years),
        "holidays": _dated_json(calendar.holidays),
        "closures": _dated_json(calendar.closures),
        "years": [
            {
                "first": year.first.isoformat(),
                "last": year.last.isoformat(),
                "inset": [day.isoformat() for day in sorted(year.inset)],
                "terms": [
                    {
                        "first": term.first.isoformat(),
                        "last": term.last.isoformat(),
                        "name": term.name,
                    }
                    for term in year.terms
                ],
            }
            for year in calendar.years
        ],
    }


def calendar_from_json(stored: Mapping[str, object]) -> Calendar:
    """Return the calendar that ``calendar_json`` wrote; Damaged where it is not one."""
    try:
        return Calendar(
            version=_number(stored["version"]),
            region=_words(stored["region"]),
            loaded_years=frozenset(_number(year) for year in _rows(stored["loaded_years"])),
            holidays=_dated(stored["holidays"]),
            closures=_dated(stored["closures"]),
            years=tuple(_school_year(_table(year)) for year in _rows(stored["years"])),
        )
    except (KeyError, TypeError, ValueError):
        raise Damaged(
            "A stored school calendar cannot be read.", advice="Run: casework doctor"
        ) from None


def _on_weekend(day: date) -> bool:
    return day.isoweekday() > 5


def _refuse_any(message: str, problems: Iterable[str]) -> None:
    reasons = tuple(problems)
    if reasons:
        raise UsageFault(
            message, advice="Nothing was changed. Correct this first.", reasons=reasons
        )


def _closure_problems(calendar: Calendar, closures: Mapping[date, str]) -> Iterator[str]:
    if not closures:
        yield "No date is given."
    for day in sorted(closures):
        if not any(day in year for year in calendar.years):
            yield f"{day_words(day)} lies in no school year that is loaded."
    yield from _name_problems(closures)


def _name_problems(named: Mapping[date, str]) -> Iterator[str]:
    for day, name in sorted(named.items()):
        if not clean_line(name):
            yield f"{day_words(day)} needs a few words to say what it is."
        if len(name) > LONGEST_NAME:
            yield f"The words for {day_words(day)} are longer than {LONGEST_NAME} characters."


def _dated_json(named: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in sorted(named.items())}


def _dated(value: object) -> dict[date, str]:
    return {date.fromisoformat(day): _words(name) for day, name in _table(value).items()}


def _school_year(year: Mapping[str, object]) -> SchoolYear:
    terms = (_table(term) for term in _rows(year["terms"]))
    return SchoolYear(
        first=_day(year["first"]),
        last=_day(year["last"]),
        inset=frozenset(_day(day) for day in _rows(year["inset"])),
        terms=tuple(
            Term(first=_day(term["first"]), last=_day(term["last"]), name=_words(term["name"]))
            for term in terms
        ),
    )


def _day(value: object) -> date:
    return date.fromisoformat(_words(value))


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _rows(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return value
