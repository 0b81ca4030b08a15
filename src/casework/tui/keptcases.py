"""The closed cases as they were looked through, for the board; one is read again when it moved.

Whatever changes how a case is kept says so here, from whichever screen, so that no list offers what
is refused by now. Must not know a board.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.office import retention
from casework.office.cards import read_card

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.retention import Retained

_KEY: Final = "keeping board"


def look(desk: Desk) -> tuple[Retained, ...]:
    """Look through the closed cases; they are kept as found."""
    found = desk.kept[_KEY] = retention.listed(desk)
    return found


def known(desk: Desk) -> tuple[Retained, ...]:
    """Return the closed cases as they were found; none before anybody looked."""
    found = desk.kept.get(_KEY)
    return found if isinstance(found, tuple) else ()


def again(desk: Desk, ref: str) -> None:
    """Read one case again where it is among them; it goes where it is open again, or no more."""
    found = known(desk)
    left = tuple(one for one in found if one.file.snapshot.ref != ref)
    if len(left) == len(found):
        return
    row = desk.cards.get(ref)
    closed = row is not None and read_card(row.card).closed
    desk.kept[_KEY] = (*left, retention.explained(desk, ref)) if closed else left
