"""``python -m benchmarks.soak [--seed N] [--quick] [--only PART]``: the heavy counts.

Prints seed, commit, counts and violations of each part and keeps them in ``docs/evidence/soak.md``.
A violation ends the run with 7 and a line that repeats it. First the harness itself is tested: bugs
planted on purpose must be found. ``--quick`` takes the seeded sample and keeps nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Protocol

from benchmarks import (
    backing,
    bundles,
    claims,
    damage,
    hidden,
    hostile,
    killing,
    leaks,
    powerloss,
    recording,
    ruins,
    scanning,
    school,
    sequences,
    tampering,
)
from benchmarks.__main__ import EVIDENCE, MISSED, commit
from benchmarks.writer import EARLY, NORMAL, TWICE
from casework.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Beat = Callable[[int], None]


class Counts(Protocol):
    """What every part counts."""

    @property
    def violations(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of each part."""

    sequences: int = 20_000
    tampering: int = 10_000
    powerloss: int = 100_000
    steps: int = 24
    kills: int = 150
    errors: int = 120
    scans: int = 100
    scan_errors: int = 60
    scan_powerloss: int = 20_000
    claims: int = 20_000
    damage: int = 20_000
    backups: int = 120
    rollbacks: int = 200
    ruins: int = 55
    planted: int = 1_200
    hidden: int = 5_000
    timed: int = 1_000
    leaks: int = 5_000
    bundles: int = 10_000
    hostile: int = 10_000


QUICK = Size(
    sequences=600,
    tampering=400,
    powerloss=2_000,
    steps=8,
    kills=4,
    errors=4,
    scans=3,
    scan_errors=3,
    scan_powerloss=1_000,
    claims=500,
    damage=400,
    backups=4,
    rollbacks=20,
    ruins=5,
    planted=600,
    hidden=100,
    timed=40,
    leaks=60,
    bundles=200,
    hostile=60,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the report."""

    part: str
    counts: str
    violations: int
    seconds: float
    first: str = ""


def main(words: Sequence[str]) -> int:
    """Run what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="the seeded sample; keeps nothing")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone")
    told = parser.parse_args(words)
    size = QUICK if told.quick else Size()
    print(f"seed {told.seed}, commit {commit()}", flush=True)
    lines = [_run(name, told.seed, size) for name in PARTS if told.only in {None, name}]
    if not told.quick and told.only is None:
        keep(told.seed, lines)
    return MISSED if any(line.violations for line in lines) else 0


def _run(name: str, seed: int, size: Size) -> Line:
    begun = time.perf_counter()
    print(f"{name} ...", flush=True)
    with school.folder() as folder:
        found = PARTS[name](folder, seed, size)
    spent = time.perf_counter() - begun
    line = Line(
        part=name,
        counts=_said(found),
        violations=found.violations,
        seconds=spent,
        first=getattr(found, "first", ""),
    )
    print(f"{name}: {line.counts}; violations {line.violations}; {spent:.0f} s", flush=True)
    if line.violations:
        print(f"  {line.first}\n  again: python -m benchmarks.soak --seed {seed} --only {name}")
    return line


def _said(counts: object) -> str:
    if not is_dataclass(counts):
        return str(counts)
    return ", ".join(
        f"{one.name.replace('_', ' ')} {value:,}"
        for one in fields(counts)
        if isinstance(value := getattr(counts, one.name), int) and one.name != "violations"
    )


def _beat(name: str, of: int) -> Beat:
    last = [time.perf_counter()]

    def beat(done: int) -> None:
        if time.perf_counter() - last[0] > 10:
            last[0] = time.perf_counter()
            print(f"  {name}: {done:,} of {of:,}", flush=True)

    return beat


def _sequences(_folder: Path, seed: int, size: Size) -> Counts:
    return sequences.run(seed, size.sequences, _beat("sequences", size.sequences))


def _tampering(folder: Path, seed: int, size: Size) -> Counts:
    return tampering.run(folder, seed, size.tampering, _beat("tampering", size.tampering))


def _powerloss(folder: Path, seed: int, size: Size) -> Counts:
    run = powerloss.recorded(folder, size.steps)
    beat = _beat("power loss", size.powerloss)
    counts = powerloss.crash_everywhere(run, seed, most=size.powerloss, beat=beat)
    counts.strange += len(powerloss.sound(folder))
    return counts


def _kills(folder: Path, seed: int, size: Size) -> Counts:
    return killing.killed(folder / "kills", seed, size.kills, _beat("kills", size.kills))


def _errors(folder: Path, seed: int, size: Size) -> Counts:
    return killing.failed(folder / "errors", seed, size.errors, _beat("errors", size.errors))


def _scans(folder: Path, seed: int, size: Size) -> Counts:
    return scanning.killed(folder, seed, size.scans, _beat("scans, kills", size.scans))


def _scan_errors(folder: Path, seed: int, size: Size) -> Counts:
    return scanning.failed(folder, seed, size.scan_errors, _beat("scans, errors", size.scan_errors))


def _scan_powerloss(folder: Path, seed: int, size: Size) -> Counts:
    run = scanning.recorded(folder)
    beat = _beat("scans, power loss", size.scan_powerloss)
    counts = powerloss.crash_everywhere(run, seed, most=size.scan_powerloss, beat=beat)
    counts.strange += len(powerloss.sound(folder))
    return counts


