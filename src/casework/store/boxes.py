"""Case keys that lie boxed for somebody, read where they lie. Must not know what a case means.

Whoever changes a case's keys can put them under the labels of those alone whose secret they hold;
for the others they are boxed until their next sign-in (``letterbox.relabel``). Who is signed in
meanwhile reads them here, and writes nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

import sqlalchemy as sa

from casework.store import tables, vault
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from casework.store.session import Session

KEY = b"k"
_INBOX = tables.table("inbox")
_IDS = Prepared(sa.select(_INBOX.c.id).order_by(_INBOX.c.id))
_BOX = Prepared(sa.select(_INBOX.c.sealed).where(_INBOX.c.id == sa.bindparam("name")))


Waiting: TypeAlias = "dict[str, list[tuple[str, bytes]]]"


def keys_for(session: Session, connection: sa.Connection) -> Waiting:
    """Return, by case, the boxes that are this person's, each with the key it says it holds.

    Only a box that the case's card lists is an invitation; that is the caller's to look at. What
    was opened once is remembered, so each box costs one attempt in a session.
    """
    present = {row.id for row in _IDS.run(connection)}
    for name in sorted(present - session.boxes.keys()):
        session.boxes[name] = _opened(session, connection, name)
    waiting: Waiting = {}
    for name, said in session.boxes.items():
        if name in present and said is not None:
            waiting.setdefault(said[0], []).append((name, said[1]))
    return waiting


def _opened(session: Session, connection: sa.Connection, name: str) -> tuple[str, bytes] | None:
    sealed = _BOX.run(connection, name=name).scalar()
    for identity in session.identities():
        plain = None if sealed is None else identity.unbox(sealed)
        words = b"" if plain is None else vault.unpadded(plain)
        if words[:1] == KEY:
            said = json.loads(words[1:])
            return said["case"], bytes.fromhex(said["key"])
    return None
