"""What the tests of the engine share: people, a calendar, small policies, a case driven by hand.

``Walk`` keeps the whole history and holds every answer of the engine to what must always be true.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from casework.domain.calendar import Calendar
from casework.domain.case import ApprovalStanding, Snapshot
from casework.domain.commands import (
    DecideApproval,
    LetterText,
    MoveLetter,
    OpenCase,
    SetFacts,
    TakeStep,
    UndoLast,
)
from casework.domain.events import Entry, clock_entry
from casework.domain.facts import CategoryClaim, Fact
from casework.domain.fold import fold, follow
from casework.domain.people import Actor, CasePerson, PersonRole
from casework.domain.refusals import Refusal
from casework.domain.terms import SchoolYear, Term
from casework.domain.written import read_entry, write_entry
from casework.policy.decision import Accepted
from casework.policy.engine import open_case, step
from casework.policy.loader import load_policy, load_stored

if TYPE_CHECKING:
    from casework.domain.commands import Command
    from casework.policy.decision import Decision
    from casework.policy.model import Policy

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)  # a Monday in term
YEAR = SchoolYear(
    first=date(2026, 9, 1),
    last=date(2027, 8, 31),
    terms=(Term(first=date(2026, 9, 2), last=date(2027, 7, 20), name="All year"),),
)
CALENDAR = Calendar(version=1, holidays={}, loaded_years=frozenset({2026, 2027}), years=(YEAR,))
NOT_LOADED = Calendar(version=2, holidays={}, loaded_years=frozenset(), years=())
ROLES = (
    "administrator",
    "office",
    "senior-leader",
    "headteacher",
    "dsl",
    "ict-manager",
    "class-teacher",
    "chair",
    "vice-chair",
    "trust-officer",
)


def somebody(role: str, user: str = "") -> Actor:
    return Actor(user=user or role, name=role, roles=frozenset({role}))


OFFICE, LEADER, HEAD, DSL, CHAIR, TEACHER = (
    somebody(role)
    for role in ("office", "senior-leader", "headteacher", "dsl", "chair", "class-teacher")
)


def text_of(name: str) -> str:
    return (HERE / f"{name}.yaml").read_text("utf-8")


@cache
def altered(name: str, *edits: tuple[str, str]) -> Policy:
    """Return a small policy with edits (old, new); only its shape and its names are checked."""
    text = text_of(name)
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return load_stored({f"{name}.yaml": text})


def rich(*edits: tuple[str, str]) -> Policy:
    return altered("rich", *edits)


@cache
def milnthorpe() -> Policy:
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy("milnthorpe", [ROOT / "workflows"], letters).policy


def words(digest: str) -> LetterText:
    return LetterText(values={"who": "A"}, text=f"Words {digest}.", digest=digest)


def person(role: str, user: str = "", name: str = "Somebody") -> CasePerson:
    return CasePerson(number=0, role=PersonRole(role), name=name, user=user)


def facts(**values: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in values.items()}


@dataclass
class Walk:
    """One case and its whole history; each method returns the reasons against it, or nothing."""

    policy: Policy
    snapshot: Snapshot
    entries: list[Entry]
    now: datetime = NOW
    calendar: Calendar = CALENDAR
    letters: dict[str, LetterText] = field(default_factory=dict)
    last: Decision | None = None

    def send(self, command: Command) -> list[str]:
        """Give the engine a command, and hold its answer to what is always true."""
        before, written = self.snapshot, write_all(self.entries)
        decision = step(self.policy, before, command, self.now)
        self.last = decision
        if isinstance(decision, Refusal):
            assert decision.sentences
            assert all(decision.sentences)
        else:
            self._keep(decision)
        assert write_all(self.entries[: len(written)]) == written
        return list(decision.sentences) if isinstance(decision, Refusal) else []

    def _keep(self, decision: Accepted) -> None:
        entry = decision.entry
        self.entries.append(entry)
        self.snapshot = decision.snapshot
        assert read_entry(entry.seq, entry.at, write_entry(entry)) == entry
        assert fold(self.entries) == decision.snapshot

    def take(self, actor: Actor, trigger: str, track: str = "", **given: str) -> list[str]:
        """Take a step with a reason and a source at hand."""
        return self.send(self.taking(actor, trigger, track, **given))

    def taking(
        self, actor: Actor, trigger: str, track: str = "", reason: str = "Because.", **given: str
    ) -> TakeStep:
        return TakeStep(
            actor=actor,
            calendar=self.calendar,
            nonce=f"n{len(self.entries)}",
            reason=reason,
            trigger=trigger,
            track=track,
            facts=facts(**given),
            said_by="The class teacher" if given else "",
            letters=self.letters,
        )

    def say(self, actor: Actor = OFFICE, /, **given: str) -> list[str]:
        return self.send(
            SetFacts(actor=actor, calendar=self.calendar, facts=facts(**given), said_by="A parent")
        )

    def categorise(self, *claims: tuple[str, str]) -> list[str]:
        put = tuple(CategoryClaim(code=code, target=target) for code, target in claims)
        return self.send(SetFacts(actor=OFFICE, calendar=self.calendar, categories=put))

    def decide(self, actor: Actor, *, granted: bool = True, number: int = 0) -> list[str]:
        """Decide the latest request, or the one of that number."""
        return self.send(
            DecideApproval(
                actor=actor,
                calendar=self.calendar,
                nonce=f"n{len(self.entries)}",
                number=number or max(self.snapshot.approvals),
                granted=granted,
                reason="" if granted else "It is too early.",
                letters=self.letters,
            )
        )

    def letter(self, name: str, state: str, number: int = 0) -> list[str]:
        """Take a step of the latest letter's life."""
        return self.send(
            MoveLetter(
                actor=OFFICE,
                calendar=self.calendar,
                nonce=f"n{len(self.entries)}",
                number=number or max(self.snapshot.letters),
                step=name,
                state=state,
            )
        )

    def undo(self, actor: Actor, window: int = 600) -> list[str]:
        return self.send(
            UndoLast(
                actor=actor, calendar=self.calendar, window=window, history=tuple(self.entries)
            )
        )

    def clock(self, limit: str) -> None:
        """Let the clock find the latest limit of that name passed."""
        found = [one for one in self.snapshot.deadlines.values() if one.name == limit][-1]
        entry = clock_entry(self.snapshot.seq + 1, self.now, found.id, found.due_at)
        self.entries.append(entry)
        self.snapshot = follow(self.snapshot, entry)
        assert fold(self.entries) == self.snapshot

    def later(self, **by: int) -> None:
        self.now += timedelta(**by)

    def at(self, track: str) -> str:
        return self.snapshot.state(track)

    def limits(self, name: str) -> list[tuple[str, str]]:
        """Return standing and last day of each limit of that name."""
        found = [one for one in self.snapshot.deadlines.values() if one.name == name]
        return [(one.standing.value, one.due_on) for one in found]

    def asked(self) -> list[tuple[int, str]]:
        """Return each request and how it stands."""
        return [(one.number, one.standing.value) for one in self.snapshot.approvals.values()]

    def kinds(self) -> list[str]:
        """Return what the last accepted command caused, by kind."""
        return [type(event).__name__ for event in self.entries[-1].events]


