"""What the tests of every shipped policy share: the policies, what they cite, what they show.

Must not know what any one of them says.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from casework.policy.loader import load_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.model import CaseType, Policy

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "workflows"
POLICIES = tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


@cache
def letters() -> dict[str, str]:
    """Return the shipped letter templates by name."""
    return {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}


@cache
def shipped(name: str) -> Policy:
    """Return a shipped policy."""
    return load_policy(name, [SHIPPED], letters()).policy


def own_types(policy: Policy) -> list[CaseType]:
    """Return the types of case of a policy's own file: the sealed ones come from a branch."""
    return [case_type for case_type in policy.case_types.values() if not case_type.sealed]


def cited_in(case_type: CaseType) -> set[str]:
    """Return every clause that something of one type of case cites."""
    whole = (
        case_type.clauses,
        *(step.clauses for step in case_type.by_id.values()),
        *(track.clauses for track in case_type.tracks.values()),
        *(limit.clauses for limit in case_type.deadlines.values()),
        *(letter.clauses for letter in case_type.letters.values()),
        *(contract.clauses for contract in case_type.contracts),
    )
    return {clause for clauses in whole for clause in clauses}


def cited(policy: Policy) -> set[str]:
    """Return every clause that anything of a policy cites, branches included."""
    whole = (
        *(fact.clauses for fact in policy.facts.values()),
        *(condition.clauses for condition in policy.conditions.values()),
        *(category.clauses for category in policy.categories.values()),
        *(approval.clauses for approval in policy.approvals.values()),
        *(cited_in(case_type) for case_type in policy.case_types.values()),
    )
    return {clause for clauses in whole for clause in clauses}


def words_of(case_type: CaseType) -> Iterator[str]:
    """Yield every word of a type of case that a person may read on a screen."""
    tracks = case_type.tracks.values()
    yield case_type.title
    yield from (track.title for track in tracks)
    yield from (state.title for track in tracks for state in track.states.values())
    yield from (step.says for step in case_type.by_id.values())
    yield from (limit.title for limit in case_type.deadlines.values())
    yield from (letter.title for letter in case_type.letters.values())
    yield from (contract.says for contract in case_type.contracts)
    yield case_type.pause.otherwise if case_type.pause else ""


def words_shown(policy: Policy) -> list[str]:
    """Return every word of a policy, branches included, that a person may read on a screen."""
    return [
        *(word for case_type in policy.case_types.values() for word in words_of(case_type)),
        *(fact.ask for fact in policy.facts.values()),
        *(category.title for category in policy.categories.values()),
        *(c.otherwise + " " + c.remedy for c in policy.conditions.values()),
        *(clause.says for clause in policy.clauses.values()),
    ]
