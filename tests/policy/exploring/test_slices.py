"""What hangs on what: slices take in what matters and leave out what people may change anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from casework.policy import conditions as c
from casework.policy.exploring.normal import alternatives
from casework.policy.exploring.slices import Slice, cut
from casework.policy.exploring.variables import CATEGORY, DEADLINE, FACT, PAUSE, TRACK, Variable
from tests.policy.exploring.paths_kit import all_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot
    from casework.domain.refusals import Refusal
    from casework.policy.exploring.scenario import Scenario
    from casework.policy.model import Policy

    Made = Callable[..., Policy]

Words = dict[str, Any]


def track(*steps: Words, **more: object) -> Words:
    return {"initial": "idle", "finals": ["done"], "steps": list(steps), **more}


def go(trigger: str, **more: object) -> Words:
    return {"trigger": trigger, "source": "idle", "dest": "done", **more}


def part(policy: Policy, *roots: Variable) -> Slice:
    return cut(policy, policy.case_types["concern"], "", roots)


def test_tracks_that_never_touch_are_apart(made: Made) -> None:
    policy = made(tracks={"talk": track(go("talk")), "post": track(go("send"))})

    assert part(policy, (TRACK, "talk")).variables == ((TRACK, "talk"),)


def test_a_condition_brings_in_the_track_it_reads(made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk", conditions=["sent"])), "post": track(go("send"))},
        conditions={"sent": {"track": "post", "in": "done"}},
    )

    assert part(policy, (TRACK, "talk")).tracks == ("talk", "post")
    assert part(policy, (TRACK, "post")).tracks == ("post",)


CAUSE = {"track": "talk", "trigger": "talk", "optional": True}


def test_a_cause_a_person_could_do_without_stays_apart(made: Made) -> None:
    policy = made(tracks={"talk": track(go("talk")), "post": track(go("send", then=[CAUSE]))})

    assert part(policy, (TRACK, "talk")).tracks == ("talk",)


@pytest.mark.parametrize(
    "more", [{"asks": ["why"]}, {"conditions": ["sent"]}], ids=["asks", "reads"]
)
def test_a_cause_that_can_do_more_than_a_person_comes_in(more: Words, made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk", **more)), "post": track(go("send", then=[CAUSE]))},
        facts={"why": {"type": "text"}},
        conditions={"sent": {"track": "post", "in": "done"}},
    )

    assert part(policy, (TRACK, "talk")).tracks == ("talk", "post")


def test_a_consequence_that_may_not_be_skipped_brings_in_its_track(made: Made) -> None:
    follow = {"track": "talk", "trigger": "talk"}
    policy = made(tracks={"talk": track(go("talk")), "post": track(go("send", then=[follow]))})

    assert part(policy, (TRACK, "post")).tracks == ("talk", "post")


@pytest.mark.parametrize(
    ("fact", "hidden"),
    [
        ({}, True),
        ({"type": "yes-no-unknown"}, True),
        ({"once": True}, True),
        ({"sealed": True}, False),
    ],
    ids=["free", "three answers", "stays yes", "sealed"],
)
def test_an_answer_people_may_change_needs_no_place(fact: Words, hidden: bool, made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk", conditions=["asked"]))},
        facts={"asked": fact},
        conditions={"asked": {"fact": "asked"}},
    )

    assert ((FACT, "asked") in part(policy, (TRACK, "talk")).hidden) == hidden


def test_a_yes_that_stays_has_a_place_where_it_can_stand_in_the_way(made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk", unless=["asked"]))},
        facts={"asked": {"once": True}},
        conditions={"asked": {"fact": "asked"}},
    )

    assert (FACT, "asked") in part(policy, (TRACK, "talk")).variables


def test_a_category_has_a_place_only_where_having_it_can_hurt(made: Made) -> None:
    categories: Words = {"threat": {}, "complaint": {}}
    tests = {"threat": {"category": "threat"}, "alone": {"only-category": "complaint"}}

    def with_(**step: list[str]) -> Slice:
        policy = made(
            tracks={"talk": track(go("talk", **step))}, categories=categories, conditions=tests
        )
        return part(policy, (TRACK, "talk"))

    assert (CATEGORY, "") in with_(conditions=["threat"]).hidden
    assert (CATEGORY, "") in with_(conditions=["threat"], unless=["alone"]).variables


def test_a_paused_step_brings_in_the_pause_and_what_begins_it(made: Made) -> None:
    policy = made(
        tracks={"talk": track(go("talk"))},
        facts={"alleged": {}},
        conditions={"alleged": {"fact": "alleged"}},
        pause={
            "when": "alleged",
            "steps": [{"track": "talk", "trigger": "talk"}],
            "released-by": "head",
            "otherwise": "Not yet.",
        },
    )

    assert set(part(policy, (TRACK, "talk")).variables) == {
        (TRACK, "talk"),
        (PAUSE, ""),
        (FACT, "alleged"),
    }


def test_a_limit_brings_in_whatever_starts_and_ends_it(made: Made) -> None:
    policy = made(
        tracks={
            "talk": track(go("talk")),
            "post": track(go("send", starts=["reply"])),
            "mail": track(go("stop", ends=["reply"])),
            "rest": track(go("rest")),
        },
        deadlines={"reply": {"track": "talk"}},
    )

    tracks = part(policy, (DEADLINE, "reply")).tracks
    assert tracks == ("case", "talk", "post", "mail")


@pytest.mark.parametrize(("answer", "held"), [("talk", True), ("send", False)])
def test_a_limit_that_waits_with_the_pause_brings_it_in(
    answer: str, held: bool, made: Made
) -> None:
    policy = made(
        tracks={
            "talk": track(go("talk")),
            "post": track(go("send"), go("write", dest="idle", starts=["reply"])),
        },
        facts={"alleged": {}},
        conditions={"alleged": {"fact": "alleged"}},
        deadlines={"reply": {"track": "post", "when-missed": answer}},
        pause={
            "when": "alleged",
            "steps": [{"track": "talk", "trigger": "talk"}, {"track": "post", "trigger": "talk"}],
            "released-by": "head",
            "otherwise": "Not yet.",
        },
    )

    assert ((PAUSE, "") in part(policy, (DEADLINE, "reply")).variables) is held


A, B, C = (c.TrackIn(track=name, states=frozenset({"x"})) for name in "abc")


def test_a_test_is_taken_apart_into_alternatives() -> None:
    either = c.All(parts=(A, c.AnyOf(parts=(B, c.Not(part=C)))))

    assert alternatives(either) == (
        c.All(parts=(A, B)),
        c.All(parts=(A, c.Not(part=C))),
    )
    assert alternatives(c.Not(part=c.All(parts=(A, B)))) == (c.Not(part=A), c.Not(part=B))


def test_a_test_with_too_many_alternatives_stays_whole() -> None:
    many = c.All(parts=tuple(c.AnyOf(parts=(A, B, C)) for _ in range(5)))

    assert alternatives(many) == (many,)


FORKED = {
    "talk": {
        "initial": "idle",
        "finals": ["done", "left"],
        "steps": [go("talk", asks=["why"]), {**go("leave"), "dest": "left", "reason": True}],
    }
}


def test_every_path_runs_in_the_engine(
    made: Made, replay: Callable[[Policy, Scenario], tuple[Snapshot, Refusal | None]]
) -> None:
    policy = made(tracks=FORKED, facts={"why": {"type": "text"}})

    ways = list(all_paths(policy, policy.case_types["concern"], 3))

    assert [[step.name for step in way.steps[1:]] for way in ways] == [
        ["close"],
        ["talk", "close"],
        ["leave", "close"],
    ]
    assert all(replay(policy, way)[1] is None for way in ways)


def test_a_sample_of_paths_is_the_same_for_the_same_seed(made: Made) -> None:
    policy = made(tracks=FORKED, facts={"why": {"type": "text"}})
    kind = policy.case_types["concern"]

    def ways(seed: int) -> list[str]:
        return [way.as_text() for way in all_paths(policy, kind, 3, sample=1, seed=seed)]

    assert ways(1) == ways(1)
    assert len({tuple(ways(seed)) for seed in range(20)}) > 1
