"""A case as a bare tuple: a place for each variable of a slice, as coarse as the tests allow.

``Layout`` says what stands in each place, where a case begins, and what each test reads. Must not
know how a case moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from casework.policy import conditions as c
from casework.policy.exploring.groups import grouped, passes
from casework.policy.exploring.variables import (
    BEEN,
    CATEGORY,
    DEADLINE,
    EVERY,
    EVIDENCE,
    FACT,
    INCIDENTS,
    LETTER,
    PAUSE,
    SHEETS,
    TRACK,
    variable_of,
)
from casework.policy.reading import leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from casework.policy.exploring.slices import Slice
    from casework.policy.exploring.variables import Variable
    from casework.policy.model import Policy

    Test = Callable[[Sequence["Place"]], bool]

Place = str | int | frozenset[str] | tuple[int, ...]
Node = tuple[Place, ...]
Claim = tuple[str, str]
Given = tuple[tuple[str, tuple[str, ...]], ...]  # questions, each with the answers that will do

NEVER, WAITING, HELD, RUNNING, PASSED, MET, CANCELLED = (
    "",
    "waiting",
    "held",
    "running",
    "passed",
    "met",
    "cancelled",
)
UNPAUSED, STANDING, RELEASED = "none", "standing", "released"
#: Counting letters at one stage stops at "several".
SEVERAL: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Categories of a post, as marks that tests read; marks are only ever added."""

    marks: Mapping[c.Atom, int]
    sorts: tuple[tuple[Claim, int], ...]  # one claim for each set of marks it adds


