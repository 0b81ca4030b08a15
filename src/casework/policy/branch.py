"""The shape of a shared branch, format version 1: what it brings, and what it expects.

Must not know how a policy takes one in: see ``includes``.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from casework.policy.schema import (
    Approval,
    CaseType,
    Category,
    Clause,
    Condition,
    Counting,
    Deadline,
    Fact,
    Letter,
    Shape,
    Track,
)
from casework.policy.values import ClauseId, Name  # noqa: TC001 - read when a shape is made


class Expected(Shape):
    """What a branch uses and leaves to the policy that takes it in."""

    roles: list[Name] = Field(default_factory=list)
    approvals: list[Name] = Field(default_factory=list)
    categories: list[Name] = Field(default_factory=list)
    facts: list[Name] = Field(default_factory=list)
    conditions: list[Name] = Field(default_factory=list)


class Branch(Shape):
    """A shared branch: what an include brings."""

    casework: Literal[1] = Field(description="The format of the file.")
    branch: Name
    expects: Expected = Expected()
    clauses: dict[ClauseId, Clause] = Field(default_factory=dict)
    roles: dict[Name, list[Name]] = Field(default_factory=dict)
    approvals: dict[Name, Approval] = Field(default_factory=dict)
    categories: dict[Name, Category] = Field(default_factory=dict)
    facts: dict[Name, Fact] = Field(default_factory=dict)
    conditions: dict[Name, Condition] = Field(default_factory=dict)
    counts: dict[Name, Counting] = Field(default_factory=dict)
    tracks: dict[Name, Track] = Field(default_factory=dict)
    deadlines: dict[Name, Deadline] = Field(default_factory=dict)
    letters: dict[Name, Letter] = Field(default_factory=dict)
    case_types: dict[Name, CaseType] = Field(default_factory=dict)
