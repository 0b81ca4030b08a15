"""Reminders by mail: whom the service may tell of which limit, and what has gone out to whom.

Only of the office file: nothing about the sealed one is ever said here. What a person says to the
service is boxed to it, what the service says to a person is boxed to them. Must not know what a
reminder says, nor how it is sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.store import keys as key_file
from casework.store import tables, vault
from casework.store.book import instant, stamp
from casework.store.dialect import Prepared
from casework.store.folder import Folder, Place
from casework.store.session import load_agreeing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from casework.store.clockwork import Service
    from casework.store.register import Directory, UserRecord
    from casework.store.session import Session

TOLD_BUCKET, POST_BUCKET = 1024, 128
#: An attempt that has said nothing for so long was cut off: nobody knows how it ended.
CUT_OFF = timedelta(minutes=10)
#: So far back what is said of a case anew makes good: later reminders go by themselves no more.
REACH = timedelta(days=5)

_TOLD, _OUTBOX = tables.table("told"), tables.table("outbox")
_CASE, _DEADLINE = tables.table("case"), tables.table("deadline")
_FORGET = Prepared(sa.delete(_TOLD).where(_TOLD.c.case == sa.bindparam("of")))
_TELL = Prepared(sa.insert(_TOLD))
_CURRENT = (_TOLD.c.case == _CASE.c.id) & (_TOLD.c.revision == _CASE.c.revision)
_CURRENT &= _TOLD.c.people == sa.bindparam("people")
_UNTOLD = Prepared(sa.select(_CASE.c.id).where(~sa.exists().where(_CURRENT)).order_by(_CASE.c.id))
_TELLINGS = Prepared(
    sa.select(_TOLD.c.at, _TOLD.c.sealed).join(_CASE, _CURRENT).order_by(_TOLD.c.case)
)
_OPEN = Prepared(
    sa.select(_DEADLINE.c.id, _DEADLINE.c.due_at).where(
        _DEADLINE.c.ended_at.is_(None) & _DEADLINE.c.due_at.is_not(None)
    )
)
_ALL = Prepared(sa.select(_OUTBOX).order_by(_OUTBOX.c.at, _OUTBOX.c.id))
_TOLD_AT = Prepared(sa.select(_TOLD.c.at).where(_TOLD.c.case == sa.bindparam("of")))
_ROW = Prepared(
    sa.select(_OUTBOX.c.state, _OUTBOX.c.tried_at).where(_OUTBOX.c.id == sa.bindparam("name"))
)
_PUT = Prepared(sa.insert(_OUTBOX))
_MOVE = Prepared(
    sa.update(_OUTBOX)
    .where((_OUTBOX.c.id == sa.bindparam("name")) & (_OUTBOX.c.state == sa.bindparam("before")))
    .values(state=sa.bindparam("now"), tried_at=sa.bindparam("tried"))
)
_END = Prepared(
    sa.update(_OUTBOX)
    .where(
        (_OUTBOX.c.id == sa.bindparam("name"))
        & (_OUTBOX.c.state == sa.bindparam("before"))
        & (_OUTBOX.c.tried_at == sa.bindparam("claimed"))
    )
    .values(state=sa.bindparam("now"), tried_at=sa.bindparam("tried"))
)


class PostState(StrEnum):
    """How far a reminder is; from ``held``, ``unknown`` and ``refused`` only a person moves it."""

    WAITING = "waiting"  # a person wants it sent, or sent again
    ATTEMPTING = "attempting"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    HELD = "held"  # too late to go by itself


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Telling:
    """What the service was told of one case, and when."""

    at: datetime
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Post:
    """One reminder to the person who reads this: of which day, and how far it is.

    ``tried_at`` is when it was last attempted; of one that waits, when a person wanted it.
    """

    id: str
    day: date
    state: PostState
    tried_at: datetime | None


# --- a person's side -----------------------------------------------------------------------------


def untold(session: Session, people: str) -> frozenset[str]:
    """Return the cases of the office file of which nothing current was said to the service.

    ``people`` is the digest of who there is now, and in what role.
    """
    with session.office.reading() as connection:
        return frozenset(row.id for row in _UNTOLD.run(connection, people=people))


def tell(
    session: Session, case: str, revision: int, people: str, payload: bytes, *, now: datetime
) -> None:
    """Say to the service who may be reminded of what in a case, in place of what was said.

    It reaches back to when something was first said of the case, up to ``REACH``: what nobody could
    be reminded of while what had been said was dead is made good. What a clock that was ahead said
    counts as said now, or nobody would be reminded until then.
    """
    public = key_file.load(session.folder).service.public
    sealed = vault.boxed_to(public, vault.padded(payload, TOLD_BUCKET))
    with session.office.writing() as connection:
        before = _TOLD_AT.run(connection, of=case).scalar()
        latest, earliest = stamp(now), stamp(now - REACH)
        at = latest if before is None else min(latest, max(before, earliest))
        _FORGET.run(connection, of=case)
        _TELL.run(connection, case=case, revision=revision, people=people, at=at, sealed=sealed)


def posts(session: Session, now: datetime) -> tuple[Post, ...]:
    """Return the reminders that were meant for this person, the oldest first."""
    found = []
    with session.office.reading() as connection:
        for row in _ALL.run(connection):
            plain = session.root.unbox(row.sealed)
            if plain is None:
                continue
            tried = None if row.tried_at is None else instant(row.tried_at)
            said = json.loads(vault.unpadded(plain))
            state = _standing(PostState(row.state), tried, now)
            day = date.fromisoformat(said["day"])
            found.append(Post(id=row.id, day=day, state=state, tried_at=tried))
    return tuple(sorted(found, key=lambda post: (post.day, post.id)))


def _standing(state: PostState, tried: datetime | None, now: datetime) -> PostState:
    """Return the state as it is to be read: an attempt that was cut off has an unknown end."""
    if state is PostState.ATTEMPTING and (tried is None or abs(now - tried) > CUT_OFF):
        return PostState.UNKNOWN
    return state


def settle_post(session: Session, post: Post, state: PostState, now: datetime) -> bool:
    """Let a person say how it stands; False where it has moved on since they looked."""
    tried = None if post.tried_at is None else stamp(post.tried_at)
    if state is PostState.WAITING:
        tried = stamp(now)
    with session.office.writing() as connection:
        kept = _ROW.run(connection, name=post.id).scalar()
        if kept is None or _standing(PostState(kept), post.tried_at, now) is not post.state:
            return False
        return (
            _MOVE.run(connection, name=post.id, before=kept, now=state, tried=tried).rowcount == 1
        )


# --- the service's side --------------------------------------------------------------------------


def tellings(service: Service, people: str) -> tuple[Telling, ...]:
    """Return what was said of cases that have not moved on since, nor have the people."""
    with service.files[Place.OFFICE].reading() as connection:
        rows = _TELLINGS.run(connection, people=people).all()
    opened = ((row.at, service.identity.unbox(row.sealed)) for row in rows)
    return tuple(
        Telling(at=instant(at), payload=vault.unpadded(plain)) for at, plain in opened if plain
    )


def open_limits(service: Service) -> dict[str, datetime]:
    """Return when each limit of the office file that has not ended is or was due."""
    with service.files[Place.OFFICE].reading() as connection:
        return {row.id: instant(row.due_at) for row in _OPEN.run(connection)}


def directory_of(service: Service) -> Directory:
    """Return who there is, as the register says."""
    office = service.files[Place.OFFICE]
    return load_agreeing(Folder(office.path.parent), office)[1]


def post_id(service: Service, user: str, day: date) -> str:
    """Return the blinded id of a person's reminder of a day."""
    words = f"{user} {day.isoformat()}".encode()
    return vault.keyed(service.identity.label_secret, "outbox", words, 16).hex()


