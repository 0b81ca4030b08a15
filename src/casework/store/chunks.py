"""Issued letters and evidence in sealed chunks. Must not know what an item is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import Conflict, Damaged, NotFound
from casework.store import tables, vault
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.store.steps import Blob

CHUNK_BYTES = 1 << 20
_CHUNK = tables.table("chunk")
_PUT = Prepared(sa.insert(_CHUNK))
_OF = _CHUNK.c.item == sa.bindparam("name")
_COUNT = Prepared(sa.select(sa.func.count()).select_from(_CHUNK).where(_OF))
_ITEMS = Prepared(
    sa.select(_CHUNK.c.item, sa.func.count()).group_by(_CHUNK.c.item).order_by(_CHUNK.c.item)
)
_REMOVE = Prepared(sa.delete(_CHUNK).where(_OF))
_PART = Prepared(sa.select(_CHUNK.c.sealed).where(_OF & (_CHUNK.c.part == sa.bindparam("part"))))


def name_of(keys: tuple[bytes, ...], item: str) -> str:
    """Return the blinded name of an item of a case whose keys these are, the newest first."""
    return _name(keys[-1], item)


def is_there(connection: sa.Connection, name: str) -> bool:
    """Tell whether an item lies in the file, by its blinded name."""
    return bool(_COUNT.run(connection, name=name).scalar())


def _name(first_key: bytes, item: str) -> str:
    return vault.keyed(first_key, "item", item.encode(), 16).hex()


def _bound_to(name: str, part: int, parts: int) -> bytes:
    return canonical(("chunk", name, part, parts))


def put(connection: sa.Connection, keys: tuple[bytes, ...], blob: Blob) -> None:
    """Seal an item under the case's newest key, within the step's transaction."""
    name = _name(keys[-1], blob.item)
    if _COUNT.run(connection, name=name).scalar():
        raise Conflict("That item is kept already.", advice="Give the new one a name of its own.")
    parts = max(1, -(-len(blob.data) // CHUNK_BYTES))
    for part in range(parts):
        piece = blob.data[part * CHUNK_BYTES : (part + 1) * CHUNK_BYTES]
        sealed = vault.seal(keys[0], vault.padded(piece, 4096), _bound_to(name, part, parts))
        _PUT.run(connection, item=name, part=part, sealed=sealed)


def get(connection: sa.Connection, keys: tuple[bytes, ...], item: str) -> bytes:
    """Return an item whole; ``Damaged`` when a part is missing, moved or changed."""
    return b"".join(pieces(connection, keys, item))


def pieces(connection: sa.Connection, keys: tuple[bytes, ...], item: str) -> Iterator[bytes]:
    """Yield an item a megabyte at a time, each proved to be whole, its own and in its place.

    ``NotFound`` where there is no such item, ``Damaged`` when a part is missing, moved or changed.
    """
    name = _name(keys[-1], item)
    parts: int = _COUNT.run(connection, name=name).scalar()
    if not parts:
        raise NotFound("There is no such item.", advice="“casework evidence list” shows all.")
    for part in range(parts):
        yield _piece(connection, keys, name, part, parts)


def _piece(
    connection: sa.Connection, keys: tuple[bytes, ...], name: str, part: int, parts: int
) -> bytes:
    sealed = _PART.run(connection, name=name, part=part).scalar()
    bound = _bound_to(name, part, parts)
    opened = (vault.unseal(key, sealed, bound) for key in keys if sealed is not None)
    plain = next((one for one in opened if one is not None), None)
    if plain is None:
        raise Damaged(
            f"Part {part + 1} of an item is missing or damaged.",
            advice="Restore the records from a backup; the rest of the case is not affected.",
        )
    return vault.unpadded(plain)


def items_of(connection: sa.Connection, keys: tuple[bytes, ...]) -> tuple[str, ...]:
    """Return the blinded names of all items that these keys open: whatever a case ever kept.

    Each item of the file is tried, for no list says whose it is: what no entry names goes as well.
    """
    found = []
    for name, parts in _ITEMS.tuples(connection):
        sealed = _PART.run(connection, name=name, part=0).scalar()
        bound = _bound_to(name, 0, parts)
        if sealed is not None and any(vault.unseal(key, sealed, bound) is not None for key in keys):
            found.append(name)
    return tuple(found)


def remove(connection: sa.Connection, name: str) -> None:
    """Remove an item by its blinded name; what is not there is no fault."""
    _REMOVE.run(connection, name=name)
