"""Months, terms and school years as a report counts them. Must not know cases or the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.dates import month_word
from casework.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.domain.calendar import Calendar

_DAY: Final = timedelta(days=1)
#: The bank holiday between the spring and the summer term, and the day taken where it is not known.
_EASTER: Final = "Easter Monday"
_LATE_EASTER: Final = (4, 20)
#: A report over a longer time was typed wrongly (*default*).
LONGEST: Final = timedelta(days=366 * 11)


class Span(StrEnum):
    """What a report goes by."""

    MONTH = "month"
    TERM = "term"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Some days with a name, both ends included."""

    first: date
    last: date
    title: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def cut(self, first: date, last: date) -> Period:
        """Return the part of it that lies between two days, both included."""
        return Period(first=max(self.first, first), last=min(self.last, last), title=self.title)


def periods(span: Span, first: date, last: date, calendar: Calendar) -> tuple[Period, ...]:
    """Return the periods that ``first`` to ``last`` falls into, the outer ones cut to it.

    They leave no day out: a holiday belongs to the term before it. Raises ``UsageFault``.
    """
    if not first <= last <= first + LONGEST:
        raise UsageFault(
            "These are not the first and the last day of a report.",
            advice="Give both in order, as 2026-09-01 and 2026-12-31; eleven years at the most.",
        )
    found = _months(first, last) if span is Span.MONTH else _years(first, last)
    if span is Span.TERM:
        found = (term for year in found for term in _terms(year.first.year, calendar))
    return tuple(one.cut(first, last) for one in found if one.first <= last and one.last >= first)


def term_of(day: date, calendar: Calendar) -> Period:
    """Return the whole term in which a day lies, its holiday included."""
    terms = _terms(_autumn_of(day), calendar)
    return next(term for term in terms if day in term)


def year_of(day: date) -> Period:
    """Return the school year in which a day lies, September to August."""
    return next(_years(day, day))


def years_back(period: Period, count: int) -> Period:
    """Return so many school years up to the end of the one in which a period ends."""
    last = year_of(period.last)
    first = last.first.replace(year=last.first.year - count + 1)
    return Period(first=first, last=last.last, title=f"{count} school years to {last.last.year}")


def _autumn_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def _months(first: date, last: date) -> Iterator[Period]:
    begin = first.replace(day=1)
    while begin <= last:
        end = (begin + timedelta(days=32)).replace(day=1)
        title = f"{month_word(begin)} {begin.year}"
        yield Period(first=begin, last=end - _DAY, title=title)
        begin = end


def _years(first: date, last: date) -> Iterator[Period]:
    for autumn in range(_autumn_of(first), _autumn_of(last) + 1):
        yield Period(
            first=date(autumn, 9, 1),
            last=date(autumn + 1, 8, 31),
            title=f"School year {autumn}-{(autumn + 1) % 100:02}",
        )


def _terms(autumn: int, calendar: Calendar) -> Iterator[Period]:
    """Yield the three terms of a school year; summer begins with the first term after Easter."""
    spring, summer = date(autumn + 1, 1, 1), _summer(autumn + 1, calendar)
    yield Period(first=date(autumn, 9, 1), last=spring - _DAY, title=f"Autumn term {autumn}")
    yield Period(first=spring, last=summer - _DAY, title=f"Spring term {autumn + 1}")
    last = date(autumn + 1, 8, 31)
    yield Period(first=summer, last=last, title=f"Summer term {autumn + 1}")


def _summer(year: int, calendar: Calendar) -> date:
    easter = _easter_monday(year, calendar.holidays)
    begins = (term.first for one in calendar.years for term in one.terms)
    after = [day for day in begins if day.year == year and easter < day < date(year, 5, 20)]
    return min(after, default=easter + _DAY)


def _easter_monday(year: int, holidays: Mapping[date, str]) -> date:
    named = (day for day, name in holidays.items() if day.year == year and name == _EASTER)
    return next(named, date(year, *_LATE_EASTER))