class Layout:
    """Where each variable of a slice stands in a node, and how the slice's tests read it."""

    def __init__(self, part: Slice) -> None:
        self.part = part
        self.size = len(part.variables)
        placed = (*part.variables, *part.hidden)
        self.at: dict[Variable, int] = {v: i for i, v in enumerate(placed)}
        read = [leaf for test in part.tests for leaf in leaves(test)]
        self._by: dict[Variable, list[c.Atom]] = {}
        for leaf in read:
            self._by.setdefault(variable_of(leaf), []).append(leaf)
        self.answers = {
            name: grouped(part.policy, name, self._leaves(FACT, name), _must_tell(part, name))
            for name in part.facts
        }
        self.stages = {
            name: _stages(part, name, self._leaves(LETTER, name))
            for kind, name in part.variables
            if kind == LETTER
        }
        self.claims = _claims(part.policy, part.tests)
        self.been = {
            name: frozenset(
                state
                for leaf in self._leaves(BEEN, name)
                if isinstance(leaf, c.TrackBeen)
                for state in leaf.states
            )
            for kind, name in part.variables
            if kind == BEEN
        }
        self.most = {kind: self._most(kind) for kind in (INCIDENTS, EVIDENCE)}
        self.choices = tuple(self._choices(variable) for variable in part.hidden)
        #: What nodes are made of: slices of one shape have the same nodes.
        self.shape = tuple((v, self._shape(v)) for v in part.variables)

    def _leaves(self, kind: str, name: str) -> Sequence[c.Atom]:
        return self._by.get((kind, name), ())

    def _shape(self, variable: Variable) -> object:
        """Return what the places of a variable stand for."""
        kind, name = variable
        if kind == FACT:
            return self.answers[name].groups
        if kind == LETTER:
            return self.stages[name]
        if kind == BEEN:
            return self.been[name]
        if kind == CATEGORY:
            return tuple(self.claims.marks)
        return self.most.get(kind)

    def _most(self, kind: str) -> int:
        found = self._leaves(kind, "")
        return max(
            (
                leaf.least
                for leaf in found
                if isinstance(leaf, c.IncidentsAtLeast | c.EvidenceAtLeast)
            ),
            default=0,
        )

    def _choices(self, variable: Variable) -> tuple[Place, ...]:
        """Return what a hidden variable can be made to be; what only grows is taken as grown."""
        kind, name = variable
        if kind == FACT:
            answers = self.answers[name]
            if self.part.policy.facts[name].once:
                return (answers.place("yes"),)
            return answers.can_be_given
        if kind == EVERY:
            return (1, 0)
        if kind == CATEGORY:
            return ((1 << len(self.claims.marks)) - 1,)
        return (self.most.get(kind, 1),)

    def assignments(self, tests: Iterable[c.Atom]) -> tuple[tuple[Place, ...], ...]:
        """Return every way to fill the hidden places that ``tests`` could tell apart."""
        read = {variable_of(leaf) for test in tests for leaf in leaves(test)}
        filled = (
            choices if variable in read else choices[:1]
            for variable, choices in zip(self.part.hidden, self.choices, strict=True)
        )
        return tuple(product(*filled))

    def answers_of(self, way: tuple[Place, ...], read: Collection[Variable]) -> Given:
        """Return the hidden answers of ``way`` among those read; "" where none will do as well."""
        return tuple(
            (name, (*([""] if place == 0 else []), *self.answers[name].groups[place]))
            for (kind, name), place in zip(self.part.hidden, way, strict=True)
            if kind == FACT and (kind, name) in read and isinstance(place, int)
        )

    def answers_for(self, test: c.Atom, node: Node) -> Given:
        """Return hidden answers with which ``test`` holds of a node."""
        holds, read = self.read(test), {variable_of(leaf) for leaf in leaves(test)}
        ways = self.assignments((test,))
        return next((self.answers_of(way, read) for way in ways if holds((*node, *way))), ())

    def reads_nothing_hidden(self, test: c.Atom) -> bool:
        """Tell whether a test can be read of a node alone."""
        return all(self.at[variable_of(leaf)] < self.size for leaf in leaves(test))

    def ever(self, test: c.Atom) -> Callable[[Node], bool]:
        """Return whether ``test`` holds of a node for some filling of its hidden places."""
        holds, ways = self.read(test), self.assignments((test,))
        return lambda node: any(holds((*node, *way)) for way in ways)

    def start(self) -> Node:
        """Return a case just opened, of which nothing is known."""
        return tuple(self._first(variable) for variable in self.part.variables)

    def _first(self, variable: Variable) -> Place:
        kind, name = variable
        tracks = self.part.case_type.tracks
        if kind == TRACK:
            return tracks[name].initial
        if kind == BEEN:
            return frozenset({tracks[name].initial}) & self.been[name]
        if kind == LETTER:
            return (0,) * len(self.stages[name])
        if kind == PAUSE:
            return UNPAUSED
        if kind == DEADLINE:
            return NEVER
        return int(kind == SHEETS)

    def read(self, test: c.Atom) -> Callable[[Sequence[Place]], bool]:
        """Return ``test`` as a function of a node."""
        if test in self.claims.marks:
            return self._marked(test)
        if isinstance(test, c.All):
            return _every(tuple(self.read(part) for part in test.parts))
        if isinstance(test, c.AnyOf):
            return _some(tuple(self.read(part) for part in _grouped(test)))
        if isinstance(test, c.Not):
            negated = self.read(test.part)
            return lambda node: not negated(node)
        if isinstance(test, c.TrackBeen):
            return self._passed_through(test)
        return self._one_of(test)

    def _marked(self, test: c.Atom) -> Callable[[Sequence[Place]], bool]:
        at, mark = self.at[CATEGORY, ""], self.claims.marks[test]
        if isinstance(test, c.OnlyCategories):
            some = self.claims.marks[_ANY]
            return lambda node: bool(_number(node[at]) & some) and not _number(node[at]) & mark
        return lambda node: bool(_number(node[at]) & mark)

    def _passed_through(self, test: c.TrackBeen) -> Callable[[Sequence[Place]], bool]:
        at, states = self.at[BEEN, test.track], test.states

        def been(node: Sequence[Place]) -> bool:
            place = node[at]
            return isinstance(place, frozenset) and not place.isdisjoint(states)

        return been

    def _one_of(self, test: c.Atom) -> Callable[[Sequence[Place]], bool]:
        at = self.at[variable_of(test)]
        if isinstance(test, c.LetterReached):
            first = self.stage_of(test.letter, test.stage)
            return lambda node: any(_counts(node[at])[first:])
        if isinstance(test, c.IncidentsAtLeast | c.EvidenceAtLeast):
            least = test.least
            return lambda node: _number(node[at]) >= least
        good = self._good(test)
        return lambda node: node[at] in good

    def _good(self, test: c.Atom) -> frozenset[Place]:
        """Return the places that pass a test of one place."""
        if isinstance(test, c.FactIs | c.FactAtLeast):
            groups = self.answers[test.fact].groups
            # an unanswered question passes no test, and group 0 holds only answers like it
            return frozenset(
                n for n, group in enumerate(groups) if group and passes(test, group[0])
            )
        if isinstance(test, c.TrackIn):
            return frozenset(test.states)
        if isinstance(test, c.DeadlineStands):
            waiting = {HELD, *(waits_for(name) for name in self.part.case_type.letters)}
            standing: frozenset[Place] = frozenset({test.standing})
            return standing | waiting if test.standing == WAITING else standing
        if isinstance(test, c.PersonNamed | c.EveryReached | c.EachSheetHas):
            return frozenset({1})
        if isinstance(test, c.IsPaused):
            standing = frozenset({STANDING})
            return standing if test.paused else frozenset({UNPAUSED, RELEASED})
        raise TypeError(type(test).__name__)

    def stage_of(self, letter: str, stage: str) -> int:
        """Return the group of stages in which ``stage`` lies."""
        order = c.LETTER_ORDER.index(stage)
        stages = self.stages[letter]
        return max(i for i, name in enumerate(stages) if c.LETTER_ORDER.index(name) <= order)


