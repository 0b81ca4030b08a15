"""A signed-in person: the keys really held, the files really open. Must not know cases' meaning."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from casework.errors import Conflict, Damaged, NotFound, NotPermitted
from casework.store import folder as folders
from casework.store import keys as key_file
from casework.store import register, streams, vault
from casework.store.atwork import AtWork
from casework.store.book import BookFile
from casework.store.folder import Folder, Place
from casework.store.register import SERVICE, State
from casework.store.vault import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import sqlalchemy as sa

    from casework.store.keys import Holder, Keys
    from casework.store.register import CircleRecord, Directory, UserRecord

_GRANT_BUCKET = 192


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Grant:
    """One key handed to a holder: a file's, or a circle's seed of one generation."""

    what: str
    key: bytes


def grant_label(secret: bytes, holder: str, what: str) -> str:
    """Return the label of a grant in ``keys.json``, which tells nobody outside what it opens."""
    return vault.keyed(secret, "grant", f"{holder}|{what}".encode(), 16).hex()


def give(secret: bytes, holder: Holder, grant: Grant) -> Holder:
    """Return the holder with ``grant`` boxed to it; all grants have one length."""
    words = json.dumps({"what": grant.what, "key": grant.key.hex()}).encode()
    boxed = vault.boxed_to(holder.public, vault.padded(words, _GRANT_BUCKET))
    return holder.granted(grant_label(secret, holder.id, grant.what), boxed)


def grants_of(holder: Holder, identity: Identity) -> tuple[Grant, ...]:
    """Return what was granted, opened with the holder's own keys."""
    found = []
    for boxed in holder.grants.values():
        plain = identity.unbox(bytes.fromhex(boxed))
        if plain is None:
            raise key_file.damaged()
        words = json.loads(vault.unpadded(plain))
        found.append(Grant(what=words["what"], key=bytes.fromhex(words["key"])))
    return tuple(found)


def file_grant(place: Place) -> str:
    """Return what a grant of a file's key is called."""
    return f"file:{place.value}"


def circle_grant(name: str, generation: int) -> str:
    """Return what a grant of a circle's seed is called."""
    return f"circle:{name}:{generation}"


