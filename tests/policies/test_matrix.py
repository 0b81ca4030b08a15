"""Which step may be taken from which state, by whom: exactly what the policy file declares.

Every track is stood in every one of its states, and every trigger of the policy is tried there by
every role, with all conditions holding. What the engine lets through is compared with the file and
with ``matrix-<policy>.txt``; CONTRIBUTING.md says how that file is written anew.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.domain.case import TrackState
from casework.domain.events import ApprovalAsked, TrackMoved
from casework.domain.facts import Fact
from casework.domain.people import Actor
from casework.policy.decision import Accepted
from casework.policy.engine import step
from casework.policy.loader import load_policy
from tests.policy.engine_kit import NOW, ROLES, Walk, opened, opening, somebody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import Snapshot
    from casework.policy.model import CaseType, Condition, Policy, Track, Transition

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
POLICIES = sorted(path.stem for path in (ROOT / "workflows").glob("*.yaml"))
#: Program roles, and the one that somebody has in a case alone.
WHO = (*ROLES, "case-manager")
EVERYBODY = Actor(user="everybody", name="everybody", roles=frozenset(WHO))
ANSWERS = {"date": "2026-09-10", "number": "1"}
Cell = tuple[str, str, str, str]  # case type, track, state, trigger
Row = tuple[str, str, str]  # where it leads, who decides first, who may take it


@cache
def loaded(name: str) -> Policy:
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy(name, [ROOT / "workflows"], letters).policy


def _always(condition: Condition) -> Condition:
    return replace(condition, holds=lambda _case: True)


def _never(condition: Condition) -> Condition:
    return replace(condition, holds=lambda _case: False)


def _open(transition: Transition) -> Transition:
    return replace(
        transition,
        conditions=tuple(map(_always, transition.conditions)),
        unless=tuple(map(_never, transition.unless)),
        asks_sealed=(),  # answered by the office, which parts the answer off
        new_capture=False,  # a sheet can be added at any time
    )


def _track(track: Track) -> Track:
    steps = tuple(map(_open, track.transitions))
    return replace(track, transitions=steps, decide_when=None, owed_when=None)


def _case_type(case_type: CaseType) -> CaseType:
    return replace(
        case_type,
        tracks={name: _track(track) for name, track in case_type.tracks.items()},
        offers={at: tuple(map(_open, steps)) for at, steps in case_type.offers.items()},
        contracts=(),
        pause=None,
    )


@cache
def unconditional(name: str) -> Policy:
    """Return the policy with every condition holding, and nothing else changed."""
    policy = loaded(name)
    types = {key: _case_type(one) for key, one in policy.case_types.items()}
    return replace(policy, case_types=types, digest=f"{policy.digest}, all conditions holding")


@cache
def standing(name: str, case_type: str) -> Walk:
    """Return an open case in which every question has been answered."""
    policy = unconditional(name)
    role = min(policy.case_types[case_type].opened_by)
    walk = opened(policy, opening(policy, case_type, somebody(role)))
    known = {
        name: Fact(value=ANSWERS.get(fact.type, "yes"), said_by="", by="", seq=1)
        for name, fact in policy.facts.items()
    }
    walk.snapshot = replace(walk.snapshot, facts=known)
    return walk


def stood(snapshot: Snapshot, track: str, state: str) -> Snapshot:
    there = TrackState(state=state, since=1, been=frozenset({state}))
    return replace(snapshot, tracks={**snapshot.tracks, track: there})


def taken(name: str, cell: Cell, actor: Actor) -> str | None:
    """Return where the step led or that it was asked for; None where it was refused."""
    case_type, track, state, trigger = cell
    walk = standing(name, case_type)
    command = walk.taking(actor, trigger, track)
    decision = step(walk.policy, stood(walk.snapshot, track, state), command, NOW)
    if not isinstance(decision, Accepted):
        return None
    for event in decision.entry.events:
        if isinstance(event, TrackMoved | ApprovalAsked):
            assert (event.track, event.trigger) == (track, trigger)
            return event.dest if isinstance(event, TrackMoved) else f"asks {event.role}"
    raise AssertionError(cell)


def cells(name: str) -> Iterator[Cell]:
    """Yield every state of every track with every trigger of the case type."""
    for case_type in loaded(name).case_types.values():
        for track in case_type.tracks.values():
            for state in track.states:
                for trigger in case_type.triggers:
                    yield case_type.name, track.name, state, trigger


@cache
def declared(name: str) -> dict[Cell, Row]:
    found: dict[Cell, Row] = {}
    for case_type in loaded(name).case_types.values():
        for one in case_type.by_id.values():
            asked = f"asks {one.approval.name}" if one.approval else one.dest
            cell = (case_type.name, one.track, one.source, one.trigger)
            found.setdefault(cell, (one.dest, asked, ", ".join(sorted(one.roles))))
    return found


@cache
def accepted(name: str) -> dict[Cell, tuple[str, str]]:
    """Return each cell the engine lets somebody through, where it led, and every role it let."""
    found = {}
    for cell in cells(name):
        led = taken(name, cell, EVERYBODY)
        if led is not None:
            by_role = {role: taken(name, cell, somebody(role)) for role in WHO}
            assert set(by_role.values()) <= {led, None}, cell
            let = sorted(role for role, way in by_role.items() if way is not None)
            found[cell] = (led, ", ".join(let))
    return found


@pytest.mark.parametrize("name", POLICIES)
def test_the_engine_takes_exactly_the_declared_steps_by_the_declared_roles(name: str) -> None:
    expected = {cell: (led, roles) for cell, (_, led, roles) in declared(name).items()}

    assert accepted(name) == expected


@pytest.mark.parametrize("name", POLICIES)
def test_what_is_not_declared_is_refused_even_to_all_roles_at_once(name: str) -> None:
    tried = list(cells(name))
    refused = [cell for cell in tried if cell not in accepted(name)]

    assert len(refused) == len(tried) - len(declared(name))
    assert len(refused) > len(declared(name))


@pytest.mark.parametrize("name", POLICIES)
def test_two_steps_of_one_cell_are_for_the_same_people(name: str) -> None:
    """Only conditions part them, so one row of the table stands for both."""
    rows = [
        ((case_type.name, one.track, one.source, one.trigger), one.roles)
        for case_type in loaded(name).case_types.values()
        for one in case_type.by_id.values()
    ]

    assert len(dict(rows)) == len(set(rows))


def table(name: str) -> str:
    lines = [f"# Steps of “{name}” that the engine lets through: state, step, result, who."]
    heading = ""
    for (case_type, track, state, trigger), (led, roles) in accepted(name).items():
        if heading != f"{case_type} / {track}":
            heading = f"{case_type} / {track}"
            lines += ["", heading]
        lines.append(f"  {state:<18} {trigger:<26} {led:<18} {roles}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", POLICIES)
def test_the_table_of_steps_is_the_one_that_was_read_and_agreed(name: str) -> None:
    golden = HERE / f"matrix-{name}.txt"
    if os.environ.get("CASEWORK_REWRITE_GOLDENS") == "1":
        golden.write_text(table(name), "utf-8")

    assert table(name).splitlines() == golden.read_text("utf-8").splitlines()
