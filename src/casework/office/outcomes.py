"""What a step came to, or would come to, as lines for a person. Must not take one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.domain.events import DeadlineArmed, DeadlineDated, Entry, Event
    from casework.office.door import Done
    from casework.policy.decision import Accepted
    from casework.policy.model import Policy


def done_lines(policy: Policy, done: Done) -> list[str]:
    """Return what came of a step: that it is done or asked for, and how things stand now."""
    if done.entry is None and not done.replayed:
        return [f"{done.ref}: kept for safeguarding alone; nothing stands here."]
    if done.replayed or done.entry is None:
        return [f"{done.ref}: done before under this key; nothing new happened."]
    lines = _entry_lines(policy, done.snapshot, done.entry)
    asked = asked_by(done)
    if asked:
        return [f"{done.ref}: asked for a decision, {', '.join(asked)}.", *lines]
    return [f"{done.ref}: done.", *lines]


def asked_by(done: Done) -> list[str]:
    """Return the ids of the requests that the command made."""
    return [
        f"{done.ref}.{request.number}"
        for request in done.snapshot.approvals.values()
        if request.standing == "asked" and done.entry is not None and request.seq == done.entry.seq
    ]


def rehearsed_lines(policy: Policy, accepted: Accepted) -> list[str]:
    """Return what a step would cause."""
    lines = _entry_lines(policy, accepted.snapshot, accepted.entry)
    return ["This would happen; nothing was written:", *(lines or ["  Nothing else changes."])]


def caused_lines(policy: Policy, accepted: Accepted) -> list[str]:
    """Return what a step would cause, each thing once, without a word before it."""
    lines = _entry_lines(policy, accepted.snapshot, accepted.entry)
    return list(dict.fromkeys(line.strip() for line in lines))


def _entry_lines(policy: Policy, snapshot: Snapshot, entry: Entry) -> list[str]:
    said = (_event_line(policy, snapshot, event) for event in entry.events)
    return [f"  {line}" for line in said if line]


def _event_line(policy: Policy, case: Snapshot, event: Event) -> str:
    from casework.domain import events  # --help does without it

    kind = policy.case_types[case.case_type]
    match event:
        case events.TrackMoved() if event.source != event.dest:
            track = kind.tracks[event.track]
            return f"{track.title}: {track.states[event.dest].title}"
        case events.LetterDrafted():
            return f"Letter {event.number} is drafted: {event.title}"
        case events.LetterMoved():
            return f"Letter {event.number}, {case.letters[event.number].title}: {event.state}"
        case events.DeadlineArmed():
            return f"{kind.deadlines[event.name].title}: {_ending(event)}"
        case events.DeadlineDated():
            name = case.deadlines[event.id].name
            return f"{kind.deadlines[name].title}: {_ending(event)}"
        case events.DeadlineStopped():
            name = case.deadlines[event.id].name
            return f"{kind.deadlines[name].title}: stopped. Let it go on: casework deadline resume"
        case events.DeadlineWaived():
            name = case.deadlines[event.id].name
            return f"{kind.deadlines[name].title}: need not be kept"
        case _:
            return _decision_line(policy, event)


def _decision_line(policy: Policy, event: Event) -> str:
    from casework.domain import events

    match event:
        case events.ApprovalAsked():
            return f"{policy.approvals[event.role].title.rstrip('.')}."
        case events.ApprovalGranted():
            return "The answer is yes."
        case events.ApprovalDeclined():
            return "The answer is no."
        case events.Undone():
            return "The last entry is taken back; it stays in the history, marked so."
        case _:
            return ""


def _ending(limit: DeadlineArmed | DeadlineDated) -> str:
    """Return by when; a limit that waits for a receipt or for term dates has no day yet."""
    from casework.domain.dates import day_words  # --help does without it

    return f"by {day_words(date.fromisoformat(limit.due_on))}" if limit.due_on else "no date yet"
