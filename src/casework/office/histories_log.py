"""The record of every export: who made it, for whom, why, and which bytes they were.

It stands in the case's access log before anything is handed out. Must not know how a history is
written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import store
from casework.office.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.histories_asked import Wanted

HISTORY, BUNDLE = "exported the history", "exported a bundle"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Handed:
    """One export on record; ``sha256`` is of the file as it was handed out.

    Of several forms made at once there is one of each, in the order of ``form``.
    """

    at: datetime
    by: str
    what: str
    audience: str
    to: str
    why: str
    form: str
    as_at: str
    released: tuple[str, ...]
    sha256: str
    check_code: str


def record(desk: Desk, case: str, want: Wanted, **said: str) -> None:
    """Put an export on record; it is kept before this returns."""
    whole = {
        "audience": str(want.audience),
        "to": want.to,
        "why": want.why,
        "as_at": want.as_at.isoformat() if want.as_at else "",
        "released": sorted(want.released),
        "people": sorted(want.subjects),
        **said,
    }
    payload = json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()
    store.log_access(desk.session, case, payload, now=desk.now())


def handed_out(desk: Desk, ref: str) -> tuple[Handed, ...]:
    """Return every export of a case on record, oldest first. Raises NotFound, hidden or not."""
    return of_case(desk, read(desk, ref, "read which histories were handed out"))


def of_case(desk: Desk, case: CaseFile) -> tuple[Handed, ...]:
    """Return the same of an opened case, for whoever stands in its log as reading it already."""
    return tuple(_handed(desk, case.case))


def _handed(desk: Desk, case: str) -> Iterator[Handed]:
    users = desk.session.directory.users
    for row in store.read_access(desk.session, case):
        said = _said(row.payload or b"")
        if said.get("what") not in {HISTORY, BUNDLE}:
            continue
        by = users.get(row.signer.id)
        yield Handed(
            at=row.at,
            by=by.name if by else "",
            what=str(said["what"]),
            audience=str(said.get("audience", "")),
            to=str(said.get("to", "")),
            why=str(said.get("why", "")),
            form=str(said.get("form", "")),
            as_at=str(said.get("as_at", "")),
            released=tuple(_texts(said.get("released"))),
            sha256=str(said.get("file", "")),
            check_code=str(said.get("check_code", "")),
        )


def _said(payload: bytes) -> dict[str, object]:
    """Return a log entry that is one JSON object; of any other kind, nothing."""
    try:
        found = json.loads(payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _texts(found: object) -> list[str]:
    return [str(each) for each in found] if isinstance(found, list) else []
