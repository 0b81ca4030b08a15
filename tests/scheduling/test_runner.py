"""The heartbeat goes on: after steps of the clock, faults of its own store, faults of the look."""

from __future__ import annotations

import os
import signal
import threading
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import pytest
from apscheduler import job as job_module
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers import base
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers import interval

from casework.clock import SetClock, SystemClock
from casework.scheduling import runner
from casework.scheduling.runner import CAP, EVERY, SCAN, Heart, serve
from tests.scheduling.clock_kit import DAY, HOUR, NOON, SECOND, clock_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Beating = Callable[..., "Beats"]


class Aside(BaseExecutor):  # type: ignore[misc]  # APScheduler has no types
    """Work is done after it was handed out, as on another thread, and before the next sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[Any, list[datetime]]] = []

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:  # noqa: ANN401 - theirs
        self.waiting.append((job, run_times))

    def work(self) -> None:
        while self.waiting:
            job, run_times = self.waiting.pop(0)
            self._run_job_success(job.id, run_job(job, "default", run_times, "casework.test"))


class Beats:
    """A heart without a thread of its own: a test wakes it, and says what time it is."""

    def __init__(self, clock: SetClock, waits: list[timedelta | None] | None = None) -> None:
        self.clock = clock
        self.at: list[datetime] = []
        self.waits = waits or []
        self.fault: Exception | None = None
        self.aside = Aside()
        self.heart = Heart(self.look, clock, worker=self.aside)
        self.heart._event = threading.Event()
        BaseScheduler.start(self.heart)

    def look(self) -> timedelta | None:
        self.at.append(self.clock.instant)
        if self.fault:
            raise self.fault
        return self.waits.pop(0) if self.waits else None

    def wake(self, after: timedelta = timedelta(0)) -> float:
        """Let time pass, wake it, and return for how long it would sleep."""
        self.clock.move(after)
        wait = self.heart._process_jobs()
        self.heart._event.clear()
        self.aside.work()
        return 0 if self.heart._event.is_set() else wait

    def live(self, seconds: float) -> int:
        """Sleep and wake as it asks for, so long; return how many beats came."""
        before, until = len(self.at), self.clock.monotonic + seconds
        wait = self.wake()
        while self.clock.monotonic + wait <= until:
            wait = self.wake(timedelta(seconds=max(wait, 0.001)))
        return len(self.at) - before


@pytest.fixture
def beating(monkeypatch: pytest.MonkeyPatch) -> Iterator[Beating]:
    """Make hearts whose library takes its time from the test's clock."""
    made: list[Beats] = []

    def make(waits: list[timedelta | None] | None = None) -> Beats:
        clock = clock_at()

        class Told(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return clock.instant.astimezone(tz)

        for module in (base, interval, job_module):
            if hasattr(module, "datetime"):
                monkeypatch.setattr(module, "datetime", Told)
        made.append(Beats(clock, waits))
        return made[-1]

    yield make
    for one in made:
        BaseScheduler.shutdown(one.heart)


def test_the_first_beat_comes_at_once(beating: Beating) -> None:
    beats = beating()
    beats.wake()

    assert beats.at == [NOON]


def test_it_beats_as_often_as_it_should(beating: Beating) -> None:
    assert beating().live(600) == 600 // EVERY + 1


def test_no_sleep_is_longer_than_the_cap(beating: Beating) -> None:
    beats = beating()
    beats.wake()
    beats.heart.remove_job(SCAN)

    assert beats.wake() == CAP


STEPS = {
    "one second back": -SECOND,
    "one hour back": -HOUR,
    "a day back": -DAY,
    "ten years back": -3_652 * DAY,
    "1980": -16_801 * DAY,
    "one second forward": SECOND,
    "six hours forward": 6 * HOUR,
    "forty-six years forward": 16_801 * DAY,
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_after_a_step_either_way_it_beats_on_at_once(beating: Beating, step: timedelta) -> None:
    beats = beating()
    beats.live(60)
    beats.clock.turn(step)
    within = beats.live(EVERY + 2)

    assert within in {1, 2}
    assert beats.live(600) >= 600 // EVERY


def test_a_closed_lid_is_no_more_than_a_late_beat(beating: Beating) -> None:
    beats = beating()
    beats.live(60)
    beats.clock.suspend(14 * HOUR)

    assert beats.live(1) == 1
    assert beats.live(600) >= 600 // EVERY


@pytest.mark.parametrize("name", ["update_job", "get_due_jobs", "get_next_run_time"])
def test_a_fault_of_its_own_store_does_not_end_it(
    beating: Beating, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    beats = beating()
    beats.live(60)
    real: Any = getattr(MemoryJobStore, name)
    faults = [RuntimeError("once"), RuntimeError("twice")]

    def failing(*words: object) -> object:
        if faults:
            raise faults.pop()
        return real(*words)

    monkeypatch.setattr(MemoryJobStore, name, failing)
    beats.live(3 * CAP)

    assert (faults, beats.live(600) >= 600 // CAP) == ([], True)


def test_a_look_that_fails_does_not_end_it(beating: Beating) -> None:
    beats = beating()
    beats.fault = RuntimeError("each time")

    assert beats.live(600) == 600 // EVERY + 1


def test_a_limit_before_the_next_beat_wakes_it_then(beating: Beating) -> None:
    beats = beating([7 * SECOND])
    beats.live(10)

    assert beats.at == [NOON, NOON + 7 * SECOND]


@pytest.mark.parametrize("wait", [HOUR, -HOUR, timedelta(0), timedelta(seconds=EVERY)])
def test_any_other_limit_waits_for_a_beat(beating: Beating, wait: timedelta) -> None:
    """One that is due already could not be recorded: trying again at once would be no better."""
    beats = beating([wait] * 9)
    beats.live(EVERY + 1)

    assert len(beats.at) == 2


def test_a_limit_ahead_is_no_fault_where_the_job_is_gone(beating: Beating) -> None:
    beats = beating([timedelta(seconds=1)])
    beats.heart.remove_job(SCAN)
    beats.heart._look_in(timedelta(seconds=1))

    assert beats.at == []


def test_the_one_job_is_as_it_must_be(beating: Beating) -> None:
    heart = beating().heart
    [job] = heart.get_jobs()

    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    assert str(heart.timezone) == "UTC"


# --- with a thread, as it runs --------------------------------------------------------------------


def served(look: Callable[[], timedelta | None], *, once: bool = False) -> list[str]:
    """Run a real heart until it ends; return what happened besides."""
    happened: list[str] = []
    serve(Heart(look, SystemClock()), lambda: happened.append("end"), once=once)
    return happened


def _this_process(number: signal.Signals) -> timedelta | None:
    os.kill(os.getpid(), number)
    return None


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "LATENCY", 0.01)


def test_once_is_one_look() -> None:
    looks: list[str] = []

    assert served(lambda: looks.append("look"), once=True) == ["end"]
    assert looks == ["look"]


def test_once_ends_though_the_look_fails() -> None:
    def fails() -> timedelta | None:
        raise RuntimeError("at once")

    assert served(fails, once=True) == ["end"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_it_ends_well_when_it_is_asked_to() -> None:
    before = signal.getsignal(signal.SIGTERM)

    assert served(lambda: _this_process(signal.SIGTERM)) == ["end"]
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_whoever_ignores_a_signal_goes_on_ignoring_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        served(lambda: _this_process(signal.SIGINT), once=True)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_ctrl_c_is_raised_on_and_leaves_no_thread() -> None:
    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        served(lambda: _this_process(signal.SIGINT))

    assert threading.active_count() == threads


def test_a_nearer_limit_is_looked_at_when_it_is_due() -> None:
    """The real library, thread and clock: a tenth of a second, not a whole beat."""
    looks: list[float] = []
    done = threading.Event()

    def look() -> timedelta | None:
        looks.append(SystemClock().ticks().monotonic)
        if len(looks) == 2:
            done.set()
        return timedelta(seconds=0.1)

    heart = Heart(look, SystemClock())
    heart.start()
    done.wait(10)
    heart.shutdown(wait=True)

    assert 0.05 < looks[1] - looks[0] < EVERY / 2
