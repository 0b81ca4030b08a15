"""Who can open what, and which commands were carried out: looked at with the caller's own keys.

Must not know why somebody may open a case, nor what a command did.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from casework.store import gone, holding, tables, vault
from casework.store.dialect import Prepared
from casework.store.findings import RESTORE, Finding, each_card, each_case, of_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.store.book import BookFile
    from casework.store.session import Session
    from casework.store.wraps import Card

_WRAP, _INBOX, _COMMAND, _EVENT = (
    tables.table(name) for name in ("wrap", "inbox", "command", "event")
)
_WRAPS = Prepared(sa.select(_WRAP.c.label, _WRAP.c.sealed))
_BOXES = Prepared(sa.select(_INBOX.c.id))
_COMMANDS = Prepared(sa.select(_COMMAND).order_by(_COMMAND.c.mark))
_DIGEST = Prepared(
    sa.select(_EVENT.c.digest).where(
        (_EVENT.c.case == sa.bindparam("of")) & (_EVENT.c.seq == sa.bindparam("seq"))
    )
)


# --- wraps ---------------------------------------------------------------------------------------


def check_wraps(session: Session) -> list[Finding]:
    """I8, I20: the key of each case the caller opens lies wrapped for exactly those its card
    lists. Who opens every case of a file also finds keys that no card lists."""
    found: list[Finding] = []
    for file in session.files.values():
        with file.reading() as connection:
            wrapped = dict(_WRAPS.tuples(connection))
            boxes = {row.id for row in _BOXES.run(connection)}
        listed: set[str] = set()
        opened = 0
        for at, case, card in each_card(session):
            if at is not file:
                continue
            opened += 1
            listed |= {held.label for held in card.holders}
            found += _of_one(session, case, card, wrapped, boxes)
        with file.reading() as connection:
            came_back = gone.came_back(connection)  # with keys of whoever held it then
        if not came_back and opened == sum(1 for at, _row in each_case(session) if at is file):
            strays = {label.hex() for label in wrapped} - listed
            found += [_stray(file) for _label in sorted(strays)]
    return found


def _of_one(
    session: Session, case: str, card: Card, wrapped: dict[bytes, bytes], boxes: set[str]
) -> Iterator[Finding]:
    labels = {bytes.fromhex(held.label) for held in card.holders if not held.boxed}
    boxed = {held.label for held in card.holders if held.boxed}
    if len({(held.kind, held.name) for held in card.holders}) != len(card.holders):
        yield of_case("I8", case, "somebody is listed twice among those who open it")
    if not labels <= wrapped.keys() or not boxed <= boxes:
        yield of_case("I20", case, "a key of somebody who may open it is missing")
    for identity in session.identities():
        label = vault.label_of(identity.label_secret, case)
        if label not in wrapped:
            continue
        if label not in labels:
            yield of_case("I8", case, "a key of it lies with somebody who may not open it")
        elif vault.unseal(identity.wrap_key, wrapped[label], label) != card.keys[0]:
            yield of_case("I20", case, "a key of it is not the one it has now")


def _stray(file: BookFile) -> Finding:
    what = "a key lies there for somebody whom no case lists"
    return Finding(invariant="I8", where=file.path.name, what=what, advice=RESTORE)


def check_holders(session: Session) -> list[Finding]:
    """A sealed case keeps two living holders, or the recovery key."""
    if session.directory.recoveries:
        return []
    return [
        Finding(
            invariant="I8",
            where=f"case {case[:8]}",
            what="only one person can open it, and there is no recovery key",
            advice="Let a second person in, or have the chair sign in once.",
        )
        for file, case, card in each_card(session)
        if file.place.value == "sealed" and len(holding.living(session, card)) < 2
    ]


# --- commands ------------------------------------------------------------------------------------


def check_commands(session: Session) -> list[Finding]:
    """I18: command keys are unique and each has one content; the caller's own came to just the
    entries they say, and no entry came of two."""
    found: list[Finding] = []
    for file in session.files.values():
        with file.reading() as connection:
            rows = _COMMANDS.run(connection).all()
            shapes = all(len(row.mark) == 16 and len(row.content) == 32 for row in rows)
            if len({row.mark for row in rows}) != len(rows) or not shapes:
                found.append(_command(file, "a command key stands twice or has no content"))
            claimed: set[tuple[str, int]] = set()
            for row in rows:
                plain = vault.unseal(session.root.wrap_key, row.sealed, row.mark)
                if plain is not None:
                    found += _outcome(connection, file, json.loads(vault.unpadded(plain)), claimed)
    return found


def _outcome(
    connection: sa.Connection, file: BookFile, said: dict[str, Any], claimed: set[tuple[str, int]]
) -> Iterator[Finding]:
    case, seqs = said["case"], said["seqs"]
    last = _DIGEST.run(connection, of=case, seq=seqs[-1]).scalar()
    if last is None or last.hex() != said["head"]:
        yield _command(file, "a command came to an entry that is not there")
    entries = {(case, seq) for seq in seqs}
    if entries & claimed:
        yield _command(file, "two commands claim the same entry")
    claimed |= entries


def _command(file: BookFile, what: str) -> Finding:
    return Finding(invariant="I18", where=file.path.name, what=what, advice=RESTORE)
