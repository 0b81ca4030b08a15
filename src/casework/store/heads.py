"""How far a file of the records has come: the last entry of everything, and all that is kept in it.

Two files with equal heads hold the same. Must not know keys of cases, or what an entry says.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.store import dialect, streams, tables
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.store.book import BookFile

_CASE, _EVENT, _CHUNK = (tables.table(name) for name in ("case", "event", "chunk"))
_LAST = (
    sa.select(sa.func.max(_EVENT.c.seq))
    .where(_EVENT.c.case == _CASE.c.id)
    .correlate(_CASE)
    .scalar_subquery()
)
_ENDS = Prepared(
    sa.select(_CASE.c.id, _CASE.c.revision, _EVENT.c.seq, _EVENT.c.digest)
    .join(_EVENT, sa.and_(_EVENT.c.case == _CASE.c.id, _EVENT.c.seq == _LAST))
    .order_by(_CASE.c.id)
)
_CHUNKS = Prepared(
    sa.select(_CHUNK.c.item, _CHUNK.c.part, _CHUNK.c.sealed).order_by(_CHUNK.c.item, _CHUNK.c.part)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """One file at one moment: counts, and two digests, over the last entry of every case and log
    and over all that is stored."""

    schema: int
    register: int
    journal: int
    cases: int
    entries: int
    revisions: int
    items: int
    ends: str
    stored: str

    def written(self) -> dict[str, int | str]:
        """Return the heads as plain values."""
        return asdict(self)

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Self:
        """Return the heads that ``written`` gave; raises TypeError for anything else."""
        return cls(**found)


def heads_of(file: BookFile) -> Heads:
    """Return how far the file has come, as of one moment."""
    with file.reading() as connection:
        ends = [tuple(row) for row in _ENDS.run(connection)]
        logs = [(name, *streams.head(connection, name)) for name in streams.names(connection)]
        items, stored = _stored(connection)
        said = {
            what: streams.head(connection, streams.book_stream(file, what))[0]
            for what in ("register", "journal")
        }
        return Heads(
            schema=dialect.schema_version(connection),
            cases=len(ends),
            revisions=sum(revision for _case, revision, _seq, _digest in ends),
            entries=sum(seq for _case, _revision, seq, _digest in ends),
            items=items,
            ends=_over([*ends, *logs]),
            stored=stored,
            **said,
        )


def _over(rows: list[tuple[Any, ...]]) -> str:
    found = hashlib.sha256()
    for row in rows:
        found.update(canonical(row))
    return found.hexdigest()


def _stored(connection: sa.Connection) -> tuple[int, str]:
    """Return how many parts of letters and evidence there are, and the digest over each."""
    count, found = 0, hashlib.sha256()
    for item, part, sealed in _CHUNKS.run(connection):
        count += 1
        found.update(canonical((item, part, hashlib.sha256(sealed).digest())))
    return count, found.hexdigest()