def write_all(entries: list[Entry]) -> list[bytes]:
    return [write_entry(entry) for entry in entries]


def opening(policy: Policy, case_type: str = "concern", actor: Actor = OFFICE) -> OpenCase:
    assert case_type in policy.case_types
    return OpenCase(
        actor=actor,
        calendar=CALENDAR,
        nonce="n0",
        ref="CW-7F3K",
        case_type=case_type,
        school="A school",
    )


def opened(policy: Policy, command: OpenCase | None = None) -> Walk:
    """Return a walk through a case just opened by the office."""
    command = command or opening(policy)
    decision = open_case(policy, command, NOW)
    assert isinstance(decision, Accepted), decision
    texts = {name: words(name) for name in policy.case_types[command.case_type].letters}
    return Walk(policy, decision.snapshot, [decision.entry], letters=texts)


def standing(snapshot: Snapshot, **tracks: str) -> Snapshot:
    """Return the case as if those tracks stood there, having been nowhere else."""
    moved = {
        name.replace("_", "-"): replace(
            snapshot.tracks[name.replace("_", "-")], state=state, been=frozenset({state})
        )
        for name, state in tracks.items()
    }
    return replace(snapshot, tracks={**snapshot.tracks, **moved})


def knowing(snapshot: Snapshot, **given: str) -> Snapshot:
    """Return the case as if those questions had been answered."""
    known = {
        name: Fact(value=value, said_by="", by="office", seq=1)
        for name, value in facts(**given).items()
    }
    return replace(snapshot, facts={**snapshot.facts, **known})


def waiting(snapshot: Snapshot) -> list[int]:
    return [
        one.number for one in snapshot.approvals.values() if one.standing is ApprovalStanding.ASKED
    ]


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
