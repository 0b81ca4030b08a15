"""Handing over to a successor: what one person holds alone is opened to another, entry by entry.

By somebody who can open each case themselves; nobody hands over what they do not hold. Must not let
in whoever was taken off a case, or whom it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import store
from casework.errors import CaseworkError, UsageFault
from casework.office import cases, records
from casework.office.cards import read_card
from casework.office.saying import Saying
from casework.text import clean_line

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.store import CardRow


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """How many cases were opened to the successor, and how many records they now have in charge."""

    opened: int
    in_charge: int


def hand_over(desk: Desk, former: str, successor: str, reason: str) -> HandedOver:
    """Open to ``successor`` every case that ``former`` and this person can open.

    Raises UsageFault without a reason, or where the two are one.
    """
    desk.must_write()
    old = desk.session.directory.by_name(clean_line(former))
    new = desk.session.directory.by_name(clean_line(successor))
    if old.id == new.id or not reason.strip():
        raise UsageFault(
            "A hand-over needs two people and its reason.",
            advice="Name who leaves, who comes instead of them, and why: casework user hand-over "
            'OLD NEW --reason "…".',
        )
    opened = in_charge = 0
    for row in desk.cards.rows:
        opened += _opened(desk, row, old.id, new, Saying(reason=reason))
        if read_card(row.card).record.get(records.HOLDER) == old.name:
            in_charge += records.put_in_charge(desk, row.ref, new)
    return HandedOver(opened=opened, in_charge=in_charge)


def _opened(desk: Desk, row: CardRow, old: str, new: store.UserRecord, saying: Saying) -> bool:
    holders = store.holders(desk.session, row.case)
    if old not in holders or new.id in holders:
        return False
    if row.place is store.Place.SEALED and not new.opens_sealed:
        return False
    try:
        cases.admit(desk, row.ref, new.name, saying)
    except CaseworkError:
        return False  # taken off this case, or it is about them: it is not theirs to have
    return True