def _claims(folder: Path, seed: int, size: Size) -> Counts:
    return claims.run(folder, size.claims, processes=2 + seed % 3, schedulers=2)


def _damage(folder: Path, seed: int, size: Size) -> Counts:
    return damage.run(folder, seed, size.damage, _beat("damage", size.damage))


def _hidden(folder: Path, seed: int, size: Size) -> Counts:
    return hidden.run(folder, seed, size.hidden, _beat("hidden", size.hidden))


def _times(folder: Path, _seed: int, size: Size) -> Counts:
    of = 2 * len(hidden.TIMED) * size.timed
    return hidden.times(folder, size.timed, _beat("hidden, times", of))


def _backups(folder: Path, seed: int, size: Size) -> Counts:
    return backing.killed(folder, seed, size.backups, _beat("backups", size.backups))


def _rollbacks(folder: Path, seed: int, size: Size) -> Counts:
    beat = _beat("rollbacks", size.rollbacks)
    return backing.stepped_back(folder, seed, size.rollbacks, beat)


def _ruins(folder: Path, seed: int, size: Size) -> Counts:
    return ruins.run(folder / "ruins", seed, size.ruins, _beat("ruins", size.ruins))


def _leaks(_folder: Path, seed: int, size: Size) -> Counts:
    return leaks.run(seed, size.leaks, _beat("leaks", size.leaks))


def _bundles(folder: Path, seed: int, size: Size) -> Counts:
    return bundles.run(folder, seed, size.bundles, _beat("bundles", size.bundles))


def _hostile(folder: Path, seed: int, size: Size) -> Counts:
    return hostile.run(folder, seed, size.hostile, _beat("hostile, letters", size.hostile))


@dataclass(slots=True)
class Planted:
    """Bugs planted in the program, and those that the harness missed."""

    planted: int = 0
    found: int = 0

    @property
    def violations(self) -> int:
        """Return how many were missed."""
        return self.planted - self.found


def self_test(folder: Path, seed: int, size: Size) -> Planted:
    """Plant each bug; count those that are found."""
    counts = Planted()
    for found in _planted(folder, seed, size):
        counts.planted += 1
        counts.found += found
    return counts


def _planted(folder: Path, seed: int, size: Size) -> Iterator[bool]:
    for fault in (EARLY, TWICE, NORMAL):
        place = folder / fault
        place.mkdir()
        run = powerloss.recorded(place, 8, fault)
        yield powerloss.crash_everywhere(run, seed, most=size.planted).violations > 0
    unclaimed = claims.run(
        folder / "unclaimed", 120, processes=2, kill=False, fault=claims.UNCLAIMED
    )
    yield unclaimed.doubled > 0
    for fault in (scanning.UNCLAIMED, scanning.UNKEPT):
        yield bool(scanning.planted(folder / f"scan-{fault}", fault))
    early = folder / "scan-early"
    early.mkdir()
    run = scanning.recorded(early, scanning.EARLY)
    yield powerloss.crash_everywhere(run, seed, most=size.planted).lost > 0


PARTS: dict[str, Callable[[Path, int, Size], Counts]] = {
    "self-test": self_test,
    "sequences": _sequences,
    "tampering": _tampering,
    "power-loss": _powerloss,
    "kills": _kills,
    "errors": _errors,
    "scans": _scans,
    "scan-errors": _scan_errors,
    "scan-power-loss": _scan_powerloss,
    "claims": _claims,
    "damage": _damage,
    "backups": _backups,
    "rollbacks": _rollbacks,
    "ruins": _ruins,
    "hidden": _hidden,
    "hidden-times": _times,
    "leaks": _leaks,
    "bundles": _bundles,
    "hostile": _hostile,
}
#: Parts that need the recorder.
TRACED = frozenset(
    {"self-test", "power-loss", "kills", "errors", "scans", "scan-errors", "scan-power-loss"}
    | {"backups"}
)


def keep(seed: int, lines: Sequence[Line]) -> None:
    """Add the run to the evidence, newest first."""
    path = EVIDENCE / "soak.md"
    before = path.read_text(encoding="utf-8").partition("\n## ") if path.exists() else ("",) * 3
    day = SystemClock().now().date().isoformat()
    rows = [
        f"| {line.part} | {line.counts} | {line.violations} | {line.seconds:.0f} s |"
        for line in lines
    ]
    run = [
        f"## {day}, seed {seed}, commit {commit()}",
        "",
        "| Part | Counts | Violations | Time |",
        "|---|---|---|---|",
        *rows,
        *(f"\n{line.part}: {line.first}" for line in lines if line.violations),
    ]
    older = f"\n## {before[2]}" if before[2] else ""
    text = "# Heavy counts\n\nMade by `python dev.py soak`, newest first.\n\n" + "\n".join(run)
    path.write_text(f"{text}\n{older}", encoding="utf-8")


if __name__ == "__main__":
    if not recording.available():
        sys.exit("The heavy counts need strace; install it, then run them again.")
    sys.exit(main(sys.argv[1:]))
