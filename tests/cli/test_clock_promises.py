"""What the clock promises whoever types: old and new days, one UID for one limit, nothing moved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

WHY = ("--reason", "The King said so.")


def limit(office: Office, ref: str, name: str) -> dict[str, Any]:
    limits = office.does("Clerk", "case", "show", ref)["deadlines"]
    [found] = [one for one in limits if one["name"] == name]
    return dict(found)


def test_a_proclaimed_day_moves_what_it_touches_and_both_days_are_told_and_kept(
    office: Office, tmp_path: Path
) -> None:
    ref = office.opens()
    told = office.says("Clerk", "calendar", "holiday", "add", "3/11/2026", "Day of joy", *WHY).out
    now = limit(office, ref, "acknowledge")
    file = tmp_path / "history.txt"
    words = ("--for", "headteacher", "--format", "txt", "--out", str(file))
    office.does("Head", "export", "history", ref, *words)
    history = " ".join(file.read_text("utf-8").split())

    assert f"  {ref}, Answer whoever told us: Tue 3 Nov 2026, now Wed 4 Nov 2026\n" in told
    assert now["due"] == "2026-11-04"
    assert "Tue 3 Nov is Day of joy" in now["why"]
    assert "3 Nov 2026" in history
    assert "4 Nov 2026" in history
    assert "The calendar changed: bank holiday added: The King said so." in history


def test_what_has_passed_stays_and_what_runs_moves(office: Office) -> None:
    early, late = office.opens(), ""
    office.at("2026-11-04T09:00:00+00:00")
    office.run("--book", str(office.book), "deadline", "check")
    late = office.opens()
    told = office.does("Clerk", "calendar", "holiday", "add", "5/11/2026", "Day of joy", *WHY)
    office.does("Clerk", "calendar", "holiday", "add", "3/11/2026", "Day of rest", *WHY)

    passed, running = (limit(office, ref, "acknowledge") for ref in (early, late))
    assert (passed["due"], passed["standing"]) == ("2026-11-03", "passed")
    assert (running["due"], running["standing"]) == ("2026-11-06", "running")
    assert (late, "2026-11-05", "2026-11-06") in {
        (one["ref"], one["old"], one["new"]) for one in told["moved"]
    }


def test_one_limit_keeps_its_uid_whoever_writes_the_file_and_whenever_it_falls(
    office: Office, tmp_path: Path
) -> None:
    office.opens()

    def written(who: str, name: str) -> dict[str, str]:
        file = tmp_path / name
        office.does(who, "deadline", "calendar", "--out", str(file))
        found = re.findall(
            r"SUMMARY:(.*?)\r\nDTSTART;VALUE=DATE:(\d+).*?UID:(.*?)\r\n",
            file.read_bytes().decode(),
            re.DOTALL,
        )
        return {uid: day for _title, day, uid in found}

    before = written("Clerk", "one.ics")
    office.does("Clerk", "calendar", "holiday", "add", "3/11/2026", "Day of joy", *WHY)
    clerks, heads = written("Clerk", "two.ics"), written("Head", "three.ics")

    assert before.keys() == clerks.keys() == heads.keys()
    assert clerks == heads
    assert min(before.values()) == "20261103"
    assert min(clerks.values()) == "20261104"


def test_a_year_nobody_confirmed_is_not_counted_in_and_the_command_says_so(office: Office) -> None:
    _code, refused = office.fails(
        "Clerk", "calendar", "holiday", "add", "2029-05-08", "Day of joy", *WHY
    )
    shown = office.does("Clerk", "calendar", "show")
    told = office.does("Clerk", "calendar", "confirm", "2029")
    after = office.does("Clerk", "calendar", "show")

    assert refused["reasons"] == [
        "The bank holidays of 2029 are not loaded: confirm the year first."
    ]
    assert (shown["region"], shown["loaded_years"]) == ("England and Wales", [2026, 2027, 2028])
    assert (after["loaded_years"][-1], after["version"]) == (2029, told["version"])
    assert "2029-12-25" in after["holidays"]


def test_a_day_beyond_the_terms_is_in_the_list_with_the_command_that_loads_them(
    office: Office,
) -> None:
    office.at("2027-08-27T09:00:00+01:00")
    ref = office.opens()
    [row] = [
        one
        for one in office.does("Clerk", "deadline", "list")
        if (one["ref"], one["name"]) == (ref, "acknowledge")
    ]
    page = office.says("Clerk", "deadline", "list").out

    assert (row["due"], row["words"]) == (None, "calendar not loaded")
    assert row["remark"] == "Load them with: casework calendar import FILE"
    assert "calendar not loaded" in page
    assert [line for line in page.splitlines() if len(line) > 80] == []
    assert "casework calendar import FILE" in " ".join(page.split())
