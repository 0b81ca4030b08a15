"""Who turns out to be the person a case is about loses sight of it: at once, and for good.

A user is known by the name they sign in with and by the name they were linked to. Their own session
hides such a case at once (deny beats every grant); the next session that can open the case changes
its keys and records that the access was withdrawn. Must not decide who is whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import store
from casework.domain.commands import ExcludeUser
from casework.errors import CaseworkError
from casework.office import capacities, door
from casework.office.cards import names_of_concern
from casework.office.saying import Saying, common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.office.door import CaseFile

WHY = "This user was found to be the person whom the case is about."
#: One alone could lose a case, or keep it from everybody (*default*).
FEWEST_HOLDERS = 2


def withdraw(desk: Desk) -> int:
    """Take every case from whoever turns out to be its person of concern; return how many."""
    if desk.read_only:
        return 0
    return sum(
        keep_out(desk, door.load_by_id(desk, case), user, WHY) for case, user in list(_found(desk))
    )


def _found(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield each case and user of whom it now turns out."""
    users = [(user.id, desk.names_of(user.id)) for user in desk.session.directory.active()]
    for row in desk.cards.rows:
        about = names_of_concern(row.card)
        if about:
            yield from ((row.case, user) for user, names in users if not about.isdisjoint(names))


def keep_out(desk: Desk, file: CaseFile, user: str, why: str) -> bool:
    """Take the case from a user who holds it; tell whether that was to be done and was done."""
    if user in file.snapshot.excluded or user == desk.session.user:
        return False
    remaining = remaining_without(desk, file, user)
    if len(remaining) < FEWEST_HOLDERS:
        return False  # doctor names it; the user's own session hides it all the same
    command = ExcludeUser(**common(desk, file.snapshot, Saying(reason=why)), user=user)
    try:
        door.carry_out_excluding(desk, file, command, remaining)
    except CaseworkError:
        return False  # somebody faster: the next session looks again
    return True


def remaining_without(desk: Desk, file: CaseFile, user: str) -> tuple[str, ...]:
    """Return who can open the case once ``user`` cannot; of a sealed one its manager as well."""
    gone = file.snapshot.excluded | {user}
    holders = set(store.holders(desk.session, file.case))
    if file.history.place is store.Place.SEALED:
        case = file.snapshot
        holders |= set(capacities.case_managers(desk, case.school, case.people, gone))
    return tuple(sorted(holders - gone))
