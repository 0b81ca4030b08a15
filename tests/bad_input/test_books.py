"""Damaged, foreign, swapped and half-written records: one error, code 7, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.office import stage
from tests.bad_input.bad_kit import CANARIES, canaries_on_disk, nothing_leaks, process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.bad_input.bad_kit import School

DATABASES = ("office.db", "sealed.db")


def plain_text(file: Path) -> None:
    file.write_text(f"Dear {CANARIES[0]}, this is no database.\n" * 500, encoding="utf-8")


def plaintext_database(file: Path) -> None:
    file.unlink()
    made = sqlite3.connect(file)
    made.execute(f"CREATE TABLE {CANARIES[2]} (name TEXT)")
    made.execute("PRAGMA application_id = 0x4357424B")
    made.commit()
    made.close()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def gone(file: Path) -> None:
    file.unlink()


def halved(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def zeroed_at_the_head(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(bytes(4096) + data[4096:])


def a_few_bytes(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:10])


def random_bytes(file: Path) -> None:
    file.write_bytes(os.urandom(65_536))


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: dict[str, Callable[[Path], None]] = {
    one.__name__.replace("_", " "): one
    for one in (
        plain_text,
        plaintext_database,
        emptied,
        gone,
        halved,
        zeroed_at_the_head,
        a_few_bytes,
        random_bytes,
    )
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", DATABASES)
def test_a_damaged_or_foreign_file_is_one_error_and_is_left_as_it_lies(
    school: School, name: str, damage: Callable[[Path], None]
) -> None:
    damage(school.book / name)
    before = everything(school.book)
    message = school.fails(7, "dsl", "doctor")

    assert message
    assert everything(school.book) == before


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


@pytest.mark.parametrize("damage", [plain_text, halved, gone])
def test_damage_to_the_file_of_ordinary_cases_ends_every_command(
    school: School, damage: Callable[[Path], None]
) -> None:
    damage(school.book / "office.db")
    told = [
        school.fails(7, "clerk", *words)
        for words in (
            ("case", "list"),
            ("case", "open", "concern", "--summary", CANARIES[1]),
            ("deadline", "check"),
        )
    ]

    assert len(set(told)) == 1


def test_a_plain_file_is_named_as_such(school: School) -> None:
    plaintext_database(school.book / "office.db")

    assert "not encrypted" in school.fails(7, "clerk", "case", "list")
    assert not canaries_on_disk(school.state)


def test_a_folder_where_a_file_should_be_is_an_error(school: School) -> None:
    a_folder(school.book / "office.db")
    told = school.says("clerk", "case", "list", "--json")

    assert told.code in {7, 8}
    assert told.error["advice"]
    assert told.err == b""


@pytest.mark.parametrize("name", DATABASES)
def test_a_page_damaged_within_is_found_by_the_doctor(school: School, name: str) -> None:
    file = school.book / name
    data = bytearray(file.read_bytes())
    middle = (len(data) // 8192) * 4096 + 100
    data[middle : middle + 64] = bytes(64)
    file.write_bytes(data)

    assert school.fails(7, "dsl", "doctor")


def test_the_two_files_swapped_are_damage(school: School) -> None:
    office, sealed, aside = (school.book / name for name in (*DATABASES, "aside"))
    office.rename(aside)
    sealed.rename(office)
    aside.rename(sealed)

    assert school.fails(7, "dsl", "case", "list")


@pytest.fixture
def other_book(school: School) -> Path:
    """Another school's records, made in the same way."""
    told = ("--policy", "milnthorpe", "--school", "Elsewhere", "--admin", "head")
    file = str(school.password())
    other = school.home / "other"
    ended = school.run("--password-file", file, "--json", "init", str(other), *told)
    assert ended.code == 0, ended.said
    return other


def test_another_school_s_file_is_foreign(school: School, other_book: Path) -> None:
    before = school.revision()
    office = school.book / "office.db"
    kept = office.read_bytes()
    shutil.copy(other_book / "office.db", office)
    message = school.fails(7, "clerk", "case", "list")
    office.write_bytes(kept)

    assert message
    assert school.unharmed(before)


