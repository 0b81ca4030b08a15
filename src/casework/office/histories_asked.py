"""What somebody asks for when they hand out a history: for whom, in which form, why, as of when.

Read from what was typed, and refused where it makes no sense or is not theirs to ask. Must not know
how histories are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import TYPE_CHECKING

from casework.domain.circles import plain
from casework.domain.dates import Precision, local_day, parse_when
from casework.domain.events import Admitted, PersonAdded, Undone
from casework.errors import NotPermitted, Refused, UsageFault
from casework.exports.readers import Audience, Names, Release, listed, profile_of
from casework.office.capacities import (
    CASE_MANAGER,
    CHAIR,
    HEAD,
    MANAGES,
    VICE_CHAIR,
    actor_in,
    case_managers,
    named_managers,
)
from casework.office.saying import line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casework.domain.events import Entry
    from casework.office.desk import Desk
    from casework.office.door import CaseFile


class Form(StrEnum):
    """How a history is written. Paper, page and rows carry the check code and are no proof."""

    JSON = "json"
    TEXT = "txt"
    PDF = "pdf"
    HTML = "html"
    CSV = "csv"


_FULL = ("headteacher", "dsl", CASE_MANAGER)
#: Whoever manages a case may have each: in the chair's own records nobody else is there.
_MAY = {
    Audience.HEADTEACHER: ("headteacher", "senior-leader", "office", "dsl", CASE_MANAGER),
    Audience.CHAIR: ("headteacher", "office", CASE_MANAGER),
    Audience.POLICE: _FULL,
    Audience.SOLICITOR: _FULL,
    Audience.SUBJECT_ACCESS: _FULL,
    Audience.NEXT_SCHOOL: _FULL,
}
_RELEASES = ("headteacher", CASE_MANAGER)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Asked:
    """What was typed beside reader and form; empty where nothing was."""

    why: str = ""
    to: str = ""
    as_at: str = ""
    person: str = ""
    release: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wanted:
    """A history as it is wanted, made sense of."""

    audience: Audience
    why: str
    to: str
    as_at: date | None
    released: frozenset[Release]
    subjects: frozenset[int]

    def entries(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return the entries that had been recorded by the end of the day it is wanted as of."""
        day = self.as_at
        return tuple(takewhile(lambda one: day is None or local_day(one.at) <= day, entries))


def might_make_some(desk: Desk) -> bool:
    """Tell whether this person may come to make a history at all; no case is opened for it."""
    user, roles = desk.session.user, frozenset().union(*_MAY.values()) | MANAGES
    stands_in = any(one["deputy"] == user for one in desk.ledger.away)
    return not desk.actor.roles.isdisjoint(roles) or stands_in or user in named_managers(desk)


def readers_for(desk: Desk, case: CaseFile) -> tuple[Audience, ...]:
    """Return for whom this person may make a history of a case."""
    roles = actor_in(desk, case.snapshot).roles
    return tuple(reader for reader in Audience if not roles.isdisjoint(_MAY[reader]))


def releases_for(desk: Desk, case: CaseFile, reader: Audience) -> tuple[Release, ...]:
    """Return what this person may release to a reader besides."""
    if actor_in(desk, case.snapshot).roles.isdisjoint(_RELEASES):
        return ()
    may = profile_of(reader).may_release
    return tuple(
        one for one in Release if one in may and (one is not Release.NAMES or _lifted(desk, case))
    )


def form_of(words: str) -> Form:
    """Return a form by its name. Raises UsageFault for one there is not."""
    try:
        return Form(words)
    except ValueError:
        raise _none_such() from None


