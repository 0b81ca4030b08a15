"""What can be true of a case: a small tree of tests, and the pure function each becomes.

Must not know transitions or files. Tests read facts, categories, incidents, tracks, deadlines,
letters and people alone: never the clock, never chance (W046). They run on every step of every
case, so loops over parts are written out: ``any`` and ``all`` over a generator cost more than they
ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.case import Pause

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import CaseView

#: A letter has reached a stage when its state is that one or a later one of its life.
LETTER_ORDER = ("drafted", "approved", "issued", "printed", "signed", "sent", "received")


class Atom:
    """Base of every test."""

    __slots__ = ()

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        raise TypeError(type(self).__name__)  # each subclass says how


@dataclass(frozen=True, slots=True, kw_only=True)
class FactIs(Atom):
    """The fact has one of the values; an unanswered one has none."""

    fact: str
    values: frozenset[str]

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        fact, values = self.fact, self.values
        if len(values) == 1:
            (only,) = values

            def is_only(case: CaseView) -> bool:
                found = case.facts.get(fact)
                return found is not None and found.value == only

            return is_only

        def is_one(case: CaseView) -> bool:
            found = case.facts.get(fact)
            return found is not None and found.value in values

        return is_one


@dataclass(frozen=True, slots=True, kw_only=True)
class FactAtLeast(Atom):
    """The number answered is at least so much."""

    fact: str
    least: int

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        fact, least = self.fact, self.least

        def at_least(case: CaseView) -> bool:
            found = case.facts.get(fact)
            return found is not None and int(found.value) >= least

        return at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class HasCategory(Atom):
    """The post stands in the category (of the target, where one is given); empty: in any at all."""

    code: str
    target: str = ""

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        code, target = self.code, self.target
        if not code:
            return lambda case: bool(case.categories)

        def has(case: CaseView) -> bool:
            for claim in case.categories:
                if claim.code == code and (not target or claim.target == target):
                    return True
            return False

        return has


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyCategories(Atom):
    """There is at least one category, and none outside the list."""

    codes: frozenset[str]

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        codes = self.codes

        def only(case: CaseView) -> bool:
            for claim in case.categories:
                if claim.code not in codes:
                    return False
            return bool(case.categories)

        return only


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackIn(Atom):
    """The track stands in one of the states."""

    track: str
    states: frozenset[str]

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        track, states = self.track, self.states
        return lambda case: case.tracks[track].state in states


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackBeen(Atom):
    """The track has at some time stood in one of the states."""

    track: str
    states: frozenset[str]

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        track, states = self.track, self.states
        return lambda case: not states.isdisjoint(case.tracks[track].been)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineStands(Atom):
    """The latest limit of that name stands so."""

    deadline: str
    standing: str

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        name, standing = self.deadline, self.standing

        def stands(case: CaseView) -> bool:
            latest = ""
            for limit in case.deadlines.values():
                if limit.name == name:
                    latest = limit.standing
            return latest == standing

        return stands


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReached(Atom):
    """A letter of that name has come at least so far."""

    letter: str
    stage: str

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        name = self.letter
        far = frozenset(LETTER_ORDER[LETTER_ORDER.index(self.stage) :])
        return lambda case: any(
            letter.letter == name and letter.state in far for letter in case.letters.values()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryReached(Atom):
    """Nobody with that role is left to whom the letter has not come so far.

    Holds of a case in which nobody has that role. A letter to no one person of the case counts
    where there is only one.
    """

    role: str
    letter: str
    stage: str

    @property
    def key(self) -> str:
        """What tells one such test from another."""
        return f"{self.role} {self.letter} {self.stage}"

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        role, name = self.role, self.letter
        far = frozenset(LETTER_ORDER[LETTER_ORDER.index(self.stage) :])

        def every(case: CaseView) -> bool:
            left = {person.number for person in case.people if person.role == role}
            only = len(left) == 1
            for letter in case.letters.values():
                if letter.letter == name and letter.state in far:
                    left.discard(letter.person)
                    if only and letter.person == 0:
                        return True
            return not left

        return every


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsAtLeast(Atom):
    """So many dated incidents are on record."""

    least: int

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        least = self.least
        return lambda case: len(case.incidents) >= least


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAtLeast(Atom):
    """So many capture sheets are on record; a reference to what nobody may copy is none."""

    least: int

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        least = self.least
        return lambda case: sum(one.captured for one in case.evidence) >= least


@dataclass(frozen=True, slots=True, kw_only=True)
class EachSheetHas(Atom):
    """No capture sheet on record leaves one of the fields empty. Holds of a case without sheets."""

    fields: frozenset[str]

    @property
    def key(self) -> str:
        """What tells one such test from another."""
        return " ".join(sorted(self.fields))

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        fields = self.fields
        return lambda case: all(
            one.sheet.get(field) for one in case.evidence if one.captured for field in fields
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNamed(Atom):
    """Somebody with that role is named."""

    role: str

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        role = self.role
        return lambda case: any(person.role == role for person in case.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class IsPaused(Atom):
    """Contact with the author waits for safeguarding, or does not."""

    paused: bool

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        wanted = self.paused
        return lambda case: (case.pause is Pause.STANDING) == wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class All(Atom):
    """Every part holds."""

    parts: tuple[Atom, ...]

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        parts = tuple(part.compiled() for part in self.parts)

        def every(case: CaseView) -> bool:
            for part in parts:  # noqa: SIM110 - see above
                if not part(case):
                    return False
            return True

        return every


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(Atom):
    """At least one part holds."""

    parts: tuple[Atom, ...]

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        parts = tuple(part.compiled() for part in self.parts)

        def some(case: CaseView) -> bool:
            for part in parts:  # noqa: SIM110 - see above
                if part(case):
                    return True
            return False

        return some


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Atom):
    """The part does not hold."""

    part: Atom

    def compiled(self) -> Callable[[CaseView], bool]:
        """Return the test as a pure function of a case."""
        part = self.part.compiled()
        return lambda case: not part(case)


def leaves(test: Atom) -> tuple[Atom, ...]:
    """Return the tests a tree is made of, without all, any and not."""
    if isinstance(test, All | AnyOf):
        return tuple(leaf for part in test.parts for leaf in leaves(part))
    if isinstance(test, Not):
        return leaves(test.part)
    return (test,)


def facts_read(test: Atom) -> frozenset[str]:
    """Return the names of the facts a test reads."""
    read = (leaf for leaf in leaves(test) if isinstance(leaf, FactIs | FactAtLeast))
    return frozenset(leaf.fact for leaf in read)
