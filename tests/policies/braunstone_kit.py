"""What the tests of the Braunstone policy share: the policy, its kinds of case, a case opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from tests.policies.policy_kit import shipped
from tests.policy.engine_kit import HEAD, Walk, opened, opening

if TYPE_CHECKING:
    from casework.domain.people import Actor
    from casework.policy.model import CaseType, Policy, Track, Transition

#: The kinds of case an office would tell apart, with the clause that each begins with.
TYPES = {
    "concern": "BRA-27",
    "breach-of-terms": "BRA-29",
    "child-cyberbullying": "BRA-32",
    "staff-cyberbullying": "BRA-33",
    "staff-conduct": "BRA-18",
    "friend-request": "BRA-15",
    "own-phone": "BRA-21",
    "declared-contact": "BRA-16",
    "image": "BRA-38",
    "induction-review": "BRA-13",
    "platform-adoption": "BRA-03",
    "not-covered": "BRA-04",
}


def policy() -> Policy:
    """Return the shipped policy."""
    return shipped("braunstone")


def own() -> list[CaseType]:
    """Return the types of case that stand in this file, not in a branch."""
    return [policy().case_types[name] for name in TYPES]


def track(case_type: str, name: str) -> Track:
    return policy().case_types[case_type].tracks[name]


def steps(case_type: str, name: str, trigger: str) -> list[Transition]:
    """Return every step of that trigger, one for each state it leaves."""
    return [step for step in track(case_type, name).transitions if step.trigger == trigger]


def case_of(case_type: str, *categories: str, actor: Actor = HEAD, **answers: str) -> Walk:
    """Return a case just opened; a category is written with its target, as ``rude:staff``."""
    parts = (one.partition(":") for one in categories)
    claims = tuple(CategoryClaim(code=code, target=target) for code, _, target in parts)
    told = {name.replace("_", "-"): value for name, value in answers.items()}
    command = opening(policy(), case_type, actor)
    return opened(policy(), replace(command, categories=claims, facts=told, said_by="A parent"))
