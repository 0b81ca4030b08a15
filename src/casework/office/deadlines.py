"""The scan that records what has passed, and what has. Must not decide anything.

The scan needs the service key alone: it opens the two files and no case. Any number may run at
once; each limit passes exactly once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.errors import CaseworkError, MachineFault
from casework.office.cards import read_card
from casework.office.duework import Row, listed, of_case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.store import DueRow, Service

__all__ = ["Row", "Scanned", "listed", "next_due", "of_case", "passed", "scan"]

#: Rows of one sweep; the next sweep goes on at once.
SWEEP = 500
#: How often one row is tried before its file counts as closed for this scan (*default*).
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What one scan did: limits that passed by its hand, how many could not be recorded.

    ``left`` counts those that the machine let nobody write: the next scan finds them again.
    ``unsound`` is what was wrong, by file, with one that is damaged or could not be looked into.
    Neither count is for anybody's eyes: it would tell of cases which are not theirs.
    """

    passed: int
    failed: int
    left: int = 0
    unsound: Mapping[str, CaseworkError] = field(default_factory=dict)


def scan(service: Service, now: datetime, beat: Callable[[int], None] | None = None) -> Scanned:
    """Record every limit whose time has gone, oldest first; an error never stops the sweep.

    ``beat`` is told how many rows are done, for progress.
    """
    passed = failed = left = 0
    seen: set[str] = set()
    hurt: dict[str, CaseworkError] = {}
    closed: set[str] = set()
    while True:
        most = SWEEP + failed + left  # those stay due, and must not crowd out the rest
        rows = [row for row in service.due(now, most) if row.id not in seen]
        if not rows:
            unsound = hurt | {str(place): fault for place, fault in service.unsound.items()}
            return Scanned(passed=passed, failed=failed, left=left, unsound=unsound)
        for row in rows:
            seen.add(row.id)
            try:
                if row.place in closed:
                    left += 1
                else:
                    passed += _claimed(service, row, now)
            except MachineFault:  # a full disk, a file locked on end: no other row will do better
                closed.add(row.place)
                left += 1
            except CaseworkError as fault:  # it must not hold up the others; doctor names it
                failed += 1
                hurt[str(row.place)] = fault
            if beat:
                beat(len(seen))


def _claimed(service: Service, row: DueRow, now: datetime) -> bool:
    """Record one limit; of many clocks at work each may have to wait its turn more than once."""
    for _ in range(TRIES - 1):
        with suppress(MachineFault):
            return service.claim_and_mark(row, now)
    return service.claim_and_mark(row, now)


def passed(desk: Desk) -> frozenset[str]:
    """Return the limits that passed, and have not ended, in the cases this person may open."""
    return frozenset(limit for row in desk.cards.rows for limit in row.passed)


def next_due(desk: Desk) -> str:
    """Return when the next limit of this person's cases ends, or nothing."""
    now = desk.now().isoformat()
    cards = (read_card(row.card) for row in desk.cards.rows)
    return min((x.due_at for card in cards for x in card.limits if x.due_at > now), default="")
