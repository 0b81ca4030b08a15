"""Every clause of every shipped policy: something carries it out, and closing asks what is owed.

The rules say so of each file (W015 to W018); here each shipped policy is held to them, and a fault
of each kind planted in each of them is found.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from casework.policy.loader import Loaded, read
from casework.policy.rules.clauses import citing
from casework.policy.source import from_texts
from tests.policies.mutation_kit import WORKFLOWS, files

if TYPE_CHECKING:
    from casework.policy.findings import Finding

#: How many clauses each text was taken apart into; the model is no school's own.
CLAUSES = {"milnthorpe": 38, "community": 61, "braunstone": 40, "moat-farm": 50, "trust": 42}
ALL = (*CLAUSES, "model")
BEARING = ("machine", "record", "letter", "count", "calendar")
HELD = {"record", "letter", "count", "calendar"}
CODES = {"W015", "W016", "W017", "W018"}
#: What is found of a clause of the school in a case that is neither owed nor to be declined.
DUTIES = {"will": "W017", "must": "W017", "may": "W018", "consider": "W018"}


@cache
def letters() -> dict[str, str]:
    found = (WORKFLOWS.parent / "letters").glob("*.md")
    return {f"letters/{path.name}": path.read_text("utf-8") for path in found}


@cache
def loaded(policy: str) -> Loaded:
    answer = read(from_texts({**files(policy), **letters()}))
    assert isinstance(answer, Loaded)
    return answer


def about_clauses(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    """Return the rules about clauses that are broken, each with the planted clause it names."""
    planted = re.compile(r"ZZZ-\d+")
    return {
        (one.code, found[0] if (found := planted.search(one.message)) else "")
        for one in findings
        if one.code in CODES
    }


def altered(policy: str, text: str) -> set[tuple[str, str]]:
    """Return what is found about clauses once the policy's file is ``text``."""
    answer = read(from_texts({**files(policy), **letters(), f"{policy}.yaml": text}))
    return about_clauses(answer.findings if isinstance(answer, Loaded) else answer)


def test_the_five_texts_have_all_their_clauses() -> None:
    found = {policy: len(loaded(policy).policy.clauses) for policy in CLAUSES}

    assert found == CLAUSES
    assert sum(found.values()) == 231


@pytest.mark.parametrize("policy", ALL)
def test_nothing_is_found_about_its_clauses(policy: str) -> None:
    assert about_clauses(loaded(policy).findings) == set()


@pytest.mark.parametrize("policy", ALL)
def test_something_carries_out_every_clause_that_needs_it(policy: str) -> None:
    cited = {one.clause for one in citing(loaded(policy).checked)}
    idle = [
        one.id
        for one in loaded(policy).policy.clauses.values()
        if one.bearing in BEARING
        and not (one.id in cited or one.nothing_needed or (one.bearing in HELD and one.held_by))
    ]

    assert idle == []
    assert cited <= set(loaded(policy).policy.clauses)


@pytest.mark.parametrize("policy", ALL)
def test_a_clause_that_nothing_carries_out_owes_or_declines_is_found(policy: str) -> None:
    idle = [("states", bearing, "") for bearing in BEARING]
    idle += [(strength, "machine", ", on-school: true") for strength in DUTIES]
    lines = [
        f"  ZZZ-{n}: {{strength: {strength}, bearing: {bearing}, says: More., cite: Here{more}}}\n"
        for n, (strength, bearing, more) in enumerate(idle, 1)
    ]
    text = files(policy)[f"{policy}.yaml"]
    assert text.count("\nclauses:\n") == 1
    actual = altered(policy, text.replace("\nclauses:\n", f"\nclauses:\n{''.join(lines)}"))

    assert actual == {
        *(("W016", f"ZZZ-{n}") for n in range(1, 10)),
        *((code, f"ZZZ-{n}") for n, code in enumerate(DUTIES.values(), 6)),
    }


@pytest.mark.parametrize("policy", ALL)
def test_a_clause_cited_that_there_is_not_is_found(policy: str) -> None:
    text = files(policy)[f"{policy}.yaml"]
    key = "    clauses: ["
    at = text.index(key, text.index("\ncase-types:\n")) + len(key)
    actual = altered(policy, f"{text[:at]}ZZZ-1, {text[at:]}")

    assert ("W015", "ZZZ-1") in actual
