"""Backups and restores killed at a durable call, a disk without space, and old files put back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.mark.usefixtures("recorder")
def test_a_kill_at_a_durable_call_leaves_the_old_backups_whole_and_can_be_repeated(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("backing").killed(place, 7, 4)

    assert (counts.runs, counts.violations) == (4, 0), counts.first
    assert counts.cut > 0


def test_each_of_twenty_steps_back_is_reported_with_what_is_gone(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("backing").stepped_back(place, 5, 20)

    assert (counts.rollbacks, counts.restores, counts.violations) == (20, 5, 0), counts.first
    assert counts.counted > 10


def test_a_step_back_without_a_mark_would_be_missed(
    part: Callable[[str], Any], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harness can fail: where nothing is remembered, it says so."""
    backing = part("backing")
    monkeypatch.setattr(backing.stepbacks, "keep_up", lambda _desk: None)

    assert backing.stepped_back(place, 5, 3).violations > 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 kB, where the machine lets us make one."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs a small file system of its own")
    where = tmp_path / "small"
    where.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(where)]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("this machine mounts nothing")
    yield where
    subprocess.run(["umount", "-l", str(where)], check=True)


def test_a_disk_without_space_is_named_and_nothing_of_the_backup_stays(
    part: Callable[[str], Any], place: Path, small_disk: Path
) -> None:
    from casework.errors import MachineFault

    desk = part("school").found(place / "book")
    desk.session.close()
    with pytest.raises(MachineFault) as caught:
        part("backing").back_up(place / "book", small_disk)

    assert caught.value.message == f"No backup was made: there is no space left in {small_disk}."
    assert list(small_disk.iterdir()) == []
