"""Breadth first over a slice: every node that can be reached, by which move, and the way back.

Must not know what is asked of the nodes. A walk that reaches its cap says so and proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casework.policy.exploring.packing import Packing, mask

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from casework.policy.exploring.acts import Act, Mover, Outcome
    from casework.policy.exploring.effects import Broken
    from casework.policy.exploring.moves import Moves
    from casework.policy.exploring.nodes import Node

    _Outcomes = list[tuple[int, Outcome]]
    #: The places a mover concerns as a mask, and for each filling of them what it comes to.
    _Known = tuple[int, dict[int, _Outcomes], Mover]

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
    ready = _Ready(moves)
    codes = [ready.packing.packed(start)]
    places = {codes[0]: 0}
    place_of = places.get
    for here, code in enumerate(codes):  # grows while it is read
        out: list[tuple[int, Act]] = []
        node = found.nodes[here]
        for outcomes in ready.after(code, node):
            for difference, outcome in outcomes:
                after = code + difference
                there = place_of(after)
                if there is None:
                    if len(codes) >= most:
                        found.capped = True
                        continue
                    there = places[after] = len(codes)
                    codes.append(after)
                    found.nodes.append(outcome.after(node))
                    found.came.append((here, outcome.act))
                out.append((there, outcome.act))
        found.edges.append(out)
        if found.capped:
            break
    found.fired.update(moves.fired)
    at = {node: here for here, node in enumerate(found.nodes)} if ready.broken else {}
    found.broken.update((rule, (at[node], act)) for rule, (node, act) in ready.broken.items())
    return found


class _Ready:
    """What can happen at a packed node, each mover asked once for all nodes alike to it."""

    def __init__(self, moves: Moves) -> None:
        self.packing = Packing(moves.layout.size)
        self.broken: dict[Broken, tuple[Node, Act]] = {}
        self._moves = moves
        self._tracks = mask(moves.places)
        self._by_states: dict[int, list[_Known]] = {}
        self._known: dict[Mover, _Known] = {}

    def after(self, code: int, node: Node) -> list[_Outcomes]:
        """Return what can happen at a node, each with what it adds to the node's number."""
        states = code & self._tracks
        movers = self._by_states.get(states)
        if movers is None:
            movers = self._by_states[states] = [self._of(m) for m in self._moves.movers(node)]
        found = []
        for concerned, known, mover in movers:
            key = code & concerned
            outcomes = known.get(key)
            if outcomes is None:
                outcomes = known[key] = self._outcomes(mover, node)
            if outcomes:
                found.append(outcomes)
        return found

    def _outcomes(self, mover: Mover, node: Node) -> _Outcomes:
        """Work out a mover; what changes nothing leads nowhere."""
        outcomes: _Outcomes = []
        for one in mover.outcomes(node):
            for rule in one.broken:
                self.broken.setdefault(rule, (node, one.act))
            if one.changes:
                outcomes.append((self.packing.difference(node, one.changes), one))
        return outcomes

    def _of(self, mover: Mover) -> _Known:
        if mover not in self._known:
            self._known[mover] = mask(mover.concerned), {}, mover
        return self._known[mover]
