"""Random policies, random commands: only declared steps are taken, and history is the truth.

After every entry: what moved was declared, from where the track stood, with its conditions true at
that moment; no contract is broken; the case after it is what its written history folds to; the card
is that of the fold; an undo gives the case before.
"""

from __future__ import annotations

import random  # noqa: TID251 - a seed drives everything, and the seed is printed
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks import school
from casework.domain.calendar import Calendar
from casework.domain.commands import AddNote, OpenCase, SetFacts, TakeStep, UndoLast
from casework.domain.events import TrackMoved
from casework.domain.facts import CategoryClaim
from casework.domain.fold import fold, follow, resume
from casework.domain.people import Actor
from casework.domain.refusals import Refusal
from casework.domain.written import read_entry, write_entry
from casework.office.cards import card_of
from casework.policy import gates
from casework.policy.engine import open_case, step
from casework.policy.loader import load_stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot
    from casework.domain.commands import Command
    from casework.domain.events import Entry
    from casework.policy.model import CaseType, Policy

ROLES = ("office", "senior-leader", "headteacher")
FACTS = ("refused", "continued", "told", "harm")
LENGTH = 14


@dataclass(slots=True)
class Counts:
    """What a run came to."""

    sequences: int = 0
    policies: int = 0
    commands: int = 0
    accepted: int = 0
    moved: int = 0
    undone: int = 0
    violations: int = 0
    first: str = ""


class Wrong(Exception):
    """The engine did what it must never do."""


