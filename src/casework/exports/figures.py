"""A report as tables of words and whole numbers: as text, as JSON, on paper, as a workbook.

Every form says the same. Works without a case book, so that the sheets of several schools can be
put on one. Must not know the store, or how anything was counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from casework import paper
from casework.domain.dates import day_words, instant_words
from casework.errors import UsageFault
from casework.text import made_harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMAT: Final = "casework report"
VERSION: Final = 1
#: A longer file is none of ours (*default*), nor one with more rows or columns than this.
LARGEST_FILE: Final = 4_000_000
MOST: Final = 10_000
#: What a name of a sheet in a workbook may not hold, and how long it may be (the format's own): in
#: units of UTF-16, of which an emoji takes two.
_NOT_IN_A_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME: Final = 28
_EARLIEST: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - the format knows no zones

Cell: TypeAlias = "str | int"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a header. ``bars`` is the column whose numbers are also drawn; -1 for none.

    ``widths`` are the columns' shares of a line on paper; without them the first is the widest.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: int = -1
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: what it is, of which school and time, sentences, tables."""

    kind: str
    title: str
    school: str
    first: date
    last: date
    made: datetime
    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    practice: bool

    @property
    def span(self) -> str:
        """Return ``Tue 1 Sep 2026 to Thu 31 Dec 2026``."""
        return f"{day_words(self.first)} to {day_words(self.last)}"


# --- written --------------------------------------------------------------------------------------


def as_text(report: Report) -> str:
    """Return the report as lines to read on a screen."""
    return paper.plain_text(document(report))


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON values; ``read`` takes them in again."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": report.kind,
        "title": report.title,
        "school": report.school,
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "made": report.made.isoformat(),
        "practice": report.practice,
        "lines": list(report.lines),
        "tables": [
            {
                "title": table.title,
                "header": list(table.header),
                "rows": [list(row) for row in table.rows],
                "bars": table.bars,
            }
            for table in report.tables
        ],
    }


def document(report: Report) -> paper.Document:
    """Return the report as a piece of paper: tables, and bars that read in black and white."""
    return paper.Document(
        kind=paper.Kind.PAGE,
        title=report.title,
        letterhead=paper.Letterhead(school_name=report.school),
        blocks=tuple(_blocks(report)),
        practice=report.practice,
    )


def _blocks(report: Report) -> Iterator[paper.Block]:
    yield paper.Heading(runs=paper.words(report.title))
    yield paper.paragraph(f"{report.span}. Made on {instant_words(report.made)}.")
    yield from (paper.paragraph(line) for line in report.lines)
    for table in report.tables:
        yield paper.Heading(runs=paper.words(table.title), level=2)
        if not table.rows:
            yield paper.paragraph("Nothing.")
        elif table.bars >= 0:
            yield _bars(table)
        else:
            yield _plain(table)


def _plain(table: Table) -> paper.Table:
    return paper.Table(
        header=tuple(paper.words(words) for words in table.header),
        rows=tuple(tuple(paper.words(str(cell)) for cell in row) for row in table.rows),
        widths=table.widths or (4, *(1 for _ in table.header[1:])),
    )


def _bars(table: Table) -> paper.Bars:
    at = table.bars
    return paper.Bars(
        header=(table.header[0], table.header[at]),
        rows=tuple(
            (str(row[0]), cell if isinstance(cell := row[at], int) else 0, str(row[at]))
            for row in table.rows
        ),
    )


def workbook(report: Report) -> bytes:
    """Return the report as .xlsx: numbers are numbers, words are words, nothing is a formula."""
    from xlsxwriter import Workbook  # only a workbook needs it

    made = BytesIO()
    # Words stay words, whatever they begin with: no formula, no link is made of any.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, {"in_memory": True, **plain}) as book:
        book.set_properties({"title": made_harmless(report.title), "created": _EARLIEST})
        bold = book.add_format({"bold": True})
        about = book.add_worksheet("About")
        for number, line in enumerate(_about(report)):
            about.write_string(number, 0, made_harmless(line))
        for number, table in enumerate(report.tables, start=1):
            _written(book.add_worksheet(_sheet_name(number, table.title)), table, bold)
    return made.getvalue()


