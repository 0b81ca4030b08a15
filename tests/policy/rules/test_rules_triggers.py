"""W031 to W042: steps, what follows from them, and what opens or blocks them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]
ASK = "          - {trigger: ask, source: idle, dest: asked"
HOLD = (
    "          - {trigger: hold, source: not-held, dest: held, says: Record the talk., by: staff,"
)
LEAVE = "optional: true}], clauses: [RIC-1]}"
CALL = (
    "source: [not-considered, considered, approved], dest: done, "
    "says: Call for help at once., by: staff, danger: true"
)
STEPS = "      steps: [{track: talk, trigger: hold}]\n      letters-to: [author]\n      released-by"


@pytest.mark.parametrize("code", [f"W{number:03}" for number in range(31, 43)])
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


def test_the_good_policy_has_no_fault(found: Codes) -> None:
    actual = found()

    assert actual == []


def test_a_letter_that_no_step_drafts_is_unused(found: Codes) -> None:
    actual = found(("          letter: report\n", ""))

    assert actual == ["W031"]


def test_a_role_list_that_nothing_names_is_warned_of(found: Codes) -> None:
    actual = found(("  governors: [chair]\n", "  governors: [chair]\n  readers: [vice-chair]\n"))

    assert actual == ["W031"]


def test_an_earlier_step_that_asks_more_is_in_the_shadow_too(found: Codes) -> None:
    narrower = (
        f"{ASK}, says: Ask., by: staff, conditions: [talk-held, threatens], "
        f"starts: [news], clauses: [RIC-1]}}\n"
    )
    actual = found((ASK, narrower + ASK))

    assert actual == ["W032"]


def test_opposite_conditions_keep_two_steps_apart(found: Codes) -> None:
    other = (
        "          - {trigger: ask, source: idle, dest: done, says: Be done., "
        "by: staff, unless: [talk-held], clauses: [RIC-1]}\n"
    )
    held = ("has not been held., clauses", "has not been held., when-it-holds: It was., clauses")
    actual = found((ASK, other + ASK), held)

    assert actual == []


def test_a_follow_on_into_the_own_track_moves_it_twice(found: Codes) -> None:
    actual = found(
        (
            LEAVE,
            "optional: true}, {track: follow, trigger: ask, optional: true}], clauses: [RIC-1]}",
        )
    )

    assert actual == ["W034"]


def test_a_follow_on_must_name_a_step_there_is(found: Codes) -> None:
    actual = found(
        (
            "{track: talk, trigger: leave-out, optional: true}",
            "{track: talk, trigger: leave, optional: true}",
        )
    )

    assert actual == ["W036"]


def test_a_letters_follow_on_must_fit_after_the_drafting(found: Codes) -> None:
    actual = found(("trigger: carry-out, optional: true}", "trigger: carry-out}"))

    assert actual == ["W036"]


def test_a_follow_on_that_always_fits_need_not_be_optional(found: Codes) -> None:
    both = "source: [not-held, held, left-out], dest: left-out, says: Leave"
    actual = found(
        ("source: not-held, dest: left-out, says: Leave", both),
        (
            "by: staff, reason: true, clauses: [RIC-1]}\n      notice",
            (
                "by: staff, reason: true, reopens: true, keeps: deadlines, clauses: [RIC-1]}\n"
                "      notice"
            ),
        ),
        ("trigger: leave-out, optional: true}", "trigger: leave-out}"),
    )

    assert "W036" not in actual


def test_keeping_limits_makes_no_sense_on_the_way_elsewhere(found: Codes) -> None:
    actual = found((f"{HOLD} ", f"{HOLD} keeps: deadlines, "))

    assert actual == ["W037"]


def test_the_clock_takes_no_step(found: Codes) -> None:
    actual = found(
        ("  governors: [chair]\n", "  governors: [chair]\n  by-itself: [clock]\n"),
        (f"{ASK}, says: Ask for news., by: staff", f"{ASK}, says: Ask for news., by: by-itself"),
    )

    assert "W038" in actual


def test_an_override_needs_its_reason_and_its_condition(found: Codes) -> None:
    actual = found((f"{HOLD} ", f"{HOLD} override: true, "))

    assert actual == ["W039", "W039"]


def test_the_pause_blocks_only_steps_there_are(found: Codes) -> None:
    actual = found((STEPS, STEPS.replace("hold", "holding")))

    assert "W039" in actual


def test_a_step_for_danger_waits_for_no_approval(found: Codes) -> None:
    actual = found((CALL, f"{CALL}, approval: head"))

    assert "W041" in actual


def test_a_step_for_danger_waits_for_no_talk(found: Codes) -> None:
    actual = found((CALL, f"{CALL}, conditions: [talk-held]"))

    assert actual == ["W041"]


def test_a_step_for_danger_may_rest_on_what_is_known_of_the_post(found: Codes) -> None:
    actual = found((CALL, f"{CALL}, conditions: [threatens]"))

    assert actual == []


def test_a_type_of_case_needs_a_step_for_danger(found: Codes) -> None:
    actual = found((", danger: true, clauses: [RIC-3]", ", clauses: [RIC-3]"))

    assert "W041" in actual


def test_the_pause_never_blocks_help(found: Codes) -> None:
    both = STEPS.replace("hold}", "hold}, {track: police, trigger: call-at-once}")
    actual = found((STEPS, both))

    assert "W041" in actual
