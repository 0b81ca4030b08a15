"""The book's own record, folded: who holds which roles, what was adopted, which calendar counts.

Each entry of the book's journal is one JSON object with a ``kind``. Must not know any case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from casework.domain.calendar import calendar_from_json, calendar_json, empty_calendar
from casework.domain.circles import circle_at
from casework.errors import Damaged, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from casework.domain.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A policy version a school goes by: by whom, and when (UTC ISO)."""

    school: str
    policy: str
    digest: str
    by: str
    at: str


#: Roles that are held for the whole records, at every school of them (*default*).
EVERYWHERE = frozenset({"administrator", "trust-officer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The program roles a user holds, and at which schools.

    An entry from before people belonged to schools names none: they work at each that had no
    circles of its own, which is every school there was.
    """

    roles: frozenset[str]
    schools: frozenset[str] | None = None

    def at(self, school: str, own: Collection[str]) -> frozenset[str]:
        """Return the roles held at a school; ``own`` are those with circles of their own."""
        there = school not in own if self.schools is None else school in self.schools
        return self.roles if there else self.roles & EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """The records were put back from a backup: which, by whom, why, and what is known to lack.

    ``missing`` counts what everybody may know; ``own`` is what only that person may, sealed.
    """

    generation: str
    made: str
    by: str
    why: str
    missing: int
    own: str
    at: str
    acknowledged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A restore was tried out, and how it went."""

    generation: str
    by: str
    sound: bool
    at: str


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What the journal says so far."""

    schools: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)  # schools that have circles of their own
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    at: dict[str, frozenset[str] | None] = field(default_factory=dict)  # see Held
    adoptions: dict[tuple[str, str], Adoption] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    laws: dict[str, str] = field(default_factory=dict)  # digest of a file of the law: its name
    calendars: dict[str, Calendar] = field(default_factory=dict)
    editions: dict[str, int] = field(default_factory=dict)  # how often each calendar was changed
    redated: dict[tuple[str, str], int] = field(default_factory=dict)  # user, school: see behind
    people: dict[str, str] = field(default_factory=dict)
    #: Who is asked for a code: the key it is sealed to, and what is sealed.
    second_steps: dict[str, tuple[str, str]] = field(default_factory=dict)
    lengths: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    away: list[dict[str, str]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    restores: list[Restore] = field(default_factory=list)
    drills: list[Drill] = field(default_factory=list)
    sheets: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)  # school, term

    def roles_of(self, user: str) -> frozenset[str]:
        """Return the program roles the user holds."""
        return self.roles.get(user, frozenset())

    def roles_at(self, user: str, school: str) -> frozenset[str]:
        """Return the program roles the user holds at a school."""
        held = Held(roles=self.roles_of(user), schools=self.at.get(user))
        return held.at(school, self.own)

    def schools_of(self, user: str) -> tuple[str, ...]:
        """Return the schools at which the user holds a role, in the order they were added."""
        return tuple(school for school in self.schools if self.roles_at(user, school))

    def circle(self, name: str, school: str) -> str:
        """Return the name of a circle at a school."""
        return circle_at(name, school if school in self.own else "")

    def calendar(self, school: str) -> Calendar:
        """Return the school's calendar: bank holidays alone until term dates are loaded."""
        return self.calendars.get(school) or empty_calendar()

    def behind(self, user: str) -> tuple[str, ...]:
        """Return the schools whose calendar changed since the user last caught up with it."""
        known = self.redated
        return tuple(s for s, count in self.editions.items() if known.get((user, s), 0) < count)

    def lengths_of(self, school: str, policy: str) -> Mapping[str, str]:
        """Return the school's own lengths for defaults of a policy, by the limit's name."""
        return self.lengths.get((school, policy), {})

    def only_school(self) -> str:
        """Return the book's school where there is just one; raises NotFound otherwise."""
        if len(self.schools) == 1:
            return next(iter(self.schools))
        raise NotFound("These records hold several schools.", advice="Say which one with --school.")


def take_in(ledger: Ledger, at: str, payload: bytes) -> None:
    """Let one journal entry count. Raises Damaged where it is of no known form."""
    try:
        said = json.loads(payload)
        take = _KINDS[said["kind"]]
        take(ledger, said, at)
    except (KeyError, TypeError, ValueError) as fault:
        raise Damaged(
            "An entry of the records’ own log cannot be read.",
            advice="Run casework doctor, and keep the latest backup safe.",
        ) from fault


def fold_journal(entries: Iterable[tuple[str, bytes]]) -> Ledger:
    """Return the ledger after all entries, each as (instant in ISO, payload)."""
    ledger = Ledger()
    for at, payload in entries:
        take_in(ledger, at, payload)
    return ledger


def _school(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    ledger.schools[said["slug"]] = said["name"]
    if said.get("own_circles"):
        ledger.own.add(said["slug"])


def _roles(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    held = held_as(said)
    ledger.roles[said["user"]], ledger.at[said["user"]] = held.roles, held.schools


def held_as(said: Mapping[str, Any]) -> Held:
    """Return what an entry about a user's roles says."""
    schools = said.get("schools")
    return Held(
        roles=frozenset(said["roles"]), schools=None if schools is None else frozenset(schools)
    )


def _adopted(ledger: Ledger, said: Mapping[str, Any], at: str) -> None:
    key = (said["school"], said["policy"])
    ledger.adoptions[key] = Adoption(
        school=said["school"],
        policy=said["policy"],
        digest=said["digest"],
        by=said["by"],
        at=at,
    )
    ledger.files[said["digest"]] = dict(said["files"])


def _law(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    ledger.files[said["digest"]] = dict(said["files"])  # nobody adopts it: see office.laws
    ledger.laws[said["digest"]] = said["name"]


def _calendar(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    school = said["school"]
    ledger.calendars[school] = calendar_from_json(said["calendar"])
    ledger.editions[school] = ledger.editions.get(school, 0) + 1


def _redated(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    for school, edition in said["editions"].items():
        ledger.redated[said["user"], school] = int(edition)


def _length(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    own = ledger.lengths.setdefault((said["school"], said["policy"]), {})
    own.pop(said["name"], None)
    if said["length"]:  # without one, what the policy file says counts again
        own[said["name"]] = said["length"]


def _person(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    ledger.people[said["user"]] = said["person"]


def _second_step(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    ledger.second_steps.pop(said["user"], None)
    if said["sealed"]:  # without anything sealed to them, no code is asked any more
        ledger.second_steps[said["user"]] = (said["box"], said["sealed"])


def _away(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    ledger.away.append({name: said[name] for name in ("user", "first", "last", "deputy")})


def _restored(ledger: Ledger, said: Mapping[str, Any], at: str) -> None:
    ledger.restores.append(
        Restore(
            generation=said["generation"],
            made=said["made"],
            by=said["by"],
            why=said["why"],
            missing=said["missing"],
            own=said["own"],
            at=at,
        )
    )


def _acknowledged(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    known = said["generations"]
    ledger.restores = [
        replace(one, acknowledged=one.acknowledged or one.generation in known)
        for one in ledger.restores
    ]


def _drilled(ledger: Ledger, said: Mapping[str, Any], at: str) -> None:
    ledger.drills.append(
        Drill(generation=said["generation"], by=said["by"], sound=said["sound"], at=at)
    )


def _governors_sheet(ledger: Ledger, said: Mapping[str, Any], _at: str) -> None:
    ledger.sheets.setdefault((said["school"], said["term"]), dict(said["sheet"]))


_KINDS: dict[str, Callable[[Ledger, Mapping[str, Any], str], None]] = {
    "school": _school,
    "roles": _roles,
    "adopted": _adopted,
    "law": _law,
    "calendar": _calendar,
    "redated": _redated,
    "length": _length,
    "person": _person,
    "second-step": _second_step,
    "away": _away,
    "restored": _restored,
    "restore-acknowledged": _acknowledged,
    "drilled": _drilled,
    "governors-sheet": _governors_sheet,
}


def written(kind: str, **said: object) -> bytes:
    """Return a journal entry's bytes."""
    whole = {"kind": kind, **said}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def calendar_entry(school: str, calendar: Calendar, why: str, by: str = "") -> bytes:
    """Return the journal entry for a new calendar version."""
    return written("calendar", school=school, calendar=calendar_json(calendar), why=why, by=by)


def redated_entry(user: str, editions: Mapping[str, int]) -> bytes:
    """Return the journal entry that a user's cases follow so many changes of each calendar."""
    return written("redated", user=user, editions=dict(editions))
