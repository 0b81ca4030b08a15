"""Who may open a case: keeping somebody out, letting somebody in. Must not know why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework.store import vault, wraps
from casework.store.history import opened, place_of, step_with
from casework.store.wraps import CIRCLE, USER

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from casework.store.session import Session
    from casework.store.steps import Outcome, Step
    from casework.store.wraps import Card


def exclude(
    session: Session,
    case: str,
    *,
    remaining: tuple[str, ...],
    circles: tuple[str, ...] = (),
    step: Step,
    expected: int,
    now: datetime,
) -> Outcome:
    """Let only ``remaining`` (user ids) and ``circles`` open the case from now on.

    Every wrap there was goes; later entries have a new key. What a person kept out read before,
    they have read.
    """
    if not remaining and not circles:
        raise ValueError("somebody must be able to open the case")

    def rekey(connection: sa.Connection, card: Card) -> Card:
        wraps.unwrap(connection, card.holders)
        key = vault.random_bytes(vault.KEY_BYTES)
        wanted = [(CIRCLE, name) for name in circles] + [(USER, name) for name in remaining]
        held = tuple(
            wraps.wrap_to(session, connection, case, key, kind, name) for kind, name in wanted
        )
        return replace(card, keys=(key, *card.keys), holders=held)

    return step_with(session, case, step, expected, now, rekey)


def admit(
    session: Session,
    case: str,
    *,
    circles: tuple[str, ...] = (),
    users: tuple[str, ...] = (),
    step: Step,
    expected: int,
    now: datetime,
) -> Outcome:
    """Let more circles or users (ids) open the case, with everything that is in it already.

    ``Conflict`` where one of them has never signed in.
    """
    wanted = [(CIRCLE, name) for name in circles] + [(USER, name) for name in users]

    def rekey(connection: sa.Connection, card: Card) -> Card:
        boxed = tuple(h for h in card.holders if h.boxed and (h.kind, h.name) in wanted)
        wraps.unwrap(connection, boxed)
        kept = tuple(h for h in card.holders if h not in boxed)
        there = {(h.kind, h.name) for h in kept}
        held = tuple(
            wraps.wrap_to(session, connection, case, card.keys[0], kind, name)
            for kind, name in wanted
            if (kind, name) not in there
        )
        return replace(card, holders=(*kept, *held))

    return step_with(session, case, step, expected, now, rekey)


def holders(session: Session, case: str) -> tuple[str, ...]:
    """Return the ids of the active users who can open the case."""
    file = place_of(session, case)
    with file.reading() as connection:
        _row, card = opened(session, connection, case)
    return living(session, card)


def living(session: Session, card: Card) -> tuple[str, ...]:
    """Return the ids of the active users among a card's holders and their circles."""
    found = set()
    for held in card.holders:
        if held.kind == CIRCLE:
            found |= {user.id for user in session.directory.members(held.name)}
        else:
            found |= {u.id for u in session.directory.active() if u.id == held.name}
    return tuple(sorted(found))
