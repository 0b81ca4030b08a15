"""What the tests of the trust's policy share: the policy, its types of case, its steps by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policies.policy_kit import shipped

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Policy, Transition


def policy(name: str = "trust") -> Policy:
    """Return the shipped policy, or another one to set beside it."""
    return shipped(name)


def concern() -> CaseType:
    """Return the type of case that posts are dealt with in."""
    return policy().case_types["concern"]


def upkeep() -> CaseType:
    """Return the type of case in which what comes round stands."""
    return policy().case_types["upkeep"]


def steps(track: str, trigger: str) -> list[Transition]:
    """Return every step of that trigger, one for each state it leaves."""
    return [step for step in concern().tracks[track].transitions if step.trigger == trigger]


def one(track: str, trigger: str) -> Transition:
    """Return the only step of that trigger."""
    (step,) = steps(track, trigger)
    return step
