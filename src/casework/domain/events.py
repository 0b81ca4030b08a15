"""What can have happened to a case. Must not know the case after it, nor how it is written down.

An **entry** is one command by one person: who, when, why, and the events it caused, signed whole.
How it is written down stands in ``domain.written``; what happens to limits in
``domain.limitevents``. The clock's entry has no words of its own: it is read back as a single
:class:`DeadlinePassed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.event import Event
from casework.domain.limitevents import (
    DeadlineArmed,
    DeadlineDated,
    DeadlineEnded,
    DeadlineExtended,
    DeadlinePassed,
    DeadlineResumed,
    DeadlineStopped,
    DeadlineWaived,
)
from casework.domain.people import Actor

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "CLOCK",
    "KINDS",
    "Admitted",
    "ApprovalAsked",
    "ApprovalDeclined",
    "ApprovalGranted",
    "ApprovalLapsed",
    "CaseOpened",
    "CategoryAdded",
    "Corrected",
    "DeadlineArmed",
    "DeadlineDated",
    "DeadlineEnded",
    "DeadlineExtended",
    "DeadlinePassed",
    "DeadlineResumed",
    "DeadlineStopped",
    "DeadlineWaived",
    "Entry",
    "Event",
    "EvidenceAdded",
    "Excluded",
    "FactSet",
    "IncidentAdded",
    "LetterDrafted",
    "LetterMoved",
    "Linked",
    "NoteAdded",
    "PauseReleased",
    "Paused",
    "PersonAdded",
    "PersonRemoved",
    "TrackMoved",
    "Undone",
    "UserAdmitted",
    "clock_entry",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseOpened(Event):
    """The case began under one version of one policy."""

    ref: str
    case_type: str
    policy: str
    digest: str
    school: str
    summary: str
    tracks: dict[str, str]  # each track's first state


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TrackMoved(Event):
    """One track took one declared step; ``followed`` says it was caused by another step."""

    track: str
    trigger: str
    source: str
    dest: str
    rule: str
    clauses: tuple[str, ...]
    followed: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FactSet(Event):
    """A question was answered; ``said_by`` is who told us, in words."""

    name: str
    value: str
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CategoryAdded(Event):
    """The post was put into a category, with the target it concerns."""

    code: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonAdded(Event):
    """A person was named in the case."""

    number: int
    role: str
    name: str
    user: str
    about: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonRemoved(Event):
    """A person was named by mistake; the earlier entry stays."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IncidentAdded(Event):
    """A dated event in the world, such as a further post."""

    number: int
    words: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NoteAdded(Event):
    """Something worth keeping, in the writer's words."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EvidenceAdded(Event):
    """A capture sheet: its questions and their answers, and the measure of a file taken in."""

    number: int
    sheet: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Linked(Event):
    """The case was linked to another one the writer may see."""

    ref: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Corrected(Event):
    """Entry ``seq`` was wrong; the new words stand beside the old."""

    seq: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Undone(Event):
    """Entry ``seq``, the last one, was taken back by its own author."""

    seq: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Excluded(Event):
    """A user lost all sight of the case; the reason stands in the entry."""

    user: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Admitted(Event):
    """A circle was brought into the case and holds its key from here on.

    ``why`` is ``step`` where a step of the policy says so, ``stand-in`` where a decision fell to
    its members.
    """

    circle: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UserAdmitted(Event):
    """A user was let into the case by one who holds it; the reason stands in the entry."""

    user: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApprovalAsked(Event):
    """A step waits for a decision; ``binds`` is the digest of everything the decision rests on."""

    number: int
    track: str
    trigger: str
    role: str
    instead: tuple[str, ...]
    binds: str
    letter: int
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApprovalGranted(Event):
    """The decision was yes, for exactly what was asked."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApprovalDeclined(Event):
    """The decision was no; the reason stands in the entry."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApprovalLapsed(Event):
    """What was asked no longer stands; it must be asked again."""

    number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LetterDrafted(Event):
    """A letter was drafted; ``text`` is the filled template as Markdown, ``digest`` its SHA-256.

    ``person`` is the addressee's number in the case, 0 where it goes to no one person of it.
    """

    number: int
    letter: str
    title: str
    to: str
    values: dict[str, str]
    text: str
    digest: str
    person: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LetterMoved(Event):
    """A letter took a step of its life and came to a state of it.

    ``serial`` is its number within the case, given when issued; ``copy`` counts prints; ``how``
    says how it was sent or what shows its receipt; ``item`` and ``digest`` name the stored PDF.
    """

    number: int
    step: str
    state: str
    serial: int = 0
    copy: int = 0
    how: str = ""
    item: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Paused(Event):
    """Conversation, meeting and letters to the author wait for safeguarding."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PauseReleased(Event):
    """Safeguarding released the pause; neither who nor whose turn it was is kept here."""


#: Every kind by its written name.
KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        CaseOpened,
        TrackMoved,
        FactSet,
        CategoryAdded,
        PersonAdded,
        PersonRemoved,
        IncidentAdded,
        NoteAdded,
        EvidenceAdded,
        Linked,
        Corrected,
        Undone,
        Excluded,
        Admitted,
        UserAdmitted,
        ApprovalAsked,
        ApprovalGranted,
        ApprovalDeclined,
        ApprovalLapsed,
        LetterDrafted,
        LetterMoved,
        DeadlineArmed,
        DeadlineDated,
        DeadlineEnded,
        DeadlineExtended,
        DeadlineStopped,
        DeadlineResumed,
        DeadlineWaived,
        DeadlinePassed,
        Paused,
        PauseReleased,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command's worth of history: ``at`` is when it was recorded, ``happened`` when it was.

    ``happened`` is an ISO date or UTC instant, or empty when it is the same moment; ``precision``
    says exact, about, date or unknown.
    """

    seq: int
    at: datetime
    actor: Actor
    policy: str
    command: str
    key: str
    reason: str = ""
    happened: str = ""
    precision: str = "exact"
    events: tuple[Event, ...] = ()

    def __repr__(self) -> str:
        return f"Entry(seq={self.seq}, command={self.command})"


#: Who the clock is in a history.
CLOCK = Actor(user="clock", name="the clock", roles=frozenset())


def clock_entry(seq: int, at: datetime, deadline: str, due_at: str) -> Entry:
    """Return the clock's bare entry as a history shows it."""
    return Entry(
        seq=seq,
        at=at,
        actor=CLOCK,
        policy="",
        command="passed",
        key=f"passed:{deadline}",
        events=(DeadlinePassed(id=deadline, due_at=due_at),),
    )
