"""Whether somebody can give each approval, and whether each letter has one. Must not walk nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.exploring.faults import Fault, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.exploring.walks import Walks
    from casework.policy.findings import Path
    from casework.policy.model import ApprovalRule, Letter, Policy, Transition


def permit_faults(walks: Walks) -> Iterator[Fault]:
    """Yield what is wrong with approvals and letters, with the way to the step at fault."""
    policy, case_type = walks.policy, walks.case_type
    told: set[str] = set()
    for step in case_type.by_id.values():
        letter = case_type.letters.get(step.letter)
        for rule in _rules(step, letter):
            if rule.name not in told and _nobody(policy, rule, step):
                told.add(rule.name)
                path: Path = ("tracks", step.track)
                message = f"nobody but whoever asks could decide “{rule.title}”."
                yield walks.fault(Kind.NOBODY, rule.name, message, path, walks.way_to(step))
        if letter and letter.name not in told and _unapproved(letter, step):
            told.add(letter.name)
            message = f"“{letter.title}” leaves without an approval or a clause that waives it."
            path = ("letters", letter.name)
            yield walks.fault(Kind.UNAPPROVED, letter.name, message, path, walks.way_to(step))


def _rules(step: Transition, letter: Letter | None) -> list[ApprovalRule]:
    rules = [step.approval, letter.approval if letter else None]
    return list({rule.name: rule for rule in rules if rule is not None}.values())


def _unapproved(letter: Letter, step: Transition) -> bool:
    return letter.approval is None and not letter.waived_by and step.approval is None


def deciders(policy: Policy, rule: ApprovalRule) -> frozenset[str]:
    """Return the program roles that may decide, substitutes included."""
    instead = (policy.roles.get(name, frozenset({name})) for name in rule.instead)
    return rule.by.union(*instead)


def _nobody(policy: Policy, rule: ApprovalRule, step: Transition) -> bool:
    """A request is never decided by whoever asked; a role is taken to be one person."""
    able = deciders(policy, rule)
    return not able or (len(able) == 1 and bool(step.roles) and step.roles <= able)
