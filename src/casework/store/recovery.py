"""A chair's recovery key: made at their first sign-in, shown once, for the sealed envelope.

Whoever holds it can read what that chair can. Each school has a chair, and so a key of its own: one
for all schools would open to the chair of one what belongs to another. Must not open a case itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework.errors import NotPermitted
from casework.store import circles, vault
from casework.store import keys as key_file
from casework.store.book import stamp
from casework.store.circles import Admission
from casework.store.folder import Folder, Place
from casework.store.keys import Holder
from casework.store.register import RECOVERY, living, may_recover, opens_for
from casework.store.session import (
    Grant,
    Session,
    changing,
    circle_grant,
    file_grant,
    give,
    grants_of,
)
from casework.store.users import make_keys, office_of, opened, wake
from casework.store.vault import Identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from casework.store.keys import Keys
    from casework.store.register import UserRecord
    from casework.store.session import Change


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignedIn:
    """The session and, once for each chair, the recovery key to show to this person alone."""

    session: Session
    recovery_key: str | None = None


def sign_in(
    path: Path, name: str, password: str, *, now: datetime, new_password: str | None = None
) -> SignedIn:
    """Open the book for one person; a wrong name and a wrong password get the same answer.

    A one-time password needs ``new_password`` with it, else ``FirstSignIn`` is raised.
    """
    session = wake(path, name, password, now=now, new_password=new_password)
    try:
        return SignedIn(session=session, recovery_key=_first_recovery(session, now))
    except BaseException:  # nothing stays open or half done, whatever is raised on
        session.close()
        raise


def has_recovery(session: Session) -> bool:
    """Say whether any recovery key exists."""
    return bool(session.directory.recoveries)


def recovered_circles(session: Session) -> frozenset[str]:
    """Return the circles that a living chair's recovery key opens."""
    directory = session.directory
    makers = (maker for maker in directory.recoveries if living(directory, maker))
    return frozenset().union(*(directory.entered(directory.users[maker]) for maker in makers))


def _first_recovery(session: Session, now: datetime) -> str | None:
    made = session.user in session.directory.recoveries
    if made or not session.me().guarded or not may_recover(session.directory, session.user):
        return None
    return renew_recovery(session, now=now)


def renew_recovery(session: Session, *, now: datetime) -> str:
    """Make a new recovery key, retire the one before it, and return it to be shown once."""
    if not session.me().guarded or not may_recover(session.directory, session.user):
        raise NotPermitted("Only the chair has a recovery key.", advice="Ask the chair.")
    written = vault.new_recovery_key()
    identity = Identity.of(vault.recovery_seed(written))
    with changing(session.folder, session.office, stamp(now)) as change:
        public = identity.public
        holder = Holder(id=vault.new_id(), box=public.box.hex(), sign=public.sign.hex())
        for grant in held(session):
            holder = give(change.secret, holder, grant)
        change.say(session.root, RECOVERY, box=public.box.hex(), sign=public.sign.hex())
        kept = {made.public for made in change.directory.recoveries.values()}
        others = (one for one in change.keys.recoveries if one.public in kept)
        change.keys = replace(change.keys, recoveries=(*others, holder))
    session.refresh()
    return written


def held(session: Session) -> tuple[Grant, ...]:
    """Return everything a person can hand on: the files' keys and their circles' seeds."""
    files = [Grant(what=file_grant(p), key=file.key) for p, file in session.files.items()]
    circles = [
        Grant(what=circle_grant(name, generation), key=identity.seed)
        for name in sorted(session.directory.circles)
        for generation, identity in session.circle_seeds(name).items()
    ]
    return (*files, *circles)


def open_with_recovery(
    path: Path, written: str, *, name: str, new_password: str, now: datetime
) -> SignedIn:
    """Give a chair new keys by their recovery key, which is used up: a new one is returned.

    A chair who is none any more is replaced: the key then gives them to a successor of that school.
    """
    vault.check_new_password(new_password)
    folder = Folder(path)
    folder.check()
    identity = Identity.of(vault.recovery_seed(written))
    envelope = _envelope(key_file.load(folder), identity)
    office = office_of(folder, envelope, identity)
    try:
        with changing(folder, office, stamp(now)) as change:
            user = _opened_by(change, identity, name)
            fresh = make_keys(change, user.name, identity, new_password)
            holder = change.keys.users[user.name]
            for grant in _due(user, grants_of(envelope, identity)):
                holder = give(change.secret, holder, grant)
            change.set_user(user.name, holder)
    finally:
        office.close()
    session = opened(folder, user.name, fresh)
    try:
        return SignedIn(session=session, recovery_key=_settled(session, now))
    except BaseException:  # nothing stays open or half done, whatever is raised on
        session.close()
        raise


def _envelope(keys: Keys, identity: Identity) -> Holder:
    for one in keys.recoveries:
        if one.public == identity.public:
            return one
    raise NotPermitted(
        "That is not the recovery key of these records.",
        advice="Check each group of letters. A renewed key retires the one before it.",
    )


def _opened_by(change: Change, identity: Identity, name: str) -> UserRecord:
    """Return the chair of that name, whose sign-in the key opens."""
    user = change.directory.by_name(name)
    makers = change.directory.recoveries.items()
    mine = (maker for maker, made in makers if made.public == identity.public)
    able = any(opens_for(change.directory, maker, user) for maker in mine)
    if not able or user.name not in change.keys.users:
        raise NotPermitted(
            "The recovery key opens the chair’s sign-in only.",
            advice="Use the name of the chair who made it.",
        )
    return user


def _due(user: UserRecord, grants: Iterable[Grant]) -> Iterator[Grant]:
    """Yield what of an envelope is the user's: circles they belong to, files they may open."""
    for grant in grants:
        kind, _, rest = grant.what.partition(":")
        if kind == "circle":
            due = rest.rpartition(":")[0] in user.circles
        else:
            due = user.opens_sealed or grant.what != file_grant(Place.SEALED)
        if due:
            yield grant


def _settled(session: Session, now: datetime) -> str:
    """Let the chair into the circles whose keys they have again; return the next recovery key."""
    mine = Admission(kept=frozenset(session.directory.circles), users=frozenset({session.user}))
    circles.work_off(session, now=now, admission=mine)
    return renew_recovery(session, now=now)
