"""What goes on record and what time brings: answers, categories, counts, names, misses, release.

Must not know steps or letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.exploring import nodes as n
from casework.policy.exploring.acts import (
    ANSWER,
    CLAIM,
    MISS,
    NAME,
    RECORD,
    RELEASE,
    Act,
    Mover,
    Outcome,
    changes,
)
from casework.policy.exploring.effects import put
from casework.policy.exploring.variables import CATEGORY, EVIDENCE, FACT, PERSON, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.exploring.effects import Effects
    from casework.policy.exploring.nodes import Node, Place
    from casework.policy.exploring.variables import Variable


class Recording:
    """The moves of one slice that are neither steps nor letters' own."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._layout = effects.layout
        self._case_type = effects.case_type

    def movers(self) -> Iterator[Mover]:
        """Yield answers, then what grows, then what time brings."""
        yield from self._answers()
        yield from self._claims()
        yield from self._counts()
        yield from self._lacking()
        yield from self._people()
        yield from self._misses()

    def releasing(self) -> Iterator[Mover]:
        """Yield the release of the pause, where somebody may release it."""
        pause, at = self._case_type.pause, self._effects.pause_at
        if pause is None or at is None or not pause.released_by:
            return

        def outcomes(node: Node) -> Iterator[Outcome]:
            if node[at] == n.STANDING:
                after = self._effects.released(node)
                yield Outcome(act=Act(RELEASE), changes=changes(node, after))

        yield Mover(concerned=self._effects.reach.when_released(), outcomes=outcomes)

    def _shown(self, variable: Variable) -> int | None:
        at = self._layout.at.get(variable)
        return at if at is not None and at < self._layout.size else None

    def _answers(self) -> Iterator[Mover]:
        for name in self._layout.answers:
            at = self._shown((FACT, name))
            if at is not None and not self._layout.part.policy.facts[name].sealed:
                yield self._answering(name, at)

    def _answering(self, name: str, at: int) -> Mover:
        answers, fact = self._layout.answers[name], self._layout.part.policy.facts[name]
        acts = [(i, Act(ANSWER, name, group[0])) for i, group in enumerate(answers.groups) if group]
        stays = answers.place("yes") if fact.once else -1
        limits = self._case_type.deadlines
        dated = any(limits[limit].anchor == name for limit, _ in self._effects.limits)

        def outcomes(node: Node) -> Iterator[Outcome]:
            for group, act in acts if node[at] != stays else ():
                if group != node[at] or dated:
                    values: list[Place] = list(node)
                    values[at] = group
                    self._effects.date(values, name)
                    yield Outcome(act=act, changes=changes(node, self._effects.settled(values)))

        return Mover(concerned=self._effects.reach.when_changed((FACT, name)), outcomes=outcomes)

    def _claims(self) -> Iterator[Mover]:
        at = self._shown((CATEGORY, ""))
        if at is None:
            return
        acts = [(Act(CLAIM, *claim), mark) for claim, mark in self._layout.claims.sorts]

        def outcomes(node: Node) -> Iterator[Outcome]:
            marks = node[at]
            if not isinstance(marks, int):
                return
            for act, mark in acts:
                if marks | mark != marks:
                    after = self._effects.settled(put(node, at, marks | mark))
                    yield Outcome(act=act, changes=changes(node, after))

        yield Mover(concerned=self._effects.reach.when_changed((CATEGORY, "")), outcomes=outcomes)

    def _counts(self) -> Iterator[Mover]:
        for kind, most in self._layout.most.items():
            at = self._shown((kind, ""))
            if at is not None:
                yield self._counting(kind, at, most)

    def _counting(self, kind: str, at: int, most: int) -> Mover:
        act = Act(RECORD, kind)

        def outcomes(node: Node) -> Iterator[Outcome]:
            number = node[at]
            if isinstance(number, int) and number < most:
                after = self._effects.settled(put(node, at, number + 1))
                yield Outcome(act=act, changes=changes(node, after))

        return Mover(concerned=self._effects.reach.when_changed((kind, "")), outcomes=outcomes)

    def _lacking(self) -> Iterator[Mover]:
        """Yield a capture sheet that lacks a field: no other sheet fills it in afterwards."""
        for kind, fields in self._layout.part.variables:
            if kind == SHEETS:
                yield self._leaving_out(fields, self._layout.at[kind, fields])

    def _leaving_out(self, fields: str, at: int) -> Mover:
        act, count = Act(RECORD, SHEETS, fields), self._shown((EVIDENCE, ""))

        def outcomes(node: Node) -> Iterator[Outcome]:
            if node[at] == 0:
                return
            after, number = put(node, at, 0), node[count] if count is not None else None
            if count is not None and isinstance(number, int):
                after = put(after, count, min(number + 1, self._layout.most[EVIDENCE]))
            yield Outcome(act=act, changes=changes(node, self._effects.settled(after)))

        changed = self._effects.reach.when_changed
        both = {*changed((SHEETS, fields)), *changed((EVIDENCE, ""))}
        return Mover(concerned=tuple(sorted(both)), outcomes=outcomes)

    def _people(self) -> Iterator[Mover]:
        for kind, name in self._layout.part.variables:
            if kind == PERSON:
                yield self._naming(name, self._layout.at[kind, name])

    def _naming(self, name: str, at: int) -> Mover:
        act = Act(NAME, name)

        def outcomes(node: Node) -> Iterator[Outcome]:
            if node[at] == 0:
                after = self._effects.settled(put(node, at, 1))
                yield Outcome(act=act, changes=changes(node, after))

        return Mover(concerned=self._effects.reach.when_changed((PERSON, name)), outcomes=outcomes)

    def _misses(self) -> Iterator[Mover]:
        for name, at in self._effects.limits:
            yield self._missing(Outcome(act=Act(MISS, name), changes=((at, n.PASSED),)), at)

    def _missing(self, missed: Outcome, at: int) -> Mover:
        def outcomes(node: Node) -> Iterator[Outcome]:
            if node[at] == n.RUNNING:
                yield missed

        return Mover(concerned=(at,), outcomes=outcomes)
