"""The only source of now. Must not know what the time is used for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, always in UTC."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC, to the microsecond."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class SetClock:
    """A clock that a person or a test moves: practice schools and rehearsals."""

    instant: datetime
    tick: timedelta = field(default=timedelta(0))

    def now(self) -> datetime:
        """Return the set instant, moving it on by ``tick``."""
        self.instant += self.tick
        return self.instant

    def move(self, by: timedelta) -> None:
        """Move the clock on by ``by``."""
        self.instant += by
