"""Clauses of a policy that a shared branch carries out: each is added to what it names there.

A place is written ``case-type/track/trigger`` or the like. Runs once every track is plain steps.
Must not know what a clause asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from casework.policy.findings import Finding
from casework.policy.schema import Shape
from casework.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.policy.findings import Path
    from casework.policy.places import Places
    from casework.policy.schema import CaseType, PolicyFile, Track, Transition

#: What a place may name outside of a type of case, and within one.
_WHOLE: Final = ("approvals", "categories", "facts", "conditions")
_WITHIN: Final = ("deadlines", "letters", "contracts")
S = TypeVar("S", bound=Shape)
#: The clauses that each place was given, by the keys that lead there; a step by its trigger.
Given = dict[tuple[str, ...], list[str]]


def with_places(file: PolicyFile, places: Places, findings: list[Finding]) -> PolicyFile:
    """Return the policy with its ``in-branch`` clauses cited where they are carried out."""
    given: Given = {}
    if not any(clause.in_branch for clause in file.clauses.values()):
        return file
    spelt = dict(_known(file))
    for clause, written in file.clauses.items():
        for index, place in enumerate(written.in_branch):
            at: Path = ("clauses", clause, "in-branch", index)
            path = spelt.get(place)
            if path is None:
                findings.append(_unknown(place, spelt, at, places))
            elif places.origin(path[:4])[0] == places.main:
                findings.append(_own(place, at, places))
            else:
                given.setdefault(path, []).append(clause)
    return _cited(file, given) if given else file


def _known(file: PolicyFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every place that can be named, as written and as the keys that lead there."""
    for part in _WHOLE:
        for name in getattr(file, part):
            yield f"{part}/{name}", (part, name)
    for name, case_type in file.case_types.items():
        path = ("case-types", name)
        for track, made in case_type.tracks.items():
            yield f"{name}/{track}", (*path, "tracks", track)
            for step in made.transitions:
                yield f"{name}/{track}/{step.trigger}", (*path, "tracks", track, step.trigger)
        for part in _WITHIN:
            for item in getattr(case_type, part):
                yield f"{name}/{part}/{item}", (*path, part, item)
        if case_type.pause is not None:
            yield f"{name}/pause", (*path, "pause")


def _cited(file: PolicyFile, given: Given) -> PolicyFile:
    update: dict[str, object] = {
        part: _all_given(getattr(file, part), (part,), given) for part in _WHOLE
    }
    update["case_types"] = {
        name: _in_case_type(case_type, ("case-types", name), given)
        if any(path[:2] == ("case-types", name) for path in given)
        else case_type
        for name, case_type in file.case_types.items()
    }
    return file.model_copy(update=update)


def _in_case_type(case_type: CaseType, path: tuple[str, ...], given: Given) -> CaseType:
    update: dict[str, object] = {
        part: _all_given(getattr(case_type, part), (*path, part), given) for part in _WITHIN
    }
    update["tracks"] = {
        name: _in_track(track, (*path, "tracks", name), given)
        for name, track in case_type.tracks.items()
    }
    if case_type.pause is not None:
        update["pause"] = _with(case_type.pause, given.get((*path, "pause"), []))
    return case_type.model_copy(update=update)


def _in_track(track: Track, path: tuple[str, ...], given: Given) -> Track:
    """A track that now cites a clause no longer speaks for its steps: each speaks for itself."""
    own = given.get(path, [])
    steps = [_with(step, given.get((*path, step.trigger), [])) for step in track.transitions]
    if own and track.not_in_policy:
        steps = [_default(step) for step in steps]
    return _with(track, own).model_copy(update={"transitions": steps})


def _default(step: Transition) -> Transition:
    return step if step.clauses else step.model_copy(update={"not_in_policy": True})


def _all_given(things: Mapping[str, S], path: tuple[str, ...], given: Given) -> dict[str, S]:
    return {name: _with(thing, given.get((*path, name), [])) for name, thing in things.items()}


def _with(thing: S, clauses: list[str]) -> S:
    """Return the thing citing more clauses; then it is no longer outside the policy."""
    if not clauses:
        return thing
    update: dict[str, object] = {
        "clauses": list(dict.fromkeys([*getattr(thing, "clauses", ()), *clauses]))
    }
    if getattr(thing, "not_in_policy", False):
        update["not_in_policy"] = False
    return thing.model_copy(update=update)


def _unknown(place: str, spelt: Mapping[str, object], at: Path, places: Places) -> Finding:
    like = nearest(place, list(spelt))
    remedy = f"Did you mean “{like}”?" if like else "Write it as case-type/track/trigger."
    return _finding(f"There is no place “{place}” in an included branch.", remedy, at, places)


def _own(place: str, at: Path, places: Places) -> Finding:
    said = f"“{place}” is the policy's own, and no branch's."
    return _finding(said, "Cite the clause there, under “clauses:”.", at, places)


def _finding(message: str, remedy: str, at: Path, places: Places) -> Finding:
    file, line = places.at(at)
    return Finding(code="W095", message=message, remedy=remedy, file=file, line=line, path=at)
