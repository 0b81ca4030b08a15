"""Open cases, append to them, read and verify them. Must not know what an entry says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import sqlalchemy as sa

from casework.domain import chain
from casework.errors import Conflict, Damaged, NotPermitted
from casework.store import (
    chunks,
    commands,
    deadlines,
    effects,
    entries,
    gone,
    logs,
    tables,
    vault,
    wraps,
)
from casework.store.book import instant, stamp
from casework.store.dialect import Prepared, Row
from casework.store.register import SERVICE, Signer
from casework.store.session import Session, not_found
from casework.store.steps import Drawn, Entry, History, Outcome, Record, Step
from casework.store.wraps import CIRCLE, USER, Card

if TYPE_CHECKING:
    from datetime import datetime

    from casework.store.book import BookFile
    from casework.store.folder import Place
    from casework.store.vault import Identity

_CASE, _EVENT = tables.table("case"), tables.table("event")
_FIND = Prepared(sa.select(_CASE).where(_CASE.c.id == sa.bindparam("of")))
_HAS = Prepared(sa.select(_CASE.c.id).where(_CASE.c.id == sa.bindparam("of")))
_PUT = Prepared(sa.insert(_CASE))
_SAVE = Prepared(
    sa.update(_CASE)
    .where((_CASE.c.id == sa.bindparam("of")) & (_CASE.c.revision == sa.bindparam("expected")))
    .values(
        revision=sa.bindparam("next"),
        changed_at=sa.bindparam("changed"),
        next_due=sa.bindparam("due"),
        card=sa.bindparam("sealed"),
    )
)
_EVENTS = Prepared(
    sa.select(_EVENT).where(_EVENT.c.case == sa.bindparam("of")).order_by(_EVENT.c.seq)
)
Rekey: TypeAlias = Callable[[sa.Connection, Card], Card]


def place_of(session: Session, case: str) -> BookFile:
    """Return the open file a case lies in; the answer for a hidden one is that of no such case."""
    known = session.places.get(case)
    if known is not None:
        return session.file(known)
    for file in session.files.values():
        with file.reading() as connection:
            if _HAS.run(connection, of=case).first() is not None:
                session.places[case] = file.place
                return file
    raise not_found()


def open_case(
    session: Session,
    place: Place,
    drawn: Drawn,
    step: Step,
    *,
    circles: tuple[str, ...],
    people: tuple[str, ...] = (),
    now: datetime,
) -> Outcome:
    """Open a case whose key goes to ``circles`` and ``people`` (user ids)."""
    if place not in session.files:
        raise NotPermitted(
            "Your sign-in does not open that kind of case.", advice="Hand it in as a concern."
        )
    if not step.entries or not (circles or people):
        raise ValueError("a case begins with an entry and a holder")
    at = stamp(now)
    file = session.files[place]
    with file.writing() as connection:
        earlier = commands.find(session, connection, step.key, step.content)
        if earlier is not None:
            return earlier
        commands.claim_reference(file, connection, drawn.ref)
        key = vault.random_bytes(vault.KEY_BYTES)
        begun = deadlines.next_change(connection, at)
        _PUT.run(connection, id=drawn.case, revision=0, changed_at=begun, next_due=None, card=b"")
        wanted = [(CIRCLE, name) for name in circles] + [(USER, name) for name in people]
        held = tuple(
            wraps.wrap_to(session, connection, drawn.case, key, kind, name) for kind, name in wanted
        )
        card = Card(revision=0, keys=(key,), ref=drawn.ref, holders=held, words=b"")
        return _write(session, connection, drawn.case, card, step, at, None, begins=True)


def append(session: Session, case: str, step: Step, *, expected: int, now: datetime) -> Outcome:
    """Add a step to a case, all of it or nothing.

    ``Conflict`` when the case has moved on from ``expected`` or the key was used for something
    else; an exact repetition returns the first outcome.
    """
    return step_with(session, case, step, expected, now, _as_it_is)


def append_to(session: Session, read: History, step: Step, *, now: datetime) -> Outcome:
    """Add a step to a case just read ``together``, whose command has no key.

    ``Conflict`` when the case has moved on since it was read.
    """
    last = read.entries[-1]
    with session.file(read.place).writing() as connection:
        return _write(
            session,
            connection,
            read.case,
            read.held,
            step,
            stamp(now),
            read.next_due,
            before=(last.seq, last.digest),
        )


@contextmanager
def together(session: Session, place: Place) -> Iterator[None]:
    """Give one transaction for steps in many cases of one file: all of them are kept, or none.

    What is read within it is what is written to: nobody else writes to the file meanwhile.
    """
    with session.file(place).writing():
        yield


def _as_it_is(_connection: sa.Connection, card: Card) -> Card:
    return card


def step_with(
    session: Session, case: str, step: Step, expected: int, now: datetime, rekey: Rekey
) -> Outcome:
    """Add a step to a case, its holders changed by ``rekey`` in the same transaction."""
    file = place_of(session, case)
    with file.writing() as connection:
        earlier = commands.find(session, connection, step.key, step.content, case)
        if earlier is not None:
            return earlier
        row, card = opened(session, connection, case)
        if row.revision != expected:
            raise _stale(row.revision - expected)
        kept = rekey(connection, card)
        return _write(session, connection, case, kept, step, stamp(now), row.next_due)


def opened(session: Session, connection: sa.Connection, case: str) -> tuple[Row, Card]:
    """Return a case's row and open card; a hidden case gets the answer of one that never was."""
    row = _FIND.run(connection, of=case).one_or_none()
    card = None if row is None else wraps.find_card(session, connection, case, row.card)
    if row is None or card is None:
        raise not_found()
    if card.revision != row.revision:
        raise Damaged(
            "A case and its card are not of the same moment.",
            advice="Do not write to the case. Restore the records from a backup.",
        )
    return row, card


