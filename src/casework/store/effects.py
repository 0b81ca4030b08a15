"""What a step sets going outside the records, as rows: waiting, attempted, gone once it is known.

A row lies in the file of its case, sealed under the case's key, all of one length. It is claimed
before it is attempted and never claimed again, so nothing happens twice by itself; a claimed row
that is still there is attempted at this moment, or has an outcome nobody knows. Who settles it
first has settled it. Must not know what an effect is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import Conflict
from casework.store import tables, vault
from casework.store.book import instant, stamp
from casework.store.dialect import Prepared
from casework.store.steps import EffectRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casework.store.dialect import Row
    from casework.store.steps import Effect, Step

#: The words of a row are filled up to so many bytes, so that none tells what it is by its length.
BUCKET = 256

_EFFECT, _CASE = tables.table("effect"), tables.table("case")
_THIS = (_EFFECT.c.id == sa.bindparam("name")) & (_EFFECT.c.case == sa.bindparam("of"))
_WAITS = _EFFECT.c.tried_at.is_(None)
_PUT = Prepared(sa.insert(_EFFECT))
_STOP = Prepared(sa.delete(_EFFECT).where(_THIS & _WAITS))
_SETTLE = Prepared(sa.delete(_EFFECT).where(_THIS))
_WORDS: sa.BindParameter[bytes] = sa.bindparam("words")
_CLAIM = Prepared(
    sa.update(_EFFECT).where(_THIS & _WAITS).values(tried_at=sa.bindparam("tried"), sealed=_WORDS)
)
_REWRITE = Prepared(
    sa.update(_EFFECT)
    .where(_THIS & (_EFFECT.c.sealed == sa.bindparam("before")))
    .values(sealed=_WORDS)
)
_OF = Prepared(sa.select(_EFFECT).where(_EFFECT.c.case == sa.bindparam("of")))
_SOONER = Prepared(
    sa.update(_EFFECT)
    .where(_THIS & _WAITS & (_EFFECT.c.until > sa.bindparam("now")))
    .values(until=sa.bindparam("now"))
)
_ALL = Prepared(
    sa.select(_EFFECT, _CASE.c.card)
    .join(_CASE, _CASE.c.id == _EFFECT.c.case)
    .order_by(_EFFECT.c.at, _EFFECT.c.id)
)


def bound_to(row: str, case: str) -> bytes:
    """Return what an effect's words are bound to."""
    return canonical(("effect", row, case))


def apply(connection: sa.Connection, case: str, key: bytes, step: Step, at: str) -> None:
    """Put, stop and settle the rows of one step, within its transaction."""
    for effect in step.effects:
        put(connection, case, key, effect, at)
    for row in step.stopped:
        if not stop(connection, case, row):
            raise Conflict(
                "What this step set going has left already, so it can no longer be taken back.",
                advice="Correct it by a further entry instead.",
            )
    for row in step.settled:
        if not settle(connection, case, row):
            raise Conflict(
                "Somebody has said already what became of this, so nothing more was recorded.",
                advice="Look at the case again: its history says what was recorded.",
            )


def put(connection: sa.Connection, case: str, key: bytes, effect: Effect, at: str) -> None:
    """Keep one effect that waits."""
    _PUT.run(
        connection,
        id=effect.id,
        case=case,
        at=at,
        until=stamp(effect.until),
        tried_at=None,
        sealed=_sealed(key, effect.id, case, effect.payload),
    )


def _sealed(key: bytes, row: str, case: str, payload: bytes) -> bytes:
    return vault.seal(key, vault.padded(payload, BUCKET), bound_to(row, case))


def stop(connection: sa.Connection, case: str, row: str) -> bool:
    """Let a waiting effect never happen; False where it was attempted, or is gone."""
    return _STOP.run(connection, name=row, of=case).rowcount == 1


def settle(connection: sa.Connection, case: str, row: str) -> bool:
    """Put an effect away whose outcome is known; False where somebody did before."""
    return _SETTLE.run(connection, name=row, of=case).rowcount == 1


def claim(
    connection: sa.Connection, key: bytes, row: EffectRow, payload: bytes, tried: datetime
) -> bool:
    """Take a waiting effect up, once and for all, under new words; False where somebody has."""
    words = _sealed(key, row.id, row.case, payload)
    done = _CLAIM.run(connection, name=row.id, of=row.case, tried=stamp(tried), words=words)
    return done.rowcount == 1


def rewrite(connection: sa.Connection, key: bytes, row: EffectRow, payload: bytes) -> bool:
    """Give an effect other words; False where it is no longer what was read."""
    words = _sealed(key, row.id, row.case, payload)
    done = _REWRITE.run(connection, name=row.id, of=row.case, before=row.sealed, words=words)
    return done.rowcount == 1


def sooner(connection: sa.Connection, case: str, row: str, now: datetime) -> None:
    """Let a waiting effect wait no longer than until now."""
    _SOONER.run(connection, name=row, of=case, now=stamp(now))


def rows(connection: sa.Connection) -> list[Row]:
    """Return every effect of a file as it lies there, each with its case's card."""
    return _ALL.run(connection).all()


def of_case(connection: sa.Connection, case: str, keys: Sequence[bytes]) -> list[EffectRow]:
    """Return the effects of one case, of those that its keys open."""
    found = (read(row, keys) for row in _OF.run(connection, of=case).all())
    return [row for row in found if row is not None]


def read(row: Row, keys: Sequence[bytes]) -> EffectRow | None:
    """Return an effect, or None where none of the case's keys opens it."""
    bound = bound_to(row.id, row.case)
    opened = (vault.unseal(key, row.sealed, bound) for key in keys)
    plain = next((words for words in opened if words is not None), None)
    if plain is None:
        return None
    return EffectRow(
        id=row.id,
        case=row.case,
        at=instant(row.at),
        until=instant(row.until),
        tried_at=None if row.tried_at is None else instant(row.tried_at),
        payload=vault.unpadded(plain),
        sealed=row.sealed,
    )
