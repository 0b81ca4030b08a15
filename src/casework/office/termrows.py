"""Dated rows of a list of terms, from whichever file, and the school years they make.

Must not know how a file is written, nor where calendars are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import LONGEST_NAME, SchoolYear, Term
from casework.domain.dates import day_words
from casework.domain.terms import year_problems
from casework.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: More problems than this are counted, not listed (*default*).
MOST_PROBLEMS: Final = 100
#: A list with more rows is not one school's (*default*).
MOST_ROWS: Final = 1000
#: INSET or a closure for longer than this is a slip of the pen (*default*).
LONGEST_RANGE: Final = timedelta(days=120)

KINDS: Final = ("term", "inset", "closure", "covers")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDates:
    """What a list of term dates holds: school years, and the days the school had to shut."""

    years: tuple[SchoolYear, ...]
    closures: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One dated row of a list: the line it stands on, what it is, both its ends, its words."""

    line: int
    kind: str
    first: date
    last: date
    name: str

    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def list_fault(problems: Sequence[str], advice: str) -> UsageFault:
    """Return what is wrong with a list, as one error; more problems than a page are counted."""
    shown = list(problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"There are {len(problems) - MOST_PROBLEMS} more problems after these.")
    return UsageFault("The list of term dates cannot be used.", advice=advice, reasons=tuple(shown))


def dates_of(rows: list[TermRow], problems: list[str], advice: str) -> TermDates:
    """Return what the rows hold; UsageFault with every problem, those found before included."""
    if not rows and not problems:
        problems.append("It has no dates in it.")
    if len(rows) > MOST_ROWS:
        problems.append(f"It has more than {MOST_ROWS} rows, so it is not one school’s list.")
    if problems:
        raise list_fault(problems, advice)
    years = tuple(_years(rows, problems))
    for year in years:
        problems += year_problems(year)
    if problems:
        raise list_fault(problems, advice)
    return TermDates(years=years, closures=_closures(rows))


def row_problems(row: TermRow) -> Iterator[str]:
    """Yield a sentence for each thing wrong with one row."""
    stretch = f"{day_words(row.first)} to {day_words(row.last)}"
    if row.last < row.first:
        yield f"Line {row.line}: {day_words(row.last)} comes before {day_words(row.first)}."
    elif row.kind in {"inset", "closure"} and row.last - row.first > LONGEST_RANGE:
        yield f"Line {row.line}: {stretch} is too long for {row.kind}."
    elif row.kind == "closure" and not any(map(is_weekday, row.days())):
        yield f"Line {row.line}: {day_words(row.first)} lies at the weekend, so nothing closes."
    if row.kind == "closure" and not row.name:
        yield f"Line {row.line}: the name must say why the school was closed."
    if len(row.name) > LONGEST_NAME:
        yield f"Line {row.line}: the name is longer than {LONGEST_NAME} characters."


def is_weekday(day: date) -> bool:
    """Tell Monday to Friday."""
    return day.isoweekday() <= 5


def _years(rows: list[TermRow], problems: list[str]) -> Iterator[SchoolYear]:
    covers = [(row.first, row.last) for row in rows if row.kind == "covers"]
    dated = [row for row in rows if row.kind in {"term", "inset"}]
    if not covers and dated:
        covers = [(min(row.first for row in dated), max(row.last for row in dated))]
    homes: dict[int, list[TermRow]] = {number: [] for number in range(len(covers))}
    for row in dated:
        inside = [n for n, (first, last) in enumerate(covers) if first <= row.first <= last]
        if len(inside) == 1:
            homes[inside[0]].append(row)
        else:
            where = "in two of the periods" if inside else "outside the period"
            problems.append(f"Line {row.line}: {day_words(row.first)} lies {where} of “covers”.")
    for number, (first, last) in enumerate(covers):
        yield _year(first, last, homes[number])


def _year(first: date, last: date, rows: list[TermRow]) -> SchoolYear:
    return SchoolYear(
        first=first,
        last=last,
        terms=tuple(
            Term(first=row.first, last=row.last, name=row.name or "term")
            for row in sorted(rows, key=lambda row: row.first)
            if row.kind == "term"
        ),
        inset=frozenset(day for row in rows if row.kind == "inset" for day in row.days()),
    )


def _closures(rows: list[TermRow]) -> dict[date, str]:
    return {
        day: row.name
        for row in rows
        if row.kind == "closure"
        for day in filter(is_weekday, row.days())
    }
