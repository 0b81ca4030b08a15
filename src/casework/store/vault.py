"""Keys, sealing, signing and chance. Must not know the book's files or what is sealed.

The only user of PyNaCl and the only source of randomness. Everything here is a
primitive: who holds which key is decided in ``users``, ``circles`` and ``wraps``.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import nacl.bindings as sodium
import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.utils
from nacl._sodium import ffi as _ffi  # type: ignore[import-not-found] # compiled, without stubs
from nacl._sodium import lib as _lib

from casework.domain import chain
from casework.errors import Damaged, MachineFault, NotPermitted, UsageFault

_NULL, _decrypt = _ffi.NULL, _lib.crypto_aead_xchacha20poly1305_ietf_decrypt
KEY_BYTES = 32
SALT_BYTES = 16
_NONCE, _TAG = 24, 16
#: Bytes that sealing adds: the nonce before and the tag behind.
SEAL_BYTES = _NONCE + _TAG
#: Letters of references and one-time passwords: none that is taken for another (0 O 1 I L U).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_FLOOR_PASSES, _FLOOR_MB = 3, 128
_PRACTICE_PASSES, _PRACTICE_MB = 1, 8
# Above these a key file can only be meant to make the computer stand still.
_CEILING_PASSES, _CEILING_MB = 64, 4096
_ONE_TIME_LETTERS = 16
_RECOVERY_LETTERS = 40
_SIGNATURE = 64
#: How many signatures are known to hold, or not to, without another look.
_CHECKED = 4096


def random_bytes(count: int) -> bytes:
    """Return ``count`` bytes from the operating system's generator."""
    return nacl.utils.random(count)


def new_id() -> str:
    """Return a fresh id: 32 lower-case hex digits."""
    return random_bytes(16).hex()


def _letters(count: int) -> str:
    """Return ``count`` letters of ``ALPHABET``, each equally likely."""
    kept: list[str] = []
    limit = 256 - 256 % len(ALPHABET)
    while len(kept) < count:
        kept += [ALPHABET[b % len(ALPHABET)] for b in random_bytes(count) if b < limit]
    return "".join(kept[:count])


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def one_time_password() -> str:
    """Return a password for one first sign-in: 78 bits in groups of four letters."""
    return _grouped(_letters(_ONE_TIME_LETTERS))


def new_recovery_key() -> str:
    """Return a recovery key to be written down: 196 bits in groups of four letters."""
    return _grouped(_letters(_RECOVERY_LETTERS))


def recovery_seed(written: str) -> bytes:
    """Return the seed behind a recovery key as typed, spaces, dashes and case ignored."""
    letters = "".join(c for c in written.upper() if c.isalnum())
    return keyed(b"", "recovery", letters.encode())


# --- digests under a key -------------------------------------------------------------------------


def keyed(key: bytes, purpose: str, data: bytes, size: int = KEY_BYTES) -> bytes:
    """Return the keyed BLAKE2b of ``data`` for one purpose; other purposes give unrelated bytes."""
    framed = chain.canonical((purpose, data))
    return hashlib.blake2b(framed, key=key, digest_size=size).digest()


def label_of(secret: bytes, case: str) -> bytes:
    """Return the blinded label of a case under a holder's secret: 16 bytes."""
    return hashlib.blake2b(
        case.encode(), key=secret, digest_size=16, person=b"casework label"
    ).digest()


