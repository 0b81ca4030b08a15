"""Time things side by side: medians of rounds, the rivals in turn within one run.

A round runs each rival for a batch; what disturbs the machine disturbs all of them. Must not know
what is measured.
"""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROUNDS = 7
WARM_UP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. ``ratio`` is ours to the yardstick (or the other way in ``better``).

    ``most``: the ratio, or the figure itself where there is no yardstick, may be so much at most;
    ``least``: must be so much at least. Neither: shown for information.
    """

    name: str
    ours: float
    unit: str
    yardstick: float | None = None
    against: str = ""
    ratio: float | None = None
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; None where there is none."""
        value = self.ours if self.ratio is None else self.ratio
        if self.most is not None:
            return value <= self.most
        if self.least is not None:
            return value >= self.least
        return None


def in_turn(
    rivals: Mapping[str, Callable[[], object]],
    *,
    batch: int = 1,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
    each: bool = False,
) -> dict[str, float]:
    """Return the median time of one call of each rival, in microseconds.

    ``clock`` is the wall's, or the processor's where nothing is waited for. ``each`` times every
    call of a batch by itself, for calls that wait for the disk: one slow commit is one slow call.
    """
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    parts, size = (batch, 1) if each else (1, batch)
    gc.collect()
    gc.freeze()  # what the set-up left behind is not gone through again and again
    try:
        for number in range(WARM_UP + rounds):
            for name, run in rivals.items():
                spent = [once(run, size, clock) for _ in range(parts)]
                if number >= WARM_UP:
                    taken[name] += spent
    finally:
        gc.unfreeze()
    return {name: statistics.median(times) for name, times in taken.items()}


def once(
    run: Callable[[], object], batch: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the time of one call, in microseconds, from a batch of them."""
    begun = clock()
    for _ in range(batch):
        run()
    return (clock() - begun) / batch * 1e6


def rate(count: int, run: Callable[[], object]) -> float:
    """Return how many a second, where ``run`` does ``count``."""
    begun = time.perf_counter()
    run()
    return count / (time.perf_counter() - begun)
