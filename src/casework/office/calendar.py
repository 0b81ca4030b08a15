"""Term dates from a school's list, and bank holidays proposed for a year to be confirmed.

The only user of ``holidays``. Pure: must not know where calendars are kept or who may change them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import (
    LONGEST_NAME,
    SchoolYear,
    Term,
    with_closures,
    with_year,
)
from casework.domain.dates import day_words, read_day
from casework.domain.terms import year_problems
from casework.errors import UsageFault
from casework.text import clean_line, in_words, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.domain.calendar import Calendar

#: A list of term dates is a few kilobytes; a larger one is something else (*default*).
LARGEST_LIST: Final = 1_000_000
#: More problems than this are counted, not listed (*default*).
MOST_PROBLEMS: Final = 100
#: A list with more rows is not one school's (*default*).
MOST_ROWS: Final = 1000
#: INSET or a closure for longer than this is a slip of the pen (*default*).
LONGEST_RANGE: Final = timedelta(days=120)
#: Years for which bank holidays can be worked out sensibly (*default*).
FIRST_YEAR, LAST_YEAR = 2000, 2100

KINDS: Final = ("term", "inset", "closure", "covers")
COLUMNS: Final = ("kind", "first", "last", "name")
LIST_ADVICE: Final = (
    "Nothing was changed. The list needs the columns kind, first, last and name; kind is term, "
    "inset, closure or covers; dates are 2026-09-02 or 2/9/2026, the day first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDates:
    """What a list of term dates holds: school years, and the days the school had to shut."""

    years: tuple[SchoolYear, ...]
    closures: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    kind: str
    first: date
    last: date
    name: str

    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def read_terms_csv(text: str) -> TermDates:
    """Return the school years and closures of a list; every problem at once, each with its line.

    Commas, semicolons or tabs; dates as 2026-09-02 or 2/9/2026, the day always first. Without a
    row of kind ``covers`` the list covers its first to its last day of term or INSET, no more.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_LIST:
        raise _fault(["It is larger than 1 MB, so it is not a list of term dates."])
    problems: list[str] = []
    rows = list(_rows(text, problems))
    if not rows and not problems:
        problems.append("It has no dates in it.")
    if len(rows) > MOST_ROWS:
        problems.append(f"It has more than {MOST_ROWS} rows, so it is not one school’s list.")
    if problems:
        raise _fault(problems)
    years = tuple(_years(rows, problems))
    for year in years:
        problems += year_problems(year)
    if problems:
        raise _fault(problems)
    return TermDates(years=years, closures=_closures(rows))


def with_term_dates(calendar: Calendar, dates: TermDates) -> Calendar:
    """Return the next calendar with all of a list in it, as one change; UsageFault as a whole."""
    changed = calendar
    for year in dates.years:
        changed = with_year(changed, year)
    if dates.closures:
        changed = with_closures(changed, dates.closures)
    return replace(changed, version=calendar.version + 1)


