"""How hidden answers can be filled in where a move reads them. Must not know what a move does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.exploring.variables import read_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.policy.exploring.nodes import Given, Layout, Place
    from casework.policy.exploring.reach import Reach


class Ways:
    """The fillings of hidden places that could matter to a step and to what it causes."""

    def __init__(self, layout: Layout, reach: Reach) -> None:
        self._layout = layout
        self._reach = reach
        self._known: dict[tuple[str, str], Mapping[tuple[Place, ...], Given]] = {}

    def of(self, track: str, trigger: str) -> Mapping[tuple[Place, ...], Given]:
        """Return each filling with the answers it stands for."""
        key = (track, trigger)
        if key not in self._known:
            tests = self._reach.tests_of(*key)
            read = frozenset(read_by(tests))
            ways = self._layout.assignments(tests)
            self._known[key] = {way: self._layout.answers_of(way, read) for way in ways}
        return self._known[key]
