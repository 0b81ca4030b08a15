"""What a session does first: queued keys are worked off, and what was handed in is taken up.

Nothing here shows anything to anybody; a session that holds no key simply has nothing to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import store
from casework.office import records, redating, subjectaccess, withdrawals

if TYPE_CHECKING:
    from casework.office.desk import Desk


#: Circles that nobody enters unasked: a member lets each newcomer in (``user admit``), because
#: whoever manages users could otherwise let themselves in.
KEPT = frozenset({"chair", "safeguarding", "vice-chair"})


def _kept(desk: Desk) -> frozenset[str]:
    """Return the kept circles of every school."""
    return frozenset(
        circle for school in desk.ledger.schools for circle in desk.circles(KEPT, school)
    )


def begin_work(
    desk: Desk, service: store.Service | None = None, admitted: frozenset[str] = frozenset()
) -> store.WorkedOff:
    """Grant what is queued; ``admitted`` are users whom this member lets into kept circles."""
    done = store.work_off(
        desk.session,
        now=desk.now(),
        service=service,
        admission=store.Admission(kept=_kept(desk), users=admitted),
    )
    desk.session.refresh()
    if records.take_up(desk):
        desk.session.refresh()
    records.release_what_may_go_on(desk)
    withdrawals.withdraw(desk)
    subjectaccess.withdraw(desk)
    redating.catch_up(desk)
    return done
