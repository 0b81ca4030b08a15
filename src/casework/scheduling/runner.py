"""The heartbeat: one job that looks again and again, whatever the clock or the records do.

The only user of APScheduler. Must not know what a look is for. APScheduler goes by wall time and
sleeps through suspend, so every wake holds wall time against a counter, and no sleep is long.
"""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from apscheduler.executors.base import BaseExecutor

    from casework.clock import Clock, Ticks

#: Seconds between two looks (*default*).
EVERY = 20.0
#: No sleep is longer, so that a suspended computer soon looks again.
CAP = 30.0
#: Wall time and counter may part by so many seconds before the heartbeat is set anew.
DRIFT = 2.0
#: Seconds until a signal is heard, at most.
LATENCY = 0.5
SCAN = "scan"
#: Seconds between two errands, which have a thread of their own (*default*).
ERRANDS_EVERY = 60.0
ERRANDS = "errands"

_log = logging.getLogger("casework.scheduling")
_log.addHandler(logging.NullHandler())
_log.propagate = False  # the health file tells how the clock is; a log would tell it to nobody


class Heart(BackgroundScheduler):  # type: ignore[misc]  # APScheduler has no types
    """A scheduler that stays alive. ``machine`` is the computer's clock, by which it goes.

    ``look`` is the one job; it returns how long until there is something to do, if it knows. What
    may take its time, ``errands``, is handed to another thread after a look, never two at once.
    """

    def __init__(
        self,
        look: Callable[[], timedelta | None],
        machine: Clock,
        *,
        every: float = EVERY,
        worker: BaseExecutor | None = None,
        errands: Callable[[], None] | None = None,
    ) -> None:
        self.looked = threading.Event()
        self._look, self._machine, self._every = look, machine, every
        self._last: Ticks | None = None
        self._errands, self._handed_out = errands, -ERRANDS_EVERY
        super().__init__(
            timezone=UTC,
            logger=_log,
            jobstores={"default": MemoryJobStore()},
            executors={"default": worker or ThreadPoolExecutor(1), ERRANDS: ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self.add_job(
            self._beat,
            IntervalTrigger(seconds=every, start_date=machine.now(), timezone=UTC),
            id=SCAN,
            next_run_time=machine.now(),
        )

    def _look_in(self, wait: timedelta) -> None:
        with suppress(JobLookupError):  # it is ending
            self.modify_job(SCAN, next_run_time=self._machine.now() + max(wait, timedelta(0)))

    def _beat(self) -> None:
        try:
            wait = self._look()
        finally:
            self.looked.set()
            self._hand_out()
        if wait is not None and timedelta(0) < wait < timedelta(seconds=self._every):
            self._look_in(wait)  # a limit ends before the next beat

    def _hand_out(self) -> None:
        """Hand the errands to their own thread, where it is time; one under way is let be."""
        counted = self._machine.ticks().monotonic
        if self._errands is None or counted - self._handed_out < ERRANDS_EVERY:
            return
        self._handed_out = counted
        self.add_job(self._errands, id=ERRANDS, executor=ERRANDS, replace_existing=True)

    def _process_jobs(self) -> float:
        """Hand out what is due. Never raises, and never asks to sleep for longer than the cap."""
        wait: float | None = None
        try:
            self._mind_steps(self._machine.ticks())
            wait = super()._process_jobs()
        except Exception:  # noqa: BLE001 - the thread of a scheduler that raises here is gone for good
            _log.exception("the heartbeat failed and is tried again")
        return CAP if wait is None else min(wait, CAP)

    def _mind_steps(self, now: Ticks) -> None:
        """Set the heartbeat anew where wall time and counter have parted: a step, or suspend."""
        last, self._last = self._last, now
        if last is None:
            return
        walked = (now.wall - last.wall).total_seconds()
        if abs(walked - (now.monotonic - last.monotonic)) > DRIFT:
            self._look_in(timedelta(0))


class _Asked:
    """Which signal asked the process to end. No event: a signal may come while its lock is held."""

    by: int | None = None

    def end(self, number: int, _frame: FrameType | None) -> None:
        self.by = number


def serve(heart: Heart, end: Callable[[], None], *, once: bool = False) -> None:
    """Let the heart beat until the process is asked to end; ``end`` hastens what is under way.

    SIGTERM ends it well. After Ctrl-C it ends as well, and KeyboardInterrupt is raised, as in any
    command. With ``once`` it ends after the first beat.
    """
    over = heart.looked if once else threading.Event()
    with _heeding() as asked:
        heart.start()
        while asked.by is None and not over.wait(LATENCY):
            pass  # a wait without an end would not hear Ctrl-C on Windows
        end()
        heart.shutdown(wait=True)
    if asked.by == signal.SIGINT:
        raise KeyboardInterrupt


@contextmanager
def _heeding() -> Iterator[_Asked]:
    """Let no signal break in: it is noted, and whoever waits looks."""
    asked = _Asked()
    before: dict[signal.Signals, Any] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # whoever ignores it meant that
            before[number] = signal.signal(number, asked.end)
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
