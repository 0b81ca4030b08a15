"""``casework retention`` as the office uses it: years on, two people, a certificate, a backup."""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

YEARS_ON, WEEK_ON = "2033-11-02T09:00:00+00:00", "2033-11-09T09:00:00+00:00"
NAME = "Ms J. Hart"
WHY = ("--reason", "Its time is over.")


@pytest.fixture
def ref(office: Office) -> str:
    """A case that was closed seven years ago."""
    made = office.opens("Deputy")
    office.does("Deputy", "case", "do", made, "find-appropriate", "--reason", f"{NAME} asked.")
    office.at(YEARS_ON)
    return made


def agreed(office: Office, ref: str) -> None:
    office.does("Clerk", "retention", "propose", ref, *WHY)
    office.does("Head", "retention", "approve", ref)
    office.at(WEEK_ON)


def destroyed(office: Office, ref: str) -> Any:  # noqa: ANN401 - what the command says
    agreed(office, ref)
    return office.does("Clerk", "retention", "dispose", ref, "--yes")


def test_from_the_list_to_the_certificate(office: Office, ref: str, tmp_path: Path) -> None:
    (listed,) = office.does("Clerk", "retention", "list", "--due")
    proposed = office.does("Clerk", "retention", "propose", ref, *WHY)
    approved = office.does("Head", "retention", "approve", ref)
    soon, _error = office.fails("Clerk", "retention", "dispose", ref, "--yes")
    office.at(WEEK_ON)
    gone = office.does("Clerk", "retention", "dispose", ref, "--yes")
    shown = office.does("Head", "retention", "show", ref, "--out", str(tmp_path / "paper.pdf"))

    assert (listed["ref"], listed["standing"], listed["until"]) == (ref, "for review", "2032-11-02")
    assert (proposed["standing"], approved["standing"]) == ("proposed", "agreed")
    assert (soon, approved["ready"]) == (3, "2033-11-09")
    assert (gone["ref"], gone["whole"], gone["head"]) == (ref, True, shown["head"])
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert NAME not in str(shown)
    assert office.does("Clerk", "case", "list", "--all") == []
    assert office.says("Clerk", "doctor").code == 0


def test_a_destroyed_case_is_told_from_one_that_never_was(office: Office, ref: str) -> None:
    destroyed(office, ref)

    code, error = office.fails("Clerk", "case", "show", ref)
    _code, never = office.fails("Clerk", "case", "show", "CW-2222")
    for words in (
        ("case", "note", ref, "More."),
        ("letter", "list", ref),
        ("evidence", "list", ref),
    ):
        assert office.fails("Clerk", *words)[0] == 5

    assert (code, "were destroyed" in error["message"]) == (5, True)
    assert never["message"] != error["message"]


def test_the_words_on_screen_are_those_of_the_office(office: Office, ref: str) -> None:
    explained = office.says("Clerk", "retention", "explain", ref).out
    destroyed(office, ref)
    shown = office.says("Clerk", "retention", "show", ref).out
    listed = office.says("Clerk", "retention", "show").out

    assert explained.startswith(f"{ref}: for review. “Misuse of social media")
    assert "so until Tue 2 Nov 2032" in explained
    assert "Agreed: Head, Wed 2 Nov 2033" in shown
    assert "No copy is known." in shown
    assert "tombstone" not in shown + listed
    assert ref in listed


