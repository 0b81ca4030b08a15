"""Proposing that a case be destroyed, and agreeing to it: two different people, with time between.

Neither is named in the case; where it is about the headteacher, the chair of governors agrees. New
content, a hold or an open case that is linked takes a case off the list again. Must not destroy
anything.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from casework.domain.dates import day_words, local_day
from casework.errors import Conflict, NotPermitted, Refused
from casework.office import (
    capacities,
    door,
    evidenceadvice,
    keeping,
    subjectaccess,
    subjectanswers,
    subjectsearch,
)
from casework.office.capacities import CASE_MANAGER, HEAD, VICE_CHAIR
from casework.office.retention import (
    LIFTS,
    WORKS,
    Retained,
    Standing,
    must_be_free,
    of_file,
    open_links,
    reason,
)
from casework.office.schedule import schedule_of
from casework.store import Place

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.office.desk import Desk
    from casework.office.keeping import End, Proposal

#: Who agrees where whoever manages the case proposed it (*default*).
_INSTEAD = frozenset({"senior-leader", "dsl"})
_NEXT_LOOK = 365


def propose(desk: Desk, ref: str, end: End, why: str) -> Retained:
    """Put a case whose period is over on the destruction list. Raises Refused where it is not."""
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, WORKS)
    found = of_file(desk, file)
    must_be_over(desk, found)
    said = {"end": end, "why": reason(why), "revision": file.revision}
    keeping.write(desk, file.case, "proposed", **said)
    return of_file(desk, file)


def keep(desk: Desk, ref: str, why: str) -> Retained:
    """Find at a review that a case stays: it comes up again in a year. A proposal goes with it."""
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, LIFTS)
    of_file(desk, file)
    until = local_day(desk.now()) + timedelta(days=_NEXT_LOOK)
    keeping.write(desk, file.case, "kept", until=until.isoformat(), why=reason(why))
    return of_file(desk, file)


def agree(desk: Desk, ref: str) -> Retained:
    """Agree to a proposal. Raises NotPermitted for whoever made it, and for who may not."""
    file = door.load(desk, ref)
    found = of_file(desk, file)
    must_be_over(desk, found)
    proposal = _must_wait(found)
    if proposal.by == desk.session.user:
        raise NotPermitted(
            "You proposed this yourself, so somebody else agrees to it.",
            advice="Two different people stand behind everything that is destroyed.",
        )
    must_be_free(desk, file.snapshot, tuple(sorted(agreeing(desk, file.snapshot, proposal.by))))
    keeping.write(desk, file.case, "agreed", of=proposal.at.isoformat())
    return of_file(desk, file)


def decline(desk: Desk, ref: str, why: str) -> Retained:
    """Take a case off the destruction list, agreed to or not."""
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, LIFTS)
    found = of_file(desk, file)
    if found.standing not in {Standing.PROPOSED, Standing.AGREED}:
        raise _not_proposed()
    keeping.write(desk, file.case, "declined", why=reason(why))
    return of_file(desk, file)


def _must_wait(found: Retained) -> Proposal:
    if found.standing is Standing.AGREED:
        raise Conflict(
            "Somebody has agreed to this already.",
            advice="casework retention explain says from which day it can be destroyed.",
        )
    if found.standing is not Standing.PROPOSED or found.keeping.proposal is None:
        raise _not_proposed()
    return found.keeping.proposal


def _not_proposed() -> Refused:
    return Refused(
        "Nobody has proposed to destroy this case as it stands now.",
        advice="Propose it first, once its period is over: casework retention propose.",
    )


def agreeing(desk: Desk, case: Snapshot, by: str) -> frozenset[str]:
    """Return the roles that agree: whoever manages the case, or others where they proposed it."""
    about_head = HEAD in capacities.lent(desk, case)
    roles = frozenset({CASE_MANAGER}) if about_head else frozenset({HEAD, CASE_MANAGER})
    managers = capacities.case_managers(desk, case.school, case.people, case.excluded)
    if by not in managers:
        return roles
    return roles | ({VICE_CHAIR} if about_head else _INSTEAD)


def must_be_over(desk: Desk, found: Retained) -> None:
    """Raise Refused, with what would change it, where a case may not be destroyed now."""
    today = local_day(desk.now())
    if found.kept.held or not found.kept.is_over(today):
        raise Refused("This case is still to be kept.", advice=found.kept.why)
    if found.standing is Standing.KEPT:
        raise Refused("At a review this case was kept.", advice=" ".join(found.notes))
    if is_asked_for(desk, found):
        raise Refused(
            "Somebody has asked for their own data, and it may be in this case.",
            advice="Answer the request first: casework sar list shows what is open.",
        )
    if open_links(desk, found.file.snapshot):
        raise Refused(
            "A case that is linked to this one is still open.",
            advice="Look again when that is closed.",
        )
    evidenceadvice.must_keep_none(desk, found.file)


def is_asked_for(desk: Desk, found: Retained) -> bool:
    """Tell whether an open request for one's own data may be about somebody in the case."""
    sealed = found.file.history.place is Place.SEALED
    look = subjectsearch.search_sealed if sealed else subjectsearch.search
    wanted = [subjectsearch.whom(one) for one in subjectaccess.requests(desk)]
    if sealed:  # asked apart, they may have no key to the request itself
        wanted += [one.whom for one in subjectanswers.questions(desk)]
    ref = found.file.snapshot.ref
    return any(
        one.ref == ref and one.decision != subjectsearch.ANOTHER
        for whom in dict.fromkeys(wanted)
        for one in look(desk, whom)
    )


def ready_on(desk: Desk, found: Retained) -> date | None:
    """Return from which day on a case that was agreed to can be destroyed, or None."""
    proposal = found.keeping.proposal
    if proposal is None or proposal.agreed_at is None:
        return None
    days = schedule_of(desk.folder).cooling_off
    return local_day(proposal.agreed_at) + timedelta(days=days)


def must_be_ready(desk: Desk, found: Retained) -> Proposal:
    """Return the agreed proposal, or raise Refused while it is not agreed or still cools off."""
    must_be_over(desk, found)
    ready, proposal = ready_on(desk, found), found.keeping.proposal
    if found.standing is not Standing.AGREED or ready is None or proposal is None:
        raise Refused(
            "Nobody has agreed yet to destroy this case as it stands now.",
            advice="One person proposes it, another agrees: casework retention approve.",
        )
    if local_day(desk.now()) < ready:
        raise Refused(
            f"It was agreed a short time ago, and can be destroyed from {day_words(ready)}.",
            advice="Until then it can be declined, and stays: casework retention decline.",
        )
    return proposal
