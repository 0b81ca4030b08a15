"""What can happen next to a bare case: every move by anybody, and by the clock.

A request for approval and its granting are one move: no test reads a request, and the engine tests
everything again when it is granted. Must not know what a step does, nor what is asked of the whole.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from casework.policy.conditions import LetterReached
from casework.policy.exploring.acts import ASK, DO, Act, Mover, Outcome, changes, picked
from casework.policy.exploring.effects import Effects, answered, more
from casework.policy.exploring.posting import Posting
from casework.policy.exploring.record import Recording
from casework.policy.exploring.variables import LETTER, TRACK
from casework.policy.exploring.ways import Ways
from casework.policy.reading import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casework.policy.exploring.nodes import Given, Layout, Node, Place
    from casework.policy.exploring.reach import Watch
    from casework.policy.model import Transition


class Moves:
    """All moves of one slice. ``fired`` tells of every step that was taken.

    Moves to the same node are told apart where they need other answers to the questions ``told``.
    """

    def __init__(
        self, layout: Layout, watches: Iterable[Watch] = (), told: frozenset[str] = frozenset()
    ) -> None:
        self._told = told
        self.layout = layout
        self.case_type = layout.part.case_type
        self.at = layout.at
        self.effects = Effects(layout, watches)
        self.fired: set[str] = set()
        self.places = tuple(self.at[TRACK, name] for name in layout.part.tracks)
        self._ways = Ways(layout, self.effects.reach)
        self._steps = self._stepping()
        recording = Recording(self.effects)
        posting = Posting(self.effects, self._ways, told, self.fired)
        self._others = (*recording.movers(), *posting.movers(), *recording.releasing())
        self._states = picked(self.places)
        self._known: dict[object, tuple[Mover, ...]] = {}

    def start(self) -> Node:
        """Return a case just opened, with the limits that begin with it."""
        values: list[Place] = list(self.layout.start())
        for track in self.case_type.tracks.values():
            self.effects.start(values, (track.states[track.initial].next,), "")
        return self.effects.settled(values)

    def movers(self, node: Node) -> Sequence[Mover]:
        """Return all that may happen at a node, steps in document order first."""
        states = self._states(node)
        found = self._known.get(states)
        if found is None:
            named = zip(self.layout.part.tracks, self.places, strict=True)
            steps = (mover for name, at in named for mover in self._steps[name, str(node[at])])
            found = self._known[states] = (*steps, *self._others)
        return found

    def successors(self, node: Node) -> Iterator[tuple[Act, Node]]:
        """Yield everything that can happen next."""
        for mover in self.movers(node):
            for outcome in mover.outcomes(node):
                yield outcome.act, outcome.after(node)

    # --- steps ------------------------------------------------------------------------------------

    def _stepping(self) -> Mapping[tuple[str, str], list[Mover]]:
        """Return for each state the steps to try."""
        offers = self.effects.offers.items()
        named = dict.fromkeys((track, trigger) for (track, _), here in offers for trigger in here)
        movers = {pair: self._mover(*pair) for pair in named}
        return {
            (track, state): [movers[track, trigger] for trigger in here]
            for (track, state), here in offers
        }

    def _mover(self, track: str, trigger: str) -> Mover:
        reach = self.effects.reach
        return Mover(
            concerned=reach.concerns(track, trigger),
            outcomes=partial(self._outcomes, track=track, trigger=trigger),
            watched=reach.is_watched(track, trigger),
        )

    def _outcomes(self, node: Node, *, track: str, trigger: str) -> Iterator[Outcome]:
        if not self.effects.possible(node, track, trigger):
            return
        seen: set[tuple[Node, Given]] = set()
        alike = not self._told and self.effects.reach.has_one_outcome(track, trigger)
        for way, given in self._ways.of(track, trigger).items():
            for act, after in self._by_step(node, way, given, track, trigger):
                self.fired.update(self.effects.taken)
                broken = tuple(self.effects.broken)
                told = tuple(one for one in act.given if one[0] in self._told)
                if (after, told) not in seen or broken:
                    seen.add((after, told))
                    yield Outcome(act=act, changes=changes(node, after), broken=broken)
            if seen and alike:
                return

    def _by_step(
        self, node: Node, way: tuple[Place, ...], given: Given, track: str, trigger: str
    ) -> Iterator[tuple[Act, Node]]:
        values: list[Place] = [*node, *way]
        self.effects.begin()
        found = self.effects.permitted(values, track, trigger)
        if found is None or not found.step.roles or not answered(node, found):
            return
        yield from self._asking(node, found.step, given)
        self.effects.taken = []
        if self.effects.perform(values, found.step, ""):
            yield Act(DO, found.step.id, given=given), self.effects.settled(values)

    def _asking(self, node: Node, step: Transition, given: Given) -> Iterator[tuple[Act, Node]]:
        """A request drafts the letter before the step is taken, where some test could tell."""
        at = self.at.get((LETTER, step.letter))
        if step.approval is not None and at is not None and self._tells_drafts(step.letter):
            after = (*node[:at], more(node[at], 0), *node[at + 1 :])
            yield Act(ASK, step.id, given=given), after

    def _tells_drafts(self, letter: str) -> bool:
        return any(
            isinstance(leaf, LetterReached) and (leaf.letter, leaf.stage) == (letter, "drafted")
            for test in self.layout.part.tests
            for leaf in leaves(test)
        )

    def permitted(self, node: Node, track: str, trigger: str) -> bool:
        """Tell whether the step could fire now, whoever asks and whatever is answered first."""
        if not self.effects.possible(node, track, trigger):
            return False
        for way in self._ways.of(track, trigger):
            found = self.effects.permitted((*node, *way), track, trigger)
            if found is not None and answered(node, found):
                return True
        return False
