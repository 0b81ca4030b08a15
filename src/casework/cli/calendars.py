"""``casework calendar``: term dates, INSET days, closures and bank holidays of a school."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output
from casework.cli.signing import desk, options
from casework.cli.telling import tell, tell_rows
from casework.errors import EXIT_INTERRUPTED, CaseworkError, UsageFault
from casework.office import outside
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk
    from casework.office.redating import Beat, Moved
    from casework.office.terms import Version

group = typer.Typer(help="Term dates, closures, bank holidays.", rich_markup_mode=None)

holidays = typer.Typer(help="Bank holidays: one proclaimed, one cancelled.", rich_markup_mode=None)
inset = typer.Typer(help="INSET days: pupils are away, staff are in.", rich_markup_mode=None)
term = typer.Typer(help="Stretches of term, one at a time.", rich_markup_mode=None)
group.add_typer(holidays, name="holiday")
group.add_typer(inset, name="inset")
group.add_typer(term, name="term")

Day = Annotated[str, typer.Argument(metavar="DATE", help="A day: 2026-12-03 or 3/12/2026.")]
Days = Annotated[
    list[str], typer.Argument(metavar="DATE...", help="Days: 2026-12-03 or 3/12/2026.")
]
Reason = Annotated[str, typer.Option(help="Why it is changed, for the record.")]
School = Annotated[str, typer.Option(help="Which school, where there are several.")]
#: Why a school was shut, where nobody said (*default*).
SHUT = "School closed"
#: A larger file is no list of term dates (*default*).
LARGEST = 1_000_000
STOPPED = (
    "Stopped. The calendar is changed; the time limits that were not reached are worked out again "
    "when somebody who can open their case signs in."
)


class Unreached(CaseworkError):
    """Somebody stopped it after the calendar was changed and before every limit was reached."""

    exit_code = EXIT_INTERRUPTED
    code = "interrupted"


@group.command()
def show(school: School = "") -> None:
    """Show the calendar that deadlines are counted in."""
    from casework.domain.calendar import calendar_json

    at = desk()
    slug = at.school_slug(school)
    calendar = at.calendar(slug)
    tell({"school": slug, **calendar_json(calendar)}, *_lines(calendar))


@group.command("import")
def import_(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A list (CSV: kind, first, last, name) or an ICS file."
        ),
    ],
    reason: Reason = "",
    school: School = "",
) -> None:
    """Take in a list of terms, INSET days and closures. All of it is taken, or nothing."""
    from casework.office import ics, terms

    text = ics.text_of(outside.read_bytes(file, LARGEST))
    at = desk()
    before = at.calendar(at.school_slug(school))
    with _working() as beat:
        calendar, moved = terms.load_terms(at, text, school, reason, beat)
    days = sum(len(year.terms) for year in calendar.years)
    _changed(
        calendar,
        moved,
        f"The calendar now holds {plural(days, 'term')}.",
        warnings=_gone_by(at, before, calendar),
    )


@group.command()
def close(
    days: Days,
    why: Annotated[str, typer.Option(help="Why the school was shut.")] = SHUT,
    reason: Reason = "",
    school: School = "",
) -> None:
    """Record days on which the school is shut to pupils."""
    from casework.office import terms

    shut = {given.day(one): why for one in days}
    at = desk()
    before = at.calendar(at.school_slug(school))
    with _working() as beat:
        calendar, moved = terms.close(at, shut, school, reason, beat)
    words = f"The school is recorded as shut on {_listed(shut)}."
    _changed(calendar, moved, words, warnings=_gone_by(at, before, calendar))


@group.command("open")
def open_(days: Days, reason: Reason = "", school: School = "") -> None:
    """Record that the school was open on days put down as shut."""
    from casework.domain.calendar import without_closures

    opened = [given.day(one) for one in days]
    words = f"The school is recorded as open on {_listed(opened)}."
    _edit(lambda now: without_closures(now, opened), "school open after all", reason, school, words)


@holidays.command("add")
def add_holiday(
    day: Day,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    reason: Reason = "",
    school: School = "",
) -> None:
    """Add a bank holiday, as when one is proclaimed."""
    from casework.domain.calendar import Holiday, with_holiday

    holiday = Holiday(day=given.day(day), name=name)
    words = f"{_words(holiday.day)} is a bank holiday."
    _edit(lambda now: with_holiday(now, holiday), "bank holiday added", reason, school, words)


@holidays.command("remove")
def remove_holiday(
    day: Day,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="What it was called.")] = "",
    reason: Reason = "",
    school: School = "",
) -> None:
    """Take a bank holiday out, as when one is cancelled or moved."""
    from casework.domain.calendar import without_holiday

    gone = given.day(day)
    words = f"{_words(gone)} is no bank holiday."
    _edit(
        lambda now: without_holiday(now, gone, name),
        "bank holiday taken out",
        reason,
        school,
        words,
    )


@inset.command("add")
def add_inset(days: Days, reason: Reason = "", school: School = "") -> None:
    """Put days down as INSET."""
    from casework.domain.termedits import with_inset

    new = [given.day(one) for one in days]
    words = f"INSET: {_listed(new)}."
    _edit(lambda now: with_inset(now, new), "INSET added", reason, school, words)


@inset.command("remove")
def remove_inset(days: Days, reason: Reason = "", school: School = "") -> None:
    """Take INSET days out: pupils are in."""
    from casework.domain.termedits import without_inset

    gone = [given.day(one) for one in days]
    words = f"No INSET: {_listed(gone)}."
    _edit(lambda now: without_inset(now, gone), "INSET taken out", reason, school, words)


@term.command("set")
def set_term(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the stretch is called.")],
    first: Annotated[str, typer.Argument(metavar="FIRST", help="Its first day.")],
    last: Annotated[str, typer.Argument(metavar="LAST", help="Its last day.")],
    reason: Reason = "",
    school: School = "",
) -> None:
    """Set a stretch of term. It takes the place of the one of its name in that school year."""
    from casework.domain.calendar import Term
    from casework.domain.termedits import with_term

    new = Term(first=given.day(first), last=given.day(last), name=name)
    words = f"{name}: {_words(new.first)} to {_words(new.last)}."
    _edit(lambda now: with_term(now, new), "term set", reason, school, words)


@term.command("remove")
def remove_term(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the stretch is called.")],
    day: Annotated[str, typer.Argument(metavar="DATE", help="Any day of that school year.")],
    reason: Reason = "",
    school: School = "",
) -> None:
    """Take a stretch of term out of a school year."""
    from casework.domain.termedits import without_term

    within = given.day(day)
    words = f"{name} is taken out."
    _edit(lambda now: without_term(now, name, within), "term taken out", reason, school, words)


@group.command()
def versions(school: School = "") -> None:
    """List every edition of the calendar: when, by whom, and why."""
    from datetime import datetime

    from casework.domain.dates import instant_words
    from casework.office import terms

    rows = terms.versions(desk(), school)
    tell_rows(
        [
            {
                "version": x.version,
                "at": x.at,
                "by": x.by or None,
                "why": x.why,
                "shut": dict(sorted(x.shut.items())),
            }
            for x in rows
        ],
        ("Version", "When", "By", "Why"),
        [
            (str(x.version), instant_words(datetime.fromisoformat(x.at)), x.by, _why(x))
            for x in rows
        ],
        "The calendar is the shipped one: nobody has changed it.",
    )


def _why(edition: Version) -> str:
    """Return the reason for an edition, with what was put down for each day that is shut by it."""
    shut = "; ".join(f"{_day(day)}: {why}" for day, why in sorted(edition.shut.items()))
    return f"{edition.why} ({shut})" if shut else edition.why


@group.command()
def confirm(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year, as 2029.")],
    school: School = "",
) -> None:
    """Confirm a year's bank holidays as proposed. The year then counts as loaded."""
    from casework.office import terms

    proposed = sorted(terms.proposal(year).items())
    shown = [f"  {_words(day)}: {name}" for day, name in proposed]
    at = desk()
    if output.can_ask() and not options.json:
        output.note(*shown)
        if not output.agreed(f"Are these the bank holidays of {year}?"):
            raise UsageFault(
                "Nothing was confirmed.", advice="Look them up, then run the command again."
            )
    with _working() as beat:
        calendar, moved = terms.confirm(at, year, school, beat)
    said = [{"day": day.isoformat(), "name": name} for day, name in proposed]
    head = f"The bank holidays of {year} are confirmed:"
    _changed(calendar, moved, head, *shown, more={"confirmed": said})


