"""W062 to W073: limits, what they count from, and what a miss asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]
NUMBERS = [62, 63, 64, 66, 67, 68, 70, 72, 73]
NEWS = "within: 2 weeks,"
ASK = (
    "          - {trigger: ask, source: idle, dest: asked, says: Ask for news., "
    "by: staff, conditions: [talk-held]"
)


@pytest.mark.parametrize("code", [f"W{number:03}" for number in NUMBERS])
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


@pytest.mark.parametrize(
    "words", ["5", "five school days", "3 days", "2 fortnights", "12000 hours", "1 term"]
)
def test_a_length_says_how_many_of_what(found: Codes, words: str) -> None:
    actual = found(("within: 2 school days", f'within: "{words}"'))

    assert actual == ["W062"]


def test_a_limit_may_have_several_lengths(found: Codes) -> None:
    actual = found(("within: 2 school days", "within: [2 school days, 3 working days]"))

    assert actual == []


def test_a_question_that_is_no_date_starts_no_limit(found: Codes) -> None:
    actual = found((NEWS, f"{NEWS} from: posts,"))

    assert actual == ["W063"]


def test_the_step_itself_may_ask_for_the_date(found: Codes) -> None:
    actual = found((NEWS, f"{NEWS} from: seen-on,"), (ASK, f"{ASK}, asks: [seen-on]"))

    assert actual == []


def test_a_condition_on_another_track_can_show_that_the_date_was_asked(found: Codes) -> None:
    actual = found(
        (NEWS, f"{NEWS} from: seen-on,"),
        ("talk-held: {track: talk, in: [held]", "talk-held: {track: case, in: [open]"),
    )

    assert actual == []


def test_a_limit_that_begins_with_the_case_counts_from_no_answer(found: Codes) -> None:
    actual = found(("within: 2 school days", "within: 2 school days, from: seen-on"))

    assert actual == ["W063"]


def test_a_missed_limit_asks_for_a_step_there_is(found: Codes) -> None:
    actual = found(("when-missed: answer", "when-missed: reply"))

    assert "W066" in actual


def test_a_limit_of_the_schools_own_may_wait_with_the_pause(found: Codes) -> None:
    actual = found(
        (
            "says: Record the talk., by: staff",
            "says: Record the talk., by: staff, ends: [talk-limit]",
        ),
        ("adult-conduct, seen-on]", "adult-conduct, seen-on], starts: [talk-limit]"),
        (
            "      news: {",
            (
                "      talk-limit: {title: The talk, track: talk, within: 1 week, to: staff, "
                "provenance: default}\n      news: {"
            ),
        ),
    )

    assert actual == []


def test_a_receipt_starts_nothing_that_is_done_by_hand(found: Codes) -> None:
    actual = found((", when-sent: {track: notice, trigger: carry-out, optional: true}", ""))

    assert actual == ["W072"]


def test_a_letter_prints_a_limit_there_is(found: Codes) -> None:
    actual = found(("limit: removal", "limit: removing"))

    assert "W072" in actual


def test_an_open_state_of_the_spine_has_a_next_date_of_its_own(found: Codes) -> None:
    actual = found(("{title: Open, owner: staff, next: review}", "{title: Open, owner: staff}"))

    assert "W073" in actual
