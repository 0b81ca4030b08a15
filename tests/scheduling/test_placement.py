"""The service file: what a system reads back is what was meant, whatever the folder is called."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from casework.errors import MachineFault
from casework.scheduling.placement import Placement, placement

BOOK = "0123456789abcdef"
ODD = Path('/srv/The school\'s “records” & more/50% of $HOME/a\\b "c"')


def linux(book: Path = ODD) -> Placement:
    return placement(book, BOOK, Path("/state"), system="linux", program="/opt/casework/python")


def windows(book: Path = ODD) -> Placement:
    program = r"C:\Program Files\casework\python.exe"
    return placement(book, BOOK, Path("/state"), system="win32", program=program)


def test_systemd_gets_the_folder_as_one_word() -> None:
    assert (
        'ExecStart="/opt/casework/python" "-m" "casework" "--book" '
        '"/srv/The school\'s “records” & more/50%% of $$HOME/a\\\\b \\"c\\"" "deadline" "run"'
    ) in linux().text.splitlines()


def test_systemd_starts_it_again_after_a_fault_and_not_after_a_clean_end() -> None:
    assert "Restart=on-failure" in linux().text.splitlines()


def test_its_own_folder_is_where_systemd_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/srv/conf")

    path = Path("/srv/conf/systemd/user/casework-clock-01234567.service")
    assert linux().path == path


def test_without_a_configured_place_the_usual_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)

    assert linux().path.is_relative_to(Path.home() / ".config" / "systemd" / "user")


def test_where_the_state_lies_elsewhere_the_service_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CASEWORK_STATE", "/srv/state of it")
    moved = linux().text
    monkeypatch.delenv("CASEWORK_STATE")

    assert ('Environment="CASEWORK_STATE=/srv/state of it"' in moved.splitlines()) is True
    assert "Environment" not in linux().text


def test_a_name_that_no_service_file_can_hold_is_refused() -> None:
    with pytest.raises(MachineFault):
        linux(Path("/srv/two\nlines"))


def test_starting_and_stopping_are_told_and_not_done() -> None:
    placed = linux()

    assert placed.start[-1] == "systemctl --user enable --now casework-clock-01234567.service"
    assert placed.stop[0] == "systemctl --user disable --now casework-clock-01234567.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    placed = placement(ODD, BOOK, tmp_path, system="linux")
    unit = tmp_path / placed.path.name
    unit.write_bytes(placed.data)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", unit],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert unit.name not in done.stderr


SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def _said(placed: Placement, name: str) -> str | None:
    return ElementTree.fromstring(placed.data).findtext(f".//{SPACE}{name}")


def test_windows_gets_program_and_arguments_apart() -> None:
    placed = windows(Path("/srv/a & b"))

    assert _said(placed, "Command") == r"C:\Program Files\casework\python.exe"
    assert _said(placed, "Arguments") == f'-m casework --book "{Path("/srv/a & b")}" deadline run'


def test_windows_runs_it_as_whoever_asked_with_no_more_rights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("USERDOMAIN", "SCHOOL")
    monkeypatch.setenv("USERNAME", "office<1>")
    placed = windows()

    assert (_said(placed, "UserId"), _said(placed, "RunLevel")) == (
        "SCHOOL\\office<1>",
        "LeastPrivilege",
    )


def test_windows_lets_it_run_for_as_long_as_it_likes() -> None:
    assert _said(windows(), "ExecutionTimeLimit") == "PT0S"


def test_another_system_is_told_what_to_do_instead() -> None:
    with pytest.raises(MachineFault) as fault:
        placement(ODD, BOOK, Path("/state"), system="darwin")

    assert "casework deadline run" in fault.value.advice


def test_it_is_written_whole_and_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    placed = linux()
    placed.write()
    written = [path.name for path in placed.path.parent.iterdir()]
    same = placed.path.read_text(encoding="utf-8") == placed.text
    placed.remove()

    assert (written, same, placed.path.exists()) == (
        ["casework-clock-01234567.service"],
        True,
        False,
    )
