"""The command beside a practice school's records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest

from casework.cli import screens
from casework.clock import SetClock
from casework.errors import MachineFault
from casework.office import launcher, standing

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


@pytest.mark.skipif(launcher.WINDOWS, reason="a shell script is not run there")
def test_the_next_start_goes_on_from_where_the_clock_was_moved_to(tmp_path: Path) -> None:
    path = launcher.write(tmp_path, NOW)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("exec ", 'echo "$CASEWORK_PRACTICE_NOW" # '), encoding="utf-8")
    (tmp_path / launcher.PASSWORD_FILE).write_text("practice-school\n", encoding="utf-8")
    first = subprocess.run([path], check=True, capture_output=True, text=True).stdout
    launcher.moved(tmp_path, NOW + timedelta(days=7))
    then = subprocess.run([path], check=True, capture_output=True, text=True).stdout

    assert first == "2026-12-03T09:00:00+00:00\n"
    assert then == "2026-12-10T09:00:00+00:00\n"


def test_moving_the_screens_clock_keeps_it_and_a_full_disk_moves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(standing.CLOCK, NOW.isoformat())
    (tmp_path / launcher.PASSWORD_FILE).write_text("practice-school\n", encoding="utf-8")
    clock = SetClock(NOW)
    screens._mover(clock, tmp_path)(timedelta(days=1))
    (tmp_path / launcher.MOVED).unlink()
    (tmp_path / launcher.MOVED).mkdir()  # nothing can be written there

    with pytest.raises(MachineFault):
        screens._mover(clock, tmp_path)(timedelta(days=1))

    assert clock.instant == NOW + timedelta(days=1)
    assert os.environ[standing.CLOCK] == clock.instant.isoformat()


def test_beside_records_that_have_no_such_command_nothing_is_kept(tmp_path: Path) -> None:
    launcher.moved(tmp_path, NOW)

    assert list(tmp_path.iterdir()) == []


def test_on_windows_it_is_a_batch_file_that_looks_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", r"C:\100% Python\python.exe")
    lines = launcher.write(tmp_path, NOW, windows=True).read_bytes().split(b"\r\n")

    assert lines[3:8] == [
        rb'set "CASEWORK_BOOK=%~dp0book"',
        rb'set "CASEWORK_PASSWORD_FILE=%~dp0password.txt"',
        b'set "CASEWORK_PRACTICE_NOW=2026-12-03T09:00:00+00:00"',
        rb'if exist "%~dp0now.txt" set /p CASEWORK_PRACTICE_NOW=<"%~dp0now.txt"',
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
