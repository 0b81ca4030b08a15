"""``python -m benchmarks``: measure what the README states, print it, keep it, draw it.

Ends with 7 where a target is missed. ``--quick`` takes smaller counts, ``--only`` one part; neither
keeps anything, but ``--keep`` with one part has its figures replace those that were kept of it.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import (
    clock,
    durable,
    lists,
    opening,
    painting,
    papers,
    paperwork,
    pauses,
    screens,
    starting,
    stepping,
)
from benchmarks.drawing import drawn
from benchmarks.measure import Figure
from casework.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


ROOT = Path(__file__).resolve().parents[1]
EVIDENCE = ROOT / "docs" / "evidence"
MISSED = 7
#: What is measured, in this order, by the name that ``--only`` takes.
PARTS: Mapping[str, Callable[..., Iterable[Figure]]] = {
    "stepping": stepping.figures,
    "durable": durable.figures,
    "opening": opening.figures,
    "paperwork": paperwork.figures,
    "papers": papers.figures,
    "starting": starting.figures,
    "painting": painting.figures,
    "lists": lists.figures,
    "clock": clock.figures,
    "screens": lambda *, quick: chain(screens.figures(quick=quick), pauses.figures(quick=quick)),
    "policies": lambda **_: stepping.policy_check(),
}


def main(words: Sequence[str]) -> int:
    """Measure everything, or one part; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller counts; keeps nothing")
    parser.add_argument("--only", choices=tuple(PARTS), help="one part; keeps nothing")
    parser.add_argument("--keep", action="store_true", help="keep the figures of that one part")
    said = parser.parse_args(words)
    parts = (said.only,) if said.only else tuple(PARTS)
    print(f"durability: {durable.DURABILITY}; commit {commit()}", flush=True)
    found = {part: list(_measured(part, quick=said.quick)) for part in parts}
    figures = [figure for of_part in found.values() for figure in of_part]
    print(table(figures))
    if not said.quick and (said.keep or not said.only):
        keep(found)
    return MISSED if any(figure.met is False for figure in figures) else 0


def _measured(part: str, *, quick: bool) -> Iterator[Figure]:
    for figure in PARTS[part](quick=quick):
        print(f"  {figure.name}: {_value(figure)}", flush=True)
        yield figure


def _value(figure: Figure) -> str:
    ratio = f", {figure.ratio:.2f}×" if figure.ratio is not None else ""
    return f"{figure.ours:,.4g} {figure.unit}{ratio}"


def table(figures: Sequence[Figure]) -> str:
    """Return the table of all figures."""
    head = ("name", "ours", "yardstick", "ratio", "target", "met")
    rows = [head, *map(_row, figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    lines = ["  ".join(f"{cell:{w}}" for cell, w in zip(row, widths, strict=True)) for row in rows]
    notes = [f"{f.name}: {'; '.join(filter(None, (f.against, f.note)))}" for f in figures]
    return "\n".join([*lines, "", *notes])


def _row(figure: Figure) -> tuple[str, ...]:
    yardstick = "" if figure.yardstick is None else f"{figure.yardstick:,.4g} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    limit, word = (figure.most, "≤") if figure.most is not None else (figure.least, "≥")
    met = {True: "yes", False: "NO", None: ""}[figure.met]
    ours = f"{figure.ours:,.4g} {figure.unit}"
    target = "" if limit is None else f"{word} {limit:g}"
    return (figure.name, ours, yardstick, ratio, target, met)


def keep(found: Mapping[str, Sequence[Figure]], folder: Path = EVIDENCE) -> None:
    """Write the figures of these parts, and the picture of all, beside the other evidence.

    What other parts found before stays there with its own commit and day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "benchmarks.json"
    parts = json.loads(file.read_text(encoding="utf-8"))["parts"] if file.exists() else {}
    for part, figures in found.items():
        parts[part] = {
            "commit": commit(),
            "date": SystemClock().now().date().isoformat(),
            "figures": [_kept(figure) for figure in figures],
        }
    kept = {part: parts[part] for part in PARTS if part in parts}
    whole = {
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "durability": durable.DURABILITY,
        "parts": kept,
    }
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "benchmarks.svg").write_text(drawn(_again(kept)), encoding="utf-8")


_NAMES = ("name", "ours", "unit", "yardstick", "against", "ratio", "most", "least", "note")


def _kept(figure: Figure) -> dict[str, object]:
    said = {name: getattr(figure, name) for name in _NAMES}
    short = {n: float(f"{v:.4g}") if isinstance(v, float) else v for n, v in said.items()}
    return {**{n: v for n, v in short.items() if v not in (None, "")}, "met": figure.met}


def _again(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    """Yield the kept figures of every part."""
    for part in parts.values():
        for kept in part["figures"]:
            yield Figure(**{name: kept[name] for name in _NAMES if name in kept})


def commit() -> str:
    """Return the commit the figures belong to."""
    words = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
