"""Reports to be read or handed on: what was counted, as tables. Must not count anything itself."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from casework import paper
from casework.domain.dates import day_words
from casework.domain.spelling import spelt
from casework.errors import UsageFault
from casework.exports import figures
from casework.exports.figures import Report, Table
from casework.office import governors, monitoring, referrals
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from casework.domain.periods import Span
    from casework.domain.tallies import Numbers, Sheet, Tally
    from casework.exports.figures import Cell
    from casework.office.desk import Desk
    from casework.office.governors import Governors
    from casework.office.monitoring import Monitoring
    from casework.office.referrals import Referral, Referrals

FORMS: Final = ("txt", "json", "pdf", "xlsx")
_HEADER: Final = ("What is counted", "Cases", "Incidents", "Posts")
_EXPLAINED: Final = (
    "Counted are the cases that whoever made this may open. A case counts on the day it was opened "
    "and in every row it belongs to, so rows do not add up; an incident counts on the day it "
    "happened, a post on the day it was captured."
)


def made(report: Report, form: str) -> bytes:
    """Return a report in one of ``FORMS``; raises UsageFault for another."""
    must_be_a_form(form)
    if form == "json":
        import json

        return json.dumps(figures.as_json(report), ensure_ascii=False, indent=1).encode()
    if form == "pdf":
        return paper.render(figures.document(report), at=report.made)
    if form == "xlsx":
        return figures.workbook(report)
    return figures.as_text(report).encode()


def must_be_a_form(form: str) -> None:
    """Raise UsageFault unless a report can be made in this form."""
    if form not in FORMS:
        raise UsageFault("There is no such format.", advice=f"Say {in_words(FORMS, 'or')}.")


def monitored(desk: Desk, span: Span, first: date, last: date, school: str = "") -> Report:
    """Return the figures of a school for office and headteacher."""
    found = monitoring.monitoring(desk, span, first, last, school)
    return Report(
        kind=f"monitoring by {span}",
        title="Misuse of social media: figures",
        school=found.school,
        first=first,
        last=last,
        made=found.made,
        lines=(_EXPLAINED,),
        tables=tuple(_monitored(found)),
        practice=found.practice,
    )


def _monitored(found: Monitoring) -> Iterator[Table]:
    for sheet in found.sheets:
        yield from _counted(sheet)
    yield Table(
        title="Time limits",
        header=("In", "Met in time", "Passed first"),
        rows=tuple((one.period.title, one.limits.met, one.limits.missed) for one in found.sheets),
    )
    yield Table(
        title="Open cases by age",
        header=("How old", "Cases"),
        rows=tuple(found.by_age.items()),
        bars=1,
    )
    yield Table(
        title="What is missing before an open case can close",
        header=("Case", "Days open", "Missing"),
        rows=tuple(
            (f"{one.ref}, {one.title}", one.days, " ".join(one.missing) or "Nothing.")
            for one in found.open
        ),
        widths=(5, 2, 7),
    )


def _counted(sheet: Sheet) -> Iterator[Table]:
    title = sheet.period.title
    yield Table(title=title, header=_HEADER, rows=(_row("Every case", sheet.whole),))
    for policy, tallies in groupby(sheet.tallies, key=attrgetter("policy")):
        rows = tuple(row for tally in tallies for row in _rows(tally))
        yield Table(title=f"{title}, {policy}", header=_HEADER, rows=rows)
    happened = tuple((one.title, one.whole.cases) for one in sheet.tallies if one.whole)
    yield Table(
        title=f"{title}, as a chart", header=("What happened", "Cases"), rows=happened, bars=1
    )


def _rows(tally: Tally) -> Iterator[tuple[Cell, ...]]:
    yield _row(tally.title, tally.whole)
    if len(tally.by_target) > 1:
        for target, numbers in tally.by_target.items():
            yield _row(f"{tally.title}: {target or 'no target'}", numbers)


def _row(words: str, numbers: Numbers) -> tuple[Cell, ...]:
    return (words, numbers.cases, numbers.incidents, numbers.posts)


def for_governors(desk: Desk, day: date, school: str = "") -> Report:
    """Return the governors' sheet of the term in which a day lies."""
    found = governors.sheet(desk, day, school)
    return Report(
        kind="governors' sheet",
        title=f"Misuse of social media: {found.term}",
        school=found.school,
        first=found.period.first,
        last=found.period.last,
        made=found.made,
        lines=found.sentences,
        tables=tuple(_governed(found)),
        practice=found.practice,
    )


def _governed(found: Governors) -> Iterator[Table]:
    for policy, rows in groupby(found.rows, key=attrgetter("policy")):
        yield Table(
            title=f"{found.period.title}, {policy}",
            header=("What is counted", "Cases"),
            rows=tuple((row.title, row.length or row.figure) for row in rows),
            bars=1,
        )


def referred(desk: Desk, first: date, last: date, school: str = "") -> Report:
    """Return the referrals to the designated officer, for those with the key."""
    found = referrals.referrals(desk, first, last, school)
    return Report(
        kind="referrals",
        title="Referrals to the designated officer",
        school=found.school,
        first=first,
        last=last,
        made=found.made,
        lines=("No name stands here. Each case is listed by its reference alone.",),
        tables=(_referred(found),),
        practice=found.practice,
    )


def _referred(found: Referrals) -> Table:
    return Table(
        title="Referrals",
        header=("Case", "First heard of", "Threshold", "Referred", "Advice", "Outcome", "Stands"),
        rows=tuple(_referral(one) for one in found.rows),
        widths=(4, 4, 6, 4, 4, 4, 5),
    )


def _referral(one: Referral) -> tuple[Cell, ...]:
    return (
        one.ref,
        _day(one.known_on, ""),
        in_words(one.threshold) or spelt(one.taken_up_as) or "not noted yet",
        _day(one.referred_on, "not referred"),
        _day(one.advice_on, "none yet"),
        spelt(one.outcome) or "none yet",
        one.state,
    )


def _day(written: str, none: str) -> str:
    return day_words(date.fromisoformat(written)) if written else none


def together(contents: Sequence[bytes], now: datetime) -> Report:
    """Return the sheets of several schools on one; raises UsageFault where they do not fit."""
    return figures.combined([figures.read(content) for content in contents], now)
