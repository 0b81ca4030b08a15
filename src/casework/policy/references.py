"""Every name that a policy uses against those it declares. Must not know why a name is used.

The rules speak of most of these in their own words; what they leave is reported as W093, and
nothing is compiled before the list is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.deadlines import parse_length
from casework.errors import UsageFault
from casework.policy.findings import Problem
from casework.policy.schema import Condition, Test
from casework.text import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from casework.policy.findings import Path
    from casework.policy.schema import (
        CaseType,
        Contract,
        FollowOn,
        PauseRule,
        PolicyFile,
        Track,
        Transition,
    )

ANCHORS: Final = ("step", "receipt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One use of a name: what kind of thing it must be, and the names there are."""

    path: Path
    kind: str
    name: str
    known: Collection[str]


def undeclared(file: PolicyFile) -> Iterator[Problem]:
    """Yield a problem for each name used and not declared, and for whatever else cannot compile."""
    for use in references(file):
        if use.name not in use.known:
            like = nearest(use.name, list(use.known))
            remedy = f"Did you mean “{like}”?" if like else f"Declare the {use.kind} first."
            said = f"There is no {use.kind} “{use.name}”."
            yield Problem(path=use.path, message=said, remedy=remedy)
    yield from _circles(file)
    yield from _oddities(file)


def references(file: PolicyFile) -> Iterator[Reference]:
    """Yield every use of a declared name: of a role list, fact, condition, state and the like."""
    for name, approval in file.approvals.items():
        lists = (approval.by, *approval.instead)
        yield from _uses(("approvals", name, "by"), "role list", lists, file.roles)
    for name, fact in file.facts.items():
        wanted = _given(fact.asked_of)
        yield from _uses(("facts", name, "asked-of"), "role list", wanted, file.roles)
    for name, condition in file.conditions.items():
        yield from _in_test(file, ("conditions", name), condition, None)
    for name, count in file.counts.items():
        place = ("counts", name, "categories")
        yield from _uses(place, "category", count.categories, file.categories)
    for name, case_type in file.case_types.items():
        yield from _in_case_type(file, ("case-types", name), case_type)


def test_words(test: Test) -> Iterator[tuple[Path, str]]:
    """Yield each bare name within a test, with its path from there."""
    for key in ("all", "any"):
        for index, part in enumerate(getattr(test, key) or ()):
            yield from _word((key, index), part)
    if test.not_ is not None:
        yield from _word(("not",), test.not_)


def parts(test: Test, path: Path = ()) -> Iterator[tuple[Path, Test]]:
    """Yield the test and every test written within it, with their paths."""
    yield path, test
    for key in ("all", "any"):
        for index, part in enumerate(getattr(test, key) or ()):
            if isinstance(part, Test):
                yield from parts(part, (*path, key, index))
    if isinstance(test.not_, Test):
        yield from parts(test.not_, (*path, "not"))


def _word(path: Path, part: Test | str) -> Iterator[tuple[Path, str]]:
    if isinstance(part, str):
        yield path, part


def _uses(
    path: Path, kind: str, names: Iterable[str], known: Collection[str]
) -> Iterator[Reference]:
    for name in names:
        yield Reference(path=path, kind=kind, name=name, known=known)


