"""``casework backup`` and ``casework restore`` as the office uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

WEEK_LATER = "2026-11-09T09:00:00+00:00"


@pytest.fixture
def target(office: Office, tmp_path: Path) -> Path:
    """The folder for backups that the settings name."""
    where = tmp_path / "stick"
    where.mkdir()
    office.does("Head", "settings", "set", f"backup-target={where}")
    return where


def made(office: Office) -> str:
    told = office.run("--book", str(office.book), "backup", "--json")
    return str(told.result["name"])


def restored(office: Office, tmp_path: Path, *more: str) -> dict[str, object]:
    words = ("restore", "newest", "--into", str(tmp_path / "again"), "--reason", "Disk broke")
    return dict(office.does("Head", *words, *more))


def test_a_backup_needs_no_user_and_no_password(office: Office, target: Path) -> None:
    told = office.run("--book", str(office.book), "backup", "--json").result

    assert told["verified"]
    assert [path.name for path in target.iterdir()] == [told["name"]]


@pytest.mark.usefixtures("target")
def test_a_backup_by_a_person_who_opens_both_is_signed_by_them(office: Office) -> None:
    told = office.does("Head", "backup")
    rows = office.does("Head", "backup", "list")

    assert [(row["name"], row["whole"]) for row in rows] == [(told["name"], True)]


def test_backups_on_a_disk_that_was_taken_out_are_not_said_to_be_none(
    office: Office, target: Path
) -> None:
    made(office)
    target.rename(target.with_name("taken out"))
    told = office.run("--book", str(office.book), "backup", "list")

    assert told.code == 8
    assert "its disk may not be connected" in told.err


def test_a_clerk_without_the_other_key_lets_the_clock_make_it(office: Office, target: Path) -> None:
    told = office.does("Clerk", "backup")

    assert (target / told["name"] / "sealed.db").is_file()


def test_where_says_how_old_the_last_backup_is(office: Office, target: Path) -> None:
    before = office.does("Head", "where")["backup"]
    name = made(office)
    office.at(WEEK_LATER)
    after = office.does("Head", "where")["backup"]

    assert (before["target"], before["last"], before["age_hours"]) == (str(target), None, None)
    assert (after["last"], after["age_hours"]) == (name, 168.0)


@pytest.mark.usefixtures("target")
def test_the_examination_says_how_old_the_last_backup_is(office: Office) -> None:
    made(office)
    office.at(WEEK_LATER)
    notes = [note["what"] for note in office.does("Head", "doctor", "--quick")["notes"]]

    assert "the last verified backup is 7 days old" in notes


@pytest.mark.usefixtures("target")
def test_a_restore_is_a_step_back_that_stays_visible(office: Office, tmp_path: Path) -> None:
    ref = office.opens("Head")
    made(office)
    office.does("Head", "case", "note", ref, "Since then")
    told = restored(office, tmp_path, "--swap")
    seen = [note["what"] for note in office.does("Head", "doctor", "--quick")["notes"]]
    office.does("Head", "restore", "--acknowledge")
    after = [note["what"] for note in office.does("Head", "doctor", "--quick")["notes"]]

    assert (told["step_back"], told["missing"], told["at_least"]) == (True, 1, False)
    words = f"from the backup of {str(told['made'])[:10]} (Disk broke): 1 entry known to be missing"
    assert [what for what in seen if words in what] == [f"Head put the records back {words}"]
    assert [what for what in after if "put the records back" in what] == []


@pytest.mark.usefixtures("target")
def test_the_records_of_before_lie_aside(office: Office, tmp_path: Path) -> None:
    made(office)
    told = restored(office, tmp_path, "--swap")
    events = office.does("Head", "case", "list")

    assert (told["swapped"], told["aside"]) == (True, f"{office.book}-before-1")
    assert events == []


@pytest.mark.parametrize("name", ["keys.json", "casework.toml"])
def test_damaged_records_stand_in_the_way_of_no_backup(
    office: Office, target: Path, tmp_path: Path, name: str
) -> None:
    made(office)
    (office.book / name).write_bytes(bytes(100))
    shown = office.run("--book", str(office.book), "backup", "list", "--to", str(target), "--json")
    told = restored(office, tmp_path, "--from", str(target), "--swap")
    events = office.does("Head", "case", "list")

    assert (len(shown.result), told["swapped"], events) == (1, True, [])
    assert (office.book.with_name(f"{office.book.name}-before-1") / name).read_bytes() == bytes(100)


@pytest.mark.usefixtures("target")
def test_what_is_late_is_shown_and_nothing_is_sent(office: Office, tmp_path: Path) -> None:
    ref = office.opens("Head")
    made(office)
    office.at("2027-01-11T09:00:00+00:00")
    told = restored(office, tmp_path)

    assert {row["ref"] for row in told["overdue"]} == {ref}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("target")
def test_a_drill_is_recorded_and_leaves_no_folder(office: Office) -> None:
    made(office)
    told = office.does("Head", "restore", "--drill")
    notes = [note["what"] for note in office.does("Head", "doctor", "--quick")["notes"]]
    state = {path.name for path in (office.book.parent / "state").iterdir()}

    assert told["sound"]
    assert not [what for what in notes if "tried out" in what]
    assert not [name for name in state if name.startswith("drill-")]


def test_an_older_file_in_its_place_is_said_at_every_sign_in(office: Office) -> None:
    ref = office.opens("Head")
    before = {path: path.read_bytes() for path in office.book.glob("*.db*")}
    office.does("Head", "case", "note", ref, "Gone later")
    for path in office.book.glob("*.db*"):
        path.unlink()
    for path, data in before.items():
        path.write_bytes(data)
    told = office.says("Head", "case", "list")

    assert told.code == 0
    assert "older than what this computer has seen: 1 entry gone" in told.err


def test_no_folder_for_backups_is_told_in_a_sentence(office: Office) -> None:
    code, error = office.fails("Head", "backup")

    assert (code, error["message"]) == (2, "Nobody has said yet where backups go.")


@pytest.mark.parametrize("word", ["lst", "make"])
def test_another_word_is_refused(office: Office, word: str) -> None:
    code, error = office.fails("Head", "backup", word)

    assert (code, error["message"]) == (2, "A backup is made, or backups are listed.")


@pytest.mark.usefixtures("target")
def test_a_wrong_password_has_its_own_sentence(office: Office, tmp_path: Path) -> None:
    name = made(office)
    office.passwords["Head"].write_text("quite another one\n", encoding="utf-8")
    words = ("restore", name, "--into", str(tmp_path / "again"), "--reason", "Why not")
    code, error = office.fails("Head", *words)

    assert (code, error["message"]) == (4, "That name and password do not open this backup.")
    assert not (tmp_path / "again").exists()


@pytest.mark.usefixtures("target")
def test_a_restore_without_a_reason_is_refused(office: Office, tmp_path: Path) -> None:
    made(office)
    code, error = office.fails("Head", "restore", "newest", "--into", str(tmp_path / "again"))

    assert (code, error["message"]) == (2, "Why are the records put back?")
