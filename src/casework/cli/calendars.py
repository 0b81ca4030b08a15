"""``casework calendar``: term dates, INSET days, closures and bank holidays of a school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output
from casework.cli.signing import desk, options
from casework.cli.telling import tell
from casework.errors import UsageFault
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from casework.domain.calendar import Calendar
    from casework.office.terms import Moved

group = typer.Typer(help="Term dates, closures, bank holidays.", rich_markup_mode=None)

School = Annotated[str, typer.Option(help="Which school, where there are several.")]
#: Why a school was shut, where nobody said (*default*).
SHUT = "School closed"


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
        str, typer.Argument(metavar="FILE", help="A list (CSV): kind, first, last, name.")
    ],
    school: School = "",
) -> None:
    """Take in a school's list of terms, INSET days and closures."""
    from casework.office import terms

    text = given.read_text(file)
    at = desk()
    calendar, moved = terms.load_terms(at, text, school)
    days = sum(len(year.terms) for year in calendar.years)
    _changed(calendar, moved, f"The calendar now holds {plural(days, 'term')}.")


@group.command()
def close(
    days: Annotated[
        list[str], typer.Argument(metavar="DATE...", help="Days: 2026-12-03 or 3/12/2026.")
    ],
    why: Annotated[str, typer.Option(help="Why the school was shut.")] = SHUT,
    school: School = "",
) -> None:
    """Record days on which the school is shut to pupils."""
    from casework.office import terms

    shut = {given.day(one): why for one in days}
    at = desk()
    calendar, moved = terms.close(at, shut, school)
    words = ", ".join(_words(day) for day in sorted(shut))
    _changed(calendar, moved, f"The school is recorded as shut on {words}.")


@group.command()
def confirm(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year, as 2029.")],
    school: School = "",
) -> None:
    """Confirm a year's bank holidays as proposed. The year then counts as loaded."""
    from casework.office import terms

    proposed = terms.proposal(year)
    at = desk()
    if output.can_ask() and not options.json:
        output.note(*(f"  {_words(day)}: {name}" for day, name in sorted(proposed.items())))
        if not output.agreed(f"Are these the bank holidays of {year}?"):
            raise UsageFault(
                "Nothing was confirmed.", advice="Look them up, then run the command again."
            )
    calendar, moved = terms.confirm(at, year, school)
    shown = [f"  {_words(day)}: {name}" for day, name in sorted(proposed.items())]
    _changed(calendar, moved, f"The bank holidays of {year} are confirmed:", *shown)


def _changed(calendar: Calendar, moved: tuple[Moved, ...], *lines: str) -> None:
    result = {
        "version": calendar.version,
        "moved": [
            {"ref": one.ref, "title": one.title, "old": one.old or None, "new": one.new or None}
            for one in moved
        ],
    }
    tell(result, *lines, *(_moved_line(one) for one in moved))


def _moved_line(one: Moved) -> str:
    return f"  {one.ref}, {one.title}: {_day(one.old)}, now {_day(one.new)}"


def _words(day: date) -> str:
    from casework.domain.dates import day_words  # --help does without it

    return day_words(day)


def _day(iso: str) -> str:
    return _words(given.day(iso)) if iso else "no date"


def _lines(calendar: Calendar) -> Iterator[str]:
    years = ", ".join(str(year) for year in sorted(calendar.loaded_years))
    yield f"Bank holidays loaded for: {years or 'no year'}."
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
