"""What is left of cases that were disposed of: destruction records, and that nothing else is.

Must not know who decided a disposal, nor why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.errors import CaseworkError, NotFound
from casework.store import doorway, entries, gone, history, tables
from casework.store.book import instant
from casework.store.dialect import Prepared
from casework.store.findings import RESTORE, Finding, of_case

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casework.store.book import BookFile
    from casework.store.dialect import Row
    from casework.store.folder import Place
    from casework.store.register import Signer
    from casework.store.session import Session

_EVENT, _STREAM = tables.table("event"), tables.table("stream")
_NOTHING: sa.ColumnElement[bytes] = sa.literal_column("x''")
_OF = tuple(
    Prepared(sa.select(sa.func.count()).select_from(t).where(t.c.case == sa.bindparam("of")))
    for t in (tables.table(name) for name in ("deadline", "told", "effect"))
)
_WORDS = Prepared(
    sa.select(_EVENT.c.seq)
    .where((_EVENT.c.case == sa.bindparam("of")) & (_EVENT.c.sealed != _NOTHING))
    .order_by(_EVENT.c.seq)
)
_LAST = Prepared(sa.select(sa.func.max(_EVENT.c.seq)).where(_EVENT.c.case == sa.bindparam("of")))
_EMPTY = Prepared(
    sa.select(_EVENT.c.case, sa.func.max(_EVENT.c.seq).label("seq"))
    .where((_EVENT.c.sealed == _NOTHING) & (_EVENT.c.deadline == sa.literal_column("''")))
    .group_by(_EVENT.c.case)
    .order_by(_EVENT.c.case)
)
_LOGS = Prepared(
    sa.select(
        _STREAM.c.stream,
        sa.func.max(sa.func.length(_STREAM.c.sealed)).label("longest"),
        sa.func.min(sa.func.length(_STREAM.c.sealed)).label("shortest"),
    ).group_by(_STREAM.c.stream)
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Destroyed:
    """A case that was disposed of, for whoever could see it: its destruction record, verified.

    ``entries`` counts what it had; ``before`` and ``head`` are the chain's ends around the record.
    ``whole``: log and free pages are empty too, and that was looked at. ``again``: it had come back
    with a backup.
    """

    case: str
    ref: str
    place: Place
    at: datetime
    by: Signer
    payload: bytes
    entries: int
    before: str
    head: str
    whole: bool
    again: bool


def read_destroyed(session: Session) -> tuple[Destroyed, ...]:
    """Return what was disposed of, of what this person could see, oldest first."""
    found = []
    for file in session.files.values():
        with file.reading() as connection:
            rows = gone.rows(connection)
        for row in rows:
            try:
                found.append(_record(session, file, row))
            except NotFound:
                continue
    return tuple(sorted(found, key=lambda one: (one.at, one.case)))


def destroyed_cases(session: Session) -> frozenset[str]:
    """Return the ids of the cases that were disposed of, as far as this person's files say."""
    found: frozenset[str] = frozenset()
    for file in session.files.values():
        with file.reading() as connection:
            found |= gone.cases(connection)
    return found


def answer_to(session: Session, ref: str) -> NotFound | None:
    """Return the answer to whoever could see a case of that reference; to anybody else, nothing."""
    plain = ref.strip().upper()
    there = any(one.ref == plain for one in read_destroyed(session))
    return gone.destroyed() if there else None


def _record(session: Session, file: BookFile, row: Row) -> Destroyed:
    with file.reading() as connection:
        _row, card = history.opened(session, connection, row.case)
        rows = history.stored(connection, row.case)
    entries.check(row.case, rows)
    last = rows[-1]
    found = entries.opened("event", row.case, last, card.keys)
    signer = None if found is None else history.known_signer(session, found.signer)
    if found is None or signer is None or last.seq != row.upto + 1:
        raise entries.damaged(last.seq, "the destruction record cannot be opened")
    return Destroyed(
        case=row.case,
        ref=card.ref,
        place=file.place,
        at=instant(last.at),
        by=signer,
        payload=found.payload,
        entries=row.upto,
        before=last.prev.hex(),
        head=last.digest.hex(),
        whole=row.step == doorway.DONE,
        again=bool(row.again),
    )


def left(connection: sa.Connection, case: str) -> str:
    """Return what is left of a case that was disposed of and may not be, in words; or nothing."""
    row = gone.row_of(connection, case)
    if [each.seq for each in _WORDS.run(connection, of=case)] != [row.upto + 1]:
        return "words of it are left, or its destruction record is missing"
    if _LAST.run(connection, of=case).scalar() != row.upto + 1:
        return "its destruction record is not its last entry"
    if any(statement.run(connection, of=case).scalar() for statement in _OF):
        return "a time limit of it is left"
    return "a log of it is still named" if row.streams else ""


def check_disposals(session: Session) -> list[Finding]:
    """I12, I25: nothing is left of what was disposed of, and nothing else lost its words."""
    return [one for file in session.files.values() for one in _of_file(session, file)]


def _of_file(session: Session, file: BookFile) -> Iterator[Finding]:
    with file.reading() as connection:
        rows = {row.case: row for row in gone.rows(connection)}
        for case, row in rows.items():
            what = left(connection, case)
            if what:
                yield of_case("I12", case, what)
            elif row.step != doorway.DONE:
                yield _unfinished(case)
        for each in _EMPTY.run(connection):
            if each.case not in rows or each.seq > rows[each.case].upto:
                yield of_case("I12", each.case, f"entry {each.seq} lost its words")
        for log in _LOGS.run(connection):
            if log.shortest == 0 and (log.longest or not rows):
                what = "a log lost words of a record that was not destroyed"
                yield Finding(invariant="I12", where=file.path.name, what=what, advice=RESTORE)
    for row in rows.values():
        yield from _unopened(session, file, row)


def _unopened(session: Session, file: BookFile, row: Row) -> Iterator[Finding]:
    try:
        _record(session, file, row)
    except NotFound:
        return  # somebody else's
    except CaseworkError as error:
        yield of_case("I25", row.case, error.message)


def _unfinished(case: str) -> Finding:
    return Finding(
        invariant="I12",
        where=f"case {case[:8]}",
        what="its destruction was cut short",
        advice="Close the program everywhere and sign in once: it goes on where it was.",
    )
