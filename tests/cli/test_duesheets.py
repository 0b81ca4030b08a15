"""The Today sheet, the closing-up pages and due work for other calendars, as files and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office


@pytest.fixture
def ref(office: Office) -> str:
    return office.opens()


def test_today_is_printed_as_text_and_as_a_page(office: Office, ref: str, tmp_path: Path) -> None:
    told = office.says("Clerk", "deadline", "today").out
    office.does("Clerk", "deadline", "today", "--out", str(tmp_path / "today.pdf"))
    office.does("Clerk", "deadline", "today", "--out", str(tmp_path / "today.txt"))

    assert told.startswith("Today, Monday 2 November 2026\n")
    assert ref in told
    assert "Hart" not in told
    assert (tmp_path / "today.pdf").read_bytes().startswith(b"%PDF")
    assert ref in (tmp_path / "today.txt").read_text("utf-8")


def test_a_page_for_each_holder_is_a_numbered_file(
    office: Office, ref: str, tmp_path: Path
) -> None:
    days = ("--first", "3/11/2026", "--last", "8/11/2026")
    pages = office.does("Clerk", "deadline", "closing-up", *days)
    office.does("Clerk", "deadline", "closing-up", *days, "--out", str(tmp_path))
    files = sorted(file.name for file in tmp_path.glob("closing-up-*.pdf"))

    assert (pages[0]["holder"], len(files)) == ("Clerk", len(pages))
    assert ref in str(pages)
    assert not any(name in file for file in files for name in ("Clerk", "Head"))


def test_ones_own_page_is_a_file_with_the_number_left(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "own.txt"
    office.does("Clerk", "deadline", "closing-up", "--mobile", "07700 900123", "--out", str(file))

    assert "The mobile I leave: 07700 900123" in file.read_text("utf-8")


def test_a_holiday_that_is_none_is_refused(office: Office) -> None:
    _code, error = office.fails("Clerk", "deadline", "closing-up", "--first", "2026-11-03")

    assert error["message"] == "These are not the days of a holiday."


def test_due_work_is_written_for_other_calendars(office: Office, ref: str, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    told = office.does("Clerk", "deadline", "calendar", "--out", str(file))

    text = file.read_text("utf-8")
    assert told["entries"] == text.count("BEGIN:VEVENT") == 2
    assert f"SUMMARY:Due: {ref}" in text
    assert "Hart" not in text
