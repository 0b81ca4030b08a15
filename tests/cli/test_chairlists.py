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


def test_whoever_may_not_hand_it_out_leaves_none(office: Office, ref: str) -> None:
    code, _error = office.fails("Chair", "export", "leave", ref, *WHY)

    assert code == 5
    assert office.does("Clerk", "export", "left") == []
