"""``casework evidence`` as people type it: the question first, files in and out, nothing else."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from casework.cli import output

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

SHEET = (
    *("--platform", "Facebook", "--address", "the page of the class", "--what", "a post"),
    *("--seen-on", "2026-11-01", "--how", "a picture of the screen"),
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


@pytest.fixture
def ref(office: Office) -> str:
    return office.opens()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "\u202egnp.\x1b[2J$(reboot).png"
    file.write_bytes(PNG)
    return file


def takes_in(office: Office, ref: str, file: Path, *more: str) -> None:
    office.does("Clerk", "evidence", "add", ref, str(file), "--indecent", "no", *SHEET, *more)


def test_a_file_is_taken_in_shown_verified_and_saved_out(
    office: Office, ref: str, picture: Path, tmp_path: Path
) -> None:
    words = ("evidence", "add", ref, str(picture), "--indecent", "no", *SHEET)
    added = office.does("Clerk", *words)
    shown = office.does("Head", "evidence", "show", ref, "1")
    out = tmp_path / "out"
    out.mkdir()
    saved = office.does(
        "Head", "evidence", "export", ref, "1", "--to", str(out), "--reason", "to look"
    )
    (file,) = out.iterdir()

    assert added["file"]["sha256"] == hashlib.sha256(PNG).hexdigest() == saved["sha256"]
    assert (shown["verified"], shown["file"]["name"]) == (True, picture.name)
    assert file.name == f"{ref}-evidence-1.png"
    assert file.read_bytes() == PNG
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [
        one["what"] for one in office.does("Clerk", "evidence", "show", ref, "1")["custody"]
    ] == [
        *("taken in", "verified", "verified", "saved out", "verified"),
    ]
    assert office.does("Head", "evidence", "verify", ref)["files"] == 1


def test_a_hostile_name_comes_out_as_symbols(office: Office, ref: str, picture: Path) -> None:
    takes_in(office, ref, picture)
    for words in (("evidence", "show", ref, "1"), ("evidence", "list", ref), ("case", "show", ref)):
        told = office.says("Clerk", *words)

        assert told.code == 0
        assert "\x1b" not in told.out
        assert "\u202e" not in told.out


def test_nothing_is_saved_over_a_file_or_into_the_records(
    office: Office, ref: str, picture: Path, tmp_path: Path
) -> None:
    takes_in(office, ref, picture)
    there = tmp_path / f"{ref}-evidence-1.png"
    there.write_text("mine", encoding="utf-8")
    why = ("--reason", "to look")
    over, _error = office.fails(
        "Clerk", "evidence", "export", ref, "1", "--to", str(tmp_path), *why
    )
    inside, _error = office.fails(
        "Clerk", "evidence", "export", ref, "1", "--to", str(office.book), *why
    )
    custody = office.does("Clerk", "evidence", "show", ref, "1")["custody"]

    assert (over, inside) == (2, 2)
    assert there.read_text(encoding="utf-8") == "mine"
    assert "saved out" not in {one["what"] for one in custody}


@pytest.mark.parametrize("given", [(), ("--indecent", "perhaps"), ("--indecent", "")])
def test_without_an_answer_no_file_is_looked_for(
    office: Office, ref: str, given: tuple[str, ...], tmp_path: Path
) -> None:
    code, error = office.fails(
        "Clerk", "evidence", "add", ref, str(tmp_path / "not there.png"), *given, *SHEET
    )

    assert code == 2
    assert error["message"].startswith("Does it show, or might it show, a child")
    assert office.does("Clerk", "evidence", "list", ref) == []


def test_whoever_sits_there_is_asked_before_anything_else(
    office: Office, ref: str, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(output, "can_ask", lambda: True)

    def ask(prompt: str, _instead: str) -> str:
        asked.append(prompt)
        return "no\n"

    monkeypatch.setattr(output, "ask_line", ask)
    told = office.says("Clerk", "evidence", "add", ref, str(picture), *SHEET)

    assert told.code == 0, told.err
    assert len(asked) == 1
    assert "taken in" not in told.err
    assert "SHA-256" in told.out


@pytest.mark.parametrize("shows", ["yes", "not-sure"])
def test_what_might_be_indecent_is_a_reference_with_what_to_do_next(
    office: Office, ref: str, shows: str, tmp_path: Path
) -> None:
    gone = str(tmp_path / "wheatear.png")
    words = ("evidence", "add", ref, gone, "--indecent", shows, "--seen-by", "Mrs Birch")
    told = office.does("Clerk", *words)
    (item,) = office.does("Clerk", "evidence", "list", ref)
    spoken = office.says("Clerk", *words).out

    assert (told["withheld"], item["captured"], item["file"]) == (shows, False, None)
    assert item["sheet"] == {"withheld": shows, "seen-by": "Mrs Birch"}
    assert any("DSL" in step for step in told["steps"])
    assert "Do not open it again" in spoken
    assert "wheatear" not in spoken


def test_a_sheet_is_shown_in_the_order_of_its_questions(office: Office, ref: str) -> None:
    more = ("--seen-at", "9:05", "--display-name", "An Account", "--captured-on", "2/11/2026")
    office.does("Clerk", "evidence", "add", ref, *SHEET, *more)
    told = office.says("Clerk", "evidence", "show", ref, "1").out.splitlines()

    assert told[1:10] == [
        "  Platform: Facebook",
        "  Address: the page of the class",
        "  Display name: An Account",
        "  What: a post",
        "  First seen on: Sun 1 Nov 2026",
        "  First seen at: 09:05",
        "  Captured on: Mon 2 Nov 2026",
        "  Captured by: Clerk",
        "  Captured how: a picture of the screen",
    ]
    assert told[10] == "Custody:"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "{ref}", "0"), 2),
        (("show", "{ref}", "one"), 2),
        (("show", "{ref}", "9"), 5),
        (("show", "CW-ZZZZ", "1"), 5),
        (("describe", "{ref}", "9", "words"), 5),
        (("release", "{ref}", "9", "--to", "x", "--reason", "y"), 5),
        (("withhold", "{ref}", "9", "--seen-by", "x"), 5),
        (("export", "{ref}", "1", "--reason", "y"), 2),
        (("export", "{ref}", "9", "--to", ".", "--reason", "y"), 5),
        (("add", "{ref}", "/dev/zero", "--indecent", "no", *SHEET), 2),
        (("add", "{ref}", ".", "--indecent", "no", *SHEET), 2),
        (("add", "{ref}", "--indecent", "yes"), 2),
    ],
)
def test_each_fault_ends_with_its_code(
    office: Office, ref: str, words: tuple[str, ...], code: int
) -> None:
    found, error = office.fails(
        "Clerk", "evidence", *(word.replace("{ref}", ref) for word in words)
    )

    assert (found, bool(error["message"]), bool(error["advice"])) == (code, True, True)


def test_a_file_is_described_released_and_locked(office: Office, ref: str, picture: Path) -> None:
    takes_in(office, ref, picture)
    office.does("Clerk", "evidence", "describe", ref, "1", "A post of four lines.")
    office.does("Clerk", "evidence", "release", ref, "1", "--to", "the police", "--reason", "asked")
    held = office.does("Guard", "evidence", "withhold", ref, "1", "--seen-by", "the clerk")
    (item,) = office.does("Clerk", "evidence", "list", ref)
    words = ("evidence", "export", ref, "1", "--to", str(picture.parent), "--reason", "x")

    assert (item["description"], item["released_to"]) == ("A post of four lines.", ["the police"])
    assert item["locked"]
    assert held["steps"]
    assert office.fails("Clerk", *words)[0] == 4


def test_what_was_advised_about_a_locked_file_is_put_on_record(
    office: Office, ref: str, picture: Path
) -> None:
    takes_in(office, ref, picture)
    said = ("evidence", "advise", ref, "1", "--by", "police", "--on", "2026-11-02")
    told = ("--name", "PC 4711", "--reference", "1042")
    early = office.fails("Clerk", *said, "--advice", "destroy", *told)[0]
    office.does("Guard", "evidence", "withhold", ref, "1", "--seen-by", "the clerk")
    short, error = office.fails("Clerk", *said, "--advice", "perhaps")
    (waits,) = office.does("Clerk", "evidence", "list", ref)
    told_next = office.says("Clerk", *said, "--advice", "destroy", *told).out
    done = office.does("Clerk", *said, "--advice", "destroy", *told)
    item = office.does("Clerk", "evidence", "show", ref, "1")
    shown = office.says("Clerk", "evidence", "show", ref, "1").out

    assert (early, short, len(error["reasons"])) == (3, 2, 3)
    assert done["may_be_destroyed"]
    assert (waits["advice"], waits["may_be_destroyed"]) == (None, False)
    assert f"casework retention propose {ref} --evidence 1." in told_next
    assert item["may_be_destroyed"]
    assert item["advice"] == {
        "advice": "destroy",
        "given_by": "the police",
        "name": "PC 4711",
        "on": "Mon 2 Nov 2026",
        "reference": "1042",
    }
    assert "The police (PC 4711) advised on Mon 2 Nov 2026 to destroy it" in shown


def test_damage_ends_with_7(office: Office, ref: str, picture: Path) -> None:
    takes_in(office, ref, picture)
    from casework import bootstrap  # opened once more, to do harm
    from casework.store import Place
    from tests.cli.conftest import PASSWORDS

    desk = bootstrap.open_desk(office.book, "Head", PASSWORDS["Head"]).desk
    with desk.session.file(Place.OFFICE).writing() as connection:
        connection.exec_driver_sql("DELETE FROM chunk")
    desk.session.close()

    assert office.fails("Clerk", "evidence", "verify", ref)[0] == 7
    assert office.says("Head", "doctor", "--json").code == 7


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize(("call", "when"), [("pwrite64", 3), ("pwrite64", 40), ("fsync", 3)])
@pytest.mark.parametrize("how", ["signal=SIGKILL", "error=ENOSPC"])
def test_a_kill_or_a_full_disk_leaves_a_file_whole_or_not_at_all(
    office: Office, ref: str, tmp_path: Path, call: str, when: int, how: str
) -> None:
    file = tmp_path / "big.png"
    file.write_bytes(PNG + os.urandom(3_000_000))
    again = "+" if "error" in how else ""
    program = [sys.executable, "-m", "casework", "--book", str(office.book), "--user", "Clerk"]
    program += ["--password-file", str(office.passwords["Clerk"]), "evidence", "add", ref]
    ended = subprocess.run(
        [
            *("strace", "-f", "-o", "/dev/null", "-P", f"{office.book}/office.db-wal"),
            *("-e", f"trace={call}", "-e", f"inject={call}:{how}:when={when}{again}"),
            *(*program, str(file), "--indecent", "no", *SHEET),
        ],
        capture_output=True,
        check=False,
    )
    items = office.does("Clerk", "evidence", "list", ref)
    verified = office.does("Clerk", "evidence", "verify", ref)
    sound = office.does("Head", "doctor")["sound"]

    assert "error" not in how or ended.returncode in {0, 8}, ended.stderr
    assert (len(items), verified["files"]) in {(0, 0), (1, 1)}
    assert ended.returncode != 0 or len(items) == 1
    assert sound
