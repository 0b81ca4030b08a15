"""A school's calendar as it is kept in the book: each change is a new version, recorded.

A change works every open limit that it touches out again, by whoever can read the case; the list of
what moved is returned, old and new (``redating``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework import store
from casework.domain.calendar import with_closures, with_confirmed_year
from casework.errors import UsageFault
from casework.office.calendar import propose_year, read_terms_csv, with_term_dates
from casework.office.ics import is_ics, read_terms_ics
from casework.office.ledger import calendar_entry
from casework.office.redating import because, quiet, redate
from casework.office.saying import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk
    from casework.office.redating import Beat, Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One edition of a calendar: its number, when (UTC ISO), by whom, what was changed and why.

    ``shut`` are the days, in ISO form, on which the school was shut from this edition on, each with
    the words that were put down for it.
    """

    version: int
    at: str
    by: str
    why: str
    shut: Mapping[str, str]


def load_terms(
    desk: Desk, text: str, school: str = "", reason: str = "", beat: Beat = quiet
) -> tuple[Calendar, tuple[Moved, ...]]:
    """Take term dates in from a school's list (CSV) or calendar (ICS), all of it or nothing."""
    slug = desk.school_slug(school)
    dates = read_terms_ics(text) if is_ics(text) else read_terms_csv(text)
    why = _because("term dates loaded", reason)
    return _changed(desk, slug, lambda now: with_term_dates(now, dates), why, beat)


def close(
    desk: Desk,
    days: Mapping[date, str],
    school: str = "",
    reason: str = "",
    beat: Beat = quiet,
) -> tuple[Calendar, tuple[Moved, ...]]:
    """Record days on which the school is closed to pupils, each with its reason."""
    slug = desk.school_slug(school)
    why = _because("school closed", reason)
    return _changed(desk, slug, lambda now: with_closures(now, dict(days)), why, beat)


def edit(
    desk: Desk,
    change: Callable[[Calendar], Calendar],
    what: str,
    reason: str,
    school: str = "",
    beat: Beat = quiet,
) -> tuple[Calendar, tuple[Moved, ...]]:
    """Make one edit of the calendar, as its next version; ``what`` it is, and the reason for it.

    Raises UsageFault without a reason, or where the edit makes no sense; nothing is changed then.
    """
    slug = desk.school_slug(school)
    if not words(reason):
        raise UsageFault("A change to the calendar needs its reason.", advice="Add --reason WORDS.")
    return _changed(desk, slug, change, _because(what, reason), beat)


def _because(what: str, reason: str) -> str:
    why = words(reason)
    return f"{what}: {why}" if why else what


def gone_by(before: Calendar, after: Calendar, today: date) -> tuple[date, ...]:
    """Return the closures that are new and lie in the past: allowed, but worth a second look."""
    return tuple(sorted(day for day in after.closures.keys() - before.closures if day < today))


def versions(desk: Desk, school: str = "") -> tuple[Version, ...]:
    """Return every edition of a school's calendar that was made, the first one first."""
    slug = desk.school_slug(school)
    found = []
    before: dict[str, str] = {}
    for record in store.read_journal(desk.session):
        said = json.loads(record.payload) if record.payload is not None else {}
        if said.get("kind") == "calendar" and said["school"] == slug:
            after = said["calendar"]["closures"]
            made = Version(
                version=said["calendar"]["version"],
                at=record.at.isoformat(),
                by=said.get("by", ""),
                why=said["why"],
                shut={day: why for day, why in after.items() if before.get(day) != why},
            )
            before = after
            found.append(made)
    return tuple(found)


def proposal(year: int) -> dict[date, str]:
    """Return the bank holidays a person is asked to confirm for a year."""
    return propose_year(year)


def confirm(
    desk: Desk, year: int, school: str = "", beat: Beat = quiet
) -> tuple[Calendar, tuple[Moved, ...]]:
    """Confirm a year's bank holidays as proposed; from then on the year counts as loaded."""
    slug = desk.school_slug(school)
    proposed = propose_year(year)

    def confirmed(now: Calendar) -> Calendar:
        if year in now.loaded_years:  # what was proclaimed or cancelled in it would be undone
            raise UsageFault(
                f"The bank holidays of {year} are loaded already, so nothing was changed.",
                advice="Change one of them by itself: casework calendar holiday add, or remove.",
            )
        return with_confirmed_year(now, year, proposed)

    return _changed(desk, slug, confirmed, f"{year} confirmed", beat)


def _changed(
    desk: Desk, school: str, change: Callable[[Calendar], Calendar], why: str, beat: Beat
) -> tuple[Calendar, tuple[Moved, ...]]:
    """Make the next version of what counts at this moment: no other's edit is lost with it.

    A change that changes nothing makes no version.
    """
    desk.must_hold_at(school, "administrator", "headteacher", "office", "senior-leader")
    words(because(why))  # too long a reason is refused before anything is changed
    desk.must_write()
    with store.together(desk.session, store.Place.OFFICE):
        desk.keep_up()  # nobody writes beside us by now
        now = desk.calendar(school)
        calendar = change(now)
        if replace(calendar, version=now.version) == now:
            return now, ()
        desk.record(calendar_entry(school, calendar, why, desk.session.name))
    return calendar, redate(desk, school, why, beat)
