"""The peer of the clock: APScheduler's own ``SQLAlchemyJobStore``, with one job for each deadline.

It lies in an encrypted file with the program's own settings, so that both wait for the same disk.
Run as ``python -m benchmarks.jobs FILE KEY COUNT`` it is a scheduler that is killed while its jobs
run.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from apscheduler.events import EVENT_JOB_MISSED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as driver

from benchmarks.recording import environment
from casework.clock import SystemClock
from casework.store import dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONG_AGO = timedelta(days=9)
PATIENCE = 60.0
#: What was done in this process: a job store keeps the name of a function and its words, no more.
DONE: list[str] = []
_RUNNING: list[Jobs] = []


def do(name: str) -> None:
    """Do the work of one deadline."""
    DONE.append(name)


def die(_name: str) -> None:
    """Be at work while the scheduler goes on; then the power goes."""
    _RUNNING[0].wait(lambda: not _RUNNING[0].left)
    os.kill(os.getpid(), signal.SIGKILL)


def engine(path: Path, key: bytes) -> sa.Engine:
    """Return an engine over an encrypted file with the program's own settings."""

    def connect() -> driver.Connection:
        made = driver.connect(path, check_same_thread=False, cached_statements=256)
        made.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for name, setting, _expected in dialect.pragmas():
            made.execute(f"PRAGMA {name} = {setting}")
        return made

    return sa.create_engine("sqlite://", creator=connect, module=driver, poolclass=StaticPool)


class Jobs:
    """A scheduler over one file of jobs, as it comes; nothing runs before ``go``."""

    def __init__(self, path: Path, key: bytes) -> None:
        quiet = logging.getLogger("apscheduler")
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False
        self.missed: list[str] = []
        kept = SQLAlchemyJobStore(engine=engine(path, key))
        self._scheduler = BackgroundScheduler(timezone=UTC, jobstores={"default": kept})
        self._scheduler.add_listener(
            lambda event: self.missed.append(event.job_id), EVENT_JOB_MISSED
        )
        self._scheduler.start(paused=True)

    def add(
        self, name: str, due: datetime, work: Callable[[str], None] = do, **how: int | None
    ) -> None:
        """Add the job of one deadline."""
        self._scheduler.add_job(work, "date", run_date=due, args=[name], id=name, **how)

    @property
    def left(self) -> int:
        """Return how many jobs still have a row."""
        return len(self._scheduler.get_jobs())

    def go(self, until: Callable[[], bool]) -> None:
        """Let the scheduler run until then."""
        self._scheduler.resume()
        self.wait(until)

    @staticmethod
    def wait(until: Callable[[], bool]) -> None:
        """Wait until then; raise where it never comes."""
        ends = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > ends:
                raise AssertionError("the scheduler did not come to its end")
            time.sleep(0.002)

    def close(self) -> None:
        """End the scheduler; what runs comes to its end."""
        self._scheduler.shutdown(wait=True)


def drained(folder: Path, key: bytes, count: int) -> float:
    """Return how long the scheduler takes to run so many jobs that are due, in seconds."""
    jobs, long_ago = Jobs(folder / "drained.db", key), SystemClock().now() - LONG_AGO
    for number in range(count):
        jobs.add(str(number), long_ago, misfire_grace_time=None)
    before, begun = len(DONE), time.perf_counter()
    jobs.go(lambda: len(DONE) - before == count)
    taken = time.perf_counter() - begun
    jobs.close()
    return taken


def lost_while_off(folder: Path, key: bytes, count: int) -> int:
    """Return how many of the jobs that fell due while the computer was off were lost."""
    jobs, long_ago = Jobs(folder / "off.db", key), SystemClock().now() - LONG_AGO
    for number in range(count):
        jobs.add(f"off {number}", long_ago)
    before = len(DONE)
    jobs.go(lambda: len(jobs.missed) + len(DONE) - before == count)
    jobs.wait(lambda: not jobs.left or len(DONE) - before == count)
    lost = count - (len(DONE) - before) - jobs.left
    jobs.close()
    return lost


def lost_when_killed(folder: Path, key: bytes, count: int) -> int:
    """Return how many due jobs were lost with the process that was killed while they ran."""
    path = folder / "killed.db"
    words = [sys.executable, "-m", "benchmarks.jobs", str(path), key.hex(), str(count)]
    ended = subprocess.run(words, env=environment(), check=False)
    if ended.returncode != -signal.SIGKILL:
        raise AssertionError("the scheduler was not killed at its work")
    kept = engine(path, key)
    with kept.connect() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM apscheduler_jobs").scalar_one()
    kept.dispose()
    return count - int(left)


def main(words: Sequence[str]) -> int:
    """Be a scheduler that is killed while its jobs run."""
    sys.modules["benchmarks.jobs"] = sys.modules[__name__]  # its jobs find this very scheduler
    path, key, count = words
    jobs, long_ago = Jobs(Path(path), bytes.fromhex(key)), SystemClock().now() - LONG_AGO
    _RUNNING.append(jobs)
    for number in range(int(count)):
        jobs.add(f"killed {number}", long_ago, die, misfire_grace_time=None)
    jobs.go(lambda: False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
