"""Naming people in a case: one person may have several roles, and two people may have one name.

A name that is known in the case means the same person, unless whoever types it says otherwise. Who
passed the material on is never joined to anybody: that would tell who it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework.domain.events import Excluded, PersonAdded
from casework.domain.people import PersonRole, part_words
from casework.domain.refusals import Refusal, RefusalKind, refuse

if TYPE_CHECKING:
    from casework.domain.people import CasePerson
    from casework.policy.run import Run

_SAY = "If it is somebody else of that name, name them with case person and --somebody-else."


def name(run: Run, person: CasePerson, *, somebody_else: bool = False) -> Refusal | None:
    """Name a person; a user named as the person of concern loses all sight of the case with it.

    Refuses what says nothing new, and a name that two people of the case have.
    """
    known = [] if somebody_else else _of_that_name(run, person)
    if len({one.number for one in known}) > 1:
        known = [one for one in known if person.about and _same(one.about, person.about)]
        if len({one.number for one in known}) != 1:
            return refuse(
                RefusalKind.STALE,
                "Two people of that name are in this case.",
                remedy="Give --about in the words of the one who is meant, or --somebody-else.",
            )
    joined = _joined(known, person)
    if joined in known:
        return refuse(
            RefusalKind.STALE,
            f"That person is in this case already: {part_words(person.role)}.",
            remedy=_SAY,
        )
    return _named(run, joined)


def _named(run: Run, person: CasePerson) -> Refusal | None:
    concern = person.role == PersonRole.PERSON_OF_CONCERN and bool(person.user)
    if concern and person.user == run.command.actor.user:
        words = "Whoever is the person of concern does not keep the record of it."
        return refuse(RefusalKind.NOT_PERMITTED, words, remedy="Ask a colleague to record this.")
    highest = max((known.number for known in run.draft.people), default=0)
    run.emit(
        PersonAdded(
            number=person.number or 1 + highest,
            role=person.role,
            name=person.name,
            user=person.user,
            about=person.about,
            address=person.address,
        )
    )
    if concern:
        run.emit(Excluded(user=person.user))
    return None


def known_as(people: tuple[CasePerson, ...], person: CasePerson) -> list[CasePerson]:
    """Return those in the case who may be ``person``: of one name, and not of two users."""
    return [
        one
        for one in people
        if _same(one.name, person.name)
        and (one.role == PersonRole.SOURCE) == (person.role == PersonRole.SOURCE)
        and (not one.user or not person.user or one.user == person.user)
    ]


def _of_that_name(run: Run, person: CasePerson) -> list[CasePerson]:
    return known_as(run.draft.people, person)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _joined(known: list[CasePerson], person: CasePerson) -> CasePerson:
    """Return the person with what the case knows of them already, the latest last."""
    for one in known:
        person = replace(
            person,
            number=one.number,
            name=one.name,
            user=person.user or one.user,
        )
    same_role = [one for one in known if one.role == person.role]
    for one in reversed(same_role or known):
        person = replace(
            person, about=person.about or one.about, address=person.address or one.address
        )
    return person
