"""Policies spoiled on purpose: the shipped texts with one thing taken out, and what is then found.

An edit names words to look behind, what stands there first, and what stands there then. Must not
know any policy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from casework.policy.exploring.contracts import contract_faults
from casework.policy.exploring.walk import MOST_NODES
from casework.policy.exploring.walks import Walks
from casework.policy.loader import load_stored

if TYPE_CHECKING:
    from casework.policy.exploring.faults import Fault
    from casework.policy.model import Policy

WORKFLOWS = Path(__file__).parents[2] / "workflows"


class Edit(NamedTuple):
    """One edit of a text: behind ``after``, the first ``old`` becomes ``new``."""

    after: str
    old: str
    new: str = ""


@cache
def files(policy: str) -> dict[str, str]:
    """Return a shipped policy and the branches as their texts."""
    branches = (WORKFLOWS / "shared").glob("*.yaml")
    texts = {f"shared/{path.name}": path.read_text("utf-8") for path in branches}
    return {f"{policy}.yaml": (WORKFLOWS / f"{policy}.yaml").read_text("utf-8"), **texts}


def spoiled(policy: str, file: str, *edits: Edit) -> Policy:
    """Return the policy with edits made in one of its files; its names alone are checked."""
    text = files(policy)[file]
    for edit in edits:
        assert text.count(edit.after) == 1, edit
        at = text.index(edit.old, text.index(edit.after))
        text = text[:at] + edit.new + text[at + len(edit.old) :]
    return load_stored({**files(policy), file: text})


@cache
def shipped(policy: str) -> Policy:
    """Return the policy as it is."""
    return load_stored(files(policy))


def faults(policy: Policy, case_type: str, contract: str) -> list[Fault]:
    """Return the ways to break one contract."""
    walks = Walks(policy, policy.case_types[case_type], MOST_NODES)
    (found,) = (one for one in walks.case_type.contracts if one.name == contract)
    return list(contract_faults(walks, found))
