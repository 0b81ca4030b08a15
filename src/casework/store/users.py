"""Signing in, adding, resetting and disabling users; the recovery key. Must not open a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from casework.errors import NotPermitted, UsageFault
from casework.store import keys as key_file
from casework.store import register, vault
from casework.store.book import BookFile, instant, stamp
from casework.store.folder import Folder, Place
from casework.store.keys import Holder
from casework.store.register import UserRecord
from casework.store.session import (
    Change,
    Grant,
    Session,
    changing,
    circle_grant,
    file_grant,
    give,
    grant_label,
    grants_of,
    load_agreeing,
    name_taken,
    root_bound_to,
    unlocked,
)
from casework.store.vault import Identity

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from casework.store.keys import Keys

#: How long a one-time password opens the first sign-in.
ONE_TIME = timedelta(days=7)


class FirstSignIn(NotPermitted):
    """The one-time password is right; a password of the person's own is needed with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """Who is to sign in. Which role belongs to which circle is the office's affair."""

    name: str
    circles: frozenset[str] = frozenset()
    opens_sealed: bool = False
    manages: bool = False
    guarded: bool = False


def wake(
    path: Path, name: str, password: str, *, now: datetime, new_password: str | None
) -> Session:
    """Return the session of whoever this name and password belong to."""
    folder = Folder(path)
    folder.check()
    keys = key_file.load(folder)
    sign_in_name, holder, identity = _who(keys, name, password)
    if holder.first:
        _in_time(holder, now)
        if new_password is None:
            raise FirstSignIn(
                "This password is for the first sign-in only.", advice="Choose one of your own."
            )
        vault.check_new_password(new_password)
        identity = _first_sign_in(folder, sign_in_name, holder, identity, new_password, now)
    return opened(folder, sign_in_name, identity)


def _who(keys: Keys, name: str, password: str) -> tuple[str, Holder, Identity]:
    for known, holder in keys.users.items():
        if known.casefold() == name.casefold():
            identity = unlocked(keys, holder, password)
            if identity is None:
                break
            return known, holder, identity
    else:
        # As slow as for a name that is there.
        vault.stretched(password, vault.random_bytes(vault.SALT_BYTES), keys.cost)
    raise vault.wrong_password()


def _in_time(holder: Holder, now: datetime) -> None:
    if now > instant(holder.expires):
        raise NotPermitted(
            "This one-time password is more than seven days old.",
            advice="Ask whoever looks after the users for a new one.",
        )


def _file_key(holder: Holder, identity: Identity, place: Place) -> bytes | None:
    wanted = file_grant(place)
    return next((g.key for g in grants_of(holder, identity) if g.what == wanted), None)


def office_of(folder: Folder, holder: Holder, identity: Identity) -> BookFile:
    """Open the file that every holder was given the key of."""
    key = _file_key(holder, identity, Place.OFFICE)
    if key is None:
        raise key_file.damaged()
    return BookFile.open(folder, Place.OFFICE, key)


def opened(folder: Folder, name: str, identity: Identity) -> Session:
    """Return the session of the user whose keys these are, the register verified."""
    keys = key_file.load(folder)
    holder = keys.users[name]
    office = office_of(folder, holder, identity)
    files = {Place.OFFICE: office}
    try:
        keys, directory = load_agreeing(folder, office)
        holder = keys.users[name]
        if holder.first or holder.public != identity.public:
            raise vault.wrong_password()
        session = Session(folder, holder.id, name, identity, files, directory)
        session.take_grants(grants_of(holder, identity))
    except BaseException:  # nothing stays open or half done, whatever is raised on
        for file in files.values():
            file.close()
        raise
    return session


# --- keys of one's own ---------------------------------------------------------------------------


def _first_sign_in(
    folder: Folder, name: str, holder: Holder, invite: Identity, password: str, now: datetime
) -> Identity:
    office = office_of(folder, holder, invite)
    try:
        with changing(folder, office, stamp(now)) as change:
            if change.keys.users.get(name) != holder:
                raise vault.wrong_password()
            return make_keys(change, name, invite, password)
    finally:
        office.close()


def make_keys(change: Change, name: str, invite: Identity, password: str) -> Identity:
    """Make a user's own keys and register them, signed by the invitation (or the recovery key)."""
    before = change.keys.users[name]
    fresh = Identity.new()
    digest = register.proof_digest(before.id, fresh.public)
    holder = wrapped(change.keys, before.id, fresh, password)
    holder = give(
        change.secret, holder, Grant(what=file_grant(Place.OFFICE), key=change.office.key)
    )
    holder = give(change.secret, holder, dummy())
    change.set_user(name, holder)
    change.say(
        invite,
        "keys",
        id=before.id,
        box=fresh.public.box.hex(),
        sign=fresh.public.sign.hex(),
        proof=fresh.sign(digest).hex(),
    )
    return fresh


