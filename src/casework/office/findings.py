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
from casework.domain.dates import local_day
from casework.office import capacities
from casework.office.ledger import held_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.ledger import Held

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
    lengths: set[tuple[str, str, str, str]] = field(default_factory=set)
    roles: dict[str, list[tuple[datetime, Held]]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)  # schools that have circles of their own
    away: list[dict[str, str]] = field(default_factory=list)
    managers: set[str] = field(default_factory=set)  # whoever may have managed a case

    def calendar(self, school: str, version: int) -> Calendar | None:
        """Return a calendar as it was, or None where the record does not hold it."""
        first = empty_calendar()
        if version == first.version and (school, version) not in self.calendars:
            return first
        return self.calendars.get((school, version))

    def held(
        self, user: str, school: str, roles: frozenset[str], at: datetime, lent: frozenset[str]
    ) -> bool:
        """Tell whether the user held exactly these roles at a school then, or within a day of it.

        Roles of those for whom they stood in then, and those ``lent`` by the case, may come on top.
        """
        more = lent | self._stood_in_for(user, school, at)
        return any(own <= roles <= own | more for own in self._own(user, school, at))

    def _own(self, user: str, school: str, at: datetime) -> Iterator[frozenset[str]]:
        """Yield the roles held at the time, and any given within a day of it."""
        in_force: frozenset[str] = frozenset()
        for since, all_held in self.roles.get(user, []):
            held = all_held.at(school, self.own)
            if since > at + CLOCK_MARGIN:
                break
            if since <= at - CLOCK_MARGIN:
                in_force = held
            else:
                yield held
        yield in_force

    def _stood_in_for(self, user: str, school: str, at: datetime) -> frozenset[str]:
        day = local_day(at).isoformat()
        absent = [
            one["user"]
            for one in self.away
            if one["deputy"] == user and one["first"] <= day <= one["last"]
        ]
        return frozenset().union(*(own for one in absent for own in self._own(one, school, at)))


def past_of(desk: Desk) -> Past:
    """Return the book's own record over time."""
    past = Past(managers=set(capacities.named_managers(desk)), own=desk.ledger.own)
    for record in store.read_journal(desk.session):
        if record.payload is None:
            continue
        said = json.loads(record.payload)
        if said["kind"] == "calendar":
            calendar = calendar_from_json(said["calendar"])
            past.calendars[said["school"], calendar.version] = calendar
        elif said["kind"] == "length":
            past.lengths.add((said["school"], said["policy"], said["name"], said["length"]))
        elif said["kind"] == "roles":
            past.roles.setdefault(said["user"], []).append((record.at, held_as(said)))
        elif said["kind"] == "away":
            past.away.append(said)
    past.managers |= {
        user
        for user, held in past.roles.items()
        if any(not one.roles.isdisjoint(capacities.MANAGES) for _since, one in held)
    }
    past.managers |= {one["deputy"] for one in past.away if one["user"] in past.managers}
    return past
