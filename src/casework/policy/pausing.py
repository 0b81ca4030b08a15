"""The pause: contact with the author of some posts waits for safeguarding. Begin and release.

It begins with the answer that calls for it, whatever else the same command asks; which steps it
holds is asked in ``gates``, and the limits of those steps wait with them. Must not know why a case
pauses, nor who may hold its sealed record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.events import Paused, PauseReleased
from casework.domain.people import Actor
from casework.domain.refusals import Refusal, RefusalKind, refuse
from casework.policy import limits
from casework.policy.run import moment

if TYPE_CHECKING:
    from casework.policy.run import Run

#: The one built-in trigger: safeguarding lets contact with the author go on.
RELEASE = "release-pause"
#: Whom a history names for a release: neither who nor whose turn it was may tell who is accused.
SAFEGUARDING = Actor(user="safeguarding", name="safeguarding", roles=frozenset())


def begin(run: Run) -> None:
    """Let the pause begin where the case calls for it and it never stood before."""
    pause = run.case_type.pause
    if pause is not None and run.draft.pause == "none" and pause.when.holds(run.draft):
        run.emit(Paused())
        limits.hold(run)


def release(run: Run) -> Refusal | None:
    """Release the pause in safeguarding's name, or say why this person may not."""
    pause = run.case_type.pause
    if pause is None or run.draft.pause != "standing":
        return refuse(RefusalKind.NOT_HERE, "Nothing is paused in this case.")
    if pause.released_by.isdisjoint(run.command.actor.roles):
        return refuse(
            RefusalKind.NOT_PERMITTED,
            "Only safeguarding releases the pause.",
            clauses=pause.clauses,
        )
    run.draft.entry = moment(run.draft.entry.seq, run.command, run.now)._replace(actor=SAFEGUARDING)
    run.emit(PauseReleased())
    limits.resume(run)
    return None
