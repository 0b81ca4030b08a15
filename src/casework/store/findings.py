"""What a check finds, and the walk over cases that checks share. Must not know any invariant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.errors import Damaged
from casework.store import tables, wraps
from casework.store.dialect import Prepared, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.store.book import BookFile
    from casework.store.session import Session
    from casework.store.wraps import Card

_CASE = tables.table("case")
_CASES = Prepared(sa.select(_CASE).order_by(_CASE.c.id))
RESTORE = "Restore the records from a backup; ask a key holder to run “casework doctor” too."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be; nothing personal in it."""

    invariant: str
    where: str
    what: str
    advice: str


def of_case(invariant: str, case: str, what: str) -> Finding:
    """Return a finding about one case, named by the beginning of its id."""
    return Finding(invariant=invariant, where=f"case {case[:8]}", what=what, advice=RESTORE)


def each_case(session: Session) -> Iterator[tuple[BookFile, Row]]:
    """Walk over the rows of all cases, opened or not."""
    for file in session.files.values():
        with file.reading() as connection:
            rows = _CASES.run(connection).all()
        for row in rows:
            yield file, row


def each_card(session: Session) -> Iterator[tuple[BookFile, str, Card]]:
    """Walk over the cards that the caller opens; a broken one is left to the check of payloads."""
    for file, row in each_case(session):
        with file.reading() as connection:
            try:
                card = wraps.find_card(session, connection, row.id, row.card)
            except Damaged:
                continue
        if card is not None:
            yield file, row.id, card