def dummy() -> Grant:
    """Return a grant that opens nothing, as long as the one that opens the sealed file."""
    return Grant(what="file:nothing", key=vault.random_bytes(vault.KEY_BYTES))


def wrapped(keys: Keys, user: str, identity: Identity, password: str) -> Holder:
    """Return a user's part of the keys, its root seed wrapped with ``password``, without grants."""
    salt = vault.random_bytes(vault.SALT_BYTES)
    stretched = vault.stretched(password, salt, keys.cost)
    return Holder(
        id=user,
        box=identity.public.box.hex(),
        sign=identity.public.sign.hex(),
        salt=salt.hex(),
        root=vault.seal(stretched, identity.seed, root_bound_to(keys.book, user)).hex(),
    )


def change_password(session: Session, old: str, new: str, *, now: datetime) -> None:
    """Wrap the same keys with another password."""
    vault.check_new_password(new)
    if not session.check_password(old):
        raise vault.wrong_password()
    with changing(session.folder, session.office, stamp(now)) as change:
        before = change.keys.users[session.name]
        holder = wrapped(change.keys, session.user, session.root, new)
        change.set_user(session.name, replace(holder, grants=before.grants))


# --- other people --------------------------------------------------------------------------------


def invitation(keys: Keys, user: str, password: str, expires: str) -> tuple[Holder, Identity]:
    """Return the part of the keys that a one-time password opens, and its identity."""
    salt = vault.random_bytes(vault.SALT_BYTES)
    invite = Identity.of(vault.stretched(password, salt, keys.cost))
    public = invite.public
    holder = Holder(
        id=user,
        box=public.box.hex(),
        sign=public.sign.hex(),
        salt=salt.hex(),
        first=True,
        expires=expires,
    )
    return holder, invite


def add_user(
    session: Session, new: NewUser, *, now: datetime, password: str | None = None
) -> str | None:
    """Add a user; return the one-time password, or None when a password of theirs was given."""
    if password is not None:
        vault.check_new_password(password)
    if not new.name.strip() or new.name != new.name.strip():
        raise UsageFault("A sign-in name needs at least one letter.", advice="Type the name again.")
    one_time = vault.one_time_password()
    with changing(session.folder, session.office, stamp(now)) as change:
        need_manager(session, change)
        if change.directory.has_name(new.name):
            raise name_taken()
        invite = _invite(session, change, new, one_time, stamp(now + ONE_TIME))
        if password is not None:
            make_keys(change, new.name, invite, password)
    session.refresh()
    return one_time if password is None else None


def _invite(
    session: Session, change: Change, new: NewUser, one_time: str, expires: str
) -> Identity:
    user = UserRecord(
        id=vault.new_id(),
        name=new.name,
        circles=new.circles,
        opens_sealed=new.opens_sealed,
        manages=new.manages,
        guarded=new.guarded,
        expires=expires,
    )
    holder, invite = invitation(change.keys, user.id, one_time, expires)
    holder = give(
        change.secret, holder, Grant(what=file_grant(Place.OFFICE), key=change.office.key)
    )
    change.set_user(new.name, give(change.secret, holder, dummy()))
    user = replace(user, invite=invite.public.sign)
    change.say(session.root, "user", **register.user_parts(user))
    return invite


