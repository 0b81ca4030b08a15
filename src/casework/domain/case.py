"""A case as it stands: the fold of its history. Must not know how it is decided or stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType, Protocol

from casework.domain.sheets import captured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casework.domain.facts import CategoryClaim, Fact
    from casework.domain.people import CasePerson

CaseRef = NewType("CaseRef", str)
TrackName = NewType("TrackName", str)


class Pause(StrEnum):
    """Whether contact with the author waits for safeguarding."""

    NONE = "none"
    STANDING = "standing"
    RELEASED = "released"


class Standing(StrEnum):
    """How a limit stands."""

    WAITING = "waiting"  # for its receipt, a calendar that is not loaded, or the end of the pause
    RUNNING = "running"
    PASSED = "passed"
    MET = "met"
    CANCELLED = "cancelled"
    WAIVED = "waived"


#: How a limit stands that has not ended, and one that has.
OPEN: Final = frozenset({Standing.WAITING, Standing.RUNNING, Standing.PASSED})
ENDED: Final = frozenset(Standing) - OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackState:
    """Where one track stands, since which entry, and every state it has been in."""

    state: str
    since: int = 0
    been: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A time in which somebody stopped a limit; ``until`` is empty while it stands still."""

    category: str
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineState:
    """One limit as it stands. Instants are UTC ISO text, dates ISO, empty where there is none.

    ``held`` is the instant from which the pause held it; ``resumed`` the one at which it went on.
    ``stops`` are the times in which people stopped it; ``longer`` is each extension in turn, a
    length or a last day; ``own`` is the school's own length, where it gave one to this default.
    """

    id: str
    name: str
    track: str
    standing: Standing
    due_at: str
    due_on: str
    anchor: str
    rule: str
    unit: str
    why: str
    calendar: int
    letter: int
    armed: int
    passed_at: str = ""
    held: str = ""
    resumed: str = ""
    stops: tuple[Stop, ...] = ()
    longer: tuple[str, ...] = ()
    own: str = ""

    @property
    def waits_for_release(self) -> bool:
        """Tell whether the pause still holds it."""
        return bool(self.held) and not self.resumed

    @property
    def stopped(self) -> Stop | None:
        """The stop that still stands, or None."""
        return self.stops[-1] if self.stops and not self.stops[-1].until else None


class ApprovalStanding(StrEnum):
    """How a request for a decision stands."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A request for a decision; ``seq`` is the entry that asked."""

    number: int
    track: str
    trigger: str
    role: str
    instead: tuple[str, ...]
    binds: str
    letter: int
    facts: Mapping[str, str]
    asked_by: str
    asked_at: datetime
    reason: str
    standing: ApprovalStanding
    seq: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterState:
    """One letter of the case; ``state`` is a state of its life."""

    number: int
    letter: str
    title: str
    to: str
    values: Mapping[str, str]
    text: str
    digest: str
    state: str
    serial: int = 0
    copies: int = 0
    how: str = ""
    item: str = ""
    pdf_digest: str = ""
    editors: frozenset[str] = frozenset()
    person: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A dated event in the world."""

    number: int
    words: str
    where: str
    happened: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One capture sheet, or the reference to what nobody may look at or copy."""

    number: int
    sheet: Mapping[str, str]
    seq: int

    @property
    def captured(self) -> bool:
        """Whether anything was captured: a reference is no piece of evidence."""
        return captured(self.sheet)


class CaseView(Protocol):
    """What a condition may read: a snapshot, or a case that a step is just changing."""

    @property
    def tracks(self) -> Mapping[str, TrackState]: ...

    @property
    def facts(self) -> Mapping[str, Fact]: ...

    @property
    def categories(self) -> tuple[CategoryClaim, ...]: ...

    @property
    def people(self) -> tuple[CasePerson, ...]: ...

    @property
    def incidents(self) -> tuple[Incident, ...]: ...

    @property
    def evidence(self) -> tuple[Evidence, ...]: ...

    @property
    def deadlines(self) -> Mapping[str, DeadlineState]: ...

    @property
    def letters(self) -> Mapping[int, LetterState]: ...

    @property
    def pause(self) -> Pause: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The case as it stands after entry ``seq``; ``revision`` counts people's entries alone."""

    ref: CaseRef
    case_type: str
    policy: str
    digest: str
    school: str
    summary: str
    seq: int
    revision: int
    opened_at: datetime
    changed_at: datetime
    tracks: Mapping[str, TrackState]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    categories: tuple[CategoryClaim, ...] = ()
    people: tuple[CasePerson, ...] = ()
    incidents: tuple[Incident, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_drawn: int = 0  # the highest number any piece had, those taken back too
    deadlines: Mapping[str, DeadlineState] = field(default_factory=dict)
    approvals: Mapping[int, Approval] = field(default_factory=dict)
    letters: Mapping[int, LetterState] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    admitted: frozenset[str] = frozenset()
    let_in: frozenset[str] = frozenset()
    pause: Pause = Pause.NONE
    paused_at: str = ""  # UTC ISO text; empty where it never stood
    last_by: str = ""

    def __repr__(self) -> str:
        return f"Snapshot(seq={self.seq}, revision={self.revision})"

    def state(self, track: str) -> str:
        """Return the state ``track`` stands in."""
        return self.tracks[track].state

    def answer(self, fact: str) -> str:
        """Return the value of ``fact``, or an empty text where nobody has answered."""
        found = self.facts.get(fact)
        return found.value if found else ""

    def names(self, user: str) -> bool:
        """Tell whether the user is a person of this case."""
        return any(person.user == user for person in self.people)