def wanted(desk: Desk, case: CaseFile, audience: str, asked: Asked) -> Wanted:
    """Return what is wanted of a case.

    Raises UsageFault for what makes no sense, NotPermitted for whoever may not have it, Refused for
    names that the policy keeps from the chair.
    """
    reader = reader_of(audience)
    released = _released(reader, asked.release)
    _must_be_allowed(desk, case, reader, released)
    why = line(asked.why)
    if profile_of(reader, released).why and not why:
        raise UsageFault(
            "Why this history is handed out has to be said, as it leaves the school with names.",
            advice="Give --why with a sentence; it is kept with the record of this export.",
        )
    found = Wanted(
        audience=reader,
        why=why,
        to=line(asked.to),
        as_at=_day(desk, asked.as_at),
        released=released,
        subjects=_subjects(case.entries, reader, line(asked.person)),
    )
    if not found.entries(case.entries):
        raise UsageFault(
            "The case was not there yet on that day.", advice="Give a later day with --as-at."
        )
    return found


def reader_of(words: str) -> Audience:
    """Return a reader by name. Raises UsageFault for one there is not."""
    try:
        return Audience(words)
    except ValueError:
        raise _none_such() from None


def _none_such() -> UsageFault:
    forms = ", ".join(Form)
    return UsageFault(
        "There is no such history.", advice=f"It is made for {listed()}, as one of: {forms}."
    )


def _released(reader: Audience, words: Iterable[str]) -> frozenset[Release]:
    may = profile_of(reader).may_release
    for each in words:
        if each not in set(may):
            given = ", ".join(sorted(may)) or "nothing"
            raise UsageFault(
                "That cannot be released to this reader.",
                advice=f"What can be released with --release here: {given}.",
            )
    return frozenset(Release(each) for each in words)


def _must_be_allowed(
    desk: Desk, case: CaseFile, reader: Audience, released: frozenset[Release]
) -> None:
    roles = actor_in(desk, case.snapshot).roles
    for needed in (_MAY[reader], _RELEASES if released else ()):
        if needed and roles.isdisjoint(needed):
            raise NotPermitted(
                "This history is not yours to make.",
                advice=f"It takes one of these roles: {', '.join(needed)}.",
            )
    if Release.NAMES in released and not _lifted(desk, case):
        raise Refused(
            "The policy has not brought the chair of governors into this case, so the chair’s "
            "history stays without names.",
            advice="Leave out --release names. The policy brings the chair in by a step of its "
            "own, or where the chair manages a case about the headteacher.",
        )


def _lifted(desk: Desk, case: CaseFile) -> bool:
    """Tell whether the policy itself lets the chair, or a stand-in, know the people of a case."""
    gone = {e.seq for entry in case.entries for e in entry.events if isinstance(e, Undone)}
    standing = (entry for entry in case.entries if entry.seq not in gone)
    brought = (e for entry in standing for e in entry.events if isinstance(e, Admitted))
    if any(e.why == "step" and plain(e.circle) in {CHAIR, VICE_CHAIR} for e in brought):
        return True
    snapshot = case.snapshot
    managers = case_managers(desk, snapshot.school, snapshot.people, snapshot.excluded)
    roles = (desk.ledger.roles_at(user, snapshot.school) for user in managers)
    return any(held & {CHAIR, VICE_CHAIR} and HEAD not in held for held in roles)


def _day(desk: Desk, words: str) -> date | None:
    typed = line(words)
    if not typed:
        return None
    found = parse_when(typed, desk.now())
    if found.on is None or found.precision is not Precision.DATE:
        raise UsageFault(
            "It takes a date alone.", advice="Write the day as 2026-11-05 or 5/11/2026 (--as-at)."
        )
    return found.on


def _subjects(entries: Iterable[Entry], reader: Audience, words: str) -> frozenset[int]:
    """Return the numbers of the one person a history is about; empty where it is about a case."""
    if profile_of(reader).names is not Names.ONE:
        if words:
            raise UsageFault(
                "This history is about the whole case, not about one person.",
                advice="Name nobody in particular: leave out --person.",
            )
        return frozenset()
    people = [e for entry in entries for e in entry.events if isinstance(e, PersonAdded)]
    found = frozenset(
        e.number for e in people if words and words.casefold() in {str(e.number), e.name.casefold()}
    )
    if len(found) != 1:
        raise UsageFault(
            "Nobody of that name is in this case."
            if not found
            else "Several people of that name are in this case.",
            advice="Give the number or the whole name of one person, as the case itself has it "
            "(--person).",
        )
    return found
