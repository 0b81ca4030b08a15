from __future__ import annotations

from typing import TYPE_CHECKING

import keyring
import keyring.errors
import nacl.exceptions
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import Damaged, MachineFault, UsageFault
from casework.store import Cost, FileCredentials, SystemCredentials, vault

if TYPE_CHECKING:
    from pathlib import Path

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


def test_the_file_keeps_the_secret_for_its_owner(tmp_path: Path) -> None:
    kept = FileCredentials(tmp_path / "state")
    before = kept.get("book")
    kept.put("book", "secret")

    assert (before, kept.get("book")) == (None, "secret")
    assert (tmp_path / "state" / "service-book.key").stat().st_mode & 0o077 == 0


def test_a_folder_that_is_a_file_is_the_machines_fault(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("x")
    kept = FileCredentials(tmp_path / "state")
    with pytest.raises(MachineFault, match="clock’s key"):
        kept.put("book", "secret")
    with pytest.raises(MachineFault, match="clock’s key"):
        kept.get("book")


def test_the_system_keeps_the_secret_where_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, book: held.get((service, book)))
    monkeypatch.setattr(
        keyring,
        "set_password",
        lambda service, book, secret: held.update({(service, book): secret}),
    )
    kept = SystemCredentials(tmp_path / "state")
    before = kept.get("book")
    kept.put("book", "secret")

    assert (before, kept.get("book"), (tmp_path / "state").exists()) == (None, "secret", False)


def test_without_a_credential_store_the_file_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise keyring.errors.NoKeyringError

    monkeypatch.setattr(keyring, "get_password", fails)
    monkeypatch.setattr(keyring, "set_password", fails)
    kept = SystemCredentials(tmp_path / "state")
    kept.put("book", "secret")

    assert (kept.get("book"), FileCredentials(tmp_path / "state").get("book")) == (
        "secret",
        "secret",
    )


def test_a_store_that_takes_a_secret_and_keeps_none_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_password", lambda _service, _book: None)
    monkeypatch.setattr(keyring, "set_password", lambda _service, _book, _secret: None)
    SystemCredentials(tmp_path / "state").put("book", "secret")

    assert FileCredentials(tmp_path / "state").get("book") == "secret"
