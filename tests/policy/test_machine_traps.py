"""The traps of ``transitions`` 0.9.3, each shown where it bites and shown not to bite our machine.

The numbers are those of the notes on the engine: TR01 to TR20 of flat machines. The rest concern
hierarchical machines, which are never built here.
"""

from __future__ import annotations

import ast
import logging
import os
import pickle  # noqa: TID251 - the trap is about it
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import transitions
from transitions import Machine, MachineError

from casework.domain.case import TrackState
from casework.errors import Damaged
from casework.policy.loader import read
from casework.policy.machine import TrackMachine, machine
from casework.policy.source import from_texts
from tests.policy.engine_kit import OFFICE, altered, opened, rich, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import CaseView
    from casework.policy.model import CaseType, Condition, Policy, Track

SOURCE = Path(__file__).parents[2] / "src" / "casework"
STATES = ["a", "b", "c"]


@dataclass(eq=False)
class Row:
    """What a machine of the library is bound to."""

    state: str = ""
    seen: list[str] = field(default_factory=list)


def bound(row: object, **more: Any) -> Machine:  # noqa: ANN401 - as the library takes them
    return Machine(row, states=STATES, initial="a", **more)


def case_type() -> CaseType:
    return rich().case_types["concern"]


def track(**more: object) -> Track:
    return replace(case_type().tracks["follow"], **more)  # type: ignore[arg-type]  # by name


def our_machine(condition: Callable[[CaseView], bool] | None = None) -> TrackMachine:
    """Return the machine of the track "follow"; its first step asks ``condition``."""
    first, *rest = track().transitions
    asked = tuple(replace(one, holds=condition) if condition else one for one in first.conditions)
    made = track(transitions=(replace(first, conditions=asked), *rest))
    return TrackMachine(made)


def _nothing(_case: CaseView) -> None:
    return None


CASE = opened(rich()).snapshot
HELD = replace(
    CASE, tracks={**CASE.tracks, "talk": TrackState(state="held", been=frozenset({"held"}))}
)


def test_the_library_is_the_one_whose_traps_are_known() -> None:
    assert transitions.__version__.startswith("0.9.")


# --- TR01 to TR05: what a condition, a callback and a refusal are ---------------------------------


def test_tr01_the_library_compares_a_condition_with_true() -> None:
    row = Row()
    m = bound(row)
    m.add_transition("go", "a", "b", conditions=lambda: [1])  # type: ignore[arg-type]  # the trap

    assert row.go() is False  # type: ignore[attr-defined]  # bound by the library


def test_tr01_our_condition_counts_whatever_is_true() -> None:
    attempt = our_machine(lambda _case: [1]).attempt("ask", "idle", CASE)  # type: ignore[arg-type, return-value]  # the trap

    assert attempt.taken is not None


def test_tr01_our_unwanted_condition_counts_whatever_is_false() -> None:
    first, *rest = track().transitions
    unwanted = tuple(replace(one, holds=_nothing) for one in first.conditions)  # type: ignore[arg-type]  # the trap
    made = track(transitions=(replace(first, conditions=(), unless=unwanted), *rest))

    assert TrackMachine(made).attempt("ask", "idle", CASE).taken is not None


def test_tr02_an_effect_that_fails_comes_after_the_state_has_changed() -> None:
    row = Row()

    def fail() -> None:
        raise ValueError("late")

    bound(row).add_transition("go", "a", "b", after=fail)
    with pytest.raises(ValueError, match="late"):
        row.go()  # type: ignore[attr-defined]  # bound by the library

    assert row.state == "b"


def test_tr02_to_tr04_our_machine_has_no_callbacks_to_fail() -> None:
    made = machine(rich(), case_type(), "follow")._machine
    kinds = ("before_state_change", "after_state_change", "prepare_event", "finalize_event")
    every = [getattr(made, kind) for kind in (*kinds, "on_exception", "on_final")]
    steps = [
        one for event in made.events.values() for row in event.transitions.values() for one in row
    ]
    per_step = [(one.prepare, one.conditions, one.before, one.after) for one in steps]
    per_state = [(state.on_enter, state.on_exit) for state in made.states.values()]

    assert every == [[]] * 6
    assert per_step == [([], [], [], [])] * len(steps)
    assert per_state == [([], [])] * len(made.states)


def test_tr03_a_swallowed_error_looks_like_a_refusal() -> None:
    row = Row()

    def fail() -> None:
        raise ValueError("late")

    bound(row, on_exception=lambda: None).add_transition("go", "a", "b", after=fail)

    assert (row.go(), row.state) == (False, "b")  # type: ignore[attr-defined]  # bound