def _edit(
    change: Callable[[Calendar], Calendar], what: str, reason: str, school: str, words: str
) -> None:
    from casework.office import terms

    at = desk()
    with _working() as beat:
        calendar, moved = terms.edit(at, change, what, reason, school, beat)
    _changed(calendar, moved, words)


@contextmanager
def _working() -> Iterator[Beat]:
    """Show how many cases are worked through; whoever stops it is told what has been done."""
    begun = False
    with output.bar("Working the time limits out again", plain=options.plain) as shown:

        def beat(done: int, of: int) -> None:
            nonlocal begun
            begun = True  # from the first beat on, the calendar is changed
            shown(done, of)

        try:
            yield beat
        except KeyboardInterrupt:
            if begun:
                raise Unreached(STOPPED) from None
            raise


def _gone_by(at: Desk, before: Calendar, after: Calendar) -> list[str]:
    """Return a warning for closures in the past: recorded, but what has passed stays."""
    from casework.domain.dates import local_day
    from casework.office import terms

    gone = terms.gone_by(before, after, local_day(at.now()))
    if not gone:
        return []
    are = "lies" if len(gone) == 1 else "lie"
    return [f"{_listed(gone)} {are} in the past. What has passed by now stays passed."]


def _listed(days: Iterable[date]) -> str:
    return ", ".join(_words(day) for day in sorted(days))