def _given(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _in_case_type(file: PolicyFile, path: Path, case_type: CaseType) -> Iterator[Reference]:
    yield from _uses((*path, "opened-by"), "role list", [case_type.opened_by], file.roles)
    for name, track in case_type.tracks.items():
        yield from _in_track(file, (*path, "tracks", name), track, case_type)
    yield from _in_deadlines(file, path, case_type)
    yield from _in_letters(file, path, case_type)
    if case_type.pause is not None:
        yield from _in_pause(file, (*path, "pause"), case_type.pause, case_type)
    for name, contract in case_type.contracts.items():
        yield from _in_contract(file, (*path, "contracts", name), contract, case_type)


def _in_track(
    file: PolicyFile, path: Path, track: Track, case_type: CaseType
) -> Iterator[Reference]:
    yield from _uses((*path, "initial"), "state", _given(track.initial), track.states)
    yield from _uses((*path, "finals"), "state", track.finals, track.states)
    for key in ("decide_when", "owed_when"):
        place = (*path, key.replace("_", "-"))
        yield from _condition_use(file, place, _given(getattr(track, key)), case_type)
    for name, state in track.states.items():
        place = (*path, "states", name)
        yield from _uses((*place, "owner"), "role list", _given(state.owner), file.roles)
        yield from _uses((*place, "next"), "deadline", _given(state.next), case_type.deadlines)
    for index, step in enumerate(track.transitions):
        yield from _in_step(file, (*path, "transitions", index), step, track, case_type)


def _in_step(
    file: PolicyFile, path: Path, step: Transition, track: Track, case_type: CaseType
) -> Iterator[Reference]:
    yield from _uses((*path, "source"), "state", step.source, track.states)
    yield from _uses((*path, "dest"), "state", [step.dest], track.states)
    yield from _uses((*path, "by"), "role list", [step.by], file.roles)
    yield from _uses((*path, "approval"), "approval", _given(step.approval), file.approvals)
    yield from _condition_use(file, (*path, "conditions"), step.conditions, case_type)
    yield from _condition_use(file, (*path, "unless"), step.unless, case_type)
    yield from _uses((*path, "asks"), "fact", step.asks, file.facts)
    yield from _uses((*path, "asks-sealed"), "fact", step.asks_sealed, file.facts)
    yield from _uses((*path, "sets"), "fact", step.sets, file.facts)
    yield from _uses((*path, "letter"), "letter", _given(step.letter), case_type.letters)
    yield from _uses((*path, "starts"), "deadline", step.starts, case_type.deadlines)
    yield from _uses((*path, "ends"), "deadline", step.ends, case_type.deadlines)
    for index, follow in enumerate(step.then):
        yield from _step_use((*path, "then", index), follow, case_type)


def _in_deadlines(file: PolicyFile, path: Path, case_type: CaseType) -> Iterator[Reference]:
    for name, deadline in case_type.deadlines.items():
        place = (*path, "deadlines", name)
        yield from _uses((*place, "track"), "track", [deadline.track], case_type.tracks)
        yield from _uses((*place, "to"), "role list", [deadline.to], file.roles)
        anchors = (*ANCHORS, *file.facts)
        yield from _uses((*place, "from"), "date fact", [deadline.from_], anchors)
        track = case_type.tracks.get(deadline.track)
        if track is not None:
            wanted = _given(deadline.when_missed)
            yield from _uses((*place, "when-missed"), "step", wanted, _triggers(track))


def _in_letters(file: PolicyFile, path: Path, case_type: CaseType) -> Iterator[Reference]:
    for name, letter in case_type.letters.items():
        place = (*path, "letters", name)
        approvals = _given(letter.approval)
        yield from _uses((*place, "approval"), "approval", approvals, file.approvals)
        yield from _uses((*place, "limit"), "deadline", _given(letter.limit), case_type.deadlines)
        for key in ("when_sent", "when_received"):
            follow = getattr(letter, key)
            if follow is not None:
                yield from _step_use((*place, key.replace("_", "-")), follow, case_type)


def _in_pause(
    file: PolicyFile, path: Path, pause: PauseRule, case_type: CaseType
) -> Iterator[Reference]:
    yield from _condition_use(file, (*path, "when"), [pause.when], case_type)
    yield from _uses((*path, "released-by"), "role list", [pause.released_by], file.roles)
    for index, follow in enumerate(pause.steps):
        yield from _step_use((*path, "steps", index), follow, case_type)


def _in_contract(
    file: PolicyFile, path: Path, contract: Contract, case_type: CaseType
) -> Iterator[Reference]:
    if contract.never is not None:
        yield from _in_test(file, (*path, "never"), contract.never, case_type)
    if isinstance(contract.while_, Test):
        yield from _in_test(file, (*path, "while"), contract.while_, case_type)
    elif contract.while_ is not None:
        yield from _condition_use(file, (*path, "while"), [contract.while_], case_type)
    for index, follow in enumerate(contract.steps):
        yield from _step_use((*path, "steps", index), follow, case_type)


def _step_use(path: Path, follow: FollowOn, case_type: CaseType) -> Iterator[Reference]:
    yield from _uses((*path, "track"), "track", [follow.track], case_type.tracks)
    track = case_type.tracks.get(follow.track)
    if track is not None:
        known = _triggers(track)
        yield from _uses((*path, "trigger"), "step", [follow.trigger], known)


def _triggers(track: Track) -> set[str]:
    return {step.trigger for step in track.transitions}


def _condition_use(
    file: PolicyFile, path: Path, names: Iterable[str], case_type: CaseType
) -> Iterator[Reference]:
    """Yield the use of a condition, and of the tracks, limits and letters that it asks of."""
    for name in names:
        yield Reference(path=path, kind="condition", name=name, known=file.conditions)
        for condition in _reached(file, name):
            for _, part in parts(condition):
                yield from _local(path, part, case_type)


def _reached(file: PolicyFile, name: str) -> Iterator[Condition]:
    """Yield the condition and all those it is made of; a circle is gone round once."""
    waiting, seen = [name], set[str]()
    while waiting:
        found = file.conditions.get(waiting.pop())
        if found is None:
            continue
        yield found
        for _, part in parts(found):
            words = {word for _, word in test_words(part)} - seen
            seen |= words
            waiting += sorted(words)


def _in_test(
    file: PolicyFile, path: Path, test: Test, case_type: CaseType | None
) -> Iterator[Reference]:
    for place, part in parts(test, path):
        yield from _uses((*place, "fact"), "fact", _given(part.fact), file.facts)
        categories = (*_given(part.category), *(part.only_category or ()))
        yield from _uses((*place, "category"), "category", categories, file.categories)
        for inner, word in test_words(part):
            known = {*file.conditions, *file.facts}
            yield Reference(path=(*place, *inner), kind="condition or fact", name=word, known=known)
            if case_type is not None and word in file.conditions:
                yield from _condition_use(file, (*place, *inner), [word], case_type)
        if case_type is None:
            yield from _somewhere(file, place, part)
        else:
            yield from _local(place, part, case_type)


def _local(path: Path, test: Test, case_type: CaseType) -> Iterator[Reference]:
    yield from _uses((*path, "track"), "track", _given(test.track), case_type.tracks)
    yield from _uses((*path, "deadline"), "deadline", _given(test.deadline), case_type.deadlines)
    yield from _uses((*path, "letter"), "letter", _given(test.letter), case_type.letters)
    track = case_type.tracks.get(test.track or "")
    if track is not None:
        yield from _uses((*path, "in"), "state", test.in_ or (), track.states)
        yield from _uses((*path, "been"), "state", test.been or (), track.states)


def _somewhere(file: PolicyFile, path: Path, test: Test) -> Iterator[Reference]:
    """Yield the uses in a condition that no case type was named for: one of them must have it."""
    types = file.case_types.values()
    for key, kind in (("track", "track"), ("deadline", "deadline"), ("letter", "letter")):
        known = {name for case_type in types for name in getattr(case_type, f"{kind}s")}
        yield from _uses((*path, key), kind, _given(getattr(test, key)), known)
    tracks = [case_type.tracks[test.track] for case_type in types if test.track in case_type.tracks]
    states = {name for track in tracks for name in track.states}
    if tracks:
        yield from _uses((*path, "in"), "state", test.in_ or (), states)
        yield from _uses((*path, "been"), "state", test.been or (), states)


def _circles(file: PolicyFile) -> Iterator[Problem]:
    for name, condition in file.conditions.items():
        words = {word for _, part in parts(condition) for _, word in test_words(part)}
        within = {id(found) for word in words for found in _reached(file, word)}
        if id(condition) in within:
            said = f"The condition “{name}” rests on itself."
            remedy = "Break the circle: say it without naming itself."
            yield Problem(path=("conditions", name), message=said, remedy=remedy)


def _oddities(file: PolicyFile) -> Iterator[Problem]:
    for name, case_type in file.case_types.items():
        path = ("case-types", name)
        if sum(track.spine for track in case_type.tracks.values()) != 1:
            said = "The case type has not exactly one spine."
            yield Problem(path=(*path, "tracks"), message=said, remedy="Write “spine: true” once.")
        for track_name, track in case_type.tracks.items():
            if track.initial is None:
                said = f"The track “{track_name}” has no first state."
                missing = (*path, "tracks", track_name)
                yield Problem(path=missing, message=said, remedy="Write “initial:”.")
        for limit, deadline in case_type.deadlines.items():
            for words in deadline.within:
                try:
                    parse_length(words)
                except UsageFault as fault:
                    place = (*path, "deadlines", limit, "within")
                    yield Problem(path=place, message=fault.message, remedy=fault.advice)
