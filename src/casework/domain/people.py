"""People in a case: a role belongs to a person in a case, never to either alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.domain.spelling import spelt

#: How the roles of those who sign in read on screen and paper (``domain.md`` section 19).
ROLE_WORDS: Final = {
    "administrator": "administrator",
    "office": "office",
    "senior-leader": "senior leader",
    "headteacher": "headteacher",
    "dsl": "designated safeguarding lead (DSL)",
    "ict-manager": "ICT manager",
    "class-teacher": "class teacher",
    "chair": "chair of governors",
    "vice-chair": "vice-chair of governors",
    "trust-officer": "trust officer",
    "case-manager": "case manager",
}


class PersonRole(StrEnum):
    """What a person is to one case (``domain.md`` section 4)."""

    AUTHOR = "author"
    TARGET = "target"
    CHILD_AFFECTED = "child-affected"
    PERSON_OF_CONCERN = "person-of-concern"
    REPORTER = "reporter"
    SOURCE = "source"
    COMPLAINANT = "complainant"
    WITNESS = "witness"
    FAMILY_OF = "family-of"


#: How what a person is to a case reads on screen and paper.
PERSON_WORDS: Final[dict[str, str]] = {
    PersonRole.AUTHOR: "person who posted",
    PersonRole.TARGET: "person the post is about",
    PersonRole.CHILD_AFFECTED: "child affected",
    PersonRole.PERSON_OF_CONCERN: "person of concern",
    PersonRole.REPORTER: "person who told the school",
    PersonRole.SOURCE: "person who passed the material on",
    PersonRole.COMPLAINANT: "person who complained",
    PersonRole.WITNESS: "witness",
    PersonRole.FAMILY_OF: "member of a family concerned",
}


def post_words(role: str) -> str:
    """Return how a role of those who sign in reads within a sentence."""
    return ROLE_WORDS.get(role) or spelt(role)


def acting(roles: frozenset[str]) -> frozenset[str]:
    """Return the roles that say in what part somebody acts in a case, of all they hold there.

    Who keeps the program running does nothing to a case by that. The headteacher manages cases as
    such; a chair who manages one in the headteacher's place is no headteacher besides. Whoever has
    a further role may be either, so all of theirs are said.
    """
    parts = roles - {"administrator"}
    if parts == {"headteacher", "case-manager"}:
        return frozenset({"headteacher"})
    if {"headteacher", "case-manager"} <= parts and not parts.isdisjoint({"chair", "vice-chair"}):
        return parts - {"headteacher"}
    return parts or roles


def part_words(role: str) -> str:
    """Return how a part in a case reads: of a person, or of a body that a letter goes to."""
    return PERSON_WORDS.get(role) or spelt(role)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePerson:
    """A person as named in one case.

    ``number`` counts people within the case, so that one person with two roles has one number, and
    two people of one name have two; ``user`` is the id of the user they also are, or
    empty; ``about`` says what a letter needs to know of them ("parent of a pupil in 4B").
    """

    number: int
    role: PersonRole
    name: str
    user: str = ""
    about: str = ""
    address: str = ""

    def __repr__(self) -> str:
        return f"CasePerson(number={self.number}, role={self.role.value})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something: the user's id, the name and the roles they held at that time."""

    user: str
    name: str
    roles: frozenset[str]

    def __repr__(self) -> str:
        return f"Actor(user={self.user})"
