"""Stored items of a case, examined without being shown. Must not know what an item is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.store import chunks
from casework.store.history import opened, place_of

if TYPE_CHECKING:
    from casework.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What an item is, byte for byte: its SHA-256 in hex and its size."""

    sha256: str
    size: int


def has_item(session: Session, case: str, item: str) -> bool:
    """Tell whether an item lies in the case's file."""
    with place_of(session, case).reading() as connection:
        _row, card = opened(session, connection, case)
        return chunks.is_there(connection, chunks.name_of(card.keys, item))


def measure_item(session: Session, case: str, item: str) -> Measure:
    """Return the measure of an item as it lies in the file, a megabyte in memory at a time.

    ``NotFound`` where there is no such item, ``Damaged`` where it cannot be opened whole.
    """
    digest, size = hashlib.sha256(), 0
    with place_of(session, case).reading() as connection:
        _row, card = opened(session, connection, case)
        for piece in chunks.pieces(connection, card.keys, item):
            digest.update(piece)
            size += len(piece)
    return Measure(sha256=digest.hexdigest(), size=size)
