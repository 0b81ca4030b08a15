"""A school's calendar as it is kept in the book: each change is a new version, recorded.

A change works every open limit that it touches out again, by whoever can read the case; the list of
what moved is returned, old and new. A passed limit never moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.calendar import with_closures, with_confirmed_year
from casework.domain.commands import Redate
from casework.domain.events import DeadlineDated
from casework.office import door
from casework.office.calendar import propose_year, read_terms_csv, with_term_dates
from casework.office.cards import read_card
from casework.office.ledger import calendar_entry
from casework.office.saying import Saying, common

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A limit that a new calendar version moved: its last day before and after, empty for none."""

    ref: str
    title: str
    old: str
    new: str


def load_terms(desk: Desk, text: str, school: str = "") -> tuple[Calendar, tuple[Moved, ...]]:
    """Take term dates in from a school's list (CSV)."""
    slug = desk.school_slug(school)
    changed = with_term_dates(desk.calendar(slug), read_terms_csv(text))
    return changed, _changed(desk, slug, changed, "term dates loaded")


def close(
    desk: Desk, days: Mapping[date, str], school: str = ""
) -> tuple[Calendar, tuple[Moved, ...]]:
    """Record days on which the school is closed to pupils, each with its reason."""
    slug = desk.school_slug(school)
    changed = with_closures(desk.calendar(slug), dict(days))
    return changed, _changed(desk, slug, changed, "school closed")


def proposal(year: int) -> dict[date, str]:
    """Return the bank holidays a person is asked to confirm for a year."""
    return propose_year(year)


def confirm(desk: Desk, year: int, school: str = "") -> tuple[Calendar, tuple[Moved, ...]]:
    """Confirm a year's bank holidays as proposed; from then on the year counts as loaded."""
    slug = desk.school_slug(school)
    changed = with_confirmed_year(desk.calendar(slug), year, propose_year(year))
    return changed, _changed(desk, slug, changed, f"{year} confirmed")


def _changed(desk: Desk, school: str, calendar: Calendar, why: str) -> tuple[Moved, ...]:
    desk.must_hold("administrator", "headteacher", "office", "senior-leader")
    desk.record(calendar_entry(school, calendar, why))
    return tuple(_redated(desk, school, why))


def _redated(desk: Desk, school: str, why: str) -> Iterator[Moved]:
    for row in desk.cards.rows:
        card = read_card(row.card)
        if card.school != school or not card.limits:
            continue
        file = door.load_by_id(desk, row.case)
        saying = Saying(reason=f"The calendar changed: {why}.")
        command = Redate(**common(desk, file.snapshot, saying))
        accepted = door.rehearse(desk, file, command)
        if not accepted.entry.events:
            continue
        door.carry_out(desk, file, command)
        titles = file.policy.case_types[file.snapshot.case_type].deadlines
        for event in accepted.entry.events:
            if isinstance(event, DeadlineDated):
                old = file.snapshot.deadlines[event.id]
                title = titles[old.name].title
                yield Moved(ref=card.ref, title=title, old=old.due_on, new=event.due_on)