def test_another_school_s_keys_let_nobody_in(school: School, other_book: Path) -> None:
    before = school.revision()
    keys = school.book / "keys.json"
    kept = keys.read_bytes()
    shutil.copy(other_book / "keys.json", keys)
    message = school.fails(7, "head", "case", "list")
    keys.write_bytes(kept)

    assert message
    assert school.unharmed(before)


def test_a_link_to_another_book_s_file_is_foreign(school: School, other_book: Path) -> None:
    (school.book / "office.db").unlink()
    (school.book / "office.db").symlink_to(other_book / "office.db")

    assert school.fails(7, "clerk", "case", "list")


# --- keys.json ------------------------------------------------------------------------------------


def _swap(found: dict[str, Any], part: str) -> None:
    users = found["users"]
    users["clerk"][part], users["dsl"][part] = users["dsl"][part], users["clerk"][part]


def _both_keys(found: dict[str, Any]) -> None:
    _swap(found, "box")
    _swap(found, "sign")


def _whole_users(found: dict[str, Any]) -> None:
    users = found["users"]
    users["clerk"], users["dsl"] = users["dsl"], users["clerk"]


def _an_intruder(found: dict[str, Any]) -> None:
    found["users"]["clerk"]["box"] = found["service"]["box"]


def _service(found: dict[str, Any]) -> None:
    found["service"]["sign"] = found["users"]["clerk"]["sign"]


def _cheap(found: dict[str, Any]) -> None:
    found["cost"] = {"passes": 1, "memory_mb": 1}


def _dear(found: dict[str, Any]) -> None:
    found["cost"] = {"passes": 2**31, "memory_mb": 2**31}


def _wrong_types(found: dict[str, Any]) -> None:
    found["users"] = [found["users"]]


def _no_users(found: dict[str, Any]) -> None:
    found["users"] = {}


def _unknown(found: dict[str, Any]) -> None:
    found["more"] = CANARIES[0]


def _real(found: dict[str, Any]) -> None:
    found["practice"] = "no"


