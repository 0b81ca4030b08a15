"""That every case can be closed: a conjunction over tracks, proved track by track.

Closing asks of each track that it came to an end or was never owed. The product of all tracks is
never walked. Instead an order is looked for in which the tracks can be settled one after another,
each by moves that take nothing away from those settled before it; the spine is one of them, settled
where its closing step is open. Tracks for which no order is found are walked together. Must not
know what else is asked of a policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.facts import FactType
from casework.policy.exploring import acts as m
from casework.policy.exploring.acts import Act
from casework.policy.exploring.effects import settled
from casework.policy.exploring.faults import Fault, Kind
from casework.policy.exploring.variables import FACT, TRACK, checklist, conditions_of, read_by
from casework.policy.exploring.walks import Walks, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from casework.policy.conditions import Atom
    from casework.policy.exploring.moves import Moves
    from casework.policy.exploring.nodes import Node
    from casework.policy.exploring.variables import Variable
    from casework.policy.exploring.walk import Walk
    from casework.policy.model import Track


_FEW_ANSWERS = {FactType.YES_NO, FactType.YES_NO_UNKNOWN, FactType.CHOICE}


def closing_faults(walks: Walks) -> Iterator[Fault]:
    """Yield the way to a case that can never be closed, or that nothing could be proved."""
    stuck = Closing(walks).stuck()
    if stuck is None:
        return
    tracks = ", ".join(stuck.tracks)
    path = ("tracks", stuck.tracks[0])
    if stuck.way is None:
        message = f"closing hangs on {tracks} together; nothing is proved of it."
        yield walks.fault(Kind.TOO_LARGE, f"closing {tracks}", message, path)
        return
    message = f"a case can come to where {tracks} can never be settled, so it never closes."
    yield walks.fault(Kind.NO_CLOSING, tracks, message, path, stuck.way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A case that can never be closed: the tracks at fault, and the shortest way there.

    Without a way nothing could be proved, because there was too much to walk.
    """

    tracks: tuple[str, ...]
    way: Way | None


@dataclass(slots=True)
class _Proof:
    """Tracks proved together: their slice walked, and which nodes have all of them settled."""

    tracks: tuple[str, ...]
    moves: Moves
    walk: Walk
    good: frozenset[int]
    harm: frozenset[Act]

    def everywhere(self, harm: frozenset[Act]) -> bool:
        """Tell whether every node can still be settled, doing none of that ``harm``."""
        acts = {act for out in self.walk.edges for _, act in out}
        without = {act for act in acts if _does(self.moves, act, harm)}
        return len(self.walk.leading_to(self.good, without)) == len(self.walk.nodes)


