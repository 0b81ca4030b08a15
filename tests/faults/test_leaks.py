"""Planted names and changed bundles, in a small seeded sample: every one is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CASES, CHANGES = 12, 24


def test_every_planted_name_is_found_and_nothing_stops_without_one(
    part: Callable[[str], Any],
) -> None:
    counts = part("leaks").run(5, CASES)

    assert (counts.violations, counts.first, counts.false_stops) == (0, "", 0)
    assert counts.planted == CASES
    assert counts.found == counts.forms > CASES


def test_every_changed_bundle_is_noticed(part: Callable[[str], Any], place: Path) -> None:
    counts = part("bundles").run(place, 5, CHANGES)

    assert (counts.violations, counts.first) == (0, "")
    assert counts.noticed + counts.by_keys + counts.neutral == counts.changes == CHANGES