def test_the_reference_is_typed_once_more(
    office: Office, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(office, ref)
    code, _error = office.fails("Clerk", "retention", "dispose", ref)
    monkeypatch.setattr("casework.cli.output.can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("CW-2222\n"))
    wrong, _more = office.fails("Clerk", "retention", "dispose", ref)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{ref.lower()}\n"))
    done = office.does("Clerk", "retention", "dispose", ref)

    assert (code, wrong, done["whole"]) == (2, 2, True)


def test_a_hold_is_set_and_let_go(office: Office, ref: str) -> None:
    office.does("Clerk", "retention", "hold", ref, "--ground", "police", "--reason", "Asked.")
    held = office.does("Clerk", "retention", "explain", ref)
    refused, _error = office.fails("Clerk", "retention", "propose", ref, *WHY)
    clerk, _more = office.fails("Clerk", "retention", "release", ref, "--reason", "Over.")
    office.does("Head", "retention", "release", ref, "--reason", "Over.")

    assert (held["standing"], held["held"]) == ("held", True)
    assert (refused, clerk) == (3, 4)
    assert office.does("Clerk", "retention", "explain", ref)["held"] is False


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("set", "{ref}", "until", "2034-10-01", "--reason", "x"), 2),
        (("set", "{ref}", "until", "2034-12-01", "--reason", "x"), 0),
        (("set", "{ref}", "until", "2034-12-01"), 2),
        (("set", "{ref}", "closed", "2034-12-01"), 2),
        (("set", "{ref}", "birth", "2015-05-05"), 0),
        (("set", "{ref}", "birth", "soon"), 2),
        (("hold", "{ref}", "--ground", "whim", "--reason", "x"), 2),
        (("hold", "{ref}", "--ground", "claim"), 2),
        (("propose", "{ref}", "--as", "burnt", *WHY), 2),
        (("propose", "{ref}"), 2),
        (("approve", "{ref}"), 3),
        (("decline", "{ref}", *WHY), 4),
        (("keep", "{ref}", *WHY), 4),
        (("dispose", "{ref}", "--yes"), 3),
        (("show", "{ref}"), 5),
        (("explain", "CW-2222"), 5),
    ],
)
def test_what_may_not_be_is_refused_with_its_code(
    office: Office, ref: str, words: tuple[str, ...], code: int
) -> None:
    told = office.says("Clerk", "retention", *(word.format(ref=ref) for word in words), "--json")

    assert told.code == code, told.out
    if code:
        assert told.error["message"]
        assert told.error["advice"]


def test_a_backup_that_brings_it_back_brings_back_nothing(
    office: Office, ref: str, tmp_path: Path
) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    office.does("Head", "settings", "set", f"backup-target={target}")
    name = office.does("Head", "backup")["name"]
    gone = destroyed(office, ref)
    words = ("restore", "newest", "--into", str(tmp_path / "again"), "--reason", "Disk broke")
    office.does("Head", *words)
    office.book = tmp_path / "again"

    assert [one["name"] for one in gone["record"]["backups"]] == [name]
    assert office.does("Clerk", "case", "list", "--all") == []
    shown = office.does("Clerk", "retention", "show", ref)
    assert (shown["head"], shown["again"], shown["whole"]) == (gone["head"], True, True)
    assert office.says("Head", "doctor").code == 0


def test_the_certificate_names_every_copy_that_is_known(
    office: Office, ref: str, tmp_path: Path
) -> None:
    out = tmp_path / "history.json"
    words = ("--for", "headteacher", "--format", "json", "--out", str(out))
    office.does("Head", "export", "history", ref, *words)
    target = tmp_path / "stick"
    target.mkdir()
    office.does("Head", "settings", "set", f"backup-target={target}")
    target.rmdir()
    (tmp_path / "book-before-1").mkdir()

    destroyed(office, ref)
    lines = office.says("Clerk", "retention", "show", ref).out

    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    assert f"Exported the history for the headteacher on Wed 2 Nov 2033, SHA-256 {sha256}." in lines
    assert "A folder of backups was not connected, so nobody looked what it holds." in lines
    assert "An older folder of the records: book-before-1. Somebody has to remove it." in lines


def test_what_is_anonymised_keeps_a_figure_without_a_name(office: Office, ref: str) -> None:
    office.does("Clerk", "retention", "propose", ref, "--as", "anonymised", *WHY)
    office.does("Head", "retention", "approve", ref)
    office.at(WEEK_ON)
    gone = office.does("Clerk", "retention", "dispose", ref, "--yes")

    assert gone["record"]["figure"] == {
        "policy": "milnthorpe",
        "type": "concern",
        "year": 2026,
        "class": "misuse",
    }


def test_on_a_new_computer_the_register_comes_from_beside_the_backup(
    office: Office, ref: str, tmp_path: Path
) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    office.does("Head", "settings", "set", f"backup-target={target}")
    office.does("Head", "backup")
    gone = destroyed(office, ref)
    shutil.rmtree(tmp_path / "state")
    into = tmp_path / "again"
    words = ("restore", "newest", "--from", str(target), "--into", str(into), "--reason", "New")
    office.does("Head", *words)
    office.book = into

    assert office.does("Clerk", "case", "list", "--all") == []
    assert office.does("Clerk", "retention", "show", ref)["head"] == gone["head"]


