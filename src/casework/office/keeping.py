"""What people decided about keeping one case, folded from its retention log.

Holds, days that were told, a proposal to destroy it and the agreement to that. The log is sealed
under the case's own key: whoever cannot open the case learns of none of it. Must not decide
anything, nor work out any day.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from casework import store
from casework.domain.dates import local_day
from casework.domain.retention import Held, Start
from casework.domain.spelling import spelt
from casework.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk


class Ground(StrEnum):
    """Why a record is held (``threat-model.md``, section 6)."""

    INQUIRY = "inquiry"
    POLICE = "police"
    CLAIM = "claim"
    APPEAL = "appeal"
    ACCESS_REQUEST = "access-request"
    INSPECTION = "inspection"


class End(StrEnum):
    """What is to become of a case whose period is over."""

    DESTROYED = "destroyed"
    ANONYMISED = "anonymised"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Hold:
    """A legal hold, by whom and why; ``lifted`` is None while it stands."""

    at: datetime
    by: str
    ground: Ground
    why: str
    lifted: datetime | None = None
    lifted_by: str = ""
    lifted_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proposal:
    """Somebody proposed that a case be destroyed as it stood at ``revision``; ``by`` is a user."""

    at: datetime
    by: str
    end: End
    why: str
    revision: int
    agreed_at: datetime | None = None
    agreed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Keeping:
    """Everything that was decided. ``not_before``: at a review it was kept until that day."""

    holds: tuple[Hold, ...] = ()
    days: Mapping[Start, date] = field(default_factory=dict)
    by_hand: date | None = None
    not_before: date | None = None
    proposal: Proposal | None = None

    @property
    def held(self) -> tuple[Held, ...]:
        """Return the holds as sums take them."""
        return tuple(
            Held(
                since=local_day(one.at),
                until=None if one.lifted is None else local_day(one.lifted),
                ground=spelt(one.ground),
            )
            for one in self.holds
        )


def keeping_of(desk: Desk, case: str) -> Keeping:
    """Return what was decided about a case (an id), the log verified."""
    found = Keeping()
    for record in store.read_retention(desk.session, case):
        try:
            said = json.loads(record.payload or b"")
            found = _KINDS[said["kind"]](found, said, record.at, record.signer.id)
        except (KeyError, TypeError, ValueError) as fault:
            raise Damaged(
                "An entry about how long this case is kept cannot be read.",
                advice="Run casework doctor, and keep the latest backup safe.",
            ) from fault
    return found


def write(desk: Desk, case: str, kind: str, **said: object) -> None:
    """Add an entry to the case's retention log."""
    desk.must_write()
    payload = json.dumps({"kind": kind, **said}, ensure_ascii=False, sort_keys=True).encode()
    store.log_retention(desk.session, case, payload, now=desk.now())


def _hold(was: Keeping, said: Mapping[str, Any], at: datetime, by: str) -> Keeping:
    made = Hold(at=at, by=by, ground=Ground(said["ground"]), why=said["why"])
    return replace(was, holds=(*was.holds, made), proposal=None)


def _released(was: Keeping, said: Mapping[str, Any], at: datetime, by: str) -> Keeping:
    lifted = tuple(
        one if one.lifted else replace(one, lifted=at, lifted_by=by, lifted_why=said["why"])
        for one in was.holds
    )
    return replace(was, holds=lifted)


def _day(was: Keeping, said: Mapping[str, Any], _at: datetime, _by: str) -> Keeping:
    days = {**was.days, Start(said["what"]): date.fromisoformat(said["on"])}
    return replace(was, days=days, proposal=None)


def _by_hand(was: Keeping, said: Mapping[str, Any], _at: datetime, _by: str) -> Keeping:
    return replace(was, by_hand=date.fromisoformat(said["on"]), proposal=None)


def _kept(was: Keeping, said: Mapping[str, Any], _at: datetime, _by: str) -> Keeping:
    return replace(was, not_before=date.fromisoformat(said["until"]), proposal=None)


def _proposed(was: Keeping, said: Mapping[str, Any], at: datetime, by: str) -> Keeping:
    made = Proposal(at=at, by=by, end=End(said["end"]), why=said["why"], revision=said["revision"])
    return replace(was, proposal=made)


def _agreed(was: Keeping, said: Mapping[str, Any], at: datetime, by: str) -> Keeping:
    if was.proposal is None or was.proposal.at.isoformat() != said["of"]:
        return was  # it went while somebody agreed to it: the agreement is to nothing
    return replace(was, proposal=replace(was.proposal, agreed_at=at, agreed_by=by))


def _declined(was: Keeping, _said: Mapping[str, Any], _at: datetime, _by: str) -> Keeping:
    return replace(was, proposal=None)


_KINDS: dict[str, Callable[[Keeping, Mapping[str, Any], datetime, str], Keeping]] = {
    "hold": _hold,
    "released": _released,
    "day": _day,
    "by-hand": _by_hand,
    "kept": _kept,
    "proposed": _proposed,
    "agreed": _agreed,
    "declined": _declined,
}
