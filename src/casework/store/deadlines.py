"""Deadline rows: armed and ended by people's steps, claimed once by the clock.

Must not know what a deadline is for: its words are sealed, and the clock has no key to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import Conflict
from casework.store import entries, tables, vault
from casework.store.book import instant, stamp
from casework.store.dialect import Prepared, Row, Rows
from casework.store.steps import Arm, DeadlineRow, Due, DueRow, Step

if TYPE_CHECKING:
    from datetime import datetime

    from casework.store.book import BookFile
    from casework.store.vault import Identity

_DEADLINE, _CASE, _EVENT = (tables.table(name) for name in ("deadline", "case", "event"))
_THIS = (_DEADLINE.c.id == sa.bindparam("name")) & (_DEADLINE.c.case == sa.bindparam("of"))
_OPEN = _DEADLINE.c.passed_at.is_(None) & _DEADLINE.c.ended_at.is_(None)
_WAITING = _OPEN & _DEADLINE.c.due_at.is_not(None)
_ARM = Prepared(sa.insert(_DEADLINE))
_SET = Prepared(sa.update(_DEADLINE).where(_THIS & _OPEN).values(due_at=sa.bindparam("due")))
_MOVE = Prepared(
    sa.update(_DEADLINE)
    .where(_THIS & _OPEN)
    .values(due_at=sa.bindparam("due"), sealed=sa.bindparam("words"))
)
_END = Prepared(
    sa.update(_DEADLINE)
    .where(_THIS & _DEADLINE.c.ended_at.is_(None))
    .values(ended_at=sa.bindparam("ended"))
)
_RESUME = Prepared(
    sa.update(_DEADLINE).where(_THIS & _DEADLINE.c.ended_at.is_not(None)).values(ended_at=sa.null())
)
_NEXT_OF = Prepared(
    sa.select(sa.func.min(_DEADLINE.c.due_at)).where(
        (_DEADLINE.c.case == sa.bindparam("of")) & _WAITING
    )
)
_OF = Prepared(
    sa.select(_DEADLINE)
    .where(_DEADLINE.c.case == sa.bindparam("of"))
    .order_by(_DEADLINE.c.due_at, _DEADLINE.c.id)
)
_DUE = Prepared(
    sa.select(_DEADLINE.c.id, _DEADLINE.c.due_at)
    .where(_WAITING & (_DEADLINE.c.due_at <= sa.bindparam("now")))
    .order_by(_DEADLINE.c.due_at, _DEADLINE.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_FIRST = Prepared(sa.select(sa.func.min(_DEADLINE.c.due_at)).where(_WAITING))
_READ = Prepared(
    sa.select(_DEADLINE.c.case, _DEADLINE.c.due_at).where(
        (_DEADLINE.c.id == sa.bindparam("name")) & _WAITING
    )
)
_CLAIM = Prepared(
    sa.update(_DEADLINE)
    .where((_DEADLINE.c.id == sa.bindparam("name")) & _WAITING)
    .values(passed_at=sa.bindparam("now"))
)
_LAST = Prepared(
    sa.select(_EVENT.c.seq, _EVENT.c.digest)
    .where(_EVENT.c.case == sa.bindparam("of"))
    .order_by(_EVENT.c.seq.desc())
    .limit(sa.literal_column("1"))
)
_PUT_EVENT = Prepared(sa.insert(_EVENT))
_NEWEST = Prepared(sa.select(sa.func.max(_CASE.c.changed_at)))
_TOUCH = Prepared(
    sa.update(_CASE)
    .where(_CASE.c.id == sa.bindparam("of"))
    .values(next_due=sa.bindparam("due"), changed_at=sa.bindparam("changed"))
)


def bound_to(row: str, case: str) -> bytes:
    """Return what a deadline's words are bound to."""
    return canonical(("deadline", row, case))


def apply(connection: sa.Connection, case: str, key: bytes, step: Step, at: str) -> None:
    """Arm, end, resume and move the rows of one step, within its transaction."""
    for arm in step.arm:
        _arm(connection, case, key, arm)
    for row in step.end:
        _one(_END.run(connection, name=row, of=case, ended=at))
    for row in step.resume:
        _one(_RESUME.run(connection, name=row, of=case))
    for due in step.due:
        _move(connection, case, key, due)


def _arm(connection: sa.Connection, case: str, key: bytes, arm: Arm) -> None:
    _ARM.run(
        connection,
        id=arm.id,
        case=case,
        due_at=None if arm.due_at is None else stamp(arm.due_at),
        passed_at=None,
        ended_at=None,
        sealed=_words(case, key, arm.id, arm.payload),
    )


