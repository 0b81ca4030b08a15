"""Make a case book: both files, the first user, the service. Must not know policies or schools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain import chain
from casework.store import keys as key_file
from casework.store import recovery, register, streams, users, vault
from casework.store.book import BookFile, stamp
from casework.store.folder import Folder, Place
from casework.store.keys import Holder, Keys
from casework.store.register import SERVICE, UserRecord
from casework.store.session import Grant, beginning, file_grant, give
from casework.store.vault import Cost, Identity

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from casework.store.credentials import Credentials
    from casework.store.recovery import SignedIn
    from casework.store.users import NewUser


@dataclass(frozen=True, slots=True, kw_only=True)
class BookState:
    """What can be known of a folder without any key."""

    exists: bool
    book: str = ""
    practice: bool = False


def book_state(path: Path) -> BookState:
    """Return whether a book is there, its id, and whether it is a practice school."""
    folder = Folder(path)
    if not folder.keys.exists():
        return BookState(exists=False)
    keys = key_file.load(folder)
    return BookState(exists=True, book=keys.book, practice=keys.practice)


def create_book(
    path: Path,
    *,
    founder: NewUser,
    password: str,
    credentials: Credentials,
    now: datetime,
    cost: Cost | None = None,
    practice: bool = False,
) -> SignedIn:
    """Make a case book and sign its founder in, who looks after users whatever ``founder`` says."""
    cost = cost or Cost()
    cost.check(practice=practice)
    vault.check_new_password(password)
    folder = Folder(path)
    folder.make()
    book, secret = vault.random_bytes(16), vault.random_bytes(vault.KEY_BYTES)
    meta = {"book": book, "secret": secret}
    made = {
        place: BookFile.create(folder, place, vault.random_bytes(vault.KEY_BYTES), meta)
        for place in Place
    }
    try:
        service = Identity.new()
        invite = _first_keys(made, book, founder, service, cost, practice, now)
        _register(folder, made, founder, password, service, invite, now)
    finally:
        for file in made.values():
            file.close()
    credentials.put(book.hex(), service.seed.hex())
    return recovery.sign_in(path, founder.name, password, now=now)


@dataclass(frozen=True, slots=True, repr=False)
class _Founder:
    record: UserRecord
    invite: Identity
    keys: Keys


def _first_keys(
    made: dict[Place, BookFile],
    book: bytes,
    founder: NewUser,
    service: Identity,
    cost: Cost,
    practice: bool,
    now: datetime,
) -> _Founder:
    office = made[Place.OFFICE]
    name = streams.book_stream(office, "register")
    public = service.public
    clock = Holder(id=SERVICE, box=public.box.hex(), sign=public.sign.hex())
    for place, file in made.items():
        clock = give(office.meta("secret"), clock, Grant(what=file_grant(place), key=file.key))
    head = chain.first_prev(name).hex()
    empty = Keys(
        book=book.hex(), practice=practice, cost=cost, register=head, users={}, service=clock
    )
    holder, invite = users.invitation(empty, vault.new_id(), vault.one_time_password(), stamp(now))
    record = UserRecord(
        id=holder.id,
        name=founder.name,
        circles=founder.circles,
        opens_sealed=founder.opens_sealed,
        manages=True,
        guarded=founder.guarded,
        invite=invite.public.sign,
        expires=holder.expires,
    )
    return _Founder(record, invite, empty.with_user(founder.name, holder))


def _register(
    folder: Folder,
    made: dict[Place, BookFile],
    founder: NewUser,
    password: str,
    service: Identity,
    first: _Founder,
    now: datetime,
) -> None:
    """Say who founded the book and which key the clock has."""
    office = made[Place.OFFICE]
    with beginning(folder, office, first.keys, stamp(now)) as change:
        change.say(first.invite, "user", **register.user_parts(first.record))
        root = users.make_keys(change, founder.name, first.invite, password)
        public = service.public
        change.say(
            root,
            SERVICE,
            box=public.box.hex(),
            sign=public.sign.hex(),
            passes=first.keys.cost.passes,
            memory_mb=first.keys.cost.memory_mb,
            practice=first.keys.practice,
        )
        if founder.opens_sealed:
            key = made[Place.SEALED].key
            holder = change.keys.users[founder.name]
            grant = Grant(what=file_grant(Place.SEALED), key=key)
            change.set_user(founder.name, give(change.secret, holder, grant))