def _changed(
    calendar: Calendar,
    moved: tuple[Moved, ...],
    *lines: str,
    warnings: Sequence[str] = (),
    more: Mapping[str, object] | None = None,
) -> None:
    result = {
        **(more or {}),
        "version": calendar.version,
        "warnings": list(warnings),
        "moved": [
            {"ref": one.ref, "title": one.title, "old": one.old or None, "new": one.new or None}
            for one in moved
        ],
    }
    tell(result, *lines, *warnings, *(_moved_line(one) for one in moved))


def _moved_line(one: Moved) -> str:
    return f"  {one.ref}, {one.title}: {_day(one.old)}, now {_day(one.new)}"


def _words(day: date) -> str:
    from casework.domain.dates import day_words  # --help does without it

    return day_words(day)


def _day(iso: str) -> str:
    return _words(given.day(iso)) if iso else "no date"


def _lines(calendar: Calendar) -> Iterator[str]:
    years = ", ".join(str(year) for year in sorted(calendar.loaded_years))
    yield f"Bank holidays of {calendar.region} loaded for: {years or 'no year'}."
    if not calendar.years:
        yield "Term dates are not loaded, so no date can be given in school days."
        yield "Load them: casework calendar import FILE"
    for year in calendar.years:
        yield f"School year {_words(year.first)} to {_words(year.last)}"
        for term in year.terms:
            yield f"  {term.name}: {_words(term.first)} to {_words(term.last)}"
        if year.inset:
            yield f"  INSET: {', '.join(_words(day) for day in sorted(year.inset))}"
    for day, why in sorted(calendar.closures.items()):
        yield f"Shut {_words(day)}: {why}"
