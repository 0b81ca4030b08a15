"""One command being decided: the case as the command changes it, event by event. Kept by nobody.

A run that ends in a refusal is thrown away whole; nothing it emitted was ever true.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.domain.draft import Moment
from casework.domain.events import Entry
from casework.domain.fold import resume
from casework.policy.decision import Accepted

if TYPE_CHECKING:
    from datetime import datetime

    from casework.domain.case import Snapshot
    from casework.domain.commands import Command
    from casework.domain.draft import Draft
    from casework.domain.events import Event
    from casework.domain.people import Actor
    from casework.policy.model import CaseType, Policy


@dataclass(slots=True)
class Run:
    """The case under change, with every event emitted so far."""

    policy: Policy
    case_type: CaseType
    command: Command
    now: datetime
    draft: Draft
    events: list[Event] = field(default_factory=list)
    letter: int = 0  # the letter whose step caused what follows

    def emit(self, event: Event) -> None:
        """Let ``event`` happen."""
        self.events.append(event)
        self.draft.apply(event)

    def new_id(self, *words: str) -> str:
        """Return an id of 32 hex digits, made from this command's own randomness."""
        parts = (self.command.nonce, str(len(self.events)), *words)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def finished(self, before: Snapshot | None) -> Accepted:
        """Return the whole as one entry and the case after it."""
        written = self.draft.entry
        entry = bare_entry(
            written.seq, self.policy, self.command, self.now, written.actor, tuple(self.events)
        )
        revision = before.revision + 1 if before else 1
        return Accepted(entry=entry, snapshot=self.draft.freeze(entry.seq, revision))


def bare_entry(
    seq: int,
    policy: Policy,
    command: Command,
    now: datetime,
    actor: Actor | None = None,
    events: tuple[Event, ...] = (),
) -> Entry:
    """Return the entry of ``command``; ``actor`` where another name than its own stands there."""
    return Entry(
        seq=seq,
        at=now,
        actor=actor or command.actor,
        policy=policy.digest,
        command=type(command).__name__,
        key=command.key,
        reason=command.reason,
        happened=command.happened,
        precision=command.precision,
        events=events,
    )


def moment(seq: int, command: Command, now: datetime) -> Moment:
    """Return what the events of ``command`` may know of their entry."""
    return Moment(seq, now, command.actor, command.reason, command.happened)


def begin_run(policy: Policy, snapshot: Snapshot, command: Command, now: datetime) -> Run:
    """Return a run over a case as it stands."""
    return Run(
        policy=policy,
        case_type=policy.case_types[snapshot.case_type],
        command=command,
        now=now,
        draft=resume(snapshot, moment(snapshot.seq + 1, command, now)),
    )
