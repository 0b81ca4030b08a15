"""The law's own file on requests for one's own data: sound, proved, in plain words, its figures."""

from __future__ import annotations

import pytest

from casework.policy.loader import check_file, load_policy
from tests.policies.policy_kit import SHIPPED, letters, words_shown

FILE = str(SHIPPED / "law" / "subject-access.yaml")
#: Length, where it comes from, and where it rolls.
TIMES = {
    "look-limit": ("2 working days", "default", "none"),
    "proof-chase": ("10 working days", "default", "none"),
    "one-month": ("1 month", "law", "next-working-day"),
    "three-months": ("3 months", "law", "next-working-day"),
    "closing-limit": ("5 working days", "default", "none"),
}
_BUILDERS = ("track", "measure", "spine", "trigger", "tombstone", "circle", "sar-")


def test_the_file_has_no_finding_and_every_case_it_allows_was_explored() -> None:
    assert check_file(FILE, [SHIPPED], letters()) == ()


@pytest.mark.parametrize("word", _BUILDERS)
def test_a_word_that_nobody_should_read_is_not_shown(word: str) -> None:
    shown = words_shown(load_policy(FILE, (), {}).policy)

    assert [text for text in shown if word in text.casefold()] == []


def test_each_time_says_its_length_and_where_it_comes_from() -> None:
    limits = load_policy(FILE, (), {}).policy.case_types["subject-access"].deadlines
    found = {name: (one.words, one.provenance, str(one.rule.roll)) for name, one in limits.items()}

    assert found == TIMES


def test_what_the_law_sets_names_the_law() -> None:
    limits = load_policy(FILE, (), {}).policy.case_types["subject-access"].deadlines
    named = {one.name for one in limits.values() if one.source.startswith("UK GDPR")}

    assert named == {"one-month", "three-months"}


def test_it_stands_by_itself() -> None:
    assert list(load_policy(FILE, (), {}).files) == ["subject-access.yaml"]


def test_no_school_finds_it_among_the_policies_to_adopt() -> None:
    assert "subject-access" not in {path.stem for path in SHIPPED.glob("*.yaml")}