class Closing:
    """The proof for one case type."""

    def __init__(self, walks: Walks) -> None:
        self.walks = walks
        self.case_type = walks.case_type

    def stuck(self) -> Stuck | None:
        """Return a case that cannot be closed any more, or None where there is none."""
        proofs = [self._proof((name,)) for name in self.case_type.tracks]
        capped = [proof for proof in proofs if proof.walk.capped]
        if capped:
            return Stuck(tracks=capped[0].tracks, way=None)
        alone = self._alone(proofs)
        if alone:
            return alone
        left = self._out_of_order(proofs)
        return self._together(tuple(name for proof in left for name in proof.tracks))

    def _alone(self, proofs: Sequence[_Proof]) -> Stuck | None:
        """Return what is stuck whatever the other tracks do."""
        return next((found for proof in proofs if (found := _stuck(proof))), None)

    def _out_of_order(self, proofs: Sequence[_Proof]) -> list[_Proof]:
        """Take away, again and again, a track that can come last; return those that never can."""
        left = list(proofs)
        while left:
            last = next((proof for proof in left if _can_come_last(proof, left)), None)
            if last is None:
                break
            left.remove(last)
        return left

    def _together(self, tracks: tuple[str, ...]) -> Stuck | None:
        if not tracks:
            return None
        proof = self._proof(tracks)
        if proof.walk.capped:
            return Stuck(tracks=tracks, way=None)
        return _stuck(proof)

    def _proof(self, tracks: tuple[str, ...]) -> _Proof:
        named = [self.case_type.tracks[name] for name in tracks]
        part = self.walks.cut(
            f"closing: {', '.join(tracks)}",
            [(TRACK, name) for name in tracks],
            [test for track in named for test in checklist(track)],
            self._kept(named),
        )
        told = self._told()
        moves, found = self.walks.moves(part, told), self.walks.walked(part, told)
        tests = [self._settled(moves, track) for track in named]
        good = frozenset(
            i for i, node in enumerate(found.nodes) if all(test(node) for test in tests)
        )
        harm = (
            _ways(moves, act)
            for here in good
            for there, act in _edges(found, here)
            if there not in good
        )
        return _Proof(
            tracks=tracks, moves=moves, walk=found, good=good, harm=frozenset().union(*harm)
        )

    def _kept(self, named: Sequence[Track]) -> frozenset[Variable]:
        """Return what the proof must not take to be as it likes.

        Answers that other tracks' settling reads may stay hidden: a move says which it needs.
        """
        own = [test for track in named for test in self._settling(track)]
        tests = [t for track in self.case_type.tracks.values() for t in self._settling(track)]
        growing = (variable for variable in read_by(tests) if variable[0] != FACT)
        return frozenset((*read_by(own), *growing))

    def _told(self) -> frozenset[str]:
        """Return the questions whose answers some track's settling reads."""
        tests = [t for track in self.case_type.tracks.values() for t in self._settling(track)]
        return frozenset(name for kind, name in read_by(tests) if kind == FACT)

    def _settling(self, track: Track) -> Iterator[Atom]:
        yield from checklist(track)
        for step in track.transitions:
            if step.closes:
                yield from conditions_of(step)

    def _settled(self, moves: Moves, track: Track) -> Callable[[Node], bool]:
        at = moves.at[TRACK, track.name]
        if track.spine:
            return lambda node: node[at] in track.finals or _may_close(moves, track, node)
        owed = tuple(moves.layout.read(test) for test in checklist(track))
        return lambda node: settled(node, at, track, owed)


def _may_close(moves: Moves, spine: Track, node: Node) -> bool:
    at = moves.at[TRACK, spine.name]
    triggers = dict.fromkeys(
        s.trigger for s in spine.transitions if s.source == node[at] and s.closes
    )
    return any(moves.permitted(node, spine.name, trigger) for trigger in triggers)


def _edges(found: Walk, here: int) -> Sequence[tuple[int, Act]]:
    return found.edges[here] if here < len(found.edges) else ()


def _ways(moves: Moves, act: Act) -> frozenset[Act]:
    """Return what a move can stand for, in words that mean the same in every slice."""
    if act.kind == m.ANSWER:
        fact = moves.layout.part.policy.facts[act.name]
        if FactType(fact.type) not in _FEW_ANSWERS:
            return frozenset({Act(m.ANSWER, act.name)})
        answers = moves.layout.answers[act.name]
        group = answers.groups[answers.place(act.value)]
        return frozenset(Act(m.ANSWER, act.name, value) for value in group)
    if act.kind == m.CLAIM:
        return frozenset({Act(m.CLAIM)})
    if act.kind in {m.ADVANCE, m.WITHDRAW}:
        return frozenset({Act(m.ADVANCE, act.name)})
    return frozenset({act._replace(given=())})


def _does(moves: Moves, act: Act, harm: frozenset[Act]) -> bool:
    """Tell whether a move, or an answer that must be changed for it, does some of the harm."""
    if _ways(moves, act) <= harm:
        return True
    return any(
        frozenset(Act(m.ANSWER, name, value) for value in group if value) <= harm
        or Act(m.ANSWER, name) in harm
        for name, group in act.given
    )


def _can_come_last(proof: _Proof, left: Sequence[_Proof]) -> bool:
    others = frozenset(act for other in left if other is not proof for act in other.harm)
    return proof.everywhere(others)


def _stuck(proof: _Proof) -> Stuck | None:
    leading = proof.walk.leading_to(proof.good)
    for place in range(len(proof.walk.nodes)):
        if place not in leading:
            way = Way(layout=proof.moves.layout, acts=proof.walk.path_to(place))
            return Stuck(tracks=proof.tracks, way=way)
    return None
