"""Canonical bytes, commitments and digests of entries. Must not know keys, sealing or any store.

Each entry's digest covers its clear columns and the digest before it, so one changed, missing or
moved entry breaks every later one. Words are covered through a *commitment*: SHA-256 of 32 random
bytes and the words, which nobody can guess and which stays true when the words are disposed of.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: What stands in for the commitment of an entry that has no words: the clock's.
NOTHING = bytes(32)
OPENING_BYTES = 32

#: What stands before each part: its kind in one byte, its length in eight.
_HEAD = struct.Struct(">cQ").pack
_ENTRY = b"casework entry 1"
_FIRST = b"casework first entry 1"
_SIGNED = b"casework signature 1\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The clear half of one entry: all that the chain and its signatures are made of."""

    chain: str
    seq: int
    at: str
    deadline: str
    commitment: bytes
    prev: bytes
    digest: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first entry that does not hold, and why, in a sentence."""

    seq: int
    reason: str


def canonical(parts: Iterable[str | bytes | int]) -> bytes:
    """Return one byte string for ``parts``; two different sequences never give the same bytes."""
    framed: list[bytes] = []
    add = framed.append
    for part in parts:  # a loop of its own: this is called a dozen times for each entry
        if isinstance(part, str):
            kind, body = b"s", part.encode()
        elif isinstance(part, bytes):
            kind, body = b"b", part
        else:
            kind, body = b"i", b"%d" % part
        add(_HEAD(kind, len(body)))
        add(body)
    return b"".join(framed)


def commitment(opening: bytes, plaintext: bytes) -> bytes:
    """Return SHA-256(opening ‖ plaintext); ``opening`` is 32 random bytes kept beside the words."""
    if len(opening) != OPENING_BYTES:
        raise ValueError("an opening is 32 bytes")
    return hashlib.sha256(opening + plaintext).digest()


def first_prev(chain: str) -> bytes:
    """Return what stands before a chain's first entry: a value of this chain alone."""
    return hashlib.sha256(canonical((_FIRST, chain))).digest()


def digest(chain: str, seq: int, at: str, deadline: str, commitment: bytes, prev: bytes) -> bytes:
    """Return the digest of an entry's clear columns, SHA-256, 32 bytes."""
    return hashlib.sha256(canonical((_ENTRY, chain, seq, at, deadline, commitment, prev))).digest()


def signed_bytes(entry_digest: bytes) -> bytes:
    """Return what an author signs: the digest behind a prefix no other signature here has."""
    return _SIGNED + entry_digest


def verify_chain(
    links: Iterable[Link], *, chain: str, signed: Callable[[Link], bool] | None = None
) -> Fault | None:
    """Return the first entry of ``chain`` that does not hold, or None.

    ``signed`` says whether a link's signature belongs to a key it may belong to; without it only
    the chain is checked. A chain cut at its end still holds: only an anchor outside can show that.
    """
    prev = first_prev(chain)
    expected = 1
    for link in links:
        reason = _fault(link, chain, expected, prev)
        if reason is None and signed is not None and not signed(link):
            reason = "its signature is not its author’s"
        if reason is not None:
            return Fault(seq=expected, reason=reason)
        prev, expected = link.digest, expected + 1
    return None


def _fault(link: Link, chain: str, expected: int, prev: bytes) -> str | None:
    if link.chain != chain:
        return "it belongs to another record"
    if link.seq != expected:
        return "an entry is missing, doubled or out of place"
    if link.prev != prev:
        return "it does not follow the entry before it"
    if link.digest != digest(
        link.chain, link.seq, link.at, link.deadline, link.commitment, link.prev
    ):
        return "its time, place or words were changed"
    return None
