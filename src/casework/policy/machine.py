"""One flat machine per track; the only user of ``transitions``. Must not know effects or time.

One machine serves every case and thread of a policy version: a step is a throw-away object handed
to the machine's own event, unbound (``engine-notes.md`` 1.3). Conditions are pure. The machine's
transitions are of our own class, which asks them and marks itself as taken: there is no callback,
so nothing can hang on one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from transitions import EventData, Machine, Transition

if TYPE_CHECKING:
    from casework.domain.case import CaseView
    from casework.policy.model import CaseType, Condition, Policy, Track
    from casework.policy.model import Transition as Step

logging.getLogger("transitions").setLevel(logging.WARNING)  # INFO costs 20 us a step


@dataclass(slots=True)
class Attempt:
    """One attempt at one step: where it starts, the case it reads, and what became of it."""

    in_state: str  # no trigger can be named so: names have no underscore
    case: CaseView
    taken: Step | None = None
    failed: list[Condition] = field(default_factory=list)
    standing: list[Condition] = field(default_factory=list)  # holds, and must not


class _Declared(Transition):
    """A step as declared: the library finds it, we ask its conditions, every failure is named."""

    def __init__(self, source: str, dest: str, *_callbacks: object, step: Step) -> None:
        super().__init__(source, dest)
        self._step = step
        self._wanted = tuple((c, c.holds) for c in step.conditions)
        self._unwanted = tuple((c, c.holds) for c in step.unless)

    def execute(self, event_data: EventData) -> bool:
        attempt = cast("Attempt", event_data.model)
        case = attempt.case
        failed = [condition for condition, holds in self._wanted if not holds(case)]
        standing = [condition for condition, holds in self._unwanted if holds(case)]
        if failed or standing:
            attempt.failed += failed
            attempt.standing += standing
            return False
        attempt.taken = self._step
        attempt.in_state = self._step.dest
        return True


class _Flat(Machine):
    transition_cls = _Declared


class TrackMachine:
    """The flat machine of one track, made once for a policy version."""

    __slots__ = ("_events", "_machine")

    def __init__(self, track: Track) -> None:
        self._machine = _Flat(
            model=None,
            states=list(track.states),
            initial=track.initial,
            model_attribute="in_state",
            auto_transitions=False,
            send_event=True,
            queued=False,
            ignore_invalid_triggers=False,
        )
        for step in track.transitions:
            self._machine.add_transition(step.trigger, step.source, step.dest, step=step)
        self._events = self._machine.events

    def attempt(self, trigger: str, state: str, case: CaseView) -> Attempt:
        """Return what becomes of ``trigger`` in ``state``; ``taken`` stays None when refused."""
        attempt = Attempt(state, case)
        event = self._events.get(trigger)
        if event is not None and state in event.transitions:
            event.trigger(attempt)
        return attempt


_MACHINES: dict[tuple[str, str, str], TrackMachine] = {}


def machine(policy: Policy, case_type: CaseType, track: str) -> TrackMachine:
    """Return the machine of one track, cached per (digest, case type, track)."""
    key = (policy.digest, case_type.name, track)
    found = _MACHINES.get(key)
    if found is None:
        found = _MACHINES[key] = TrackMachine(case_type.tracks[track])
    return found
