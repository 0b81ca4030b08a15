"""What destroys one case's words in a file, written down: it does so once, and after a restore.

A plan holds opaque ids and the clear half of the chain. Carrying it out needs the key of the file
and no key of the case. Must not know who decided it, nor what an entry says.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.store import (
    chunks,
    deadlines,
    doorway,
    entries,
    history,
    logs,
    streams,
    tables,
    vault,
)
from casework.store.dialect import Prepared
from casework.store.entries import Made

if TYPE_CHECKING:
    from casework.store.book import BookFile

_CASE, _EVENT, _STREAM, _WRAP, _INBOX, _DISPOSAL = (
    tables.table(name) for name in ("case", "event", "stream", "wrap", "inbox", "disposal")
)
_HAS = Prepared(sa.select(_CASE.c.revision).where(_CASE.c.id == sa.bindparam("of")))
_BEGIN = Prepared(sa.insert(_DISPOSAL))
_STEP = Prepared(
    sa.update(_DISPOSAL)
    .where(_DISPOSAL.c.case == sa.bindparam("of"))
    .values(step=sa.bindparam("next"), streams="")
)
_NOTHING: sa.ColumnElement[bytes] = sa.literal_column("x''")
_EMPTY = Prepared(
    sa.update(_EVENT)
    .where(
        (_EVENT.c.case == sa.bindparam("of"))
        & (_EVENT.c.seq <= sa.bindparam("upto"))
        & (_EVENT.c.sealed != _NOTHING)
    )
    .values(sealed=_NOTHING)
)
_EMPTY_LOG = Prepared(
    sa.update(_STREAM)
    .where((_STREAM.c.stream == sa.bindparam("name")) & (_STREAM.c.sealed != _NOTHING))
    .values(sealed=_NOTHING)
)
_OF_CASE = tuple(
    Prepared(sa.delete(table).where(table.c.case == sa.bindparam("of")))
    for table in (tables.table(name) for name in ("deadline", "told", "effect"))
)
_DROP_WRAP = Prepared(sa.delete(_WRAP).where(_WRAP.c.label == sa.bindparam("name")))
_PUT_WRAP = Prepared(sa.insert(_WRAP))
_DROP_BOX = Prepared(sa.delete(_INBOX).where(_INBOX.c.id == sa.bindparam("name")))
_PUT_BOX = Prepared(sa.insert(_INBOX))
_SAVE = Prepared(
    sa.update(_CASE)
    .where(_CASE.c.id == sa.bindparam("of"))
    .values(
        revision=sa.bindparam("now"),
        changed_at=sa.bindparam("changed"),
        next_due=sa.null(),
        card=sa.bindparam("sealed"),
    )
)

Pairs: TypeAlias = "tuple[tuple[str, str], ...]"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan:
    """All that goes, and what stays in its place; bytes are written in hex.

    ``events`` is the whole chain, the destruction record last, which alone has something sealed.
    ``wraps`` and ``boxes`` are the key of that record for those who could open the case. ``kept``
    are the marks of what was decided about keeping it, None where an older program wrote the plan.
    """

    case: str
    upto: int
    revision: int
    at: str
    card: str
    events: tuple[tuple[int, str, str, str, str, str, str, str], ...]
    streams: tuple[str, ...]
    items: tuple[str, ...]
    labels: tuple[str, ...]
    letters: tuple[str, ...]
    wraps: Pairs
    boxes: Pairs
    kept: tuple[str, ...] | None = None


def label(file: BookFile, case: str) -> str:
    """Return under what a plan lies outside the records: it tells nobody which case."""
    return vault.keyed(file.key, "disposal", case.encode(), 16).hex()


def sealed(file: BookFile, plan: Plan) -> bytes:
    """Return the plan under the key of its file."""
    words = zlib.compress(json.dumps(asdict(plan), separators=(",", ":")).encode())
    return vault.seal(_key(file), vault.padded(words, 1024), _bound_to(label(file, plan.case)))


def opened(file: BookFile, name: str, boxed: bytes) -> Plan | None:
    """Return the plan that lies under ``name``, or None where it is another file's or damaged."""
    plain = vault.unseal(_key(file), boxed, _bound_to(name))
    if plain is None:
        return None
    said: dict[str, Any] = json.loads(zlib.decompress(vault.unpadded(plain)))
    for many in ("streams", "items", "labels", "letters"):
        said[many] = tuple(said[many])
    for many in ("events", "wraps", "boxes"):
        said[many] = tuple(tuple(one) for one in said[many])
    said["kept"] = None if said.get("kept") is None else tuple(said["kept"])
    return Plan(**said)


