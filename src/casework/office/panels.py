"""Who may sit on a panel that hears a complaint, discipline or an exclusion; never why not.

Whoever knows a case from within, is named in one, or was brought into one, does not sit, and the
headteacher never does (``domain.md`` section 15). Looked at are the cases the asking person may
open, so nobody learns of a case that is not theirs. Must not name a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import UsageFault
from casework.office.cards import read_card
from casework.office.saying import line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.office.cards import Card
    from casework.office.desk import Desk

#: Whose work it is to know cases, or to decide them (*default*).
_AT_WORK = frozenset({"office", "senior-leader", "headteacher", "dsl", "ict-manager"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Whether somebody may sit; the reason stands nowhere."""

    name: str
    sits: bool


def check(desk: Desk, names: Iterable[str]) -> tuple[Sitting, ...]:
    """Return for each name whether they may sit. Raises UsageFault where no name is given."""
    asked = [line(name) for name in names]
    if not any(asked):
        raise UsageFault("Who is to sit?", advice="Give one or several names.")
    cards = [read_card(row.card) for row in desk.cards.rows]
    return tuple(Sitting(name=name, sits=_may(desk, cards, name)) for name in asked)


def _may(desk: Desk, cards: Iterable[Card], name: str) -> bool:
    plain = name.casefold()
    users = {u for u in desk.session.directory.users if plain in desk.names_of(u)}
    if any(desk.ledger.roles_of(user) & _AT_WORK for user in users):
        return False
    known = {plain}.union(*(desk.names_of(user) for user in users))
    circles = {circle for user in users for circle in desk.session.directory.users[user].circles}
    return not any(_involved(card, known, users | circles) for card in cards)


def _involved(card: Card, names: set[str], holders: set[str]) -> bool:
    named = {person.casefold() for _role, person, _about in card.people}
    known = {*card.users, *card.brought_in}
    return bool(named & names) or not holders.isdisjoint(known)
