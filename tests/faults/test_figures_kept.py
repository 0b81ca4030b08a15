"""The figures of benchmarks are kept by part, each with the commit it was measured on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks import __main__ as bench
from benchmarks.measure import Figure

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def figure(name: str, ours: float) -> Figure:
    return Figure(name=name, ours=ours, unit="ms", most=100.0, note="invented")


def test_one_part_measured_again_leaves_the_others_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "commit", lambda: "before")
    bench.keep(
        {"durable": [figure("a step", 12.345678)], "screens": [figure("a key", 90)]}, tmp_path
    )
    monkeypatch.setattr(bench, "commit", lambda: "after")
    bench.keep({"screens": [figure("a key", 110)]}, tmp_path)
    kept = json.loads((tmp_path / "benchmarks.json").read_text(encoding="utf-8"))["parts"]
    drawn = (tmp_path / "benchmarks.svg").read_text(encoding="utf-8")

    assert {part: said["commit"] for part, said in kept.items()} == {
        "durable": "before",
        "screens": "after",
    }
    assert kept["durable"]["figures"][0]["ours"] == 12.35
    assert (kept["screens"]["figures"][0]["met"], "110 ms (at most 100 ms)" in drawn) == (
        False,
        True,
    )
    assert "12.3 ms (at most 100 ms)" in drawn
