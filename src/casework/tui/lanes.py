"""Lines at the edges of a drawing, to boxes that are no neighbours: which has room where.

All ways to one box share a line. Short ones are nearest to the boxes; where two would meet, the
later one takes the next lane, and where none is free it is not drawn. Must not know a drawing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Where(StrEnum):
    """At which edge a line is."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """Where a way leaves for the edge: its row, and the cell from which the line goes."""

    at: Where
    to: str
    row: int
    x: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """All ways at an edge to one box, reached at row ``head``; no lane is less than 0."""

    at: Where
    to: str
    head: int
    stubs: tuple[Stub, ...]
    lane: int = -1

    @property
    def span(self) -> tuple[int, int]:
        """From which row to which the line goes."""
        rows = [self.head, *(stub.row for stub in self.stubs)]
        return min(rows), max(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """How many lines there is room for at each edge."""

    left: int
    right: int

    @property
    def left_room(self) -> int:
        """How many cells the left edge takes, its arrows with it."""
        return 2 * self.left + 1 if self.left else 0

    @property
    def right_room(self) -> int:
        """How many cells the right edge takes."""
        return 2 * self.right + 1 if self.right else 0

    def place(self, net: Net, width: int) -> int:
        """Return the cell of a line; the first lane is nearest to the boxes."""
        if net.at is Where.LEFT:
            return 2 * (self.left - 1 - net.lane)
        return width - 1 - 2 * (self.right - 1 - net.lane)

    def given(self, nets: Iterable[Net]) -> list[Net]:
        """Return the lines, each with its lane; short ones first."""
        taken: dict[tuple[Where, int], list[tuple[int, int]]] = {}
        found: list[Net] = []
        for net in sorted(nets, key=lambda one: one.span[1] - one.span[0]):
            most = self.left if net.at is Where.LEFT else self.right
            for lane in range(most):
                there = taken.setdefault((net.at, lane), [])
                if not any(_meet(net.span, one) for one in there):
                    there.append(net.span)
                    found.append(replace(net, lane=lane))
                    break
            else:
                found.append(net)
        return found

    def used(self, nets: Iterable[Net]) -> Lanes:
        """Return how many lines are in use at each edge."""
        most = {Where.LEFT: 0, Where.RIGHT: 0}
        for net in nets:
            most[net.at] = max(most[net.at], net.lane + 1)
        return Lanes(left=most[Where.LEFT], right=most[Where.RIGHT])


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
