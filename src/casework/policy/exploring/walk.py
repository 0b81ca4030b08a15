"""Breadth first over a slice: every node that can be reached, by which move, and the way back.

Must not know what is asked of the nodes. A walk that reaches its cap says so and proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from casework.policy.exploring.effects import Broken
    from casework.policy.exploring.moves import Act, Moves
    from casework.policy.exploring.nodes import Node

#: More nodes than this in one slice are a finding, never a pass.
MOST_NODES: Final = 100_000


@dataclass(slots=True)
class Walk:
    """What was reached, in the order of distance from the beginning.

    ``edges`` holds for each node the moves out of it; ``broken`` holds for each rule that a move
    would break the first such move; ``fired`` holds every step that was ever taken.
    """

    nodes: list[Node]
    came: list[tuple[int, Act | None]]
    edges: list[list[tuple[int, Act]]] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)
    broken: dict[Broken, tuple[int, Act]] = field(default_factory=dict)
    capped: bool = False

    @property
    def size(self) -> int:
        """How many moves there are between the nodes."""
        return sum(map(len, self.edges))

    def path_to(self, place: int) -> tuple[Act, ...]:
        """Return the shortest way from the beginning to a node."""
        acts: list[Act] = []
        while True:
            place, act = self.came[place]
            if act is None:
                return tuple(reversed(acts))
            acts.append(act)

    def leading_to(
        self, goals: Iterable[int], without: Collection[Act] = frozenset()
    ) -> frozenset[int]:
        """Return every node that still leads to a goal, never by the moves ``without``."""
        back: list[list[int]] = [[] for _ in self.nodes]
        for here, moves in enumerate(self.edges):
            for there, act in moves:
                if act not in without:
                    back[there].append(here)
        found = set(goals)
        waiting = list(found)
        while waiting:
            for earlier in back[waiting.pop()]:
                if earlier not in found:
                    found.add(earlier)
                    waiting.append(earlier)
        return frozenset(found)

    def first(self, wanted: Callable[[Node], bool]) -> int | None:
        """Return the nearest node that is wanted, or None."""
        return next((i for i, node in enumerate(self.nodes) if wanted(node)), None)


def walk(moves: Moves, most: int = MOST_NODES) -> Walk:
    """Return everything that can be reached from a case just opened."""
    start = moves.start()
    found = Walk(nodes=[start], came=[(0, None)])
    places = {start: 0}
    place_of = places.get
    for here, node in enumerate(found.nodes):  # grows while it is read
        out: list[tuple[int, Act]] = []
        for act, after in moves.successors(node):
            if moves.broken:
                for rule in moves.broken:
                    found.broken.setdefault(rule, (here, act))
            there = place_of(after)
            if there is None:
                if len(places) >= most:
                    found.capped = True
                    continue
                there = places[after] = len(found.nodes)
                found.nodes.append(after)
                found.came.append((here, act))
            if there != here:
                out.append((there, act))
        found.edges.append(out)
        if found.capped:
            break
    found.fired.update(moves.fired)
    return found
