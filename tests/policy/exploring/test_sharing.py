"""What needs no walk, and one walk for many questions: quicker, and never another answer."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.policy.exploring.alone import unsettled
from casework.policy.exploring.explore import explore
from casework.policy.exploring.moves import Moves
from casework.policy.exploring.nodes import Layout
from casework.policy.exploring.packing import Packing, mask
from casework.policy.exploring.reach import Watch
from casework.policy.exploring.variables import TRACK
from casework.policy.exploring.walk import MOST_NODES, walk
from casework.policy.exploring.walks import Walks
from casework.policy.exploring.watching import first_broken

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.policy.exploring.nodes import Node
    from casework.policy.model import Policy

    Made = Callable[..., Policy]

Words = dict[str, Any]
TALK = [{"track": "talk", "trigger": "talk"}]
KEPT = {"kept": {"steps": TALK, "while": {"fact": "child"}}}
FACTS: Words = {"child": {}, "asked": {}}
CONDITIONS: Words = {"child": {"fact": "child"}, "asked": {"fact": "asked"}}


def track(*steps: Words, **more: object) -> Words:
    return {"initial": "idle", "finals": ["done"], "steps": list(steps), **more}


def go(trigger: str, **more: object) -> Words:
    return {"trigger": trigger, "source": "idle", "dest": "done", **more}


def told(policy: Policy) -> list[str]:
    """Return what the report says of contracts."""
    return [line for line in explore(policy).as_text().splitlines() if "contract" in line]


def test_what_its_own_condition_rules_out_needs_no_walk(made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk", unless=["child"]))},
        facts=FACTS,
        conditions=CONDITIONS,
        contracts=KEPT,
    )

    assert told(policy) == [
        "concern: contract kept: follows from the conditions of its steps",
    ]
    assert explore(policy).as_text().splitlines()[-1] == (
        "2 slices, 4 nodes, 1 part from conditions alone, 0 findings"
    )


def test_without_the_condition_the_way_is_walked_and_shown(made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk"))}, facts=FACTS, conditions=CONDITIONS, contracts=KEPT
    )

    (fault,) = explore(policy).faults

    assert fault.scenario is not None
    assert [(one.does, one.sets) for one in fault.scenario.steps[1:]] == [
        ("set", (("child", "yes"),)),
        ("do", ()),
    ]


def test_only_what_conditions_leave_open_is_watched(made: Made) -> None:
    free = {"trigger": "talk", "source": "later", "dest": "done"}
    policy = made(
        tracks={"talk": track(go("wait", dest="later"), go("leave", unless=["child"]), free)},
        facts=FACTS,
        conditions=CONDITIONS,
    )
    kind = policy.case_types["concern"]
    steps = frozenset({("talk", "talk"), ("talk", "leave")})

    left = unsettled(
        policy, kind, Watch(name="", test=policy.conditions["child"].test, steps=steps)
    )

    assert left is not None
    assert left.steps == {("talk", "talk")}


def test_a_step_that_the_pause_holds_needs_no_walk_to_keep_still_meanwhile(made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk"))},
        facts=FACTS,
        conditions=CONDITIONS,
        pause={"when": "child", "steps": TALK, "released-by": "head", "otherwise": "Not yet."},
        contracts={"still": {"steps": TALK, "while": {"paused": True}}},
    )

    assert told(policy) == ["concern: contract still: follows from the conditions of its steps"]


@pytest.mark.parametrize("closes", [True, False])
def test_the_closing_list_alone_keeps_a_case_with_a_track_half_way_open(
    closes: bool, made: Made
) -> None:
    spine = {
        "initial": "open",
        "finals": ["closed"],
        "spine": True,
        "steps": [{"trigger": "close", "source": "open", "dest": "closed", "closes": closes}],
    }
    half = {"track": "talk", "in": "half"}
    policy = made(
        tracks={
            "case": spine,
            "talk": track(go("begin", dest="half"), {**go("end"), "source": "half"}),
        },
        contracts={"ended": {"steps": [{"track": "case", "trigger": "close"}], "while": half}},
    )

    assert any("follows from" in line for line in told(policy)) is closes
    assert bool(explore(policy).faults) is not closes


def test_a_contract_of_the_same_nodes_is_answered_by_the_walk_of_its_track(made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk", conditions=["asked"]))},
        facts=FACTS,
        conditions=CONDITIONS,
        contracts=KEPT,
    )
    report = explore(policy)

    assert [part.also for part in report.slices] == [
        ("closing: case",),
        ("contract kept", "closing: talk"),
    ]
    assert [str(fault.kind) for fault in report.faults] == ["contract broken"]


LETTERS: Words = {
    "note": {"when-sent": {"track": "post", "trigger": "sent", "optional": True}},
}
POST = {
    "initial": "idle",
    "finals": ["done"],
    "steps": [
        go("write", dest="written", letter="note"),
        {"trigger": "sent", "source": "written", "dest": "done", "conditions": ["asked"]},
        {"trigger": "again", "source": "written", "dest": "idle", "unless": ["child"]},
    ],
}


def _plainly(moves: Moves) -> set[Node]:
    """Return what is reached when every move is worked out anew at every node."""
    found = {moves.start()}
    waiting = list(found)
    while waiting:
        for _, after in moves.successors(waiting.pop()):
            if after not in found:
                found.add(after)
                waiting.append(after)
    return found


@pytest.mark.parametrize("paused", [True, False])
def test_remembering_what_a_move_came_to_changes_nothing(paused: bool, made: Made) -> None:
    pause = {
        "when": "child",
        "steps": [{"track": "post", "trigger": "write"}],
        "letters-to": ["author"],
        "released-by": "head",
        "otherwise": "Not yet.",
    }
    policy = made(
        tracks={"post": POST},
        facts=FACTS,
        conditions=CONDITIONS,
        letters=LETTERS,
        **({"pause": pause} if paused else {}),
    )
    walks = Walks(policy, policy.case_types["concern"], MOST_NODES)
    moves = Moves(Layout(walks.of_track("post")))

    found = walk(moves)

    assert len(found.nodes) > 10
    assert set(found.nodes) == _plainly(moves)
    for here, node in enumerate(found.nodes):
        plain = {(after, act) for act, after in moves.successors(node) if after != node}
        assert {(found.nodes[there], act) for there, act in found.edges[here]} == plain


@pytest.mark.parametrize(
    ("watched", "broken"),
    [
        ({"steps": frozenset({("post", "sent")})}, ("do", "concern/post/sent/written")),
        ({"letters": frozenset({"note"})}, ("advance", "note")),
    ],
    ids=["a step", "a letter"],
)
def test_a_watch_finds_the_nearest_move_that_it_forbids(
    watched: Words, broken: tuple[str, str], made: Made
) -> None:
    policy = made(tracks={"post": POST}, facts=FACTS, conditions=CONDITIONS, letters=LETTERS)
    walks = Walks(policy, policy.case_types["concern"], MOST_NODES)
    child = policy.conditions["child"].test
    part = walks.cut("", [(TRACK, "post")], (child,))
    nodes = walks.walked(part).nodes

    found = first_broken(walks.layout(part), nodes, Watch(name="kept", test=child, **watched))

    assert found is not None
    assert (found[1].kind, found[1].name) == broken
    assert nodes[found[0]][0] == "written"


PLACES = st.one_of(st.integers(0, 3), st.sampled_from(["a", "b"]), st.frozensets(st.just("x")))
NODES = st.tuples(PLACES, PLACES, PLACES)


@given(nodes=st.lists(NODES, min_size=2, max_size=20))
def test_packed_nodes_differ_by_what_changes(nodes: list[tuple[str | int, ...]]) -> None:
    packing = Packing(3)
    packed = {node: packing.packed(node) for node in nodes}
    before, after = nodes[0], nodes[1]
    changes = [(at, new) for at, new in enumerate(after) if new != before[at]]

    assert len(set(packed.values())) == len(packed)
    assert packed[before] + packing.difference(before, changes) == packed[after]
    for places in ((0,), (1, 2)):
        alike = all(before[at] == after[at] for at in places)
        kept = mask(places)
        assert (packed[before] & kept == packed[after] & kept) is alike


def test_exploring_leaves_the_looking_for_garbage_as_it_was(made: Made) -> None:
    policy = made(tracks={"talk": track(go("talk"))})
    assert gc.isenabled()

    explore(policy)

    assert gc.isenabled()
