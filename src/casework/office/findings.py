"""What an examination says, and what it has to hand: the book's own record as it was at any time.

Must not know any single check.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from casework import store
from casework.domain.calendar import calendar_from_json, empty_calendar

if TYPE_CHECKING:
    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

RESTORE = "Keep these records as they are, and compare them with the latest backup before going on."
#: A clock may have been put right by as much; who held which role then is asked with this margin.
CLOCK_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be, or (``damage`` False) one that is worth knowing.

    ``where`` is a case's reference for whoever may open the case, else nothing that names it.
    """

    invariant: str
    where: str
    what: str
    advice: str
    damage: bool = True


def damage(invariant: str, file: CaseFile, what: str, seq: int = 0) -> Finding:
    """Return damage in a case, with the first bad entry where there is one."""
    words = f"entry {seq}: {what}" if seq else what
    return Finding(invariant=invariant, where=file.snapshot.ref, what=words, advice=RESTORE)


@dataclass(slots=True, kw_only=True)
class Past:
    """The book's own record over time: every calendar there was, and who held which roles when."""

    calendars: dict[tuple[str, int], Calendar] = field(default_factory=dict)
    roles: dict[str, list[tuple[datetime, frozenset[str]]]] = field(default_factory=dict)

    def calendar(self, school: str, version: int) -> Calendar | None:
        """Return a calendar as it was, or None where the record does not hold it."""
        first = empty_calendar()
        if version == first.version and (school, version) not in self.calendars:
            return first
        return self.calendars.get((school, version))

    def held(self, user: str, roles: frozenset[str], at: datetime) -> bool:
        """Tell whether the user held exactly these roles at the time, or within a day of it."""
        in_force: frozenset[str] = frozenset()
        for since, held in self.roles.get(user, []):
            if since > at + CLOCK_MARGIN:
                break
            if since <= at - CLOCK_MARGIN:
                in_force = held
            elif held == roles:
                return True
        return in_force == roles


def past_of(desk: Desk) -> Past:
    """Return the book's own record over time."""
    past = Past()
    for record in store.read_journal(desk.session):
        if record.payload is None:
            continue
        said = json.loads(record.payload)
        if said["kind"] == "calendar":
            calendar = calendar_from_json(said["calendar"])
            past.calendars[said["school"], calendar.version] = calendar
        elif said["kind"] == "roles":
            past.roles.setdefault(said["user"], []).append((record.at, frozenset(said["roles"])))
    return past
