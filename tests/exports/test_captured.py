"""What a capture sheet says: in its own order, with who passed it on only as a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain import events as e
from casework.exports.readers import Audience

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exports.conftest import Case

SHEET = {"what": "a post", "platform": "Facebook", "seen-on": "2026-11-04"}


def told(case: Case, sheet: dict[str, str], audience: Audience = Audience.HEADTEACHER) -> str:
    case.say(
        e.CaseOpened(
            ref="CW-7F3K",
            case_type="concern",
            policy="small",
            digest="ab" * 32,
            school="wexcombe",
            summary="",
            tracks={},
        ),
        e.PersonAdded(number=1, role="source", name="Ida Bell", user="", about="", address=""),
    )
    case.say(e.EvidenceAdded(number=1, sheet=sheet))
    return case.history(audience).entries[1].lines[0].words


def test_answers_stand_in_the_order_of_the_sheet(new_case: Callable[[], Case]) -> None:
    assert told(new_case(), SHEET) == (
        "Evidence 1 was described on a capture sheet, without any file. Platform: “Facebook”. "
        "What: “a post”. Seen on: Wed 4 Nov 2026."
    )


def test_a_file_that_was_taken_in_is_said(new_case: Callable[[], Case]) -> None:
    said = told(new_case(), SHEET | {"file-sha256": "ab", "file-type": "a picture (PNG)"})

    assert said.startswith("Evidence 1 was described on a capture sheet, and its file was taken in")


def test_a_reference_alone_is_said(new_case: Callable[[], Case]) -> None:
    said = told(new_case(), {"withheld": "yes"})

    assert said.startswith("Evidence 1 is a reference alone: nothing was looked at, copied or")


@pytest.mark.parametrize("audience", [Audience.HEADTEACHER, Audience.POLICE])
def test_who_passed_it_on_has_a_letter(new_case: Callable[[], Case], audience: Audience) -> None:
    said = told(new_case(), SHEET | {"passed-on-by": "1"}, audience)

    assert "Passed on by: person A (person who passed the material on)." in said


def test_the_chair_reads_that_there_is_a_sheet(new_case: Callable[[], Case]) -> None:
    assert told(new_case(), SHEET, Audience.CHAIR) == (
        "Evidence 1 was described on a capture sheet, without any file. (What the sheet says is "
        "withheld.)"
    )
