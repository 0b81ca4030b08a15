"""Shared branches taken into a policy: what they bring, and that they overwrite nothing silently.

Must not know how a branch was read.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from casework.policy.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.policy.branch import Branch
    from casework.policy.places import Places
    from casework.policy.schema import CaseType, PolicyFile

#: What a branch adds to the whole policy.
MERGED: Final = (
    "clauses", "roles", "approvals", "categories", "facts", "conditions", "counts", "case_types",
)  # fmt: skip
_KINDS: Final = {
    "roles": "role list",
    "approvals": "approval",
    "categories": "category",
    "facts": "fact",
    "conditions": "condition",
}


def with_branches(
    file: PolicyFile, branches: Mapping[str, Branch], places: Places, findings: list[Finding]
) -> PolicyFile:
    """Return the policy with what its branches bring; ``branches`` are keyed by their file."""
    merged: dict[str, dict[str, object]] = {part: dict(getattr(file, part)) for part in MERGED}
    for source, branch in branches.items():
        for part in MERGED:
            brought, key = getattr(branch, part), part.replace("_", "-")
            for name in brought:
                if name in merged[part]:
                    findings.append(_redefined(name, places, source, key))
                else:
                    places.move((key, name), source, (key, name))
            merged[part] = _joined(part, brought, merged[part])
    whole = file.model_copy(update=merged)
    findings.extend(_missing(whole, branches, places))
    case_types = {
        name: _with_tracks(name, case_type, branches, places, findings)
        for name, case_type in whole.case_types.items()
    }
    return whole.model_copy(update={"case_types": case_types})


def _joined(
    part: str, brought: Mapping[str, object], own: Mapping[str, object]
) -> dict[str, object]:
    """Return both; a policy's own types of case stand before those that a branch brings."""
    if part == "case_types":
        return {**own, **{name: made for name, made in brought.items() if name not in own}}
    return {**brought, **own}


def _missing(
    whole: PolicyFile, branches: Mapping[str, Branch], places: Places
) -> Iterator[Finding]:
    """Yield what a branch expects and neither the policy nor another branch has (W094)."""
    for source, branch in branches.items():
        index = whole.includes.index(PurePosixPath(source).stem)
        for part, kind in _KINDS.items():
            for name in getattr(branch.expects, part):
                if name not in getattr(whole, part):
                    file, line = places.at(("includes", index))
                    yield Finding(
                        code="W094",
                        message=f"The branch “{branch.branch}” expects a {kind} “{name}”.",
                        remedy=f"Declare it under “{part}:”; {source} says what it is for.",
                        file=file,
                        line=line,
                        path=("includes", index),
                    )


def _with_tracks(
    name: str,
    case_type: CaseType,
    branches: Mapping[str, Branch],
    places: Places,
    findings: list[Finding],
) -> CaseType:
    parts = {part: dict(getattr(case_type, part)) for part in ("tracks", "deadlines", "letters")}
    for index, wanted in enumerate(case_type.include):
        found = [(file, branch) for file, branch in branches.items() if wanted in branch.tracks]
        if not found:
            place = ("case-types", name, "include", index)
            findings.append(_no_track(wanted, place, places))
            continue
        source, branch = found[0]
        for part, item, value in _belongings(branch, wanted):
            if item in parts[part]:
                findings.append(_redefined(item, places, source, part))
                continue
            parts[part][item] = value
            places.move(("case-types", name, part, item), source, (part, item))
    return case_type.model_copy(update=parts)


def _belongings(branch: Branch, track: str) -> Iterator[tuple[str, str, object]]:
    """Yield the track, the limits that name it, and the letters that its steps draft."""
    taken = branch.tracks[track]
    yield "tracks", track, taken
    for name, deadline in branch.deadlines.items():
        if deadline.track == track:
            yield "deadlines", name, deadline
    drafted = {step.letter for step in taken.transitions}
    if taken.fill is not None:
        drafted |= {taken.fill.letter, *(more.letter for more in taken.fill.steps.values())}
    for name, letter in branch.letters.items():
        if name in drafted:
            yield "letters", name, letter


def _redefined(name: str, places: Places, source: str, part: str) -> Finding:
    line = places.lines[source].get((part, name), 1)
    return Finding(
        code="W012",
        message=f"“{name}” under {part} is declared a second time by this branch.",
        remedy="Give one of the two another name; an include replaces nothing.",
        file=source,
        line=line,
        path=(part, name),
    )


def _no_track(wanted: str, place: tuple[str | int, ...], places: Places) -> Finding:
    file, line = places.at(place)
    return Finding(
        code="W011",
        message=f"No included branch has a track “{wanted}”.",
        remedy="Name the branch under “includes:” at the top, or correct the track's name.",
        file=file,
        line=line,
        path=place,
    )
