"""The register of users, circles and their public keys: a signed stream everybody can verify.

It says who may hold what; ``keys.json`` only carries it out and must agree. Must not know what a
role or a circle means, nor open a case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from casework.domain import chain
from casework.errors import Damaged, NotFound
from casework.store import vault
from casework.store.vault import PublicIdentity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.store.entries import Opened

SERVICE = "service"
RECOVERY = "recovery"


class State(StrEnum):
    """How far a user has come."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRecord:
    """One user, as the register has it now."""

    id: str
    name: str
    circles: frozenset[str]
    opens_sealed: bool
    manages: bool
    guarded: bool
    state: State = State.INVITED
    invite: bytes = b""
    expires: str = ""
    public: PublicIdentity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleRecord:
    """One circle; ``stale`` once somebody who held its key has left."""

    name: str
    generation: int
    public: PublicIdentity
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A chair's recovery key: its public half, and the circles its maker was meant for then."""

    public: PublicIdentity
    circles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whose key made a signature: ``kind`` is user, circle or service."""

    kind: str
    id: str


@dataclass(slots=True, repr=False)
class Directory:
    """The register folded: who there is, what each may hold, whose each signing key is."""

    head: bytes = b""
    users: dict[str, UserRecord] = field(default_factory=dict)
    circles: dict[str, CircleRecord] = field(default_factory=dict)
    holders: dict[str, PublicIdentity] = field(default_factory=dict)
    signers: dict[bytes, Signer] = field(default_factory=dict)
    #: Who was let into each circle by somebody who holds its key; ``circles`` are only wished for.
    admitted: dict[str, frozenset[str]] = field(default_factory=dict)
    #: Passes, megabytes and "practice", as the founder signed them.
    protection: tuple[int, int, bool] | None = None
    #: The recovery keys, by the id of the chair who made each.
    recoveries: dict[str, Recovery] = field(default_factory=dict)

    def by_name(self, name: str) -> UserRecord:
        """Return the user who signs in under ``name``."""
        for user in self.users.values():
            if user.name.casefold() == name.casefold():
                return user
        raise NotFound("There is no user of that name.", advice="“casework user list” shows all.")

    def has_name(self, name: str) -> bool:
        """Say whether somebody signs in, or once did, under ``name``."""
        return any(u.name.casefold() == name.casefold() for u in self.users.values())

    def entered(self, user: UserRecord) -> frozenset[str]:
        """Return the user's circles that a holder of the key has let them into."""
        nobody: frozenset[str] = frozenset()
        return frozenset(c for c in user.circles if user.id in self.admitted.get(c, nobody))

    def active(self) -> tuple[UserRecord, ...]:
        """Return the users who have keys, in order of their ids."""
        return tuple(
            u for _, u in sorted(self.users.items()) if u.state is State.ACTIVE and u.public
        )

    def members(self, circle: str) -> tuple[UserRecord, ...]:
        """Return the users with keys whom a holder of its key let into ``circle``.

        Whom a role alone would put there is none: who manages users could bring in anybody.
        """
        let_in = self.admitted.get(circle, frozenset())
        return tuple(u for u in self.active() if circle in u.circles and u.id in let_in)


def encode(what: str, **parts: object) -> bytes:
    """Return the words of one register entry."""
    return json.dumps({"what": what, **parts}, sort_keys=True, ensure_ascii=False).encode()


def user_parts(user: UserRecord) -> dict[str, object]:
    """Return what an entry about a new user says."""
    return {
        "id": user.id,
        "name": user.name,
        "circles": sorted(user.circles),
        "opens_sealed": user.opens_sealed,
        "manages": user.manages,
        "guarded": user.guarded,
        "invite": user.invite.hex(),
        "expires": user.expires,
    }


def agreed_digest(what: str, subject: str, seq: int) -> bytes:
    """Return what a second person signs to agree to the register's entry ``seq``."""
    return chain.digest("agreement", seq, what, subject, chain.NOTHING, chain.NOTHING)


def proof_digest(user: str, public: PublicIdentity) -> bytes:
    """Return what new keys sign to show that their owner has them."""
    return chain.commitment(public.sign, chain.canonical((user, public.box)))


