"""What figures need of a case, worked out while it is there and kept when it is destroyed.

Days and codes alone: no reference, no name, no word that somebody wrote. It stays in the
destruction record, which opens for those alone who could see the case, so that nobody's figures
change by a destruction and nobody learns of one by them. Of a sealed case nothing is counted and
nothing kept.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from casework import store
from casework.domain.case import Standing
from casework.domain.dates import local_day
from casework.domain.tallies import Counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import Snapshot
    from casework.office.desk import Desk
    from casework.office.door import CaseFile


def by_itself(file: CaseFile) -> bool:
    """Tell whether a policy opens a case of this type by itself: nobody's post, and not counted."""
    return bool(file.policy.case_types[file.snapshot.case_type].opens_at)


def of_file(file: CaseFile) -> Counted:
    """Return what figures need of a case: each thing on its own day."""
    case = file.snapshot
    recorded = {entry.seq: local_day(entry.at) for entry in file.entries}
    return Counted(
        policy=case.policy,
        claims=tuple(sorted({(claim.code, claim.target) for claim in case.categories})),
        opened=local_day(case.opened_at),
        incidents=tuple(_day_of(one.happened) or recorded[one.seq] for one in case.incidents),
        posts=tuple(recorded[one.seq] for one in case.evidence),
        limits=tuple(_limits(case)),
    )


def _day_of(happened: str) -> date | None:
    if not happened:
        return None
    if len(happened) == len("2026-09-01"):
        return date.fromisoformat(happened)
    return local_day(datetime.fromisoformat(happened))


def _limits(case: Snapshot) -> Iterator[tuple[date, bool]]:
    """Yield the day of each limit that ended, and whether it had passed before it was met."""
    for limit in case.deadlines.values():
        missed = bool(limit.passed_at) or limit.standing is Standing.PASSED
        if limit.due_on and (missed or limit.standing is Standing.MET):
            yield date.fromisoformat(limit.due_on), missed


def kept_of(file: CaseFile) -> dict[str, Any] | None:
    """Return what the destruction record keeps for figures; nothing of what none counts."""
    if file.history.place is store.Place.SEALED or by_itself(file):
        return None
    found = of_file(file)
    return {
        "policy": found.policy,
        "claims": [list(claim) for claim in found.claims],
        "opened": found.opened.isoformat(),
        "incidents": sorted(day.isoformat() for day in found.incidents),
        "posts": sorted(day.isoformat() for day in found.posts),
        "limits": sorted([day.isoformat(), missed] for day, missed in found.limits),
    }


def of_destroyed(desk: Desk, school: str) -> Iterator[Counted]:
    """Yield what is kept of each ordinary case of a school that this person could see."""
    for one in store.read_destroyed(desk.session):
        said = json.loads(one.payload)
        if one.place is not store.Place.SEALED and said.get("school") == school:
            kept = said.get("counted")
            if kept:
                yield _read(kept)


def _read(kept: dict[str, Any]) -> Counted:
    return Counted(
        policy=kept["policy"],
        claims=tuple((code, target) for code, target in kept["claims"]),
        opened=date.fromisoformat(kept["opened"]),
        incidents=tuple(map(date.fromisoformat, kept["incidents"])),
        posts=tuple(map(date.fromisoformat, kept["posts"])),
        limits=tuple((date.fromisoformat(day), bool(missed)) for day, missed in kept["limits"]),
    )
