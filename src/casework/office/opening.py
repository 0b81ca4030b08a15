"""What a session does first: queued keys are worked off, and what was handed in is taken up.

Nothing here shows anything to anybody; a session that holds no key simply has nothing to do.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from casework import store

if TYPE_CHECKING:
    from casework.office.desk import Desk


def begin_work(desk: Desk) -> None:
    """Grant what is queued, and take up what was left for this person's circles."""
    store.work_off(desk.session, now=desk.now())
    desk.session.refresh()


def handed_in(desk: Desk) -> tuple[dict[str, object], ...]:
    """Return what was handed in for the circles this person belongs to, oldest first."""
    return tuple(
        {"id": drop.id, "at": drop.at.isoformat(), **json.loads(drop.payload)}
        for drop in store.drops(desk.session)
    )