def waits_for(letter: str) -> str:
    """Return the standing of a limit that waits for the receipt of ``letter``."""
    return f"{WAITING} {letter}"


def _every(parts: tuple[Test, ...]) -> Test:
    def every(node: Sequence[Place]) -> bool:
        for part in parts:  # noqa: SIM110 - asked of every node; a generator costs more
            if not part(node):
                return False
        return True

    return every


def _some(parts: tuple[Test, ...]) -> Test:
    def some(node: Sequence[Place]) -> bool:
        for part in parts:  # noqa: SIM110 - asked of every node; a generator costs more
            if part(node):
                return True
        return False

    return some


def _number(place: Place) -> int:
    return place if isinstance(place, int) else 0


def _counts(place: Place) -> tuple[int, ...]:
    return place if isinstance(place, tuple) else ()


# --- answers --------------------------------------------------------------------------------------


def _must_tell(part: Slice, name: str) -> frozenset[str]:
    """Return what else to tell apart: "yes" where it stays, an answer where one is owed."""
    fact = part.policy.facts[name]
    told = {"yes"} if fact.once else set()
    limits = part.case_type.deadlines
    anchors = {limits[limit].anchor for kind, limit in part.variables if kind == DEADLINE}
    if fact.sealed or name in anchors:
        told.add("")
    return frozenset(told)


# --- categories -----------------------------------------------------------------------------------

_ANY = c.HasCategory(code="")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OneOf(c.Atom):
    """Several categories of which one is enough: one mark instead of one each."""

    claims: frozenset[Claim]


def _grouped(test: c.AnyOf) -> tuple[c.Atom, ...]:
    claims = frozenset(
        (p.code, p.target) for p in test.parts if isinstance(p, c.HasCategory) and p.code
    )
    if len(claims) < 2:
        return test.parts
    rest = (p for p in test.parts if not (isinstance(p, c.HasCategory) and p.code))
    return (_OneOf(claims=claims), *rest)


def _marks_read(test: c.Atom) -> Iterator[c.Atom]:
    if isinstance(test, c.AnyOf):
        for part in _grouped(test):
            yield from _marks_read(part)
    elif isinstance(test, c.All):
        for part in test.parts:
            yield from _marks_read(part)
    elif isinstance(test, c.Not):
        yield from _marks_read(test.part)
    elif isinstance(test, c.HasCategory | _OneOf):
        yield test
    elif isinstance(test, c.OnlyCategories):
        yield from (test, _ANY)


def _claims(policy: Policy, tests: Sequence[c.Atom]) -> Claims:
    read = dict.fromkeys(mark for test in tests for mark in _marks_read(test))
    marks = {test: 1 << number for number, test in enumerate(read)}
    sorts: dict[int, Claim] = {}
    for claim in _every_claim(policy):
        added = sum(mark for test, mark in marks.items() if adds(test, claim))
        if added:
            sorts.setdefault(added, claim)
    return Claims(marks=marks, sorts=tuple((claim, added) for added, claim in sorts.items()))


def _every_claim(policy: Policy) -> Iterator[Claim]:
    for category in policy.categories.values():
        targets = category.targets or ("",)
        for target in targets:
            yield category.code, target
        if len(targets) == 1 and targets != ("",):
            yield category.code, ""  # the only target need not be named


def adds(test: c.Atom, claim: Claim) -> bool:
    """Tell whether a category with its target makes a test of categories true."""
    code, target = claim
    if isinstance(test, c.OnlyCategories):
        return code not in test.codes
    wanted = test.claims if isinstance(test, _OneOf) else frozenset()
    if isinstance(test, c.HasCategory):
        if not test.code:
            return True
        wanted = frozenset({(test.code, test.target)})
    return any(code == known and (not only or target == only) for known, only in wanted)


# --- letters --------------------------------------------------------------------------------------


def _stages(part: Slice, name: str, read: Sequence[c.Atom]) -> tuple[str, ...]:
    """Return the first stage of each group of stages that matters in the slice."""
    letter = part.case_type.letters[name]
    matter = {"drafted"} | {leaf.stage for leaf in read if isinstance(leaf, c.LetterReached)}
    if letter.when_sent and letter.when_sent.track in part.tracks:
        matter.add("sent")
    waits = any(kind == DEADLINE for kind, _ in part.variables)
    if waits or (letter.when_received and letter.when_received.track in part.tracks):
        matter.add("received")
    return tuple(stage for stage in c.LETTER_ORDER if stage in matter)
