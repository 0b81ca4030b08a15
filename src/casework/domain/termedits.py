"""Edits of a school year that is loaded: INSET days and stretches of term, one at a time.

Each gives the next edition of the calendar, or says why not. Must not know who asks or why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework.domain.calendar import with_year
from casework.domain.dates import day_words
from casework.errors import UsageFault
from casework.text import clean_line, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casework.domain.calendar import Calendar
    from casework.domain.terms import SchoolYear, Term


def with_inset(calendar: Calendar, days: Iterable[date]) -> Calendar:
    """Return the next calendar with INSET on ``days`` too; UsageFault outside the loaded years."""
    changed = calendar
    for day in days:
        year = _year_of(changed, day)
        changed = with_year(changed, replace(year, inset=year.inset | {day}))
    return replace(changed, version=calendar.version + 1)


def without_inset(calendar: Calendar, days: Iterable[date]) -> Calendar:
    """Return the next calendar in which pupils are in on ``days``, as far as INSET is concerned."""
    changed = calendar
    for day in days:
        year = _year_of(changed, day)
        if day not in year.inset:
            raise _not_changed(f"{day_words(day)} is not down as INSET.")
        changed = with_year(changed, replace(year, inset=year.inset - {day}))
    return replace(changed, version=calendar.version + 1)


def with_term(calendar: Calendar, term: Term) -> Calendar:
    """Return the next calendar with this stretch of term, in place of the one of its name."""
    name = clean_line(term.name)
    if not name:
        raise _not_changed("A term needs a name.")
    year = _year_of(calendar, term.first)
    others = tuple(old for old in year.terms if old.name.casefold() != name.casefold())
    return with_year(calendar, replace(year, terms=(*others, replace(term, name=name))))


def without_term(calendar: Calendar, name: str, within: date) -> Calendar:
    """Return the next calendar without the stretch of that name in the year of ``within``."""
    year = _year_of(calendar, within)
    kept = tuple(old for old in year.terms if old.name.casefold() != clean_line(name).casefold())
    if len(kept) == len(year.terms):
        like = nearest(clean_line(name), tuple(old.name for old in year.terms))
        hint = f" Did you mean {like}?" if like else ""
        raise _not_changed(f"That school year has no term of that name.{hint}")
    return with_year(calendar, replace(year, terms=kept))


def _year_of(calendar: Calendar, day: date) -> SchoolYear:
    for year in calendar.years:
        if day in year:
            return year
    raise UsageFault(
        f"{day_words(day)} lies in no school year that is loaded.",
        advice="Load its term dates first: casework calendar import FILE",
    )


def _not_changed(words: str) -> UsageFault:
    return UsageFault(words, advice="casework calendar show lists what is loaded.")
