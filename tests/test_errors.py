"""The error tree and the process's exit codes."""

from __future__ import annotations

import re

import pytest

from casework import errors
from casework.errors import CaseworkError, Refused, UsageFault

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type)]
ORDINARY = [kind for kind in KINDS if issubclass(kind, CaseworkError) and kind is not CaseworkError]

EXIT_CODES = {
    "usage": 2,
    "refused": 3,
    "not-permitted": 4,
    "not-found": 5,
    "conflict": 6,
    "damaged": 7,
    "machine": 8,
}


def test_the_module_holds_nothing_but_the_tree() -> None:
    assert set(KINDS) == {CaseworkError, *ORDINARY}


def test_every_code_has_the_exit_code_scripts_rely_on() -> None:
    actual = {kind.code: kind.exit_code for kind in ORDINARY}

    assert actual == EXIT_CODES


def test_an_unnamed_error_is_the_unexpected_one() -> None:
    assert (CaseworkError.code, CaseworkError.exit_code) == ("unexpected", errors.EXIT_UNEXPECTED)


@pytest.mark.parametrize("kind", ORDINARY, ids=lambda kind: str(kind.__name__))
def test_every_error_belongs_to_the_tree(kind: type[CaseworkError]) -> None:
    assert kind.__mro__[1:3] == (CaseworkError, Exception)


def test_the_tree_at_the_top_of_the_module_names_every_error_and_its_exit_code() -> None:
    drawn = re.findall(r"[├└]── (\w+) +(\d)", errors.__doc__ or "")

    assert drawn == [(kind.__name__, str(kind.exit_code)) for kind in ORDINARY]


def test_an_error_carries_message_advice_and_reasons() -> None:
    fault = UsageFault("It broke.", advice="Mend it.", reasons=("One.", "Two."))

    assert (str(fault), fault.message, fault.advice, fault.reasons) == (
        "It broke.",
        "It broke.",
        "Mend it.",
        ("One.", "Two."),
    )


def test_a_refusal_names_the_rules_apart_from_its_words() -> None:
    refused = Refused("Not yet.", clauses=("MIL-31",))

    assert (refused.clauses, "MIL-31" in str(refused)) == (("MIL-31",), False)
