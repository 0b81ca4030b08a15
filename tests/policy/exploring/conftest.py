"""Small policies made from a few words; the engine driven through scenarios and everything."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume

from casework.domain.calendar import Calendar
from casework.domain.case import ApprovalStanding, Snapshot, Standing
from casework.domain.commands import (
    AddEvidence,
    DecideApproval,
    LetterText,
    MoveLetter,
    NamePerson,
    OpenCase,
    RecordIncident,
    SetFacts,
    TakeStep,
)
from casework.domain.events import clock_entry
from casework.domain.facts import CategoryClaim
from casework.domain.fold import follow
from casework.domain.people import Actor, CasePerson, PersonRole
from casework.domain.refusals import Refusal
from casework.domain.terms import SchoolYear, Term
from casework.errors import CaseworkError
from casework.policy.compile import compiled
from casework.policy.conditions import LETTER_ORDER
from casework.policy.engine import open_case, step
from casework.policy.exploring.groups import possible_answers
from casework.policy.exploring.nodes import HELD, SEVERAL, adds, waits_for
from casework.policy.exploring.variables import (
    BEEN,
    CATEGORY,
    DEADLINE,
    EVIDENCE,
    FACT,
    INCIDENTS,
    LETTER,
    PAUSE,
    PERSON,
    TRACK,
    Variable,
)
from casework.policy.schema import PolicyFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casework.domain.commands import Command
    from casework.policy.exploring.nodes import Layout, Node, Place
    from casework.policy.exploring.scenario import Scenario, Step
    from casework.policy.model import Policy

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
YEAR = SchoolYear(
    first=date(2026, 9, 1),
    last=date(2027, 8, 31),
    terms=(Term(first=date(2026, 9, 1), last=date(2027, 7, 20), name="All year"),),
)
CALENDAR = Calendar(version=1, holidays={}, loaded_years=frozenset({2026, 2027}), years=(YEAR,))
ROLES = {"staff": ["office", "senior-leader"], "head": ["headteacher"], "governors": ["chair"]}
SPINE = {
    "initial": "open",
    "finals": ["closed"],
    "spine": True,
    "steps": [{"trigger": "close", "source": "open", "dest": "closed", "closes": True}],
}
LIFE = {
    "approved": "approve",
    "issued": "issue",
    "printed": "print",
    "signed": "sign",
    "sent": "send",
    "received": "receive",
}
Words = dict[str, Any]  # what a policy file holds: anything


def _step(words: Words) -> Words:
    return {"says": "Do it.", "by": "staff", **words}


def _track(words: Words) -> Words:
    steps = words["steps"]
    ends = {name for s in steps for name in (s["source"], s["dest"])}
    states = {words["initial"], *words["finals"], *ends, *words.get("states", {})}
    more = {key: value for key, value in words.items() if key not in {"steps", "states"}}
    given = words.get("states", {})
    return {
        "title": "A track",
        **more,
        "states": {name: {"title": name, **given.get(name, {})} for name in sorted(states)},
        "transitions": [_step(one) for one in steps],
    }


def _case_type(tracks: Words, more: Words) -> Words:
    limits = more.get("deadlines", {})
    return {
        "title": "A concern",
        "opened-by": "staff",
        "circles": ["office"],
        "tracks": {name: _track(one) for name, one in {"case": SPINE, **tracks}.items()},
        "deadlines": {
            name: {
                "title": name,
                "within": "2 working days",
                "to": "staff",
                "provenance": "default",
                **limit,
            }
            for name, limit in limits.items()
        },
        "letters": {
            name: {"title": name, "template": "plain", "to": "author", **one}
            for name, one in more.get("letters", {}).items()
        },
        "contracts": {
            name: {"says": "It never does.", **one}
            for name, one in more.get("contracts", {}).items()
        },
        **({"pause": more["pause"]} if "pause" in more else {}),
    }


def build(tracks: Words, **more: Any) -> Policy:  # noqa: ANN401  what a policy file holds
    """Return the policy of these tracks; every word left out is filled in."""
    conditions = {
        name: {"otherwise": "No.", **one} for name, one in more.get("conditions", {}).items()
    }
    facts = {
        name: {"ask": "Is it?", "type": "yes-no", **one}
        for name, one in more.get("facts", {}).items()
    }
    categories = {
        name: {"title": name, "normalised": name, **one}
        for name, one in more.get("categories", {}).items()
    }
    file = {
        "casework": 1,
        "policy": "small",
        "title": "A small policy",
        "clauses": {},
        "roles": ROLES,
        "approvals": {n: {"title": n, **one} for n, one in more.get("approvals", {}).items()},
        "categories": categories,
        "facts": facts,
        "conditions": conditions,
        "case-types": {"concern": _case_type(tracks, more)},
    }
    number = repr(sorted(file.items(), key=repr))
    return compiled(PolicyFile.model_validate(file), number, {})


@pytest.fixture(scope="session")
def made() -> Callable[..., Policy]:
    """Make a small policy from a few words."""
    return build


# --- the engine -----------------------------------------------------------------------------------


class _Texts(dict[str, LetterText]):
    """Every letter, filled in."""

    def get(self, key: str, default: object = None) -> LetterText:
        del default
        return LetterText(values={}, text=key, digest=key)


@dataclass
class Engine:
    """A case of a small policy in the hands of the real engine."""

    policy: Policy
    case_type: str = "concern"
    count: int = 0
    case: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        roles = self.policy.case_types[self.case_type].opened_by
        command = OpenCase(
            actor=_actor(min(roles)),
            calendar=CALENDAR,
            ref="CW-TEST",
            case_type=self.case_type,
            school="A school",
        )
        opened = open_case(self.policy, command, NOW)
        assert not isinstance(opened, Refusal)
        self.case = opened.snapshot

    def ask(self, command: Command) -> Refusal | None:
        """Carry a command out; return the refusal where there is one."""
        self.count += 1
        command = replace(command, nonce=f"n{self.count}", reason="As was said.")
        decided = step(self.policy, self.case, command, NOW)
        if isinstance(decided, Refusal):
            return decided
        self.case = decided.snapshot
        return None

    def run(self, one: Step) -> Refusal | None:
        """Carry one step of a scenario out."""
        if one.does == "miss":
            self.miss(one.name)
            return None
        if one.does == "grant":
            return self.grant(one.role)
        command = self._command(one)
        return self.ask(command) if command else None

    def _command(self, one: Step) -> Command | None:
        actor, words = _actor(one.role), {"calendar": CALENDAR}
        if one.does == "do":
            steps = self.policy.case_types[self.case_type].by_id.values()
            named = [s for s in steps if (s.track, s.trigger) == (one.track, one.name)]
            apart = {name for found in named for name in found.asks_sealed}
            return TakeStep(
                actor=actor,
                calendar=CALENDAR,
                trigger=one.name,
                track=one.track,
                facts={name: told for name, told in one.sets if name not in apart},
                sealed_given=frozenset(apart),
                said_by="a parent",
                letters=_Texts(),
            )
        if one.does == "set":
            claims = tuple(CategoryClaim(code=code, target=to) for code, to in one.categories)
            facts = dict(one.sets)
            return SetFacts(
                actor=actor, calendar=CALENDAR, facts=facts, said_by="x", categories=claims
            )
        if one.does == "letter":
            number = max(n for n, known in self.case.letters.items() if known.letter == one.name)
            return MoveLetter(
                actor=actor,
                calendar=CALENDAR,
                number=number,
                step=LIFE[one.value],
                state=one.value,
            )
        if one.does == "person":
            person = CasePerson(number=0, role=PersonRole(one.name), name="A. Person")
            return NamePerson(actor=actor, calendar=CALENDAR, person=person)
        if one.does == "incident":
            return RecordIncident(actor=actor, calendar=CALENDAR, words="Again.")
        if one.does == "evidence":
            return AddEvidence(actor=actor, sheet={}, **words)  # type: ignore[arg-type]
        return None

    def grant(self, role: str) -> Refusal | None:
        """Grant the latest request."""
        number = max(self.case.approvals)
        actor = Actor(user=role, name=role, roles=frozenset({role}))
        deciding = frozenset({role})
        return self.ask(
            DecideApproval(
                actor=actor,
                calendar=CALENDAR,
                number=number,
                granted=True,
                deciding=deciding,
                letters=_Texts(),
            )
        )

    def miss(self, name: str) -> None:
        """Let the clock find the latest limit of that name passed."""
        limit = [one for one in self.case.deadlines.values() if one.name == name][-1]
        assert limit.standing is Standing.RUNNING
        entry = clock_entry(self.case.seq + 1, NOW, limit.id, limit.due_at)
        self.case = follow(self.case, entry)


def _actor(role: str) -> Actor:
    return Actor(user=role, name=role, roles=frozenset({role}))


@pytest.fixture(scope="session")
def replay() -> Callable[[Policy, Scenario], tuple[Snapshot, Refusal | None]]:
    """Run a scenario through the engine; return the case after it, and what its last step met."""

    def replaying(policy: Policy, scenario: Scenario) -> tuple[Snapshot, Refusal | None]:
        engine = Engine(policy)
        refused = None
        for number, one in enumerate(scenario.steps):
            refused = None if one.does == "open" else engine.run(one)
            last = number == len(scenario.steps) - 1
            assert last or refused is None, (one.as_text(), refused)
        return engine.case, refused

    return replaying


# --- everything that can happen -------------------------------------------------------------------


def _key(case: Snapshot) -> tuple[object, ...]:
    standings = {limit.name: _standing(case, limit.name) for limit in case.deadlines.values()}
    return (
        tuple((name, t.state, t.been) for name, t in sorted(case.tracks.items())),
        tuple(sorted((name, fact.value) for name, fact in case.facts.items())),
        frozenset(case.categories),
        min(len(case.incidents), 2),
        tuple(sorted(standings.items())),
        case.pause,
    )


def _commands(policy: Policy, case: Snapshot) -> Iterator[Command]:
    case_type = policy.case_types[case.case_type]
    for track in case_type.tracks.values():
        for one in case_type.offers.get((track.name, case.tracks[track.name].state), ()):
            actor = _actor(min(one.roles))
            yield TakeStep(actor=actor, calendar=CALENDAR, trigger=one.trigger, track=track.name)
    office = _actor("office")
    for fact in policy.facts.values():
        for value in possible_answers(policy, fact.name, ()):
            yield SetFacts(actor=office, calendar=CALENDAR, facts={fact.name: value}, said_by="x")
    for code, category in policy.categories.items():
        claim = CategoryClaim(code=code, target=next(iter(category.targets), ""))
        yield SetFacts(actor=office, calendar=CALENDAR, categories=(claim,))
    if "again" in policy.conditions and len(case.incidents) < 2:
        yield RecordIncident(actor=office, calendar=CALENDAR, words="Again.")
    pause = case_type.pause
    if pause is not None:
        releaser = _actor(min(pause.released_by))
        yield TakeStep(actor=releaser, calendar=CALENDAR, trigger="release-pause")


def _after(engine: Engine, case: Snapshot, command: Command) -> Snapshot | None:
    engine.case = case
    try:
        refused = engine.ask(command)
    except CaseworkError:  # more than twenty follow-on steps: nothing was done
        return None
    waiting = [n for n, a in engine.case.approvals.items() if a.standing is ApprovalStanding.ASKED]
    if waiting and engine.grant("headteacher") is not None:
        return None
    return None if refused else engine.case


def everything(policy: Policy, most: int = 200) -> tuple[list[Snapshot], list[set[int]]]:
    """Return every case the engine can bring about, told apart, and where each leads."""
    engine = Engine(policy)
    cases, places = [engine.case], {_key(engine.case): 0}
    edges: list[set[int]] = []
    waiting = deque([0])
    while waiting:
        here = waiting.popleft()
        out: set[int] = set()
        for after in _next(engine, cases[here]):
            key = _key(after)
            if key not in places:
                if len(cases) >= most:
                    assume(False)  # a small world says as much as a large one
                places[key] = len(cases)
                waiting.append(places[key])
                cases.append(after)
            out.add(places[key])
        edges.append(out)
    return cases, edges


def _next(engine: Engine, case: Snapshot) -> Iterator[Snapshot]:
    for command in _commands(engine.policy, case):
        after = _after(engine, case, command)
        if after is not None:
            yield after
    for name in {limit.name for limit in case.deadlines.values()}:
        latest = [one for one in case.deadlines.values() if one.name == name][-1]
        if latest.standing is Standing.RUNNING:
            engine.case = case
            engine.miss(name)
            yield engine.case


@pytest.fixture(scope="session")
def brute() -> Callable[[Policy], tuple[list[Snapshot], list[set[int]]]]:
    """Walk everything through the real engine."""
    return everything


# --- a real case as a node ------------------------------------------------------------------------


def _seen(layout: Layout, case: Snapshot, variable: Variable) -> Place:
    kind, name = variable
    if kind == TRACK:
        return case.tracks[name].state
    if kind == BEEN:
        return case.tracks[name].been & layout.been[name]
    if kind == FACT:
        fact = case.facts.get(name)
        return layout.answers[name].place(fact.value) if fact else 0
    if kind == CATEGORY:
        claims = [(claim.code, claim.target) for claim in case.categories]
        tests = layout.claims.marks.items()
        return sum(mark for test, mark in tests if any(adds(test, claim) for claim in claims))
    if kind == DEADLINE:
        return _standing(case, name)
    if kind == LETTER:
        return _letters(layout, case, name)
    if kind in {INCIDENTS, EVIDENCE}:
        return min(len(case.evidence if kind == EVIDENCE else case.incidents), layout.most[kind])
    if kind == PERSON:
        return int(any(person.role == name for person in case.people))
    assert kind == PAUSE
    return str(case.pause)


def _projected(layout: Layout, case: Snapshot) -> Node:
    return tuple(_seen(layout, case, variable) for variable in layout.part.variables)


def _standing(case: Snapshot, name: str) -> str:
    limits = [one for one in case.deadlines.values() if one.name == name]
    if not limits:
        return ""
    latest = limits[-1]
    if latest.standing is Standing.WAITING and latest.waits_for_release and latest.anchor:
        return HELD
    if latest.standing is Standing.WAITING and latest.letter:
        return waits_for(case.letters[latest.letter].letter)
    return str(latest.standing)


def _letters(layout: Layout, case: Snapshot, name: str) -> tuple[int, ...]:
    stages = layout.stages[name]
    counts = [0] * len(stages)
    for letter in case.letters.values():
        if letter.letter == name and letter.state != "withdrawn":
            counts[layout.stage_of(name, letter.state)] += 1
    most = [SEVERAL] * (len(stages) - 1) + [1]
    return tuple(min(count, limit) for count, limit in zip(counts, most, strict=True))


@pytest.fixture(scope="session")
def projected() -> Callable[[Layout, Snapshot], Node]:
    """See a real case as a slice sees it."""
    return _projected


# --- going astray ---------------------------------------------------------------------------------

LIVES = dict(pairwise(LETTER_ORDER))


def _anything(policy: Policy, case: Snapshot) -> list[Command]:
    """Everything anybody may try next, answers to what a step asks given with it."""
    found = list(_commands(policy, case))
    office = _actor("office")
    for number, letter in case.letters.items():
        to = LIVES.get(letter.state)
        if to is not None and letter.state != "drafted":
            found.append(
                MoveLetter(actor=office, calendar=CALENDAR, number=number, step=LIFE[to], state=to)
            )
    asks = {one.id: one.asks for one in policy.case_types[case.case_type].by_id.values()}
    return [_answering(policy, asks, case, command) for command in found]


def _answering(
    policy: Policy, asks: Mapping[str, tuple[str, ...]], case: Snapshot, command: Command
) -> Command:
    if not isinstance(command, TakeStep) or not command.track:
        return command
    state = case.tracks[command.track].state
    offered = policy.case_types[case.case_type].offers[command.track, state]
    owed = {n for one in offered if one.trigger == command.trigger for n in asks[one.id]}
    owed -= set(case.facts)
    facts = {name: _answer(policy, name, len(case.facts)) for name in sorted(owed)}
    roles = frozenset().union(*(one.roles for one in offered if one.trigger == command.trigger))
    actor = Actor(user=min(roles), name="x", roles=roles)
    return replace(command, facts=facts, said_by="x", letters=_Texts(), actor=actor)


def _answer(policy: Policy, name: str, number: int) -> str:
    values = possible_answers(policy, name, ())
    return values[number % len(values)]


@pytest.fixture(scope="session")
def wander() -> Callable[[Policy, list[int]], list[Snapshot]]:
    """Do one thing after another, chosen by numbers; return every case on the way."""

    def wandering(policy: Policy, choices: list[int]) -> list[Snapshot]:
        engine = Engine(policy)
        cases = [engine.case]
        for choice in choices:
            running = [d for d in engine.case.deadlines.values() if d.standing is Standing.RUNNING]
            tries = _anything(policy, engine.case)
            place = choice % (len(tries) + len(running))
            if place >= len(tries):
                entry_of = running[place - len(tries)]
                entry = clock_entry(engine.case.seq + 1, NOW, entry_of.id, entry_of.due_at)
                engine.case = follow(engine.case, entry)
            else:
                engine.ask(tries[place])
                cases.append(engine.case)
                _decide(engine)
            cases.append(engine.case)
        return cases

    return wandering


def _decide(engine: Engine) -> None:
    for number, request in list(engine.case.approvals.items()):
        if request.standing is ApprovalStanding.ASKED:
            actor = Actor(user="decider", name="x", roles=frozenset({"headteacher", "chair"}))
            engine.ask(
                DecideApproval(
                    actor=actor,
                    calendar=CALENDAR,
                    number=number,
                    granted=True,
                    deciding=actor.roles,
                    letters=_Texts(),
                )
            )
