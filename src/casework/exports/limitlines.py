"""What a history says of time limits. Must not know any other event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from casework.domain.dates import day_words, local_day
from casework.domain.events import (
    DeadlineArmed,
    DeadlineDated,
    DeadlineEnded,
    DeadlineExtended,
    DeadlinePassed,
    DeadlineResumed,
    DeadlineStopped,
    DeadlineWaived,
)
from casework.domain.stoppages import STOP_WORDS
from casework.exports.known import PASSED
from casework.exports.telling import Line, day, ending, stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.events import Event
    from casework.exports.telling import Telling


def _armed(t: Telling, e: DeadlineArmed) -> Line:
    title, end, why = t.limit(e.id)
    known = t.wording.limits.get(e.name)
    when = f"It ends at {end}." if end else "It has no date yet."
    if e.held:
        when = "It waits while contact is paused."
    at_once = e.rule.startswith("0 ")
    rule = "the same day" if at_once else t.reader.data(e.rule)
    return Line(
        words=f"{title} began: {stopped(rule)} {when}",
        cites=known.cites if known else (),
        why="" if at_once and end else why,
    )


def _dated(t: Telling, e: DeadlineDated) -> Line:
    title, end, why = t.limit(e.id)
    when = f"now ends at {end}" if end else "has no date any more"
    if e.held and not e.resumed:
        when = "waits while contact is paused"
    return Line(words=f"{title} {when}.", why=why)


def _extended(t: Telling, e: DeadlineExtended) -> Line:
    title, _end, _why = t.limit(e.id)
    by = f"to {day(t, e.by)}" if e.by[4:5] == "-" else f"by {t.reader.data(e.by)}"
    return Line(words=f"{title} was extended {by}.")


def _stopped_limit(t: Telling, e: DeadlineStopped) -> Line:
    title, _end, _why = t.limit(e.id)
    since = day_words(local_day(datetime.fromisoformat(e.since)))
    return Line(words=f"{title} was stopped from {since} on, {_while(e.category)}.")


def _while(category: str) -> str:
    found = [words for known, words in STOP_WORDS.items() if known == category]
    return found[0] if found else "for a reason of its own"


def _resumed(t: Telling, e: DeadlineResumed) -> Line:
    title, _end, _why = t.limit(e.id)
    until = day_words(local_day(datetime.fromisoformat(e.until)))
    return Line(words=f"{title} went on from {until}.")


def _waived(t: Telling, e: DeadlineWaived) -> Line:
    title, _end, _why = t.limit(e.id)
    who = t.reader.quoted(e.authority, "on whose word is recorded")
    return Line(words=f"{title} need not be kept. On the word of: {stopped(who)}")


def _ended(t: Telling, e: DeadlineEnded) -> Line:
    title, end, _why = t.limit(e.id)  # how it was counted stands where it began
    if e.how != "met":
        return Line(words=f"{title} is no longer needed and stopped running.")
    if t.named(PASSED, e.id):
        return Line(words=f"{title} had been missed; what it was about is now done.")
    until = f", which ran to {end}" if end else ""
    return Line(words=f"{title}{until}, was kept.")


def _passed(t: Telling, e: DeadlinePassed) -> Line:
    title, end, why = t.limit(e.id)
    end = end or ending(e.due_at, "")
    until = f": it ended at {end}" if end else ""
    return Line(words=f"{title} was missed{until}.", why=why)


LIMITS: dict[type[Event], Callable[[Telling, Any], Line]] = {
    DeadlineArmed: _armed,
    DeadlineDated: _dated,
    DeadlineEnded: _ended,
    DeadlineExtended: _extended,
    DeadlineStopped: _stopped_limit,
    DeadlineResumed: _resumed,
    DeadlineWaived: _waived,
    DeadlinePassed: _passed,
}
