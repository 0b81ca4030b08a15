"""The walks of one case type: a slice that two questions share is walked once, and reported.

Must not know what is asked of a walk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.policy.exploring.acts import DO
from casework.policy.exploring.faults import Fault, Kind
from casework.policy.exploring.moves import Moves
from casework.policy.exploring.nodes import Layout
from casework.policy.exploring.scenario import scenario
from casework.policy.exploring.slices import cut
from casework.policy.exploring.variables import TRACK, Variable
from casework.policy.exploring.walk import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from casework.policy.conditions import Atom
    from casework.policy.exploring.acts import Act
    from casework.policy.exploring.slices import Slice
    from casework.policy.exploring.walk import Walk
    from casework.policy.findings import Path
    from casework.policy.model import CaseType, Policy, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceReport:
    """One question, what it hangs on, how large its slice was, and what else the walk answered."""

    question: str
    tracks: tuple[str, ...]
    facts: tuple[str, ...]
    nodes: int
    edges: int
    also: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Return the slice on one line."""
        on = ", ".join((*self.tracks, *(f"{fact}?" for fact in self.facts)))
        also = f"; also {', '.join(self.also)}" if self.also else ""
        return f"{self.question}: {self.nodes:,} nodes, {self.edges:,} moves ({on}){also}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """A contract of which so many parts follow from the conditions of its steps, without a walk."""

    question: str
    parts: int
    of: int

    def as_text(self) -> str:
        """Return what was proved without a walk, on one line."""
        some = "" if self.parts == self.of else f" in {self.parts} of {self.of} parts"
        return f"{self.question}: follows from the conditions of its steps{some}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way through a slice, and what must be on record for it besides what nodes show."""

    layout: Layout
    acts: tuple[Act, ...]
    wanted: tuple[Atom, ...] = ()


@dataclass(slots=True)
class _Walked:
    """A walk and the questions that it answered."""

    part: Slice
    walk: Walk
    questions: list[str]


@dataclass(slots=True)
class Walks:
    """The slices of one case type, walked as questions are asked."""

    policy: Policy
    case_type: CaseType
    most: int
    _walked: dict[object, _Walked] = field(default_factory=dict)
    _layouts: dict[object, Layout] = field(default_factory=dict)
    _moves: dict[object, Moves] = field(default_factory=dict)
    _alone: dict[str, list[bool]] = field(default_factory=dict)

    @property
    def slices(self) -> tuple[SliceReport, ...]:
        """What was walked, in the order in which it was asked for."""
        return tuple(self._report(one) for one in self._walked.values())

    @property
    def alone(self) -> tuple[Alone, ...]:
        """What followed from conditions alone."""
        return tuple(
            Alone(question=f"{self.case_type.name}: {question}", parts=sum(parts), of=len(parts))
            for question, parts in self._alone.items()
            if any(parts)
        )

    def note(self, question: str, *, alone: bool) -> None:
        """Note a part of a question, and whether it follows from conditions alone."""
        self._alone.setdefault(question, []).append(alone)

    def cut(
        self,
        question: str,
        roots: Iterable[Variable],
        tests: Iterable[Atom] = (),
        kept: Collection[Variable] = (),
    ) -> Slice:
        """Return the slice of a question about this case type."""
        return cut(self.policy, self.case_type, question, roots, tests, kept)

    def of_track(self, name: str) -> Slice:
        """Return the slice of one track."""
        return self.cut(f"track {name}", [(TRACK, name)])

    def layout(self, part: Slice) -> Layout:
        """Return how nodes of a slice are laid out."""
        key = part.variables, part.hidden, part.tests
        found = self._layouts.get(key)
        if found is None:
            found = self._layouts[key] = Layout(part)
        return found

    def moves(self, part: Slice, told: frozenset[str] = frozenset()) -> Moves:
        """Return the moves of a slice, telling answers apart as ``told``."""
        layout = self.layout(part)
        key = layout, told
        found = self._moves.get(key)
        if found is None:
            found = self._moves[key] = Moves(layout, told=told)
        return found

    def walked(self, part: Slice, told: frozenset[str] = frozenset()) -> Walk:
        """Return the slice walked; slices whose nodes are the same are walked once.

        Telling answers apart, moves hang on hidden answers too, so nothing else is the same.
        """
        layout = self.layout(part)
        key = layout.shape, told, frozenset(part.tests) if told else None
        found = self._walked.get(key)
        if found is None:
            made = walk(self.moves(part, told), self.most)
            found = self._walked[key] = _Walked(part=part, walk=made, questions=[])
        found.questions.append(part.question)
        return found.walk

    def _report(self, one: _Walked) -> SliceReport:
        first, *also = dict.fromkeys(one.questions)
        return SliceReport(
            question=f"{self.case_type.name}: {first}",
            tracks=one.part.tracks,
            facts=one.part.facts,
            nodes=len(one.walk.nodes),
            edges=one.walk.size,
            also=tuple(also),
        )

    def fault(
        self, kind: Kind, subject: str, message: str, path: Path, way: Way | None = None
    ) -> Fault:
        """Return a fault of this case type with its way as a scenario."""
        return Fault(
            kind=kind,
            case_type=self.case_type.name,
            subject=subject,
            message=message,
            path=("case-types", self.case_type.name, *path),
            scenario=None if way is None else scenario(way.layout, way.acts, way.wanted),
        )

    def too_large(self, part: Slice, found: Walk, path: Path) -> Iterator[Fault]:
        """Yield the finding that a walk reached its cap."""
        if found.capped:
            message = f"{part.question} has more than {self.most:,} nodes; nothing is proved of it."
            yield self.fault(Kind.TOO_LARGE, part.question, message, path)

    def way_to(self, step: Transition) -> Way | None:
        """Return the shortest way through a step, itself included."""
        part = self.of_track(step.track)
        found = self.walked(part)
        for here, out in enumerate(found.edges):
            for _, act in out:
                if (act.kind, act.name) == (DO, step.id):
                    return Way(layout=self.layout(part), acts=(*found.path_to(here), act))
        return None
