"""What can happen next to a bare case: every move by anybody, and by the clock.

A request for approval and its granting are one move: no test reads a request, and the engine tests
everything again when it is granted. Must not know what a step does, nor what is asked of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from casework.policy.conditions import LETTER_ORDER, LetterReached
from casework.policy.exploring import nodes as n
from casework.policy.exploring.effects import Effects, answered, counted, fewer, more, put
from casework.policy.exploring.variables import (
    CATEGORY,
    DEADLINE,
    FACT,
    LETTER,
    PERSON,
    TRACK,
    read_by,
)
from casework.policy.reading import leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from casework.policy.exploring.effects import Broken
    from casework.policy.exploring.nodes import Given, Layout, Node, Place
    from casework.policy.exploring.reach import Watch
    from casework.policy.exploring.variables import Variable
    from casework.policy.model import Transition

    _Try = tuple[str, Callable[[Node], object], dict[object, tuple["_Outcome", ...]]]

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
class _Outcome:
    """What a step changes, kept for every node that is alike in what the step concerns."""

    act: Act
    changes: tuple[tuple[int, Place], ...]
    broken: tuple[Broken, ...]

    def after(self, node: Node) -> Node:
        """Return ``node`` after the step."""
        if not self.changes:
            return node
        values = list(node)
        for at, value in self.changes:
            values[at] = value
        return tuple(values)


def _changes(before: Node, after: Node) -> tuple[tuple[int, Place], ...]:
    pairs = zip(before, after, strict=True)
    return tuple((at, new) for at, (old, new) in enumerate(pairs) if new != old)


def _picking(places: Sequence[int]) -> Callable[[Node], object]:
    return itemgetter(*places)


class Moves:
    """All moves of one slice. ``broken`` tells of the move last yielded, ``fired`` of all.

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
        self._places = [(name, self.at[TRACK, name]) for name in layout.part.tracks]
        self._letters = [(name, at) for (kind, name), at in self.at.items() if kind == LETTER]
        self._people = [
            (name, at)
            for (kind, name), at in self.at.items()
            if kind == PERSON and at < layout.size
        ]
        self._limits = [(name, at) for (kind, name), at in self.at.items() if kind == DEADLINE]
        self._answers = self._answering()
        self._tries = self._trying()
        self.fired: set[str] = set()
        self.broken: tuple[Broken, ...] = ()
        self._given: dict[tuple[str, str], Mapping[tuple[Place, ...], Given]] = {}

    def start(self) -> Node:
        """Return a case just opened, with the limits that begin with it."""
        values: list[Place] = list(self.layout.start())
        for track in self.case_type.tracks.values():
            self.effects.start(values, (track.states[track.initial].next,), "")
        return self.effects.settled(values)

    def successors(self, node: Node) -> Iterator[tuple[Act, Node]]:
        """Yield everything that can happen next, steps in document order first."""
        yield from self._by_steps(node)
        self.broken = ()
        yield from self._by_answers(node)
        yield from self._by_record(node)
        for name, at in self._limits:
            if node[at] == n.RUNNING:
                yield Act(MISS, name), put(node, at, n.PASSED)
        for name, at in self._letters:
            yield from self._by_letter(node, name, at)
        yield from self._by_release(node)

    # --- steps ------------------------------------------------------------------------------------

    def _by_steps(self, node: Node) -> Iterator[tuple[Act, Node]]:
        for name, at in self._places:
            for trigger, concerned, known in self._tries[name, str(node[at])]:
                key = concerned(node)
                outcomes = known.get(key)
                if outcomes is None:
                    outcomes = known[key] = tuple(self._outcomes(node, name, trigger))
                for outcome in outcomes:
                    self.broken = outcome.broken
                    yield outcome.act, outcome.after(node)

    def _trying(self) -> Mapping[tuple[str, str], list[_Try]]:
        """Return for each state the steps to try, with what a step's outcome hangs on."""
        return {
            (track, state): [
                (trigger, _picking(self.effects.reach.concerns(track, trigger)), {})
                for trigger in self.effects.offers[track, state]
            ]
            for track, state in self.effects.offers
        }

    def _outcomes(self, node: Node, track: str, trigger: str) -> Iterator[_Outcome]:
        if not self.effects.possible(node, track, trigger):
            return
        seen: set[tuple[Node, Given]] = set()
        alike = not self._told and self.effects.reach.has_one_outcome(track, trigger)
        for way in self._ways(track, trigger):
            for act, after in self._by_step(node, way, track, trigger):
                self.fired.update(self.effects.taken)
                broken = tuple(self.effects.broken)
                told = tuple(one for one in act.given if one[0] in self._told)
                if (after, told) not in seen or broken:
                    seen.add((after, told))
                    yield _Outcome(act=act, changes=_changes(node, after), broken=broken)
            if seen and alike:
                return

    def _by_step(
        self, node: Node, way: tuple[Place, ...], track: str, trigger: str
    ) -> Iterator[tuple[Act, Node]]:
        values: list[Place] = [*node, *way]
        self.effects.begin()
        found = self.effects.permitted(values, track, trigger)
        if found is None or not found.step.roles or not answered(node, found):
            return
        given = self._given[track, trigger][way]
        yield from self._asking(node, found.step, given)
        self.effects.taken = []
        if self.effects.perform(values, found.step, ""):
            yield Act(DO, found.step.id, given=given), self.effects.settled(values)

    def _ways(self, track: str, trigger: str) -> Iterable[tuple[Place, ...]]:
        """Return the fillings of hidden places that could matter to a step and what it causes."""
        key = (track, trigger)
        if key not in self._given:
            tests = self.effects.reach.tests_of(*key)
            read = frozenset(read_by(tests))
            ways = self.layout.assignments(tests)
            self._given[key] = {way: self.layout.answers_of(way, read) for way in ways}
        return self._given[key]

    def _asking(self, node: Node, step: Transition, given: Given) -> Iterator[tuple[Act, Node]]:
        """A request drafts the letter before the step is taken, where some test could tell."""
        at = self.at.get((LETTER, step.letter))
        if step.approval is not None and at is not None and self._tells_drafts(step.letter):
            yield Act(ASK, step.id, given=given), put(node, at, more(node[at], 0))

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
        for way in self._ways(track, trigger):
            found = self.effects.permitted((*node, *way), track, trigger)
            if found is not None and answered(node, found):
                return True
        return False

    # --- people -----------------------------------------------------------------------------------

    def _answering(self) -> list[tuple[int, str, tuple[tuple[int, Act], ...], int]]:
        """Return per question: its place, name, answers by group, and the group that stays."""
        found = []
        for name, answers in self.layout.answers.items():
            fact = self.layout.part.policy.facts[name]
            if not fact.sealed and self.at[FACT, name] < self.layout.size:
                given = tuple(
                    (i, Act(ANSWER, name, group[0]))
                    for i, group in enumerate(answers.groups)
                    if group
                )
                stays = answers.place("yes") if fact.once else -1
                found.append((self.at[FACT, name], name, given, stays))
        return found

    def _by_answers(self, node: Node) -> Iterator[tuple[Act, Node]]:
        for at, name, given, stays in self._answers:
            here = node[at]
            if here == stays:
                continue
            dated = any(self._anchor(limit) == name for limit, _ in self._limits)
            for group, act in given:
                if group == here and not dated:
                    continue
                values: list[Place] = list(node)
                values[at] = group
                self.effects.date(values, name)
                yield act, self.effects.settled(values)

    def _anchor(self, limit: str) -> str:
        return self.case_type.deadlines[limit].anchor

    def _by_record(self, node: Node) -> Iterator[tuple[Act, Node]]:
        at = self._shown((CATEGORY, ""))
        if at is not None:
            for (code, target), mark in self.layout.claims.sorts:
                marks = node[at]
                if isinstance(marks, int) and marks | mark != marks:
                    yield (
                        Act(CLAIM, code, target),
                        self.effects.settled(put(node, at, marks | mark)),
                    )
        for kind, most in self.layout.most.items():
            place = self._shown((kind, ""))
            if place is not None:
                number = node[place]
                if isinstance(number, int) and number < most:
                    yield Act(RECORD, kind), self.effects.settled(put(node, place, number + 1))
        for name, place in self._people:
            if node[place] == 0:
                yield Act(NAME, name), self.effects.settled(put(node, place, 1))

    def _shown(self, variable: Variable) -> int | None:
        at = self.at.get(variable)
        return at if at is not None and at < self.layout.size else None

    def _by_release(self, node: Node) -> Iterator[tuple[Act, Node]]:
        pause, at = self.case_type.pause, self.effects.pause_at
        if pause and at is not None and node[at] == n.STANDING and pause.released_by:
            yield Act(RELEASE), self.effects.released(node)

    # --- letters ----------------------------------------------------------------------------------

    def _by_letter(self, node: Node, name: str, at: int) -> Iterator[tuple[Act, Node]]:
        stages = self.layout.stages[name]
        counts = node[at]
        if not isinstance(counts, tuple):
            return
        for place, stage in enumerate(stages):
            if counts[place] and stage != stages[-1]:
                yield from self._advance(node, name, at, place)
            if counts[place] and LETTER_ORDER.index(stage) < LETTER_ORDER.index("issued"):
                for left in fewer(counts, place):
                    yield Act(WITHDRAW, name, stage), put(node, at, left)

    def _advance(self, node: Node, name: str, at: int, place: int) -> Iterator[tuple[Act, Node]]:
        letter = self.case_type.letters[name]
        stage = self.layout.stages[name][place + 1]
        if stage != "received" and self.effects.letter_held(node, letter.to):
            return
        for way in self._ways(LETTER, f"{name} {stage}"):
            for left in fewer(counted(node[at]), place):
                self.effects.begin()
                values: list[Place] = [*node, *way]
                if stage != "received":
                    self.effects.watch_letter(values, name)
                values[at] = more(left, place + 1)
                if stage == "received":
                    self.effects.receive(values, name)
                if self._caused(values, name, stage):
                    given = self._given[LETTER, f"{name} {stage}"][way]
                    self.fired.update(self.effects.taken)
                    self.broken = tuple(self.effects.broken)
                    yield Act(ADVANCE, name, stage, given), self.effects.settled(values)
        self.broken = ()

    def _caused(self, values: list[Place], name: str, stage: str) -> bool:
        letter = self.case_type.letters[name]
        follow = {"sent": letter.when_sent, "received": letter.when_received}.get(stage)
        if follow is None or (TRACK, follow.track) not in self.at:
            return True
        found = self.effects.following(values, follow)
        if found is None:
            return follow.optional
        return self.effects.perform(values, found, name)
