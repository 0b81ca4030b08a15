"""Every case a policy allows, walked in exact slices: what is proved, or the way to the fault.

One question at a time, each on its own slice: each track (states, steps, ends, gates), each limit,
each contract, the closing of each case type. Must not know files or time: the caller measures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.policy import nodes as n
from casework.policy.closing import Closing
from casework.policy.conditions import LetterReached
from casework.policy.effects import Watch
from casework.policy.faults import Fault, Kind
from casework.policy.moves import DO, Moves
from casework.policy.nodes import Layout
from casework.policy.normal import alternatives
from casework.policy.permits import static_faults
from casework.policy.scenario import scenario
from casework.policy.slices import cut, started_by
from casework.policy.variables import DEADLINE, FROM_RECEIPT, LETTER, TRACK
from casework.policy.walk import MOST_NODES, walk
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from casework.policy.conditions import Atom
    from casework.policy.effects import Broken
    from casework.policy.findings import Finding, Path
    from casework.policy.model import CaseType, Contract, Deadline, Policy, Track, Transition
    from casework.policy.moves import Act
    from casework.policy.nodes import Node
    from casework.policy.slices import Slice
    from casework.policy.variables import Variable
    from casework.policy.walk import Walk


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
class Report:
    """What was walked and what was found; without faults, everything asked is proved."""

    policy: str
    slices: tuple[SliceReport, ...]
    faults: tuple[Fault, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The faults as findings about the policy as a whole, where no file is at hand."""
        return self.found_at(lambda _path: (f"{self.policy}.yaml", 1))

    def found_at(self, at: Callable[[Path], tuple[str, int]]) -> tuple[Finding, ...]:
        """Return the faults as findings; ``at`` says the file and line of a path of keys."""
        return tuple(fault.finding(*at(fault.path)) for fault in self.faults)

    def as_text(self) -> str:
        """Return the slices with their sizes, then each fault with the way there."""
        walked = [part.as_text() for part in self.slices]
        sizes = f"{plural(len(walked), 'slice')}, {sum(p.nodes for p in self.slices):,} nodes"
        found = [fault.as_text() for fault in self.faults]
        return "\n".join([*walked, f"{sizes}, {plural(len(found), 'finding')}", *found])


def explore(policy: Policy, most: int = MOST_NODES) -> Report:
    """Return what was walked and every fault of ``policy``, each with its shortest path."""
    whole = [_Exploration(policy, case_type, most) for case_type in policy.case_types.values()]
    faults = [fault for one in whole for fault in one.faults()]
    return Report(
        policy=policy.name,
        slices=tuple(part for one in whole for part in one.slices),
        faults=tuple(dict.fromkeys(faults)),
    )


