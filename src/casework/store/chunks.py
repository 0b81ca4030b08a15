"""Issued letters and evidence in sealed chunks. Must not know what an item is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import Conflict, Damaged, NotFound
from casework.store import tables, vault
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from casework.store.steps import Blob

CHUNK_BYTES = 1 << 20
_CHUNK = tables.table("chunk")
_PUT = Prepared(sa.insert(_CHUNK))
_PARTS = Prepared(
    sa.select(_CHUNK.c.part, _CHUNK.c.sealed)
    .where(_CHUNK.c.item == sa.bindparam("name"))
    .order_by(_CHUNK.c.part)
)


def _name(first_key: bytes, item: str) -> str:
    return vault.keyed(first_key, "item", item.encode(), 16).hex()


def _bound_to(name: str, part: int, parts: int) -> bytes:
    return canonical(("chunk", name, part, parts))


def put(connection: sa.Connection, keys: tuple[bytes, ...], blob: Blob) -> None:
    """Seal an item under the case's newest key, within the step's transaction."""
    name = _name(keys[-1], blob.item)
    if _PARTS.run(connection, name=name).first() is not None:
        raise Conflict("That item is kept already.", advice="Give the new one a name of its own.")
    parts = max(1, -(-len(blob.data) // CHUNK_BYTES))
    for part in range(parts):
        piece = blob.data[part * CHUNK_BYTES : (part + 1) * CHUNK_BYTES]
        sealed = vault.seal(keys[0], vault.padded(piece, 4096), _bound_to(name, part, parts))
        _PUT.run(connection, item=name, part=part, sealed=sealed)


def get(connection: sa.Connection, keys: tuple[bytes, ...], item: str) -> bytes:
    """Return an item whole; ``Damaged`` when a part is missing, moved or changed."""
    name = _name(keys[-1], item)
    rows = _PARTS.run(connection, name=name).all()
    if not rows:
        raise NotFound("There is no such item.", advice="“casework evidence list” shows all.")
    pieces = []
    for expected, row in enumerate(rows):
        bound = _bound_to(name, expected, len(rows))
        found = (vault.unseal(key, row.sealed, bound) for key in keys)
        piece = next((plain for plain in found if plain is not None), None)
        if piece is None:
            raise Damaged(
                f"Part {expected + 1} of an item is missing or damaged.",
                advice="Restore the records from a backup; the rest of the case is not affected.",
            )
        pieces.append(vault.unpadded(piece))
    return b"".join(pieces)