def test_tr03_an_error_in_our_condition_is_never_swallowed() -> None:
    def fail(_case: CaseView) -> bool:
        raise ValueError("broken condition")

    with pytest.raises(ValueError, match="broken condition"):
        our_machine(fail).attempt("ask", "idle", CASE)


def test_tr04_finalize_runs_after_refusals_and_its_errors_are_only_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    row = Row()

    def fail() -> None:
        row.seen.append("finalized")
        raise ValueError("unheard")

    bound(row, finalize_event=fail).add_transition("go", "a", "b", conditions=lambda: False)
    with caplog.at_level(logging.ERROR, "transitions"):
        answer = row.go()  # type: ignore[attr-defined]  # bound by the library

    assert (answer, row.seen) == (False, ["finalized"])


def test_tr05_the_library_refuses_in_three_ways() -> None:
    row = Row()
    m = bound(row)
    m.add_transition("go", "a", "b", conditions=lambda: False)
    m.add_transition("on", "b", "c")

    assert row.go() is False  # type: ignore[attr-defined]  # bound by the library
    with pytest.raises(MachineError):
        row.on()  # type: ignore[attr-defined]  # bound by the library
    with pytest.raises(AttributeError):
        row.nothing()  # type: ignore[attr-defined]  # bound by the library


@pytest.mark.parametrize(
    ("trigger", "state"), [("ask", "idle"), ("ask", "done"), ("nothing", "idle"), ("ask", "xyzzy")]
)
def test_tr05_our_machine_refuses_in_one_way(trigger: str, state: str) -> None:
    attempt = our_machine().attempt(trigger, state, CASE)

    assert (attempt.taken, attempt.in_state) == (None, state)


def test_tr05_our_refusal_names_the_condition() -> None:
    attempt = our_machine().attempt("ask", "idle", CASE)

    assert [one.otherwise for one in attempt.failed] == ["The talk has not been held."]


# --- TR06 to TR09: queues, triggers within triggers, questions, automatic steps -------------------


def test_tr06_a_queued_machine_answers_yes_to_what_it_refuses() -> None:
    row = Row()
    bound(row, queued=True).add_transition("go", "a", "b", conditions=lambda: False)

    assert row.go() is True  # type: ignore[attr-defined]  # bound by the library
    assert row.state == "a"


def test_tr06_our_machine_has_no_queue() -> None:
    assert machine(rich(), case_type(), "follow")._machine.has_queue is False


def test_tr07_a_trigger_within_a_callback_is_seen_by_the_outer_one() -> None:
    row = Row()
    m = bound(row)
    m.add_transition("go", "a", "b", after=lambda: row.seen.append(row.state))
    m.add_transition("on", "b", "c")
    m.on_enter_b(row.on)  # type: ignore[attr-defined]  # bound by the library
    row.go()  # type: ignore[attr-defined]  # bound by the library

    assert row.seen == ["c"]


def test_tr07_our_follow_on_sees_each_track_where_its_own_step_left_it() -> None:
    follow = "then: [{track: talk, trigger: leave-out, optional: true}]"
    walk = opened(rich(("conditions: [talk-held], starts: [news]", "starts: [news]")))
    walk.say(refused="yes", continued="yes", place="public", posts="1", adult_conduct="no")
    walk.take(OFFICE, "triage", seen_on="2026-09-10")
    walk.take(OFFICE, "ask")
    walk.take(OFFICE, "answer")

    assert follow
    assert (walk.at("follow"), walk.at("talk")) == ("done", "left-out")


def test_tr08_a_question_runs_what_a_step_prepares() -> None:
    row = Row()
    bound(row).add_transition("go", "a", "b", prepare=lambda: row.seen.append("prepared"))
    row.may_go()  # type: ignore[attr-defined]  # bound by the library

    assert row.seen == ["prepared"]


def test_tr08_nothing_of_ours_asks_the_library_what_may_be_done() -> None:
    # The office’s own, one by one.
    ours = {"may_exclude", "may_make", "may_release", "may_save_to", "may_sign"}
    asked = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"\.(may_\w+)", path.read_text("utf-8"))
    }
    found = sorted(asked - ours)

    assert found == []


def test_tr09_automatic_steps_lead_anywhere_past_every_condition() -> None:
    row = Row()
    bound(row).add_transition("go", "a", "b", conditions=lambda: False)
    row.to_c()  # type: ignore[attr-defined]  # bound by the library

    assert row.state == "c"


