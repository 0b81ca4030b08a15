"""A case of which only part is known: what can still vary, and what each test says of it so far.

A track counts as able to stand wherever its steps lead, conditions ignored; everything else takes
each value that some test can tell from the others. Must not know how cases are searched or why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from casework.domain.facts import Answer, FactType
from casework.policy import conditions as c
from casework.policy.reading import edges_of, leaves, led_to, passed_through

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from casework.policy.model import CaseType, Policy

UNANSWERED = ""
NONE_OF_THEM = "something else"

Variable = tuple[str, str]  # what kind of thing, and which
Domain = tuple[Variable, tuple[str, ...]]
Claim = tuple[str, str]  # category and target

_YES_NO = ("no", "yes")  # the barest case first
_A_SHEET = c.EvidenceAtLeast(least=1)


@dataclass(slots=True)
class Partial:
    """What is chosen so far of a case of one type, as far as ``read`` can tell cases apart."""

    policy: Policy
    case_type: CaseType
    read: tuple[c.Atom, ...]
    claims: tuple[Claim, ...]
    chosen: dict[Variable, str] = field(default_factory=dict)


def nothing_known(policy: Policy, case_type: CaseType, test: c.Atom) -> Partial:
    """Return a case of which nothing is known, to be asked about ``test``."""
    read = tuple(leaves(test))
    return Partial(policy, case_type, read, _claims(policy, read))


def domains(case: Partial) -> list[Domain]:
    """Return what can vary and the values it takes, in the order in which the tests read it."""
    found: dict[Variable, tuple[str, ...]] = {}
    for atom in case.read:
        for variable, values in _DOMAINS[type(atom)](case, atom):
            found.setdefault(variable, values)
    return list(found.items())


def verdict(case: Partial, atom: c.Atom) -> bool | None:
    """Return what ``atom`` says of the case, None while that hangs on something not yet known."""
    if isinstance(atom, c.All):
        return _every(verdict(case, part) for part in atom.parts)
    if isinstance(atom, c.AnyOf):
        return _opposite(_every(_opposite(verdict(case, part)) for part in atom.parts))
    if isinstance(atom, c.Not):
        return _opposite(verdict(case, atom.part))
    return _VERDICTS[type(atom)](case, atom)


def _opposite(known: bool | None) -> bool | None:
    return None if known is None else not known


def _every(verdicts: Iterator[bool | None]) -> bool | None:
    answer: bool | None = True
    for known in verdicts:
        if known is False:
            return False
        if known is None:
            answer = None
    return answer


def _some(verdicts: Iterator[bool | None]) -> bool | None:
    return _opposite(_every(_opposite(known) for known in verdicts))


# --- facts -----------------------------------------------------------


def _fact(case: Partial, atom: c.FactIs | c.FactAtLeast) -> Iterator[Domain]:
    yield ("fact", atom.fact), (*_answers(case, atom.fact), UNANSWERED)


def _answers(case: Partial, name: str) -> tuple[str, ...]:
    fact = case.policy.facts.get(name)
    kind = fact.type if fact else FactType.TEXT
    if kind == FactType.YES_NO:
        return (Answer.YES, Answer.NO)
    if kind == FactType.YES_NO_UNKNOWN:
        return tuple(Answer)
    if fact and kind == FactType.CHOICE:
        return fact.choices
    if kind == FactType.NUMBER:
        return _numbers(case.read, name)
    return (*_named(case.read, name), NONE_OF_THEM)


def _named(read: Sequence[c.Atom], name: str) -> tuple[str, ...]:
    tests = (atom for atom in read if isinstance(atom, c.FactIs) and atom.fact == name)
    return tuple(sorted({value for test in tests for value in test.values}))


def _numbers(read: Sequence[c.Atom], name: str) -> tuple[str, ...]:
    """One number on each side of every limit, and each one named: no other tells cases apart."""
    exact = {int(value) for value in _named(read, name) if _is_number(value)}
    limits = {atom.least for atom in read if isinstance(atom, c.FactAtLeast) and atom.fact == name}
    near = {0, *(point + step for point in exact | limits for step in (-1, 0, 1))}
    return tuple(str(number) for number in sorted(near) if number >= 0)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal()


def _fact_is(case: Partial, atom: c.FactIs) -> bool | None:
    value = case.chosen.get(("fact", atom.fact))
    return None if value is None else value != UNANSWERED and value in atom.values


def _fact_at_least(case: Partial, atom: c.FactAtLeast) -> bool | None:
    value = case.chosen.get(("fact", atom.fact))
    return None if value is None else _is_number(value) and int(value) >= atom.least


# --- categories ------------------------------------------------------


def _claims(policy: Policy, read: Sequence[c.Atom]) -> tuple[Claim, ...]:
    """One claim of each sort that the tests can tell apart; claims of one sort are alike."""
    telling = [atom for atom in read if isinstance(atom, c.HasCategory | c.OnlyCategories)]
    if not telling:
        return tuple(islice(_every_claim(policy, ()), 1))  # all are alike
    sorts: dict[tuple[bool, ...], Claim] = {}
    for claim in _every_claim(policy, telling):
        sorts.setdefault(tuple(_fits(atom, claim) for atom in telling), claim)
    return tuple(sorts.values())


def _every_claim(policy: Policy, read: Sequence[c.Atom]) -> Iterator[Claim]:
    for atom in read:
        if isinstance(atom, c.HasCategory) and _can_be(policy, atom.code, atom.target):
            yield atom.code, atom.target
    for category in policy.categories.values():
        for target in ("", *category.targets):
            if _can_be(policy, category.code, target):
                yield category.code, target


def _can_be(policy: Policy, code: str, target: str) -> bool:
    """Several targets ask for one of them; with a single one, or none named, it may stay open."""
    category = policy.categories.get(code)
    if category is None or not category.targets:
        return bool(code)
    return target in category.targets or (not target and len(category.targets) == 1)


def _fits(atom: c.Atom, claim: Claim) -> bool:
    code, target = claim
    if isinstance(atom, c.HasCategory):
        return atom.code in {"", code} and atom.target in {"", target}
    return isinstance(atom, c.OnlyCategories) and code in atom.codes


def _category(case: Partial, _atom: c.Atom) -> Iterator[Domain]:
    for claim in case.claims:
        yield _claimed(claim), _YES_NO


def _claimed(claim: Claim) -> Variable:
    return "category", ":".join(part for part in claim if part)


def _has_category(case: Partial, atom: c.HasCategory) -> bool | None:
    fitting = (claim for claim in case.claims if _fits(atom, claim))
    return _some(_is_yes(case, _claimed(claim)) for claim in fitting)


def _only_categories(case: Partial, atom: c.OnlyCategories) -> bool | None:
    inside = _some(
        _is_yes(case, _claimed(claim)) for claim in case.claims if claim[0] in atom.codes
    )
    outside = _some(
        _is_yes(case, _claimed(claim)) for claim in case.claims if claim[0] not in atom.codes
    )
    return _every(iter((inside, _opposite(outside))))


def _is_yes(case: Partial, variable: Variable) -> bool | None:
    value = case.chosen.get(variable)
    return None if value is None else value == "yes"


# --- tracks ----------------------------------------------------------


def _track(case: Partial, atom: c.TrackIn | c.TrackBeen) -> Iterator[Domain]:
    track = case.case_type.tracks.get(atom.track)
    states = tuple(track.states) if track else (*sorted(atom.states), NONE_OF_THEM)
    yield ("track", atom.track), states
    if isinstance(atom, c.TrackBeen):
        for state in sorted(atom.states):
            yield _was(atom.track, state), _YES_NO


def _was(track: str, state: str) -> Variable:
    return "been", f"{track} at {state}"


def _track_in(case: Partial, atom: c.TrackIn) -> bool | None:
    state = case.chosen.get(("track", atom.track))
    return None if state is None else state in atom.states


def _track_been(case: Partial, atom: c.TrackBeen) -> bool | None:
    state = case.chosen.get(("track", atom.track))
    if state is None:
        return None
    return _some(_been(case, atom.track, state, earlier) for earlier in sorted(atom.states))


def _been(case: Partial, name: str, state: str, earlier: str) -> bool | None:
    track = case.case_type.tracks.get(name)
    if track is not None:
        edges = edges_of(track)
        if earlier in passed_through(edges, track.initial, state):
            return True
        if state not in led_to(edges, earlier):
            return False
    return _is_yes(case, _was(name, earlier))


# --- the rest --------------------------------------------------------


def _deadline(_case: Partial, atom: c.DeadlineStands) -> Iterator[Domain]:
    yield ("deadline", atom.deadline), ("", "waiting", "running", "passed", "met", "cancelled")


def _stands(case: Partial, atom: c.DeadlineStands) -> bool | None:
    value = case.chosen.get(("deadline", atom.deadline))
    return None if value is None else value == atom.standing


def _letter(_case: Partial, atom: c.LetterReached) -> Iterator[Domain]:
    yield ("letter", atom.letter), ("", *c.LETTER_ORDER)


def _reached(case: Partial, atom: c.LetterReached) -> bool | None:
    value = case.chosen.get(("letter", atom.letter))
    order = ("", *c.LETTER_ORDER)
    return None if value is None else order.index(value) >= order.index(atom.stage)


def _counted(case: Partial, atom: c.IncidentsAtLeast | c.EvidenceAtLeast) -> Iterator[Domain]:
    limits = {other.least for other in case.read if isinstance(other, type(atom))}
    if isinstance(atom, c.EvidenceAtLeast):  # a test of every sheet minds whether there is one
        limits |= {1 for other in case.read if isinstance(other, c.EachSheetHas)}
    near = {0, *limits, *(limit - 1 for limit in limits)}
    yield ("count", type(atom).__name__), tuple(str(n) for n in sorted(near) if n >= 0)


def _counts(case: Partial, atom: c.IncidentsAtLeast | c.EvidenceAtLeast) -> bool | None:
    value = case.chosen.get(("count", type(atom).__name__))
    return None if value is None else int(value) >= atom.least


def _sheets(case: Partial, atom: c.EachSheetHas) -> Iterator[Domain]:
    yield from _counted(case, _A_SHEET)
    yield ("sheets", atom.key), _YES_NO


def _sheets_have(case: Partial, atom: c.EachSheetHas) -> bool | None:
    """Of no sheet it holds; of some it may vary."""
    none = _opposite(_counts(case, _A_SHEET))
    return _some(iter((none, _is_yes(case, ("sheets", atom.key)))))


def _person(_case: Partial, atom: c.PersonNamed) -> Iterator[Domain]:
    yield ("person", atom.role), _YES_NO


def _named_person(case: Partial, atom: c.PersonNamed) -> bool | None:
    return _is_yes(case, ("person", atom.role))


def _every_one(_case: Partial, atom: c.EveryReached) -> Iterator[Domain]:
    yield ("person", atom.role), _YES_NO
    yield ("letter", atom.letter), ("", *c.LETTER_ORDER)
    yield ("every", atom.key), _YES_NO


def _every_reached(case: Partial, atom: c.EveryReached) -> bool | None:
    """Of nobody it holds; of somebody not while the letter has come to none; then it may vary."""
    somebody = _is_yes(case, ("person", atom.role))
    come = _reached(case, c.LetterReached(letter=atom.letter, stage=atom.stage))
    all_of_them = _every(iter((come, _is_yes(case, ("every", atom.key)))))
    return _some(iter((_opposite(somebody), all_of_them)))


def _pause(_case: Partial, _atom: c.IsPaused) -> Iterator[Domain]:
    yield ("pause", "standing"), _YES_NO


def _paused(case: Partial, atom: c.IsPaused) -> bool | None:
    standing = _is_yes(case, ("pause", "standing"))
    return None if standing is None else standing == atom.paused


_DOMAINS: Mapping[type[c.Atom], Callable[..., Iterator[Domain]]] = {
    c.FactIs: _fact,
    c.FactAtLeast: _fact,
    c.HasCategory: _category,
    c.OnlyCategories: _category,
    c.TrackIn: _track,
    c.TrackBeen: _track,
    c.DeadlineStands: _deadline,
    c.LetterReached: _letter,
    c.IncidentsAtLeast: _counted,
    c.EvidenceAtLeast: _counted,
    c.EachSheetHas: _sheets,
    c.PersonNamed: _person,
    c.EveryReached: _every_one,
    c.IsPaused: _pause,
}
_VERDICTS: Mapping[type[c.Atom], Callable[..., bool | None]] = {
    c.FactIs: _fact_is,
    c.FactAtLeast: _fact_at_least,
    c.HasCategory: _has_category,
    c.OnlyCategories: _only_categories,
    c.TrackIn: _track_in,
    c.TrackBeen: _track_been,
    c.DeadlineStands: _stands,
    c.LetterReached: _reached,
    c.IncidentsAtLeast: _counts,
    c.EvidenceAtLeast: _counts,
    c.EachSheetHas: _sheets_have,
    c.PersonNamed: _named_person,
    c.EveryReached: _every_reached,
    c.IsPaused: _paused,
}
