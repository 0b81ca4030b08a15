"""The reference pages hold exactly what the program holds: settings and policy rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework.settings import SchoolSettings, Settings, settings_of

ROOT = Path(__file__).parents[2]
RULE = re.compile(r"\bW\d{3}\b")

NAMES = [one.name for table in (Settings, SchoolSettings) for one in settings_of(table)]
ASKED = [one for one in settings_of(SchoolSettings) if one.metadata["ask"]]


def rows(text: str) -> set[str]:
    """Return the names that open a row of a table."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_a_row(documents: dict[str, str], name: str) -> None:
    assert name in rows(documents["docs/settings.md"])


def test_no_row_is_about_a_setting_that_is_gone(documents: dict[str, str]) -> None:
    assert rows(documents["docs/settings.md"]) - set(NAMES) == set()


@pytest.mark.parametrize("one", ASKED, ids=lambda one: str(one.name))
def test_every_question_is_in_the_words_the_office_sees(
    documents: dict[str, str], one: object
) -> None:
    ask = getattr(one, "metadata")["ask"]  # noqa: B009 - a field of any type

    assert ask in documents["docs/settings.md"]


def rules() -> set[str]:
    room = ROOT / "src" / "casework" / "policy"
    return {code for file in room.rglob("*.py") for code in RULE.findall(file.read_text("utf-8"))}


def test_every_rule_a_policy_can_break_is_explained(documents: dict[str, str]) -> None:
    explained = set(RULE.findall(documents["docs/policy-rules.md"]))

    assert rules()
    assert rules() - explained == set()


def test_no_rule_is_explained_that_is_gone(documents: dict[str, str]) -> None:
    assert set(RULE.findall(documents["docs/policy-rules.md"])) - rules() == set()
