"""Pausing and resuming commutes with working everything out anew, whatever the calendar does.

A limit is held by the pause and stopped by people, in any order; at any point of it the calendar
changes. Where it ends, and what it says of itself, does not depend on when the calendar changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.domain.calendar import Calendar, Unit
from casework.domain.commands import Redate, ResumeLimit, StopLimit
from casework.domain.deadlines import Due, Hold, Length, Receipt, Rule, work_out
from tests.domain.test_fifty_years import SPAN, world_of
from tests.policy.engine_kit import CALENDAR, DSL, HEAD, NOW, OFFICE, Walk, opened, rich

#: A limit of eight school days for the talk itself, which the pause holds, from the opening on.
TALK = (
    "      news: {title: News,",
    """      talk-by: {title: Talking, track: talk, within: 8 school days, when-missed: hold, \
to: staff, provenance: default}
      news: {title: News,""",
)
FROM_OPENING = ("not-held: {title: Not held}", "not-held: {title: Not held, next: talk-by}")
POLICY = rich(TALK, FROM_OPENING)
WHY = "They asked for it."


def changed(shut: set[int]) -> Calendar:
    closures = {(NOW + timedelta(days=n)).date(): "snow" for n in shut}
    return replace(CALENDAR, version=2, closures=closures)


def stop(walk: Walk) -> None:
    command = StopLimit(
        actor=HEAD, calendar=walk.calendar, reason=WHY, name="talk-by", category="agency"
    )
    assert walk.send(command) == []


def go_on(walk: Walk) -> None:
    command = ResumeLimit(actor=HEAD, calendar=walk.calendar, reason=WHY, name="talk-by")
    assert walk.send(command) == []


def pause(walk: Walk) -> None:
    assert walk.say(adult_conduct="yes") == []


def release(walk: Walk) -> None:
    assert walk.take(DSL, "release-pause") == []


def ended(days: list[int], order: bool, shut: set[int], place: int) -> tuple[str, str, list[str]]:
    """Return where the limit ends if the calendar changes before the step at ``place``."""
    walk = opened(POLICY)
    steps = [stop, go_on, pause, release] if order else [pause, release, stop, go_on]
    for number, (after, step) in enumerate(zip(days, steps, strict=True)):
        if number == place:
            redate(walk, shut)
        walk.later(days=after)
        step(walk)
    if place == len(steps):
        redate(walk, shut)
    [limit] = [one for one in walk.snapshot.deadlines.values() if one.name == "talk-by"]
    return limit.due_at, limit.why, [stood.until for stood in limit.stops]


def redate(walk: Walk, shut: set[int]) -> None:
    walk.calendar = changed(shut)
    assert walk.send(Redate(actor=OFFICE, calendar=walk.calendar)) == []


@settings(max_examples=60)
@given(
    days=st.tuples(*(st.integers(0, most) for most in (2, 9, 2, 9))).map(list),
    order=st.booleans(),
    shut=st.sets(st.integers(1, 45), max_size=8),
)
def test_it_does_not_matter_when_the_calendar_changed(
    days: list[int], order: bool, shut: set[int]
) -> None:
    ends = [ended(days, order, shut, place) for place in range(5)]

    assert ends == [ends[0]] * 5
    assert ends[0][0] != ""


@given(
    seed=st.integers(0, 3),
    at=st.integers(0, len(SPAN) - 1200),
    amount=st.integers(3, 30),
    gaps=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 20)), min_size=1, max_size=3),
)
def test_each_pause_keeps_exactly_the_days_that_were_left(
    seed: int, at: int, amount: int, gaps: list[tuple[int, int]]
) -> None:
    """Counted day by day: a day counts where pupils are in and nothing stood still."""
    world, start = world_of(seed), SPAN[at]
    holds: list[Hold] = []
    day = start
    for run, still in gaps:
        since = day + timedelta(days=run)
        day = since + timedelta(days=still)
        holds.append(Hold(since=noon(since), until=noon(day)))
    rule = Rule(lengths=(Length(amount=amount, unit=Unit.SCHOOL_DAYS),), receipt=Receipt.ACTUAL)
    answer = work_out(rule, start, world.calendar, holds)
    assert isinstance(answer, Due)

    assert answer.on == by_hand(set(world.school), start, amount, holds)


def by_hand(school: set[date], start: date, amount: int, holds: list[Hold]) -> date:
    """Cross off one day after the other; whoever goes on has a day at least."""
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        stood = next((one for one in holds if one.since.date() < day <= one.until.date()), None)
        if stood is None:
            left -= day in school
        if not left and any(day == one.since.date() for one in holds):
            left = 1  # it stopped on its last day, so that a day is left for when it goes on
    return day


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