def run(seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Run ``count`` sequences, a hundred for each random policy."""
    counts = Counts()
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        if number % 100 == 0:
            policy = random_policy(chance)
            counts.policies += 1
            if beat is not None:
                beat(number)
        counts.sequences += 1
        try:
            _sequence(policy, chance, counts)
        except Wrong as wrong:
            counts.violations += 1
            counts.first = counts.first or f"sequence {number}: {wrong}"
    return counts


# --- policies -------------------------------------------------------------------------------------


def random_policy(chance: random.Random) -> Policy:
    """Return a small random policy: tracks, conditions, limits, follow-ons, contracts."""
    tracks = {f"t{number}": chance.randrange(2, 5) for number in range(chance.randrange(2, 6))}
    text = [_HEAD, *_facts(), "conditions:", *_conditions(), _TYPES]
    for name, states in tracks.items():
        text += _track(chance, name, states, tracks)
    text += _limits(tracks) + _contracts(chance, tracks)
    return load_stored({"random.yaml": "\n".join(text) + "\n"})


_HEAD = """casework: 1
policy: random
title: A Random Policy
school: null
adopted: null
review: null
clauses:
  RAN-1: {strength: states, bearing: machine, says: Says everything., cite: "Whole"}
roles:
  staff: [office, senior-leader, headteacher]
  head: [headteacher]
categories:
  threat: {title: Threat, normalised: threat-or-harassment, targets: [staff], clauses: [RAN-1]}"""
_TYPES = """case-types:
  concern:
    title: Concern
    opened-by: staff
    circles: [office]
    clauses: [RAN-1]
    tracks:
      spine:
        title: The case
        spine: true
        initial: received
        finals: [closed]
        clauses: [RAN-1]
        states:
          received: {title: Received, owner: staff, next: look}
          closed: {title: Closed}
        transitions:
          - {trigger: close, source: received, dest: closed, says: Close it., by: head, ends: [look], closes: true, clauses: [RAN-1]}
          - {trigger: reopen, source: closed, dest: received, says: Reopen it., by: staff, reopens: true, starts: [look], clauses: [RAN-1]}"""  # noqa: E501


def _facts() -> list[str]:
    rows = [f'  {name}: {{ask: "Is it {name}?", type: yes-no, clauses: [RAN-1]}}' for name in FACTS]
    return ["facts:", *rows]


def _conditions() -> list[str]:
    rows = [f"  is-{n}: {{fact: {n}, otherwise: Not {n}., clauses: [RAN-1]}}" for n in FACTS]
    return [*rows, "  both: {all: [refused, continued], otherwise: Not both., clauses: [RAN-1]}"]


def _track(chance: random.Random, name: str, states: int, tracks: dict[str, int]) -> list[str]:
    rows = [
        f"      {name}:",
        f"        title: Track {name}",
        "        initial: s0",
        f"        finals: [s{states - 1}]",
        "        clauses: [RAN-1]",
        "        states:",
        *(f"          s{number}: {{title: State {number}}}" for number in range(states)),
        "        transitions:",
    ]
    for source in range(states - 1):
        rows += [
            _transition(chance, name, states, tracks, source, trigger)
            for trigger in range(chance.randrange(1, 4))
        ]
    return rows


def _transition(
    chance: random.Random, name: str, states: int, tracks: dict[str, int], source: int, number: int
) -> str:
    words = [
        f"trigger: go-{number}",
        f"source: s{source}",
        f"dest: s{chance.randrange(states)}",
        "says: Go on.",
        f"by: {chance.choice(('staff', 'staff', 'head'))}",
    ]
    names = [f"is-{fact}" for fact in FACTS] + ["both"]
    if chance.random() < 0.6:
        words.append(f"conditions: [{', '.join(chance.sample(names, chance.randrange(1, 3)))}]")
    if chance.random() < 0.3:
        words.append(f"starts: [limit-{name}]")
    elif chance.random() < 0.3:
        words.append(f"ends: [limit-{name}]")
    others = [other for other in tracks if other > name]  # forwards alone, so it always ends
    if others and chance.random() < 0.5:
        words.append(f"then: [{{track: {chance.choice(others)}, trigger: go-0, optional: true}}]")
    return "          - {" + ", ".join([*words, "clauses: [RAN-1]"]) + "}"


def _limits(tracks: dict[str, int]) -> list[str]:
    row = "within: 5 working days, to: staff, provenance: default, when-missed: "
    return [
        "    deadlines:",
        f"      look: {{title: Look, track: spine, {row}close}}",
        *(f"      limit-{name}: {{title: Limit, track: {name}, {row}go-0}}" for name in tracks),
    ]


def _contracts(chance: random.Random, tracks: dict[str, int]) -> list[str]:
    name = chance.choice(sorted(tracks))
    fact = chance.choice(FACTS)
    return [
        "    contracts:",
        "      kept:",
        "        says: Never so.",
        f"        never: {{all: [{{track: {name}, been: [s1]}}, {{not: {fact}}}]}}",
        "        clauses: [RAN-1]",
    ]


# --- sequences ------------------------------------------------------------------------------------


def _sequence(policy: Policy, chance: random.Random, counts: Counts) -> None:
    now = school.BEGIN
    opened = open_case(
        policy,
        OpenCase(
            **_common(chance), ref="CW-TEST", case_type="concern", school="s", categories=_CLAIMS
        ),
        now,
    )
    if isinstance(opened, Refusal):
        raise Wrong("a case could not be opened")
    entries, case = [opened.entry], opened.snapshot
    before = case
    for number in range(LENGTH):
        now += timedelta(seconds=30)
        command = _command(policy, chance, case, tuple(entries), number)
        decided = step(policy, case, command, now)
        counts.commands += 1
        if isinstance(decided, Refusal):
            if not decided.reasons:
                raise Wrong("a refusal without a reason")
            continue
        counts.accepted += 1
        if isinstance(command, UndoLast):
            counts.undone += 1
            _same_but_for_the_count(before, decided.snapshot)
        else:
            counts.moved += _declared(policy, case, decided.entry, command)
            _agrees(follow(case, decided.entry), decided.snapshot, "following")
        before = case
        entries.append(decided.entry)
        case = decided.snapshot
        _kept(policy, case)
    written = [read_entry(one.seq, one.at, write_entry(one)) for one in entries]
    _agrees(fold(written), case, "folding what was written")
    if card_of(policy, fold(written)) != card_of(policy, case):
        raise Wrong("the card is not that of the history")


_CLAIMS = (CategoryClaim(code="threat", target="staff"),)
_CALENDAR = Calendar(version=1, holidays={}, loaded_years=frozenset({2026, 2027}))


def _common(chance: random.Random) -> dict[str, object]:
    roles = frozenset({chance.choice(ROLES)})
    actor = Actor(user="u1", name="A. Person", roles=roles)
    return {"actor": actor, "calendar": _CALENDAR, "nonce": str(chance.random()), "reason": "r"}


def _command(
    policy: Policy, chance: random.Random, case: Snapshot, entries: tuple[Entry, ...], number: int
) -> Command:
    common = _common(chance)
    kind = chance.random()
    if kind < 0.25:
        facts = {name: chance.choice(("yes", "yes", "no")) for name in chance.sample(FACTS, 2)}
        return SetFacts(**common, facts=facts)
    if kind < 0.3:
        return AddNote(**common, words=f"note {number}")
    if kind < 0.4:
        return UndoLast(**common, window=3600, history=entries)
    concern = policy.case_types["concern"]
    steps = [one for track in concern.tracks.values() for one in track.transitions]
    if kind < 0.85:
        steps = [one for one in steps if case.state(one.track) == one.source] or steps
    picked = chance.choice(steps)
    return TakeStep(**common, trigger=picked.trigger, track=picked.track)


def _declared(policy: Policy, case: Snapshot, entry: Entry, command: Command) -> int:
    concern = policy.case_types["concern"]
    draft, moved = resume(case, entry), 0
    for event in entry.events:
        if isinstance(event, TrackMoved):
            _one_move(concern, draft.tracks[event.track].state, event)
            rule = concern.by_id[event.rule]
            if gates.by_conditions(rule, draft):
                raise Wrong(f"{event.rule} was taken with a condition that does not hold")
            if not event.followed and rule.roles.isdisjoint(command.actor.roles):
                raise Wrong(f"{event.rule} was taken by somebody who may not")
            moved += 1
        draft.apply(event)
    return moved


def _one_move(concern: CaseType, state: str, event: TrackMoved) -> None:
    rule = concern.by_id.get(event.rule)
    if rule is None or (rule.track, rule.trigger) != (event.track, event.trigger):
        raise Wrong(f"{event.rule} was never declared")
    if not state == rule.source == event.source or event.dest != rule.dest:
        raise Wrong(f"{event.rule} was taken from {state} to {event.dest}")


def _kept(policy: Policy, case: Snapshot) -> None:
    if gates.broken_contracts(policy.case_types["concern"], case):
        raise Wrong("a contract is broken")


def _agrees(found: Snapshot, case: Snapshot, how: str) -> None:
    if found != case:
        raise Wrong(f"{how} does not give the case")


def _same_but_for_the_count(before: Snapshot, after: Snapshot) -> None:
    counted = {name: getattr(after, name) for name in ("seq", "revision", "changed_at", "last_by")}
    if replace(before, **counted) != after:
        raise Wrong("an undo does not give the case before")
