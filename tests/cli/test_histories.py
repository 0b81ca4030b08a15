"""``casework export`` on a real command line: each reader, bundles, what was handed out, keys."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from casework.exports.alone import checking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

WHY = ("--why", "asked for in writing")


@pytest.fixture
def ref(office: Office) -> str:
    told = office.does(
        "Clerk", "case", "open", "concern", "--person", "author=Persephone Quillfeather"
    )
    return str(told["ref"])


def test_a_bundle_checks_itself_without_program_records_or_password(
    office: Office, ref: str, tmp_path: Path
) -> None:
    file, script = tmp_path / "b.zip", tmp_path / "verify.py"
    made = office.does("Head", "export", "bundle", ref, "--for", "chair", "--out", str(file))
    script.write_bytes(checking.unpacked(file.read_bytes())["verify.py"])
    code = made["check_code"]
    words = [sys.executable, "-I", "-S", str(script), str(file), "--code", code]
    alone = subprocess.run(words, capture_output=True, text=True, check=False, encoding="utf-8")
    told = office.run("export", "verify", str(file), "--code", code, "--json")

    assert (alone.returncode, told.code) == (0, 0)
    assert f"Check code: {code}" in alone.stdout
    assert told.result["check_code"] == code


def test_a_bundle_that_was_changed_ends_with_seven(
    office: Office, ref: str, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    office.does("Head", "export", "bundle", ref, "--for", "chair", "--out", str(file))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    assert office.run("export", "verify", str(file)).code == 7


@pytest.mark.parametrize("form", ["html", "csv", "txt"])
def test_what_is_printed_is_what_a_file_holds(
    office: Office, ref: str, tmp_path: Path, form: str
) -> None:
    words = ("export", "history", ref, "--for", "police", "--format", form, *WHY)
    printed = office.does("Head", *words)["history"]
    office.does("Head", *words, "--out", str(tmp_path / "h"))

    assert "Persephone Quillfeather" in printed
    assert (tmp_path / "h").read_text(encoding="utf-8").count("Quillfeather") == printed.count(
        "Quillfeather"
    )


def test_what_was_handed_out_is_listed(office: Office, ref: str) -> None:
    office.does("Head", "export", "history", ref, "--for", "police", *WHY, "--to", "DC Invented")
    found = office.does("Head", "export", "list", ref)

    assert [(one["for"], one["to"], one["why"], one["by"]) for one in found] == [
        ("police", "DC Invented", "asked for in writing", "Head")
    ]


def test_the_schools_keys_check_a_history(office: Office, ref: str, tmp_path: Path) -> None:
    keys, file = tmp_path / "keys.txt", tmp_path / "h.json"
    office.does("Clerk", "export", "keys", "--out", str(keys))
    office.does(
        *("Head", "export", "history", ref, "--for", "chair"),
        *("--format", "json", "--out", str(file)),
    )

    assert office.run("export", "verify", str(file), "--keys", str(keys)).code == 0
    assert office.does("Clerk", "export", "keys")["keys"] == [
        line for line in keys.read_text().split("\n") if line and not line.startswith("#")
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--for", "police"), 2),
        (("--for", "nobody"), 2),
        (("--for", "subject-access", *WHY), 2),
        (("--for", "chair", "--release", "names", *WHY), 3),
        (("--for", "chair", "--release", "source", *WHY), 2),
        (("--for", "chair", "--as-at", "2020-01-01"), 2),
    ],
)
def test_what_cannot_be_handed_out_says_so(
    office: Office, ref: str, words: tuple[str, ...], code: int
) -> None:
    assert office.says("Head", "export", "history", ref, *words).code == code


def test_the_office_makes_none_for_the_police(office: Office, ref: str) -> None:
    told = office.says("Clerk", "export", "history", ref, "--for", "police", *WHY)

    assert told.code == 4
