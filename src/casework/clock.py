"""The only source of now. Must not know what the time is used for."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """One look at every clock there is: what the wall says, and two counters that nobody sets.

    ``boottime`` counts seconds of suspend as well; ``monotonic`` may stand still in it. Counters of
    another ``boot`` say nothing of this one; no boot at all means a clock that was told its time.
    """

    wall: datetime
    monotonic: float
    boottime: float
    boot: str


class Clock(Protocol):
    """Tells the present instant, always in UTC."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC, to the microsecond."""
        ...

    def ticks(self) -> Ticks:
        """Return the present instant with the counters beside it."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)

    def ticks(self) -> Ticks:
        """Return the machine's time and its counters, read one after the other."""
        return Ticks(
            wall=self.now(), monotonic=time.monotonic(), boottime=_boottime(), boot=_this_boot()
        )


def _boottime() -> float:
    """Return seconds of a counter that goes on in suspend.

    Linux counts them apart. What macOS calls monotonic counts them, other than Python's own reading
    of it; on Windows Python's own does.
    """
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        which = getattr(time, name, None)
        if which is not None:
            return time.clock_gettime(which)
    return time.monotonic()


@cache
def _this_boot() -> str:
    """Return a name for the time since the machine started; where it has none, for this process."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:  # not Linux: counters of another process cannot be told from another boot's
        return f"process-{os.getpid()}-{time.monotonic_ns()}"


@dataclass(slots=True)
class SetClock:
    """A clock that a person or a test moves: practice schools and rehearsals."""

    instant: datetime
    tick: timedelta = field(default=timedelta(0))
    boot: str = field(default="", kw_only=True)
    monotonic: float = field(default=0.0, kw_only=True)
    boottime: float = field(default=0.0, kw_only=True)

    def now(self) -> datetime:
        """Return the set instant, moving it on by ``tick``."""
        self.move(self.tick)
        return self.instant

    def ticks(self) -> Ticks:
        """Return the set instant with the counters, moving all on by ``tick``."""
        return Ticks(
            wall=self.now(), monotonic=self.monotonic, boottime=self.boottime, boot=self.boot
        )

    def move(self, by: timedelta) -> None:
        """Let time pass; a move back moves the hands alone, for no counter goes back."""
        self.turn(by)
        self.monotonic += max(0.0, by.total_seconds())
        self.boottime += max(0.0, by.total_seconds())

    def turn(self, by: timedelta) -> None:
        """Turn the hands: somebody sets the clock, and no time passes."""
        self.instant += by

    def suspend(self, by: timedelta) -> None:
        """Let time pass with the lid closed."""
        self.turn(by)
        self.boottime += by.total_seconds()

    def restart(self, by: timedelta) -> None:
        """Let time pass switched off, and count anew."""
        self.turn(by)
        self.monotonic = self.boottime = 0.0
        self.boot += "+"
