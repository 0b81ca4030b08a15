"""The seal of a written history: a digest of every byte before it, signed by whoever made it.

A seal shows change; whose key it is, only a comparison outside the file can show. Must not know
what is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

_SEALED = b"casework history seal 1\x00"

#: Asks whether a signature (64 bytes) over a digest was made with a public key (32 bytes).
Holds = Callable[[bytes, bytes, bytes], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """Who seals: their public key, and what signs a digest for them."""

    public_key: bytes
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A digest, whose key signed it, and the signature."""

    digest: bytes
    public_key: bytes
    signature: bytes

    def holds(self, text: str, signature_holds: Holds) -> str:
        """Return what is wrong with the seal over ``text``; empty where it holds."""
        if self.digest != digest_of(text):
            return "The file was changed after it was made: its seal does not fit its words."
        if not signed(signature_holds, self.public_key, self.signature, self.digest):
            return "The seal was not signed with the key that it names."
        return ""


def digest_of(text: str) -> bytes:
    """Return the digest that a seal over ``text`` holds: SHA-256, 32 bytes."""
    return hashlib.sha256(_SEALED + text.encode()).digest()


def seal(text: str, sealer: Sealer) -> Seal:
    """Return the seal over ``text``."""
    digest = digest_of(text)
    return Seal(digest=digest, public_key=sealer.public_key, signature=sealer.sign(digest))


def signed(holds: Holds, public_key: bytes, signature: bytes, digest: bytes) -> bool:
    """Tell whether the signature is of its right size and holds."""
    return len(public_key) == 32 and len(signature) == 64 and holds(public_key, signature, digest)
