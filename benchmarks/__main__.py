"""``python -m benchmarks``: measure what the README states, print it, keep it, draw it.

Ends with 7 where a target is missed. ``--quick`` takes smaller counts, ``--only`` one part; neither
keeps anything, but ``--keep`` with one part has its figures replace those that were kept of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

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
from benchmarks.keeping import Measured, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from benchmarks.measure import Figure


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
        kept = {part: Measured(commit(), found[part]) for part in parts}
        keep(kept, order=tuple(PARTS), durability=durable.DURABILITY, folder=EVIDENCE)
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


def commit() -> str:
    """Return the commit the figures belong to."""
    words = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
