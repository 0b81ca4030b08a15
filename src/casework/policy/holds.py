"""Which limits the pause holds: those whose answer it holds, and those of letters it holds.

Read off the policy alone, so a limit is held in every case alike, whatever a case is about. Must
not know cases, dates or calendars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Deadline, FollowOn, Letter

#: The anchor of a limit that runs from the day a letter is received.
FROM_RECEIPT = "receipt"


def held_limits(case_type: CaseType) -> frozenset[str]:
    """Return the limits that wait while contact is paused."""
    limits = case_type.deadlines.values()
    return frozenset(limit.name for limit in limits if is_held(case_type, limit))


def is_held(case_type: CaseType, limit: Deadline) -> bool:
    """Tell whether the pause holds a limit.

    What counts is the step asked for when it is missed; without one, any held step of its track.
    A limit that runs from receipt waits as well where a letter that starts it may not go out.
    """
    pause = case_type.pause
    if pause is None:
        return False
    if limit.when_missed:
        held = (limit.track, limit.when_missed) in pause.steps
    else:
        held = any(track == limit.track for track, _ in pause.steps)
    return held or (
        limit.anchor == FROM_RECEIPT
        and any(
            letter.to in pause.letters_to and limit.name in started_by(case_type, letter)
            for letter in case_type.letters.values()
        )
    )


def followers(letter: Letter) -> tuple[FollowOn | None, FollowOn | None]:
    """Return what a letter's sending and its receipt cause."""
    return letter.when_sent, letter.when_received


def started_by(case_type: CaseType, letter: Letter) -> frozenset[str]:
    """Return the limits that begin in consequence of a letter's own steps."""
    waiting = [follow for follow in followers(letter) if follow]
    seen: set[tuple[str, str]] = set()
    started: set[str] = set()
    while waiting:
        follow = waiting.pop()
        if (follow.track, follow.trigger) in seen:
            continue
        seen.add((follow.track, follow.trigger))
        track = case_type.tracks[follow.track]
        for step in track.transitions:
            if step.trigger == follow.trigger:
                started |= {*step.starts, track.states[step.dest].next} - {""}
                waiting.extend(step.then)
    return frozenset(started)
