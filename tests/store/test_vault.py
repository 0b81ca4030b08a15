from __future__ import annotations

import nacl.exceptions
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import Damaged, MachineFault, UsageFault
from casework.store import Cost, vault

KEY = b"k" * 32
CHEAP = Cost.practice()


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens_with_its_key_and_row_alone(plain: bytes, row: bytes) -> None:
    sealed = vault.seal(KEY, plain, row)

    assert vault.unseal(KEY, sealed, row) == plain
    assert vault.unseal(b"x" * 32, sealed, row) is None
    assert vault.unseal(KEY, sealed, row + b"x") is None
    assert len(sealed) == len(plain) + vault.SEAL_BYTES


@given(st.integers(0, 70), st.integers(0, 7))
def test_one_flipped_bit_never_opens(at: int, bit: int) -> None:
    sealed = bytearray(vault.seal(KEY, b"w" * 31, b"row"))
    sealed[at] ^= 1 << bit

    assert vault.unseal(KEY, bytes(sealed), b"row") is None


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 24])
def test_something_too_short_never_opens(sealed: bytes) -> None:
    assert vault.unseal(KEY, sealed, b"row") is None
    assert vault.Identity.of(KEY).unbox(sealed) is None


@given(st.binary(max_size=600), st.sampled_from([16, 256, 4096]))
def test_padding_hides_the_length_and_comes_off(plain: bytes, bucket: int) -> None:
    padded = vault.padded(plain, bucket)

    assert (vault.unpadded(padded), len(padded) % bucket) == (plain, 0)


def test_one_seed_always_gives_one_identity() -> None:
    first, again, other = (vault.Identity.of(seed) for seed in (KEY, KEY, b"o" * 32))

    assert first == again
    secrets = {first.seed, first.wrap_key, first.label_secret, first.box_secret, other.wrap_key}
    assert len(secrets) == 5
    assert repr(first) == "Identity(…)"


def test_a_signature_is_of_one_digest_and_one_author() -> None:
    author, other = vault.Identity.of(KEY), vault.Identity.new()
    signature = author.sign(b"d" * 32)

    assert vault.signed_by(author.public.sign, b"d" * 32, signature)
    assert not vault.signed_by(author.public.sign, b"e" * 32, signature)
    assert not vault.signed_by(other.public.sign, b"d" * 32, signature)
    assert not vault.signed_by(author.public.sign, b"d" * 32, b"short")


def test_a_box_opens_for_its_owner_alone() -> None:
    owner, other = vault.Identity.new(), vault.Identity.new()
    boxed = vault.boxed_to(owner.public, b"words")

    assert (owner.unbox(boxed), other.unbox(boxed)) == (b"words", None)


def test_a_password_is_the_same_however_it_was_typed() -> None:
    composed, decomposed = "caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301"

    same = vault.stretched(composed, b"s" * 16, CHEAP) == vault.stretched(
        decomposed, b"s" * 16, CHEAP
    )

    assert same


def test_too_little_memory_is_the_machines_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class TooLittle:
        @staticmethod
        def kdf(*_: object) -> bytes:
            raise nacl.exceptions.RuntimeError

    monkeypatch.setattr(vault, "argon2id", TooLittle)

    with pytest.raises(MachineFault, match="memory"):
        vault.stretched("words that nothing else stretched", b"m" * 16, CHEAP)


@pytest.mark.parametrize(
    ("cost", "practice", "accepted"),
    [
        (Cost(), False, True),
        (Cost(passes=2), False, False),
        (Cost(memory_mb=64), False, False),
        (CHEAP, False, False),
        (CHEAP, True, True),
        (Cost(passes=1, memory_mb=4), True, False),
    ],
)
def test_the_cost_of_a_guess_has_a_floor(cost: Cost, practice: bool, accepted: bool) -> None:
    if accepted:
        cost.check(practice=practice)
        return
    with pytest.raises(Damaged, match="weaker"):
        cost.check(practice=practice)


def test_nine_characters_are_no_password() -> None:
    with pytest.raises(UsageFault):
        vault.check_new_password("123456789")
    vault.check_new_password("1234567890")


def test_references_have_letters_nobody_confuses() -> None:
    refs = {vault.reference(KEY, f"key {n}", 0, 4) for n in range(500)}

    assert all(len(ref) == 7 and ref.startswith("CW-") for ref in refs)
    assert not set("".join(ref[3:] for ref in refs)) & set("01OILU")
    assert len(refs) > 490


def test_passwords_and_recovery_keys_are_never_the_same_twice() -> None:
    assert len({vault.one_time_password() for _ in range(50)}) == 50
    assert len(vault.one_time_password()) == 19
    assert len(vault.new_recovery_key().replace("-", "")) == 40


def test_a_recovery_key_may_be_typed_without_care() -> None:
    written = vault.new_recovery_key()

    assert vault.recovery_seed(written) == vault.recovery_seed(f" {written.lower()} ")
