"""What the records remember for one person alone, and change in place: a few bytes under a name.

Sealed under the person's own keys, in the office file: new keys find nothing. It is no history and
no entry; an older copy of the file remembers less. Must not know what is remembered.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from casework.store import tables, vault
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.store.session import Session

_META = tables.table("meta")
_FIND = Prepared(sa.select(_META.c.value).where(_META.c.name == sa.bindparam("key")))
_REMOVE = Prepared(sa.delete(_META).where(_META.c.name == sa.bindparam("key")))
_INSERT = Prepared(sa.insert(_META))
_BUCKET: Final = 512


@dataclass(slots=True, repr=False)
class Memo:
    """What is remembered; whoever sets ``words`` changes it."""

    words: bytes


@contextmanager
def memo(session: Session, name: str) -> Iterator[Memo]:
    """Give what is remembered under ``name`` to be looked at and changed, by nobody else meanwhile.

    It is kept when the block ends, and is as it was where the block raises.
    """
    place, key = _place(session, name), vault.keyed(session.root.seed, "memo", name.encode())
    with session.office.writing() as connection:
        rows = _FIND.tuples(connection, key=place)
        plain = vault.unseal(key, rows[0][0], place.encode()) if rows else None
        before = vault.unpadded(plain) if plain is not None else b""
        found = Memo(before)
        yield found
        if found.words != before:
            sealed = vault.seal(key, vault.padded(found.words, _BUCKET), place.encode())
            _REMOVE.run(connection, key=place)
            _INSERT.run(connection, name=place, value=sealed)


def _place(session: Session, name: str) -> str:
    """Return under what it lies: a name that tells whose it is to nobody who holds no key."""
    secret = session.office.meta("secret")
    return f"memo {vault.keyed(secret, 'memo', f'{session.user}|{name}'.encode(), 16).hex()}"


def boxed_to_oneself(session: Session, words: bytes) -> bytes:
    """Return words that this person alone can open, as long as their keys are these."""
    return vault.boxed_to(session.root.public, vault.padded(words, _BUCKET))


def opened_by_oneself(session: Session, boxed: bytes) -> bytes | None:
    """Return what was boxed to this person, or None where it was to somebody, or to older keys."""
    plain = session.root.unbox(boxed)
    return None if plain is None else vault.unpadded(plain)


def own_digest(session: Session, name: str, words: bytes) -> str:
    """Return a digest that only this person can work out, for what is to be known again."""
    return vault.keyed(session.root.seed, name, words, 16).hex()
