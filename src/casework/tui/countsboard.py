"""Figures as a board: exact ones for office and head, the term's sheet for governors.

Whoever reads figures alone sees no case behind them. Must not know a widget, nor how it is counted.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words, local_day
from casework.domain.periods import Span, year_of, years_back
from casework.office import governors, monitoring, outside, reports
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import Job, Kept, choice, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casework.exports.figures import Report, Table
    from casework.office.desk import Desk

#: A bar is so long at most.
_BAR: Final = 20
_FORMS: Final = (("paper (PDF)", "pdf"), ("table (xlsx)", "xlsx"), ("plain text", "txt"))


def may(desk: Desk) -> bool:
    """Tell whether this person reads figures at any school."""
    return not desk.actor.roles.isdisjoint({*monitoring.MAY_COUNT, *governors.READS})


def board(desk: Desk, school: str = "") -> Board:
    """Return what figures there are for this person; of several schools each has its own."""
    if not school and len(desk.ledger.schools) > 1:
        names = desk.ledger.schools.items()
        rows = (Row(left=name, leads=partial(board, desk, slug)) for slug, name in names)
        return Board(title="Figures", rows=tuple(rows))
    slug = desk.school_slug(school)
    return Board(title="Figures", rows=tuple(under("Figures", _kinds(desk, slug))))


def _kinds(desk: Desk, school: str) -> Iterator[Row]:
    roles = desk.roles_at(school)
    if not roles.isdisjoint(monitoring.MAY_COUNT):
        for span, words in (
            (Span.TERM, "This school year, by term"),
            (Span.MONTH, "This school year, by month"),
            (Span.YEAR, "The last three school years"),
        ):
            make = partial(_monitored, desk, span, school)
            yield Row(left=words, leads=partial(_told, desk, words, make), also="monitoring")
    if not roles.isdisjoint(governors.READS):
        make = partial(_governed, desk, school)
        words = "Last term, for governors"
        yield Row(left=words, leads=partial(_told, desk, words, make), also="chair sheet")
    if desk.session.opens_sealed:
        make = partial(_referrals, desk, school)
        words = "Referrals to the local authority designated officer (LADO)"
        yield Row(left=words, leads=partial(_told, desk, words, make), also="inspector sealed")


def _monitored(desk: Desk, span: Span, school: str) -> Report:
    today = local_day(desk.now())
    year = year_of(today)
    first = years_back(year, 2).first if span is Span.YEAR else year.first
    return reports.monitored(desk, span, first, today, school)


def _governed(desk: Desk, school: str) -> Report:
    return reports.for_governors(desk, governors.last_day_over(desk, school), school)


def _referrals(desk: Desk, school: str) -> Report:
    today = local_day(desk.now())
    return reports.referred(desk, year_of(today).first, today, school)


def _told(desk: Desk, title: str, make: Callable[[], Report]) -> Board:
    """Return a report as lines, each table under its title."""
    report = make()
    write = Row(
        left="Write it as a file", leads=partial(_file, desk, title, make), also="print pdf"
    )
    about = f"{report.school}, {day_words(report.first)} to {day_words(report.last)}"
    rows = [*under(DO_HERE, (write,)), *under(about, (Row(left=one) for one in report.lines))]
    for table in report.tables:
        rows += under(table.title, _lines(table))
    return Board(title=title, rows=tuple(rows))


def _lines(table: Table) -> Iterator[Row]:
    most = max((_number(row[table.bars]) for row in table.rows), default=0)
    for row in table.rows:
        left, *others = row
        if table.bars > 0:
            count = _number(row[table.bars])
            bar = "█" * (round(_BAR * count / most) if most else 0)
            yield Row(left=str(left), beside=f"{row[table.bars]:>4}  {bar}")
        else:
            named = zip(table.header[1:], others, strict=True)
            yield Row(left=str(left), beside=", ".join(f"{name}: {one}" for name, one in named))


def _number(cell: str | int) -> int:
    return cell if isinstance(cell, int) else 0


def _file(desk: Desk, title: str, make: Callable[[], Report]) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        outside.must_be_free(told["file"])
        outside.write_file(told["file"], reports.made(make(), told["form"]))
        return Kept(words=f"Done: written as {told['file']}.")

    return Job(
        desk=desk,
        draft=f"figures {title}",
        title=title,
        button="Write it",
        says=("No name stands in it.",),
        asked=lambda _given: (
            choice("form", "As what?", *_FORMS),
            line("file", "Where to, and under what name?", needed=True),
        ),
        keep=keep,
        slow=True,
        reads=True,
    )