def need_manager(session: Session, change: Change) -> None:
    """Raise unless the person may look after users, as the register has it now."""
    found = change.directory.users.get(session.user)
    if found is None or found.public != session.root.public or not found.manages:
        raise NotPermitted(
            "You may not add or change users.", advice="Ask an administrator or the headteacher."
        )


def _second(
    session: Session,
    change: Change,
    user: UserRecord,
    what: str,
    second: Session | None,
    guarded: bool = False,
) -> dict[str, object]:
    """Return the second person's agreement where the user is guarded, or is to be from now on."""
    if not user.guarded and not guarded:
        return {}
    if second is None or second.user == session.user:
        raise NotPermitted(
            "Nobody alone may change the chair’s sign-in, or who the chair is.",
            advice="A second person signs in beside you and agrees: casework user … --second NAME.",
        )
    digest = register.agreed_digest(what, user.id, change.next_seq)
    return {"second": second.user, "agreed": second.root.sign(digest).hex()}


def reset_user(session: Session, name: str, *, now: datetime, second: Session | None = None) -> str:
    """Retire a user's keys and return a one-time password for new ones."""
    one_time = vault.one_time_password()
    expires = stamp(now + ONE_TIME)
    with changing(session.folder, session.office, stamp(now)) as change:
        need_manager(session, change)
        user = change.directory.by_name(name)
        parts = _second(session, change, user, "reset", second)
        holder, invite = invitation(change.keys, user.id, one_time, expires)
        grant = Grant(what=file_grant(Place.OFFICE), key=change.office.key)
        change.set_user(user.name, give(change.secret, give(change.secret, holder, grant), dummy()))
        parts |= {"id": user.id, "invite": invite.public.sign.hex(), "expires": expires}
        change.say(session.root, "reset", **parts)
    session.refresh()
    return one_time


def disable_user(
    session: Session, name: str, *, now: datetime, second: Session | None = None
) -> None:
    """Take a user's grants away; the circles they belonged to change their keys."""
    with changing(session.folder, session.office, stamp(now)) as change:
        need_manager(session, change)
        user = change.directory.by_name(name)
        if user.id == session.user:
            raise NotPermitted("You cannot disable yourself.", advice="Ask another manager.")
        parts = _second(session, change, user, "disable", second)
        change.set_user(user.name, None)
        change.say(session.root, "disable", id=user.id, **parts)
    session.refresh()


def set_roles(
    session: Session, new: NewUser, *, now: datetime, second: Session | None = None
) -> None:
    """Change which circles a user belongs to and what they may do.

    Whoever is ``guarded``, before or afterwards, is changed by two people.
    """
    with changing(session.folder, session.office, stamp(now)) as change:
        need_manager(session, change)
        user = change.directory.by_name(new.name)
        parts = _second(session, change, user, "roles", second, new.guarded)
        _take_back(change, user, new)
        change.say(
            session.root,
            "roles",
            id=user.id,
            circles=sorted(new.circles),
            opens_sealed=new.opens_sealed,
            manages=new.manages,
            guarded=new.guarded,
            **parts,
        )
    session.refresh()


def _take_back(change: Change, user: UserRecord, new: NewUser) -> None:
    """Drop the grants of circles and file that the user is no longer to hold."""
    whats = [
        circle_grant(name, generation)
        for name in user.circles - new.circles
        if (record := change.circle(name)) is not None
        for generation in range(1, record.generation + 1)
    ]
    if user.opens_sealed and not new.opens_sealed:
        whats.append(file_grant(Place.SEALED))
    labels = {grant_label(change.secret, user.id, what) for what in whats}
    holder = change.keys.users.get(user.name)
    if holder is not None:
        kept = {k: v for k, v in holder.grants.items() if k not in labels}
        change.set_user(user.name, replace(holder, grants=kept))
