"""The engine against ``transitions`` itself, bound to an object, and against a plain table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import Machine, MachineError

from casework.policy.machine import TrackMachine
from tests.policy.engine_kit import HEAD, Walk, opened, opening
from tests.policy.policy_strategies import (
    ANSWERS,
    CLAIMS,
    TRIGGERS,
    Words,
    policies,
    policy_of,
    true_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot

#: Drawing a policy takes far longer than asking it: few are drawn, and each is asked much.
EXAMPLES = settings().max_examples // 4


@dataclass(eq=False)
class Row:
    """What the library's own machine is bound to: a state of its own, and the case it reads."""

    case: Snapshot | None = None


def bare(wrote: Words) -> Words:
    """Return the policy with tracks, conditions and nothing besides."""
    tracks: Words = {}
    for name, track in wrote["tracks"].items():
        kept = ("trigger", "source", "dest", "says", "conditions", "unless", "closes", "keeps")
        steps = [
            {**{key: step[key] for key in kept if key in step}, "by": "both"}
            for step in track["transitions"]
        ]
        tracks[name] = {**track, "transitions": [{**step, "closes": False} for step in steps]}
    return {**wrote, "tracks": tracks, "contracts": {}, "pause": None}


def _asked(row: Row, test: Words, wrote: Words) -> Callable[[], bool]:
    def ask() -> bool:
        assert row.case is not None
        return true_of(row.case, test, wrote)

    return ask


def oracle(wrote: Words, track: str) -> Any:  # noqa: ANN401 - the library binds what it likes
    """Return an object with the library's own machine of one track bound to it."""
    row, made = Row(), wrote["tracks"][track]
    bound = Machine(row, states=list(made["states"]), initial="s0", auto_transitions=False)
    known = wrote["conditions"]
    for step in made["transitions"]:
        bound.add_transition(
            step["trigger"],
            step["source"],
            step["dest"],
            conditions=[_asked(row, known[name], wrote) for name in step["conditions"]],
            unless=[_asked(row, known[name], wrote) for name in step["unless"]],
        )
    return row


def by_library(row: Any, trigger: str, case: Snapshot) -> bool:  # noqa: ANN401 - as above
    row.case = case
    if not hasattr(row, trigger):
        return False  # this track has no step of that name
    try:
        return bool(getattr(row, trigger)())
    except MachineError:
        return False  # how the library says: not from here


def by_table(wrote: Words, track: str, trigger: str, case: Snapshot) -> str | None:
    """Return where the step leads, read off the words; None where it is refused."""
    known = wrote["conditions"]
    for step in wrote["tracks"][track]["transitions"]:
        if (step["trigger"], step["source"]) == (trigger, case.state(track)):
            wanted = [true_of(case, known[name], wrote) for name in step["conditions"]]
            unwanted = [true_of(case, known[name], wrote) for name in step["unless"]]
            return str(step["dest"]) if all(wanted) and not any(unwanted) else None
    return None


def _stir(walk: Walk, data: st.DataObject) -> None:
    """Change what the conditions read."""
    name = data.draw(st.sampled_from(list(ANSWERS)))
    walk.say(HEAD, **{name: data.draw(st.sampled_from(ANSWERS[name]))})
    if data.draw(st.booleans()):
        walk.categorise(data.draw(st.sampled_from(CLAIMS)))


@settings(max_examples=EXAMPLES)
@given(wrote=policies().map(bare), data=st.data())
def test_the_engine_agrees_with_the_library_and_with_the_table(
    wrote: Words, data: st.DataObject
) -> None:
    policy = policy_of(wrote)
    walk = opened(policy, opening(policy, "concern", HEAD))
    rows = {track: oracle(wrote, track) for track in wrote["tracks"]}
    for _ in range(20):
        _stir(walk, data)
        track = data.draw(st.sampled_from(list(rows)))
        trigger = data.draw(st.sampled_from(TRIGGERS))
        case = walk.snapshot
        closed = case.state("t0") in wrote["tracks"]["t0"]["finals"] and track != "t0"
        expected = None if closed else by_table(wrote, track, trigger, case)
        refused = walk.take(HEAD, trigger, track)
        accepted = False if closed else by_library(rows[track], trigger, case)

        assert (refused == []) is accepted is (expected is not None)
        assert walk.at(track) == rows[track].state == (expected or case.state(track))


@settings(max_examples=EXAMPLES)
@given(wrote=policies().map(bare), data=st.data())
def test_one_machine_for_all_is_as_good_as_one_for_each(wrote: Words, data: st.DataObject) -> None:
    """The same machine, asked about many cases in turn, never mixes them up."""
    policy = policy_of(wrote)
    case_type = policy.case_types["concern"]
    made = {name: TrackMachine(track) for name, track in case_type.tracks.items()}
    case = opened(policy, opening(policy, "concern", HEAD)).snapshot
    cases = [
        replace(
            case,
            tracks={
                name: replace(stood, state=data.draw(st.sampled_from(list(track["states"]))))
                for (name, stood), track in zip(
                    case.tracks.items(), wrote["tracks"].values(), strict=True
                )
            },
        )
        for _ in range(3)
    ]
    for _ in range(24):
        one = data.draw(st.sampled_from(cases))
        track = data.draw(st.sampled_from(list(made)))
        trigger = data.draw(st.sampled_from(TRIGGERS))
        attempt = made[track].attempt(trigger, one.state(track), one)
        expected = by_table(wrote, track, trigger, one)

        assert (attempt.taken.dest if attempt.taken else None) == expected
        assert attempt.in_state == (expected or one.state(track))
