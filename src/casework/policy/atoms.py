"""From a test as written to the tree of atoms that decides it. Must not know steps or files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.policy import conditions as atom

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.policy.conditions import Atom
    from casework.policy.schema import Condition, Test, Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What bare names mean: conditions first, then facts; ``tracks`` say what finished means."""

    conditions: Mapping[str, Condition]
    tracks: Mapping[str, Track]

    def atom(self, test: Test | str) -> Atom:
        """Return the test as a tree. Names must be declared, and no condition rest on itself."""
        if isinstance(test, str):
            named = self.conditions.get(test)
            if named is None:
                return atom.FactIs(fact=test, values=frozenset({"yes"}))
            return self.atom(named)
        for key, make in _MAKERS.items():
            if getattr(test, key) is not None:
                return make(self, test)
        raise TypeError(type(test).__name__)  # the schema lets no empty test pass


def _fact(_scope: Scope, test: Test) -> Atom:
    fact = test.fact or ""
    if test.at_least is not None:
        return atom.FactAtLeast(fact=fact, least=test.at_least)
    return atom.FactIs(fact=fact, values=frozenset(test.is_ or ("yes",)))


def _category(_scope: Scope, test: Test) -> Atom:
    return atom.HasCategory(code=test.category or "", target=test.target or "")


def _only_category(_scope: Scope, test: Test) -> Atom:
    return atom.OnlyCategories(codes=frozenset(test.only_category or ()))


def _any_category(_scope: Scope, test: Test) -> Atom:
    return _held(atom.HasCategory(code=""), wanted=test.any_category)


def _track(scope: Scope, test: Test) -> Atom:
    track = test.track or ""
    if test.been is not None:
        return atom.TrackBeen(track=track, states=frozenset(test.been))
    if test.in_ is not None:
        return atom.TrackIn(track=track, states=frozenset(test.in_))
    finals = frozenset(scope.tracks[track].finals)
    return _held(atom.TrackIn(track=track, states=finals), wanted=test.finished)


def _deadline(_scope: Scope, test: Test) -> Atom:
    return atom.DeadlineStands(deadline=test.deadline or "", standing=test.standing or "")


def _letter(_scope: Scope, test: Test) -> Atom:
    letter, stage = test.letter or "", test.reached or ""
    reached = atom.LetterReached(letter=letter, stage=stage)
    if test.each is None:
        return reached
    every = atom.EveryReached(role=test.each, letter=letter, stage=stage)
    return atom.All(parts=(reached, atom.PersonNamed(role=test.each), every))


def _incidents(_scope: Scope, test: Test) -> Atom:
    return atom.IncidentsAtLeast(least=test.incidents or 0)


def _evidence(_scope: Scope, test: Test) -> Atom:
    enough = atom.EvidenceAtLeast(least=test.evidence or 0)
    if test.each_with is None:
        return enough
    return atom.All(parts=(enough, atom.EachSheetHas(fields=frozenset(test.each_with))))


def _person(_scope: Scope, test: Test) -> Atom:
    return atom.PersonNamed(role=test.person or "")


def _paused(_scope: Scope, test: Test) -> Atom:
    return atom.IsPaused(paused=bool(test.paused))


def _all(scope: Scope, test: Test) -> Atom:
    return atom.All(parts=tuple(scope.atom(part) for part in test.all or ()))


def _any(scope: Scope, test: Test) -> Atom:
    return atom.AnyOf(parts=tuple(scope.atom(part) for part in test.any or ()))


def _not(scope: Scope, test: Test) -> Atom:
    return atom.Not(part=scope.atom(test.not_ or ""))


def _held(held: Atom, *, wanted: bool | None) -> Atom:
    return held if wanted else atom.Not(part=held)


_MAKERS: dict[str, Callable[[Scope, Test], Atom]] = {
    "fact": _fact,
    "category": _category,
    "only_category": _only_category,
    "any_category": _any_category,
    "track": _track,
    "deadline": _deadline,
    "letter": _letter,
    "incidents": _incidents,
    "evidence": _evidence,
    "person": _person,
    "paused": _paused,
    "all": _all,
    "any": _any,
    "not_": _not,
}
