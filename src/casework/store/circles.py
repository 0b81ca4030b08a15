"""Circles and what their members do for one another at each sign-in. Must not know roles.

Nobody can be handed a key by someone who does not hold it, so what is missing waits until a holder
signs in: ``work_off`` makes missing circles, hands out seeds and files, changes the keys of circles
somebody has left, and puts boxed case keys under their holders' labels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework.store import letterbox, register
from casework.store.book import instant, stamp
from casework.store.folder import Place
from casework.store.register import State
from casework.store.session import (
    Change,
    Grant,
    Session,
    changing,
    circle_grant,
    file_grant,
    give,
    grant_label,
)
from casework.store.vault import Identity

if TYPE_CHECKING:
    from datetime import datetime

    from casework.store.clockwork import Service
    from casework.store.keys import Holder
    from casework.store.register import UserRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOff:
    """How much was done for others."""

    granted: int
    created: tuple[str, ...]
    rotated: tuple[str, ...]
    relabelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Circles whose key nobody gets unasked, and the users a member lets into them now.

    Whoever was let in once gets the next key too; the register says who was.
    """

    kept: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()


def work_off(
    session: Session,
    *,
    now: datetime,
    service: Service | None = None,
    admission: Admission | None = None,
) -> WorkedOff:
    """Do what waits for somebody with this person's keys; call after each sign-in."""
    session.refresh()
    with changing(session.folder, session.office, stamp(now)) as change:
        me = change.directory.users[session.user]
        created = tuple(n for n in sorted(me.circles) if n not in change.directory.circles)
        held = sorted(session.circles)
        rotated = tuple(n for n in held if change.directory.circles[n].stale)
        for name in (*created, *rotated):
            _make(session, change, name)
        _open_sealed(session, change, service)
        granted = _hand_out(session, change, admission or Admission())
        _sweep(change, now)
    session.refresh()
    return WorkedOff(
        granted=granted,
        created=created,
        rotated=rotated,
        relabelled=letterbox.relabel(session, now),
    )


def _make(session: Session, change: Change, name: str) -> None:
    """Give a circle its first or next key, known to this person alone until handed out."""
    before = change.circle(name)
    generation = 1 if before is None else before.generation + 1
    fresh = Identity.new()
    former = None if before is None else session.circle_seeds(name)[before.generation]
    proof = b"" if former is None else former.sign(register.proof_digest(name, fresh.public))
    change.say(
        session.root,
        "circle",
        name=name,
        generation=generation,
        box=fresh.public.box.hex(),
        sign=fresh.public.sign.hex(),
        proof=proof.hex(),
    )
    session.directory = change.directory
    session.hold(name, generation, fresh)


def _open_sealed(session: Session, change: Change, service: Service | None) -> None:
    """Let the first who may open the sealed file do so, with the key the service keeps for it."""
    me = change.directory.users[session.user]
    if session.opens_sealed or service is None or not me.opens_sealed:
        return
    session.open_sealed(service.files[Place.SEALED].key)


def _hand_out(session: Session, change: Change, admission: Admission) -> int:
    count = 0
    for user in change.directory.active():
        _let_in(session, change, user, admission)
        holder = full = change.keys.users[user.name]
        circles = change.directory.entered(user)
        for grant in _due_to(session, change, circles, opens_sealed=user.opens_sealed):
            full = _once(change, full, grant)
        count += len(full.grants) - len(holder.grants)
        if full is not holder:
            change.set_user(user.name, full)
    return count + _to_recovery(session, change)


def _let_in(session: Session, change: Change, user: UserRecord, admission: Admission) -> None:
    """Write into the register, signed with the circle's own key, that the user is let in."""
    for name in sorted(user.circles - change.directory.entered(user)):
        circle = session.circle_identity(name)
        if circle is None or (name in admission.kept and user.id not in admission.users):
            continue
        digest = register.agreed_digest(f"admit to {name}", user.id, change.next_seq)
        proof = circle.sign(digest)
        change.say(session.root, "admit", id=user.id, circle=name, proof=proof.hex())


def _due_to(
    session: Session, change: Change, circles: frozenset[str], *, opens_sealed: bool
) -> list[Grant]:
    grants = [
        Grant(what=circle_grant(name, generation), key=identity.seed)
        for name in sorted(circles & change.directory.circles.keys())
        for generation, identity in session.circle_seeds(name).items()
    ]
    if opens_sealed and session.opens_sealed:
        key = session.files[Place.SEALED].key
        grants.append(Grant(what=file_grant(Place.SEALED), key=key))
    return grants


def _once(change: Change, holder: Holder, grant: Grant) -> Holder:
    if grant_label(change.secret, holder.id, grant.what) in holder.grants:
        return holder
    return give(change.secret, holder, grant)


def _to_recovery(session: Session, change: Change) -> int:
    """Hand each recovery key whatever the chair who made it may hold."""
    makers = {made.public: maker for maker, made in change.directory.recoveries.items()}
    before = change.keys.recoveries
    after = tuple(
        _full(session, change, holder, change.directory.users[makers[holder.public]])
        for holder in before
    )
    if after != before:
        change.keys = replace(change.keys, recoveries=after)
    return sum(len(holder.grants) for holder in after) - sum(len(one.grants) for one in before)


def _full(session: Session, change: Change, holder: Holder, chair: UserRecord) -> Holder:
    """Return a recovery key's part with whatever its chair may hold and this person can hand on."""
    if chair not in change.directory.active() or not chair.guarded:
        return holder
    circles = change.directory.entered(chair)
    for grant in _due_to(session, change, circles, opens_sealed=chair.opens_sealed):
        holder = _once(change, holder, grant)
    return holder


def _sweep(change: Change, now: datetime) -> None:
    """Take the grants of one-time passwords that are too old; the invitation stays known."""
    for user in change.directory.users.values():
        holder = change.keys.users.get(user.name)
        if holder is None or user.state is not State.INVITED or not holder.grants:
            continue
        if instant(holder.expires) < now:
            change.set_user(user.name, replace(holder, grants={}))
