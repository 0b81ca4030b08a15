"""One look: what passes, what stands in its way, what is kept; killed between any two steps."""

from __future__ import annotations

import itertools
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import Damaged, MachineFault
from casework.office import deadlines
from casework.office.deadlines import Scanned
from casework.scheduling import files
from casework.scheduling.health import HealthFile
from casework.scheduling.judgement import CREEP, MOST, accepted
from casework.scheduling.watch import Ended
from tests.scheduling.clock_kit import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    Killed,
    Rows,
    clock_at,
    limits,
    pass_by,
    turns,
    watch_in_memory,
    watch_over,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casework.clock import SetClock
    from casework.scheduling.health import Health
    from casework.scheduling.watch import Looked


def test_nothing_passes_before_its_time(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    pass_by(watch, clock, [59 * MINUTE])

    assert rows.passed == []


def test_a_limit_passes_at_the_next_look_and_once(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    pass_by(watch, clock, [HOUR, MINUTE, MINUTE])

    assert rows.passed == [("limit-0", NOON + HOUR)]


def test_after_days_off_what_is_due_passes_in_its_order(tmp_path: Path) -> None:
    rows, clock = limits(3 * DAY, HOUR, 2 * DAY, 9 * DAY), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    clock.restart(5 * DAY)
    watch.look()

    assert rows.names == ["limit-1", "limit-2", "limit-0"]


def test_the_next_limit_says_how_long_to_wait(tmp_path: Path) -> None:
    rows, clock = limits(7 * SECOND), clock_at()

    assert watch_over(rows, clock, tmp_path).look().wait == 7 * SECOND


def test_without_a_limit_nobody_knows_how_long(tmp_path: Path) -> None:
    assert watch_over(limits(), clock_at(), tmp_path).look().wait is None


# --- the computer's clock -------------------------------------------------------------------------


def test_a_step_forward_passes_nothing_and_opens_nothing(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    clock.turn(2 * HOUR)
    looked = watch.look()

    assert (rows.passed, rows.opened, looked.scanned) == ([], 1, None)
    assert looked.health.standing.stopped is not None


def test_another_process_keeps_to_the_stop(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch_over(rows, clock, tmp_path).look()
    clock.turn(2 * HOUR)
    watch_over(rows, clock, tmp_path).look()
    clock.move(MINUTE)
    watch_over(rows, clock, tmp_path).look()

    assert rows.passed == []


def test_a_step_between_two_processes_is_seen(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch_over(rows, clock, tmp_path).look()
    clock.turn(2 * HOUR)

    assert watch_over(rows, clock, tmp_path).look().health.standing.stopped is not None


def test_a_person_lets_it_go_on(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    clock.turn(2 * HOUR)
    watch.look()
    watch_over(rows, clock, tmp_path).look(accepted)
    watch.look()

    assert (rows.names, turns(watch)) == (["limit-0"], ["forward", "accepted"])


def test_a_clock_set_right_goes_on_and_nothing_was_early(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    for by in (2 * HOUR, -2 * HOUR):
        clock.turn(by)
        watch.look()
    pass_by(watch, clock, [59 * MINUTE, MINUTE])

    assert rows.passed == [("limit-0", NOON + HOUR)]


def test_a_step_back_only_delays_and_is_kept(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    clock.turn(-HOUR)
    pass_by(watch, clock, [MINUTE, HOUR, HOUR])

    assert (rows.names, turns(watch)) == (["limit-0"], ["back"])


def test_what_has_passed_stays_so_when_the_clock_goes_back(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    pass_by(watch, clock, [HOUR])
    clock.turn(-DAY)
    pass_by(watch, clock, [DAY, DAY])

    assert rows.names == ["limit-0"]


def test_a_closed_lid_stops_nothing(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    clock.suspend(14 * HOUR)
    watch.look()

    assert (rows.names, turns(watch)) == (["limit-0"], [])


def test_off_for_longer_than_a_summer_asks_before_anything_passes(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    clock.restart(61 * DAY)
    watch.look()
    before = list(rows.passed)
    watch.look(accepted)
    clock.restart(2 * DAY)
    watch.look()

    assert (before, rows.names, turns(watch)) == ([], ["limit-0"], ["away", "accepted"])


STEPS = st.tuples(
    st.sampled_from(["move", "suspend", "restart", "turn"]),
    st.integers(-40, 40).map(lambda n: timedelta(seconds=n * abs(n) ** 3 / 4)),
)


def _lives(clock: SetClock, name: str, by: timedelta) -> timedelta:
    """Do to the clock what an office does; return how much time passed in truth."""
    if name == "turn":
        clock.turn(by)
        return timedelta(0)
    getattr(clock, name)(abs(by))
    return abs(by)


@settings(max_examples=300)
@given(st.lists(STEPS, max_size=25), st.lists(st.integers(0, 10**6), max_size=6))
def test_whatever_the_clock_does_each_limit_passes_once_and_never_early(
    life: list[tuple[str, timedelta]], due: list[int]
) -> None:
    rows, clock = limits(*(timedelta(seconds=one) for one in due)), clock_at()
    watch = watch_in_memory(rows, clock)
    watch.look()
    truth, early = NOON, timedelta(0)
    for name, by in life:
        truth += _lives(clock, name, by)
        already = set(rows.names)
        watch.look()
        fresh = [rows.due_at[name] for name in rows.names if name not in already]
        early = max([early, *(due_at - truth for due_at in fresh)])

    assert early <= MOST + (truth - NOON) * CREEP + SECOND
    clock.instant = max(truth, *rows.due_at.values(), NOON)
    watch.look(accepted)
    assert sorted(rows.names) == sorted(rows.due_at)


# --- what goes wrong ------------------------------------------------------------------------------


def test_an_error_of_the_records_is_kept_and_the_next_look_goes_on(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at(NOON + HOUR)
    rows.fault = MachineFault("Away.")
    watch = watch_over(rows, clock, tmp_path)
    first = watch.look()
    trouble = watch.health().trouble
    rows.fault = None
    pass_by(watch, clock, [MINUTE])

    assert (first.error is not None, trouble) == (True, "machine")
    assert (watch.health().trouble, rows.names) == ("", ["limit-0"])


def test_damaged_limits_are_told_of_their_file_without_a_count_and_hold_up_no_other(
    tmp_path: Path,
) -> None:
    rows, clock = limits(HOUR, HOUR, HOUR), clock_at(NOON + HOUR)
    rows.faults = {"limit-0": Damaged("A row."), "limit-1": Damaged("A row.")}
    watch = watch_over(rows, clock, tmp_path)
    watch.look()

    assert (rows.names, watch.health().trouble) == (["limit-2"], "office-damaged")


def test_damaged_limits_are_told_until_they_can_be_recorded(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at(NOON + HOUR)
    rows.faults = {"limit-0": Damaged("A row.")}
    watch = watch_over(rows, clock, tmp_path)
    pass_by(watch, clock, [MINUTE] * 3)
    trouble = watch.health().trouble
    rows.faults = {}
    pass_by(watch, clock, [MINUTE])

    assert (trouble, watch.health().trouble) == ("office-damaged", "")
    assert rows.names == ["limit-0"]


def test_more_damaged_limits_than_one_sweep_do_not_hide_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "SWEEP", 2)
    rows, clock = limits(*[HOUR] * 7), clock_at(NOON + HOUR)
    rows.faults = {f"limit-{n}": Damaged("A row.") for n in range(5)}
    looked = watch_over(rows, clock, tmp_path).look()

    assert looked.scanned is not None
    assert (looked.scanned.passed, looked.scanned.failed) == (2, 5)
    assert list(looked.scanned.unsound) == ["office"]


def test_a_full_disk_is_tried_once_a_look_and_not_once_a_row(tmp_path: Path) -> None:
    rows, clock = limits(*[HOUR] * 50), clock_at(NOON + HOUR)
    rows.faults = {"limit-0": MachineFault("Full.")}
    watch = watch_over(rows, clock, tmp_path)
    looked = watch.look()

    assert looked.scanned == Scanned(passed=0, failed=0, left=50)
    assert watch.health().trouble == "machine"


def test_what_nobody_foresaw_is_kept_and_raised(tmp_path: Path) -> None:
    rows, clock = limits(HOUR), clock_at(NOON + HOUR)
    rows.faults = {"limit-0": ZeroDivisionError()}
    watch = watch_over(rows, clock, tmp_path)
    with pytest.raises(ZeroDivisionError):
        watch.look()

    assert (watch.health().trouble, rows.closed) == ("unexpected", 1)


def test_whoever_is_asked_to_end_ends_between_two_limits(tmp_path: Path) -> None:
    rows, clock = limits(HOUR, HOUR, HOUR), clock_at(NOON + HOUR)
    watch = watch_over(rows, clock, tmp_path)
    watch.end()
    looked = watch.look()

    assert (len(rows.passed), rows.closed, watch.health().trouble) == (1, 1, "")
    assert isinstance(looked.error, Ended)


def test_each_look_is_told(tmp_path: Path) -> None:
    told: list[Looked] = []
    watch = watch_over(limits(), clock_at(), tmp_path)
    watch.told = told.append

    assert [watch.look()] == told


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let no file of this computer be replaced from now on."""

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, os.strerror(28))

    return lambda: monkeypatch.setattr(files, "replace", full)


def test_where_health_cannot_be_kept_limits_pass_all_the_same(
    tmp_path: Path, no_room: Callable[[], None]
) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    no_room()
    clock.move(HOUR)
    looked = watch.look()

    assert (rows.names, looked.kept) == (["limit-0"], False)


def test_where_health_cannot_be_kept_a_step_forward_stops_all_the_same(
    tmp_path: Path, no_room: Callable[[], None]
) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch = watch_over(rows, clock, tmp_path)
    watch.look()
    no_room()
    clock.turn(2 * HOUR)
    pass_by(watch, clock, [MINUTE, MINUTE])

    assert rows.passed == []


def test_where_health_cannot_be_kept_what_was_kept_still_holds(
    tmp_path: Path, no_room: Callable[[], None]
) -> None:
    rows, clock = limits(HOUR), clock_at()
    first = watch_over(rows, clock, tmp_path)
    first.look()
    clock.turn(2 * HOUR)
    first.look()
    no_room()

    assert watch_over(rows, clock, tmp_path).look().scanned is None


def test_health_that_cannot_be_read_at_all_is_the_machines_fault(tmp_path: Path) -> None:
    watch = watch_over(limits(), clock_at(), tmp_path)
    watch.file.path.mkdir()
    with pytest.raises(MachineFault) as fault:
        watch.health()

    assert str(tmp_path) not in fault.value.message + fault.value.advice
    assert watch.look().scanned == Scanned(passed=0, failed=0)


# --- killed between any two steps -----------------------------------------------------------------


@contextmanager
def killed(owner: object, name: str, at: int) -> Iterator[None]:
    """Let the process die at the ``at``-th call."""
    real, calls = getattr(owner, name), itertools.count(1)

    def dying(*words: object, **more: object) -> object:
        if next(calls) == at:
            raise Killed
        return real(*words, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, dying)
        with pytest.raises(Killed):
            yield


PLACES = {
    "before the clock is judged": (HealthFile, "read", 1),
    "before the judgement is kept": (files, "replace", 1),
    "before the records are opened": (Rows, "open", 1),
    "before what is due is read": (Rows, "due", 1),
    "before the first limit": (Rows, "claim_and_mark", 1),
    "between two limits": (Rows, "claim_and_mark", 2),
    "after the last limit": (Rows, "due", 2),
    "before the next limit is looked up": (Rows, "next_due", 1),
    "while the records are closed": (Rows, "close", 1),
    "before the outcome is kept": (files, "replace", 2),
}


@pytest.mark.parametrize("step", [HOUR, 2 * HOUR], ids=["due", "due for long"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_whoever_is_killed_leaves_it_to_the_next(
    tmp_path: Path, place: tuple[object, str, int], step: timedelta
) -> None:
    rows, clock = limits(HOUR, HOUR, HOUR, 5 * HOUR), clock_at()
    watch_over(rows, clock, tmp_path).look()
    clock.move(step)
    with killed(*place):
        watch_over(rows, clock, tmp_path).look()
    after = watch_over(rows, clock, tmp_path)
    after.look()

    assert sorted(rows.names) == ["limit-0", "limit-1", "limit-2"]
    assert after.health().is_well(clock.ticks())


@pytest.mark.parametrize(("owner", "name"), [(files, "replace"), (HealthFile, "read")])
def test_whoever_is_killed_at_a_step_forward_lets_nothing_pass(
    tmp_path: Path, owner: object, name: str
) -> None:
    rows, clock = limits(HOUR), clock_at()
    watch_over(rows, clock, tmp_path).look()
    clock.turn(2 * HOUR)
    with killed(owner, name, 1):
        watch_over(rows, clock, tmp_path).look()

    assert watch_over(rows, clock, tmp_path).look().health.standing.stopped is not None
    assert rows.passed == []


def test_the_file_lock_ends_with_whoever_held_it(tmp_path: Path) -> None:
    file = HealthFile(tmp_path, "book")

    def dies(_before: Health) -> Health:
        raise Killed

    with pytest.raises(Killed):
        file.change(dies)

    assert file.change(lambda before: replace(before, trouble="3")).trouble == "3"
