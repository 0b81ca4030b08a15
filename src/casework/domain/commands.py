"""What people may ask of a case. Must not know whether it is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.calendar import Calendar
    from casework.domain.facts import CategoryClaim
    from casework.domain.people import Actor, CasePerson

_verb = dataclass(frozen=True, slots=True, kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base of every command: who asks, when it happened, and the school's calendar to count in.

    ``happened`` is an ISO date or UTC instant, empty for now. ``receipt`` is the school's rule for
    what arrives outside term. ``nonce`` is this command's own randomness, from which new ids are made.
    """

    actor: Actor
    calendar: Calendar
    key: str = ""
    nonce: str = ""
    reason: str = ""
    happened: str = ""
    precision: str = "exact"
    receipt: str = "next-school-day"


@_verb
class OpenCase(Command):
    """Open a case of one type with what is known at once."""

    ref: str
    case_type: str
    school: str
    summary: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    said_by: str = ""
    categories: tuple[CategoryClaim, ...] = ()
    people: tuple[CasePerson, ...] = ()


@_verb
class TakeStep(Command):
    """Fire one trigger of one track; ``track`` may be empty where only one track has the trigger."""

    trigger: str
    track: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    said_by: str = ""


@_verb
class SetFacts(Command):
    """Answer questions, add categories."""

    facts: Mapping[str, str] = field(default_factory=dict)
    said_by: str = ""
    categories: tuple[CategoryClaim, ...] = ()


@_verb
class NamePerson(Command):
    """Name a person in the case; the number is given by the engine."""

    person: CasePerson


@_verb
class RecordIncident(Command):
    """Record a further dated event."""

    words: str
    where: str = ""


@_verb
class AddNote(Command):
    """Add words to the record."""

    words: str


@_verb
class AddEvidence(Command):
    """Add a capture sheet."""

    sheet: Mapping[str, str]


@_verb
class LinkCase(Command):
    """Link another case that the actor may see."""

    ref: str
    words: str = ""


@_verb
class CorrectEntry(Command):
    """Put new words beside an earlier entry."""

    seq: int
    words: str


@_verb
class UndoLast(Command):
    """Take back the case's last entry; ``window`` is the undo time in seconds."""

    window: int
    followed: bool = False


@_verb
class ExcludeUser(Command):
    """Take all sight of the case from a user."""

    user: str


@_verb
class DecideApproval(Command):
    """Grant or decline. ``deciding`` holds the roles that decide now: the approver's, and the
    substitutes' where no approver is free. ``text`` is the digest of the letter as it would be now.
    """

    number: int
    granted: bool
    deciding: frozenset[str] = frozenset()
    text: str = ""


@_verb
class MoveLetter(Command):
    """Take a step of a letter's life."""

    number: int
    step: str
    how: str = ""
    item: str = ""
    digest: str = ""


@_verb
class ReviseLetter(Command):
    """Put a letter's words anew: other values, or a free paragraph; an asked approval lapses."""

    number: int
    values: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@_verb
class Redate(Command):
    """Work open limits out again after a change of calendar."""
