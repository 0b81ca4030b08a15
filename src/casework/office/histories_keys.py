"""Keys of the records, as far as histories need them: whose signed what, and who seals.

Must not know what is signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import Damaged
from casework.exports.seal import Sealer
from casework.store.vault import signed_by

if TYPE_CHECKING:
    from casework import store
    from casework.office.desk import Desk


def key_of(record: store.Record, known: list[bytes]) -> bytes:
    """Return the public key that made an entry's signature; a signer may have had several.

    ``known`` are the keys to be tried, and the one found comes first from then on: whoever wrote
    one entry is likely to have written the next.
    """
    for place, key in enumerate(known):
        if signed_by(key, record.digest, record.signature):
            known.insert(0, known.pop(place))
            return key
    raise Damaged(
        f"Entry {record.seq} of this case is signed with a key nobody here has.",
        advice="Run casework doctor, and compare with the newest backup.",
    )


def keys_of(session: store.Session) -> frozenset[bytes]:
    """Return every signing key that the book has ever known."""
    holders = session.directory.holders.values()
    return frozenset(session.directory.signers) | {holder.sign for holder in holders}


def holds(public_key: bytes, signature: bytes, digest: bytes) -> bool:
    """Tell whether a signature over a digest was made with a key."""
    return signed_by(public_key, digest, signature)


def sealer_of(desk: Desk) -> Sealer:
    """Return the key of the signed-in person, who vouches for what they hand out."""
    mine = desk.session.root
    return Sealer(public_key=mine.public.sign, sign=mine.sign)
