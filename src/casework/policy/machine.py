"""One flat machine per track; the only user of ``transitions``. Must not know effects or time.

One machine serves every case and thread of a policy version: a step is a throw-away object handed
to the machine's own event, unbound (``engine-notes.md`` 1.3). Conditions are pure; the only
callback marks which transition was taken.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from transitions import EventData, Machine

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import CaseView
    from casework.policy.model import CaseType, Condition, Policy, Track, Transition

logging.getLogger("transitions").setLevel(logging.WARNING)  # INFO costs 20 us a step


@dataclass(slots=True)
class Attempt:
    """One attempt at one step: where it starts, the case it reads, and what became of it."""

    state: str
    case: CaseView
    taken: Transition | None = None
    failed: list[tuple[Condition, bool]] = field(default_factory=list)


class TrackMachine:
    """The flat machine of one track, made once for a policy version."""

    __slots__ = ("_events", "_machine")

    def __init__(self, track: Track) -> None:
        self._machine = Machine(
            model=None,
            states=list(track.states),
            initial=track.initial,
            auto_transitions=False,
            send_event=True,
            queued=False,
            ignore_invalid_triggers=False,
        )
        for transition in track.transitions:
            self._machine.add_transition(
                transition.trigger,
                transition.source,
                transition.dest,
                conditions=[_checked(c, wanted=True) for c in transition.conditions],
                unless=[_checked(c, wanted=False) for c in transition.unless],
                before=_marked(transition),
            )
        self._events = self._machine.events

    def attempt(self, trigger: str, state: str, case: CaseView) -> Attempt:
        """Return what becomes of ``trigger`` in ``state``; ``taken`` stays None when refused."""
        attempt = Attempt(state, case)
        event = self._events.get(trigger)
        if event is not None and state in event.transitions:
            event.trigger(attempt)
        return attempt


def _checked(condition: Condition, *, wanted: bool) -> Callable[[EventData], bool]:
    holds = condition.holds

    def check(data: EventData) -> bool:
        attempt = cast("Attempt", data.model)
        passed = bool(holds(attempt.case))  # TR01: the library compares with ==
        if passed is not wanted:
            attempt.failed.append((condition, wanted))
        return passed

    return check


def _marked(transition: Transition) -> Callable[[EventData], None]:
    def mark(data: EventData) -> None:
        cast("Attempt", data.model).taken = transition

    return mark


_MACHINES: dict[tuple[str, str, str], TrackMachine] = {}


def machine(policy: Policy, case_type: CaseType, track: str) -> TrackMachine:
    """Return the machine of one track, cached per (digest, case type, track)."""
    key = (policy.digest, case_type.name, track)
    found = _MACHINES.get(key)
    if found is None:
        found = _MACHINES[key] = TrackMachine(case_type.tracks[track])
    return found
