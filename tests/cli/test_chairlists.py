"""``casework export leave``: a history without names in the chair's own list, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

WHY = ("--why", "For the meeting of the governors.")
NAME = "Persephone Quillfeather"


@pytest.fixture
def ref(office: Office) -> str:
    told = office.does("Clerk", "case", "open", "concern", "--person", f"author={NAME}")
    return str(told["ref"])


@pytest.fixture
def left(office: Office, ref: str) -> str:
    """Leave its history for the chair; return the check code."""
    return str(office.does("Clerk", "export", "leave", ref, *WHY)["check_code"])


def test_what_was_left_is_in_the_chairs_list_and_on_record_in_the_case(
    office: Office, ref: str, left: str
) -> None:
    (found,) = office.does("Chair", "export", "left")
    (said,) = office.does("Clerk", "export", "list", ref)

    assert (found["ref"], found["by"], found["check_code"]) == (ref, "office", left)
    assert (found["sound"], found["problems"]) == (True, [])
    assert (said["for"], said["why"], said["check_code"]) == ("chair", WHY[1], left)


def test_it_is_said_in_words(office: Office, ref: str, left: str) -> None:
    again = office.says("Clerk", "export", "leave", ref, *WHY).out
    listed = office.says("Chair", "export", "left").out

    assert "Left in the chair’s list. The case itself stays shut to them." in again
    assert left in listed
    assert NAME not in listed


def test_a_copy_holds_no_name_and_checks(
    office: Office, ref: str, left: str, tmp_path: Path
) -> None:
    file = tmp_path / "history.json"
    to = ("--to", "The clerk to the governors", "--why", "For the minutes.")
    made = office.does("Chair", "export", "copy", ref, "--out", str(file), "--format", "json", *to)
    told = office.run("export", "verify", str(file), "--code", left, "--json")

    assert made["check_code"] == left
    assert told.code == 0
    assert NAME not in file.read_text(encoding="utf-8")


def test_what_is_put_away_is_there_no_more(office: Office, ref: str, left: str) -> None:
    office.does("Chair", "export", "put-away", ref.lower())
    code, error = office.fails("Chair", "export", "put-away", ref)

    assert left
    assert (code, error["code"]) == (5, "not-found")
    assert office.says("Chair", "export", "left").out.strip() == "No history was left for you."


def test_all_that_was_left_of_the_case_is_put_away_and_nothing_of_another(
    office: Office, ref: str, left: str
) -> None:
    other = office.opens()
    office.does("Clerk", "export", "leave", ref, *WHY)
    office.does("Clerk", "export", "leave", other, *WHY)
    told = office.does("Chair", "export", "put-away", ref)

    assert left
    assert (told["ref"], told["histories"]) == (ref, 2)
    assert [one["ref"] for one in office.does("Chair", "export", "left")] == [other]


def test_whoever_sees_the_case_but_may_not_hand_it_out_leaves_none(
    office: Office, ref: str
) -> None:
    office.does("Clerk", "case", "admit", ref, "Chair", "--reason", "Asked to help.")
    seen = office.does("Chair", "case", "show", ref)["ref"]
    code, error = office.fails("Chair", "export", "leave", ref, *WHY)

    assert seen == ref
    assert (code, error["code"]) == (4, "not-permitted")
    assert office.does("Chair", "export", "left") == []


def test_whoever_does_not_see_the_case_is_told_of_none(office: Office, ref: str) -> None:
    code, error = office.fails("Chair", "export", "leave", ref, *WHY)

    assert (code, error["code"]) == (5, "not-found")


def test_a_sealed_case_is_not_left_even_without_names(office: Office) -> None:
    ref = str(office.does("Guard", "case", "open", "staff-allegation")["ref"])
    code, error = office.fails("Guard", "export", "leave", ref, *WHY)

    assert (code, error["code"]) == (3, "refused")
    assert "kept sealed" in error["message"]
    assert office.does("Chair", "export", "left") == []


def test_a_reason_may_be_left_out_and_none_is_made_up(office: Office, ref: str) -> None:
    left = office.does("Clerk", "export", "leave", ref)["check_code"]
    (said,) = office.does("Clerk", "export", "list", ref)

    assert (said["check_code"], said["why"] or "") == (left, "")
    assert [one["ref"] for one in office.does("Chair", "export", "left")] == [ref]
