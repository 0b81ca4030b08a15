from __future__ import annotations

from typing import TYPE_CHECKING

import keyring
import keyring.errors
import pytest

from casework.errors import MachineFault
from casework.store import FileCredentials, SystemCredentials

if TYPE_CHECKING:
    from pathlib import Path


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
