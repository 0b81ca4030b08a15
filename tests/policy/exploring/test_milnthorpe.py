"""The shipped Milnthorpe policy: explored whole, and walked by the engine inside that."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.policy.draw import mermaid
from casework.policy.exploring.explore import Report, explore
from casework.policy.exploring.moves import Moves
from casework.policy.exploring.nodes import Layout, Node
from casework.policy.exploring.slices import cut
from casework.policy.exploring.variables import TRACK
from casework.policy.exploring.walk import walk
from casework.policy.loader import load_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot
    from casework.policy.model import Policy

ROOT = Path(__file__).parents[3]


@cache
def policy() -> Policy:
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy("milnthorpe", [ROOT / "workflows"], letters).policy


@cache
def report() -> Report:
    return explore(policy())


def test_nothing_is_wrong_with_it() -> None:
    assert [fault.as_text() for fault in report().faults] == []


def test_each_track_limit_and_contract_was_asked_about() -> None:
    asked = {part.question for part in report().slices}
    asked |= {part.question for part in report().alone}
    asked |= {
        f"{part.question.partition(': ')[0]}: {also}"
        for part in report().slices
        for also in part.also
    }

    for case_type in policy().case_types.values():
        names = {f"closing: {name}" for name in case_type.tracks}
        names |= {f"track {name}" for name in case_type.tracks}
        names |= {f"deadline {name}" for name in case_type.deadlines}
        names |= {f"contract {one.name}" for one in case_type.contracts}
        assert {f"{case_type.name}: {name}" for name in names} <= asked


def test_no_slice_is_anywhere_near_the_cap() -> None:
    assert max(part.nodes for part in report().slices) < 20_000


@cache
def reached(name: str) -> tuple[Layout, frozenset[Node]]:
    layout = Layout(cut(policy(), policy().case_types["concern"], "", [(TRACK, name)]))
    return layout, frozenset(walk(Moves(layout)).nodes)


@settings(max_examples=15)
@given(choices=st.lists(st.integers(0, 10_000), min_size=10, max_size=40))
def test_the_engine_never_leaves_what_was_explored(
    choices: list[int],
    wander: Callable[[Policy, list[int]], list[Snapshot]],
    projected: Callable[[Layout, Snapshot], Node],
) -> None:
    cases = wander(policy(), choices)

    for name in policy().case_types["concern"].tracks:
        layout, nodes = reached(name)
        assert {projected(layout, case) for case in cases} <= nodes


def test_its_chart_names_every_track() -> None:
    chart = mermaid(policy())

    assert chart.count("subgraph") == sum(len(one.tracks) for one in policy().case_types.values())
