"""Nodes as whole numbers, a field of bits for each place: a walk adds, masks and compares them.

Must not know what a place stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.policy.exploring.nodes import Node, Place

#: Bits for each place: room for far more values than a walk may have nodes.
WIDTH: Final = 24
_FIELD: Final = (1 << WIDTH) - 1


class Packing:
    """Numbers the values of each place as they come."""

    def __init__(self, size: int) -> None:
        self._numbers: list[dict[Place, int]] = [{} for _ in range(size)]

    def packed(self, node: Node) -> int:
        """Return the number of a node."""
        return sum(self._at(place, value) for place, value in enumerate(node))

    def difference(self, node: Node, changes: Iterable[tuple[int, Place]]) -> int:
        """Return what to add to the number of ``node`` for it to be changed so."""
        return sum(self._at(at, value) - self._at(at, node[at]) for at, value in changes)

    def _at(self, place: int, value: Place) -> int:
        numbers = self._numbers[place]
        return numbers.setdefault(value, len(numbers)) << (WIDTH * place)


def mask(places: Iterable[int]) -> int:
    """Return the number that keeps only those places of a packed node."""
    return sum(_FIELD << (WIDTH * place) for place in places)
