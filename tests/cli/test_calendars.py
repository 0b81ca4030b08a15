"""The calendar edited from the command line: each edit is a version of its own, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.office import redating

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

WHY = ("--reason", "The governors decided it.")


def test_a_holiday_proclaimed_at_short_notice_moves_what_it_touches(office: Office) -> None:
    ref = office.opens()
    told = office.does("Clerk", "calendar", "holiday", "add", "3/11/2026", "Day of joy", *WHY)

    moved = {one["title"]: (one["ref"], one["old"], one["new"]) for one in told["moved"]}
    assert moved["Answer whoever told us"] == (ref, "2026-11-03", "2026-11-04")


def test_a_cancelled_holiday_is_taken_out_under_its_own_name(office: Office) -> None:
    words = ("calendar", "holiday", "remove", "2026-12-28")
    _code, other = office.fails("Clerk", *words, "Day of joy", *WHY)
    office.does("Clerk", *words, *WHY)
    _code, again = office.fails("Clerk", *words, *WHY)

    assert "is another bank holiday" in other["reasons"][0]
    assert "is not a bank holiday" in again["reasons"][0]


def test_an_edit_without_a_reason_changes_nothing(office: Office) -> None:
    before = office.does("Clerk", "calendar", "show")["version"]
    _code, error = office.fails("Clerk", "calendar", "inset", "add", "2026-11-09")

    assert error["message"] == "A change to the calendar needs its reason."
    assert office.does("Clerk", "calendar", "show")["version"] == before


def test_every_edit_is_a_version_with_its_reason(office: Office) -> None:
    edits = (
        ("inset", "add", "2026-11-09"),
        ("inset", "remove", "2026-11-09"),
        ("term", "set", "autumn two", "2026-11-02", "2026-12-16"),
        ("term", "remove", "summer two", "2027-06-08"),
        ("close", "2026-11-12", "--why", "Snow"),
        ("open", "2026-11-12"),
    )
    for words in edits:
        office.does("Clerk", "calendar", *words, *WHY)
    listed = office.does("Clerk", "calendar", "versions")

    whys = [row["why"].partition(":")[0] for row in listed[-6:]]
    assert whys == [
        "INSET added",
        "INSET taken out",
        "term set",
        "term taken out",
        "school closed",
        "school open after all",
    ]
    assert {row["by"] for row in listed[-6:]} == {"Clerk"}
    assert [row["version"] for row in listed] == sorted(row["version"] for row in listed)
    assert [row["shut"] for row in listed[-2:]] == [{"2026-11-12": "Snow"}, {}]
    said = office.says("Clerk", "calendar", "versions").out
    assert "school closed: The governors decided it. (Thu 12 Nov 2026: Snow)" in said


def test_a_confirmed_year_shows_its_days_to_a_script_too(office: Office) -> None:
    told = office.does("Clerk", "calendar", "confirm", "2031")
    said = office.says("Clerk", "calendar", "confirm", "2032").out

    assert told["confirmed"][0] == {"day": "2031-01-01", "name": "New Year’s Day"}
    assert len(told["confirmed"]) == 8
    assert said.splitlines()[:2] == [
        "The bank holidays of 2032 are confirmed:",
        "  Thu 1 Jan 2032: New Year’s Day",
    ]


def test_a_closure_in_the_past_is_recorded_with_a_warning(office: Office) -> None:
    told = office.does("Clerk", "calendar", "close", "2026-10-01", "--why", "Storm", *WHY)

    assert told["warnings"] == [
        "Thu 1 Oct 2026 lies in the past. What has passed by now stays passed."
    ]


def test_a_calendar_file_is_taken_in(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "terms.ics"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        "BEGIN:VEVENT",
        "SUMMARY:Autumn term",
        "DTSTART;VALUE=DATE:20270902",
        "DTEND;VALUE=DATE:20271218",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    file.write_text("\r\n".join(lines), encoding="utf-8")
    office.does("Clerk", "calendar", "import", str(file))

    assert (
        "Autumn term: Thu 2 Sep 2027 to Fri 17 Dec 2027"
        in office.says("Clerk", "calendar", "show").out
    )


def test_a_list_that_excel_saved_is_taken_in(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    text = "Kind;First;Last;Name\r\nterm;2/9/2027;17/12/2027;Été\r\n"
    file.write_bytes(text.encode("cp1252"))
    office.does("Clerk", "calendar", "import", str(file))

    assert "Été: Thu 2 Sep 2027" in office.says("Clerk", "calendar", "show").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind,first,last,name\nterm,2027-12-17,2027-09-02,x\n", "comes before"),
        (
            "kind,first,last,name\nterm,2027-09-02,2027-10-30,a\nterm,2027-10-20,2027-12-17,b\n",
            "overlap",
        ),
        ("x" * 10_000_000, "larger than 1 MB"),
    ],
)
def test_a_bad_file_changes_nothing(office: Office, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "terms.csv"
    file.write_text(text, encoding="utf-8")
    before = office.does("Clerk", "calendar", "show")
    _code, error = office.fails("Clerk", "calendar", "import", str(file))

    assert said in " ".join([error["message"], *error["reasons"]])
    assert office.does("Clerk", "calendar", "show") == before


def test_stopping_half_way_says_that_the_calendar_is_changed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.opens()

    def stop(*_words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(redating.Sweep, "take", stop)
        code, error = office.fails(
            "Clerk", "calendar", "holiday", "add", "3/11/2026", "Day of joy", *WHY
        )
    listed = office.does("Clerk", "deadline", "list")

    assert (code, error["code"]) == (130, "interrupted")
    assert "The calendar is changed" in error["message"]
    assert "2026-11-04" in {one["due"] for one in listed}
