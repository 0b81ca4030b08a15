"""Stories of cases, told in files that a headteacher can follow, and run through the real engine.

A story stands in ``scenarios/<policy>-<name>.yaml``: who is in it, what each of them does in turn,
how the case then stands, and what the policy refuses, in a part of its own sentence. Keys of the
file are the fields of ``Story``; keys of a step those of ``Step``, and a step does one thing:

* ``opens`` begins the case (``answers``, ``categories``, ``people``);
* ``does`` takes a step (``trigger`` or ``track/trigger``), with ``waits: true`` where it then waits
  for a decision; ``grants`` and ``declines`` decide a request, ``letter/NAME`` one about a letter;
* ``letter`` with ``moves`` takes a letter through its life; ``to`` picks one of several by number,
  and with ``does`` says to which person of the case, by number, the letter goes that it drafts;
* ``names``, ``incident``, ``evidence``, ``note`` and ``answers`` alone add to the record;
* ``passes`` lets the clock find a limit passed, the day after it was due.

``refused`` is part of a sentence of the refusal and ``cites`` clause ids it carries; ``stands``
says where tracks then stand. Must not know any policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from casework.domain.case import ApprovalStanding
from casework.domain.commands import (
    AddEvidence,
    AddNote,
    DecideApproval,
    MoveLetter,
    NamePerson,
    OpenCase,
    RecordIncident,
    SetFacts,
    TakeStep,
)
from casework.domain.facts import CategoryClaim
from casework.domain.people import Actor, CasePerson, PersonRole
from casework.domain.refusals import Refusal
from casework.letters.life import LetterState, LetterStep, after
from casework.policy.engine import open_case
from casework.policy.loader import load_policy
from tests.policy.engine_kit import CALENDAR, Walk, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import Approval
    from casework.domain.commands import Command
    from casework.policy.decision import Decision
    from casework.policy.model import Policy

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = sorted((HERE / "scenarios").glob("*.yaml"))


@cache
def shipped(name: str) -> Policy:
    """Return a shipped policy."""
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy(name, [ROOT / "workflows"], letters).policy


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that somebody does, and what comes of it."""

    tells: str
    who: str = ""
    day: str = ""
    opens: dict[str, Any] | None = None
    does: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    said_by: str = "Somebody who knows"
    categories: list[str] = field(default_factory=list)
    reason: str = "As was said."
    waits: bool = False
    grants: str = ""
    declines: str = ""
    letter: str = ""
    to: int = 0
    moves: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    incident: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    note: str = ""
    passes: str = ""
    refused: str = ""
    cites: list[str] = field(default_factory=list)
    stands: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A whole story as its file tells it."""

    story: str
    policy: str
    case_type: str
    who: dict[str, str | list[str]]
    steps: list[Step]
    today: str = "2026-09-14"  # a Monday in term
    ends: dict[str, str] = field(default_factory=dict)


def read_story(path: Path) -> Story:
    """Return the story of a file. Raises AssertionError for a key it does not know."""
    told = _keyed(yaml.safe_load(path.read_text("utf-8")), Story)
    told["steps"] = [Step(**_keyed(one, Step)) for one in told["steps"]]
    return Story(**told)


def _keyed(told: dict[str, Any], kind: type) -> dict[str, Any]:
    known = {one.name.replace("_", "-"): one.name for one in fields(kind)}
    unknown = sorted(set(told) - set(known))
    assert not unknown, f"a story has no {unknown[0]}"
    return {known[key]: value for key, value in told.items()}


class Telling:
    """A story being run: the people in it, the case, the day."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.policy = shipped(story.policy)
        self.now = _morning(story.today)
        self.people = {
            name: Actor(
                user=name,
                name=name,
                roles=frozenset([roles] if isinstance(roles, str) else roles),
            )
            for name, roles in story.who.items()
        }
        self.walk: Walk | None = None

    def run(self) -> None:
        """Run every step, and hold each to what the story says of it."""
        for number, one in enumerate(self.story.steps, 1):
            told = f"step {number}: {one.tells}"
            if one.day:
                self.now = _morning(one.day)
            self._check(one, self._act(one), told)
            self._stands(one.stands, told)
        self._stands(self.story.ends, "at the end")

    def _check(self, one: Step, refusal: Refusal | None, told: str) -> None:
        said = " / ".join(refusal.sentences) if refusal else ""
        if not one.refused:
            assert refusal is None, f"{told} – refused: {said}"
            assert not one.cites, f"{told} – cites without a refusal"
            self._waits(one, told)
            return
        assert refusal is not None, f"{told} – was not refused"
        assert one.refused.casefold() in said.casefold(), f"{told} – refused otherwise: {said}"
        cited = {clause for reason in refusal.reasons for clause in reason.clauses}
        assert set(one.cites) <= cited, f"{told} – cites {sorted(cited)}"

    def _waits(self, one: Step, told: str) -> None:
        if not one.does or one.does == "release-pause" or self.walk is None:
            return
        kinds = self.walk.kinds()
        assert ("ApprovalAsked" in kinds and "TrackMoved" not in kinds) or not one.waits, told
        assert one.waits or "TrackMoved" in kinds, f"{told} – waits for a decision"

    def _stands(self, expected: Mapping[str, str], told: str) -> None:
        if not expected:
            return
        assert self.walk is not None
        actual = {track: self.walk.at(track) for track in expected}
        assert actual == dict(expected), told

    def _act(self, one: Step) -> Refusal | None:
        if one.opens is not None:
            return self._open(one)
        assert self.walk is not None, "a story begins with opens"
        self.walk.now = self.now
        if one.passes:
            self._pass(one)
            return None
        if one.letter:
            return self._move(one)
        return self._send(self._command(one))

    def _open(self, one: Step) -> Refusal | None:
        told = _keyed_open(one.opens or {})
        command = OpenCase(
            actor=self.people[one.who],
            calendar=CALENDAR,
            nonce="n0",
            ref="CW-7F3K",
            case_type=self.story.case_type,
            school="A school",
            facts=told["answers"],
            said_by=one.said_by,
            categories=_claims(told["categories"]),
            people=_persons(told["people"]),
        )
        decision = open_case(self.policy, command, self.now)
        if isinstance(decision, Refusal):
            return decision
        letters = self.policy.case_types[self.story.case_type].letters
        texts = {name: words(name) for name in letters}
        self.walk = Walk(
            self.policy, decision.snapshot, [decision.entry], now=self.now, letters=texts
        )
        return None

    def _command(self, one: Step) -> Command:
        assert self.walk is not None
        common: dict[str, Any] = {
            "actor": self.people[one.who],
            "calendar": CALENDAR,
            "nonce": f"n{len(self.walk.entries)}",
            "reason": one.reason,
        }
        if one.does:
            track, _, trigger = one.does.rpartition("/")
            apart = self._apart(one.answers)
            return TakeStep(
                **common,
                trigger=trigger,
                track=track,
                facts={name: told for name, told in one.answers.items() if name not in apart},
                sealed_given=apart,
                said_by=one.said_by,
                letters={n: replace(t, person=one.to) for n, t in self.walk.letters.items()},
            )
        if one.grants or one.declines:
            return self._decision(one, common)
        if one.names:
            (person,) = _persons(one.names)
            return NamePerson(**common, person=person)
        if one.incident:
            return RecordIncident(**common, words=one.incident)
        if one.evidence:
            return AddEvidence(**common, sheet=one.evidence)
        if one.note:
            return AddNote(**common, words=one.note)
        assert one.answers or one.categories, f"nothing is done: {one.tells}"
        return SetFacts(
            **common,
            facts=one.answers,
            said_by=one.said_by,
            categories=_claims(one.categories),
        )

    def _apart(self, answers: Mapping[str, str]) -> frozenset[str]:
        """Return the answers that the office keeps apart from the history of this case."""
        assert self.walk is not None
        policy = self.walk.policy
        if policy.case_types[self.walk.snapshot.case_type].sealed:
            return frozenset()
        return frozenset(n for n in answers if n in policy.facts and policy.facts[n].sealed)

    def _decision(self, one: Step, common: Mapping[str, Any]) -> DecideApproval:
        assert self.walk is not None
        request = self._request(one.grants or one.declines)
        return DecideApproval(
            **common,
            number=request.number,
            granted=bool(one.grants),
            deciding=self._deciding(request),
            letters=self.walk.letters,
        )

    def _request(self, what: str) -> Approval:
        assert self.walk is not None
        track, _, name = what.rpartition("/")
        case = self.walk.snapshot
        found = [
            one
            for one in case.approvals.values()
            if one.standing is ApprovalStanding.ASKED
            and (
                (not one.track and case.letters[one.letter].letter == name)
                if track == "letter"
                else (one.trigger == name and track in ("", one.track))
            )
        ]
        assert found, f"nothing waits for a decision under {what}"
        return found[-1]

    def _deciding(self, request: Approval) -> frozenset[str]:
        """Return the roles that decide: the approver's, or the substitutes' where none is free."""
        assert self.walk is not None
        rule, case = self.policy.approvals[request.role], self.walk.snapshot
        editors = case.letters[request.letter].editors if request.letter else frozenset()
        free = [
            person
            for person in self.people.values()
            if not person.roles.isdisjoint(rule.by)
            and person.user not in {request.asked_by, *editors, *case.excluded}
            and not case.names(person.user)
        ]
        return rule.by if free else rule.by | frozenset(rule.instead)

    def _move(self, one: Step) -> Refusal | None:
        assert self.walk is not None
        case = self.walk.snapshot
        found = [n for n, letter in case.letters.items() if letter.letter == one.letter]
        assert found, f"there is no letter {one.letter}"
        number = found[one.to - 1] if one.to else found[-1]
        for move in one.moves:
            now = LetterState(self.walk.snapshot.letters[number].state)
            state = after(now, LetterStep(move))
            if isinstance(state, Refusal):
                return state
            refusal = self._send(
                MoveLetter(
                    actor=self.people[one.who],
                    calendar=CALENDAR,
                    nonce=f"n{len(self.walk.entries)}",
                    number=number,
                    step=move,
                    state=str(state),
                )
            )
            if refusal:
                return refusal
        return None

    def _pass(self, one: Step) -> None:
        assert self.walk is not None
        running = [
            limit
            for limit in self.walk.snapshot.deadlines.values()
            if limit.name == one.passes and limit.standing == "running"
        ]
        assert running, f"the limit {one.passes} is not running"
        self.now = _morning(running[-1].due_on) + timedelta(days=1)
        self.walk.now = self.now
        self.walk.clock(one.passes)

    def _send(self, command: Command) -> Refusal | None:
        assert self.walk is not None
        self.walk.send(command)
        decision: Decision | None = self.walk.last
        return decision if isinstance(decision, Refusal) else None


def _morning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9), tzinfo=UTC)


def _keyed_open(told: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {"answers": {}, "categories": [], "people": {}}
    assert set(told) <= set(known), f"opens takes {sorted(known)}"
    return {**known, **told}


def _claims(categories: list[str]) -> tuple[CategoryClaim, ...]:
    parts = (one.partition(":") for one in categories)
    return tuple(CategoryClaim(code=code, target=target) for code, _, target in parts)


def _persons(told: Mapping[str, Any]) -> tuple[CasePerson, ...]:
    found = []
    for role, who in told.items():
        for one in who if isinstance(who, list) else [who]:
            said = {"name": one} if isinstance(one, str) else dict(one)
            found.append(CasePerson(number=0, role=PersonRole(role), **said))
    return tuple(found)