def kept_states(
    service: Service, names: Iterable[str]
) -> dict[str, tuple[PostState, datetime | None]]:
    """Return how far each of these reminders is, of those that there are, and since when."""
    with service.files[Place.OFFICE].reading() as connection:
        found = ((name, _ROW.run(connection, name=name).first()) for name in names)
        return {
            name: (PostState(row.state), None if row.tried_at is None else instant(row.tried_at))
            for name, row in found
            if row is not None
        }


def is_anything_waiting(service: Service) -> bool:
    """Tell whether a person wants something sent."""
    with service.files[Place.OFFICE].reading() as connection:
        return any(row.state == PostState.WAITING for row in _ALL.run(connection))


def claim_post(
    service: Service, user: UserRecord, day: date, state: PostState, now: datetime
) -> bool:
    """Take up a reminder, or lay it aside as ``held``; False where another clock has it.

    One that a person wants sent goes from ``waiting`` to ``attempting``; a new one begins there.
    """
    assert user.public is not None  # noqa: S101 - active users have keys
    name, at = post_id(service, user.id, day), stamp(now)
    tried = at if state is PostState.ATTEMPTING else None
    words = json.dumps({"day": day.isoformat()}).encode()
    with service.files[Place.OFFICE].writing() as connection:
        if _ROW.run(connection, name=name).scalar() is not None:
            wanted = PostState.WAITING
            moved = _MOVE.run(connection, name=name, before=wanted, now=state, tried=tried)
            return moved.rowcount == 1
        sealed = vault.boxed_to(user.public, vault.padded(words, POST_BUCKET))
        _PUT.run(connection, id=name, at=at, state=state, tried_at=tried, sealed=sealed)
        return True


def end_post(
    service: Service, name: str, state: PostState, tried: datetime, claimed: datetime
) -> None:
    """Keep how the attempt that began when it was ``claimed`` ended; nothing of a later one."""
    with service.files[Place.OFFICE].writing() as connection:
        _END.run(
            connection,
            name=name,
            before=PostState.ATTEMPTING,
            now=state,
            tried=stamp(tried),
            claimed=stamp(claimed),
        )
