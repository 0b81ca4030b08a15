"""A policy as the engine reads it: frozen, resolved, with an index of every step. Pure values.

Made by ``compile`` from a checked file; must not know how the file was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.domain.case import CaseView
    from casework.domain.deadlines import Rule
    from casework.policy.conditions import Atom

Holds = Callable[["CaseView"], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of the printed policy; ``cite`` is how paper names its place."""

    id: str
    strength: str
    bearing: str
    says: str
    cite: str
    on_school: bool
    nothing_needed: str
    held_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A question and who may answer it (no roles: everyone in the case)."""

    name: str
    ask: str
    type: str
    choices: tuple[str, ...]
    who_says: bool
    personal: bool
    sealed: bool
    once: bool
    roles: frozenset[str]
    clauses: tuple[str, ...]
    setting: str = ""  # what of the school's settings answers it in every case


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of misuse."""

    code: str
    title: str
    normalised: str
    targets: tuple[str, ...]
    clauses: tuple[str, ...]
    routes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A named test: ``holds`` decides, ``test`` is its tree, ``otherwise`` is said on failure.

    ``when_it_holds`` is said where a step is there only while it does not hold.
    """

    name: str
    test: Atom
    holds: Holds
    otherwise: str
    remedy: str
    clauses: tuple[str, ...]
    when_it_holds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Who decides (program roles), and who instead."""

    name: str
    title: str
    by: frozenset[str]
    instead: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOn:
    """A step of another track, caused within the same moment."""

    track: str
    trigger: str
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step from one source; ``id`` is unique within the case type."""

    id: str
    track: str
    trigger: str
    source: str
    dest: str
    says: str
    roles: frozenset[str]
    approval: ApprovalRule | None
    conditions: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    asks: tuple[str, ...]
    asks_sealed: tuple[str, ...]
    sets: Mapping[str, str]
    reason: bool
    new_capture: bool
    letter: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    keeps: str
    then: tuple[FollowOn, ...]
    admits: tuple[str, ...]
    reopens: bool
    closes: bool
    danger: bool
    override: bool
    clauses: tuple[str, ...]
    not_in_policy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a track; owner and next date only for open states of the spine."""

    name: str
    title: str
    owner: frozenset[str]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One flat machine."""

    name: str
    title: str
    spine: bool
    initial: str
    finals: frozenset[str]
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    decide_when: Condition | None
    owed_when: Condition | None
    clauses: tuple[str, ...]
    not_in_policy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A limit and what a person is asked when it is missed."""

    name: str
    title: str
    track: str
    rule: Rule
    words: str
    anchor: str
    when_missed: str
    to: frozenset[str]
    provenance: str
    source: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of the policy; ``approval`` is None where a clause waives it."""

    name: str
    title: str
    template: str
    to: str
    approval: ApprovalRule | None
    waived_by: str
    when_sent: FollowOn | None
    when_received: FollowOn | None
    limit: str
    clauses: tuple[str, ...]
    not_in_policy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRule:
    """What waits, for whom, while safeguarding has not released it."""

    when: Condition
    steps: frozenset[tuple[str, str]]
    letters_to: frozenset[str]
    released_by: frozenset[str]
    circle: str
    otherwise: str
    clauses: tuple[str, ...]
    not_in_policy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """``never``: no case stands so. ``steps`` and ``letters_to`` never move ``while`` it holds."""

    name: str
    says: str
    never: Holds | None
    never_test: Atom | None
    steps: frozenset[tuple[str, str]]
    letters_to: frozenset[str]
    while_: Holds | None
    while_test: Atom | None
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseType:
    """One kind of case, with its steps indexed by (track, source state)."""

    name: str
    title: str
    sealed: bool
    opened_by: frozenset[str]
    opens_at: str
    circles: tuple[str, ...]
    tracks: Mapping[str, Track]
    deadlines: Mapping[str, Deadline]
    letters: Mapping[str, Letter]
    pause: PauseRule | None
    contracts: tuple[Contract, ...]
    clauses: tuple[str, ...]
    spine: str
    triggers: Mapping[str, tuple[str, ...]]  # trigger -> tracks that have it
    offers: Mapping[tuple[str, str], tuple[Transition, ...]]  # (track, source) -> steps
    by_id: Mapping[str, Transition]
    #: The contracts that may forbid a (track, trigger), in document order: every step asks.
    forbidding: Mapping[tuple[str, str], tuple[Contract, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        found: dict[tuple[str, str], tuple[Contract, ...]] = {}
        for contract in self.contracts:
            for step in contract.steps if contract.while_ is not None else ():
                found[step] = (*found.get(step, ()), contract)
        object.__setattr__(self, "forbidding", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A monitored count: the categories it takes in, by code; with no ``targets``, of them all."""

    name: str
    title: str
    categories: tuple[str, ...]
    targets: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy version, named by ``digest``; ``files`` are the very texts it was made from."""

    name: str
    title: str
    school: str
    adopted: str
    review: str
    digest: str
    clauses: Mapping[str, Clause]
    roles: Mapping[str, frozenset[str]]
    approvals: Mapping[str, ApprovalRule]
    categories: Mapping[str, Category]
    facts: Mapping[str, Fact]
    conditions: Mapping[str, Condition]
    case_types: Mapping[str, CaseType]
    counts: Mapping[str, Count]
    ages: Mapping[str, int]
    files: Mapping[str, str]
