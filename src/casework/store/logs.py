"""Access log, custody log and the book's journal, on streams. Must not know what they say.

A case's two logs are sealed under the case's own key: who cannot open it cannot see who read
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import Conflict
from casework.store import entries, streams, vault
from casework.store.book import instant, stamp
from casework.store.folder import Place
from casework.store.register import SERVICE, Signer

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from casework.store.book import BookFile
    from casework.store.session import Session
    from casework.store.steps import Step

ACCESS, CUSTODY, JOURNAL, RETENTION = "access", "custody", "journal", "retention"
#: The logs that one case has.
OF_CASE = (ACCESS, CUSTODY, RETENTION)
_FOR_CIRCLE = b"c"
_FOR_ALL = b"a"
_OWN_BUCKET = 64


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StreamRecord:
    """One verified entry of a stream; ``payload`` is None where it is for others."""

    seq: int
    at: datetime
    signer: Signer
    payload: bytes | None
    digest: bytes


def write(
    session: Session, connection: sa.Connection, keys: tuple[bytes, ...], step: Step, at: str
) -> None:
    """Add a step's access and custody entries, within its transaction."""
    for what, payloads in ((ACCESS, step.access), (CUSTODY, step.custody)):
        name = streams.case_stream(keys[-1], what) if payloads else ""
        for payload in payloads:
            streams.append(connection, name, at, payload, keys[0], session.root)


def add(
    session: Session,
    connection: sa.Connection,
    keys: tuple[bytes, ...],
    what: str,
    payload: bytes,
    now: datetime,
) -> None:
    """Add one entry to a case's log, within the open transaction."""
    name = streams.case_stream(keys[-1], what)
    streams.append(connection, name, stamp(now), payload, keys[0], session.root)


def read(
    session: Session, connection: sa.Connection, keys: tuple[bytes, ...], what: str
) -> tuple[StreamRecord, ...]:
    """Return a case's log, verified."""
    name = streams.case_stream(keys[-1], what)
    found = []
    for row in streams.rows(connection, name):
        entry = _opened(name, row, keys)
        found.append(_record(session, row, entry, entry.payload))
    return tuple(found)


def _opened(name: str, row: entries.Made, keys: tuple[bytes, ...]) -> entries.Opened:
    entry = streams.opened(name, row, keys)
    if entry is None:
        raise entries.damaged(row.seq, "its words cannot be opened")
    return entry


def _record(
    session: Session, row: entries.Made, entry: entries.Opened, payload: bytes | None
) -> StreamRecord:
    if entry.signer not in session.directory.signers:
        session.refresh()  # it may be somebody who has just been let in
    signer = session.directory.signers.get(entry.signer)
    if signer is None or signer.kind == SERVICE:
        raise entries.damaged(row.seq, "it is signed with a key nobody here has")
    return StreamRecord(
        seq=row.seq, at=instant(row.at), signer=signer, payload=payload, digest=row.digest
    )


def write_journal(
    session: Session,
    payload: bytes,
    *,
    now: datetime,
    audience: str | None = None,
    place: Place = Place.OFFICE,
) -> str:
    """Add an entry to the book's journal, for all who open the file or for one circle; return
    the journal's head."""
    file = session.file(place)
    words = _FOR_ALL + payload
    if audience is not None:
        circle = session.directory.circles.get(audience)
        if circle is None:
            raise Conflict(
                "Nobody of those it is for has signed in yet.", advice="Ask one of them to."
            )
        words = _FOR_CIRCLE + vault.boxed_to(circle.public, payload)
    name, key = streams.book_stream(file, JOURNAL), streams.book_key(file, JOURNAL)
    with file.writing() as connection:
        made = streams.append(connection, name, stamp(now), words, key, session.root)
    return made.digest.hex()


def read_journal(session: Session, place: Place = Place.OFFICE) -> tuple[StreamRecord, ...]:
    """Return the book's journal, verified."""
    file = session.file(place)
    name, key = streams.book_stream(file, JOURNAL), streams.book_key(file, JOURNAL)
    found = []
    with file.reading() as connection:
        rows = streams.rows(connection, name)
    for row in rows:
        entry = _opened(name, row, (key,))
        found.append(_record(session, row, entry, _for_me(session, entry.payload)))
    return tuple(found)


def open_journal(file: BookFile) -> tuple[tuple[datetime, bytes], ...]:
    """Return what the journal says to all who open the file, for the service: time and words."""
    name, key = streams.book_stream(file, JOURNAL), streams.book_key(file, JOURNAL)
    with file.reading() as connection:
        rows = streams.rows(connection, name)
    said = ((instant(row.at), _opened(name, row, (key,)).payload) for row in rows)
    return tuple((at, words[1:]) for at, words in said if words[:1] == _FOR_ALL)


def for_me(session: Session, words: bytes) -> str:
    """Return words that this person alone can read again, for an entry that others see too."""
    return vault.boxed_to(session.root.public, vault.padded(words, _OWN_BUCKET)).hex()


def mine(session: Session, boxed: str) -> bytes | None:
    """Return what ``for_me`` hid, or None for anybody else."""
    plain = session.root.unbox(bytes.fromhex(boxed))
    return None if plain is None else vault.unpadded(plain)


def _for_me(session: Session, words: bytes) -> bytes | None:
    if words[:1] == _FOR_ALL:
        return words[1:]
    opened = (identity.unbox(words[1:]) for identity in session.identities())
    return next((plain for plain in opened if plain is not None), None)


def journal_head(session: Session, place: Place = Place.OFFICE) -> str:
    """Return the digest of the journal's last entry, in hex."""
    file = session.file(place)
    with file.reading() as connection:
        return streams.head(connection, streams.book_stream(file, JOURNAL))[1].hex()
