"""A case's keys and who holds them. Must not know why somebody is let in or kept out.

A case has one key at a time; an exclusion makes the next. The card carries, sealed under the newest
key, the older ones and the list of holders, so a wrap is always one key long and names nobody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from struct import Struct
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.errors import Conflict, Damaged
from casework.store import boxes, gone, tables, vault
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.store.session import Session
    from casework.store.vault import Identity, PublicIdentity

#: Length, revision and number of older keys, as they begin a card; then the length of its list.
_FRONT, _LENGTH = Struct(">IQB").unpack_from, Struct(">I").unpack_from
CARD_BUCKET = 256
INBOX_BUCKET = 4096
CIRCLE, USER = "circle", "user"

_WRAP, _INBOX = tables.table("wrap"), tables.table("inbox")
_FIND_WRAP = Prepared(sa.select(_WRAP.c.sealed).where(_WRAP.c.label == sa.bindparam("name")))
_PUT_WRAP = Prepared(sa.insert(_WRAP))
_DROP_WRAP = Prepared(sa.delete(_WRAP).where(_WRAP.c.label == sa.bindparam("name")))
_PUT_INBOX = Prepared(sa.insert(_INBOX))
_DROP_INBOX = Prepared(sa.delete(_INBOX).where(_INBOX.c.id == sa.bindparam("name")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One holder of a case: a circle or a user, and where the wrap lies."""

    kind: str
    name: str
    label: str
    boxed: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Card:
    """What is sealed in a case's card: ours in front, the office's words behind."""

    revision: int
    keys: tuple[bytes, ...]
    ref: str
    holders: tuple[Held, ...]
    words: bytes

    def sealed(self, case: str) -> bytes:
        """Return the card under the newest of its keys, its length rounded up."""
        older = b"".join(self.keys[1:])
        listed = json.dumps([[h.kind, h.name, h.label, h.boxed] for h in self.holders]).encode()
        ref = self.ref.encode()
        framed = (
            self.revision.to_bytes(8, "big")
            + bytes([len(self.keys) - 1])
            + older
            + bytes([len(ref)])
            + ref
            + len(listed).to_bytes(4, "big")
            + listed
            + self.words
        )
        return vault.seal(self.keys[0], vault.padded(framed, CARD_BUCKET), card_bound_to(case))


def card_bound_to(case: str) -> bytes:
    """Return what a card is bound to."""
    return b"card|" + case.encode()


def open_card(case: str, sealed: bytes, key: bytes) -> Card | None:
    """Return the card, or None when ``key`` is not its key."""
    framed = vault.unseal(key, sealed, card_bound_to(case))
    if framed is None:
        return None
    plain = vault.unpadded(framed)
    count = plain[8]
    keys = (key, *(plain[9 + 32 * n : 41 + 32 * n] for n in range(count)))
    at = 9 + 32 * count
    begin = at + 1 + plain[at] + 4
    end = begin + int.from_bytes(plain[begin - 4 : begin], "big")
    held = tuple(
        Held(kind=k, name=n, label=label, boxed=b)
        for k, n, label, b in json.loads(plain[begin:end])
    )
    return Card(
        revision=int.from_bytes(plain[:8], "big"),
        keys=keys,
        ref=plain[at + 1 : begin - 4].decode(),
        holders=held,
        words=plain[end:],
    )


def front(framed: bytes) -> tuple[int, str, bytes]:
    """Return revision, reference and words of an opened card without what lists do not need.

    ``framed`` still has its length before it and its padding behind: thousands are read at once.
    """
    size, revision, older = _FRONT(framed)
    at = 13 + 32 * older
    begin = at + 1 + framed[at]
    end = begin + 4 + _LENGTH(framed, begin)[0]
    return revision, framed[at + 1 : begin].decode(), framed[end : 4 + size]


