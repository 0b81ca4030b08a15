"""What holds for every shipped policy: no finding, plain words, an approval for each letter."""

from __future__ import annotations

import re

import pytest

from casework.policy.loader import check_file
from tests.policies.policy_kit import POLICIES, SHIPPED, letters, own_types, shipped, words_shown

#: Words of the builder's, and the program's names of clauses.
_BUILDERS = ("track", "measure", "host", "spine", "trigger", "deemed", "strand", "limb")
_WORDS = (*_BUILDERS, "tombstone", "circle")
_CLAUSES = ("mil-", "com-", "bra-", "moat-", "trust-", "model-")
#: The model policy's own printed text speaks of measures.
_PRINTED = {("model", "measure")}
_SPELLED_OUT = {
    "LADO": "local authority designated",
    "DSL": "lead",
    "DBS": "Disclosure and Barring",
    "TRA": "Teaching Regulation",
    "AIT": "IT",
}


@pytest.mark.parametrize("name", POLICIES)
def test_the_file_has_no_finding_and_every_case_it_allows_was_explored(name: str) -> None:
    assert check_file(name, [SHIPPED], letters()) == ()


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("word", [*_WORDS, *_CLAUSES])
def test_a_word_that_nobody_should_read_is_not_shown(name: str, word: str) -> None:
    policy = shipped(name)
    printed = {clause.says for clause in policy.clauses.values() if (name, word) in _PRINTED}

    assert [t for t in words_shown(policy) if word in t.casefold() and t not in printed] == []


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(("short", "long"), _SPELLED_OUT.items())
def test_initials_are_spelled_out_where_they_stand(name: str, short: str, long: str) -> None:
    shown = [text for text in words_shown(shipped(name)) if re.search(rf"\b{short}\b", text)]

    assert [text for text in shown if long not in text] == []


@pytest.mark.parametrize("name", POLICIES)
def test_every_letter_of_its_own_has_an_approval(name: str) -> None:
    rules = {
        (case_type.name, letter.name): letter.approval
        for case_type in own_types(shipped(name))
        for letter in case_type.letters.values()
    }

    assert rules
    assert [place for place, rule in rules.items() if rule is None] == []
