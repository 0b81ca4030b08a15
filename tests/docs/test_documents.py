"""The documents as such: links, headings, the commands of ``dev.py``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def anchors(text: str) -> set[str]:
    """Return the anchors a heading gets on the page, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.+)$", FENCE.sub("", text), re.MULTILINE)
    plain = (re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def broken(name: str, target: str, documents: dict[str, str]) -> bool:
    place, _, anchor = target.partition("#")
    file = (ROOT / name).parent / place if place else ROOT / name
    if not file.exists():
        return True
    pointed = documents.get(file.resolve().relative_to(ROOT.resolve()).as_posix(), "")
    return bool(anchor) and bool(pointed) and anchor not in anchors(pointed)


def test_every_link_inside_the_repository_leads_somewhere(documents: dict[str, str]) -> None:
    dead = [
        f"{name}: {target}"
        for name, text in documents.items()
        for target in LINK.findall(FENCE.sub("", text))
        if not re.match(r"[a-z]+:", target) and broken(name, target, documents)
    ]

    assert dead == []


@pytest.mark.parametrize("target", ["no-such.md", "CHANGELOG.md#no-such-heading", "#no-such"])
def test_a_dead_link_would_be_found(documents: dict[str, str], target: str) -> None:
    assert broken("CONTRIBUTING.md", target, documents)


@pytest.mark.parametrize(
    "name",
    [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "README.md",
        "SECURITY.md",
        "docs/commands.md",
        "docs/evidence/README.md",
        "docs/policy-rules.md",
        "docs/settings.md",
    ],
)
def test_every_promised_document_is_there_and_has_a_title(
    documents: dict[str, str], name: str
) -> None:
    assert documents.get(name, "").startswith("# ")


def test_the_changelog_has_an_unreleased_heading(documents: dict[str, str]) -> None:
    headings = re.findall(r"^## (.+)$", documents["CHANGELOG.md"], re.MULTILINE)

    assert headings[0] == "Unreleased"


def test_the_changelog_sorts_by_what_a_user_wants_to_know(documents: dict[str, str]) -> None:
    kinds = set(re.findall(r"^### (.+)$", documents["CHANGELOG.md"], re.MULTILINE))

    assert (bool(kinds), kinds - {"Added", "Changed", "Fixed", "Removed", "Security"}) == (
        True,
        set(),
    )


@pytest.mark.parametrize("command", ["practise", "test"])
def test_the_readme_opens_with_the_two_commands(documents: dict[str, str], command: str) -> None:
    assert re.search(rf"python3? dev\.py {command}\b", documents["README.md"])


def test_every_use_of_dev_in_a_document_is_a_command(
    examples: list[tuple[str, str]], dev: ModuleType
) -> None:
    used = {
        (name, found[1])
        for name, line in examples
        if (found := re.search(r"dev\.py ([a-z]+)", line))
    }

    assert used
    assert {(name, word) for name, word in used if word not in dev.COMMANDS} == set()


def test_every_command_of_dev_is_told_to_contributors(
    documents: dict[str, str], dev: ModuleType
) -> None:
    text = documents["CONTRIBUTING.md"]

    assert {name for name in dev.COMMANDS if f"dev.py {name}" not in text} == set()
