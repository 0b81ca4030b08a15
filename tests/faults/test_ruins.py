"""Records ruined by malware, disks and people are put back by the steps that are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def test_ruined_records_are_put_back_in_half_an_hour_and_nothing_is_lost_in_silence(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("ruins").run(place / "ruins", 3, 7)

    assert (counts.ruins, counts.violations) == (7, 0), counts.first
    assert counts.named + counts.neutral == 7
    assert (counts.older, counts.elsewhere) == (1, 3)
    assert counts.missing > 0
    assert 0 < counts.slowest_minutes < 30


def test_a_step_back_that_nobody_tells_is_found_out(
    part: Callable[[str], Any], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harness can fail: where nothing is said of a step back, it says so."""
    ruins = part("ruins")
    monkeypatch.setattr(ruins.stepbacks, "notes", lambda _desk: ())

    counts = ruins.run(place / "ruins", 3, 1)

    assert (counts.violations, counts.first) == (
        1,
        "0: a page overwritten: nothing says that the records went back",
    )
