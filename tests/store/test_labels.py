from __future__ import annotations

from casework.store import vault
from casework.store.labels import labeller


def test_one_labeller_serves_many_cases_and_mixes_none_of_them_up() -> None:
    secret = bytes(range(32))
    label = labeller(secret)
    label("first")

    told = [label(case) for case in ("first", "second", "first")]

    assert told == [vault.label_of(secret, case) for case in ("first", "second", "first")]
