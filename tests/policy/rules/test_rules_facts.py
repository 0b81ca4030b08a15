"""W043 to W051, W099 to W101: questions, and conditions over their answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]
HELD = "talk-held: {track: talk, in: [held],"
PUBLIC = "in-public: {fact: place, is: public,"
MANY = "many-posts: {fact: posts, at-least: 3,"
STAFF = "threatens: {category: threat, target: staff,"
LOOK = "asks: [told-by], keeps"


@pytest.mark.parametrize(
    "code", [*(f"W{number:03}" for number in range(43, 52)), "W099", "W100", "W101"]
)
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HELD, "talk-held: {track: chat, in: [held],"),
        (STAFF, "threatens: {category: menace,"),
        (PUBLIC, "in-public: {fact: spot, is: public,"),
        ("all: [refused, continued]", "all: [refused, carried-on]"),
    ],
)
def test_a_condition_reads_nothing_that_is_not_declared(found: Codes, old: str, new: str) -> None:
    actual = found((old, new))

    assert "W043" in actual


def test_choices_belong_to_a_question_of_choosing(found: Codes) -> None:
    actual = found(("type: number, clauses", "type: number, choices: [few, many], clauses"))

    assert actual == ["W044"]


def test_a_question_has_its_question_mark(found: Codes) -> None:
    actual = found(('"Where does it stand?"', "The place of it"))

    assert actual == ["W044"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PUBLIC, "in-public: {fact: place, at-least: 3,"),
        (MANY, "many-posts: {fact: told-by, is: somebody,"),
        (STAFF, "threatens: {category: threat, target: school,"),
        (STAFF, "threatens: {person: bystander,"),
        (STAFF, "threatens: {incidents: 0,"),
        (HELD, "talk-held: {track: talk, in: [heard],"),
        ("all: [refused, continued]", "all: [refused, place]"),
        (LOOK, "asks: [told-by], sets: {refused: maybe}, keeps"),
    ],
)
def test_values_are_those_an_answer_can_have(found: Codes, old: str, new: str) -> None:
    actual = found((old, new))

    assert "W045" in actual


def test_a_number_is_compared_with_a_number(found: Codes) -> None:
    actual = found((MANY, 'many-posts: {fact: posts, is: "3",'))

    assert actual == []


def test_a_sealed_answer_is_read_by_no_condition(found: Codes) -> None:
    actual = found((STAFF, "threatens: {fact: screening, is: something,"))

    assert "W046" in actual


def test_a_condition_that_is_never_true_is_warned_of(found: Codes) -> None:
    actual = found(
        (HELD, "talk-held: {all: [{track: talk, in: [held]}, {track: talk, in: [left-out]}],")
    )

    assert actual == ["W047"]


def test_a_constant_within_another_condition_is_found_too(found: Codes) -> None:
    actual = found((MANY, "many-posts: {any: [refused, {not: refused}],"))

    assert actual == ["W047"]


def test_a_step_whose_conditions_shut_each_other_out_is_warned_of(found: Codes) -> None:
    actual = found(
        ("conditions: [talk-held], starts", "conditions: [talk-held], unless: [talk-held], starts"),
        ("has not been held., clauses", "has not been held., when-it-holds: It was held., clauses"),
    )

    assert actual == ["W047"]


def test_an_answer_may_be_set_instead_of_asked(found: Codes) -> None:
    actual = found(
        ("place, posts, adult", "place, adult"),
        (LOOK, 'asks: [told-by], sets: {posts: "1"}, keeps'),
    )

    assert actual == []


def test_the_words_of_the_pause_are_a_sentence_too(found: Codes) -> None:
    actual = found(("otherwise: Contact waits for safeguarding.", "otherwise: Waiting"))

    assert actual == ["W050"]


def test_what_is_said_of_a_condition_that_holds_is_a_whole_sentence(found: Codes) -> None:
    more = (
        "The talk has not been held., clauses",
        "It was not held., when-it-holds: Held, clauses",
    )

    assert found(more) == ["W050"]


def test_a_template_that_passes_its_own_condition_needs_the_sentence_too(found: Codes) -> None:
    said = "    when-it-holds: The parent has both refused and carried on.\n"

    assert found((said, "")) == ["W099"]


def test_a_sheet_has_only_the_fields_it_has(found: Codes) -> None:
    sheets = "  sheets: {evidence: 1, each-with: [seen-on, colour], otherwise: It is not., "
    actual = found(
        ("  talk-held: {track", f"{sheets}clauses: [RIC-1]}}\n  talk-held: {{track"),
        ("conditions: [talk-held], starts", "conditions: [talk-held, sheets], starts"),
    )

    assert actual == ["W045"]
