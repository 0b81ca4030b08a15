"""The real program killed at a system call, or told that the disk is full or broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.usefixtures("recorder")]


def test_what_was_acknowledged_outlives_a_kill_at_any_call(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("killing").killed(place / "kills", 3, 3)

    assert (counts.runs, counts.violations) == (3, 0), counts.first


def test_a_full_or_broken_disk_loses_nothing_and_ends_with_the_machines_fault(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("killing").failed(place / "errors", 3, 4)

    assert (counts.runs, counts.violations) == (4, 0), counts.first
