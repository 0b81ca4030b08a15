"""A request that whoever asked can still take back: what of it is held back, and what is said.

What is asked *of* other people waits: no queue, no list, no case shows them a decision to take, and
none is taken, until the time for taking it back is over. What is *on record* does not: the entry is
signed, counted and part of the check code from the moment it is written, so a history without it
would not be the one that is checked, and one taken back stays in it as well. It is shown to
whoever may open the case, with the time until which it can be taken back beside it; so are the
letter's state and the reason why a step waits, which follow from it. Must not know a front end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.dates import exact_words
from casework.domain.events import CLOCK
from casework.office import effects
from casework.office.effects import Standing, What

if TYPE_CHECKING:
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.door import CaseFile


def until(desk: Desk, file: CaseFile) -> dict[int, datetime]:
    """Return by an entry's number until when the request in it can still be taken back.

    At most one: it can no longer be once somebody has written another entry.
    """
    last = next((entry.seq for entry in reversed(file.entries) if entry.actor != CLOCK), 0)
    return {
        one.seq: one.row.until
        for one in effects.effects(desk, file.snapshot.ref)
        if one.what is What.TELL and one.standing is Standing.WAITING and one.seq == last
    }


def untold(desk: Desk, case: str) -> frozenset[int]:
    """Return the numbers of a case's requests that somebody else may still take back."""
    return frozenset(number for of, number in effects.untold(desk) if of == case)


def words(instant: datetime | None) -> str:
    """Return ``can still be taken back until 09:05:10``; nothing where it cannot."""
    return f"can still be taken back until {exact_words(instant)}" if instant else ""
