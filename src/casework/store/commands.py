"""Commands carried out before, and references drawn. Must not know what a command does."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.errors import Conflict, Damaged
from casework.store import tables, vault
from casework.store.dialect import Prepared
from casework.store.folder import Place
from casework.store.steps import Drawn, Outcome

if TYPE_CHECKING:
    from casework.store.book import BookFile
    from casework.store.session import Session

_COMMAND, _REFMARK = tables.table("command"), tables.table("refmark")
_FIND = Prepared(
    sa.select(_COMMAND.c.content, _COMMAND.c.sealed).where(_COMMAND.c.mark == sa.bindparam("name"))
)
_PUT = Prepared(sa.insert(_COMMAND))
_HAS_REF = Prepared(sa.select(_REFMARK.c.mark).where(_REFMARK.c.mark == sa.bindparam("name")))
_PUT_REF = Prepared(sa.insert(_REFMARK))

_OUTCOME = tuple(field.name for field in fields(Outcome))
_SHORT, _TRIES = 4, 8
# A quarter of all references is the sealed file's: the two can never draw the same one.
_SEALED_SHARE = 64


def _mark(session: Session, key: str, case: str) -> bytes:
    """Return under what a command is kept: a key is one case's own, or that of an opening.

    A key used in a case that somebody was taken off since must not be told from a fresh one.
    """
    if not case:
        return vault.keyed(session.root.label_secret, "command", key.encode(), 16)
    return vault.keyed(session.root.label_secret, "step", f"{case}\n{key}".encode(), 16)


def _content(session: Session, content: bytes) -> bytes:
    return vault.keyed(session.root.label_secret, "content", content)


def find(
    session: Session, connection: sa.Connection, key: str, content: bytes, case: str = ""
) -> Outcome | None:
    """Return the earlier outcome of a command; ``Conflict`` if its key had another content.

    ``case`` is the one that the command is about, or nothing for the opening of one.
    """
    if not key:
        return None
    mark = _mark(session, key, case)
    row = _FIND.run(connection, name=mark).one_or_none()
    if row is None:
        return None
    if row.content != _content(session, content):
        raise Conflict(
            "That command key was used before, for something else.",
            advice="Nothing was changed. Use a new key for a new step.",
        )
    plain = vault.unseal(session.root.wrap_key, row.sealed, mark)
    if plain is None:
        raise Damaged("A finished step cannot be read back.", advice="Run “casework doctor”.")
    found = json.loads(vault.unpadded(plain))
    return replace(Outcome(**found), seqs=tuple(found["seqs"]), replayed=True)


def keep(
    session: Session,
    connection: sa.Connection,
    key: str,
    content: bytes,
    outcome: Outcome,
    case: str = "",
) -> None:
    """Keep what a command with a key came to, in its own transaction."""
    if not key:
        return
    mark = _mark(session, key, case)
    said = {name: getattr(outcome, name) for name in _OUTCOME}
    words = vault.padded(json.dumps(said).encode(), 256)
    sealed = vault.seal(session.root.wrap_key, words, mark)
    _PUT.run(connection, mark=mark, content=_content(session, content), sealed=sealed)


def earlier(
    session: Session, place: Place, key: str, content: bytes, case: str = ""
) -> Outcome | None:
    """Look a command up: after a crash, and before a step that writes both files."""
    with session.file(place).reading() as connection:
        return find(session, connection, key, content, case)


# --- references ----------------------------------------------------------------------------------


def side(secret: bytes, ref: str) -> Place:
    """Return the file whose cases may have this reference."""
    sealed = vault.keyed(secret, "side", ref.encode())[0] < _SEALED_SHARE
    return Place.SEALED if sealed else Place.OFFICE


def draw(session: Session, place: Place, key: str) -> Drawn:
    """Return id and a free reference for a case that command ``key`` is to open."""
    file = session.file(place)
    attempt = 0
    while True:
        length = _SHORT + attempt // (_TRIES * 4)
        ref = vault.reference(session.root.label_secret, key, attempt, length)
        if side(file.meta("secret"), ref) is place and not _taken(file, ref):
            return Drawn(case=session.derive(key, "case"), ref=ref)
        attempt += 1


def _ref_mark(file: BookFile, ref: str) -> bytes:
    return vault.keyed(file.meta("secret"), "reference", ref.encode(), 16)


def _taken(file: BookFile, ref: str) -> bool:
    with file.reading() as connection:
        return _HAS_REF.run(connection, name=_ref_mark(file, ref)).first() is not None


def claim_reference(file: BookFile, connection: sa.Connection, ref: str) -> None:
    """Take a drawn reference; ``Conflict`` when somebody else took it since."""
    mark = _ref_mark(file, ref)
    wrong = side(file.meta("secret"), ref) is not file.place
    if wrong or _HAS_REF.run(connection, name=mark).first() is not None:
        raise Conflict(
            "That reference has just been taken.", advice="Do the step again; it draws another."
        )
    _PUT_REF.run(connection, mark=mark)
