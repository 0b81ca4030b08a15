"""What each event does to the limits of a case being put together. Must not know any other part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casework.domain.case import DeadlineState, Standing, Stop
from casework.domain.events import (
    DeadlineArmed,
    DeadlineDated,
    DeadlineEnded,
    DeadlineExtended,
    DeadlinePassed,
    DeadlineResumed,
    DeadlineStopped,
    DeadlineWaived,
    Event,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.draft import Draft


def _armed(draft: Draft, event: DeadlineArmed) -> None:
    armed = DeadlineState(
        id=event.id,
        name=event.name,
        track=event.track,
        standing=Standing.RUNNING if event.due_at else Standing.WAITING,
        due_at=event.due_at,
        due_on=event.due_on,
        anchor=event.anchor,
        rule=event.rule,
        unit=event.unit,
        why=event.why,
        calendar=event.calendar,
        letter=event.letter,
        armed=draft.entry.seq,
        held=event.held,
        own=event.own,
    )
    _put_limit(draft, armed)


def _dated(draft: Draft, event: DeadlineDated) -> None:
    dated = replace(
        draft.deadlines[event.id],
        standing=Standing.RUNNING if event.due_at else Standing.WAITING,
        due_at=event.due_at,
        due_on=event.due_on,
        anchor=event.anchor,
        why=event.why,
        calendar=event.calendar,
        held=event.held,
        resumed=event.resumed,
    )
    _put_limit(draft, dated)


def _ended(draft: Draft, event: DeadlineEnded) -> None:
    _put_limit(draft, replace(draft.deadlines[event.id], standing=Standing(event.how)))


def _passed(draft: Draft, event: DeadlinePassed) -> None:
    known = draft.deadlines.get(event.id)
    if known is not None and known.standing is Standing.RUNNING:
        at = draft.entry.at.isoformat()
        _put_limit(draft, replace(known, standing=Standing.PASSED, passed_at=at))


def _put_limit(draft: Draft, limit: DeadlineState) -> None:
    draft.deadlines = {**draft.deadlines, limit.id: limit}


def _extended(draft: Draft, event: DeadlineExtended) -> None:
    limit = draft.deadlines[event.id]
    _put_limit(draft, replace(limit, longer=(*limit.longer, event.by)))


def _stopped(draft: Draft, event: DeadlineStopped) -> None:
    limit = draft.deadlines[event.id]
    stop = Stop(category=event.category, since=event.since)
    _put_limit(draft, replace(limit, stops=(*limit.stops, stop)))


def _resumed(draft: Draft, event: DeadlineResumed) -> None:
    limit = draft.deadlines[event.id]
    *earlier, last = limit.stops
    _put_limit(draft, replace(limit, stops=(*earlier, replace(last, until=event.until))))


def _waived(draft: Draft, event: DeadlineWaived) -> None:
    _put_limit(draft, replace(draft.deadlines[event.id], standing=Standing.WAIVED))


LIMIT_EVENTS: dict[type[Event], Callable[[Draft, Any], None]] = {
    DeadlineArmed: _armed,
    DeadlineDated: _dated,
    DeadlineEnded: _ended,
    DeadlineExtended: _extended,
    DeadlineStopped: _stopped,
    DeadlineResumed: _resumed,
    DeadlineWaived: _waived,
    DeadlinePassed: _passed,
}
