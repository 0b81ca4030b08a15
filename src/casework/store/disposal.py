"""Destroying a case's words for good, in steps of which each is kept and can be done again.

One transaction takes them out of every table and ends the chain with the destruction record, under
a key of its own for those who could open the case. Then the register outside the backups gets the
plan, log and free pages are emptied, and the result is looked at. Whoever opens the file next goes
on where that was cut short, and applies the register to records put back from a backup. Must not
know who decided a disposal, nor why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.errors import Conflict, Damaged
from casework.store import (
    chunks,
    disposalregister,
    disposed,
    doorway,
    entries,
    gone,
    history,
    logs,
    plans,
    streams,
    tables,
    vault,
    wraps,
)
from casework.store import folder as folders
from casework.store.book import stamp
from casework.store.dialect import Prepared, Row
from casework.store.findings import Finding
from casework.store.wraps import CIRCLE, Card, Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from casework.store.book import BookFile
    from casework.store.plans import Pairs, Plan
    from casework.store.session import Session
    from casework.store.vault import Identity

_WRAP, _INBOX = tables.table("wrap"), tables.table("inbox")
_FIND_WRAP = Prepared(sa.select(_WRAP.c.sealed).where(_WRAP.c.label == sa.bindparam("name")))
_FIND_BOX = Prepared(sa.select(_INBOX.c.sealed).where(_INBOX.c.id == sa.bindparam("name")))
_CARD = Prepared(
    sa.select(tables.table("case").c.card).where(tables.table("case").c.id == sa.bindparam("of"))
)
_DROP_WRAP = Prepared(sa.delete(_WRAP).where(_WRAP.c.label == sa.bindparam("name")))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Remains:
    """What stays of a case: the words of its destruction record, and of its card.

    ``expected`` is the revision that was decided about.
    """

    expected: int
    record: bytes
    card: bytes


def dispose(session: Session, case: str, remains: Remains, *, now: datetime) -> None:
    """Take a case's words out of its file: all of them in one step, or none.

    ``Conflict`` when the case has moved on; done already, it does nothing. ``finish_disposals``
    must follow.
    """
    file = history.place_of(session, case)
    with file.writing() as connection:
        if gone.is_gone(connection, case):
            return
        row, card = history.opened(session, connection, case)
        if row.revision != remains.expected:
            raise Conflict(
                "Something was added to this case since its destruction was agreed.",
                advice="Look at the case again, then propose it anew.",
            )
        plan = _planned(session, connection, case, card, remains, stamp(now))
        plans.carry_out(connection, file, plan, again=False)
    session.known.pop(case, None)


def _planned(
    session: Session, connection: sa.Connection, case: str, card: Card, remains: Remains, at: str
) -> Plan:
    rows = history.stored(connection, case)
    last, key = rows[-1], vault.random_bytes(vault.KEY_BYTES)
    record = remains.record
    made = entries.make("event", case, last.seq + 1, last.digest, at, record, key, session.root)
    wraps.unwrap(connection, card.holders)
    wanted = [one for one in card.holders if _is_there(session, one)]
    held = tuple(wraps.wrap_to(session, connection, case, key, h.kind, h.name) for h in wanted)
    after = replace(card, revision=card.revision + 1, keys=(key,), holders=held, words=remains.card)
    return plans.Plan(
        case=case,
        upto=last.seq,
        revision=after.revision,
        at=at,
        card=after.sealed(case).hex(),
        events=(*(plans.written(each) for each in rows), plans.with_words(made)),
        streams=tuple(streams.case_stream(card.keys[-1], what) for what in logs.OF_CASE),
        kept=streams.marks(connection, streams.case_stream(card.keys[-1], logs.RETENTION)),
        items=chunks.items_of(connection, card.keys),
        labels=tuple(one.label for one in card.holders if not one.boxed),
        letters=tuple(one.label for one in card.holders if one.boxed),
        wraps=_wraps(connection, held),
        boxes=_boxes(connection, held),
    )


def _is_there(session: Session, held: Held) -> bool:
    """Tell whether a holder may still have a key: a circle, or a user who may sign in."""
    active = {user.id for user in session.directory.active()}
    return held.kind == CIRCLE or held.name in active


def _wraps(connection: sa.Connection, held: Iterable[Held]) -> Pairs:
    names = [bytes.fromhex(one.label) for one in held if not one.boxed]
    return tuple((n.hex(), _FIND_WRAP.run(connection, name=n).scalar().hex()) for n in names)


def _boxes(connection: sa.Connection, held: Iterable[Held]) -> Pairs:
    names = [one.label for one in held if one.boxed]
    return tuple((n, _FIND_BOX.run(connection, name=n).scalar().hex()) for n in names)


# --- what follows, by whoever has the file open ---------------------------------------------------


def finish_disposals(session: Session, registers: Iterable[Path]) -> bool:
    """Finish what was begun, and do once more what came back with a backup.

    Tells whether all is done: where somebody else reads a file it is tried again later.
    """
    places = tuple(registers)
    files = tuple(session.files.values())
    for file in files:
        for plan in disposalregister.unapplied(file, places):
            _once_more(file, plan)
    finished = [_finish(file, places) for file in files]
    for file in files:
        _sweep(session, file)
    return all(finished)


def _once_more(file: BookFile, plan: Plan) -> None:
    with file.writing() as connection:
        # One that went on in another way since is left for the examination to name.
        if not gone.is_gone(connection, plan.case) and plans.fits(connection, plan):
            plans.carry_out(connection, file, plan, again=True)


def _finish(file: BookFile, places: tuple[Path, ...]) -> bool:
    """Take each disposal of the file from the step that it has reached to its end."""
    with file.reading() as connection:
        rows = gone.rows(connection)
    disposalregister.keep(file, rows, places)
    _advance(file, _at(rows, doorway.GONE), doorway.LISTED)
    if _at(rows, doorway.GONE, doorway.LISTED):
        if not file.empty_pages():
            return False
        folders.remove_laid_aside(file.path)
        _advance(file, _at(rows, doorway.GONE, doorway.LISTED), doorway.EMPTIED)
    _look(file, _at(rows, doorway.GONE, doorway.LISTED, doorway.EMPTIED))
    return True


def _at(rows: Iterable[Row], *steps: str) -> tuple[str, ...]:
    return tuple(row.case for row in rows if row.step in steps)


def _advance(file: BookFile, cases: tuple[str, ...], step: str) -> None:
    """Keep that these disposals have come to a step; another session may have been faster."""
    if not cases:
        return
    with file.writing() as connection:
        now = {row.case: doorway.STEPS.index(row.step) for row in gone.rows(connection)}
        for case in cases:
            if now[case] == doorway.STEPS.index(step) - 1:
                plans.move(connection, case, step)


def _look(file: BookFile, cases: tuple[str, ...]) -> None:
    if not cases:
        return
    with file.reading() as connection:
        left = [case for case in cases if disposed.left(connection, case)]
    if left:
        raise Damaged(
            "A case that was to be destroyed is not wholly gone.",
            advice="Run “casework doctor”, and tell whoever looks after the program.",
        )
    _advance(file, cases, doorway.DONE)


def _sweep(session: Session, file: BookFile) -> None:
    """Remove this person's keys of before to cases that came back: they open nothing."""
    with file.reading() as connection:
        cases = gone.came_back(connection)
        stale = [
            name
            for case in cases
            for identity in session.identities()
            for name in _stale(connection, identity, case)
        ]
    if stale:
        with file.writing() as connection:
            for name in stale:
                _DROP_WRAP.run(connection, name=name)


def _stale(connection: sa.Connection, identity: Identity, case: str) -> Iterator[bytes]:
    key = wraps.find_key(connection, identity, case)
    card = _CARD.run(connection, of=case).scalar()
    if key is not None and card is not None and wraps.open_card(case, card, key) is None:
        yield vault.label_of(identity.label_secret, case)


def keep_register(files: Iterable[BookFile], place: Path) -> None:
    """Put every disposal of open files into a register that lies at ``place``."""
    for file in files:
        with file.reading() as connection:
            rows = gone.rows(connection)
        disposalregister.keep(file, rows, (place,))


def check_register_of_disposals(session: Session, registers: Iterable[Path]) -> list[Finding]:
    """I12: nothing that the register names is back in a file."""
    places = tuple(registers)
    return [
        Finding(
            invariant="I12",
            where=f"case {plan.case[:8]}",
            what="it was destroyed once, came back with a backup and has gone on since",
            advice="Let those who agreed to its destruction look at it: casework retention list.",
        )
        for file in session.files.values()
        for plan in disposalregister.unapplied(file, places)
        if _went_on(file, plan)
    ]


def _went_on(file: BookFile, plan: Plan) -> bool:
    with file.reading() as connection:
        return not plans.fits(connection, plan)
