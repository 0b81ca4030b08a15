"""Every change of a stored history is noticed, or changes nothing that anybody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.timeout(60)
def test_every_change_of_a_history_is_noticed(part: Callable[[str], Any], place: Path) -> None:
    counts = part("tampering").run(place, 11, 400)

    assert (counts.changes, counts.violations) == (400, 0), counts.first


@pytest.mark.timeout(60)
def test_whoever_signs_their_own_entries_anew_is_caught_by_the_head_on_paper(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("tampering").run(place, 11, 200)

    assert counts.by_anchor == counts.kinds["re-sign"] > 0


@pytest.mark.timeout(60)
def test_a_damaged_file_is_noticed_or_the_damage_changes_nothing(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("damage").run(place, 11, 400)

    assert (counts.damaged, counts.violations) == (400, 0), counts.first
    assert counts.noticed > counts.neutral
