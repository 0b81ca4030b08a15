"""Templates carried out throughout a policy, each made step traced to where it was written.

Must not know what a template gives: see ``measure``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.findings import Finding
from casework.policy.measure import expanded

if TYPE_CHECKING:
    from casework.policy.findings import Path
    from casework.policy.places import Places
    from casework.policy.schema import CaseType, PolicyFile, Track


def with_templates(file: PolicyFile, places: Places, findings: list[Finding]) -> PolicyFile:
    """Return the policy with every track as plain steps; what is wrong goes to ``findings``."""
    case_types = {
        name: _case_type(("case-types", name), case_type, places, findings)
        for name, case_type in file.case_types.items()
    }
    return file.model_copy(update={"case_types": case_types})


def _case_type(
    path: Path, case_type: CaseType, places: Places, findings: list[Finding]
) -> CaseType:
    tracks = {
        name: _track((*path, "tracks", name), track, places, findings)
        for name, track in case_type.tracks.items()
    }
    return case_type.model_copy(update={"tracks": tracks})


def _track(path: Path, track: Track, places: Places, findings: list[Finding]) -> Track:
    answer = expanded(track)
    for code, problem in answer.problems:  # their paths are those of the track as written
        file, line = places.at((*path, *problem.path))
        findings.append(
            Finding(
                code=code,
                message=problem.message,
                remedy=problem.remedy,
                file=file,
                line=line,
                path=(*path, *problem.path),
            )
        )
    file, origin = places.origin(path)
    for made, written in answer.origins:
        places.move((*path, *made), file, (*origin, *written))
    return answer.track
