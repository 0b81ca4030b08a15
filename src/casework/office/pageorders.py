"""Pages that are ordered for the printer: whether a letter's is, and which are to go now.

Must not know how a page is printed, nor how an order ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import Refused
from casework.office import effects
from casework.office.effects import THEIRS, Standing, What

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.effects import Effect


def ordered(desk: Desk, ref: str, number: int) -> Effect | None:
    """Return the order for a letter's page that is not done with, if there is one."""
    found = (
        one for one in effects.effects(desk, ref) if (one.what, one.number) == (What.PRINT, number)
    )
    return next(found, None)


def on_its_way(other: Effect | None) -> Refused:
    """Return why a letter is not printed while an order for its page is not done with."""
    if other is not None and other.standing is Standing.UNKNOWN:
        return Refused(
            "This letter was handed to the printer, and nobody has said what became of it.",
            advice="You are asked when you next sign in. Say it then, and print again for a copy.",
        )
    return Refused(
        "This letter is on its way to the printer already.",
        advice="Wait until it has come out, then print it again for a copy.",
    )


def ready(desk: Desk, ref: str = "") -> tuple[Effect, ...]:
    """Return the pages that a front end which looks only now and then is to hand over now.

    Those of another sign-in are left to it for a moment; one that it has left is this one's too.
    """
    here, now = desk.session.at_work.id, desk.now()
    return tuple(
        one
        for one in effects.effects(desk, ref)
        if one.what is What.PRINT
        and one.standing is Standing.DUE
        and (one.at == here or abs(now - one.row.until) > THEIRS)
    )
