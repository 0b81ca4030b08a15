"""Every step of every shipped policy as its form gives it: a case that stands where it begins.

All conditions hold and nothing was answered yet, so that whatever the step wants must come from its
form. Nothing is written: each step is rehearsed by the office.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casework.domain.case import TrackState
from casework.domain.people import Actor, PersonRole
from casework.office.door import CaseFile
from casework.policy.loader import load_policy
from casework.tui.asking import SURE, Form
from casework.tui.caseview import Choice
from tests.policy.engine_kit import ROLES, opened, opening, person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import Snapshot
    from casework.policy.model import CaseType, Condition, Policy, Track, Transition
    from casework.tui.asking import Question

ROOT: Final = Path(__file__).parents[2]
EVERYBODY: Final = Actor(user="u", name="everybody", roles=frozenset((*ROLES, "case-manager")))
#: What is typed where words, a day or a number are asked for.
TODAY, WORDS, NUMBER = "2/11/2026", "Some words.", "3"


def places() -> Iterator[tuple[str, str]]:
    """Yield every case type of every shipped policy, the law's own among them."""
    for path in sorted((ROOT / "workflows").glob("*.yaml")):
        for case_type in shipped(path.stem).case_types:
            yield path.stem, case_type
    for path in sorted((ROOT / "workflows" / "law").glob("*.yaml")):
        for case_type in shipped(path.stem).case_types:
            yield path.stem, case_type


@cache
def shipped(name: str) -> Policy:
    """Return a shipped policy as it is."""
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    folders = [ROOT / "workflows", ROOT / "workflows" / "law"]
    return load_policy(name, folders, letters).policy


@cache
def without_conditions(name: str) -> Policy:
    """Return a shipped policy in which every step may be taken that is asked for rightly."""
    policy = shipped(name)
    types = {key: _opened(one) for key, one in policy.case_types.items()}
    return replace(policy, case_types=types)


def _opened(case_type: CaseType) -> CaseType:
    tracks = {name: _track(track) for name, track in case_type.tracks.items()}
    steps = {one.id: one for track in tracks.values() for one in track.transitions}
    offers = {at: tuple(steps[one.id] for one in found) for at, found in case_type.offers.items()}
    return replace(case_type, tracks=tracks, offers=offers, by_id=steps, contracts=(), pause=None)


def _track(track: Track) -> Track:
    steps = tuple(map(_step, track.transitions))
    return replace(track, transitions=steps, decide_when=None, owed_when=None)


def _step(step: Transition) -> Transition:
    return replace(
        step,
        new_capture=False,
        conditions=tuple(_held(one, holds=True) for one in step.conditions),
        unless=tuple(_held(one, holds=False) for one in step.unless),
    )


def _held(condition: Condition, *, holds: bool) -> Condition:
    return replace(condition, holds=lambda _case: holds)


def only(policy: Policy, case_type: str, step: Transition) -> Policy:
    """Return the policy with no other step of that name where this one begins."""
    kind = policy.case_types[case_type]
    track = kind.tracks[step.track]
    kept = tuple(
        one
        for one in track.transitions
        if one.id == step.id or (one.trigger, one.source) != (step.trigger, step.source)
    )
    tracks = {**kind.tracks, step.track: replace(track, transitions=kept)}
    at = (step.track, step.source)
    offers = {**kind.offers, at: tuple(one for one in kind.offers[at] if one in kept)}
    mended = replace(kind, tracks=tracks, offers=offers)
    return replace(
        policy,
        case_types={**policy.case_types, case_type: mended},
        digest=f"{policy.digest} {step.id}",
    )


@cache
def standing(name: str, case_type: str, school: str) -> Snapshot:
    """Return a case just opened, with one person in each part and no answer at all."""
    policy = without_conditions(name)
    kind = policy.case_types[case_type]
    who = replace(EVERYBODY, roles=EVERYBODY.roles | kind.opened_by)
    walk = opened(policy, opening(policy, case_type, who))
    people = tuple(
        replace(person(str(role), name=f"Ms {role}"), number=number, address="1 Sample Street")
        for number, role in enumerate(PersonRole, 1)
    )
    return replace(walk.snapshot, people=people, school=school)


def file_of(policy: Policy, case: Snapshot, step: Transition) -> CaseFile:
    """Return the case as it is read, standing where the step begins."""
    there = TrackState(state=step.source, since=1, been=frozenset({step.source}))
    snapshot = replace(
        case, tracks={**case.tracks, step.track: there}, digest=policy.digest, facts={}
    )
    return CaseFile(
        case="c",
        revision=1,
        head="",
        entries=(),
        snapshot=snapshot,
        policy=policy,
        history=None,  # type: ignore[arg-type]
    )


def choice_of(case_type: CaseType, step: Transition) -> Choice:
    """Return the step as a screen offers it."""
    return Choice(
        trigger=step.trigger,
        track=step.track,
        says=step.says.rstrip("."),
        action=case_type.tracks[step.track].title,
        needs=step.approval.title if step.approval else "",
        step=step,
    )


def typed(question: Question) -> str:
    """Return what somebody answers who answers everything."""
    if question.name == SURE:
        return "yes"
    if question.form is Form.CHOICE:
        return question.answers[0][1]
    if question.form is Form.DAY:
        return TODAY
    if not question.needed and not question.of_letter:
        return ""
    if "|" in question.words:
        return " | ".join([WORDS] * (question.words.count("|") + 1))
    return WORDS if question.form is Form.TEXT else NUMBER
