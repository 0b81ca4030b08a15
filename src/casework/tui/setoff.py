"""What set a time limit off, in a sentence before how it is counted. Must not count anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.events import CaseOpened, TrackMoved
from casework.domain.limitevents import DeadlineArmed
from casework.text import small

if TYPE_CHECKING:
    from casework.domain.events import Entry
    from casework.office.deadlines import Row
    from casework.office.questions import Shown

#: From what a limit runs, besides the answer to a question of the policy.
_STEP, _RECEIPT = "step", "receipt"


def why(shown: Shown, row: Row) -> str:
    """Return ``The case was opened. 1 school day from: ...``: what happened, and the days."""
    return " ".join(part for part in (_event(shown, row), row.why) if part)


def _event(shown: Shown, row: Row) -> str:
    """Return what happened that the limit is counted from; nothing where no entry tells."""
    limit = shown.snapshot.deadlines[row.id]
    anchor = shown.case_type.deadlines[row.name].anchor
    if anchor == _RECEIPT:
        return f"Letter {limit.letter} was received." if limit.letter and limit.anchor else ""
    if anchor != _STEP:
        return ""  # the answer is a day, and the day is told
    begun = (entry for entry in reversed(shown.file.entries) if _arms(entry, row.id))
    return next((_step(shown, entry) for entry in begun), "")


def _arms(entry: Entry, limit: str) -> bool:
    return any(isinstance(one, DeadlineArmed) and one.id == limit for one in entry.events)


def _step(shown: Shown, entry: Entry) -> str:
    for one in entry.events:
        if isinstance(one, CaseOpened):
            return "The case was opened."
        if isinstance(one, TrackMoved):
            track = shown.case_type.tracks[one.track]
            return f"{track.title}: {small(track.states[one.dest].title)}."
    return ""
