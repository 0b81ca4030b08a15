"""The only source of now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from casework.clock import Clock, SetClock, SystemClock

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