@dataclass(slots=True)
class _Exploration:
    """The questions about one case type; a slice that two questions share is walked once."""

    policy: Policy
    case_type: CaseType
    most: int
    slices: list[SliceReport] = field(default_factory=list)
    _walked: dict[tuple[object, ...], tuple[Moves, Walk]] = field(default_factory=dict)

    def faults(self) -> Iterator[Fault]:
        yield from static_faults(self.policy, self.case_type, self._way_to)
        for track in self.case_type.tracks.values():
            yield from self._track(track)
        for limit in self.case_type.deadlines.values():
            yield from self._limit(limit)
        for contract in self.case_type.contracts:
            yield from self._contract(contract)
        yield from self._closing()

    # --- walking ----------------------------------------------------------------------------------

    def explored(
        self, part: Slice, watches: tuple[Watch, ...] = (), *, every_way: bool = False
    ) -> tuple[Moves, Walk]:
        """Return the slice walked; not walked twice unless something is watched on the way."""
        key = (
            part.variables,
            part.hidden,
            frozenset(part.tests),
            every_way,
            tuple(watch.name for watch in watches),
        )
        if key not in self._walked:
            moves = Moves(Layout(part), watches, every_way=every_way)
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

    def _fault(
        self, kind: Kind, subject: str, message: str, path: Path, acts: Iterable[Act] | None = None
    ) -> Fault:
        way = None if acts is None else scenario(self.policy, self.case_type, acts)
        return Fault(
            kind=kind,
            case_type=self.case_type.name,
            subject=subject,
            message=message,
            path=("case-types", self.case_type.name, *path),
            scenario=way,
        )

    def _too_large(self, part: Slice, found: Walk, path: Path) -> Iterator[Fault]:
        if found.capped:
            message = f"{part.question} has more than {self.most:,} nodes; nothing is proved of it."
            yield self._fault(Kind.TOO_LARGE, part.question, message, path)

    def _way_to(self, step: Transition) -> tuple[Act, ...] | None:
        """Return the shortest way through a step, itself included."""
        part = cut(self.policy, self.case_type, f"track {step.track}", [(TRACK, step.track)])
        _, found = self.explored(part)
        for here, out in enumerate(found.edges):
            for _, act in out:
                if (act.kind, act.name) == (DO, step.id):
                    return (*found.path_to(here), act)
        return None

    # --- tracks -----------------------------------------------------------------------------------

    def _track(self, track: Track) -> Iterator[Fault]:
        part = cut(self.policy, self.case_type, f"track {track.name}", [(TRACK, track.name)])
        moves, found = self.explored(part)
        yield from self._too_large(part, found, ("tracks", track.name))
        if not found.capped:
            at = moves.at[TRACK, track.name]
            yield from self._states(track, at, found)
            yield from self._steps(track, at, found)
            yield from self._ends(track, at, found)
        yield from self._rules_on_the_way(track, found)

    def _states(self, track: Track, at: int, found: Walk) -> Iterator[Fault]:
        reached = {node[at] for node in found.nodes}
        for state in track.states:
            if state not in reached:
                message = f"no case comes to “{state}” of {track.name}."
                path = ("tracks", track.name, "states", state)
                yield self._fault(Kind.UNREACHABLE, f"{track.name}.{state}", message, path)

    def _steps(self, track: Track, at: int, found: Walk) -> Iterator[Fault]:
        for step in track.transitions:
            place = found.first(lambda node, step=step: node[at] == step.source)  # type: ignore[misc]
            if step.id not in found.fired and place is not None:
                message = f"“{step.trigger}” never leaves “{step.source}” of {track.name}."
                yield self._fault(
                    Kind.DEAD, step.id, message, ("tracks", track.name), found.path_to(place)
                )

    def _ends(self, track: Track, at: int, found: Walk) -> Iterator[Fault]:
        """Every state that is left at all leads to an end, whatever the case has come to."""
        ends = [i for i, node in enumerate(found.nodes) if node[at] in track.finals]
        leading = found.leading_to(ends)
        told: set[object] = set()
        for place, node in enumerate(found.nodes):
            state = node[at]
            if place in leading or state == track.initial or state in told:
                continue
            told.add(state)
            out = any(step.source == state for step in track.transitions)
            kind = Kind.DEADLOCK if out else Kind.TRAP
            message = f"from “{state}” of {track.name} there may be no way to an end."
            path = ("tracks", track.name, "states", str(state))
            yield self._fault(kind, f"{track.name}.{state}", message, path, found.path_to(place))

    def _rules_on_the_way(self, track: Track, found: Walk) -> Iterator[Fault]:
        for rule, (place, act) in found.broken.items():
            step = self.case_type.by_id.get(rule.step)
            if step is not None and step.track == track.name:
                yield self._bypassed(rule, step, (*found.path_to(place), act))

    def _bypassed(self, rule: Broken, step: Transition, acts: tuple[Act, ...]) -> Fault:
        if rule.kind == "pause":
            kind = Kind.GATE
            message = f"“{step.trigger}” of {step.track} is taken before the pause that forbids it."
        else:
            kind = Kind.BYPASSED
            message = f"“{step.trigger}” of {step.track} follows without its approval, {rule.name}."
        return self._fault(kind, step.id, message, ("tracks", step.track), acts)

    # --- limits -----------------------------------------------------------------------------------

    def _limit(self, limit: Deadline) -> Iterator[Fault]:
        roots = [(DEADLINE, limit.name), (TRACK, limit.track)]
        part = cut(self.policy, self.case_type, f"deadline {limit.name}", roots)
        moves, found = self.explored(part)
        path = ("deadlines", limit.name)
        yield from self._too_large(part, found, path)
        if found.capped:
            return
        at, where = moves.at[DEADLINE, limit.name], moves.at[TRACK, limit.track]
        if not any(node[at] == n.RUNNING for node in found.nodes):
            message = f"“{limit.name}” never runs: {self._why_never(limit)}."
            yield self._fault(Kind.NEVER_RUNS, limit.name, message, path)
        place = self._unanswered(limit, moves, found, at, where)
        if place is not None:
            state = found.nodes[place][where]
            message = f"“{limit.name}” can pass in “{state}” of {limit.track}, and no step is open."
            yield self._fault(Kind.UNANSWERED, limit.name, message, path, found.path_to(place))

    def _why_never(self, limit: Deadline) -> str:
        letters = self.case_type.letters.values()
        if limit.anchor == FROM_RECEIPT and not any(
            limit.name in started_by(self.case_type, letter) for letter in letters
        ):
            return "it counts from a receipt, and no letter’s sending starts it"
        return "no step that can be taken starts it"

    def _unanswered(
        self, limit: Deadline, moves: Moves, found: Walk, at: int, where: int
    ) -> int | None:
        """Return the nearest node in which the limit has passed and nobody can do anything."""
        track = self.case_type.tracks[limit.track]

        def stuck(node: Node) -> bool:
            if node[at] != n.PASSED or node[where] in track.finals:
                return False
            steps = [step for step in track.transitions if step.source == node[where]]
            asked = limit.when_missed
            if asked and not any(step.trigger == asked for step in steps):
                return True
            return not any(moves.permitted(node, track.name, step.trigger) for step in steps)

        return found.first(stuck)

    # --- contracts --------------------------------------------------------------------------------

    def _contract(self, contract: Contract) -> Iterator[Fault]:
        path = ("contracts", contract.name)
        ways: list[tuple[Act, ...]] = []
        for part, watches in self._parts_of(contract):
            moves, found = self.explored(part, watches)
            yield from self._too_large(part, found, path)
            ways += self._breaches(part, watches, moves, found)
        if ways:
            message = f"“{contract.name}” can be broken: {contract.says}"
            yield self._fault(Kind.CONTRACT, contract.name, message, path, min(ways, key=len))

    def _parts_of(self, contract: Contract) -> Iterator[tuple[Slice, tuple[Watch, ...]]]:
        """Yield a slice for each way to break the contract: each state, step and letter apart."""
        question = f"contract {contract.name}"
        for never in alternatives(contract.never_test) if contract.never_test else ():
            yield cut(self.policy, self.case_type, question, (), (never,)), ()
        letters = [
            name for name, one in self.case_type.letters.items() if one.to in contract.letters_to
        ]
        for test in alternatives(contract.while_test) if contract.while_test else ():
            for track, trigger in sorted(contract.steps):
                yield self._watched(question, test, (TRACK, track), step=(track, trigger))
            for name in letters:
                yield self._watched(question, test, (LETTER, name), letter=name)

    def _watched(
        self,
        question: str,
        test: Atom,
        root: Variable,
        *,
        step: tuple[str, str] | None = None,
        letter: str = "",
    ) -> tuple[Slice, tuple[Watch, ...]]:
        told = (LetterReached(letter=letter, stage="sent"),) if letter else ()
        part = cut(self.policy, self.case_type, question, [root], (test, *told))
        watch = Watch(
            name=question,
            steps=frozenset({step} if step else ()),
            letters=frozenset({letter} if letter else ()),
            test=test,
            while_=Layout(part).read(test),
        )
        return part, (watch,)

    def _breaches(
        self, part: Slice, watches: tuple[Watch, ...], moves: Moves, found: Walk
    ) -> list[tuple[Act, ...]]:
        if not watches:
            place = found.first(moves.layout.ever(part.tests[0]))
            return [] if place is None else [found.path_to(place)]
        return [
            (*found.path_to(place), act)
            for rule, (place, act) in found.broken.items()
            if rule.kind == "contract"
        ]

    # --- closing ----------------------------------------------------------------------------------

    def _closing(self) -> Iterator[Fault]:
        stuck = Closing(self.policy, self.case_type, self.explored).stuck()
        if stuck is None:
            return
        tracks = ", ".join(stuck.tracks)
        path = ("tracks", stuck.tracks[0])
        if stuck.capped:
            message = f"closing hangs on {tracks} together; nothing is proved of it."
            yield self._fault(Kind.TOO_LARGE, f"closing {tracks}", message, path)
            return
        message = f"a case can come to where {tracks} can never be settled, so it never closes."
        yield self._fault(Kind.NO_CLOSING, tracks, message, path, stuck.acts)
