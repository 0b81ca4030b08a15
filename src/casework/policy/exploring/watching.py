"""The nearest move that a watch forbids, looked for among the nodes of a walk.

The walk itself knows of no watch, so one walk serves every question that its nodes can answer.
Must not know contracts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.exploring.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.policy.exploring.acts import Act, Mover
    from casework.policy.exploring.nodes import Layout, Node
    from casework.policy.exploring.reach import Watch


def first_broken(layout: Layout, nodes: Sequence[Node], watch: Watch) -> tuple[int, Act] | None:
    """Return the first of ``nodes`` from which a move breaks the watch, and the move."""
    moves = Moves(layout, (watch,))
    seen: set[tuple[Mover, object]] = set()
    for place, node in enumerate(nodes):
        for mover in moves.movers(node):
            if not mover.watched:
                continue
            key = mover, mover.key(node)
            if key in seen:
                continue
            seen.add(key)
            for outcome in mover.outcomes(node):
                if any(rule.kind == "contract" for rule in outcome.broken):
                    return place, outcome.act
    return None
