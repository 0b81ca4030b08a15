"""Ways through a case type, step by step, to be run against a real case book. Pure, no chance.

A sample is drawn by digests of the ways themselves: the same seed gives the same ways everywhere.
Must not know what runs them.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casework.policy.exploring.moves import Moves
from casework.policy.exploring.nodes import Layout
from casework.policy.exploring.scenario import scenario
from casework.policy.exploring.slices import cut
from casework.policy.exploring.variables import DEADLINE, TRACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.exploring.acts import Act
    from casework.policy.exploring.nodes import Node
    from casework.policy.exploring.scenario import Scenario
    from casework.policy.model import CaseType, Policy


def all_paths(
    policy: Policy, case_type: CaseType, depth: int, *, sample: int = 0, seed: int = 0
) -> Iterator[Scenario]:
    """Yield every simple path of at most ``depth`` moves through all tracks and limits at once.

    A path never comes back to where it was, and none yielded is the beginning of another.
    With ``sample``, at each node only so many moves are followed, chosen by ``seed``.
    """
    layout = _whole(policy, case_type)
    moves = Moves(layout)
    for acts in _paths(moves, moves.start(), depth, sample, seed):
        yield scenario(layout, acts)


def _whole(policy: Policy, case_type: CaseType) -> Layout:
    """Return the layout of the whole case: every track, every limit, and all that they read."""
    roots = [(TRACK, name) for name in case_type.tracks]
    roots += [(DEADLINE, name) for name in case_type.deadlines]
    return Layout(cut(policy, case_type, "every path", roots))


def _paths(
    moves: Moves, start: Node, depth: int, sample: int, seed: int
) -> Iterator[tuple[Act, ...]]:
    waiting: list[tuple[tuple[Act, ...], tuple[Node, ...]]] = [((), (start,))]
    while waiting:
        acts, nodes = waiting.pop()
        out = [] if len(acts) == depth else _onwards(moves, acts, nodes, sample, seed)
        if acts and not out:
            yield acts
        waiting.extend(((*acts, act), (*nodes, after)) for act, after in reversed(out))


def _onwards(
    moves: Moves, acts: tuple[Act, ...], nodes: tuple[Node, ...], sample: int, seed: int
) -> list[tuple[Act, Node]]:
    found = [(act, after) for act, after in moves.successors(nodes[-1]) if after not in nodes]
    if not sample or len(found) <= sample:
        return found
    return sorted(found, key=lambda move: _lot(seed, (*acts, move[0])))[:sample]


def _lot(seed: int, acts: tuple[Act, ...]) -> bytes:
    return hashlib.sha256(repr((seed, acts)).encode()).digest()
