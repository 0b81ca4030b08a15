"""The one place that wires stays small enough to be read at a glance."""

from __future__ import annotations

from pathlib import Path

MOST_LINES = 120
WIRING = Path(__file__).parents[2] / "src" / "casework" / "bootstrap.py"


def test_the_one_place_that_wires_has_120_lines_at_most() -> None:
    assert len(WIRING.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