def test_a_drill_finds_a_backup_sound_that_still_holds_it(
    office: Office, ref: str, tmp_path: Path
) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    office.does("Head", "settings", "set", f"backup-target={target}")
    office.does("Head", "backup")
    destroyed(office, ref)

    assert office.says("Head", "restore", "--drill").code == 0


def test_a_backup_made_after_it_is_sound_and_carries_the_register(
    office: Office, ref: str, tmp_path: Path
) -> None:
    destroyed(office, ref)
    target = tmp_path / "stick"
    target.mkdir()
    (office.book / "retention.toml").write_text("cooling-off-days = 9\n", encoding="utf-8")
    office.does("Head", "settings", "set", f"backup-target={target}")
    name = office.does("Head", "backup")["name"]

    assert (target / name / "retention.toml").is_file()
    kept = [path.name for path in target.glob("casework-disposals-*/*")]
    own = [path.name for path in (tmp_path / "state").glob("disposals-*/*")]
    assert (kept, len(kept)) == (own, 1)
    assert office.says("Head", "restore", "--drill").code == 0


def test_who_could_not_see_a_case_cannot_tell_that_it_was_destroyed(
    office: Office, tmp_path: Path
) -> None:
    shutil.copytree(office.book, tmp_path / "twin")
    ref = office.does("Guard", "case", "open", "staff-allegation", "--summary", "Sealed")["ref"]
    office.does("Guard", "case", "do", ref, "nothing-to-follow-up", "--reason", "A mistake.")
    office.at("2037-11-02T09:00:00+00:00")
    office.does("Guard", "retention", "set", ref, "pension-age", "2037-01-01")
    office.does("Guard", "retention", "propose", ref, *WHY)
    office.does("Head", "retention", "approve", ref)
    office.at("2037-11-09T09:00:00+00:00")
    assert office.does("Guard", "retention", "dispose", ref, "--yes")["whole"]
    told = []
    for book in (office.book, tmp_path / "twin"):
        office.book = book
        told.append([office.says("Clerk", *words) for words in _asked(ref)])

    assert told[0] == told[1]
    assert told[0][2].code == 5


def _asked(ref: str) -> tuple[tuple[str, ...], ...]:
    return (
        ("retention", "list"),
        ("retention", "show"),
        ("retention", "show", ref),
        ("retention", "dispose", ref, "--yes"),
        ("case", "list", "--all"),
        ("case", "show", ref),
        ("doctor",),
    )


def test_one_file_of_a_case_goes_by_two_people_and_has_its_certificate(
    office: Office, tmp_path: Path
) -> None:
    made, picture = office.opens("Deputy"), tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 5000)
    sheet = ("--platform", "Facebook", "--address", "a.test/1", "--seen-on", "2026-11-01")
    words = ("--what", "A picture", "--how", "A picture of the screen")
    added = ("evidence", "add", made, str(picture), "--indecent", "no", *sheet, *words)
    office.does("Deputy", *added)
    office.does("Deputy", "case", "do", made, "find-appropriate", "--reason", "They asked.")
    office.at(YEARS_ON)
    one = ("--evidence", "1")
    office.does("Clerk", "retention", "propose", made, *one, *WHY)
    agreed = office.does("Head", "retention", "approve", made, *one)
    soon, _error = office.fails("Clerk", "retention", "dispose", made, *one, "--yes")
    office.at(WEEK_ON)
    gone = office.does("Clerk", "retention", "dispose", made, *one, "--yes")
    paper = tmp_path / "part.pdf"
    office.does("Head", "retention", "show", made, *one, "--out", str(paper))

    shown = office.says("Clerk", "evidence", "show", made, "1").out
    listed = office.says("Clerk", "evidence", "list", made).out

    assert (agreed["ready"], soon) == ("2033-11-09", 3)
    assert gone["destroyed"] is not None
    assert (gone["gone"], "file destroyed" in listed) == (True, True)
    assert "Its file was destroyed; its sheet and its custody are what is left." in shown
    assert "should not have been taken in" not in shown
    assert paper.read_bytes().startswith(b"%PDF")
    assert office.does("Clerk", "case", "show", made)["ref"] == made
    assert office.says("Head", "doctor").code == 0
    assert office.fails("Head", "retention", "decline", made, *one, *WHY)[0] == 6
