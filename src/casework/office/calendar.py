"""Term dates from a school's list, and bank holidays proposed for a year to be confirmed.

The only user of ``holidays``. Pure: must not know where calendars are kept or who may change them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import with_closures, with_year
from casework.domain.dates import read_day
from casework.errors import UsageFault
from casework.office.termrows import (
    KINDS,
    TermDates,
    TermRow,
    dates_of,
    is_weekday,
    list_fault,
    row_problems,
)
from casework.text import clean_line, in_words, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from casework.domain.calendar import Calendar

__all__ = [
    "TermDates",
    "propose_year",
    "read_terms_csv",
    "with_term_dates",
]

#: A list of term dates is a few kilobytes; a larger one is something else (*default*).
LARGEST_LIST: Final = 1_000_000
#: Years for which bank holidays can be worked out sensibly (*default*).
FIRST_YEAR, LAST_YEAR = 2000, 2100

COLUMNS: Final = ("kind", "first", "last", "name")
LIST_ADVICE: Final = (
    "Nothing was changed. The list needs the columns kind, first, last and name; kind is term, "
    "inset, closure or covers; dates are 2026-09-02 or 2/9/2026, the day first."
)


def read_terms_csv(text: str) -> TermDates:
    """Return the school years and closures of a list; every problem at once, each with its line.

    Commas, semicolons or tabs; dates as 2026-09-02 or 2/9/2026, the day always first. Without a
    row of kind ``covers`` the list covers its first to its last day of term or INSET, no more.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_LIST:
        raise list_fault(
            ["It is larger than 1 MB, so it is not a list of term dates."], LIST_ADVICE
        )
    problems: list[str] = []
    rows = list(_rows(text, problems))
    return dates_of(rows, problems, LIST_ADVICE)


def with_term_dates(calendar: Calendar, dates: TermDates) -> Calendar:
    """Return the next calendar with all of a list in it, as one change; UsageFault as a whole."""
    changed = calendar
    for year in dates.years:
        changed = with_year(changed, year)
    if dates.closures:
        changed = with_closures(changed, dates.closures)
    return replace(changed, version=calendar.version + 1)


def propose_year(year: int) -> dict[date, str]:
    """Return the weekdays off in England and Wales in ``year``, for a person to confirm.

    Both have the same bank holidays. They are computed: extra days that were proclaimed for that
    year may be missing.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageFault(
            f"No bank holidays can be proposed for the year {year}.",
            advice=f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.",
        )
    import holidays  # costs a tenth of a second to load and is needed once a year

    computed = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return {day: _usual_name(name) for day, name in sorted(computed.items()) if is_weekday(day)}


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


def _rows(text: str, problems: list[str]) -> Iterator[TermRow]:
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


def _row(line: int, cells: dict[str, str], problems: list[str]) -> TermRow | None:
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
        row = TermRow(line=line, kind=kind, first=first, last=last, name=cells.get("name", ""))
        found += row_problems(row)
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
