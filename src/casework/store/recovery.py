"""The recovery key: made at the chair's first sign-in, shown once, for the sealed envelope.

Whoever holds it can read what the chair can. Must not open a case itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework.errors import NotPermitted
from casework.store import keys as key_file
from casework.store import vault
from casework.store.book import stamp
from casework.store.folder import Folder
from casework.store.keys import Holder
from casework.store.register import RECOVERY, may_recover
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
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignedIn:
    """The session and, once in a book's life, the recovery key to show to this person alone."""

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
    """Say whether a recovery key exists."""
    return RECOVERY in session.directory.holders


def _first_recovery(session: Session, now: datetime) -> str | None:
    if has_recovery(session) or not session.me().guarded:
        return None
    return renew_recovery(session, now=now)


def renew_recovery(session: Session, *, now: datetime) -> str:
    """Make a new recovery key, retire the old one, and return it to be shown once."""
    if not session.me().guarded or not may_recover(session.directory, session.user):
        raise NotPermitted("Only the chair has a recovery key.", advice="Ask the chair.")
    written = vault.new_recovery_key()
    identity = Identity.of(vault.recovery_seed(written))
    with changing(session.folder, session.office, stamp(now)) as change:
        public = identity.public
        holder = Holder(id=RECOVERY, box=public.box.hex(), sign=public.sign.hex())
        for grant in held(session):
            holder = give(change.secret, holder, grant)
        change.keys = replace(change.keys, recovery=holder)
        change.say(session.root, RECOVERY, box=public.box.hex(), sign=public.sign.hex())
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
    """Give the chair new keys by the recovery key, which is used up: a new one is returned."""
    vault.check_new_password(new_password)
    folder = Folder(path)
    folder.check()
    keys = key_file.load(folder)
    identity = Identity.of(vault.recovery_seed(written))
    if keys.recovery is None or keys.recovery.public != identity.public:
        raise NotPermitted(
            "That is not the recovery key of these records.",
            advice="Check each group of letters. A renewed key retires the one before it.",
        )
    grants = grants_of(keys.recovery, identity)
    office = office_of(folder, keys.recovery, identity)
    try:
        with changing(folder, office, stamp(now)) as change:
            user = change.directory.by_name(name)
            if not user.guarded or user.name not in change.keys.users:
                raise NotPermitted(
                    "The recovery key opens the chair’s sign-in only.", advice="Use that name."
                )
            fresh = make_keys(change, user.name, identity, new_password)
            holder = change.keys.users[user.name]
            for grant in grants:
                holder = give(change.secret, holder, grant)
            change.set_user(user.name, holder)
    finally:
        office.close()
    session = opened(folder, user.name, fresh)
    return SignedIn(session=session, recovery_key=renew_recovery(session, now=now))
