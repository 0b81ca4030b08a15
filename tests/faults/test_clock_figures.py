"""The clock's benchmarks in their small sample: they run, and nothing is lost where jobs are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


def test_what_a_job_store_loses_is_not_lost(part: Callable[[str], Any]) -> None:
    figures = {one.name: one for one in part("clock").figures(quick=True)}
    lost = [one for name, one in figures.items() if name.startswith("deadlines lost")]

    assert len(figures) == 7
    assert [(one.ours, one.yardstick) for one in lost] == [(0, 20), (0, 20)]