def may_recover(directory: Directory, user: str) -> bool:
    """Say whether ``user`` may make a recovery key: what a living chair's opens needs no second.

    Each school has a chair of its own, so a chair of several schools, or of another, makes one.
    """
    others = [one for one in directory.recoveries if one != user and living(directory, one)]
    covered = frozenset().union(*(directory.entered(directory.users[one]) for one in others))
    return not others or not directory.users[user].circles <= covered


def living(directory: Directory, user: str) -> bool:
    """Say whether whoever made a recovery key is a chair still."""
    found = directory.users[user]
    return found.guarded and found.state is not State.DISABLED


def opens_for(directory: Directory, maker: str, user: UserRecord) -> bool:
    """Say whether the recovery key of ``maker`` gives ``user`` new keys: their own, or once the
    maker is no chair any more a successor's at the same school."""
    if maker == user.id:
        return user.guarded
    shared = directory.recoveries[maker].circles & user.circles
    return user.guarded and bool(shared) and not living(directory, maker)


def fold(entries: Iterable[tuple[int, bytes, Opened]]) -> Directory:
    """Return the directory; ``Damaged`` at the first entry its signer was not entitled to make."""
    directory = Directory()
    for seq, digest, entry in entries:
        try:
            _Step(directory, seq, entry.signer).take(json.loads(entry.payload))
        except (ValueError, KeyError, TypeError) as error:
            raise refused(seq) from error
        directory.head = digest
    return directory


def refused(seq: int) -> Damaged:
    """Return the error for a register that somebody without the right has written to."""
    return Damaged(
        f"The register of users is damaged at entry {seq}: it was not made by someone who may.",
        advice="Do not sign in here. Restore the records from a backup and tell the chair.",
    )


def _public(said: dict[str, Any]) -> PublicIdentity:
    """Return the public keys that an entry names, each of its proper length."""
    public = PublicIdentity(box=bytes.fromhex(said["box"]), sign=bytes.fromhex(said["sign"]))
    if len(public.box) != vault.KEY_BYTES or len(public.sign) != vault.KEY_BYTES:
        raise ValueError("not a public key")
    return public


class _Unentitled(ValueError):
    """The signer may not do this; becomes ``Damaged`` with the entry's number."""


