"""Limits across cases, and the scan that records what has passed. Must not decide anything.

The scan needs the service key alone: it opens the two files and no case. Any number may run at
once; each limit passes exactly once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from casework.domain.case import Standing
from casework.domain.dates import day_words, instant_words, local_day
from casework.errors import CaseworkError, MachineFault
from casework.office import door
from casework.office.cards import read_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.domain.case import DeadlineState
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.store import Service

#: Rows of one sweep; the next sweep goes on at once.
SWEEP = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One open limit for a list: what, which case, when, how it stands, and why that day."""

    id: str
    ref: str
    name: str
    title: str
    due_at: str
    due_on: str
    words: str
    standing: str
    unit: str
    why: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What one scan did: limits that passed by its hand, how many could not be recorded.

    ``left`` counts those that the machine let nobody write: the next scan finds them again.
    """

    passed: int
    failed: int
    left: int = 0


def scan(service: Service, now: datetime, beat: Callable[[int], None] | None = None) -> Scanned:
    """Record every limit whose time has gone, oldest first; an error never stops the sweep.

    ``beat`` is told how many rows are done, for progress.
    """
    passed = failed = left = 0
    seen: set[str] = set()
    closed: set[str] = set()
    while True:
        most = SWEEP + failed + left  # those stay due, and must not crowd out the rest
        rows = [row for row in service.due(now, most) if row.id not in seen]
        if not rows:
            return Scanned(passed=passed, failed=failed, left=left)
        for row in rows:
            seen.add(row.id)
            try:
                if row.place in closed:
                    left += 1
                else:
                    passed += service.claim_and_mark(row, now)
            except MachineFault:  # a full disk, a locked file: no other row of it will do better
                closed.add(row.place)
                left += 1
            except CaseworkError:  # one damaged row must not hold up the others; doctor names it
                failed += 1
            if beat:
                beat(len(seen))


def passed(desk: Desk) -> frozenset[str]:
    """Return the limits that passed, and have not ended, in the cases this person may open."""
    return frozenset(limit for row in desk.cards.rows for limit in row.passed)


def next_due(desk: Desk) -> str:
    """Return when the next limit of this person's cases ends, or nothing."""
    now = desk.now().isoformat()
    cards = (read_card(row.card) for row in desk.cards.rows)
    return min((x.due_at for card in cards for x in card.limits if x.due_at > now), default="")


def listed(desk: Desk, *, late_only: bool = False) -> tuple[Row, ...]:
    """Return the open limits of every case this person may open, the earliest first."""
    rows = [row for row in _rows(desk) if not late_only or row.standing == Standing.PASSED]
    return tuple(sorted(rows, key=lambda row: (row.due_at or "9999", row.ref, row.title)))


def _rows(desk: Desk) -> Iterator[Row]:
    now = desk.now()
    for card_row in desk.cards.rows:
        if not read_card(card_row.card).limits:
            continue
        file = door.load_by_id(desk, card_row.case)
        yield from of_case(file, now)


def of_case(file: CaseFile, now: datetime) -> tuple[Row, ...]:
    """Return the open limits of one case."""
    known = file.policy.case_types[file.snapshot.case_type].deadlines
    open_ones = {Standing.WAITING, Standing.RUNNING, Standing.PASSED}
    return tuple(
        Row(
            id=limit.id,
            ref=file.snapshot.ref,
            name=limit.name,
            title=known[limit.name].title,
            due_at=limit.due_at,
            due_on=limit.due_on,
            words=due_words(limit, now),
            standing=standing_of(limit, now),
            unit=limit.unit,
            why=limit.why,
            to=tuple(sorted(known[limit.name].to)),
        )
        for limit in file.snapshot.deadlines.values()
        if limit.standing in open_ones
    )


def standing_of(limit: DeadlineState, now: datetime) -> str:
    """Return how a limit stands; one whose time has gone is late even before the scan ran."""
    if limit.standing is Standing.RUNNING and datetime.fromisoformat(limit.due_at) <= now:
        return Standing.PASSED
    return limit.standing


def due_words(limit: DeadlineState, now: datetime) -> str:
    """Return when a limit ends, in words: a day, an hour, or what it waits for."""
    if not limit.due_at:
        return "waits while contact is paused" if limit.waits_for_release else "no date yet"
    if limit.due_on:
        day = datetime.fromisoformat(limit.due_on).date()
        today = local_day(now)
        if day == today:
            return "today"
        return f"{day_words(day)}, late" if day < today else day_words(day)
    return instant_words(datetime.fromisoformat(limit.due_at))
