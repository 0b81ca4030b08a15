"""Record what one step asks of the database driver and of the cryptography, to play it again raw.

The tape is the yardstick of the durable step: the same statements with the same bytes, sealed,
hashed and signed by PyNaCl and hashlib directly, and nothing of the program in between.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import nacl.bindings as sodium
import nacl.utils
from sqlcipher3 import dbapi2 as driver

from casework.domain import chain
from casework.store import dialect, vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

Statement = tuple[str, tuple[object, ...]]
_NONCE = 24


class Tape:
    """Statements and cryptographic calls of one step, in the order they were asked for."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.crypto: list[Callable[[], object]] = []

    def play(self, connection: driver.Connection) -> None:
        """Do it all again on the driver itself."""
        for call in self.crypto:
            call()
        for sql, values in self.statements:
            connection.execute(sql, values).fetchall()


_RECORDING: list[Tape] = []


def _note(sql: str, values: Sequence[object] = ()) -> None:
    if _RECORDING:
        _RECORDING[-1].statements.append((sql, tuple(values)))


class _Cursor(driver.Cursor):
    def execute(self, sql: str, values: Sequence[object] = ()) -> object:
        _note(sql, values)
        return super().execute(sql, values)


class _Connection(driver.Connection):
    def cursor(self, *_args: object) -> _Cursor:
        return _Cursor(self)

    def execute(self, sql: str, values: Sequence[object] = ()) -> object:
        return self.cursor().execute(sql, values)


@contextmanager
def recording_driver() -> Iterator[None]:
    """Let every connection made meanwhile be one that can be recorded."""
    real = driver.connect
    with patch.object(dialect.driver, "connect", partial(real, factory=_Connection)):
        yield


@contextmanager
def recorded() -> Iterator[Tape]:
    """Record everything until the end."""
    tape = Tape()
    with ExitStack() as stack:
        for owner, name, raw in _CALLS:
            patched = _noting(tape, getattr(owner, name), raw)
            stack.enter_context(patch.object(owner, name, patched))
        _RECORDING.append(tape)
        try:
            yield tape
        finally:
            _RECORDING.pop()


def _noting(tape: Tape, real: Callable[..., object], raw: Callable[..., object]) -> object:
    def call(*args: object, **named: object) -> object:  # a plain function: binds as a method too
        tape.crypto.append(partial(raw, *args, **named))
        return real(*args, **named)

    return call


def _seal(key: bytes, plaintext: bytes, bound_to: bytes) -> object:
    nonce = nacl.utils.random(_NONCE)
    return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, bound_to, nonce, key)


def _unseal(key: bytes, sealed: bytes, bound_to: bytes) -> object:
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        sealed[_NONCE:], bound_to, sealed[:_NONCE], key
    )


def _sign(identity: vault.Identity, digest: bytes) -> object:
    return sodium.crypto_sign(digest, identity.sign_secret)


def _keyed(key: bytes, purpose: str, data: bytes, size: int = 32) -> object:
    return hashlib.blake2b(purpose.encode() + data, key=key, digest_size=size).digest()


def _label_of(secret: bytes, case: str) -> object:
    return hashlib.blake2b(case.encode(), key=secret, digest_size=16).digest()


def _boxed_to(public: vault.PublicIdentity, plaintext: bytes) -> object:
    return sodium.crypto_box_seal(plaintext, public.box)


def _commitment(opening: bytes, plaintext: bytes) -> object:
    return hashlib.sha256(opening + plaintext).digest()


def _digest(*parts: object) -> object:
    return hashlib.sha256(repr(parts).encode()).digest()


_CALLS: tuple[tuple[Any, str, Callable[..., object]], ...] = (
    (vault, "seal", _seal),
    (vault, "unseal", _unseal),
    (vault, "keyed", _keyed),
    (vault, "label_of", _label_of),
    (vault, "boxed_to", _boxed_to),
    (vault.Identity, "sign", _sign),
    (chain, "commitment", _commitment),
    (chain, "digest", _digest),
)


def raw_connection(path: Path, key: bytes) -> driver.Connection:
    """Return the driver's own connection, with the same key and pragmas as the program's."""
    return dialect.raw(dialect.connect(path, key))
