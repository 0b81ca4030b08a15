"""The measure template: what it gives, what it refuses, and that it never changes by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.policy.findings import Finding
from casework.policy.loader import Loaded
from casework.policy.measure import TITLES, expanded
from casework.policy.schema import FORMAT, Track

GOOD = Path(__file__).parent / "good.yaml"
Codes = Callable[..., list[str]]
Load = Callable[..., Loaded | tuple[Finding, ...]]
FILL: dict[str, object] = {
    "words": "a warning letter",
    "by": "staff",
    "decider": "head",
    "clauses": ["GOO-2"],
}


def track(fill: dict[str, object] | None = None, **more: object) -> Track:
    written = {"title": "Warning", "template": "measure", "fill": {**FILL, **(fill or {})}, **more}
    return Track.model_validate(written)


def steps(made: Track) -> set[tuple[str, str, str]]:
    return {
        (step.trigger, source, step.dest) for step in made.transitions for source in step.source
    }


def problems(written: Track) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(code, problem.path) for code, problem in expanded(written).problems]


def test_the_template_is_part_of_the_format_and_changes_only_with_its_number() -> None:
    fullest = track({"opens-when": "asked", "override": "head", "approval": "chief"})
    later = {"admits", "asks_sealed", "new_capture"}  # keys of later files, empty in the template
    whom = {"transitions": {"__all__": later}}
    made = expanded(fullest).track.model_dump_json(exclude=whom).encode()

    assert (FORMAT, hashlib.sha256(made).hexdigest()[:16]) == (1, "0365fd15bfacd8a5")


def test_a_measure_has_every_way_from_considering_to_its_end() -> None:
    made = expanded(track()).track

    assert steps(made) == {
        ("consider", "not-considered", "considered"),
        ("decline", "considered", "declined"),
        ("approve", "considered", "approved"),
        ("carry-out", "approved", "done"),
        ("effective", "done", "effective"),
        ("ineffective", "done", "ineffective"),
        ("refused-by-third-party", "approved", "refused"),
        ("refused-by-third-party", "done", "refused"),
        ("withdraw", "considered", "withdrawn"),
        ("withdraw", "approved", "withdrawn"),
        ("revisit", "declined", "considered"),
        ("revisit", "ineffective", "considered"),
        ("revisit", "refused", "considered"),
        ("revisit", "withdrawn", "considered"),
    }
    assert made.initial == "not-considered"
    assert made.finals == ["declined", "effective", "ineffective", "refused", "withdrawn"]
    assert list(made.states) == list(TITLES)


def test_deciding_against_withdrawing_and_looking_again_need_a_reason() -> None:
    made = expanded(track({"opens-when": "asked", "override": "head"})).track
    with_reason = {step.trigger for step in made.transitions if step.reason}

    assert with_reason == {"consider-anyway", "decline", "withdraw", "revisit"}
    assert {step.trigger for step in made.transitions if step.reopens} == {"revisit"}


def test_what_opens_a_measure_is_also_when_it_must_be_decided() -> None:
    made = expanded(track({"opens-when": "asked"})).track
    (consider,) = (step for step in made.transitions if step.trigger == "consider")

    assert (consider.conditions, made.decide_when) == (["asked"], "asked")


def test_another_time_to_decide_may_be_written() -> None:
    made = expanded(track({"opens-when": "asked"}, **{"decide-when": "later"})).track

    assert made.decide_when == "later"


def test_the_override_stands_where_the_opening_does_not_and_is_no_clause_of_the_policy() -> None:
    made = expanded(track({"opens-when": "asked", "override": "head"})).track
    (anyway,) = (step for step in made.transitions if step.trigger == "consider-anyway")

    assert (anyway.unless, anyway.conditions, anyway.by) == (["asked"], [], "head")
    assert (anyway.override, anyway.not_in_policy, anyway.clauses) == (True, True, [])


def test_an_override_that_a_clause_allows_cites_it() -> None:
    more = {"consider-anyway": {"clauses": ["GOO-3"]}}
    made = expanded(track({"opens-when": "asked", "override": "head", "steps": more})).track
    (anyway,) = (step for step in made.transitions if step.trigger == "consider-anyway")

    assert (anyway.clauses, anyway.not_in_policy) == (["GOO-3"], False)


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        ({}, ("head", None, None)),
        ({"approval": "chief"}, ("staff", "chief", None)),
        ({"approval": "chief", "letter": "warning"}, ("staff", "chief", "warning")),
    ],
)
def test_deciding_for_it_is_the_deciders_or_waits_for_approval_with_its_letter(
    fill: dict[str, object], expected: tuple[str, str | None, str | None]
) -> None:
    made = expanded(track(fill)).track
    (approve,) = (step for step in made.transitions if step.trigger == "approve")

    assert (approve.by, approve.approval, approve.letter) == expected


def test_somebody_else_may_carry_it_out() -> None:
    made = expanded(track({"carried-out-by": "technicians"})).track

    assert {step.by for step in made.transitions if step.trigger == "carry-out"} == {"technicians"}


def test_sentences_speak_of_the_measure() -> None:
    made = expanded(track()).track

    assert made.transitions[0].says == "Consider a warning letter."


def test_an_amendment_adds_lists_and_replaces_the_rest() -> None:
    more = {
        "consider": {"conditions": ["calm"], "says": "Weigh it up.", "by": "head"},
        "carry-out": {"starts": ["limit"], "ends": ["other"], "asks": ["sent"], "clauses": ["A-1"]},
    }
    made = expanded(track({"opens-when": "asked", "steps": more})).track
    found = {step.trigger: step for step in made.transitions}

    assert found["consider"].conditions == ["asked", "calm"]
    assert (found["consider"].says, found["consider"].by) == ("Weigh it up.", "head")
    assert (found["carry-out"].starts, found["carry-out"].ends) == (["limit"], ["other"])
    assert found["carry-out"].clauses == ["GOO-2", "A-1"]


def test_a_state_that_nothing_leads_to_any_more_is_left_out_with_its_steps() -> None:
    made = expanded(track({"without": ["refused-by-third-party", "ineffective", "withdraw"]})).track

    assert not {"refused", "ineffective", "withdrawn"} & made.states.keys()
    assert made.finals == ["declined", "effective"]
    assert [step.source for step in made.transitions if step.trigger == "revisit"] == [["declined"]]


OWN = {"says": "Do it.", "by": "staff", "clauses": ["GOO-2"]}


def test_own_states_and_steps_stand_beside_the_templates() -> None:
    chase = {"trigger": "chase", "source": "done", "dest": "chased", **OWN}
    back = {"trigger": "effective", "source": "chased", "dest": "effective", **OWN}
    answer = expanded(
        track(states={"chased": {"title": "Chased"}}, finals=[], transitions=[chase, back])
    )

    assert {("chase", "done", "chased"), ("effective", "chased", "effective")} <= steps(
        answer.track
    )
    assert answer.problems == ()
    assert answer.origins[-1] == (
        ("transitions", len(answer.track.transitions) - 1),
        ("transitions", 1),
    )


def test_a_step_may_stand_instead_of_the_templates() -> None:
    hand = {"trigger": "hand-over", "instead-of": "carry-out", "source": "approved", "dest": "done"}
    answer = expanded(track(transitions=[{**hand, **OWN}]))

    assert ("hand-over", "approved", "done") in steps(answer.track)
    assert "carry-out" not in {step.trigger for step in answer.track.transitions}
    assert answer.problems == ()


def test_a_template_step_is_never_replaced_silently() -> None:
    again = {"trigger": "carry-out", "source": "approved", "dest": "done", **OWN}

    assert problems(track(transitions=[again])) == [("W030", ("transitions", 0))]


def test_a_template_state_is_never_declared_twice() -> None:
    assert problems(track(states={"done": {"title": "Sent"}})) == [("W023", ("states", "done"))]


def test_a_template_state_may_have_another_title() -> None:
    made = expanded(track({"titles": {"done": "Sent"}})).track

    assert made.states["done"].title == "Sent"


@pytest.mark.parametrize(
    ("fill", "path"),
    [
        ({"without": ["consider", "dance"]}, ("fill", "without", 1)),
        ({"steps": {"dance": {}}}, ("fill", "steps", "dance")),
        ({"titles": {"dancing": "Dancing"}}, ("fill", "titles", "dancing")),
        ({"override": "head"}, ("fill", "override")),
        ({"clauses": []}, ("fill", "clauses")),
        ({"without": ["effective"], "steps": {"effective": {}}}, ("fill", "steps", "effective")),
    ],
)
def test_what_the_template_does_not_have_cannot_be_filled_in(
    fill: dict[str, object], path: tuple[str | int, ...]
) -> None:
    assert problems(track(fill)) == [("W030", path)]


def test_a_template_begins_at_its_own_first_state() -> None:
    assert problems(track(initial="done")) == [("W030", ("initial",))]


def test_a_template_must_be_filled_in() -> None:
    written = Track.model_validate({"title": "Warning", "template": "measure"})

    assert problems(written) == [("W030", ("template",))]


def test_a_filling_needs_its_template() -> None:
    written = Track.model_validate({"title": "Warning", "fill": FILL})

    assert problems(written) == [("W030", ("fill",))]


def test_only_a_template_has_steps_to_replace() -> None:
    hand = {"trigger": "a", "instead-of": "b", "source": "c", "dest": "d", **OWN}
    written = Track.model_validate({"title": "Warning", "transitions": [hand]})

    assert problems(written) == [("W030", ("transitions", 0, "instead-of"))]


@pytest.mark.parametrize("blank", ["words", "by", "decider", "clauses"])
def test_a_blank_left_empty_is_told(found: Codes, blank: str) -> None:
    line = {
        "words": "          words: a warning letter\n",
        "by": "          by: staff\n",
        "decider": "          decider: head\n",
        "clauses": "          clauses: [GOO-2]\n",
    }[blank]

    assert found((line, "")) == ["W030"]


def test_an_unknown_blank_is_told(found: Codes) -> None:
    actual = found(("          by: staff\n", "          by: staff\n          colour: red\n"))

    assert actual == ["W030"]


def test_a_fault_in_a_made_step_points_at_what_was_filled_in(load: Load) -> None:
    answer = load(("          override: head\n", "          override: nobody\n"))
    assert isinstance(answer, tuple)

    lines = (
        GOOD.read_text(encoding="utf-8").replace("override: head", "override: nobody").split("\n")
    )

    assert {lines[one.line - 1].strip() for one in answer} == {"override: nobody"}
