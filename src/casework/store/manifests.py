"""What a backup says of itself, signed: versions, files, heads. Must not know where backups lie.

In clear stand the records' id, the number and time of the backup and each file's size and digest.
What it says of a database file is sealed under that file's own key and has one length.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from casework.domain.chain import canonical
from casework.errors import Damaged
from casework.store import vault
from casework.store.folder import Place
from casework.store.heads import Heads

if TYPE_CHECKING:
    from casework.store.book import BookFile
    from casework.store.keys import Keys
    from casework.store.vault import Identity

FORMAT = 1
NAME = "manifest.json"
_BUCKET = 8192
#: What a backup may hold besides the files at its top.
_ROOMS = frozenset({"workflows", "letters"})
_LONGEST, _DEEPEST = 200, 4
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file of a backup."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is sealed of one database file: its heads, and the policy versions in force."""

    heads: Heads
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A backup's word about itself."""

    book: str
    number: int
    made: str
    program: str
    schema: int
    files: dict[str, Kept]
    parts: dict[str, str] = field(default_factory=dict)
    signer: str = ""
    signature: str = ""

    def with_part(self, file: BookFile, said: Said) -> Manifest:
        """Return the manifest with what it says of one file, sealed under that file's key."""
        words = json.dumps({"heads": said.heads.written(), "policies": said.policies}).encode()
        sealed = vault.seal(_key(file.key), vault.padded(words, _BUCKET), self._bound(file.place))
        return replace(self, parts={**self.parts, file.place.value: sealed.hex()})

    def part(self, place: Place, key: bytes) -> Said:
        """Return what it says of a file, for whoever has the file's key."""
        sealed = bytes.fromhex(self.parts[place.value])
        plain = vault.unseal(_key(key), sealed, self._bound(place))
        if plain is None:
            raise unreadable()
        found = json.loads(vault.unpadded(plain))
        return Said(heads=Heads.read(found["heads"]), policies=tuple(found["policies"]))

    def _bound(self, place: Place) -> bytes:
        return canonical(("backup", self.book, self.number, self.made, place.value))

    def signed(self, by: Identity) -> Manifest:
        """Return the manifest signed by the service, or by whoever makes the backup."""
        named = replace(self, signer=by.public.sign.hex(), signature="")
        return replace(named, signature=by.sign(named._digest()).hex())

    def check_signature(self, keys: Keys) -> None:
        """Raise ``Damaged`` unless the service, or a user of these keys, has signed this."""
        known = {keys.service.sign, *(user.sign for user in keys.users.values())}
        plain = replace(self, signature="")._digest()
        signature = bytes.fromhex(self.signature)
        right = vault.signed_by(bytes.fromhex(self.signer), plain, signature)
        if keys.book != self.book or self.signer not in known or not right:
            raise Damaged(
                "The list of what this backup holds was not signed by anybody of these records.",
                advice="Somebody may have changed it. Use another backup and keep this one.",
            )

    def _digest(self) -> bytes:
        said = {"casework backup": FORMAT, **asdict(self)}
        words = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(words.encode()).digest()

    def encoded(self) -> bytes:
        """Return the file's bytes."""
        said = {"casework backup": FORMAT, **asdict(self)}
        return json.dumps(said, sort_keys=True, indent=1, ensure_ascii=False).encode()

    @classmethod
    def decoded(cls, content: bytes) -> Self:
        """Return the manifest in a file's bytes; ``Damaged`` for anything but a whole one."""
        try:
            found = json.loads(content)
            form = found.pop("casework backup")
            if type(form) is int and form > FORMAT:
                raise newer()
            if form != FORMAT:
                raise ValueError("another format")
            return cls._built(found)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise unreadable() from error

    @classmethod
    def _built(cls, found: dict[str, Any]) -> Self:
        files = {name: Kept(**kept) for name, kept in found.pop("files").items()}
        made = cls(files=files, **found)
        whole = [made.number, made.schema, *(kept.size for kept in files.values())]
        if any(type(one) is not int or one < 0 for one in whole):
            raise ValueError("not a number")
        if set(made.parts) != {place.value for place in Place} or len(made.book) != 32:
            raise ValueError("not of two files")
        for text in (made.book, made.signer, made.signature, *made.parts.values()):
            bytes.fromhex(text)
        for name, kept in files.items():
            if not is_member(name) or not _HEX.fullmatch(kept.digest):
                raise ValueError("not a member")
        if not {"office.db", "sealed.db", "keys.json"} <= set(files):
            raise ValueError("not whole")
        return made


def is_member(name: str) -> bool:
    """Tell whether a name can only mean a file inside the backup, on every system."""
    parts = PurePosixPath(name).parts
    plain = name == "/".join(parts) and 0 < len(name) <= _LONGEST and name != NAME
    fits = 1 <= len(parts) <= _DEEPEST and (len(parts) == 1 or parts[0] in _ROOMS)
    return plain and fits and all(is_safe(part) for part in parts)


def is_safe(part: str) -> bool:
    """Tell whether one part of a path is an ordinary name on every system."""
    if part in {"", ".", ".."} or part != part.strip() or part.endswith("."):
        return False
    odd = any(each in '\\/:*?"<>|' or not each.isprintable() for each in part)
    return not odd and not _DEVICES.fullmatch(part)


def _key(key: bytes) -> bytes:
    return vault.keyed(key, "backup", b"manifest")


def unreadable() -> Damaged:
    """Return the error for a backup whose list cannot be read."""
    return Damaged(
        "The list of what this backup holds is missing or damaged.",
        advice="Use another backup: “casework backup list” shows them.",
    )


def newer() -> Damaged:
    """Return the error for a backup that this program is too old for."""
    return Damaged(
        "This backup was made by a newer version of this program.",
        advice="Install the newer version on this computer, then restore. Nothing was changed.",
    )