def _stale(ahead: int) -> Conflict:
    steps = "one step" if ahead == 1 else "some steps"
    return Conflict(
        f"Somebody took {steps} in this case since you opened it.",
        advice="Look at what is new, then decide again.",
    )


def _write(
    session: Session,
    connection: sa.Connection,
    case: str,
    card: Card,
    step: Step,
    at: str,
    due: str | None,
    *,
    begins: bool = False,
    before: tuple[int, bytes] | None = None,
) -> Outcome:
    """Write everything of a step but its beginning: the one place where cases are changed.

    ``before`` is the case's last entry where it was just read; were there a newer one, the file
    would refuse a second entry of the same number.
    """
    key = card.keys[0]
    seq, prev = before or deadlines.last_event(connection, case) or (0, chain.first_prev(case))
    seqs = []
    for entry in step.entries:
        seq += 1
        by = _signer(session, entry)
        made = entries.make("event", case, seq, prev, at, entry.payload, key, by)
        deadlines.put_event(connection, case, made)
        seqs.append(seq)
        prev = made.digest
    deadlines.apply(connection, case, key, step, at)
    effects.apply(connection, case, key, step, at)
    for blob in step.blobs:
        chunks.put(connection, card.keys, blob)
    logs.write(session, connection, card.keys, step, at)
    revision = card.revision + len(step.entries)
    kept = replace(card, revision=revision, words=step.card)
    saved = _SAVE.run(
        connection,
        of=case,
        expected=card.revision,
        next=revision,
        changed=deadlines.next_change(connection, at),
        due=_next_due(connection, case, step, due),
        sealed=kept.sealed(case),
    )
    if saved.rowcount != 1:
        raise _stale(1)
    session.known[case] = card.keys
    outcome = Outcome(case=case, ref=card.ref, revision=revision, seqs=tuple(seqs), head=prev.hex())
    commands.keep(session, connection, step.key, step.content, outcome, "" if begins else case)
    return outcome


def _next_due(connection: sa.Connection, case: str, step: Step, before: str | None) -> str | None:
    """Return when the case's next limit is due after a step; ``before`` is when it was."""
    if step.end or step.resume or step.due:
        return deadlines.next_due(connection, case)
    armed = [stamp(arm.due_at) for arm in step.arm if arm.due_at is not None]
    return min([*armed, before] if before else armed, default=None)


def _signer(session: Session, entry: Entry) -> Identity:
    if entry.as_circle is None:
        return session.root
    circle = session.circle_identity(entry.as_circle)
    if circle is None:
        raise NotPermitted(
            "You do not belong to those who may release this.", advice="Ask one of them."
        )
    return circle


# --- reading -------------------------------------------------------------------------------------


