"""Signatures checked in plain Python: as libsodium checks them, on good and on bad ones."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from casework.exports.alone.ed25519 import holds

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19


def sodium(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        VerifyKey(public_key).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
@settings(max_examples=40, deadline=None)
def test_what_libsodium_signed_holds(seed: bytes, message: bytes) -> None:
    key = SigningKey(seed)

    assert holds(bytes(key.verify_key), key.sign(message).signature, message)


@given(
    seed=st.binary(min_size=32, max_size=32),
    place=st.integers(0, 32 + 64 + 20 - 1),
    bit=st.integers(0, 7),
)
@settings(max_examples=60, deadline=None)
def test_one_bit_changed_is_judged_as_libsodium_judges_it(
    seed: bytes, place: int, bit: int
) -> None:
    key = SigningKey(seed)
    message = b"twenty bytes of words"[:20]
    whole = bytearray(bytes(key.verify_key) + key.sign(message).signature + message)
    whole[place] ^= 1 << bit
    parts = bytes(whole[:32]), bytes(whole[32:96]), bytes(whole[96:])

    assert holds(*parts) is sodium(*parts) is False


def rfc8032() -> list[tuple[str, str, str, str]]:
    """Return test vectors of RFC 8032, section 7.1: seed, public key, message, signature."""
    return [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a3"
                "3bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15"
                "996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
    ]


@pytest.mark.parametrize(("seed", "public_key", "message", "signature"), rfc8032())
def test_the_vectors_of_the_standard_hold(
    seed: str, public_key: str, message: str, signature: str
) -> None:
    assert bytes(SigningKey(bytes.fromhex(seed)).verify_key).hex() == public_key
    assert holds(bytes.fromhex(public_key), bytes.fromhex(signature), bytes.fromhex(message))


def test_a_signature_whose_number_is_too_large_does_not_hold() -> None:
    key = SigningKey(bytes(range(32)))
    made = key.sign(b"words").signature
    larger = (int.from_bytes(made[32:], "little") + ORDER).to_bytes(32, "little")

    assert not holds(bytes(key.verify_key), made[:32] + larger, b"words")


@pytest.mark.parametrize("y", [0, 1, PRIME - 1, PRIME, PRIME + 1])
def test_keys_of_small_order_and_other_ways_of_writing_hold_for_nothing(y: int) -> None:
    encoded = y.to_bytes(32, "little")
    neutral = (1).to_bytes(32, "little")

    assert not holds(encoded, neutral + bytes(32), b"words")
    assert not sodium(encoded, neutral + bytes(32), b"words")


@pytest.mark.parametrize(("key", "signature"), [(31, 64), (32, 63), (33, 64), (0, 0)])
def test_other_lengths_do_not_hold(key: int, signature: int) -> None:
    assert not holds(bytes(key), bytes(signature), b"words")


def test_random_points_hold_for_nothing() -> None:
    for number in range(20):
        key = hashlib.sha256(b"key %d" % number).digest()
        signature = hashlib.sha512(b"signature %d" % number).digest()

        assert holds(key, signature, b"words") is sodium(key, signature, b"words") is False
