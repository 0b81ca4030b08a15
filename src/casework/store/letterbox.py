"""What lies boxed for somebody: case keys to be put under labels, concerns handed in.

Everything in it has one of few lengths and no name on it. Must not know what a concern says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import Conflict, NotFound
from casework.store import boxes, deadlines, tables, vault, wraps
from casework.store.book import instant, stamp
from casework.store.dialect import Prepared, Row
from casework.store.wraps import CIRCLE, Card, Held

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casework.store.book import BookFile
    from casework.store.session import Session
    from casework.store.vault import Identity, PublicIdentity

_INBOX, _CASE = (tables.table(name) for name in ("inbox", "case"))
_ALL = Prepared(sa.select(_INBOX).order_by(_INBOX.c.id))
_TAKE = Prepared(sa.delete(_INBOX).where(_INBOX.c.id == sa.bindparam("name")))
_CARD = Prepared(sa.select(_CASE.c.card).where(_CASE.c.id == sa.bindparam("of")))
_CASES = Prepared(sa.select(_CASE.c.id).order_by(_CASE.c.id))
_SAVE = Prepared(
    sa.update(_CASE)
    .where(_CASE.c.id == sa.bindparam("of"))
    .values(card=sa.bindparam("sealed"), changed_at=sa.bindparam("changed"))
)
_DROP = b"d"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Drop:
    """Something handed in for a circle: when, by which user, and the words."""

    id: str
    at: datetime
    author: str
    payload: bytes


def drop_past(
    session: Session, circle: str, payload: bytes, *, past: frozenset[str], now: datetime
) -> tuple[str, ...]:
    """Hand ``payload`` in for a circle's members one by one, past the users named in ``past``.

    Where none of its members is named, the circle gets it as a whole. Returns no id where nobody
    is left to read it.
    """
    members = session.directory.members(circle)
    if past.isdisjoint(user.id for user in members):
        return (drop(session, circle, payload, now=now),)
    return tuple(
        _drop(session, user.id, user.public, payload, now)
        for user in members
        if user.id not in past and user.public is not None
    )


def drop(session: Session, circle: str, payload: bytes, *, now: datetime) -> str:
    """Hand ``payload`` in for a circle; whoever hands it in cannot read it again."""
    record = session.directory.circles.get(circle)
    if record is None:
        raise Conflict(
            "Nobody of those it is for has signed in yet.",
            advice="Tell them in person now, and ask one of them to sign in.",
        )
    return _drop(session, circle, record.public, payload, now)


def _drop(
    session: Session, label: str, reader: PublicIdentity, payload: bytes, now: datetime
) -> str:
    at = stamp(now)
    signature = session.root.sign(_drop_digest(label, at, payload))
    words = _DROP + session.root.public.sign + signature + at.encode() + b"\n" + payload
    with session.office.writing() as connection:
        return wraps.post(connection, reader, words)


def _drop_digest(circle: str, at: str, payload: bytes) -> bytes:
    framed = canonical(("drop", circle, at, payload))
    return vault.keyed(b"", "drop", framed)


def drops(session: Session) -> tuple[Drop, ...]:
    """Return what was handed in for this person's circles or for them alone, oldest first.

    Signatures are verified.
    """
    with session.office.reading() as connection:
        rows = _ALL.run(connection).all()
    found = []
    for row in rows:
        for name, identity in (*_circles(session), (session.user, session.root)):
            words = _open(identity, row.sealed)
            if words is not None and words[:1] == _DROP:
                found.append(_read_drop(session, row.id, name, words))
                break
    return tuple(sorted((d for d in found if d is not None), key=lambda d: (d.at, d.id)))


def _read_drop(session: Session, row: str, circle: str, words: bytes) -> Drop | None:
    """Return the drop, or None for one that was not signed by a user: nobody handed it in."""
    sign, signature = words[1:33], words[33:97]
    at, _, payload = words[97:].partition(b"\n")
    signer = session.directory.signers.get(sign)
    digest = _drop_digest(circle, at.decode(), payload)
    if signer is None or not vault.signed_by(sign, digest, signature):
        return None
    return Drop(id=row, at=instant(at.decode()), author=signer.id, payload=payload)


def take_drop(session: Session, drop_id: str) -> None:
    """Remove what has been taken into a case; ``NotFound`` unless it is this person's to take."""
    if drop_id not in {one.id for one in drops(session)}:
        raise NotFound("There is no such thing in the letter box.", advice="Look again.")
    with session.office.writing() as connection:
        _TAKE.run(connection, name=drop_id)


