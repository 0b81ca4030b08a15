"""What is believed of the computer's clock: forward asks, back is kept, a closed lid is nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock import SetClock
from casework.scheduling.judgement import (
    KEPT_STEPS,
    LONGEST_AWAY,
    MOST,
    Standing,
    Turn,
    accepted,
    judged,
)
from tests.scheduling.clock_kit import DAY, HOUR, MINUTE, NOON, SECOND, clock_at

if TYPE_CHECKING:
    from collections.abc import Callable

    Move = Callable[[SetClock], object]


def after(*moves: Move, clock: SetClock | None = None) -> Standing:
    """Return what is believed after a first look and one more after each move."""
    clock = clock or clock_at()
    standing = judged(Standing(), clock.ticks())
    for move in moves:
        move(clock)
        standing = judged(standing, clock.ticks())
    return standing


def turn(by: timedelta) -> Move:
    return lambda clock: clock.turn(by)


def moved(by: timedelta) -> Move:
    return lambda clock: clock.move(by)


def suspend(by: timedelta) -> Move:
    return lambda clock: clock.suspend(by)


def restart(by: timedelta) -> Move:
    return lambda clock: clock.restart(by)


def told(standing: Standing) -> tuple[str | None, list[str]]:
    """Return why the clock is stopped, and what it did."""
    stopped = standing.stopped.turn.value if standing.stopped else None
    return stopped, [step.turn.value for step in standing.steps]


ROWS = {
    "nothing happens": ([], (None, [])),
    "time passes": ([moved(MINUTE)] * 5, (None, [])),
    "one second forward": ([turn(SECOND)], (None, [])),
    "two minutes forward": ([turn(MOST)], (None, [])),
    "more than two minutes forward": ([turn(MOST + SECOND)], ("forward", ["forward"])),
    "one hour forward": ([turn(HOUR)], ("forward", ["forward"])),
    "six hours forward": ([turn(6 * HOUR)], ("forward", ["forward"])),
    "a day forward": ([turn(DAY)], ("forward", ["forward"])),
    "forty-six years forward": ([turn(16_801 * DAY)], ("forward", ["forward"])),
    "two small steps forward": ([turn(90 * SECOND)] * 2, ("forward", ["forward"])),
    "one second back": ([turn(-SECOND)], (None, [])),
    "two minutes back": ([turn(-MOST)], (None, [])),
    "one hour back": ([turn(-HOUR)], (None, ["back"])),
    "a day back": ([turn(-DAY)], (None, ["back"])),
    "ten years back": ([turn(-3_652 * DAY)], (None, ["back"])),
    "back to 1980": ([turn(-16_801 * DAY)], (None, ["back"])),
    "two small steps back": ([turn(-90 * SECOND)] * 2, (None, ["back"])),
    "back and on again by more": ([turn(-HOUR), turn(HOUR)], ("forward", ["back", "forward"])),
    "the lid closed over night": ([suspend(14 * HOUR)], (None, [])),
    "the lid closed for a summer": ([suspend(90 * DAY)], (None, [])),
    "the lid closed, and the clock set in it": (
        [lambda clock: (clock.suspend(HOUR), clock.turn(HOUR))],
        ("forward", ["forward"]),
    ),
    "restarted at once": ([restart(MINUTE)], (None, [])),
    "off for a weekend": ([restart(3 * DAY)], (None, [])),
    "off for a summer": ([restart(45 * DAY)], (None, [])),
    "off for sixty days": ([restart(LONGEST_AWAY)], (None, [])),
    "off for longer": ([restart(LONGEST_AWAY + SECOND)], ("away", ["away"])),
    "off for longer asks once": (
        [restart(LONGEST_AWAY + DAY), restart(LONGEST_AWAY + DAY)],
        ("away", ["away"]),
    ),
    "started with an empty battery": ([restart(-16_801 * DAY)], (None, ["back"])),
    "an empty battery, then the time from the net": (
        [restart(-16_801 * DAY), turn(16_802 * DAY)],
        ("forward", ["back", "forward"]),
    ),
    "forward, and set right": ([turn(HOUR), turn(-HOUR)], (None, ["forward", "righted"])),
    "forward, and set back too far": (
        [turn(HOUR), turn(-2 * HOUR)],
        (None, ["forward", "righted", "back"]),
    ),
    "forward, and forward again": (
        [turn(HOUR), turn(HOUR)],
        ("forward", ["forward", "forward"]),
    ),
    "forward, and partly back": (
        [turn(2 * HOUR), turn(-HOUR)],
        ("forward", ["forward", "forward"]),
    ),
    "a restart proves nothing": ([turn(HOUR), restart(MINUTE)], ("forward", ["forward"])),
    "nor does a step after it": (
        [turn(HOUR), restart(MINUTE), turn(HOUR), turn(-HOUR)],
        ("forward", ["forward"]),
    ),
    "away is not lifted by a step": (
        [restart(LONGEST_AWAY + DAY), turn(-HOUR)],
        ("away", ["away", "back"]),
    ),
}


@pytest.mark.parametrize(("moves", "expected"), ROWS.values(), ids=ROWS)
def test_the_clock_matrix(moves: list[Move], expected: tuple[str | None, list[str]]) -> None:
    assert told(after(*moves)) == expected


NIGHTS = {
    "spring": "2026-03-29T00:30:00+00:00",
    "autumn": "2026-10-25T00:30:00+00:00",
    "29 February": "2028-02-28T23:30:00+00:00",
    "year end": "2026-12-31T23:30:00+00:00",
}


@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS)
def test_no_night_of_the_calendar_is_a_step(night: str) -> None:
    clock = clock_at(NOON.fromisoformat(night))

    assert told(after(*[moved(10 * MINUTE)] * 12, clock=clock)) == (None, [])


def test_another_time_zone_is_no_step() -> None:
    """Instants are in UTC: whoever sets the zone moves no instant."""
    clock = clock_at()
    standing = judged(Standing(), clock.ticks())
    clock.instant = clock.instant.astimezone()

    assert told(judged(standing, clock.ticks())) == (None, [])


def test_a_clock_that_gains_eight_seconds_a_day_never_stops_the_scan() -> None:
    def day(clock: SetClock) -> None:
        clock.move(DAY)
        clock.turn(8 * SECOND)

    assert told(after(*[day] * 200)) == (None, [])


def _put_back(clock: SetClock) -> None:
    """Put back the computer as it was an hour ago, as a virtual machine can be."""
    clock.boottime -= 3600
    clock.monotonic -= 3600


def test_a_counter_that_goes_back_is_as_good_as_a_restart() -> None:
    assert told(after(moved(2 * HOUR), _put_back)) == (None, [])
    assert told(after(moved(2 * HOUR), _put_back, turn(HOUR)))[0] == "forward"


def test_a_person_who_says_that_it_is_right_is_believed_from_there() -> None:
    clock = clock_at()
    standing = judged(Standing(), clock.ticks())
    clock.turn(HOUR)
    right = accepted(judged(standing, clock.ticks()), clock.ticks())
    clock.move(MINUTE)

    assert told(judged(right, clock.ticks())) == (None, ["forward", "accepted"])


def test_a_person_may_say_so_before_the_step_was_seen() -> None:
    clock = clock_at()
    standing = judged(Standing(), clock.ticks())
    clock.turn(HOUR)

    assert told(accepted(standing, clock.ticks())) == (None, ["forward", "accepted"])


def test_saying_so_of_a_clock_that_runs_changes_nothing() -> None:
    clock = clock_at()
    standing = judged(Standing(), clock.ticks())

    assert accepted(standing, clock.ticks()) == standing


def test_one_word_is_not_for_the_next_step() -> None:
    clock = clock_at()
    standing = after(turn(HOUR), clock=clock)
    standing = accepted(standing, clock.ticks())
    clock.turn(HOUR)

    assert told(judged(standing, clock.ticks()))[0] == "forward"


def test_a_clock_that_was_told_its_time_is_right() -> None:
    clock = SetClock(NOON)
    standing = judged(Standing(), clock.ticks())
    clock.turn(400 * DAY)

    assert told(judged(standing, clock.ticks())) == (None, [])


def test_a_counter_after_a_told_time_begins_anew() -> None:
    standing = judged(Standing(), SetClock(NOON).ticks())

    assert told(judged(standing, clock_at(NOON + 400 * DAY).ticks())) == (None, [])


def test_no_more_steps_are_kept_than_one_can_read() -> None:
    standing = after(*[turn(-HOUR)] * (KEPT_STEPS + 5))

    assert len(standing.steps) == KEPT_STEPS


def test_a_step_says_when_and_how_far() -> None:
    [step] = after(moved(MINUTE), turn(3 * HOUR)).steps

    assert (step.turn, step.at, step.by) == (Turn.FORWARD, NOON + 3 * HOUR + MINUTE, 3 * HOUR)


lengths = st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds))


@given(st.lists(st.tuples(st.sampled_from(["move", "suspend", "restart"]), lengths)))
def test_whatever_an_honest_clock_goes_through_nothing_is_kept_of_it(
    honest: list[tuple[str, timedelta]],
) -> None:
    clock = clock_at()
    standing = judged(Standing(), clock.ticks())
    for name, by in honest:
        gap = min(by, LONGEST_AWAY) if name == "restart" else by
        getattr(clock, name)(gap)
        standing = judged(standing, clock.ticks())

    assert told(standing) == (None, [])


@given(st.lists(st.integers(0, 239).map(lambda n: timedelta(seconds=n)), min_size=1))
def test_steps_forward_add_up_however_small(steps: list[timedelta]) -> None:
    standing = after(*map(turn, steps))

    assert (standing.stopped is not None) is (sum(steps, timedelta(0)) > MOST)