class _Step:
    """One entry put upon the directory."""

    def __init__(self, directory: Directory, seq: int, signer: bytes) -> None:
        self.to = directory
        self.seq = seq
        self.signer = signer
        known = directory.signers.get(signer)
        self.by = directory.users.get(known.id) if known and known.kind == "user" else None

    def take(self, said: dict[str, Any]) -> None:
        what = said.pop("what")
        steps = {
            "user": self._user,
            "keys": self._keys,
            "roles": self._roles,
            "reset": self._reset,
            "disable": self._disable,
            "circle": self._circle,
            "admit": self._admit,
            SERVICE: self._service,
            RECOVERY: self._recovery,
        }
        steps[what](said)

    def _need(self, entitled: bool) -> None:
        if not entitled:
            raise _Unentitled

    def _current(self, user: UserRecord | None) -> bool:
        """Say whether the signer is ``user`` with the keys of today, not with former ones."""
        return (
            user is not None
            and user.state is State.ACTIVE
            and user.public is not None
            and user.public.sign == self.signer
        )

    def _me(self) -> UserRecord:
        """Return the signer, who has to be a user with the keys of today."""
        if self.by is None or not self._current(self.by):
            raise _Unentitled
        return self.by

    def _manages(self) -> bool:
        return self._current(self.by) and self.by is not None and self.by.manages

    def _user(self, said: dict[str, Any]) -> None:
        invite = bytes.fromhex(said.pop("invite"))
        founder = self.seq == 1 and invite == self.signer
        self._need(founder or self._manages())
        self._need(said["id"] not in self.to.users and not self.to.has_name(said["name"]))
        circles = frozenset(said.pop("circles"))
        self.to.users[said["id"]] = UserRecord(circles=circles, invite=invite, **said)

    def _keys(self, said: dict[str, Any]) -> None:
        user = self.to.users[said["id"]]
        public = _public(said)
        by_recovery = any(
            made.public.sign == self.signer and opens_for(self.to, maker, user)
            for maker, made in self.to.recoveries.items()
        )
        self._need((user.state is State.INVITED and user.invite == self.signer) or by_recovery)
        proof = bytes.fromhex(said["proof"])
        self._need(vault.signed_by(public.sign, proof_digest(user.id, public), proof))
        self._need(public.sign not in self.to.signers)
        self.to.users[user.id] = replace(user, state=State.ACTIVE, public=public, invite=b"")
        self.to.signers[public.sign] = Signer(kind="user", id=user.id)

    def _roles(self, said: dict[str, Any]) -> None:
        self._need(self._manages())
        user = self.to.users[said["id"]]
        guarded = said.get("guarded", user.guarded)  # an entry from before it could change
        self._need(self._agreed(user, "roles", said, guarded))
        circles = frozenset(said["circles"])
        self._leave(user, user.circles - circles)
        self.to.users[user.id] = replace(
            user,
            circles=circles,
            opens_sealed=said["opens_sealed"],
            manages=said["manages"],
            guarded=guarded,
        )

    def _reset(self, said: dict[str, Any]) -> None:
        self._need(self._manages())
        user = self.to.users[said["id"]]
        self._need(self._agreed(user, "reset", said))
        self._leave(user, user.circles)
        self.to.users[user.id] = replace(
            user,
            state=State.INVITED,
            invite=bytes.fromhex(said["invite"]),
            expires=said["expires"],
            public=None,
        )

    def _disable(self, said: dict[str, Any]) -> None:
        self._need(self._manages())
        user = self.to.users[said["id"]]
        self._need(self._agreed(user, "disable", said))
        self._leave(user, user.circles)
        self.to.users[user.id] = replace(user, state=State.DISABLED, public=None, invite=b"")

    def _agreed(
        self, user: UserRecord, what: str, said: dict[str, Any], guarded: bool = False
    ) -> bool:
        """Say whether a guarded user's change carries the signature of a second person."""
        if not user.guarded and not guarded:
            return True
        second = self.to.users.get(said.get("second", ""))
        if second is None or second == self.by or second.state is not State.ACTIVE:
            return False
        digest = agreed_digest(what, user.id, self.seq)
        agreed = bytes.fromhex(said["agreed"])
        return second.public is not None and vault.signed_by(second.public.sign, digest, agreed)

    def _leave(self, user: UserRecord, circles: frozenset[str]) -> None:
        for name in circles & self.to.circles.keys():
            self.to.circles[name] = replace(self.to.circles[name], stale=True)
            self.to.admitted[name] -= {user.id}

    def _circle(self, said: dict[str, Any]) -> None:
        name, generation = said["name"], said["generation"]
        me = self._me()
        self._need(name in me.circles)
        before = self.to.circles.get(name)
        self._need(generation == (before.generation if before else 0) + 1)
        public = _public(said)
        self._need(public.sign not in self.to.signers)
        if before is not None:  # only who holds the key of today makes that of tomorrow
            proof = bytes.fromhex(said["proof"])
            self._need(vault.signed_by(before.public.sign, proof_digest(name, public), proof))
        self.to.admitted.setdefault(name, frozenset({me.id}))
        self.to.circles[name] = CircleRecord(name=name, generation=generation, public=public)
        self.to.signers[public.sign] = Signer(kind="circle", id=name)

    def _admit(self, said: dict[str, Any]) -> None:
        name, user = said["circle"], self.to.users[said["id"]]
        self._need(name in self._me().circles and name in user.circles)
        digest = agreed_digest(f"admit to {name}", user.id, self.seq)
        proof = bytes.fromhex(said["proof"])
        self._need(vault.signed_by(self.to.circles[name].public.sign, digest, proof))
        self.to.admitted[name] |= {user.id}

    def _service(self, said: dict[str, Any]) -> None:
        self._need(self._manages())
        self._holder(SERVICE, said)
        self.to.protection = (said["passes"], said["memory_mb"], said["practice"])
        self.to.signers[self.to.holders[SERVICE].sign] = Signer(kind=SERVICE, id=SERVICE)

    def _recovery(self, said: dict[str, Any]) -> None:
        me = self._me()
        self._need(me.guarded and may_recover(self.to, me.id))
        kept = self.to.recoveries.items()
        self.to.recoveries = {
            maker: made
            for maker, made in kept
            if maker != me.id and (living(self.to, maker) or not made.circles & me.circles)
        }
        self.to.recoveries[me.id] = Recovery(public=_public(said), circles=me.circles)

    def _holder(self, name: str, said: dict[str, Any]) -> None:
        self.to.holders[name] = _public(said)
