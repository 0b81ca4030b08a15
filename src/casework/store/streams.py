"""Chained, signed and sealed streams: register, journal, access log, custody log.

A stream's name is blinded, so a file shows rows and times but not which log they belong to.
Must not know what an entry says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.domain import chain
from casework.store import entries, register, tables, vault
from casework.store.dialect import Prepared
from casework.store.entries import Made

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.store.book import BookFile
    from casework.store.register import Directory
    from casework.store.vault import Identity

_STREAM = tables.table("stream")
_INSERT = Prepared(sa.insert(_STREAM))
_OF = _STREAM.c.stream == sa.bindparam("name")
_LAST = Prepared(
    sa.select(_STREAM.c.seq, _STREAM.c.digest)
    .where(_OF)
    .order_by(_STREAM.c.seq.desc())
    .limit(sa.literal_column("1"))
)
_ROWS = Prepared(sa.select(_STREAM).where(_OF).order_by(_STREAM.c.seq))
_NAMES = Prepared(sa.select(_STREAM.c.stream).distinct().order_by(_STREAM.c.stream))


def book_key(file: BookFile, what: str) -> bytes:
    """Return a key that everybody has who can open the file."""
    return vault.keyed(file.meta("secret"), "key of", f"{what} {file.place.value}".encode())


def book_stream(file: BookFile, what: str) -> str:
    """Return the blinded name of a stream of the whole file."""
    return vault.keyed(file.meta("secret"), "stream", what.encode(), 16).hex()


def case_stream(first_key: bytes, what: str) -> str:
    """Return the blinded name of one case's stream, from the case's first key."""
    return vault.keyed(first_key, "stream", what.encode(), 16).hex()


def append(
    connection: sa.Connection, name: str, at: str, payload: bytes, key: bytes, by: Identity
) -> Made:
    """Add an entry to the stream within the open transaction."""
    seq, prev = head(connection, name)
    made = entries.make("stream", name, seq + 1, prev, at, payload, key, by)
    _INSERT.run(
        connection,
        stream=name,
        seq=made.seq,
        at=made.at,
        sealed=made.sealed,
        commitment=made.commitment,
        prev=made.prev,
        digest=made.digest,
        signature=made.signature,
    )
    return made


def head(connection: sa.Connection, name: str) -> tuple[int, bytes]:
    """Return number and digest of the stream's last entry; zero and its beginning when empty."""
    found = _LAST.run(connection, name=name).one_or_none()
    return (0, chain.first_prev(name)) if found is None else (found.seq, found.digest)


def marks(connection: sa.Connection, name: str) -> tuple[str, ...]:
    """Return a mark of each entry of the stream, by which it is known again later."""
    return tuple(_mark(row.digest) for row in _ROWS.run(connection, name=name))


def is_known(connection: sa.Connection, name: str, known: Iterable[str]) -> bool:
    """Tell whether the stream is as it was when the marks were taken, or some time before."""
    seq, digest = head(connection, name)
    return not seq or _mark(digest) in known


def _mark(digest: bytes) -> str:
    return digest.hex()[:16]


def rows(connection: sa.Connection, name: str) -> tuple[Made, ...]:
    """Return the stream's entries as stored, in order, the chain verified."""
    found = tuple(
        Made(
            seq=row.seq,
            at=row.at,
            deadline="",
            sealed=row.sealed,
            commitment=row.commitment,
            prev=row.prev,
            digest=row.digest,
            signature=row.signature,
        )
        for row in _ROWS.run(connection, name=name)
    )
    entries.check(name, found)
    return found


def names(connection: sa.Connection) -> tuple[str, ...]:
    """Return the blinded names of all streams of the file."""
    return tuple(row[0] for row in _NAMES.run(connection))


def opened(name: str, row: Made, keys: Sequence[bytes]) -> entries.Opened | None:
    """Return what is sealed in an entry of a stream, or None when no key opens it."""
    return entries.opened("stream", name, row, keys)


def read_register(connection: sa.Connection, office: BookFile) -> Directory:
    """Return the register of users, every entry verified."""
    name, key = book_stream(office, "register"), book_key(office, "register")
    found = []
    for row in rows(connection, name):
        entry = opened(name, row, (key,))
        if entry is None:
            raise entries.damaged(row.seq, "its words cannot be opened")
        found.append((row.seq, row.digest, entry))
    return register.fold(found)


def register_head(connection: sa.Connection, office: BookFile) -> bytes:
    """Return the digest of the register's last entry."""
    return head(connection, book_stream(office, "register"))[1]
