"""What people may ask of a case. Must not know whether it is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.calendar import Calendar
    from casework.domain.events import Entry
    from casework.domain.facts import CategoryClaim
    from casework.domain.people import Actor, CasePerson


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """A letter filled in: its words, their values, and sentences for what is missing.

    ``person`` is the addressee's number in the case, 0 where it goes to no one person of it.
    """

    values: Mapping[str, str]
    text: str
    digest: str
    missing: tuple[str, ...] = ()
    person: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base of every command: who asks, when it happened, and the school's calendar to count in.

    ``happened`` is an ISO date or UTC instant, empty for now. ``receipt`` is the school's rule for
    what arrives outside term. ``nonce`` is this command's own randomness, the root of new ids.
    ``lengths`` are the school's own for the defaults of this policy, by the limit's name;
    ``settled`` is what the school answered once for all its cases, by the question's name.
    ``stand_ins`` are circles to bring in where the command asks for a decision that falls to them;
    ``substitutes`` are the circles that take the place of others, whose members this case names.
    """

    actor: Actor
    calendar: Calendar
    key: str = ""
    nonce: str = ""
    reason: str = ""
    happened: str = ""
    precision: str = "exact"
    receipt: str = "next-school-day"
    lengths: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)
    stand_ins: tuple[str, ...] = ()
    substitutes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep(Command):
    """Fire one trigger of one track; ``track`` may be empty where only one has the trigger.

    ``sealed_given`` names the questions whose answers came with it and go to a sealed record alone;
    the answers themselves are no part of the command.
    """

    trigger: str
    track: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    said_by: str = ""
    letters: Mapping[str, LetterText] = field(default_factory=dict)
    sealed_given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFacts(Command):
    """Answer questions, add categories."""

    facts: Mapping[str, str] = field(default_factory=dict)
    said_by: str = ""
    categories: tuple[CategoryClaim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePerson(Command):
    """Name a person in the case; the number is given by the engine.

    ``somebody_else``: not the person of that name who is in the case already.
    """

    person: CasePerson
    somebody_else: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIncident(Command):
    """Record a further dated event."""

    words: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Add words to the record."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvidence(Command):
    """Add a capture sheet."""

    sheet: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCase(Command):
    """Link another case that the actor may see."""

    ref: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectEntry(Command):
    """Put new words beside an earlier entry."""

    seq: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoLast(Command):
    """Take back the case's last entry; ``window`` is the undo time in seconds."""

    window: int
    history: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludeUser(Command):
    """Take all sight of the case from a user."""

    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitUser(Command):
    """Let one more user see the case: a colleague asked to help, a successor, a broken glass."""

    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideApproval(Command):
    """Grant or decline. ``deciding`` holds the roles that decide now: the approver's, or the
    substitutes' where no approver is free. ``letters`` is each letter as it would be filled in now.
    """

    number: int
    granted: bool
    deciding: frozenset[str] = frozenset()
    letters: Mapping[str, LetterText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLetter(Command):
    """Take a step of a letter's life; ``state`` is where its life's table says that leads."""

    number: int
    step: str
    state: str
    how: str = ""
    item: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseLetter(Command):
    """Put a drafted letter's words anew; what was asked for the old words is asked again."""

    number: int
    text: LetterText


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendLimit(Command):
    """Give a limit more time: ``by`` so much from its last day, or ``to`` another one (ISO)."""

    name: str
    by: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLimit(Command):
    """Stop a limit, from a day on (ISO) or from now, for a reason of a known category."""

    name: str
    category: str
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeLimit(Command):
    """Let a stopped limit go on, from a day on (ISO) or from now."""

    name: str
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveLimit(Command):
    """Say that a limit need not be kept, and on whose word."""

    name: str
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redate(Command):
    """Work open limits out again after a change of calendar."""
