"""The command beside a practice school's records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from casework.office import launcher

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


@pytest.mark.skipif(launcher.WINDOWS, reason="a shell script is not run there")
@pytest.mark.parametrize("name", ["school", "a school; with $(odd) ‘words’"])
def test_it_names_the_records_beside_it_wherever_somebody_stands(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    path = launcher.write(folder, NOW)
    told = subprocess.run(
        [path, "--json", "where"],
        cwd=tmp_path.anchor,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
    )

    assert json.loads(told.stdout)["result"]["records"] == str(folder / launcher.BOOK)


@pytest.mark.skipif(launcher.WINDOWS, reason="a shell script is not run there")
def test_a_folder_called_casework_is_not_taken_for_the_program(tmp_path: Path) -> None:
    (tmp_path / "casework").mkdir()
    (tmp_path / "school").mkdir()
    path = launcher.write(tmp_path / "school", NOW)
    told = subprocess.run([path, "--version"], cwd=tmp_path, check=False, capture_output=True)

    assert (told.returncode, told.stdout[:8]) == (0, b"casework")


def test_on_windows_it_is_a_batch_file_that_looks_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", r"C:\100% Python\python.exe")
    lines = launcher.write(tmp_path, NOW, windows=True).read_bytes().split(b"\r\n")

    assert lines[3:7] == [
        rb'set "CASEWORK_BOOK=%~dp0book"',
        rb'set "CASEWORK_PASSWORD_FILE=%~dp0password.txt"',
        b'set "CASEWORK_PRACTICE_NOW=2026-12-03T09:00:00+00:00"',
        rb'"C:\100%% Python\python.exe" -P -m casework %*',
    ]


@pytest.mark.parametrize(
    ("folder", "windows", "typed"),
    [
        ("practice-school", False, "practice-school/casework"),
        (".", False, "./casework"),
        ("my school", False, "'my school/casework'"),
        ("practice-school", True, r"practice-school\casework"),
        ("my school", True, r'& "my school\casework"'),
    ],
)
def test_it_is_typed_as_the_system_wants_it(folder: str, windows: bool, typed: str) -> None:

    assert launcher.word(Path(folder), windows=windows) == typed


@pytest.mark.parametrize(
    ("windows", "said"),
    [(False, "'my school/histories/a.txt'"), (True, '"my school/histories/a.txt"')],
)
def test_a_file_is_named_ready_to_be_copied(windows: bool, said: str) -> None:
    file = PurePosixPath("my school/histories/a.txt")

    assert launcher.lies(file, windows=windows) == said