def _circles(session: Session) -> Iterator[tuple[str, Identity]]:
    for name in sorted(session.directory.circles):
        for identity in session.circle_seeds(name).values():
            yield name, identity


def _open(identity: Identity, boxed: bytes) -> bytes | None:
    plain = identity.unbox(boxed)
    return None if plain is None else vault.unpadded(plain)


# --- case keys -----------------------------------------------------------------------------------


def relabel(session: Session, now: datetime) -> int:
    """Put boxed and outdated case keys under this person's labels of today; return how many."""
    count = 0
    for file in session.files.values():
        with file.writing() as connection:
            for row in _ALL.run(connection).all():
                count += _relabel_boxed(session, connection, row, now)
        count += _renew(session, file, now)
    return count


def _relabel_boxed(session: Session, connection: sa.Connection, row: Row, now: datetime) -> int:
    for identity in session.identities():
        words = _open(identity, row.sealed)
        if words is None or words[:1] != boxes.KEY:
            continue
        said = json.loads(words[1:])
        target = _target(session, said["kind"], said["name"])
        if target is None:
            return 0
        key = bytes.fromhex(said["key"])
        old = Held(kind=said["kind"], name=said["name"], label=row.id, boxed=True)
        return _move(connection, said["case"], key, old, target, now)
    return 0


def _target(session: Session, kind: str, name: str) -> Identity | None:
    return session.circle_identity(name) if kind == CIRCLE else session.root


def _move(
    connection: sa.Connection, case: str, key: bytes, old: Held, to: Identity, now: datetime
) -> int:
    """Move one wrap; a box whose key does not open the case, or which the card does not list,
    is nobody's invitation and is left alone."""
    row = _CARD.run(connection, of=case).one_or_none()
    card = None if row is None else wraps.open_card(case, row.card, key)
    if card is None or old not in card.holders:
        return 0
    wraps.unwrap(connection, (old,))
    new = wraps.wrap_as(connection, case, key, old.kind, old.name, to)
    _save(connection, case, wraps.moved(card, old, new), now)
    return 1


def _save(connection: sa.Connection, case: str, card: Card, now: datetime) -> None:
    changed = deadlines.next_change(connection, stamp(now))
    _SAVE.run(connection, of=case, sealed=card.sealed(case), changed=changed)


def _renew(session: Session, file: BookFile, now: datetime) -> int:
    """Move wraps from former keys of this person's circles to the present ones."""
    count = 0
    for name in sorted(session.circles):
        present = session.circle_identity(name)
        former = [i for i in session.circle_seeds(name).values() if i is not present]
        if not former or present is None:
            continue
        with file.writing() as connection:
            for row in _CASES.run(connection).all():
                for identity in former:
                    count += _renew_one(connection, row.id, name, identity, present, now)
    return count


def _renew_one(
    connection: sa.Connection,
    case: str,
    circle: str,
    former: Identity,
    present: Identity,
    now: datetime,
) -> int:
    key = wraps.find_key(connection, former, case)
    if key is None:
        return 0
    label = vault.label_of(former.label_secret, case).hex()
    old = Held(kind=CIRCLE, name=circle, label=label, boxed=False)
    return _move(connection, case, key, old, present, now)