def propose_year(year: int) -> dict[date, str]:
    """Return the weekdays that are bank holidays in England in ``year``, for a person to confirm.

    They are computed: extra days that were proclaimed for that year may be missing.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageFault(
            f"No bank holidays can be proposed for the year {year}.",
            advice=f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.",
        )
    import holidays  # costs a tenth of a second to load and is needed once a year

    computed = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return {day: _usual_name(name) for day, name in sorted(computed.items()) if _is_weekday(day)}


# The names that the shipped table uses.
_USUAL_NAMES: Final = {
    "New Year's Day": "New Year’s Day",
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


def _usual_name(name: str) -> str:
    plain = name.removesuffix(" (observed)")
    usual = _USUAL_NAMES.get(plain, plain)
    return usual if plain == name else f"{usual} (substitute day)"


def _fault(problems: list[str]) -> UsageFault:
    shown = problems[:MOST_PROBLEMS]
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"There are {len(problems) - MOST_PROBLEMS} more problems after these.")
    return UsageFault(
        "The list of term dates cannot be used.", advice=LIST_ADVICE, reasons=tuple(shown)
    )


def _rows(text: str, problems: list[str]) -> Iterator[_Row]:
    records = _records(text, problems)
    heading, header = next(records, (1, []))
    columns = [clean_line(cell).casefold() for cell in header]
    faults = list(_header_problems(heading, columns))
    problems += faults
    if faults:
        return
    for line, cells in records:
        if len(cells) > len(columns) and any(map(clean_line, cells[len(columns) :])):
            problems.append(f"Line {line}: there are more cells than columns.")
            continue
        row = _row(line, dict(zip(columns, map(clean_line, cells), strict=False)), problems)
        if row is not None:
            yield row


def _records(text: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with the number of the line it begins on."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    heading = next((line for line in lines if line.strip()), "")
    lines.seek(0)
    reader = csv.reader(lines, delimiter=max(",;\t", key=heading.count), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(clean_line, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        problems.append(f"Line {line}: the quotation marks do not match, or a cell is too long.")


def _header_problems(line: int, columns: list[str]) -> Iterator[str]:
    for wanted in COLUMNS:
        if wanted not in columns and wanted != "name":
            yield f"Line {line}: there is no column “{wanted}”."
        if columns.count(wanted) > 1:
            yield f"Line {line}: the column “{wanted}” stands there twice."
    for number, column in enumerate(columns, start=1):
        if column and column not in COLUMNS:
            yield f"Line {line}: column {number} does not belong here.{_hint(column, COLUMNS)}"


def _hint(word: str, known: tuple[str, ...]) -> str:
    like = nearest(word, known)
    return f" Did you mean {like}?" if like else ""


def _row(line: int, cells: dict[str, str], problems: list[str]) -> _Row | None:
    found: list[str] = []
    kind = cells.get("kind", "").casefold()
    if kind not in KINDS:
        wanted = in_words(KINDS, "or")
        found.append(f"Line {line}: the kind must be {wanted}.{_hint(kind, KINDS)}")
    first = _cell_day(line, "first", cells.get("first", ""), found)
    last = first
    if cells.get("last") or kind in {"term", "covers"}:
        last = _cell_day(line, "last", cells.get("last", ""), found)
    row = None
    if first is not None and last is not None and not found:
        row = _Row(line=line, kind=kind, first=first, last=last, name=cells.get("name", ""))
        found += _row_problems(row)
    problems += found
    return None if found else row


def _cell_day(line: int, column: str, cell: str, found: list[str]) -> date | None:
    if not cell:
        found.append(f"Line {line}: the {column} date is missing.")
        return None
    try:
        return read_day(cell)
    except UsageFault as fault:
        found.append(f"Line {line}, {column} date: {fault.message}")
        return None


def _row_problems(row: _Row) -> Iterator[str]:
    stretch = f"{day_words(row.first)} to {day_words(row.last)}"
    if row.last < row.first:
        yield f"Line {row.line}: {day_words(row.last)} comes before {day_words(row.first)}."
    elif row.kind in {"inset", "closure"} and row.last - row.first > LONGEST_RANGE:
        yield f"Line {row.line}: {stretch} is too long for {row.kind}."
    elif row.kind == "closure" and not any(map(_is_weekday, row.days())):
        yield f"Line {row.line}: {day_words(row.first)} lies at the weekend, so nothing closes."
    if row.kind == "closure" and not row.name:
        yield f"Line {row.line}: the name must say why the school was closed."
    if len(row.name) > LONGEST_NAME:
        yield f"Line {row.line}: the name is longer than {LONGEST_NAME} characters."


def _is_weekday(day: date) -> bool:
    return day.isoweekday() <= 5


def _years(rows: list[_Row], problems: list[str]) -> Iterator[SchoolYear]:
    covers = [(row.first, row.last) for row in rows if row.kind == "covers"]
    dated = [row for row in rows if row.kind in {"term", "inset"}]
    if not covers and dated:
        covers = [(min(row.first for row in dated), max(row.last for row in dated))]
    homes: dict[int, list[_Row]] = {number: [] for number in range(len(covers))}
    for row in dated:
        inside = [n for n, (first, last) in enumerate(covers) if first <= row.first <= last]
        if len(inside) == 1:
            homes[inside[0]].append(row)
        else:
            where = "in two of the periods" if inside else "outside the period"
            problems.append(f"Line {row.line}: {day_words(row.first)} lies {where} of “covers”.")
    for number, (first, last) in enumerate(covers):
        yield _year(first, last, homes[number])


def _year(first: date, last: date, rows: list[_Row]) -> SchoolYear:
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


def _closures(rows: list[_Row]) -> dict[date, str]:
    return {
        day: row.name
        for row in rows
        if row.kind == "closure"
        for day in filter(_is_weekday, row.days())
    }
