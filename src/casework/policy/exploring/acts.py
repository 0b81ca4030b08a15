"""What happens to a bare case: one act, what it changes, and what may happen at all.

Must not know what a policy is, nor which act is asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from casework.policy.exploring.effects import Broken
    from casework.policy.exploring.nodes import Given, Node, Place

DO, ASK, ANSWER, CLAIM, MISS = "do", "ask", "answer", "claim", "miss"
ADVANCE, WITHDRAW, RELEASE, RECORD, NAME = "advance", "withdraw", "release", "record", "name"
STAND = "stand"  # nothing happens: the answers given stand so


class Act(NamedTuple):
    """One thing that happens: a step by its id, an answer, a category, a miss, a letter's step.

    ``given`` are answers that must stand for it, each as the group any of which will do.
    """

    kind: str
    name: str = ""
    value: str = ""
    given: Given = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an act changes, for every node that is alike in what the act concerns."""

    act: Act
    changes: tuple[tuple[int, Place], ...]
    broken: tuple[Broken, ...] = ()

    def after(self, node: Node) -> Node:
        """Return ``node`` after the act."""
        values = list(node)
        for at, value in self.changes:
            values[at] = value
        return tuple(values)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mover:
    """Something that may happen, worked out once for all nodes alike in the places it concerns.

    ``watched`` says whether a rule that is watched for could be broken by it.
    """

    concerned: tuple[int, ...]
    outcomes: Callable[[Node], Iterable[Outcome]]
    watched: bool = False

    def key(self, node: Node) -> tuple[Place, ...]:
        """Return what a node is in the places that this concerns."""
        return tuple(node[at] for at in self.concerned)


def picked(places: Sequence[int]) -> Callable[[Node], object]:
    """Return what reads those places of a node; there may be none."""
    return itemgetter(*places) if places else lambda _node: ()


def changes(before: Node, after: Node) -> tuple[tuple[int, Place], ...]:
    """Return the places in which two nodes differ, as they are afterwards."""
    pairs = zip(before, after, strict=True)
    return tuple((at, new) for at, (old, new) in enumerate(pairs) if new != old)
