"""Kill the small office at its n-th system call, or let that call fail, and look at the book.

Killed: what was acknowledged is there, and the book's own check finds nothing. Failed: besides, no
step is acknowledged after a failed commit, and the program ends with 8, the machine's fault.
"""

from __future__ import annotations

import random  # noqa: TID251 - a seed drives the choice, and the seed is printed
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import school
from benchmarks.powerloss import contents
from benchmarks.recording import environment, writer
from casework import store
from casework.store import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

KILLS = ("pwrite64", "fsync")
FAILS = (("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fsync", "EIO"))
STEPS = 4
MOST = {"pwrite64": 70, "fsync": 6}
FINISHED, FAULT = 0, 8


@dataclass(slots=True)
class Counts:
    """What became of the runs. ``unsaid``: committed, but the user was not told (allowed)."""

    runs: int = 0
    cut: int = 0
    unsaid: int = 0
    violations: int = 0
    first: str = ""


def killed(
    folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None
) -> Counts:
    """Kill at ``count`` places."""
    chance = random.Random(seed)
    plans = [(call, "signal=SIGKILL") for call in (chance.choice(KILLS) for _ in range(count))]
    return _all(folder, chance, plans, beat)


def failed(
    folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None
) -> Counts:
    """Let calls fail at ``count`` places: disk full, input and output errors."""
    chance = random.Random(seed)
    picked = (chance.choice(FAILS) for _ in range(count))
    return _all(folder, chance, [(call, f"error={error}") for call, error in picked], beat)


def _all(
    folder: Path,
    chance: random.Random,
    plans: Sequence[tuple[str, str]],
    beat: Callable[[int], None] | None,
) -> Counts:
    counts = Counts()
    for number, (call, what) in enumerate(plans):
        place = folder / str(number)
        place.mkdir(parents=True)
        _one(place, call, what, chance.randrange(1, MOST[call]), counts)
        if beat is not None:
            beat(number + 1)
    return counts


def _one(place: Path, call: str, what: str, when: int, counts: Counts) -> None:
    book = place / "book"
    desk = school.found(book)
    key = desk.session.files[Place.OFFICE].key
    desk.session.close()
    before = contents(book / "office.db", key).done
    inject = f"inject={call}:{what}:when={when}{'+' if 'error' in what else ''}"
    words = ["strace", "-f", "-o", "/dev/null", "-P", str(book / "office.db-wal")]
    words += ["-e", f"trace={call}", "-e", inject]
    ended = subprocess.run(
        [*words, *writer(book, STEPS)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    counts.runs += 1
    told = max((int(line[2:]) for line in ended.stdout.splitlines() if line[:2] == "A "), default=0)
    finished = "D" in ended.stdout.splitlines()
    counts.cut += not finished
    done = contents(book / "office.db", key).done - before
    counts.unsaid += done > told
    fault = _fault(book, told, done)
    if "error" in what and not finished and ended.returncode != FAULT:
        fault = fault or f"ended with {ended.returncode}"
    if fault:
        counts.violations += 1
        counts.first = counts.first or f"{call} {what} at {when}: {fault}"


def _fault(book: Path, told: int, done: int) -> str:
    if done < told:
        return f"step {told} was acknowledged, {done} are there"
    if done > told + 1:
        return f"{done} steps are there, {told} were acknowledged"
    desk = school.again(book)
    found = store.check_all(desk.session)
    desk.session.close()
    return found[0].what if found else ""
