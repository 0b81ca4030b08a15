"""A way through a policy as commands that can be run, in the words of the command line.

Held as data, so that a test or the real engine replays what a person reads. Values are invented,
and running it takes an adopted policy and users of its roles. Must not know how it was found.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.policy import conditions as c
from casework.policy.exploring import acts as m
from casework.policy.exploring.groups import possible_answers
from casework.policy.exploring.variables import (
    EVIDENCE,
    INCIDENTS,
    SHEETS,
    conditions_of,
    variable_of,
)
from casework.policy.pausing import RELEASE
from casework.policy.reading import leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from casework.policy.exploring.acts import Act
    from casework.policy.exploring.nodes import Layout
    from casework.policy.model import Transition

#: How a case is written whose reference only the run itself will know.
SOME_CASE = "CW-…"
_WHO = "a parent"
_REASON = "To show the way."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command: what is done, to which track or thing, by which program role.

    ``does`` is one of open, set, do, grant, miss, incident, evidence, person, letter. ``sets`` and
    ``categories`` are what the command line takes as ``--set`` and ``--category``.
    """

    does: str
    name: str = ""
    track: str = ""
    role: str = ""
    value: str = ""
    sets: tuple[tuple[str, str], ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    def as_text(self) -> str:
        """Return the command line."""
        return _shown(_LINES[self.does](self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An ordered list of commands, from the opening of a case on."""

    policy: str
    case_type: str
    steps: tuple[Step, ...]

    def as_text(self) -> str:
        """Return one command to a line."""
        return "\n".join(step.as_text() for step in self.steps)


def scenario(layout: Layout, acts: Iterable[Act], wanted: Iterable[c.Atom] = ()) -> Scenario:
    """Return the way ``acts`` through a slice as commands that can be run.

    What ``wanted`` reads that only ever grows is put on record at once, where nodes leave it out.
    """
    part = layout.part
    opener = _first(part.case_type.opened_by)
    teller = _Teller(layout, opener)
    opening = Step(does="open", name=part.case_type.name, value=part.policy.name, role=opener)
    recorded = tuple(step for test in wanted for step in teller.on_record(test))
    steps = (opening, *recorded, *(step for act in acts for step in teller.told(act)))
    return Scenario(policy=part.policy.name, case_type=part.case_type.name, steps=steps)


@dataclass(slots=True)
class _Teller:
    """Tells one move after another, and first what it needs and nodes leave out."""

    layout: Layout
    opener: str
    known: dict[str, str] = field(default_factory=dict)
    recorded: list[Step] = field(default_factory=list)
    stages: dict[str, str] = field(default_factory=dict)

    def told(self, act: Act) -> Iterator[Step]:
        for step in self._steps(act):
            self.known.update(step.sets)
            self.recorded.append(step)
            yield step

    def _steps(self, act: Act) -> Iterator[Step]:
        for name, group in act.given:
            if self.known.get(name, "") not in group:
                yield self._answer(name, next(value for value in group if value))
        if act.kind in {m.DO, m.ASK}:
            yield from self._taken(act)
        elif act.kind == m.ANSWER:
            yield self._answer(act.name, act.value)
        elif act.kind == m.CLAIM:
            yield Step(does="set", role=self.opener, categories=((act.name, act.value),))
        elif act.kind == m.ADVANCE:
            yield from self._letter(act.name, act.value)
        elif act.kind == m.STAND:
            return
        elif act.kind == m.RELEASE:
            pause = self.layout.part.case_type.pause
            role = _first(pause.released_by) if pause else ""
            yield Step(does="do", name=RELEASE, role=role)
        else:
            does = _PLAIN.get((act.kind, act.name), _PLAIN.get((act.kind, ""), act.kind))
            yield Step(does=does, name=act.name, value=act.value, role=self.opener)

    def _answer(self, name: str, value: str) -> Step:
        role = _first(self.layout.part.policy.facts[name].roles) or self.opener
        return Step(does="set", role=role, sets=((name, value),))

    def _taken(self, act: Act) -> Iterator[Step]:
        step = self.layout.part.case_type.by_id[act.name]
        yield from (one for test in conditions_of(step) for one in self.on_record(test))
        facts = self.layout.part.policy.facts
        owed = [name for name in step.asks if name not in self.known and not facts[name].sealed]
        mine = [name for name in owed if not facts[name].roles or facts[name].roles & step.roles]
        mine += step.asks_sealed
        yield from (
            self._answer(name, self._some_answer(name)) for name in owed if name not in mine
        )
        yield Step(
            does="do",
            name=step.trigger,
            track=step.track,
            role=_first(step.roles),
            sets=tuple((name, self._some_answer(name)) for name in mine),
            reason=_REASON if step.reason else "",
        )
        self._draft(step)
        if act.kind == m.DO and step.approval is not None:
            by = _first(step.approval.by - step.roles) or _first(step.approval.by)
            yield Step(does="grant", name=step.trigger, track=step.track, role=by)

    def _draft(self, step: Transition) -> None:
        if step.letter:
            letter = self.layout.part.case_type.letters[step.letter]
            waits = step.approval is None and letter.approval is not None
            self.stages[step.letter] = "drafted" if waits else "approved"

    def _letter(self, name: str, until: str) -> Iterator[Step]:
        """Yield every step of a letter's life up to a stage; without one, its next on paper."""
        order = c.LETTER_ORDER
        here = order.index(self.stages.get(name, "drafted"))
        until = until or order[max(here + 1, order.index("issued"))]
        rule = self.layout.part.case_type.letters[name].approval
        for stage in order[here + 1 : order.index(until) + 1]:
            if stage == "approved" and rule is not None:
                yield Step(does="grant", name=name, role=_first(rule.by))
            else:
                yield Step(does="letter", name=name, value=stage, role=self.opener)
        self.stages[name] = until

    def _some_answer(self, name: str) -> str:
        """Return an answer that no test of the slice tells from none, or else any."""
        answers = self.layout.answers.get(name)
        alike = answers.groups[0] if answers is not None else ()
        return next(iter((*alike, *possible_answers(self.layout.part.policy, name, ()))), "")

    def on_record(self, test: c.Atom) -> Iterator[Step]:
        """Yield what a test wants on record and nodes leave out."""
        hidden = set(self.layout.part.hidden)
        for leaf in leaves(test):
            if variable_of(leaf) in hidden:
                for step in self._missing(leaf):
                    self.recorded.append(step)
                    yield step

    def _missing(self, leaf: c.Atom) -> Iterator[Step]:
        if isinstance(leaf, c.HasCategory):
            categories = self.layout.part.policy.categories
            code = leaf.code or next(iter(categories))
            target = leaf.target or next(iter(categories[code].targets), "")
            wanted = Step(does="set", role=self.opener, categories=((code, target),))
            yield from () if wanted in self.recorded else (wanted,)
        elif isinstance(leaf, c.IncidentsAtLeast | c.EvidenceAtLeast):
            does = "incident" if isinstance(leaf, c.IncidentsAtLeast) else "evidence"
            there = sum(step.does == does for step in self.recorded)
            for _ in range(there, leaf.least):
                yield Step(does=does, role=self.opener)
        elif isinstance(leaf, c.PersonNamed):
            named = Step(does="person", name=leaf.role, role=self.opener)
            yield from () if named in self.recorded else (named,)


_PLAIN = {
    (m.RECORD, INCIDENTS): "incident",
    (m.RECORD, EVIDENCE): "evidence",
    (m.RECORD, SHEETS): "evidence",
    (m.NAME, ""): "person",
    (m.MISS, ""): "miss",
    (m.WITHDRAW, ""): "withdraw",
}


def _first(roles: frozenset[str]) -> str:
    return min(roles, default="")


# --- words ----------------------------------------------------------------------------------------

Words = list[str]


def _shown(words: Words) -> str:
    return " ".join(word if word == SOME_CASE else shlex.quote(word) for word in words)


def _said(step: Step) -> Words:
    sets = [word for name, value in step.sets for word in ("--set", f"{name}={value}")]
    said = ["--said-by", _WHO] if step.sets else []
    return [*sets, *said, *(["--reason", step.reason] if step.reason else [])]


def _open(step: Step) -> Words:
    return [*_user(step), "case", "open", step.name, "--policy", step.value]


def _set(step: Step) -> Words:
    facts = [f"{name}={value}" for name, value in step.sets]
    said = ["--said-by", _WHO] if facts else []
    claims = [f"{code}:{target}" if target else code for code, target in step.categories]
    marked = [word for claim in claims for word in ("--category", claim)]
    return [*_user(step), "case", "set", SOME_CASE, *facts, *said, *marked]


def _do(step: Step) -> Words:
    track = ["--track", step.track] if step.track else []
    return [*_user(step), "case", "do", SOME_CASE, step.name, *track, *_said(step)]


def _grant(step: Step) -> Words:
    return [*_user(step), "approval", "grant", f"{SOME_CASE}/{step.name}"]


def _miss(step: Step) -> Words:
    return ["casework", "deadline", "run", f"# once {step.name} has passed"]


def _record(*words: str) -> Callable[[Step], Words]:
    return lambda step: [*_user(step), "case", words[0], SOME_CASE, *words[1:]]


def _person(step: Step) -> Words:
    return [*_user(step), "case", "person", SOME_CASE, f"{step.name}=A. Person"]


def _evidence(step: Step) -> Words:
    left_out = [word for field in step.value.split() for word in (f"--{field}", "")]
    return [*_user(step), "evidence", "add", SOME_CASE, *left_out]


def _letter(step: Step) -> Words:
    word = {"issued": "issue", "printed": "print"}.get(step.value, step.value)
    return [*_user(step), "letter", word, SOME_CASE, step.name]


def _withdraw(step: Step) -> Words:
    return [*_user(step), "letter", "withdrawn", SOME_CASE, step.name]


def _user(step: Step) -> Words:
    return ["casework", "--user", step.role] if step.role else ["casework"]


_LINES: dict[str, Callable[[Step], Words]] = {
    "open": _open,
    "set": _set,
    "do": _do,
    "grant": _grant,
    "miss": _miss,
    "incident": _record("incident", "A further post."),
    "evidence": _evidence,
    "person": _person,
    "letter": _letter,
    "withdraw": _withdraw,
}
