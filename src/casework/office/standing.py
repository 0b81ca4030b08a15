"""What can be said of records before anybody signs in: whether they are there, and their instant.

Must not know keys, people or cases.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

from casework.clock import SetClock, SystemClock
from casework.errors import NotFound, UsageFault

if TYPE_CHECKING:
    from pathlib import Path

    from casework import store
    from casework.clock import Clock

#: A rehearsal's fixed now, for practice books alone: an ISO instant with its offset.
CLOCK = "CASEWORK_PRACTICE_NOW"


def book_state(folder: Path) -> store.BookState:
    """Return what can be said of a folder without any key. Raises NotFound without a book."""
    from casework import store  # 0.3 s: the first screen is painted before

    state = store.book_state(folder)
    if not state.exists:
        raise NotFound(
            f"There are no records of casework in {folder}.",
            advice="Say where they are with --book, or make them: casework init.",
        )
    return state


def set_instant() -> datetime | None:
    """Return the instant a practice book was told to stand at. Raises UsageFault for no instant."""
    said = os.environ.get(CLOCK, "")
    if not said:
        return None
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        raise UsageFault(
            f"{CLOCK} is no instant.", advice="Write it as 2026-11-05T09:00:00+00:00."
        ) from None


def clock_for(*, practice: bool) -> Clock:
    """Return the machine's clock; a practice book may stand at a set instant."""
    instant = set_instant() if practice else None
    return SystemClock() if instant is None else SetClock(instant)