@dataclass(slots=True, repr=False)
class Session:
    """Everything a signed-in person can open, until ``close``."""

    folder: Folder
    user: str
    name: str
    root: Identity
    files: dict[Place, BookFile]
    directory: Directory
    _seeds: dict[str, dict[int, Identity]] = field(default_factory=dict)
    known: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    #: In which file a case was last found: none ever moves to the other.
    places: dict[str, Place] = field(default_factory=dict)
    #: What each box in the letter box holds for this person: case and key, or nothing.
    boxes: dict[str, tuple[str, bytes] | None] = field(default_factory=dict)
    #: This very sign-in, as what it takes up is held by it.
    at_work: AtWork = field(default_factory=AtWork)
    _keys_seen: tuple[int, ...] = ()

    @property
    def office(self) -> BookFile:
        """Return the file that everybody's key opens."""
        return self.files[Place.OFFICE]

    @property
    def opens_sealed(self) -> bool:
        """Say whether this person's keys open the sealed file."""
        return Place.SEALED in self.files

    @property
    def circles(self) -> frozenset[str]:
        """Return the circles whose present seed this person really holds."""
        return frozenset(name for name in self._seeds if self.circle_identity(name) is not None)

    def circle_identity(self, name: str) -> Identity | None:
        """Return the circle's present identity, or None when this person does not hold it."""
        record = self.directory.circles.get(name)
        return None if record is None else self._seeds.get(name, {}).get(record.generation)

    def circle_seeds(self, name: str) -> Mapping[int, Identity]:
        """Return all generations of a circle that this person holds."""
        return self._seeds.get(name, {})

    def identities(self) -> tuple[Identity, ...]:
        """Return everything this person can open wraps with: their own, then their circles'."""
        seeds = (identity for held in self._seeds.values() for identity in held.values())
        return (self.root, *seeds)

    def me(self) -> UserRecord:
        """Return this person's record; ``NotPermitted`` once they may not sign in any more."""
        found = self.directory.users.get(self.user)
        if found is None or found.public != self.root.public:
            raise NotPermitted(
                "Your sign-in is no longer valid.", advice="Ask who looks after the users."
            )
        return found

    def file(self, place: Place) -> BookFile:
        """Return an open file, or refuse in the words for anything that is not there."""
        if place not in self.files:
            raise not_found()
        return self.files[place]

    def keep_up(self) -> None:
        """Refresh where somebody changed users, circles or grants since; else cost nothing."""
        seen = self._keys_seen
        if seen and seen != _state_of(self.folder):
            self.refresh()
        self._keys_seen = self._keys_seen or _state_of(self.folder)

    def refresh(self) -> None:
        """Take in what others changed among users, circles and grants."""
        self._keys_seen = _state_of(self.folder)
        keys, self.directory = load_agreeing(self.folder, self.office)
        found = keys.user_of(self.user)
        self.me()
        if found is not None:
            self.take_grants(grants_of(found[1], self.root))

    def take_grants(self, grants: tuple[Grant, ...]) -> None:
        """Hold what ``grants`` give: the circles' registered seeds, and the sealed file."""
        self._seeds, self.boxes = {}, {}
        for grant in grants:
            if grant.what == file_grant(Place.SEALED):
                self.open_sealed(grant.key)
            kind, _, rest = grant.what.partition(":")
            if kind != "circle":
                continue
            name, _, generation = rest.rpartition(":")
            self.hold(name, int(generation), Identity.of(grant.key))

    def open_sealed(self, key: bytes) -> None:
        """Open the sealed file, unless it is open; ``Damaged`` when it is another book's."""
        if Place.SEALED in self.files:
            return
        opened = BookFile.open(self.folder, Place.SEALED, key)
        if opened.meta("book") != self.office.meta("book"):
            opened.close()
            raise Damaged(
                "The two databases in this folder belong to different records.",
                advice="Restore both from one backup.",
            )
        self.files[Place.SEALED] = opened

    def hold(self, name: str, generation: int, identity: Identity) -> None:
        """Hold one seed; ``Damaged`` when its public half is not in the register."""
        signer = self.directory.signers.get(identity.public.sign)
        if signer != register.Signer(kind="circle", id=name):
            raise key_file.damaged()
        self._seeds.setdefault(name, {})[generation] = identity

    def check_password(self, password: str) -> bool:
        """Say whether ``password`` is this person's; slow on purpose."""
        keys = key_file.load(self.folder)
        found = keys.user_of(self.user)
        return found is not None and unlocked(keys, found[1], password) is not None

    def derive(self, key: str, name: str) -> str:
        """Return an id that this person's command ``key`` always gives for ``name``."""
        return vault.keyed(self.root.label_secret, "id", f"{key}|{name}".encode(), 16).hex()

    def close(self) -> bool:
        """Close the files and drop the keys; what is left of the session opens nothing.

        False where a log could not be moved into its file, because somebody else reads there.
        """
        self.at_work.end()
        whole = [file.close() for file in self.files.values()]
        self.files, self._seeds, self.known, self.places, self.boxes = {}, {}, {}, {}, {}
        self.root, self.directory = Identity.new(), register.Directory()
        return all(whole)

    def __repr__(self) -> str:
        return "Session(…)"


def _state_of(folder: Folder) -> tuple[int, ...]:
    """Return what tells whether ``keys.json`` was written anew: it is with every change."""
    try:
        found = folder.keys.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def not_found() -> NotFound:
    """Return the one answer to a case that is hidden and to one that never existed."""
    return NotFound(
        "There is no such case.", advice="Check the reference; “casework case list” shows yours."
    )


def unlocked(keys: Keys, holder: Holder, password: str) -> Identity | None:
    """Return the identity behind a password, or None when it is the wrong one."""
    stretched = vault.stretched(password, bytes.fromhex(holder.salt), keys.cost)
    if holder.first:
        identity = Identity.of(stretched)
        return identity if identity.public == holder.public else None
    seed = vault.unseal(stretched, bytes.fromhex(holder.root), root_bound_to(keys.book, holder.id))
    return None if seed is None else Identity.of(seed)


def root_bound_to(book: str, user: str) -> bytes:
    """Return what a wrapped root seed is bound to."""
    return f"root|{book}|{user}".encode()


def agree(keys: Keys, directory: Directory) -> None:
    """Raise ``Damaged`` unless ``keys.json`` has exactly the register's users and public keys."""
    expected: dict[str, tuple[str, bytes, bytes | None, str]] = {}
    for user in directory.users.values():
        if user.state is State.ACTIVE and user.public is not None:
            expected[user.name] = (user.id, user.public.sign, user.public.box, "")
        elif user.state is State.INVITED:
            expected[user.name] = (user.id, user.invite, None, user.expires)
    found = {}
    for name, holder in keys.users.items():
        public = holder.public
        box = None if holder.first else public.box
        found[name] = (holder.id, public.sign, box, holder.expires)
    service = directory.holders.get(SERVICE)
    made = {one.public for one in directory.recoveries.values()}
    same_recovery = {one.public for one in keys.recoveries} == made
    same_recovery = same_recovery and len(keys.recoveries) == len(made)
    protection = (keys.cost.passes, keys.cost.memory_mb, keys.practice)
    same = same_recovery and protection == directory.protection
    if found != expected or keys.service.public != service or not same:
        raise Damaged(
            "keys.json and the register of users do not agree, so it may have been changed.",
            advice="Do not sign in here. Restore keys.json from a backup and tell the chair.",
        )