def test_tr09_our_machines_have_declared_steps_alone() -> None:
    policy = rich()
    found = {
        name: set(machine(policy, one, track)._machine.events) - set(one.triggers)
        for name, one in policy.case_types.items()
        for track in one.tracks
    }

    assert found == {"concern": set(), "disclosure": set()}
    assert our_machine().attempt("to_done", "idle", CASE).taken is None


# --- TR10 to TR14: what is not validated, and what data can do ------------------------------------


def test_tr10_the_library_makes_a_state_of_a_misspelt_beginning() -> None:
    made = Machine(None, states=STATES, initial="tyop")

    assert "tyop" in made.states


def test_tr10_a_misspelt_target_fails_after_the_way_out() -> None:
    row = Row()
    m = bound(row)
    m.add_transition("go", "a", "tyop")
    m.on_exit_a(lambda: row.seen.append("left"))
    with pytest.raises(ValueError, match="tyop"):
        row.go()  # type: ignore[attr-defined]  # bound by the library

    assert row.seen == ["left"]


@pytest.mark.parametrize(
    "edit",
    [
        ("initial: idle", "initial: idel"),
        ("source: idle, dest: asked", "source: idel, dest: asked"),
        ("source: asked, dest: done", "source: asked, dest: dome"),
        ("conditions: [talk-held]", "conditions: [talk-hold]"),
    ],
)
def test_tr10_a_misspelt_name_is_found_before_any_machine_is_made(edit: tuple[str, str]) -> None:
    with pytest.raises(Damaged):
        altered("rich", edit)


def test_tr11_a_dotted_word_in_data_is_imported_and_called() -> None:
    """The class of CVE-2026-47103: code from a definition file."""
    row = Row()
    bound(row).add_transition("go", "a", "b", before="os.getcwd")

    assert row.go() is True  # type: ignore[attr-defined]  # os.getcwd ran


def codes(*edits: tuple[str, str]) -> set[str]:
    """Return what is found in the rich policy with edits."""
    text = text_of("rich")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    answer = read(from_texts({"rich.yaml": text}))
    return {one.code for one in answer} if isinstance(answer, tuple) else set()


@pytest.mark.parametrize("key", ["before", "after", "prepare", "on-enter"])
def test_tr11_psm_import_a_policy_file_has_no_place_for_a_callback(key: str) -> None:
    found = codes(("says: Ask for news.,", f"says: Ask for news., {key}: os.getcwd,"))

    assert "W006" in found


@pytest.mark.parametrize("place", ["conditions: [talk-held]", "unless"])
def test_tr11_a_dotted_word_as_a_condition_is_no_name(place: str) -> None:
    new = "conditions: [os.getcwd]" if place != "unless" else "unless: [os.getcwd]"
    with pytest.raises(Damaged):
        altered("rich", ("conditions: [talk-held]", new))


def test_tr11_our_machine_is_given_no_words_to_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(os, "getcwd", lambda: ran.append("ran"))
    first, *rest = track().transitions
    named = replace(first, trigger="os.getcwd", conditions=())
    made = TrackMachine(track(transitions=(named, *rest)))

    assert made.attempt("os.getcwd", "idle", CASE).taken is named
    assert ran == []


def test_tr12_the_library_writes_into_the_words_it_is_given() -> None:
    states: list[dict[str, Any]] = [{"name": "a"}]
    Machine(None, states=states, initial="a")

    assert states != [{"name": "a"}]


def test_tr12_our_track_is_what_it_was() -> None:
    before, made = repr(track()), track()
    TrackMachine(made)

    assert repr(made) == before


def test_tr13_a_step_named_like_an_attribute_is_skipped() -> None:
    class File:
        state = ""

        def close(self) -> str:
            return "the method"

    row = File()
    bound(row).add_transition("close", "a", "b")

    assert row.close() == "the method"


@pytest.mark.parametrize("name", ["close", "state", "in-state", "attempt", "trigger", "taken"])
def test_tr13_our_steps_may_have_any_name(name: str) -> None:
    first, *rest = track().transitions
    made = TrackMachine(track(transitions=(replace(first, trigger=name, conditions=()), *rest)))
    attempt = made.attempt(name, "idle", CASE)

    assert (attempt.taken and attempt.taken.trigger, attempt.in_state) == (name, "asked")


# --- TR14 to TR18: models -------------------------------------------------------------------------


@dataclass
class Equal:
    """Two rows of one value are equal."""

    number: int = 1


def test_tr14_an_equal_row_is_not_bound() -> None:
    made = Machine(None, states=STATES, initial="a")
    one, other = Equal(), Equal()
    made.add_model([one, other])

    assert not hasattr(other, "state")


def test_tr15_a_row_that_is_bound_goes_back_to_the_beginning() -> None:
    row = Row(state="c")
    bound(row)

    assert row.state == "a"


