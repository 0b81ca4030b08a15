"""What of a contract follows from conditions alone: no walk is needed to prove it.

A step whose conditions, state and pause no case can meet while the contract's test holds never
breaks it, whatever else a case has come to. Must not know slices or walks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casework.policy.conditions import AnyOf, IsPaused, Not, TrackIn
from casework.policy.exclusive import meeting
from casework.policy.exploring.variables import BEEN, TRACK, checklist, read_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.conditions import Atom
    from casework.policy.exploring.reach import Watch
    from casework.policy.model import CaseType, Policy, Track, Transition

#: So many partial cases are tried before the question is left to a walk (*default*).
MOST_TRIES: Final = 1_000
_UNPAUSED: Final = IsPaused(paused=False)


def never_stands(policy: Policy, case_type: CaseType, test: Atom) -> bool:
    """Tell whether no case can meet ``test``, wherever its tracks stand."""
    return meeting(policy, case_type, (test,), MOST_TRIES) is None


def unsettled(policy: Policy, case_type: CaseType, watch: Watch) -> Watch | None:
    """Return ``watch`` with the steps that conditions alone do not settle; None where they do."""
    steps = frozenset(
        (step.track, step.trigger)
        for step in case_type.by_id.values()
        if (step.track, step.trigger) in watch.steps
        and meeting(policy, case_type, _met(case_type, step, watch.test), MOST_TRIES)
    )
    letters = frozenset(
        name
        for name in watch.letters
        if meeting(policy, case_type, (*_posted(case_type, name), watch.test), MOST_TRIES)
    )
    return replace(watch, steps=steps, letters=letters) if steps or letters else None


def _met(case_type: CaseType, step: Transition, test: Atom) -> tuple[Atom, ...]:
    """Return what a case would have to meet for the step to break a rule while ``test`` holds."""
    taken = tuple(_taken(case_type, step))
    read = {name for kind, name in read_by((*taken, test)) if kind in {TRACK, BEEN}}
    tracks = (case_type.tracks[name] for name in sorted(read)) if step.closes else ()
    return (*taken, *(_is_settled(track) for track in tracks if not track.spine), test)


def _is_settled(track: Track) -> Atom:
    """Return that the closing list asks nothing about a track: at an end, or never owed."""
    begun = Not(part=TrackIn(track=track.name, states=frozenset({track.initial})))
    ended = TrackIn(track=track.name, states=track.finals)
    return AnyOf(parts=(ended, Not(part=AnyOf(parts=(begun, *checklist(track))))))


def _taken(case_type: CaseType, step: Transition) -> Iterator[Atom]:
    """Yield what is true of every case in which the step is taken."""
    yield TrackIn(track=step.track, states=frozenset({step.source}))
    if case_type.pause is not None and (step.track, step.trigger) in case_type.pause.steps:
        yield _UNPAUSED
    yield from (condition.test for condition in step.conditions)
    yield from (Not(part=condition.test) for condition in step.unless)


def _posted(case_type: CaseType, name: str) -> Iterator[Atom]:
    """Yield what is true of every case in which the letter goes on a stage, short of receipt."""
    pause = case_type.pause
    if pause is not None and case_type.letters[name].to in pause.letters_to:
        yield _UNPAUSED
