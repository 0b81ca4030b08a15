"""The walks of one case type: a slice that two questions share is walked once, and reported.

Must not know what is asked of a walk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.policy.exploring.faults import Fault, Kind
from casework.policy.exploring.moves import DO, Moves
from casework.policy.exploring.nodes import Layout
from casework.policy.exploring.scenario import scenario
from casework.policy.exploring.slices import cut
from casework.policy.exploring.variables import TRACK, Variable
from casework.policy.exploring.walk import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from casework.policy.conditions import Atom
    from casework.policy.exploring.moves import Act
    from casework.policy.exploring.reach import Watch
    from casework.policy.exploring.slices import Slice
    from casework.policy.exploring.walk import Walk
    from casework.policy.findings import Path
    from casework.policy.model import CaseType, Policy, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceReport:
    """One question, what it hangs on, and how large its slice was."""

    question: str
    tracks: tuple[str, ...]
    facts: tuple[str, ...]
    nodes: int
    edges: int

    def as_text(self) -> str:
        """Return the slice on one line."""
        on = ", ".join((*self.tracks, *(f"{fact}?" for fact in self.facts)))
        return f"{self.question}: {self.nodes:,} nodes, {self.edges:,} moves ({on})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way through a slice, and what must be on record for it besides what nodes show."""

    layout: Layout
    acts: tuple[Act, ...]
    wanted: tuple[Atom, ...] = ()


@dataclass(slots=True)
class Walks:
    """The slices of one case type, walked as questions are asked."""

    policy: Policy
    case_type: CaseType
    most: int
    slices: list[SliceReport] = field(default_factory=list)
    _walked: dict[tuple[object, ...], tuple[Moves, Walk]] = field(default_factory=dict)

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

    def walked(
        self, part: Slice, watches: tuple[Watch, ...] = (), told: frozenset[str] = frozenset()
    ) -> tuple[Moves, Walk]:
        """Return the slice walked, watching for ``watches``, telling answers apart as ``told``."""
        watched = tuple((watch.steps, watch.letters, watch.test) for watch in watches)
        key = (part.variables, part.hidden, frozenset(part.tests), told, watched)
        if key not in self._walked:
            moves = Moves(Layout(part), watches, told)
            found = walk(moves, self.most)
            self._walked[key] = moves, found
            self.slices.append(
                SliceReport(
                    question=f"{self.case_type.name}: {part.question}",
                    tracks=part.tracks,
                    facts=part.facts,
                    nodes=len(found.nodes),
                    edges=found.size,
                )
            )
        return self._walked[key]

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
        moves, found = self.walked(self.of_track(step.track))
        for here, out in enumerate(found.edges):
            for _, act in out:
                if (act.kind, act.name) == (DO, step.id):
                    return Way(layout=moves.layout, acts=(*found.path_to(here), act))
        return None