CHANGED: dict[str, Callable[[dict[str, Any]], None]] = {
    "boxes swapped": lambda found: _swap(found, "box"),
    "signing keys swapped": lambda found: _swap(found, "sign"),
    "both public keys swapped": _both_keys,
    "an intruder's key": _an_intruder,
    "users swapped": _whole_users,
    "the clock's key": _service,
    "wrong types": _wrong_types,
    "no users": _no_users,
    "unknown key": _unknown,
    "a word for yes or no": _real,
    "too cheap": _cheap,
    "too dear": _dear,
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_keys_that_were_tampered_with_let_nobody_in_and_lose_nothing(
    school: School, change: Callable[[dict[str, Any]], None]
) -> None:
    before = school.revision()
    file = school.book / "keys.json"
    kept = file.read_bytes()
    found = json.loads(kept)
    change(found)
    file.write_text(json.dumps(found), encoding="utf-8")
    told = school.says("clerk", "case", "list", "--json")
    tampered = file.read_bytes()
    file.write_bytes(kept)

    assert told.code in {4, 7}, told.said
    assert told.error["advice"]
    assert told.err == b""
    assert nothing_leaks(told)
    assert tampered == json.dumps(found).encode()
    assert school.unharmed(before)


@pytest.mark.parametrize("share", [0, 1, 40, 90, 99])
def test_half_written_keys_are_damage_that_says_what_to_restore(school: School, share: int) -> None:
    before = school.revision()
    file = school.book / "keys.json"
    kept = file.read_bytes()
    file.write_bytes(kept[: len(kept) * share // 100])
    message = school.fails(7, "clerk", "case", "list")
    file.write_bytes(kept)

    assert "keys.json" in message
    assert school.unharmed(before)


def test_keys_half_written_beside_the_whole_ones_are_passed_over(school: School) -> None:
    before = school.revision()
    keys = school.book / "keys.json"
    (school.book / "keys.json.incomplete").write_bytes(keys.read_bytes()[:500])

    assert school.revision() == before


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\0\0", b"[" * 100_000, b"null", b"{}", b'{"casework keys": 9}', b" " * 3_000_000],
    ids=["binary", "deep", "null", "empty", "another format", "blanks"],
)
def test_keys_that_are_none_are_damage(school: School, content: bytes) -> None:
    (school.book / "keys.json").write_bytes(content)

    assert "keys.json" in school.fails(7, "clerk", "case", "list")


# --- casework.toml, and what belongs to the clock -------------------------------------------------

SETTINGS: dict[str, bytes] = {
    "broken": b"casework = 1\n[schools",
    "unknown setting": b"casework = 1\nfrobnicate = 7\n",
    "wrong type": b"casework = 1\npractice = [1]\n",
    "not UTF-8": b"casework = 1\n# Sch\xfcler\n",
    "nothing": b"",
    "deep": b"casework = 1\nx = " + b"[" * 100_000,
    "very long": b"# line\n" * 300_000,
    "a NUL": b"casework = 1\nx = '\0'\n",
    "another format": b"casework = 99\n",
}


@pytest.mark.parametrize("content", SETTINGS.values(), ids=SETTINGS)
def test_settings_that_cannot_be_used_are_one_error(school: School, content: bytes) -> None:
    before = school.revision()
    file = school.book / "casework.toml"
    kept = file.read_bytes()
    file.write_bytes(content)
    message = school.fails(2, "clerk", "case", "list")
    untouched = file.read_bytes() == content
    file.write_bytes(kept)

    assert "casework.toml" in message
    assert untouched
    assert school.unharmed(before)


@pytest.mark.parametrize("content", [b"", b"zz", b"00" * 31, b"\xff\xff"])
def test_a_clock_s_secret_that_is_none_is_an_error(school: School, content: bytes) -> None:
    (secret,) = school.state.glob("service-*.key")
    secret.write_bytes(content)
    told = school.run("--book", str(school.book), "deadline", "check", "--json")

    assert told.code in {7, 8}, told.said
    assert told.error["advice"]


# --- who signs in ---------------------------------------------------------------------------------

WRONG_WORDS = ("", " ", "x", stage.PASSWORD.upper(), f" {stage.PASSWORD}", "é" * 2_000, "\u202e")


@pytest.mark.parametrize("word", WRONG_WORDS[2:])
def test_a_wrong_password_and_an_unknown_name_are_the_same_answer(
    school: School, word: str
) -> None:
    wrong = school.says("clerk", "case", "list", "--json", word=word)
    unknown = school.says(CANARIES[0], "case", "list", "--json", word=word)

    assert wrong == unknown
    assert wrong.code == 4
    assert wrong.error["advice"]


@pytest.mark.parametrize("word", WRONG_WORDS[:1])
def test_no_password_at_all_is_usage(school: School, word: str) -> None:
    assert school.fails(2, "clerk", "case", "list", word=word)


def test_wrong_passwords_harm_nothing_and_leave_nothing_behind(school: School) -> None:
    before = school.revision()
    for _ in range(3):
        school.fails(4, "clerk", "case", "list", word="not the word")

    assert school.unharmed(before)
    assert not canaries_on_disk(school.state)


@pytest.mark.parametrize(
    "history",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe",
        b"%PDF-1.7",
        b'{"format": "x"}',
        b"null",
        b"7",
        b'{"a": 1e999}',
        bytes(1000),
    ],
)
def test_a_history_that_is_none_is_one_error(
    school: School, tmp_path: Path, history: bytes
) -> None:
    file = tmp_path / f"{CANARIES[0]}.json"
    file.write_bytes(history)
    as_json = school.run("export", "verify", str(file), "--json")
    as_text = school.run("export", "verify", str(file))

    assert as_json.code in {2, 7}
    assert as_text.code == as_json.code
    assert as_json.error["advice"]
    assert nothing_leaks(as_json, as_text)


def test_a_damaged_book_is_one_error_in_a_process_of_its_own(school: School) -> None:
    random_bytes(school.book / "office.db")
    told = school.process("clerk", "case", "list", "--json")
    said = process(*school.shared("clerk"), "case", "list", environment=school.environment)

    assert (told.code, told.err) == (7, b"")
    assert said.out == b""
    assert said.err.decode().count("What to do: ") == 1


def test_the_store_s_door_is_the_one_tested() -> None:
    assert {place.value for place in store.Place} == {name[:-3] for name in DATABASES}