def _about(report: Report) -> Iterator[str]:
    if report.practice:
        yield "PRACTICE – INVENTED"
    yield from (report.title, report.school, report.span, f"Made on {instant_words(report.made)}")
    yield from report.lines


def _sheet_name(number: int, title: str) -> str:
    name = f"{number} {made_harmless(title).translate(_NOT_IN_A_NAME)}".encode("utf-16-le")
    return name[: 2 * _LONGEST_NAME].decode("utf-16-le", "ignore").strip()  # no half of a sign


def _written(sheet: Worksheet, table: Table, bold: Format) -> None:
    for column, words in enumerate(table.header):
        sheet.write_string(0, column, made_harmless(words), bold)
    for at, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell)
            else:
                sheet.write_string(at, column, made_harmless(cell))
    sheet.autofit()


# --- read again, and several schools on one -------------------------------------------------------


def read(content: bytes) -> Report:
    """Return the report in a file's bytes. Raises UsageFault for anything else."""
    try:
        if len(content) > LARGEST_FILE:
            raise ValueError("too long")
        found = json.loads(content)
        if (found["format"], found["version"]) != (FORMAT, VERSION):
            raise ValueError("another format")
        return _report(found)
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise UsageFault(
            "This is not a report that casework wrote as JSON.",
            advice="Give the files of: casework report monitoring --format json --out FILE.",
        ) from fault


def _report(found: Mapping[str, Any]) -> Report:
    return Report(
        kind=_words(found["kind"]),
        title=_words(found["title"]),
        school=_words(found["school"]),
        first=date.fromisoformat(found["first"]),
        last=date.fromisoformat(found["last"]),
        made=datetime.fromisoformat(found["made"]),
        lines=tuple(_words(line) for line in found["lines"]),
        tables=tuple(_table(table) for table in found["tables"]),
        practice=found["practice"] is True,
    )


def _table(found: Mapping[str, Any]) -> Table:
    header = tuple(_words(words) for words in found["header"])
    rows = tuple(tuple(_cell(cell) for cell in row) for row in found["rows"])
    if len(rows) > MOST or any(len(row) != len(header) for row in rows):
        raise ValueError("not a table")
    bars = found["bars"]
    if type(bars) is not int or not -1 <= bars < len(header):
        raise ValueError("no such column")
    return Table(title=_words(found["title"]), header=header, rows=rows, bars=bars)


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no words")
    return made_harmless(value)


def _cell(value: object) -> Cell:
    if type(value) is int and abs(value) < MOST * MOST:
        return value
    return _words(value)


def combined(reports: Sequence[Report], now: datetime) -> Report:
    """Return one sheet of several schools: for each table a column a school, the bar's column.

    Raises UsageFault unless they are of one kind and time, and each of another school.
    """
    if not reports:
        raise UsageFault("No report was given.", advice="Name at least two files.")
    first = reports[0]
    same = {(one.kind, one.first, one.last) for one in reports}
    if len(same) > 1 or len({one.school for one in reports}) < len(reports):
        raise UsageFault(
            "These reports do not belong on one sheet.",
            advice="Give files of one kind and the same days, each of another school.",
        )
    titles = dict.fromkeys(table.title for one in reports for table in one.tables)
    return Report(
        kind=f"{first.kind} of several schools",
        title=f"{first.title}: {len(reports)} schools",
        school="Several schools",
        first=first.first,
        last=first.last,
        made=now,
        lines=tuple(f"{one.school}: made on {instant_words(one.made)}." for one in reports),
        tables=tuple(_side_by_side(title, reports) for title in titles),
        practice=any(one.practice for one in reports),
    )


def _side_by_side(title: str, reports: Sequence[Report]) -> Table:
    columns = [_column(title, one) for one in reports]
    rows = dict.fromkeys(words for column in columns for words in column)
    return Table(
        title=title,
        header=("", *(one.school for one in reports)),
        rows=tuple((words, *(column.get(words, "") for column in columns)) for words in rows),
    )


def _column(title: str, report: Report) -> dict[str, Cell]:
    tables = [table for table in report.tables if table.title == title]
    return {
        str(row[0]): row[table.bars if table.bars >= 0 else 1]
        for table in tables
        for row in table.rows
        if len(row) > 1
    }