def _key(file: BookFile) -> bytes:
    return vault.keyed(file.key, "disposal", b"plan")


def _bound_to(name: str) -> bytes:
    return canonical(("disposal", name))


def written(made: Made) -> tuple[int, str, str, str, str, str, str, str]:
    """Return an entry as a plan keeps it, nothing sealed left in it."""
    return (
        made.seq,
        made.at,
        made.deadline,
        "",
        made.commitment.hex(),
        made.prev.hex(),
        made.digest.hex(),
        made.signature.hex(),
    )


def with_words(made: Made) -> tuple[int, str, str, str, str, str, str, str]:
    """Return the destruction record as a plan keeps it."""
    seq, at, deadline, _nothing, *rest = written(made)
    return (seq, at, deadline, made.sealed.hex(), *rest)  # type: ignore[return-value] # four more


def _read(event: tuple[int, str, str, str, str, str, str, str]) -> Made:
    seq, at, deadline, *parts = event
    words, commitment, prev, digest, signature = (bytes.fromhex(part) for part in parts)
    return Made(
        seq=seq,
        at=at,
        deadline=deadline,
        sealed=words,
        commitment=commitment,
        prev=prev,
        digest=digest,
        signature=signature,
    )


def fits(connection: sa.Connection, plan: Plan) -> bool:
    """Tell whether a file holds the case as the plan knew it, or as it was some time before.

    What was decided about keeping it counts too: a hold set since it came back is not passed over.
    """
    here = [made.digest.hex() for made in history.stored(connection, plan.case)]
    same = bool(here) and here == [event[6] for event in plan.events[: len(here)]]
    return same and (plan.kept is None or streams.is_known(connection, _log(plan), plan.kept))


def _log(plan: Plan) -> str:
    return plan.streams[logs.OF_CASE.index(logs.RETENTION)]


def holds(connection: sa.Connection, plan: Plan) -> bool:
    """Tell whether a file has the case at all."""
    return _HAS.run(connection, of=plan.case).first() is not None


def carry_out(connection: sa.Connection, file: BookFile, plan: Plan, *, again: bool) -> None:
    """Take the words of the case out of every table, within the open transaction."""
    case, boxed = plan.case, sealed(file, plan)
    _BEGIN.run(
        connection,
        case=case,
        upto=plan.upto,
        streams="|".join(plan.streams),
        step=doorway.GOING,
        again=int(again),
        plan=boxed,
    )
    _EMPTY.run(connection, of=case, upto=plan.upto)
    for name in plan.streams:
        _EMPTY_LOG.run(connection, name=name)
    for statement in _OF_CASE:
        statement.run(connection, of=case)
    for name in plan.items:
        chunks.remove(connection, name)
    _end_the_chain(connection, plan)
    _change_keys(connection, plan)
    _SAVE.run(
        connection,
        of=case,
        now=plan.revision,
        changed=deadlines.next_change(connection, plan.at),
        sealed=bytes.fromhex(plan.card),
    )
    move(connection, case, doorway.GONE)


def move(connection: sa.Connection, case: str, step: str) -> None:
    """Keep how far a disposal has come."""
    _STEP.run(connection, of=case, next=step)


def _end_the_chain(connection: sa.Connection, plan: Plan) -> None:
    """Add the entries that are not there: the destruction record, and what a backup lacks."""
    last = deadlines.last_event(connection, plan.case)
    for event in plan.events:
        if last is None or event[0] > last[0]:
            deadlines.put_event(connection, plan.case, _read(event))
    entries.check(plan.case, history.stored(connection, plan.case))


def _change_keys(connection: sa.Connection, plan: Plan) -> None:
    for name in plan.labels:
        _DROP_WRAP.run(connection, name=bytes.fromhex(name))
    for name in plan.letters:
        _DROP_BOX.run(connection, name=name)
    for name, words in plan.wraps:
        _DROP_WRAP.run(connection, name=bytes.fromhex(name))
        _PUT_WRAP.run(connection, label=bytes.fromhex(name), sealed=bytes.fromhex(words))
    for name, words in plan.boxes:
        _DROP_BOX.run(connection, name=name)
        _PUT_BOX.run(connection, id=name, sealed=bytes.fromhex(words))
