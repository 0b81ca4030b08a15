"""Several clocks over one book, one of them killed: each limit passes once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


def test_each_due_limit_passes_once_though_a_clock_is_killed(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("claims").run(place, 400, processes=3)

    assert (counts.passed, counts.violations) == (400, 0)


def test_the_programs_own_clocks_keep_to_it_beside_the_others(
    part: Callable[[str], Any], place: Path
) -> None:
    counts = part("claims").run(place, 300, processes=2, schedulers=2)

    assert (counts.passed, counts.processes, counts.violations) == (300, 4, 0)


def test_a_clock_that_does_not_claim_is_found(part: Callable[[str], Any], place: Path) -> None:
    claims = part("claims")

    counts = claims.run(place, 120, processes=2, kill=False, fault=claims.UNCLAIMED)

    assert counts.doubled > 0
