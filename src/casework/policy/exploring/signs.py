"""Which variables of a slice need no place in its nodes: those anybody may change at any time.

An answer that people may change whenever they like is no memory: whatever a move needs it to be,
it can be made so first. The same holds for what only ever grows (categories, incidents, capture
sheets, named people, a yes that stays) where every test wants it and none wants it absent. Leaving
these out is exact. Must not know how a slice was cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy import conditions as c
from casework.policy.exploring.groups import grouped
from casework.policy.exploring.variables import (
    CATEGORY,
    DEADLINE,
    EVERY,
    EVIDENCE,
    FACT,
    INCIDENTS,
    PAUSE,
    PERSON,
    TRACK,
    Variable,
    checklist,
    read_by,
    variable_of,
)
from casework.policy.holds import followers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from casework.policy.model import CaseType, Policy, Track, Transition

Signed = tuple[c.Atom, bool]  # a single test, and whether something hangs on its failing
_GROW = {CATEGORY, INCIDENTS, EVIDENCE, PERSON}


def hidden(
    policy: Policy, case_type: CaseType, found: Collection[Variable], asked: Iterable[c.Atom]
) -> frozenset[Variable]:
    """Return the variables of ``found`` that nodes can do without."""
    read = [*_of_steps(case_type, found), *(s for test in asked for s in _signs(test, False))]
    bound = _bound(case_type, found)
    return frozenset(v for v in found if v not in bound and _can_hide(policy, v, read))


def _can_hide(policy: Policy, variable: Variable, read: list[Signed]) -> bool:
    kind, name = variable
    mine = [(leaf, fails) for leaf, fails in read if variable_of(leaf) == variable]
    wanted_absent = any(fails for _, fails in mine)
    if kind == EVERY:
        return True
    if kind in _GROW:
        return not wanted_absent and not any(isinstance(x, c.OnlyCategories) for x, _ in mine)
    if kind != FACT or policy.facts[name].sealed:
        return False
    leaves = [leaf for leaf, _ in mine]
    if policy.facts[name].once:
        only_yes = all(isinstance(x, c.FactIs) and x.values == {"yes"} for x in leaves)
        return only_yes and not wanted_absent
    return not wanted_absent or bool(grouped(policy, name, leaves).groups[0])


def _bound(case_type: CaseType, found: Collection[Variable]) -> set[Variable]:
    """Return what does more than pass tests: it starts the pause, or dates a limit."""
    bound: set[Variable] = set()
    if (PAUSE, "") in found and case_type.pause is not None:
        bound.update(read_by((case_type.pause.when.test,)))
    for kind, name in found:
        if kind == DEADLINE:
            bound.add((FACT, case_type.deadlines[name].anchor))
    return bound


def _of_steps(case_type: CaseType, found: Collection[Variable]) -> Iterator[Signed]:
    maybe = _skippable(case_type)
    for track in case_type.tracks.values():
        if (TRACK, track.name) in found:
            for step in track.transitions:
                both = (step.track, step.trigger) in maybe or _has_rivals(track, step)
                yield from _of_step(step, both=both)
            yield from (s for test in checklist(track) for s in _signs(test, True))


def _of_step(step: Transition, *, both: bool) -> Iterator[Signed]:
    for condition in step.conditions:
        yield from _signs(condition.test, False)
        if both:
            yield from _signs(condition.test, True)
    for condition in step.unless:
        yield from _signs(condition.test, True)
        if both:
            yield from _signs(condition.test, False)


def _skippable(case_type: CaseType) -> set[tuple[str, str]]:
    """Return the steps whose failing has a consequence of its own: they are skipped."""
    caused = [
        follow
        for track in case_type.tracks.values()
        for s in track.transitions
        for follow in s.then
    ]
    caused += [f for letter in case_type.letters.values() for f in followers(letter) if f]
    return {(follow.track, follow.trigger) for follow in caused if follow.optional}


def _has_rivals(track: Track, step: Transition) -> bool:
    """Tell whether another step of the same trigger is taken where this one fails."""
    return any(
        other is not step and (other.trigger, other.source) == (step.trigger, step.source)
        for other in track.transitions
    )


def _signs(test: c.Atom, fails: bool) -> Iterator[Signed]:
    if isinstance(test, c.Not):
        yield from _signs(test.part, not fails)
    elif isinstance(test, c.All | c.AnyOf):
        for part in test.parts:
            yield from _signs(part, fails)
    else:
        yield test, fails
