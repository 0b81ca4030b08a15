"""A way through a policy as commands that can be run, in the words of the command line.

Held as data, so that a test or the real engine replays what a person reads. Values are invented, and
running it takes an adopted policy and users of its roles. Must not know how the way was found.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.policy import moves as m
from casework.policy.groups import possible_answers
from casework.policy.variables import EVIDENCE, INCIDENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casework.policy.model import CaseType, Policy, Transition
    from casework.policy.moves import Act

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


def scenario(policy: Policy, case_type: CaseType, acts: Iterable[Act]) -> Scenario:
    """Return the way ``acts`` as commands, with the answers each step asks for on its way."""
    opener = _first(case_type.opened_by)
    steps = [Step(does="open", name=case_type.name, value=policy.name, role=opener)]
    known: set[str] = set()
    for act in acts:
        for step in _steps(policy, case_type, act, known):
            steps.append(step)
            known.update(name for name, _ in step.sets)
    return Scenario(policy=policy.name, case_type=case_type.name, steps=tuple(steps))


def _steps(policy: Policy, case_type: CaseType, act: Act, known: set[str]) -> Iterable[Step]:
    opener = _first(case_type.opened_by)
    if act.kind in {m.DO, m.ASK}:
        yield from _taken(policy, case_type.by_id[act.name], known, granted=act.kind == m.DO)
    elif act.kind == m.ANSWER:
        role = _first(policy.facts[act.name].roles) or opener
        yield Step(does="set", role=role, sets=((act.name, act.value),))
    elif act.kind == m.CLAIM:
        yield Step(does="set", role=opener, categories=((act.name, act.value),))
    elif act.kind == m.RELEASE and case_type.pause is not None:
        yield Step(does="do", name="release-pause", role=_first(case_type.pause.released_by))
    else:
        does = _PLAIN.get((act.kind, act.name), _PLAIN.get((act.kind, ""), act.kind))
        yield Step(does=does, name=act.name, value=act.value, role=opener)


_PLAIN = {
    (m.RECORD, INCIDENTS): "incident",
    (m.RECORD, EVIDENCE): "evidence",
    (m.NAME, ""): "person",
    (m.MISS, ""): "miss",
    (m.ADVANCE, ""): "letter",
    (m.WITHDRAW, ""): "withdraw",
}


def _taken(policy: Policy, step: Transition, known: set[str], *, granted: bool) -> Iterable[Step]:
    owed = [name for name in step.asks if name not in known and not policy.facts[name].sealed]
    yield Step(
        does="do",
        name=step.trigger,
        track=step.track,
        role=_first(step.roles),
        sets=tuple((name, _some_answer(policy, name)) for name in owed),
        reason=_REASON if step.reason else "",
    )
    if granted and step.approval is not None:
        by = _first(step.approval.by - step.roles) or _first(step.approval.by)
        yield Step(does="grant", name=step.trigger, track=step.track, role=by)


def _some_answer(policy: Policy, name: str) -> str:
    return next(iter(possible_answers(policy, name, ())), "")


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
    return [*_user(step), "evidence", "add", SOME_CASE]


def _letter(step: Step) -> Words:
    return [*_user(step), "letter", step.value, SOME_CASE, step.name]


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
