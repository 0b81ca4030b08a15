"""Is the computer's clock to be believed? Must not read a clock or a file.

Wall time is held against a counter that goes on in suspend and that nobody sets. Where it runs
ahead, limits would pass early, so the scan stops and a person is asked. Where it goes back, limits
only wait; that is kept and shown. A restart loses the counter: then a gap is normal, to a length.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.clock import Ticks

#: Wall time may be so far from the counter before anybody is told.
MOST = timedelta(minutes=2)
#: The computer may have been off for so long before a person is asked (*default*: a summer is 45).
LONGEST_AWAY = timedelta(days=60)
#: Two quartz crystals part by seconds in a day; this much a second is no step (*default*).
CREEP = 0.0002
#: How many steps of the clock are kept.
KEPT_STEPS = 20


class Turn(StrEnum):
    """What the computer's clock did, or what was made of it."""

    FORWARD = "forward"  # ahead of the counter, and nothing explains it
    AWAY = "away"  # off for longer than a summer
    BACK = "back"
    RIGHTED = "righted"  # came back to the counter by itself
    ACCEPTED = "accepted"  # a person says that it is right
    UNREADABLE = "unreadable"  # what was kept of the clock cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the computer's clock: which way, seen when, how far."""

    turn: Turn
    at: datetime
    by: timedelta
    boot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is believed of the computer's clock, from one look to the next.

    ``ahead`` is how far wall time has run ahead of the counter since it was last believed. While
    ``stopped`` is set nothing is recorded as passed.
    """

    looked: Ticks | None = None
    ahead: timedelta = timedelta(0)
    stopped: Step | None = None
    steps: tuple[Step, ...] = ()


def judged(before: Standing, now: Ticks) -> Standing:
    """Return what is to be believed after one more look."""
    looked = before.looked
    if not now.boot:  # a clock that was told its time is right by what it was told
        return replace(before, looked=now, ahead=timedelta(0), stopped=None)
    if looked is None or not looked.boot:
        return replace(before, looked=now, ahead=timedelta(0))
    passed = now.boottime - looked.boottime
    if now.boot != looked.boot or passed < 0:
        return _after_restart(before, looked, now)
    drift = before.ahead + (now.wall - looked.wall) - timedelta(seconds=passed)
    return _in_one_boot(replace(before, looked=now, ahead=_without_creep(drift, passed)), now)


def accepted(before: Standing, now: Ticks) -> Standing:
    """Return what is believed once a person has said that the clock is right."""
    after = judged(before, now)
    if after.stopped is None:
        return after
    step = Step(turn=Turn.ACCEPTED, at=now.wall, by=after.stopped.by)
    return _kept(replace(after, ahead=timedelta(0), stopped=None), step)


def _without_creep(drift: timedelta, passed: float) -> timedelta:
    slack = timedelta(seconds=passed * CREEP)
    if abs(drift) <= slack:
        return timedelta(0)
    return drift - slack if drift > timedelta(0) else drift + slack


def _after_restart(before: Standing, looked: Ticks, now: Ticks) -> Standing:
    """A gap is normal. What was stopped stays so: a restart says nothing of who set the clock."""
    gap = now.wall - looked.wall
    after = replace(before, looked=now, ahead=timedelta(0))
    if gap < -MOST:
        return _kept(after, Step(turn=Turn.BACK, at=now.wall, by=-gap))
    if gap > LONGEST_AWAY and before.stopped is None:
        return _stopped(after, Step(turn=Turn.AWAY, at=now.wall, by=gap, boot=now.boot))
    return after


def _in_one_boot(after: Standing, now: Ticks) -> Standing:
    if after.ahead > MOST:
        return _ahead(after, now)
    righted = _righted(after, now)
    if after.ahead < -MOST:
        step = Step(turn=Turn.BACK, at=now.wall, by=-after.ahead)
        return _kept(replace(righted, ahead=timedelta(0)), step)
    return righted


def _ahead(after: Standing, now: Ticks) -> Standing:
    step = Step(turn=Turn.FORWARD, at=now.wall, by=after.ahead, boot=now.boot)
    stopped = after.stopped
    if stopped is None:
        return _stopped(after, step)
    further = _of_this_boot(stopped, now) and abs(stopped.by - after.ahead) > MOST
    return _stopped(after, step) if further else after


def _righted(after: Standing, now: Ticks) -> Standing:
    """Go on where the clock is back where the counter has it: the counter is the witness."""
    stopped = after.stopped
    if stopped is None or not _of_this_boot(stopped, now):
        return after
    step = Step(turn=Turn.RIGHTED, at=now.wall, by=stopped.by)
    return _kept(replace(after, stopped=None), step)


def _of_this_boot(stopped: Step, now: Ticks) -> bool:
    return stopped.turn is Turn.FORWARD and stopped.boot == now.boot


def _stopped(after: Standing, step: Step) -> Standing:
    return _kept(replace(after, stopped=step), step)


def _kept(after: Standing, step: Step) -> Standing:
    return replace(after, steps=(*after.steps, step)[-KEPT_STEPS:])
