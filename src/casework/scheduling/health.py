"""The health file: when the last scan was, what stood in its way, what is believed of the clock.

One for each set of records, in the state folder of whoever runs the clock. Nothing in it is
personal and nothing tells of cases: no name, no path, no word, no count of what passed or waits.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from casework.clock import Ticks
from casework.scheduling import files
from casework.scheduling.judgement import Standing, Step, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FORMAT = 1
#: A scan is stale after this long: fifteen heartbeats (*default*).
STALE = timedelta(minutes=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """How what the clock does besides looking went: when it was tried last, and what was wrong.

    ``tried`` is an instant as text, empty before the first time; ``trouble`` is a code or nothing.
    """

    tried: str = ""
    trouble: str = ""

    def since(self, now: datetime) -> timedelta | None:
        """Return how long ago it was tried; None where never, or where the clock went back."""
        gap = now - _instant(self.tried) if self.tried else timedelta(-1)
        return gap if gap >= timedelta(0) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the clock is. ``scanned`` is the last scan that came to its end.

    ``trouble`` is the code of what stood in the way of the last try, or nothing. ``mail`` is about
    the way to the mail server, which is tried each day whether or not there is a mail: it tells of
    no reminder.
    """

    standing: Standing = field(default_factory=Standing)
    scanned: Ticks | None = None
    trouble: str = ""
    backup: Errand = field(default_factory=Errand)
    mail: Errand = field(default_factory=Errand)

    def age(self, now: Ticks) -> timedelta | None:
        """Return how long ago the last scan was, or None where there was none or nobody can say."""
        then = self.scanned
        if then is None:
            return None
        if then.boot and then.boot == now.boot and now.boottime >= then.boottime:
            return timedelta(seconds=now.boottime - then.boottime)
        gap = now.wall - then.wall
        return gap if gap >= timedelta(0) else None

    def is_stale(self, now: Ticks) -> bool:
        """Tell whether the clock has not looked for longer than it should."""
        age = self.age(now)
        return age is None or age > STALE

    def is_well(self, now: Ticks) -> bool:
        """Tell whether the clock does its work."""
        troubled = self.trouble or self.standing.stopped
        troubled = troubled or self.backup.trouble or self.mail.trouble
        return not troubled and not self.is_stale(now)


@dataclass(frozen=True, slots=True)
class HealthFile:
    """The file of one set of records, shared by every clock that runs over them."""

    folder: Path
    book: str

    @property
    def path(self) -> Path:
        """Return where the file is."""
        return self.folder / f"clock-{self.book}.json"

    def read(self) -> Health:
        """Return what is kept; what cannot be read stops the clock until a person says so.

        Raises OSError where the machine does not let it be read.
        """
        try:
            return _health(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Health()
        except (ValueError, KeyError, TypeError):
            stopped = Step(turn=Turn.UNREADABLE, at=_EPOCH, by=timedelta(0))
            return Health(standing=Standing(stopped=stopped))

    def change(self, change: Callable[[Health], Health]) -> Health:
        """Read, change and replace what is kept, while no other clock does; durable and whole.

        Raises OSError where the machine does not let it be kept.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self.path.with_suffix(".lock")):
            after = change(self.read())
            files.replace(self.path, json.dumps(_written(after), indent=1).encode())
        return after


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if sys.platform == "win32":
            import msvcrt  # only Windows has it

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl  # only Windows has it not

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- the written form ----------------------------------------------------------------------------


def _written(health: Health) -> dict[str, object]:
    standing = health.standing
    return {
        "casework": FORMAT,
        "looked": _ticks_written(standing.looked),
        "ahead": standing.ahead.total_seconds(),
        "stopped": _step_written(standing.stopped),
        "steps": [_step_written(step) for step in standing.steps],
        "scanned": _ticks_written(health.scanned),
        "trouble": health.trouble,
        "backup": {"tried": health.backup.tried, "trouble": health.backup.trouble},
        "mail": {"tried": health.mail.tried, "trouble": health.mail.trouble},
    }


def _ticks_written(ticks: Ticks | None) -> dict[str, object] | None:
    if ticks is None:
        return None
    return {
        "wall": ticks.wall.isoformat(),
        "monotonic": ticks.monotonic,
        "boottime": ticks.boottime,
        "boot": ticks.boot,
    }


def _step_written(step: Step | None) -> dict[str, object] | None:
    if step is None:
        return None
    by = step.by.total_seconds()
    return {"turn": step.turn, "at": step.at.isoformat(), "by": by, "boot": step.boot}


def _health(told: dict[str, Any]) -> Health:
    if told["casework"] != FORMAT:
        raise ValueError("another format")
    steps = (_step(step) for step in told["steps"])
    standing = Standing(
        looked=_ticks(told["looked"]),
        ahead=timedelta(seconds=told["ahead"]),
        stopped=_step(told["stopped"]),
        steps=tuple(step for step in steps if step is not None),
    )
    return Health(
        standing=standing,
        scanned=_ticks(told["scanned"]),
        trouble=str(told["trouble"]),
        backup=_errand(told.get("backup")),
        mail=_errand(told.get("mail")),
    )


def _errand(told: dict[str, Any] | None) -> Errand:
    if told is None:  # the file of an earlier program
        return Errand()
    tried = str(told["tried"])
    return Errand(tried=_instant(tried).isoformat() if tried else "", trouble=str(told["trouble"]))


def _ticks(told: dict[str, Any] | None) -> Ticks | None:
    if told is None:
        return None
    return Ticks(
        wall=_instant(told["wall"]),
        monotonic=float(told["monotonic"]),
        boottime=float(told["boottime"]),
        boot=str(told["boot"]),
    )


def _step(told: dict[str, Any] | None) -> Step | None:
    if told is None:
        return None
    by = timedelta(seconds=told["by"])
    return Step(turn=Turn(told["turn"]), at=_instant(told["at"]), by=by, boot=str(told["boot"]))


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return found.astimezone(UTC)
