"""The question that comes before any file, and what happens where its answer is not a plain no.

Taking in an indecent image of a child would be an offence, whoever does it and for whatever reason.
So nothing is looked for, read or kept before somebody said no; "not sure" counts as yes. Must not
touch a file, nor keep the name of one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.people import PersonRole
from casework.domain.sheets import WITHHELD
from casework.errors import UsageFault
from casework.office.capacities import users_named
from casework.office.evidencesheets import day, refuse
from casework.office.saying import line, words

if TYPE_CHECKING:
    from datetime import datetime

    from casework.domain.case import Snapshot
    from casework.office.desk import Desk

QUESTION: Final = (
    "Does it show, or might it show, a child nude, partly nude or in a sexual way? "
    "Answer no, yes or not-sure; do not open it again to find out."
)


class Shows(StrEnum):
    """The three answers to ``QUESTION``."""

    NO = "no"
    YES = "yes"
    NOT_SURE = "not-sure"


#: The answers after which nothing is looked for, read or kept.
WITHHOLDS: Final = (Shows.YES, Shows.NOT_SURE)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reference:
    """What is recorded of a picture that nobody may keep: as typed, empty where nobody knows."""

    seen_by: str
    platform: str = ""
    address: str = ""
    what: str = ""
    seen_on: str = ""
    held_by: str = ""
    reported: str = ""


REFERENCE_ASKS: Final = {
    "seen-by": "Who has seen it? Name everybody.",
    "platform": "On which site, app or group is it?",
    "address": "Where is it? Its address, or whose device it is on.",
    "what": "What is it, without any detail: a picture, a video, a link?",
    "seen-on": "On which date was it seen?",
    "held-by": "Who keeps the device it is on?",
    "reported": "Which number did the police, CEOP or Report Remove give?",
}


def answer(typed: str) -> Shows:
    """Return the answer to the question. Raises UsageFault where it is none of the three."""
    plain = line(typed).casefold().replace("_", "-").replace(" ", "-")
    if plain not in set(Shows):
        raise UsageFault(
            QUESTION, advice="Nothing was looked for or read. Give --indecent no, yes or not-sure."
        )
    return Shows(plain)


def must_be_no(shows: Shows | None) -> None:
    """Raise UsageFault unless somebody answered no: before a path is even looked at."""
    if shows is None:
        answer("")
    elif shows is not Shows.NO:
        raise UsageFault(
            "Nothing was read or kept, because it might show a child in an indecent way.",
            advice="Record it by reference alone: say who has seen it.",
        )


def reference_sheet(told: Reference, shows: Shows, now: datetime) -> dict[str, str]:
    """Return the reference as it is kept. Raises UsageFault with every problem at once."""
    problems, kept = [], {WITHHELD: str(shows)}
    for one in fields(told):
        key = one.name.replace("_", "-")
        try:
            kept[key] = _cleaned(key, getattr(told, one.name), now)
        except UsageFault as fault:
            problems.append(f"{REFERENCE_ASKS[key]} {fault.message}")
    if not problems and not kept["seen-by"]:
        problems.append(f"An answer is needed: {REFERENCE_ASKS['seen-by']}")
    refuse(problems)
    return {key: value for key, value in kept.items() if value}


def _cleaned(key: str, typed: str, now: datetime) -> str:
    if key == "seen-on":
        return day(typed, now)
    return words(typed) if key == "what" else line(typed)


_STEPS: Final = (
    "Do not open it again. Do not copy, print, forward or photograph it; ask nobody to send it.",
    "Do not delete it, and ask no child to delete it, before there is advice.",
    "Leave the device as it is, with somebody whose name is on record.",
    "Ask no child about what the picture shows.",
    "Where a child is in danger now, ring 999 at once.",
    "Safeguarding decides what the police, social care, CEOP or Report Remove are told.",
)


def next_steps(desk: Desk, case: Snapshot) -> tuple[str, ...]:
    """Return what is to be done now, lawfully, whom to tell first."""
    first = f"Tell {lead_words(desk, case)} at once, in person or by telephone, and say who has "
    return (f"{first}seen it.", *_STEPS)


def lead_words(desk: Desk, case: Snapshot) -> str:
    """Return who of safeguarding is asked about a case: one about a lead sends nobody to them."""
    about = users_named(desk, case.people, (PersonRole.PERSON_OF_CONCERN, PersonRole.AUTHOR))
    roles = frozenset().union(*(desk.ledger.roles_at(user, case.school) for user in about))
    if "dsl" in roles:
        return "the deputy safeguarding lead"
    return "the designated safeguarding lead (DSL)"
