"""What the vault says at its doors: one opener for many things, one answer to every wrong name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import NotPermitted
from casework.store import vault

if TYPE_CHECKING:
    from tests.store.conftest import School

KEY = b"k" * vault.KEY_BYTES


def test_one_opener_opens_long_and_short_things_in_any_order() -> None:
    words = [
        b"a letter of some length",
        b"",
        b"a note",
        b"a letter of much more length " * 40,
        b"x",
    ]
    sealed = [vault.seal(KEY, each, b"row") for each in words]
    opener = vault.Unsealer()

    opened = [opener.unseal(KEY, each, b"row") for each in sealed]

    assert opened == words


def test_what_could_not_be_opened_leaves_nothing_in_the_next() -> None:
    opener = vault.Unsealer()
    opener.unseal(KEY, vault.seal(KEY, b"a long and private sentence", b"row"), b"row")

    found = [
        opener.unseal(KEY, vault.seal(KEY, b"a note", b"row"), bound_to)
        for bound_to in (b"another row", b"row")
    ]

    assert found == [None, b"a note"]


@pytest.mark.parametrize("name", ["head", "nobody by that name"])
def test_a_wrong_password_and_an_unknown_name_get_one_answer(school: School, name: str) -> None:
    with pytest.raises(NotPermitted) as told:
        store.sign_in(school.path, name, "not the password", now=school.now)

    assert str(told.value) == str(vault.wrong_password())
