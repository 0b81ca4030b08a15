"""One entry of a chain: sealed, committed, chained, signed; and the way back.

Cases' histories and all streams are made of these. Must not know which chain it is writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain import chain
from casework.errors import Damaged
from casework.store import vault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.store.vault import Identity

_SIGNER = 32
_HEAD = chain.OPENING_BYTES + _SIGNER


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Made:
    """An entry ready to be stored; field names are those of the columns."""

    seq: int
    at: str
    deadline: str
    sealed: bytes
    commitment: bytes
    prev: bytes
    digest: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opened:
    """What was sealed in an entry: the random bytes, who signed, the words."""

    opening: bytes
    signer: bytes
    payload: bytes


def bound_to(kind: str, name: str, seq: int) -> bytes:
    """Return the identity of a row, to which its sealed part is bound."""
    return chain.canonical((kind, name, seq))


def make(
    kind: str, name: str, seq: int, prev: bytes, at: str, payload: bytes, key: bytes, by: Identity
) -> Made:
    """Return the next entry of chain ``name``: ``payload`` sealed under ``key``, signed ``by``."""
    opening = vault.random_bytes(chain.OPENING_BYTES)
    commitment = chain.commitment(opening, payload)
    digest = chain.digest(name, seq, at, "", commitment, prev)
    sealed = vault.seal(key, opening + by.public.sign + payload, bound_to(kind, name, seq))
    return Made(
        seq=seq,
        at=at,
        deadline="",
        sealed=sealed,
        commitment=commitment,
        prev=prev,
        digest=digest,
        signature=by.sign(digest),
    )


def make_mark(name: str, seq: int, prev: bytes, at: str, deadline: str, by: Identity) -> Made:
    """Return the clock's entry: nothing sealed, the deadline and its due time in clear."""
    digest = chain.digest(name, seq, at, deadline, chain.NOTHING, prev)
    return Made(
        seq=seq,
        at=at,
        deadline=deadline,
        sealed=b"",
        commitment=chain.NOTHING,
        prev=prev,
        digest=digest,
        signature=by.sign(digest),
    )


def link(name: str, row: Made) -> chain.Link:
    """Return the clear half of a row."""
    return chain.Link(
        chain=name,
        seq=row.seq,
        at=row.at,
        deadline=row.deadline,
        commitment=row.commitment,
        prev=row.prev,
        digest=row.digest,
        signature=row.signature,
    )


def check(name: str, rows: Iterable[Made]) -> None:
    """Raise ``Damaged``, naming the first bad entry, unless the chain holds."""
    fault = chain.verify_chain((link(name, row) for row in rows), chain=name)
    if fault is not None:
        raise damaged(fault.seq, fault.reason)


def opened(kind: str, name: str, row: Made, keys: Sequence[bytes]) -> Opened | None:
    """Return what one of ``keys`` opens, None where none does; ``Damaged`` if it is not the words
    committed to, or not signed by whom it says."""
    bound = bound_to(kind, name, row.seq)
    for key in keys:
        plain = vault.unseal(key, row.sealed, bound)
        if plain is not None:
            break
    else:
        return None
    if len(plain) < _HEAD:
        raise damaged(row.seq, "it does not say who signed it")
    found = Opened(
        opening=plain[: chain.OPENING_BYTES],
        signer=plain[chain.OPENING_BYTES : _HEAD],
        payload=plain[_HEAD:],
    )
    if chain.commitment(found.opening, found.payload) != row.commitment:
        raise damaged(row.seq, "its words are not those it was made with")
    if not vault.signed_by(found.signer, row.digest, row.signature):
        raise damaged(row.seq, "its signature is not its author’s")
    return found


def damaged(seq: int, reason: str) -> Damaged:
    """Return the error that names the first bad entry."""
    return Damaged(
        f"The record is damaged from entry {seq} on: {reason}.",
        advice="Do not add to it. Run “casework doctor” and compare with the newest backup.",
    )


def unopened(what: str) -> Damaged:
    """Return the error for a sealed thing that its own key does not open."""
    return Damaged(
        f"{what} is missing or cannot be opened.",
        advice="Do not write to the case. Run “casework doctor”, then restore from a backup.",
    )
