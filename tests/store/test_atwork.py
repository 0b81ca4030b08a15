"""Whether a sign-in of this computer is over: known of those that ended, however they ended."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from casework.store import atwork, is_over, new_id
from casework.store.atwork import AtWork

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HOLDS = """
import sys
from pathlib import Path
from casework.store.atwork import AtWork
sitting = AtWork()
sitting.begin(Path(sys.argv[1]))
print(sitting.id, flush=True)
sys.stdin.read()
"""


def test_one_that_lives_is_not_over_and_one_that_ended_is(tmp_path: Path) -> None:
    sitting = AtWork()
    sitting.begin(tmp_path)
    sitting.begin(tmp_path)
    sitting.holds = True
    lives = is_over(tmp_path, sitting.id)
    sitting.end()
    sitting.end()

    assert (lives, is_over(tmp_path, sitting.id)) == (False, True)


def test_one_that_leaves_nothing_open_leaves_nothing_behind(tmp_path: Path) -> None:
    sitting = AtWork()
    sitting.begin(tmp_path)
    there = len(list((tmp_path / atwork.ROOM).iterdir()))
    sitting.end()

    assert (there, list((tmp_path / atwork.ROOM).iterdir())) == (1, [])


def test_one_whose_program_was_killed_is_over(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        name = program.stdout.readline().strip()
        lives = is_over(tmp_path, name)
        program.kill()
        program.wait()

    assert (lives, is_over(tmp_path, name)) == (False, True)


def test_of_one_elsewhere_nothing_is_known(tmp_path: Path) -> None:
    for name in ("", new_id(), "../outside", "0" * 31):
        assert not is_over(tmp_path, name)

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_no_file_stops_nobody_and_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder", encoding="utf-8")
    sitting = AtWork()
    sitting.begin(tmp_path / "state")

    assert not is_over(tmp_path / "state", sitting.id)


def test_what_was_over_long_ago_is_taken_away_and_what_lives_stays(tmp_path: Path) -> None:
    ended, lives, last = AtWork(), AtWork(), AtWork()
    ended.begin(tmp_path)
    ended.holds = True
    ended.end()
    lives.begin(tmp_path)
    room = tmp_path / atwork.ROOM
    (room / "somebody's own.txt").write_text("stays", encoding="utf-8")
    for path in room.iterdir():
        os.utime(path, (0, 0))
    last.begin(tmp_path)
    left = {path.name for path in room.iterdir()}
    lives.end()
    last.end()

    assert left == {f"{lives.id}.lock", f"{last.id}.lock", "somebody's own.txt"}


def test_a_sweep_that_meets_a_fault_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_path: Path) -> None:
        raise OSError

    monkeypatch.setattr(atwork, "_sweep", refuses)
    sitting = AtWork()
    sitting.begin(tmp_path)
    sitting.holds = True
    lives = is_over(tmp_path, sitting.id)
    sitting.end()

    assert (lives, is_over(tmp_path, sitting.id)) == (False, True)
