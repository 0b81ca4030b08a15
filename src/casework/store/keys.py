"""``keys.json``: wrapped private keys and grants, read whole and replaced whole.

Useless without a password. Must not know what a grant opens: labels are blinded, contents boxed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from casework.errors import Damaged
from casework.store import folder as folders
from casework.store.vault import SALT_BYTES, Cost, PublicIdentity

if TYPE_CHECKING:
    from casework.store.folder import Folder

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Holder:
    """One who can be granted keys: a user, the service, or a chair's recovery key."""

    id: str
    box: str
    sign: str
    salt: str = ""
    root: str = ""
    first: bool = False
    expires: str = ""
    grants: dict[str, str] = field(default_factory=dict)

    @property
    def public(self) -> PublicIdentity:
        """Return the public keys that grants to this holder are boxed to."""
        return PublicIdentity(box=bytes.fromhex(self.box), sign=bytes.fromhex(self.sign))

    def granted(self, label: str, boxed: bytes) -> Holder:
        """Return the holder with one more grant."""
        return replace(self, grants={**self.grants, label: boxed.hex()})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Keys:
    """The whole file. ``register`` is the head of the register of users it was written with."""

    book: str
    practice: bool
    cost: Cost
    register: str
    users: dict[str, Holder]
    service: Holder
    recoveries: tuple[Holder, ...] = ()

    def with_user(self, name: str, holder: Holder) -> Keys:
        """Return the keys with one user's part replaced."""
        return replace(self, users={**self.users, name: holder})

    def user_of(self, user: str) -> tuple[str, Holder] | None:
        """Return sign-in name and part of the user with this id, or None."""
        return next(((n, h) for n, h in self.users.items() if h.id == user), None)

    def encoded(self) -> bytes:
        """Return the file's bytes: JSON, one key a line, keys in order."""
        found = asdict(self)
        recoveries = found.pop("recoveries")
        found["recovery"] = recoveries if len(recoveries) > 1 else next(iter(recoveries), None)
        return json.dumps(
            {"casework keys": FORMAT, **found}, indent=1, sort_keys=True, ensure_ascii=False
        ).encode()

    @classmethod
    def decoded(cls, content: bytes) -> Self:
        """Return the keys in a file's bytes; ``Damaged`` for anything but a whole one."""
        try:
            return cls._built(json.loads(content))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise damaged() from error

    @classmethod
    def _built(cls, found: dict[str, Any]) -> Self:
        if found.pop("casework keys") != FORMAT:
            raise ValueError("another format")
        cost = Cost(**found.pop("cost"))
        users = {name: _holder(part) for name, part in found.pop("users").items()}
        if any(len(bytes.fromhex(user.salt)) != SALT_BYTES for user in users.values()):
            raise ValueError("not a salt")
        service, recovery = _holder(found.pop("service")), found.pop("recovery")
        built = cls(
            cost=cost,
            users=users,
            service=service,
            recoveries=tuple(_holder(part) for part in _several(recovery)),
            **found,
        )
        if type(built.practice) is not bool:
            raise ValueError("practice is yes or no")
        built.cost.check(practice=built.practice)
        if len(bytes.fromhex(built.book)) != 16 or len(bytes.fromhex(built.register)) != 32:
            raise ValueError("not a book")
        return built


def _several(found: list[dict[str, Any]] | dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the recovery keys' parts: one stands by itself, as it did when there was but one."""
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _holder(found: dict[str, Any]) -> Holder:
    holder = Holder(**found)
    if holder.expires:
        datetime.fromisoformat(holder.expires)
    if len(bytes.fromhex(holder.box)) != 32 or len(bytes.fromhex(holder.sign)) != 32:
        raise ValueError("not a public key")
    for text in (holder.salt, holder.root, *holder.grants.values()):
        bytes.fromhex(text)
    return holder


def damaged() -> Damaged:
    """Return the error for a key file that is not whole."""
    return Damaged(
        "keys.json is damaged, so nobody can sign in to these records.",
        advice="Restore keys.json from a backup; the two databases can stay as they are.",
    )


def load(folder: Folder) -> Keys:
    """Return the keys of a book."""
    try:
        content = folder.keys.read_bytes()
    except FileNotFoundError as error:
        raise damaged() from error
    except OSError as error:
        raise folders.unwritable() from error
    return Keys.decoded(content)


def load_coming(folder: Folder) -> Keys | None:
    """Return keys that were written but not put in place before a crash, if they are whole."""
    try:
        return Keys.decoded(folder.keys_coming.read_bytes())
    except (OSError, Damaged):
        return None
