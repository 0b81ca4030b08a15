"""Which cases were disposed of, as their file says in clear. Must not know what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.errors import NotFound
from casework.store import tables
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from casework.store.dialect import Row

_DISPOSAL = tables.table("disposal")
_CASES = Prepared(sa.select(_DISPOSAL.c.case))
_OF = Prepared(sa.select(_DISPOSAL).where(_DISPOSAL.c.case == sa.bindparam("of")))
_ALL = Prepared(sa.select(_DISPOSAL).order_by(_DISPOSAL.c.case))
_AGAIN = Prepared(sa.select(_DISPOSAL.c.case).where(_DISPOSAL.c.again == sa.literal_column("1")))


def cases(connection: sa.Connection) -> frozenset[str]:
    """Return the ids of the cases that were disposed of."""
    return frozenset(row[0] for row in _CASES.tuples(connection))


def is_gone(connection: sa.Connection, case: str) -> bool:
    """Tell whether a case was disposed of."""
    return _OF.run(connection, of=case).first() is not None


def row_of(connection: sa.Connection, case: str) -> Row:
    """Return the row of a case's disposal, or None."""
    return _OF.run(connection, of=case).one_or_none()


def rows(connection: sa.Connection) -> list[Row]:
    """Return the rows of all disposals."""
    return _ALL.run(connection).all()


def came_back(connection: sa.Connection) -> frozenset[str]:
    """Return the cases that came back with a backup and were disposed of once more."""
    return frozenset(row[0] for row in _AGAIN.tuples(connection))


def destroyed() -> NotFound:
    """Return the answer to whoever could see a case that was disposed of."""
    return NotFound(
        "The records of this case were destroyed.",
        advice="casework retention show REF shows the destruction record.",
    )
