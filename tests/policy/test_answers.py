"""Answers of the right kind, and categories with whom they concern."""

from __future__ import annotations

import pytest

from casework.domain.refusals import Refusal, RefusalKind
from tests.policy.engine_kit import DSL, HEAD, OFFICE, Walk, opened, opening, rich


def case() -> Walk:
    return opened(rich())


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("refused", "yes"),
        ("refused", "no"),
        ("continued", "unknown"),
        ("place", "group"),
        ("posts", "0"),
        ("posts", "123456789"),
        ("seen_on", "2024-02-29"),
        ("told_by", "A neighbour"),
    ],
)
def test_an_answer_of_the_right_kind_is_kept(question: str, value: str) -> None:
    walk = case()

    assert walk.say(**{question: value}) == []
    assert walk.snapshot.answer(question.replace("_", "-")) == value


@pytest.mark.parametrize(
    ("question", "value", "needs"),
    [
        ("refused", "unknown", "yes or no"),
        ("refused", "Yes", "yes or no"),
        ("continued", "maybe", "yes, no or unknown"),
        ("place", "school", "public or group"),
        ("posts", "-1", "a whole number"),
        ("posts", "three", "a whole number"),
        ("posts", "٣", "a whole number"),
        ("posts", "1234567890", "a whole number"),
        ("posts", "", "a whole number"),
        ("seen_on", "2026-02-30", "a date that exists, as 2026-11-05"),
        ("seen_on", "20261105", "a date as 2026-11-05"),
        ("seen_on", "yesterday", "a date that exists, as 2026-11-05"),
        ("told_by", "  ", "some words"),
    ],
)
def test_an_answer_of_another_kind_is_refused_with_the_kind(
    question: str, value: str, needs: str
) -> None:
    walk = case()
    (actual,) = walk.say(**{question: value})

    assert actual.endswith(f"takes {needs}.")
    assert walk.snapshot.facts == {}


def test_everything_wrong_is_said_at_once_and_nothing_is_kept() -> None:
    walk = case()
    actual = walk.say(refused="x", place="y", posts="3")

    assert len(actual) == 2
    assert walk.snapshot.facts == {}


def test_an_unknown_question_is_answered_with_the_nearest_one() -> None:
    walk = case()
    walk.say(refusd="yes")

    assert isinstance(walk.last, Refusal)
    assert walk.last.kind is RefusalKind.INCOMPLETE
    assert walk.last.sentences == ("This policy asks no question named refusd.",)
    assert walk.last.reasons[0].remedy == "Did you mean refused?"


def test_a_question_unlike_any_other_leads_to_the_list_of_all() -> None:
    walk = case()
    walk.say(xyzzy="yes")

    assert isinstance(walk.last, Refusal)
    assert walk.last.reasons[0].remedy == (
        f"casework policy show {walk.policy.name} lists its questions."
    )


def test_a_sealed_case_keeps_its_sealed_answers_in_its_own_history() -> None:
    walk = opened(rich(), opening(rich(), "disclosure", DSL))

    assert walk.say(DSL, screening="something") == []
    assert walk.snapshot.answer("screening") == "something"


def test_what_screening_found_is_never_in_the_history() -> None:
    walk = opened(rich())

    assert walk.say(DSL, screening="something") == [
        "This answer is kept in a sealed record, never in the history."
    ]


OPEN_SCREENING = ("sealed: true, asked-of: safeguarding", "asked-of: safeguarding")


def test_a_question_is_answered_by_those_it_is_asked_of() -> None:
    walk = opened(rich(OPEN_SCREENING))

    assert walk.say(OFFICE, screening="nothing") == [
        "This question is not yours to answer: What did the check find?"
    ]
    assert walk.say(HEAD, screening="nothing") == []


def test_an_allegation_once_made_stays_made() -> None:
    walk = case()
    walk.say(adult_conduct="no")
    walk.say(adult_conduct="yes")

    assert walk.say(adult_conduct="yes") == []
    assert walk.say(adult_conduct="no") == [
        "Once answered yes this stays yes: Does it allege conduct by an adult towards a child?"
    ]


def test_what_we_cannot_see_ourselves_needs_who_told_us() -> None:
    walk = case()
    command = walk.taking(OFFICE, "triage")
    told = type(command)(
        actor=OFFICE, calendar=command.calendar, trigger="triage", facts={"continued": "yes"}
    )

    assert walk.send(told) == ["Who told us? The answer needs it: Is it still up?"]


def test_a_category_is_kept_once() -> None:
    walk = case()
    walk.categorise(("threat", "staff"))
    walk.categorise(("threat", "staff"), ("threat", "pupil"))

    assert [str(claim) for claim in walk.snapshot.categories] == ["threat:staff", "threat:pupil"]


def test_an_unknown_category_is_answered_with_the_nearest_one() -> None:
    walk = case()

    assert walk.categorise(("thread", "staff")) == ["This policy has no category thread."]
    assert isinstance(walk.last, Refusal)
    assert walk.last.reasons[0].remedy == "Did you mean threat?"


def test_a_category_unlike_any_other_leads_to_the_list_of_all() -> None:
    walk = case()
    walk.categorise(("xyzzy", "staff"))

    assert isinstance(walk.last, Refusal)
    assert walk.last.reasons[0].remedy == (
        f"casework policy show {walk.policy.name} lists its categories."
    )


def test_a_category_says_whom_it_concerns() -> None:
    walk = case()

    assert walk.categorise(("threat", "")) == [
        "“Threat of violence” needs whom it concerns: staff or pupil."
    ]
    assert walk.categorise(("threat", "school")) != []


def test_a_category_of_one_target_needs_no_target() -> None:
    assert case().categorise(("complaint", "")) == []


def test_a_category_without_targets_takes_any() -> None:
    walk = opened(rich(("normalised: complaint, targets: [school]", "normalised: complaint")))

    assert walk.categorise(("complaint", "somebody")) == []
