"""Answers to a question in groups that no test tells apart. Must not know slices or walks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.facts import FactType
from casework.policy import conditions as c

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casework.policy.model import Policy

#: What stands for every answer of its kind that no test names.
SOME_WORDS, SOME_DAY = "words", "2026-09-14"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The groups of one question; group 0 holds "unanswered" and whatever is like it."""

    groups: tuple[tuple[str, ...], ...]
    group_of: Callable[[str], int]

    def place(self, value: str) -> int:
        """Return the group of ``value``, also where it stands for itself in no group."""
        return self.group_of(value)

    @property
    def can_be_given(self) -> tuple[int, ...]:
        """The groups that some answer lies in."""
        return tuple(number for number, group in enumerate(self.groups) if group)


def grouped(
    policy: Policy, name: str, read: Sequence[c.Atom], told: frozenset[str] = frozenset()
) -> Answers:
    """Return the answers to a question as ``read`` tells them apart, and each of ``told`` alone."""
    groups: dict[tuple[bool, ...], list[str]] = {_signature("", read, told): []}
    for value in possible_answers(policy, name, read):
        groups.setdefault(_signature(value, read, told), []).append(value)
    numbers = {signature: number for number, signature in enumerate(groups)}
    return Answers(
        groups=tuple(tuple(group) for group in groups.values()),
        group_of=lambda value: numbers.get(_signature(value, read, told), 0),
    )


def _signature(value: str, read: Sequence[c.Atom], told: frozenset[str]) -> tuple[bool, ...]:
    says = tuple(bool(value) and passes(test, value) for test in read)
    return (*says, *(value == known for known in sorted(told)))


def passes(test: c.Atom, value: str) -> bool:
    """Tell whether an answer passes a test of it."""
    if isinstance(test, c.FactIs):
        return value in test.values
    return isinstance(test, c.FactAtLeast) and value.isdecimal() and int(value) >= test.least


def possible_answers(policy: Policy, name: str, read: Sequence[c.Atom]) -> tuple[str, ...]:
    """Return an answer of each kind that ``read`` could tell apart."""
    fact = policy.facts[name]
    kind = FactType(fact.type)
    if kind is FactType.YES_NO:
        return ("yes", "no")
    if kind is FactType.YES_NO_UNKNOWN:
        return ("yes", "no", "unknown")
    if kind is FactType.CHOICE:
        return fact.choices
    named = {value for test in read if isinstance(test, c.FactIs) for value in test.values}
    if kind is FactType.NUMBER:
        return _numbers(named, read)
    return (*sorted(named), SOME_DAY if kind is FactType.DATE else SOME_WORDS)


def _numbers(named: set[str], read: Sequence[c.Atom]) -> tuple[str, ...]:
    least = {test.least for test in read if isinstance(test, c.FactAtLeast)}
    exact = {int(value) for value in named if value.isdecimal()}
    near = {limit + step for limit in least | exact | {0} for step in (-1, 0, 1)}
    return tuple(str(number) for number in sorted(near) if number >= 0)