def reference(secret: bytes, key: str, attempt: int, length: int) -> str:
    """Return the reference a command key draws at its n-th attempt, such as ``CW-7F3K``."""
    drawn = int.from_bytes(keyed(secret, "reference", f"{key}|{attempt}".encode()), "big")
    letters = []
    for _ in range(length):
        drawn, at = divmod(drawn, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "CW-" + "".join(letters)


# --- identities ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicIdentity:
    """The public halves of a user's, circle's or the service's keys."""

    box: bytes
    sign: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """All keys that grow from one seed of 32 random bytes; shows nothing of itself."""

    seed: bytes
    box_secret: bytes
    sign_secret: bytes
    wrap_key: bytes
    label_secret: bytes
    public: PublicIdentity

    @classmethod
    def new(cls) -> Self:
        """Return an identity from a fresh seed."""
        return cls.of(random_bytes(KEY_BYTES))

    @classmethod
    def of(cls, seed: bytes) -> Self:
        """Return the identity of ``seed``, always the same one."""
        box_public, box_secret = sodium.crypto_box_seed_keypair(keyed(seed, "box", b""))
        sign_public, sign_secret = sodium.crypto_sign_seed_keypair(keyed(seed, "sign", b""))
        return cls(
            seed,
            box_secret,
            sign_secret,
            keyed(seed, "wrap", b""),
            keyed(seed, "label", b""),
            PublicIdentity(box=box_public, sign=sign_public),
        )

    def __repr__(self) -> str:
        return "Identity(…)"

    def sign(self, digest: bytes) -> bytes:
        """Return this identity's signature over an entry's digest: 64 bytes."""
        return sodium.crypto_sign(chain.signed_bytes(digest), self.sign_secret)[:_SIGNATURE]

    def unbox(self, boxed: bytes) -> bytes | None:
        """Return what was boxed to this identity, or None when it was not boxed to it."""
        try:
            return sodium.crypto_box_seal_open(boxed, self.public.box, self.box_secret)
        except (nacl.exceptions.CryptoError, nacl.exceptions.TypeError):
            return None


@lru_cache(maxsize=_CHECKED)
def signed_by(sign_public: bytes, digest: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` over an entry's digest was made by the owner of the public key.

    It depends on these three alone and is half of reading a long case, so the last answers are
    kept: after a step, a case is read again with one entry more.
    """
    if len(sign_public) != KEY_BYTES or len(signature) != _SIGNATURE:
        return False  # the library would read past the end of a shorter key
    try:
        sodium.crypto_sign_open(signature + chain.signed_bytes(digest), sign_public)
    except (nacl.exceptions.BadSignatureError, nacl.exceptions.ValueError):
        return False
    return True


def boxed_to(public: PublicIdentity, plaintext: bytes) -> bytes:
    """Return ``plaintext`` so that only the owner of the public key can open it."""
    return sodium.crypto_box_seal(plaintext, public.box)


# --- sealing -------------------------------------------------------------------------------------


def seal(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    """Return ``plaintext`` under XChaCha20-Poly1305, bound to the identity of its row."""
    if len(key) != KEY_BYTES:
        raise ValueError("a sealing key is 32 bytes")
    nonce = nacl.utils.random(_NONCE)
    size = len(plaintext)
    sealed = bytearray(size + _TAG)
    _lib.crypto_aead_xchacha20poly1305_ietf_encrypt(
        _ffi.from_buffer(sealed),
        _ffi.NULL,
        plaintext,
        size,
        bound_to,
        len(bound_to),
        _ffi.NULL,
        nonce,
        key,
    )
    return nonce + sealed


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes | None:
    """Return the plaintext, or None when key, row identity or bytes are not the sealed ones."""
    return Unsealer().unseal(key, sealed, bound_to)


class Unsealer:
    """Opens thousands of sealed things one after the other, in one thread, with one buffer.

    The library is called without PyNaCl's own wrapper, which costs four times the opening itself;
    the lengths that the wrapper would look at are looked at here.
    """

    __slots__ = ("_buffer", "_seen", "_size")

    def __init__(self) -> None:
        self._size, self._buffer, self._seen = 0, _NULL, memoryview(b"")

    def unseal(self, key: bytes, sealed: bytes, bound_to: bytes) -> bytes | None:
        """Return the plaintext, or None when key, row identity or bytes are not the sealed ones."""
        size = len(sealed) - SEAL_BYTES
        if size < 0 or len(key) != KEY_BYTES:
            return None
        if size >= self._size:
            self._size = size + 1
            self._buffer = _ffi.new("unsigned char[]", self._size)
            self._seen = memoryview(_ffi.buffer(self._buffer))
        wrong = _decrypt(
            self._buffer,
            _NULL,
            _NULL,
            sealed[_NONCE:],
            size + _TAG,
            bound_to,
            len(bound_to),
            sealed,  # begins with the nonce, of which the library reads its own length
            key,
        )
        return None if wrong else bytes(self._seen[:size])


def padded(plaintext: bytes, bucket: int) -> bytes:
    """Return ``plaintext`` behind its length, filled up to a multiple of ``bucket``."""
    framed = len(plaintext).to_bytes(4, "big") + plaintext
    return framed + bytes(-len(framed) % bucket)


def unpadded(framed: bytes) -> bytes:
    """Return what ``padded`` was given."""
    return framed[4 : 4 + int.from_bytes(framed[:4], "big")]


# --- passwords -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a guess at a password costs, kept in the book: Argon2id passes and memory."""

    passes: int = _FLOOR_PASSES
    memory_mb: int = _FLOOR_MB

    @classmethod
    def practice(cls) -> Self:
        """Return the cost of practice schools and tests, which hold nothing real."""
        return cls(passes=_PRACTICE_PASSES, memory_mb=_PRACTICE_MB)

    def check(self, *, practice: bool) -> None:
        """Raise ``Damaged`` below the floor: 3 passes of 128 MB, or 1 of 8 MB in practice books."""
        passes, memory = (
            (_PRACTICE_PASSES, _PRACTICE_MB) if practice else (_FLOOR_PASSES, _FLOOR_MB)
        )
        if type(self.passes) is not int or type(self.memory_mb) is not int:
            raise TypeError("passes and memory are whole numbers")
        enough = passes <= self.passes and memory <= self.memory_mb
        if not enough or self.passes > _CEILING_PASSES or self.memory_mb > _CEILING_MB:
            how = "more work for" if enough else "weaker protection of"
            raise Damaged(
                f"The key file asks for {how} passwords than this program accepts.",
                advice="Somebody may have changed it. Restore keys.json from a backup.",
            )


def stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    """Return the 32-byte key of a password; deliberately slow."""
    plain = unicodedata.normalize("NFKC", password).encode()
    try:
        return argon2id.kdf(KEY_BYTES, plain, salt, cost.passes, cost.memory_mb << 20)
    except (nacl.exceptions.CryptoError, MemoryError) as error:
        raise MachineFault(
            "There is not enough memory to check a password.",
            advice="Close other programs and try again.",
        ) from error


def check_new_password(password: str) -> None:
    """Raise ``UsageFault`` for a password that is too short to protect anything (*default*: 10)."""
    if len(password) < 10:
        raise UsageFault(
            "A password needs at least ten characters.", advice="Three or four words do well."
        )


def wrong_password() -> NotPermitted:
    """Return the one answer to an unknown name and to a wrong password."""
    return NotPermitted(
        "That name and password do not go together.",
        advice="Try again. Someone who looks after the users can give you a new password.",
    )