def load_agreeing(folder: Folder, office: BookFile) -> tuple[Keys, Directory]:
    """Return the keys and the register they belong to.

    Where they are not of one moment, somebody is changing them or died doing so: the write lock
    keeps others away while the look is repeated and what was begun is completed.
    """
    keys = key_file.load(folder)
    with office.reading() as connection:
        if streams.register_head(connection, office).hex() == keys.register:
            directory = streams.read_register(connection, office)
            agree(keys, directory)
            return keys, directory
    with office.writing() as connection:
        keys = completed(folder, office, connection)
        directory = streams.read_register(connection, office)
        agree(keys, directory)
        return keys, directory


def completed(folder: Folder, office: BookFile, connection: sa.Connection) -> Keys:
    """Return the keys, putting in place what was written before a crash; under the write lock."""
    keys = key_file.load(folder)
    head = streams.register_head(connection, office).hex()
    if keys.register == head:
        return keys
    coming = key_file.load_coming(folder)
    if coming is None or coming.register != head:
        raise Damaged(
            "keys.json is not the one that belongs to the register of users of these records.",
            advice="It may be an old copy. Restore keys.json and both databases from one backup.",
        )
    folders.publish(folder.keys, folder.keys_coming)
    return coming


@dataclass(slots=True, repr=False)
class Change:
    """Users' keys while they are being changed, under the book's write lock."""

    connection: sa.Connection
    office: BookFile
    keys: Keys
    directory: Directory
    at: str
    said: bool = False

    @property
    def secret(self) -> bytes:
        """Return the secret of the book's blinded labels."""
        return self.office.meta("secret")

    @property
    def next_seq(self) -> int:
        """Return the number the next entry of the register will have."""
        name = streams.book_stream(self.office, "register")
        return streams.head(self.connection, name)[0] + 1

    def say(self, by: Identity, what: str, **parts: object) -> None:
        """Add an entry to the register and take its effect; refused entries raise ``Damaged``."""
        name = streams.book_stream(self.office, "register")
        key = streams.book_key(self.office, "register")
        words = register.encode(what, **parts)
        made = streams.append(self.connection, name, self.at, words, key, by)
        self.directory = streams.read_register(self.connection, self.office)
        self.keys = replace(self.keys, register=made.digest.hex())
        self.said = True

    def set_user(self, name: str, holder: Holder | None) -> None:
        """Replace or remove one user's part of the keys."""
        others = {n: h for n, h in self.keys.users.items() if n != name}
        users = others if holder is None else {**others, name: holder}
        self.keys = replace(self.keys, users=users)

    def circle(self, name: str) -> CircleRecord | None:
        """Return a circle's record."""
        return self.directory.circles.get(name)


@contextmanager
def changing(folder: Folder, office: BookFile, at: str) -> Iterator[Change]:
    """Change register and ``keys.json`` together; both are changed, or neither.

    The new keys lie whole beside the old before the register is committed and replace them after; a
    crash between is completed by whoever opens the book next.
    """
    with office.writing() as connection:
        before = completed(folder, office, connection)
        directory = streams.read_register(connection, office)
        agree(before, directory)
        change = Change(connection, office, before, directory, at)
        yield change
        _prepare(folder, change, before)
    if change.said:  # in place under the lock, or another's unfinished keys might be put there
        with office.writing() as connection:
            completed(folder, office, connection)


@contextmanager
def beginning(folder: Folder, office: BookFile, keys: Keys, at: str) -> Iterator[Change]:
    """Make the first entries of a register that has none, and the first ``keys.json``."""
    with office.writing() as connection:
        change = Change(connection, office, keys, streams.read_register(connection, office), at)
        yield change
        _prepare(folder, change, keys)
    folders.publish(folder.keys, folder.keys_coming)


def _prepare(folder: Folder, change: Change, before: Keys) -> None:
    """Write changed keys beside the old ones; put them in place where the register stays."""
    if change.keys == before:
        return
    agree(change.keys, change.directory)
    folders.write_coming(folder.keys_coming, change.keys.encoded())
    if not change.said:
        folders.publish(folder.keys, folder.keys_coming)


def name_taken() -> Conflict:
    """Return the error for a sign-in name that somebody has or had."""
    return Conflict("Somebody signs in under that name already.", advice="Choose another name.")