def read_case(session: Session, case: str) -> History:
    """Return a whole case; chain, signatures, words and revision verified first."""
    file = place_of(session, case)
    with file.reading() as connection:
        row, card = opened(session, connection, case)
        rows = stored(connection, case)
        if rows and not (rows[0].sealed or rows[0].deadline):
            raise gone.destroyed()
        limits = deadlines.read(connection, case, card.keys)
    records = verified(session, case, rows, card.keys)
    people = sum(1 for record in records if record.deadline is None)
    if people != row.revision:
        raise entries.damaged(len(records), "the case has more or fewer entries than it counts")
    if {r.deadline for r in records if r.deadline} != {d.id for d in limits if d.passed_at}:
        raise entries.damaged(len(records), "the clock’s entries and the time limits do not agree")
    return History(
        case=case,
        ref=card.ref,
        place=file.place,
        revision=row.revision,
        head=records[-1].digest.hex(),
        card=card.words,
        entries=records,
        deadlines=limits,
        held=card,
        next_due=row.next_due,
    )


def lies_on_chain(history: History, head: str) -> bool:
    """Say whether a head printed on a letter or an export is one that this history ever had.

    A history whose last entries were cut away, its row put back to match, is sound in itself: only
    what was printed before shows it.
    """
    wanted = "".join(head.split()).casefold()
    return any(record.digest.hex() == wanted for record in history.entries)


def read_item(session: Session, case: str, item: str) -> bytes:
    """Return one item of a case: an issued letter, a piece of evidence."""
    file = place_of(session, case)
    with file.reading() as connection:
        _row, card = opened(session, connection, case)
        return chunks.get(connection, card.keys, item)


def stored(connection: sa.Connection, case: str) -> tuple[entries.Made, ...]:
    """Return a case's entries as they lie in the file, in order, not verified."""
    return tuple(
        entries.Made(
            seq=row.seq,
            at=row.at,
            deadline=row.deadline,
            sealed=row.sealed,
            commitment=row.commitment,
            prev=row.prev,
            digest=row.digest,
            signature=row.signature,
        )
        for row in _EVENTS.run(connection, of=case)
    )


def verified(
    session: Session, case: str, rows: tuple[entries.Made, ...], keys: tuple[bytes, ...]
) -> tuple[Record, ...]:
    """Return the records of ``rows``; ``Damaged`` names the first that does not hold."""
    entries.check(case, rows)
    if not rows or rows[0].deadline:
        raise entries.damaged(1, "its first entry is missing")
    return tuple(
        _clock_record(session, row) if row.deadline else _record(session, case, row, keys)
        for row in rows
    )


def _clock_record(session: Session, row: entries.Made) -> Record:
    service = session.directory.holders[SERVICE].sign
    if row.sealed or row.commitment != chain.NOTHING:
        raise entries.damaged(row.seq, "the clock’s entry holds words")
    if not vault.signed_by(service, row.digest, row.signature):
        raise entries.damaged(row.seq, "its signature is not the clock’s")
    name, _, due = row.deadline.partition(" ")
    by = Signer(kind=SERVICE, id=SERVICE)
    return _made(row, by, b"", b"", deadline=name, due_at=instant(due))


def _record(session: Session, case: str, row: entries.Made, keys: tuple[bytes, ...]) -> Record:
    found = entries.opened("event", case, row, keys)
    if found is None:
        raise entries.damaged(row.seq, "its words cannot be opened")
    signer = known_signer(session, found.signer)
    if signer is None or signer.kind == SERVICE:
        raise entries.damaged(row.seq, "it is signed with a key nobody here has")
    return _made(row, signer, found.payload, found.opening)


def known_signer(session: Session, sign: bytes) -> Signer | None:
    """Return whose signing key this is, looking into the register again if it is not known."""
    if sign not in session.directory.signers:
        session.refresh()
    return session.directory.signers.get(sign)


def _made(
    row: entries.Made,
    signer: Signer,
    payload: bytes,
    opening: bytes,
    *,
    deadline: str | None = None,
    due_at: datetime | None = None,
) -> Record:
    return Record(
        seq=row.seq,
        at=instant(row.at),
        signer=signer,
        payload=payload,
        deadline=deadline,
        due_at=due_at,
        opening=opening,
        commitment=row.commitment,
        prev=row.prev,
        digest=row.digest,
        signature=row.signature,
    )
