"""Limits in memory and a watch over them: the clock matrix needs no encrypted file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from casework.clock import SetClock
from casework.scheduling.health import Health, HealthFile
from casework.scheduling.watch import Watch
from casework.store import DueRow, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from casework.errors import CaseworkError
    from casework.store import Service

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)


class Killed(BaseException):
    """The process dies here: nothing after this line happens."""


@dataclass
class Rows:
    """Limits as the store keeps them: due, and passed once. Faults are planted by row."""

    due_at: dict[str, datetime] = field(default_factory=dict)
    passed: list[tuple[str, datetime]] = field(default_factory=list)
    faults: dict[str, BaseException] = field(default_factory=dict)
    fault: CaseworkError | None = None
    closed: int = 0
    opened: int = 0

    def open(self) -> Service:
        self.opened += 1
        if self.fault:
            raise self.fault
        return cast("Service", self)

    def _waiting(self) -> list[DueRow]:
        done = {name for name, _at in self.passed}
        rows = [
            DueRow(id=name, place=Place.OFFICE, due_at=due)
            for name, due in self.due_at.items()
            if name not in done
        ]
        return sorted(rows, key=lambda row: (row.due_at, row.id))

    def due(self, now: datetime, limit: int) -> tuple[DueRow, ...]:
        return tuple(row for row in self._waiting() if row.due_at <= now)[:limit]

    def claim_and_mark(self, row: DueRow, now: datetime) -> bool:
        if row.id in self.faults:
            raise self.faults[row.id]
        if row.id not in {one.id for one in self._waiting()}:
            return False
        self.passed.append((row.id, now))
        return True

    def next_due(self) -> datetime | None:
        return min((row.due_at for row in self._waiting()), default=None)

    def close(self) -> None:
        self.closed += 1

    @property
    def unsound(self) -> dict[str, CaseworkError]:
        return {}

    @property
    def names(self) -> list[str]:
        return [name for name, _at in self.passed]


def limits(*after: timedelta) -> Rows:
    """Return limits due so long after noon, named in the order given."""
    return Rows(due_at={f"limit-{n}": NOON + each for n, each in enumerate(after)})


def clock_at(instant: datetime = NOON) -> SetClock:
    """Return a clock with counters, as a computer has it."""
    return SetClock(instant, boot="boot", monotonic=100.0, boottime=100.0)


def watch_over(rows: Rows, clock: SetClock, folder: Path) -> Watch:
    return Watch(clock, clock, rows.open, HealthFile(folder, "book"))


@dataclass
class Memory:
    """A health file in memory: for thousands of looks."""

    health: Health = field(default_factory=Health)

    def read(self) -> Health:
        return self.health

    def change(self, change: Callable[[Health], Health]) -> Health:
        self.health = change(self.health)
        return self.health


def watch_in_memory(rows: Rows, clock: SetClock) -> Watch:
    return Watch(clock, clock, rows.open, cast("HealthFile", Memory()))


def turns(watch: Watch) -> list[str]:
    """Return what the clock is known to have done, oldest first."""
    return [step.turn.value for step in watch.health().standing.steps]


def pass_by(watch: Watch, clock: SetClock, moves: Iterable[timedelta]) -> None:
    """Let time pass with a look after each length."""
    for each in moves:
        clock.move(each)
        watch.look()
