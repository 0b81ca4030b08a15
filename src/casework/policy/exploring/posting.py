"""What happens to letters: each goes on a stage at a time, or is withdrawn before it is issued.

Must not know what else can happen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.conditions import LETTER_ORDER
from casework.policy.exploring.acts import ADVANCE, WITHDRAW, Act, Mover, Outcome, changes
from casework.policy.exploring.effects import counted, fewer, more, put
from casework.policy.exploring.variables import LETTER, TRACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.policy.exploring.effects import Effects
    from casework.policy.exploring.nodes import Given, Node, Place
    from casework.policy.exploring.ways import Ways


class Posting:
    """The moves of the letters of one slice. ``fired`` takes in the steps that they cause."""

    def __init__(self, effects: Effects, ways: Ways, told: frozenset[str], fired: set[str]) -> None:
        self._effects = effects
        self._layout = effects.layout
        self._letters = effects.case_type.letters
        self._ways = ways
        self._told = told
        self._fired = fired

    def movers(self) -> Iterator[Mover]:
        """Yield each letter's moves, stage by stage."""
        for (kind, name), at in self._layout.at.items():
            if kind == LETTER:
                stages = self._layout.stages[name]
                for place, stage in enumerate(stages):
                    if stage != stages[-1]:
                        yield self._mover(name, place, stages[place + 1])
                    if LETTER_ORDER.index(stage) < LETTER_ORDER.index("issued"):
                        yield Mover(concerned=(at,), outcomes=self._withdrawing(name, at, place))

    def _mover(self, name: str, place: int, stage: str) -> Mover:
        reach, at = self._effects.reach, self._layout.at[LETTER, name]

        def outcomes(node: Node) -> Iterator[Outcome]:
            return self._advanced(node, name, at, place)

        return Mover(
            concerned=reach.when_posted(name, stage),
            outcomes=outcomes,
            watched=reach.is_watched(LETTER, f"{name} {stage}"),
        )

    def _withdrawing(self, name: str, at: int, place: int) -> Callable[[Node], Iterator[Outcome]]:
        act = Act(WITHDRAW, name, self._layout.stages[name][place])

        def outcomes(node: Node) -> Iterator[Outcome]:
            counts = counted(node[at])
            for left in fewer(counts, place) if counts[place] else ():
                yield Outcome(act=act, changes=changes(node, put(node, at, left)))

        return outcomes

    def _advanced(self, node: Node, name: str, at: int, place: int) -> Iterator[Outcome]:
        letter, counts = self._letters[name], counted(node[at])
        stage = self._layout.stages[name][place + 1]
        held = stage != "received" and self._effects.letter_held(node, letter.to)
        if held or not counts[place]:
            return
        seen: set[tuple[Node, Given]] = set()
        for way, given in self._ways.of(LETTER, f"{name} {stage}").items():
            told = tuple(one for one in given if one[0] in self._told)
            for left in fewer(counts, place):
                after = self._posted([*node, *way], name, at, place, left)
                broken = tuple(self._effects.broken)
                if after is not None and ((after, told) not in seen or broken):
                    seen.add((after, told))
                    self._fired.update(self._effects.taken)
                    act = Act(ADVANCE, name, stage, given)
                    yield Outcome(act=act, changes=changes(node, after), broken=broken)

    def _posted(
        self, values: list[Place], name: str, at: int, place: int, left: tuple[int, ...]
    ) -> Node | None:
        """Return the node with a letter one stage on, or None where what it causes does not fit."""
        stage = self._layout.stages[name][place + 1]
        self._effects.begin()
        if stage != "received":
            self._effects.watch_letter(values, name)
        values[at] = more(left, place + 1)
        if stage == "received":
            self._effects.receive(values, name)
        return self._effects.settled(values) if self._caused(values, name, stage) else None

    def _caused(self, values: list[Place], name: str, stage: str) -> bool:
        letter = self._letters[name]
        follow = {"sent": letter.when_sent, "received": letter.when_received}.get(stage)
        if follow is None or (TRACK, follow.track) not in self._layout.at:
            return True
        found = self._effects.following(values, follow)
        if found is None:
            return follow.optional
        return self._effects.perform(values, found, name)