def test_tr16_a_row_that_is_let_go_still_obeys() -> None:
    row = Row()
    m = bound(row)
    m.add_transition("go", "a", "b")
    m.remove_model(row)
    row.go()  # type: ignore[attr-defined]  # bound by the library

    assert row.state == "b"


def test_tr14_to_tr16_our_machine_binds_nothing_and_keeps_nothing() -> None:
    made = machine(rich(), case_type(), "follow")
    attempts = [made.attempt("ask", "idle", HELD) for _ in range(3)]

    assert made._machine.models == []
    assert [one.in_state for one in attempts] == ["asked"] * 3
    assert made.attempt("answer", "asked", HELD).in_state == "done"


def test_tr17_the_first_of_two_equal_steps_wins_silently() -> None:
    row = Row()
    m = bound(row)
    m.add_transition("go", "a", "b")
    m.add_transition("go", "a", "c")
    row.go()  # type: ignore[attr-defined]  # bound by the library

    assert row.state == "b"


def test_tr17_two_equal_steps_are_an_error_of_the_policy_file() -> None:
    step = "{trigger: hold, source: not-held, dest: held, says: Record the talk., by: staff"

    assert "W032" in codes((step, f"{step}}}\n          - {step}"))


def test_tr18_a_bound_row_takes_its_whole_machine_along() -> None:
    plain, row = Row(state="a"), Row()
    bound(row).add_transition("go", "a", "b")

    assert len(pickle.dumps(row)) > 10 * len(pickle.dumps(plain))


def test_tr18_a_case_keeps_names_of_states_alone() -> None:
    state = CASE.tracks["follow"]

    assert (type(state.state), type(min(state.been))) == (str, str)
    assert pickle.loads(pickle.dumps(CASE)) == CASE


# --- TR19, TR20 and everything hierarchical -------------------------------------------------------


def trees() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
    ]


def imported() -> set[tuple[str, str]]:
    found = set()
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("transitions"):
                found |= {(name, f"{node.module}.{alias.name}") for alias in node.names}
            if isinstance(node, ast.Import):
                found |= {(name, a.name) for a in node.names if a.name.startswith("transitions")}
    return found


def test_tr19_and_tr20_one_module_uses_the_library_and_only_its_flat_machine() -> None:
    assert imported() == {
        ("policy/machine.py", "transitions.EventData"),
        ("policy/machine.py", "transitions.Machine"),
        ("policy/machine.py", "transitions.Transition"),
    }


def test_tr19_steps_are_fired_without_binding() -> None:
    source = (SOURCE / "policy" / "machine.py").read_text("utf-8")

    assert "add_model" not in source
    assert "model=None" in source


def test_tr21_to_tr27_no_machine_is_hierarchical() -> None:
    """One track is one flat machine; parallel regions are several tracks."""
    from transitions.extensions.nesting import HierarchicalMachine

    policy = rich()
    made = [
        machine(policy, one, track)._machine
        for one in policy.case_types.values()
        for track in one.tracks
    ]

    assert not any(isinstance(one, HierarchicalMachine) for one in made)
    assert {type(state).__mro__[-2].__name__ for one in made for state in one.states.values()} == {
        "State"
    }


def test_tr21_an_underscore_and_a_dash_part_nothing() -> None:
    made = machine(rich(), case_type(), "notice")._machine

    assert "not-considered" in made.states


# --- one machine for everybody --------------------------------------------------------------------


def test_one_machine_serves_every_case_of_a_version() -> None:
    policy = rich()

    assert machine(policy, case_type(), "talk") is machine(policy, case_type(), "talk")


def test_two_versions_never_share_a_machine() -> None:
    def two(policy: Policy) -> TrackMachine:
        return machine(policy, policy.case_types["concern"], "talk")

    assert two(rich()) is not two(rich(("title: Held}", "title: It was held}")))


def test_two_case_types_never_share_a_machine() -> None:
    policy = rich()
    spines = [machine(policy, one, one.spine) for one in policy.case_types.values()]

    assert spines[0] is not spines[1]


def test_every_failing_condition_is_named_once() -> None:
    first, *rest = track().transitions
    more = replace(first.conditions[0], name="other", otherwise="Nor this.")
    conditions: tuple[Condition, ...] = (*first.conditions, more)
    asked = tuple(replace(one, holds=lambda _case: False) for one in conditions)
    made = TrackMachine(track(transitions=(replace(first, conditions=asked), *rest)))
    attempt = made.attempt("ask", "idle", CASE)

    assert [one.otherwise for one in attempt.failed] == [
        "The talk has not been held.",
        "Nor this.",
    ]
