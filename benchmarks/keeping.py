"""Figures kept beside the other evidence: by part, each with the commit and day it was measured."""

from __future__ import annotations

import json
import platform
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.drawing import drawn
from benchmarks.measure import Figure
from casework.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_NAMES: Final = (
    *("name", "ours", "unit", "yardstick", "against", "ratio", "most", "least", "note"),
)


class Measured(NamedTuple):
    """What one part found, on which commit."""

    commit: str
    figures: Sequence[Figure]


def keep(
    found: Mapping[str, Measured], *, order: Sequence[str], durability: str, folder: Path
) -> None:
    """Write the figures of these parts, and the picture of all, into a folder.

    What other parts found before stays there with its own commit and day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "benchmarks.json"
    parts = json.loads(file.read_text(encoding="utf-8"))["parts"] if file.exists() else {}
    for part, measured in found.items():
        parts[part] = {
            "commit": measured.commit,
            "date": SystemClock().now().date().isoformat(),
            "figures": [_kept(figure) for figure in measured.figures],
        }
    kept = {part: parts[part] for part in order if part in parts}
    whole = {
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "durability": durability,
        "parts": kept,
    }
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "benchmarks.svg").write_text(drawn(_again(kept)), encoding="utf-8")


def _kept(figure: Figure) -> dict[str, object]:
    said = {name: getattr(figure, name) for name in _NAMES}
    short = {n: float(f"{v:.4g}") if isinstance(v, float) else v for n, v in said.items()}
    return {**{n: v for n, v in short.items() if v not in (None, "")}, "met": figure.met}


def _again(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    """Yield the kept figures of every part."""
    for part in parts.values():
        for kept in part["figures"]:
            yield Figure(**{name: kept[name] for name in _NAMES if name in kept})
