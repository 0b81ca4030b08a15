"""W020 to W030: the machines, conditions ignored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]
FINISH = "          - {trigger: finish, source: begun"
FINISHED = "          finished: {title: Finished}\n"


def step(words: str) -> str:
    return f"          - {{{words}}}\n"


@pytest.mark.parametrize("code", [f"W{number:03}" for number in range(20, 31)])
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


def test_a_second_spine_is_one_too_many(found: Codes) -> None:
    actual = found(("        title: Inquiry\n", "        title: Inquiry\n        spine: true\n"))

    assert "W020" in actual


def test_a_first_state_must_be_declared(found: Codes) -> None:
    actual = found(("        initial: not-begun", "        initial: unborn"))

    assert actual == ["W021"]


def test_a_final_state_must_be_declared(found: Codes) -> None:
    actual = found(("        finals: [finished]", "        finals: [finished, gone]"))

    assert actual == ["W021"]


def test_a_track_without_end_is_found(found: Codes) -> None:
    actual = found(("        finals: [finished]", "        finals: []"))

    assert "W021" in actual


def test_a_source_of_another_track_is_no_source_here(found: Codes) -> None:
    actual = found((FINISH, "          - {trigger: finish, source: [begun, open]"))

    assert actual == ["W022"]


def test_a_step_back_to_the_same_state_is_no_way_on(found: Codes) -> None:
    stuck = step("trigger: fall, source: begun, dest: stuck, says: Fall., by: staff")
    wait = step(
        "trigger: wait, source: stuck, dest: stuck, says: Wait., by: staff, keeps: deadlines"
    )
    actual = found(
        (FINISHED, FINISHED + "          stuck: {title: Stuck}\n"), (FINISH, stuck + wait + FINISH)
    )

    assert actual == ["W026"]


def test_a_final_state_may_be_left_by_a_step_that_says_so(found: Codes) -> None:
    again = step(
        "trigger: resume, source: finished, dest: begun, says: Go on., by: staff, reopens: true"
    )
    actual = found((FINISH, again + FINISH))

    assert actual == []


def test_a_step_that_reopens_nothing_must_not_say_so(found: Codes) -> None:
    actual = found((FINISH, FINISH.replace("{", "{reopens: true, ")))

    assert actual == ["W027"]


def test_an_opener_whose_condition_is_not_declared_is_none(found: Codes) -> None:
    actual = found(
        ("{trigger: begin, source", "{trigger: begin, conditions: [nowhere-declared], source")
    )

    assert "W028" in actual


def test_an_end_past_the_checklist_may_cite_its_clause(found: Codes) -> None:
    drop = step(
        "trigger: drop, source: received, dest: closed, says: Drop it., by: head, ends: [triage],"
        " clauses: [GOO-1]"
    )
    actual = found(("          - {trigger: reopen, ", drop + "          - {trigger: reopen, "))

    assert actual == []


def test_only_the_spine_closes_a_case(found: Codes) -> None:
    actual = found((FINISH, FINISH.replace("{", "{closes: true, ")))

    assert actual == ["W029"]


def test_a_spine_that_never_closes_is_found(found: Codes) -> None:
    actual = found(("closes: true, clauses: [GOO-1]", "clauses: [GOO-1]"))

    assert "W029" in actual
