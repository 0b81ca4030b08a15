"""Each kind of fault in the smallest policy that has it; its way run through the real engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from casework.domain.refusals import RefusalKind
from casework.policy.exploring.explore import explore
from casework.policy.exploring.faults import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot
    from casework.domain.refusals import Refusal
    from casework.policy.exploring.faults import Fault
    from casework.policy.exploring.scenario import Scenario
    from casework.policy.model import Policy

    Made = Callable[..., Policy]
    Replay = Callable[[Policy, Scenario], tuple[Snapshot, Refusal | None]]

Words = dict[str, Any]


def track(*steps: Words, **more: object) -> Words:
    """A track that begins at "idle" and ends at "done"."""
    return {"initial": "idle", "finals": ["done"], "steps": list(steps), **more}


def go(trigger: str, source: str, dest: str, **more: object) -> Words:
    return {"trigger": trigger, "source": source, "dest": dest, **more}


BEGIN, FINISH = go("begin", "idle", "begun"), go("finish", "begun", "done")
PAUSE = {
    "when": "alleged",
    "steps": [{"track": "talk", "trigger": "begin"}],
    "letters-to": ["author"],
    "released-by": "head",
    "otherwise": "Not while it is paused.",
}
ALLEGED = {"facts": {"alleged": {}}, "conditions": {"alleged": {"fact": "alleged"}}}
APPROVALS = {"head": {"by": "head", "instead": ["governors"]}}


@dataclass(frozen=True)
class Fix:
    """A policy with one fault, what it is about, and the words that put it right."""

    kind: Kind
    subject: str
    bad: Words
    good: Words
    ends: Words = field(default_factory=dict)  # where the scenario leaves the tracks
    refused: bool = False  # the engine's own guard stops the last step
    way: bool = True


FIXES = {
    "a state nothing leads to": Fix(
        kind=Kind.UNREACHABLE,
        subject="talk.lost",
        bad={"tracks": {"talk": track(BEGIN, FINISH, go("find", "lost", "done"))}},
        good={"tracks": {"talk": track(BEGIN, FINISH)}},
        way=False,
    ),
    "a state behind a contradiction": Fix(
        kind=Kind.UNREACHABLE,
        subject="talk.odd",
        bad={
            "tracks": {
                "talk": track(
                    go("begin", "idle", "begun", conditions=["stays"]),
                    FINISH,
                    go("turn", "begun", "odd", unless=["stays"]),
                    go("back", "odd", "done"),
                )
            },
            "facts": {"stays": {"once": True}},
            "conditions": {"stays": {"fact": "stays"}},
        },
        good={
            "tracks": {
                "talk": track(BEGIN, FINISH, go("turn", "begun", "odd"), go("back", "odd", "done"))
            }
        },
        way=False,
    ),
    "a step whose other track has gone on": Fix(
        kind=Kind.DEAD,
        subject="talk",
        bad={
            "tracks": {
                "talk": track(BEGIN, FINISH, go("call", "begun", "done", conditions=["idle"])),
            },
            "conditions": {"idle": {"track": "talk", "in": "idle"}},
        },
        good={"tracks": {"talk": track(BEGIN, FINISH, go("call", "begun", "done"))}},
        ends={"talk": "begun"},
    ),
    "a state with no way out": Fix(
        kind=Kind.TRAP,
        subject="talk.stuck",
        bad={"tracks": {"talk": track(BEGIN, FINISH, go("miss", "begun", "stuck"))}},
        good={"tracks": {"talk": track(BEGIN, FINISH, go("miss", "begun", "done"))}},
        ends={"talk": "stuck"},
    ),
    "a way out that a yes has shut for good": Fix(
        kind=Kind.DEADLOCK,
        subject="talk.begun",
        bad={
            "tracks": {"talk": track(BEGIN, go("finish", "begun", "done", unless=["stays"]))},
            "facts": {"stays": {"once": True}},
            "conditions": {"stays": {"fact": "stays"}},
        },
        good={
            "tracks": {"talk": track(BEGIN, go("finish", "begun", "done", unless=["stays"]))},
            "facts": {"stays": {}},
            "conditions": {"stays": {"fact": "stays"}},
        },
        ends={"talk": "begun"},
    ),
    "an answer that nobody can give here": Fix(
        kind=Kind.DEADLOCK,
        subject="talk.begun",
        bad={
            "tracks": {"talk": track(BEGIN, go("finish", "begun", "done", asks=["secret"]))},
            "facts": {"secret": {"sealed": True}},
        },
        good={
            "tracks": {"talk": track(BEGIN, go("finish", "begun", "done", asks=["secret"]))},
            "facts": {"secret": {}},
        },
        ends={"talk": "begun"},
    ),
    "two tracks that wait for each other": Fix(
        kind=Kind.DEADLOCK,
        subject="talk.begun",
        bad={
            "tracks": {
                "talk": track(BEGIN, go("finish", "begun", "done", conditions=["sent"])),
                "post": track(BEGIN, go("finish", "begun", "done", conditions=["talked"])),
            },
            "conditions": {
                "sent": {"track": "post", "in": "done"},
                "talked": {"track": "talk", "in": "done"},
            },
        },
        good={
            "tracks": {
                "talk": track(BEGIN, go("finish", "begun", "done", conditions=["sent"])),
                "post": track(BEGIN, FINISH),
            },
            "conditions": {"sent": {"track": "post", "in": "done"}},
        },
        ends={"talk": "begun"},
    ),
    "something owed that can never be done": Fix(
        kind=Kind.NO_CLOSING,
        subject="talk",
        bad={
            "tracks": {
                "talk": track(
                    go("begin", "idle", "begun", unless=["stays"]), FINISH, **{"owed-when": "stays"}
                )
            },
            "facts": {"stays": {"once": True}},
            "conditions": {"stays": {"fact": "stays"}},
        },
        good={
            "tracks": {"talk": track(BEGIN, FINISH, **{"owed-when": "stays"})},
            "facts": {"stays": {"once": True}},
            "conditions": {"stays": {"fact": "stays"}},
        },
    ),
    "an approval that only the asker could give": Fix(
        kind=Kind.NOBODY,
        subject="head",
        bad={
            "tracks": {
                "talk": track(BEGIN, go("finish", "begun", "done", by="head", approval="head"))
            },
            "approvals": {"head": {"by": "head"}},
        },
        good={
            "tracks": {
                "talk": track(BEGIN, go("finish", "begun", "done", by="head", approval="head"))
            },
            "approvals": APPROVALS,
        },
        refused=True,
    ),
    "a step that causes what needs a decision": Fix(
        kind=Kind.DEAD,
        subject="post",
        bad={
            "tracks": {
                "talk": track(BEGIN, go("finish", "begun", "done", approval="head")),
                "post": track(
                    BEGIN,
                    FINISH,
                    go("skip", "begun", "done", then=[{"track": "talk", "trigger": "finish"}]),
                ),
            },
            "approvals": APPROVALS,
        },
        good={
            "tracks": {
                "talk": track(BEGIN, go("finish", "begun", "done")),
                "post": track(
                    BEGIN,
                    FINISH,
                    go("skip", "begun", "done", then=[{"track": "talk", "trigger": "finish"}]),
                ),
            },
        },
        ends={"post": "begun"},
    ),
    "a limit where its step is not offered": Fix(
        kind=Kind.UNANSWERED,
        subject="reply",
        bad={
            "tracks": {
                "talk": track(
                    go("begin", "idle", "begun", starts=["reply"]),
                    FINISH,
                    go("wait", "begun", "waits"),
                    go("end", "waits", "done"),
                )
            },
            "deadlines": {"reply": {"track": "talk", "when-missed": "finish"}},
        },
        good={
            "tracks": {
                "talk": track(
                    go("begin", "idle", "begun", starts=["reply"]),
                    FINISH,
                    go("wait", "begun", "waits", ends=["reply"]),
                    go("end", "waits", "done"),
                )
            },
            "deadlines": {"reply": {"track": "talk", "when-missed": "finish"}},
        },
        ends={"talk": "waits"},
    ),
    "a limit from a receipt that nothing dates": Fix(
        kind=Kind.NEVER_RUNS,
        subject="reply",
        bad={
            "tracks": {
                "talk": track(
                    go("begin", "idle", "begun", letter="warning", starts=["reply"]), FINISH
                )
            },
            "letters": {"warning": {"waived-by": "MIL-1"}},
            "deadlines": {"reply": {"track": "talk", "from": "receipt"}},
        },
        good={
            "tracks": {
                "talk": track(
                    go("begin", "idle", "begun", letter="warning"),
                    FINISH,
                    go("sent", "begun", "begun", by="staff", starts=["reply"]),
                )
            },
            "letters": {
                "warning": {
                    "waived-by": "MIL-1",
                    "when-sent": {"track": "talk", "trigger": "sent", "optional": True},
                }
            },
            "deadlines": {"reply": {"track": "talk", "from": "receipt"}},
        },
        way=False,
    ),
    "a letter that nobody approves": Fix(
        kind=Kind.UNAPPROVED,
        subject="warning",
        bad={
            "tracks": {"talk": track(go("begin", "idle", "begun", letter="warning"), FINISH)},
            "letters": {"warning": {}},
        },
        good={
            "tracks": {"talk": track(go("begin", "idle", "begun", letter="warning"), FINISH)},
            "letters": {"warning": {"approval": "head"}},
            "approvals": APPROVALS,
        },
        ends={"talk": "begun"},
    ),
    "a paused step in the very moment the pause begins": Fix(
        kind=Kind.GATE,
        subject="talk",
        bad={
            "tracks": {
                "talk": track(BEGIN, FINISH),
                "screen": track(
                    go(
                        "screen",
                        "idle",
                        "done",
                        sets={"alleged": "yes"},
                        then=[{"track": "talk", "trigger": "begin", "optional": True}],
                    )
                ),
            },
            **ALLEGED,
            "pause": PAUSE,
        },
        good={
            "tracks": {
                "talk": track(BEGIN, FINISH),
                "screen": track(go("screen", "idle", "done", sets={"alleged": "yes"})),
            },
            **ALLEGED,
            "pause": PAUSE,
        },
        ends={"talk": "begun", "screen": "done"},
    ),
    "a state that may never be": Fix(
        kind=Kind.CONTRACT,
        subject="never-both",
        bad={
            "tracks": {"talk": track(BEGIN, FINISH), "post": track(BEGIN, FINISH)},
            "contracts": {
                "never-both": {
                    "never": {
                        "all": [{"track": "talk", "in": "begun"}, {"track": "post", "in": "begun"}]
                    }
                }
            },
        },
        good={
            "tracks": {
                "talk": track(go("begin", "idle", "begun", unless=["posting"]), FINISH),
                "post": track(go("begin", "idle", "begun", unless=["talking"]), FINISH),
            },
            "conditions": {
                "posting": {"track": "post", "in": "begun"},
                "talking": {"track": "talk", "in": "begun"},
            },
            "contracts": {
                "never-both": {
                    "never": {
                        "all": [{"track": "talk", "in": "begun"}, {"track": "post", "in": "begun"}]
                    }
                }
            },
        },
        refused=True,
    ),
    "an answer that a finished step may never have": Fix(
        kind=Kind.CONTRACT,
        subject="never-so",
        bad={
            "tracks": {"talk": track(BEGIN, FINISH)},
            "facts": {"free": {}},
            "contracts": {
                "never-so": {"never": {"all": [{"track": "talk", "in": "done"}, {"fact": "free"}]}}
            },
        },
        good={
            "tracks": {"talk": track(BEGIN, FINISH)},
            "facts": {"free": {}},
            "contracts": {
                "never-so": {
                    "never": {
                        "all": [{"track": "talk", "in": "done"}, {"track": "talk", "in": "idle"}]
                    }
                }
            },
        },
        refused=True,
    ),
    "a step while a category forbids it": Fix(
        kind=Kind.CONTRACT,
        subject="complaint-alone",
        bad={
            "tracks": {"talk": track(BEGIN, FINISH)},
            "categories": {"complaint": {}, "threat": {"targets": ["staff", "pupil"]}},
            "contracts": {
                "complaint-alone": {
                    "steps": [{"track": "talk", "trigger": "finish"}],
                    "while": {"only-category": "complaint"},
                }
            },
        },
        good={
            "tracks": {"talk": track(BEGIN, go("finish", "begun", "done", conditions=["more"]))},
            "categories": {"complaint": {}, "threat": {"targets": ["staff", "pupil"]}},
            "conditions": {"more": {"category": "threat"}},
            "contracts": {
                "complaint-alone": {
                    "steps": [{"track": "talk", "trigger": "finish"}],
                    "while": {"only-category": "complaint"},
                }
            },
        },
        refused=True,
    ),
    "a letter on its way in spite of the pause": Fix(
        kind=Kind.CONTRACT,
        subject="no-letter",
        bad={
            "tracks": {"talk": track(go("begin", "idle", "begun", letter="warning"), FINISH)},
            "letters": {"warning": {"waived-by": "MIL-1"}},
            **ALLEGED,
            "pause": {**PAUSE, "steps": [], "letters-to": []},
            "contracts": {"no-letter": {"letters-to": ["author"], "while": {"paused": True}}},
        },
        good={
            "tracks": {"talk": track(go("begin", "idle", "begun", letter="warning"), FINISH)},
            "letters": {"warning": {"waived-by": "MIL-1"}},
            **ALLEGED,
            "pause": {**PAUSE, "steps": []},
            "contracts": {"no-letter": {"letters-to": ["author"], "while": {"paused": True}}},
        },
        refused=True,
    ),
}


def about(fault: Fault, fix: Fix) -> bool:
    return fault.kind is fix.kind and fix.subject in fault.subject


@pytest.mark.parametrize("fix", FIXES.values(), ids=list(FIXES))
def test_a_fault_is_found_and_its_way_runs_in_the_engine(
    fix: Fix, made: Made, replay: Replay
) -> None:
    policy = made(**fix.bad)
    (fault, *_) = [fault for fault in explore(policy).faults if about(fault, fix)]

    assert (fault.scenario is not None) == fix.way
    if fault.scenario is not None:
        case, refused = replay(policy, fault.scenario)

        assert (refused is not None) == fix.refused
        assert {name: case.tracks[name].state for name in fix.ends} == fix.ends


@pytest.mark.parametrize("fix", FIXES.values(), ids=list(FIXES))
def test_the_same_policy_put_right_has_no_fault(fix: Fix, made: Made) -> None:
    assert [fault.as_text() for fault in explore(made(**fix.good)).faults] == []


def test_a_broken_contract_is_refused_by_the_engine_too(made: Made, replay: Replay) -> None:
    policy = made(**FIXES["a state that may never be"].bad)
    (fault,) = explore(policy).faults
    assert fault.scenario is not None

    _, refused = replay(policy, fault.scenario)

    assert refused is not None
    assert refused.kind is RefusalKind.CONTRACT


def test_the_way_is_the_shortest(made: Made) -> None:
    (fault,) = explore(made(**FIXES["a state that may never be"].bad)).faults
    assert fault.scenario is not None

    assert [step.does for step in fault.scenario.steps] == ["open", "do", "do"]


def test_reaching_the_cap_is_a_finding_and_never_a_pass(made: Made) -> None:
    policy = made(**FIXES["two tracks that wait for each other"].good)

    kinds = {fault.kind for fault in explore(policy, most=3).faults}

    assert kinds == {Kind.TOO_LARGE}


def test_a_report_names_each_slice_with_its_size(made: Made) -> None:
    report = explore(made(tracks={"talk": track(BEGIN, FINISH)}))

    assert report.as_text().splitlines() == [
        "concern: track case: 2 nodes, 1 moves (case); also closing: case",
        "concern: track talk: 3 nodes, 2 moves (talk); also closing: talk",
        "2 slices, 5 nodes, 0 findings",
    ]


def test_a_fault_becomes_a_finding_about_a_place_in_the_file(made: Made) -> None:
    report = explore(made(**FIXES["a state with no way out"].bad))

    (finding, *_) = report.found_at(lambda path: (f"{len(path)}.yaml", 7))

    assert (finding.code, finding.file, finding.line) == ("W091", "6.yaml", 7)
    assert finding.message.startswith("trap: ")
