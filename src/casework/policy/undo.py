"""Taking the last entry back: an event that names it. Must not know how the window is shown.

Refused once anything followed from it (``design.md`` section 4); what it armed ends and what it
ended runs on, because the fold skips both entries.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from casework.domain.events import (
    CLOCK,
    Admitted,
    DeadlineArmed,
    DeadlinePassed,
    Excluded,
    LetterMoved,
    Paused,
    PauseReleased,
    Undone,
    UserAdmitted,
)
from casework.domain.fold import fold, undone
from casework.domain.refusals import Refusal, RefusalKind, refuse
from casework.policy import gates
from casework.policy.decision import Accepted, Decision
from casework.policy.run import bare_entry

if TYPE_CHECKING:
    from datetime import datetime

    from casework.domain.case import Snapshot
    from casework.domain.commands import UndoLast
    from casework.domain.events import Entry
    from casework.policy.model import Policy

#: What cannot be taken back even within the window: it is paper by now, or it is the beginning.
_FINAL_COMMANDS = frozenset({"OpenCase", "UndoLast", "ExcludeUser", "AdmitUser"})
_FINAL_STEPS = frozenset({"issue", "print"})
#: What others may already rely on: contact that waits, and keys that were given or taken away.
_FINAL_EVENTS = (Paused, PauseReleased, Excluded, Admitted, UserAdmitted)


def undo(policy: Policy, snapshot: Snapshot, command: UndoLast, now: datetime) -> Decision:
    """Return the entry that takes the last one back and the case without it, or why not."""
    last = _last_of_people(command.history)
    reason = _cannot_undo(command, last, now)
    if reason:
        return refuse(RefusalKind.NOT_YET, reason, remedy="Correct it by a further entry instead.")
    entry = bare_entry(snapshot.seq + 1, policy, command, now)
    entry = replace(entry, events=(Undone(seq=last.seq),))
    after = fold((*command.history, entry))
    broken = gates.broken_contracts(policy.case_types[snapshot.case_type], after)
    if broken:
        return Refusal(kind=RefusalKind.CONTRACT, reasons=broken)
    return Accepted(entry=entry, snapshot=after)


def _last_of_people(history: tuple[Entry, ...]) -> Entry:
    return next(entry for entry in reversed(history) if entry.actor != CLOCK)


def _cannot_undo(command: UndoLast, last: Entry, now: datetime) -> str:
    if last.seq in undone(command.history) or last.command in _FINAL_COMMANDS:
        return "There is nothing to undo."
    if last.actor.user != command.actor.user:
        return "The last entry is somebody else’s; only its writer takes it back."
    if now - last.at > timedelta(seconds=command.window):
        return f"The {command.window} seconds for taking it back are over."
    if any(isinstance(event, _FINAL_EVENTS) for event in last.events):
        return "It began or ended a pause, or changed who may see the case; that stands."
    if any(isinstance(e, LetterMoved) and e.step in _FINAL_STEPS for e in last.events):
        return "A letter has been issued or printed by it; paper cannot be taken back."
    armed = {event.id for event in last.events if isinstance(event, DeadlineArmed)}
    passed = {
        event.id
        for entry in command.history
        for event in entry.events
        if entry.seq > last.seq and isinstance(event, DeadlinePassed)
    }
    return "A time limit that it started has passed since." if armed & passed else ""
