"""Slices against the whole truth: every case the real engine reaches under small policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.policy.exploring.alone import unsettled
from casework.policy.exploring.closing import Closing
from casework.policy.exploring.explore import explore
from casework.policy.exploring.moves import Moves
from casework.policy.exploring.nodes import Layout
from casework.policy.exploring.reach import Watch
from casework.policy.exploring.variables import DEADLINE, TRACK
from casework.policy.exploring.walk import MOST_NODES, walk
from casework.policy.exploring.walks import Walks
from casework.policy.exploring.watching import first_broken

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot
    from casework.policy.exploring.nodes import Node
    from casework.policy.model import Policy

    Everything = tuple[list[Snapshot], list[set[int]]]

STATES = ("one", "two", "three")
FACTS = {
    "free": {"type": "yes-no"},
    "three-way": {"type": "yes-no-unknown"},
    "stays": {"type": "yes-no", "once": True},
    "seen": {"type": "date"},
}
CONDITIONS: dict[str, dict[str, Any]] = {
    "free-yes": {"fact": "free"},
    "free-no": {"fact": "free", "is": "no"},
    "answered": {"fact": "three-way", "is": ["yes", "no", "unknown"]},
    "unknown": {"fact": "three-way", "is": "unknown"},
    "stays-yes": {"fact": "stays"},
    "threat": {"category": "threat"},
    "only-complaint": {"only-category": "complaint"},
    "other-two": {"track": "right", "in": "two"},
    "been-two": {"track": "left", "been": "two"},
    "missed": {"deadline": "limit", "standing": "passed"},
    "runs": {"deadline": "limit", "standing": "running"},
    "waits": {"deadline": "limit", "standing": "waiting"},
    "again": {"incidents": 1},
    "held": {"paused": True},
}


#: The limit of the left track: from its step or an answer, and what is asked when it is missed.
LIMITS: tuple[dict[str, Any], ...] = (
    {"track": "left"},
    {"track": "left", "when-missed": "left-0"},
    {"track": "left", "when-missed": "left-1"},
    {"track": "left", "when-missed": "left-0", "from": "seen"},
)
#: What begins the pause: answers, categories, incidents and tracks, never the clock.
BEGINS = ("free-yes", "answered", "stays-yes", "threat", "other-two", "been-two", "again")

#: What a step may answer by itself, where it is not yes.
SETS = {"seen": "2026-09-10"}
#: What each condition needs a policy to have.
NEEDS = {
    "free-yes": "free",
    "free-no": "free",
    "answered": "three-way",
    "unknown": "three-way",
    "stays-yes": "stays",
}


@st.composite
def _words(draw: st.DrawFn, closes: bool) -> dict[str, Any]:
    """Two tracks that hang on each other and on at most two things besides."""
    pool = draw(st.lists(st.sampled_from(list(CONDITIONS)), min_size=1, max_size=2, unique=True))
    limit = draw(st.sampled_from(LIMITS))
    counted = {limit["from"]} if "from" in limit else set()
    facts = sorted({NEEDS[name] for name in pool if name in NEEDS} | counted)
    needed = [{}, *({kind: name} for kind in ("owed-when", "decide-when") for name in pool)]
    tracks: dict[str, Any] = {
        "case": {
            "initial": "open",
            "finals": ["closed"],
            "spine": True,
            "steps": [
                {"trigger": "close", "source": "open", "dest": "closed", "closes": closes},
                {"trigger": "reopen", "source": "closed", "dest": "open"},
            ],
        }
    }
    for name, other in (("left", "right"), ("right", "left")):
        tracks[name] = {
            "initial": "one",
            "finals": ["three"],
            "states": {state: {} for state in STATES},
            "steps": draw(_steps(name, other, pool, facts)),
            **draw(st.sampled_from(needed)),
        }
    words = {
        "tracks": tracks,
        "facts": {name: FACTS[name] for name in facts},
        "conditions": _needed(pool, facts),
        "categories": {"threat": {}, "complaint": {}}
        if {*pool} & {"threat", "only-complaint"}
        else {},
        "deadlines": {"limit": limit},
    }
    if draw(st.booleans()) or "held" in pool:
        steps = [{"track": "left", "trigger": "left-0"}]
        when = draw(st.sampled_from([name for name in pool if name in BEGINS] or ["other-two"]))
        words["pause"] = {
            "when": when,
            "steps": steps,
            "released-by": "head",
            "otherwise": "Not yet.",
        }
    return words


def _needed(pool: list[str], facts: list[str]) -> dict[str, Any]:
    """Conditions of the pool, and those that need nothing."""
    free = {"other-two", *pool}
    return {
        name: one
        for name, one in CONDITIONS.items()
        if name in free and NEEDS.get(name, "") in {"", *facts}
    }


def _steps(
    track: str, other: str, pool: list[str], facts: list[str]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    def some(names: list[str]) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from(names), max_size=1) if names else st.just([])

    follow = st.fixed_dictionaries(
        {
            "track": st.just(other),
            "trigger": st.sampled_from([f"{other}-{n}" for n in range(3)]),
            "optional": st.booleans(),
        }
    )
    one = st.fixed_dictionaries(
        {
            "source": st.sampled_from(STATES),
            "dest": st.sampled_from(STATES),
            "conditions": some(pool),
            "unless": some(pool),
            "then": st.lists(follow, max_size=2),
            "asks": some(facts),
            "starts": some(["limit"]),
            "ends": some(["limit"]),
            "sets": st.sampled_from([{}, *({name: SETS.get(name, "yes")} for name in facts)]),
        }
    )
    return st.lists(one, min_size=3, max_size=4).map(
        lambda steps: [{"trigger": f"{track}-{n % 3}", **step} for n, step in enumerate(steps)]
    )


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(words=_words(closes=False))
def test_a_slice_holds_what_the_engine_reaches_and_nothing_else(
    words: dict[str, Any],
    made: Callable[..., Policy],
    brute: Callable[[Policy], Everything],
    projected: Callable[[Layout, Snapshot], Node],
) -> None:
    policy = made(**words)
    walks = Walks(policy, policy.case_types["concern"], MOST_NODES)
    cases, _ = brute(policy)

    for roots in ([(TRACK, "left")], [(TRACK, "right")], [(DEADLINE, "limit")], [(TRACK, "case")]):
        layout = Layout(walks.cut("", roots))
        actual = set(walk(Moves(layout)).nodes)

        assert actual == {projected(layout, case) for case in cases}


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(words=_words(closes=True))
def test_closing_is_proved_exactly_where_every_case_can_be_closed(
    words: dict[str, Any],
    made: Callable[..., Policy],
    brute: Callable[[Policy], Everything],
) -> None:
    policy = made(**words)
    cases, edges = brute(policy)
    closed = {i for i, case in enumerate(cases) if case.tracks["case"].state == "closed"}

    proved = Closing(Walks(policy, policy.case_types["concern"], MOST_NODES)).stuck() is None

    assert proved == (_leading(edges, closed) == set(range(len(cases))))


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(words=_words(closes=False))
def test_exploring_names_exactly_the_states_and_steps_the_engine_never_reaches(
    words: dict[str, Any],
    made: Callable[..., Policy],
    brute: Callable[[Policy], Everything],
) -> None:
    policy = made(**words)
    cases, _ = brute(policy)
    reached = {f"{name}.{track.state}" for case in cases for name, track in case.tracks.items()}
    tracks = policy.case_types["concern"].tracks

    found = {f.subject for f in explore(policy).faults if f.kind == "unreachable state"}

    assert found == {f"{t}.{s}" for t, track in tracks.items() for s in track.states} - reached


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(words=_words(closes=True))
def test_what_follows_from_conditions_alone_no_walk_finds_broken(
    words: dict[str, Any], made: Callable[..., Policy]
) -> None:
    policy = made(**words)
    walks = Walks(policy, policy.case_types["concern"], MOST_NODES)
    whole = [(TRACK, name) for name in walks.case_type.tracks]

    for condition in policy.conditions.values():
        for step in walks.case_type.by_id.values():
            pair = frozenset({(step.track, step.trigger)})
            watch = Watch(name=condition.name, test=condition.test, steps=pair)
            if unsettled(policy, walks.case_type, watch) is None:
                part = walks.cut("", whole, (condition.test,))
                found = first_broken(walks.layout(part), walks.walked(part).nodes, watch)

                assert found is None


def _step(trigger: str, source: str, dest: str, **more: object) -> dict[str, Any]:
    return {"trigger": trigger, "source": source, "dest": dest, **more}


def _caused(trigger: str, *, optional: bool) -> dict[str, Any]:
    return {"track": "right", "trigger": trigger, "optional": optional}


def _small(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> dict[str, Any]:
    states: dict[str, Any] = {state: {} for state in STATES}
    ends: dict[str, Any] = {"initial": "one", "finals": ["three"], "states": states}
    return {"tracks": {"left": {**ends, "steps": left}, "right": {**ends, "steps": right}}}


AT_ITS_TURN = {
    "it fits only after what came before it": [
        _caused("start", optional=False),
        _caused("end", optional=False),
    ],
    "it fits no longer after what came before it": [
        _caused("start", optional=False),
        _caused("skip", optional=True),
    ],
    "it is refused after what came before it": [
        _caused("start", optional=False),
        _caused("start", optional=False),
    ],
}


@pytest.mark.parametrize("then", AT_ITS_TURN.values(), ids=AT_ITS_TURN)
def test_what_follows_is_judged_when_its_turn_comes(
    then: list[dict[str, Any]],
    made: Callable[..., Policy],
    brute: Callable[[Policy], Everything],
    projected: Callable[[Layout, Snapshot], Node],
) -> None:
    right = [
        _step("start", "one", "two"),
        _step("end", "two", "three"),
        _step("skip", "one", "three"),
    ]
    policy = made(**_small([_step("go", "one", "two", then=then)], right))
    walks = Walks(policy, policy.case_types["concern"], MOST_NODES)
    layout = Layout(walks.cut("", [(TRACK, "left"), (TRACK, "right")]))
    cases, _ = brute(policy)

    assert set(walk(Moves(layout)).nodes) == {projected(layout, case) for case in cases}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("begins", ["free-yes", "threat"])
def test_a_limit_waits_with_the_pause_as_it_does_in_the_engine(
    limit: dict[str, Any],
    begins: str,
    made: Callable[..., Policy],
    brute: Callable[[Policy], Everything],
    projected: Callable[[Layout, Snapshot], Node],
) -> None:
    left = [
        _step("left-0", "two", "three", ends=["limit"]),
        _step("left-1", "one", "two", starts=["limit"]),
        _step("left-2", "two", "one", conditions=["waits"], sets={"free": "yes"}),
    ]
    words = _small(left, [_step("go", "one", "three", conditions=["missed"])])
    pause = {"steps": [{"track": "left", "trigger": "left-0"}], "released-by": "head"}
    policy = made(
        **words,
        facts={
            name: FACTS[name] for name in ("free", *({limit["from"]} if "from" in limit else ()))
        },
        conditions={name: CONDITIONS[name] for name in {begins, "waits", "missed"}},
        categories={"threat": {}} if begins == "threat" else {},
        deadlines={"limit": limit},
        pause={**pause, "when": begins, "otherwise": "Not yet."},
    )
    layout = Layout(
        Walks(policy, policy.case_types["concern"], MOST_NODES).cut("", [(DEADLINE, "limit")])
    )
    cases, _ = brute(policy)
    held = [c for c in cases for one in c.deadlines.values() if one.waits_for_release]

    assert set(walk(Moves(layout)).nodes) == {projected(layout, case) for case in cases}
    assert bool(held) == (limit.get("when-missed") != "left-1")


def _leading(edges: list[set[int]], goals: set[int]) -> set[int]:
    found = set(goals)
    growing = True
    while growing:
        more = {here for here, out in enumerate(edges) if here not in found and out & found}
        found |= more
        growing = bool(more)
    return found
