"""Why a step is there and what it rests on: the policy's title, heading and place as printed.

Clause ids never leave the program. What no policy says is called a default. Must not decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.exports.wording import printed
from casework.text import made_harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.policy.model import CaseType, Condition, Policy, Transition

#: What stands where a policy says nothing.
DEFAULT = "Not in the policy: a default of this program."


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One thing a rule rests on: its words, and the places in print; none for a default."""

    words: str
    places: tuple[str, ...] = ()


def places(policy: Policy, clauses: Iterable[str]) -> tuple[str, ...]:
    """Return where clauses stand in print, each place once."""
    known = (policy.clauses.get(name) for name in clauses)
    found = (made_harmless(printed(one.cite)) for one in known if one and one.cite)
    return tuple(dict.fromkeys(found))


def of_step(policy: Policy, case_type: CaseType, step: Transition) -> tuple[Why, ...]:
    """Return what a step rests on: itself, what must hold, who decides, its limits, its letter."""
    own = () if step.not_in_policy else places(policy, step.clauses)
    found = [Why(words=step.says, places=own)]
    found += [_needed(policy, one) for one in step.conditions]
    found += [_unless(policy, one) for one in step.unless]
    if step.approval is not None:
        rule = step.approval
        found.append(Why(words=rule.title, places=places(policy, rule.clauses)))
    for name in step.starts:
        limit = case_type.deadlines[name]
        words = f"Starts: {limit.title}, {limit.words}"
        found.append(Why(words=words, places=places(policy, limit.clauses)))
    if step.letter:
        letter = case_type.letters[step.letter]
        own = () if letter.not_in_policy else places(policy, letter.clauses)
        found.append(Why(words=f"Letter: {letter.title}", places=own))
    return tuple(found)


def _needed(policy: Policy, condition: Condition) -> Why:
    words = f"It is not open while this is so: {condition.otherwise}"
    return Why(words=words, places=places(policy, condition.clauses))


def _unless(policy: Policy, condition: Condition) -> Why:
    words = condition.when_it_holds or "There is something that keeps this step away."
    return Why(words=f"Not while: {words}", places=places(policy, condition.clauses))