def find_card(session: Session, connection: sa.Connection, case: str, sealed: bytes) -> Card | None:
    """Return the card if this person holds a key of the case, else None."""
    for key in session.known.get(case, ())[:1]:
        card = open_card(case, sealed, key)
        if card is not None:
            return card
    for identity in session.identities():
        key_found = find_key(connection, identity, case)
        if key_found is None:
            continue
        card = open_card(case, sealed, key_found)
        if card is None and gone.is_gone(connection, case):
            continue  # a key of before, come back with a backup: it opens nothing
        if card is None:
            raise Damaged(
                "A case’s card does not open with the case’s own key.",
                advice="Do not write to the case. Restore the records from a backup.",
            )
        session.known[case] = card.keys
        return card
    card = boxed_card(boxes.keys_for(session, connection), case, sealed)
    if card is None:
        session.known.pop(case, None)
    else:
        session.known[case] = card.keys
    return card


def boxed_card(waiting: boxes.Waiting, case: str, sealed: bytes) -> Card | None:
    """Return the card if a key of it waits boxed, and the card lists that very box."""
    for name, key in waiting.get(case, ()):
        card = open_card(case, sealed, key)
        if card is not None and any(held.boxed and held.label == name for held in card.holders):
            return card
    return None


def find_key(connection: sa.Connection, identity: Identity, case: str) -> bytes | None:
    """Return the case's newest key if it is wrapped to ``identity``."""
    label = vault.label_of(identity.label_secret, case)
    row = _FIND_WRAP.run(connection, name=label).one_or_none()
    if row is None:
        return None
    key = vault.unseal(identity.wrap_key, row.sealed, label)
    if key is None:
        raise Damaged("A case’s key is damaged.", advice="Restore the records from a backup.")
    return key


# --- wrapping ------------------------------------------------------------------------------------


def wrap_to(
    session: Session, connection: sa.Connection, case: str, key: bytes, kind: str, name: str
) -> Held:
    """Wrap ``key`` to a circle or a user; boxed for those whose keys this person does not hold."""
    identity = _own(session, kind, name)
    if identity is not None:
        return wrap_as(connection, case, key, kind, name, identity)
    public = _public(session, kind, name)
    words = json.dumps({"case": case, "key": key.hex(), "kind": kind, "name": name}).encode()
    return Held(kind=kind, name=name, label=post(connection, public, boxes.KEY + words), boxed=True)


def wrap_as(
    connection: sa.Connection, case: str, key: bytes, kind: str, name: str, identity: Identity
) -> Held:
    """Wrap ``key`` under a holder's own keys, in place of what was under that label."""
    label = vault.label_of(identity.label_secret, case)
    _DROP_WRAP.run(connection, name=label)
    _PUT_WRAP.run(connection, label=label, sealed=vault.seal(identity.wrap_key, key, label))
    return Held(kind=kind, name=name, label=label.hex(), boxed=False)


def post(connection: sa.Connection, public: PublicIdentity, words: bytes) -> str:
    """Put something into the letter box for one holder; all of it has one of few lengths."""
    name = vault.new_id()
    boxed = vault.boxed_to(public, vault.padded(words, INBOX_BUCKET))
    _PUT_INBOX.run(connection, id=name, sealed=boxed)
    return name


def unwrap(connection: sa.Connection, held: Iterable[Held]) -> None:
    """Remove holders' wraps."""
    for one in held:
        if one.boxed:
            _DROP_INBOX.run(connection, name=one.label)
        else:
            _DROP_WRAP.run(connection, name=bytes.fromhex(one.label))


def _own(session: Session, kind: str, name: str) -> Identity | None:
    if kind == CIRCLE:
        return session.circle_identity(name)
    return session.root if name == session.user else None


def _public(session: Session, kind: str, name: str) -> PublicIdentity:
    if kind == CIRCLE:
        circle = session.directory.circles.get(name)
        public = circle.public if circle else None
    else:
        user = session.directory.users.get(name)
        public = user.public if user else None
    if public is None:
        raise Conflict(
            "Somebody who must be able to open this has never signed in.",
            advice="Ask them to sign in once; then do the step again.",
        )
    return public


def moved(card: Card, old: Held, new: Held) -> Card:
    """Return the card with one holder's wrap in another place."""
    return replace(card, holders=tuple(new if h == old else h for h in card.holders))
