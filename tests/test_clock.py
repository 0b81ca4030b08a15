"""The only source of now."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework import clock as clock_room
from casework.clock import Clock, SetClock, SystemClock

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_machine_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_the_machine_goes_forward() -> None:
    clock = SystemClock()

    assert clock.now() <= clock.now()


def test_a_set_clock_stands_still() -> None:
    clock = SetClock(NOON)

    assert (clock.now(), clock.now()) == (NOON, NOON)


def test_a_ticking_clock_goes_on_with_each_look() -> None:
    clock = SetClock(NOON, tick=timedelta(seconds=1))

    assert clock.now() - clock.now() == timedelta(seconds=-1)


def test_a_set_clock_can_be_moved_either_way() -> None:
    clock = SetClock(NOON)
    clock.move(timedelta(days=1))
    clock.move(timedelta(hours=-2))

    assert clock.now() == NOON + timedelta(hours=22)


def test_both_clocks_answer_to_the_same_question() -> None:
    clocks: list[Clock] = [SystemClock(), SetClock(NOON)]

    assert all(clock.now().tzinfo is UTC for clock in clocks)


# --- counters beside the wall ---------------------------------------------------------------------


def test_the_machines_counters_go_forward_within_one_boot() -> None:
    first, second = SystemClock().ticks(), SystemClock().ticks()

    assert first.boot == second.boot != ""
    assert first.monotonic <= second.monotonic
    assert first.boottime <= second.boottime


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux counts suspend apart")
def test_the_machines_counter_never_counts_less_than_without_suspend() -> None:
    ticks = SystemClock().ticks()

    assert ticks.boottime >= ticks.monotonic - 0.001


@pytest.mark.parametrize("kept", ["CLOCK_BOOTTIME", "CLOCK_MONOTONIC", ""])
def test_each_system_has_a_counter(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    """Linux has both, macOS the second, Windows neither."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if name != kept:
            monkeypatch.delattr(time, name, raising=False)
    first, second = clock_room._boottime(), clock_room._boottime()

    assert 0 < first <= second


def test_a_system_that_names_no_boot_has_one_for_each_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clock_room, "_BOOT_ID", tmp_path / "none")
    named = clock_room._this_boot.__wrapped__

    assert named().startswith("process-")
    assert named() != named()


def test_time_that_passes_is_counted() -> None:
    clock = SetClock(NOON, boot="boot")
    clock.move(timedelta(minutes=1))
    ticks = clock.ticks()

    assert (ticks.wall, ticks.monotonic, ticks.boottime) == (NOON + timedelta(minutes=1), 60, 60)


def test_turning_the_hands_is_not_counted_either_way() -> None:
    clock = SetClock(NOON, boot="boot")
    clock.turn(timedelta(hours=3))
    clock.turn(timedelta(hours=-5))
    ticks = clock.ticks()

    assert (ticks.wall, ticks.monotonic, ticks.boottime) == (NOON - timedelta(hours=2), 0, 0)


def test_suspend_is_counted_by_one_of_the_two() -> None:
    clock = SetClock(NOON, boot="boot")
    clock.suspend(timedelta(hours=1))
    ticks = clock.ticks()

    assert (ticks.wall, ticks.monotonic, ticks.boottime) == (NOON + timedelta(hours=1), 0, 3600)


def test_a_restart_counts_anew_and_is_another_boot() -> None:
    clock = SetClock(NOON, boot="boot", monotonic=9.0, boottime=9.0)
    clock.restart(timedelta(hours=1))
    ticks = clock.ticks()

    assert (ticks.wall, ticks.monotonic, ticks.boottime) == (NOON + timedelta(hours=1), 0, 0)
    assert ticks.boot != "boot"


def test_a_clock_that_is_told_its_time_has_no_boot() -> None:
    assert SetClock(NOON).ticks().boot == ""
