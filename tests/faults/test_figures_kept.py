"""The figures of benchmarks are kept by part, each with the commit it was measured on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.keeping import Measured, keep
from benchmarks.measure import Figure

if TYPE_CHECKING:
    from pathlib import Path

ORDER = ("durable", "screens")


def found(commit: str, name: str, ours: float) -> Measured:
    return Measured(commit, [Figure(name=name, ours=ours, unit="ms", most=100.0, note="invented")])


def kept(folder: Path, **parts: Measured) -> None:
    keep(parts, order=ORDER, durability="all of it", folder=folder)


def test_one_part_measured_again_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    kept(
        tmp_path,
        screens=found("before", "a key", 90),
        durable=found("before", "a step", 12.345678),
    )
    kept(tmp_path, screens=found("after", "a key", 110))
    parts = json.loads((tmp_path / "benchmarks.json").read_text(encoding="utf-8"))["parts"]
    drawn = (tmp_path / "benchmarks.svg").read_text(encoding="utf-8")

    assert [(part, said["commit"]) for part, said in parts.items()] == [
        ("durable", "before"),
        ("screens", "after"),
    ]
    assert parts["durable"]["figures"][0]["ours"] == 12.35
    assert parts["screens"]["figures"][0]["met"] is False
    assert "110 ms (at most 100 ms)" in drawn
    assert "12.3 ms (at most 100 ms)" in drawn