def _words(case: str, key: bytes, row: str, payload: bytes) -> bytes:
    return vault.seal(key, vault.padded(payload, 256), bound_to(row, case))


def _move(connection: sa.Connection, case: str, key: bytes, due: Due) -> None:
    when = None if due.due_at is None else stamp(due.due_at)
    if due.payload is None:
        _one(_SET.run(connection, name=due.id, of=case, due=when))
        return
    words = _words(case, key, due.id, due.payload)
    _one(_MOVE.run(connection, name=due.id, of=case, due=when, words=words))


def _one(result: Rows) -> None:
    if result.rowcount != 1:
        raise Conflict(
            "A time limit of this case has passed or ended meanwhile.",
            advice="Open the case again and repeat the step.",
        )


def next_due(connection: sa.Connection, case: str) -> str | None:
    """Return when the case's next waiting row is due."""
    found: str | None = _NEXT_OF.run(connection, of=case).scalar()
    return found


def last_event(connection: sa.Connection, case: str) -> tuple[int, bytes] | None:
    """Return number and digest of the case's last entry."""
    row = _LAST.run(connection, of=case).one_or_none()
    return None if row is None else (row.seq, row.digest)


def next_change(connection: sa.Connection, at: str) -> str:
    """Return ``at``, or the instant after the newest change where the clock stands before it.

    What has changed is found by this column, so it must rise even when the clock was set back.
    """
    newest = _NEWEST.run(connection).scalar()
    if newest is None or newest < at:
        return at
    from datetime import timedelta

    return stamp(instant(newest) + timedelta(microseconds=1))


def put_event(connection: sa.Connection, case: str, made: entries.Made) -> None:
    """Add an entry to a case's history, within the open transaction."""
    _PUT_EVENT.run(
        connection,
        case=case,
        seq=made.seq,
        at=made.at,
        deadline=made.deadline,
        sealed=made.sealed,
        commitment=made.commitment,
        prev=made.prev,
        digest=made.digest,
        signature=made.signature,
    )


def read(connection: sa.Connection, case: str, keys: tuple[bytes, ...]) -> tuple[DeadlineRow, ...]:
    """Return the case's deadlines, opened; ``Damaged`` when one does not open."""
    return tuple(_row(row, case, keys) for row in _OF.run(connection, of=case))


def _row(row: Row, case: str, keys: tuple[bytes, ...]) -> DeadlineRow:
    bound = bound_to(row.id, case)
    found = (vault.unseal(key, row.sealed, bound) for key in keys)
    words = next((plain for plain in found if plain is not None), None)
    if words is None:
        raise entries.unopened("A time limit of this case")
    return DeadlineRow(
        id=row.id,
        due_at=_when(row.due_at),
        passed_at=_when(row.passed_at),
        ended_at=_when(row.ended_at),
        payload=vault.unpadded(words),
    )


def _when(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


# --- the clock's side ----------------------------------------------------------------------------


def due(file: BookFile, now: datetime, limit: int) -> tuple[DueRow, ...]:
    """Return what is due in one file, by time and id."""
    with file.reading() as connection:
        rows = _DUE.run(connection, now=stamp(now), most=limit).all()
    return tuple(DueRow(id=r.id, place=file.place, due_at=instant(r.due_at)) for r in rows)


def first_due(file: BookFile) -> datetime | None:
    """Return when the next row of the file is due."""
    with file.reading() as connection:
        return _when(_FIRST.run(connection).scalar())


def mark_of(row: str, due_at: str) -> str:
    """Return what the clock's entry says in clear: the deadline and its due time."""
    return f"{row} {due_at}"


def claim_and_mark(file: BookFile, row: str, now: datetime, service: Identity) -> bool:
    """Claim a due row and say so in its case's history, signed by the service; once for all."""
    at = stamp(now)
    with file.writing() as connection:
        found = _READ.run(connection, name=row).one_or_none()
        if found is None or found.due_at > at:
            return False
        if _CLAIM.run(connection, name=row, now=at).rowcount != 1:
            return False
        last = last_event(connection, found.case)
        if last is None:
            raise entries.unopened("The history behind a time limit")
        deadline = mark_of(row, found.due_at)
        seq, prev = last
        made = entries.make_mark(found.case, seq + 1, prev, at, deadline, service)
        put_event(connection, found.case, made)
        _TOUCH.run(
            connection,
            of=found.case,
            due=next_due(connection, found.case),
            changed=next_change(connection, at),
        )
    return True
