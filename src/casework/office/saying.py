"""What goes with every command: who, why, when it happened, what it was based on. Must not decide.

Typed words are cleaned here, at entry; a field that is too long is refused, never cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from casework import store
from casework.domain.dates import Happened, Precision
from casework.errors import UsageFault
from casework.office.capacities import actor_at_opening, actor_in, substitutes
from casework.office.settled import answers
from casework.text import LONGEST_FIELD, clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.calendar import Calendar
    from casework.domain.case import Snapshot
    from casework.domain.people import Actor, CasePerson
    from casework.office.desk import Desk
    from casework.policy.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What goes with any command: the reason, when it happened, what it was based on, its key."""

    reason: str = ""
    happened: Happened | None = None
    expected: int | None = None
    key: str = ""


class Common(TypedDict):
    """What every command carries."""

    actor: Actor
    calendar: Calendar
    key: str
    nonce: str
    reason: str
    happened: str
    precision: str
    receipt: str
    substitutes: Mapping[str, str]
    lengths: Mapping[str, str]
    settled: Mapping[str, str]


class OfSchool(TypedDict):
    """What a school settled for a policy: its own lengths, and its answers."""

    lengths: Mapping[str, str]
    settled: Mapping[str, str]


def of_school(desk: Desk, school: str, policy: Policy) -> OfSchool:
    """Return what a school settled for all its cases under a policy."""
    return {
        "lengths": desk.ledger.lengths_of(school, policy.name),
        "settled": answers(desk, school, policy),
    }


def common(desk: Desk, case: Snapshot, saying: Saying) -> Common:
    """Return what every command to a case carries, from the desk and from what was said with it."""
    return {
        **_common(desk, actor_in(desk, case), case.school, saying, saying.key),
        "substitutes": substitutes(desk, case),
        **of_school(desk, case.school, desk.policy(case.digest)),
    }


def common_at_opening(
    desk: Desk,
    school: str,
    policy: Policy,
    people: tuple[CasePerson, ...],
    saying: Saying,
    key: str,
) -> Common:
    """Return what the command carries that opens a case with these people."""
    desk.keep_up()  # a calendar or a length of the school's own may have changed since the sign-in
    return {
        **_common(desk, actor_at_opening(desk, school, people), school, saying, key),
        **of_school(desk, school, policy),
    }


def _common(desk: Desk, actor: Actor, school: str, saying: Saying, key: str) -> Common:
    happened = saying.happened
    return {
        "actor": actor,
        "calendar": desk.calendar(school),
        "key": key,
        "nonce": store.new_id(),
        "reason": words(saying.reason),
        "happened": _moment(happened),
        "precision": str(happened.precision) if happened else str(Precision.EXACT),
        "receipt": desk.school(school).receipt,
        "substitutes": {},
        "lengths": {},
        "settled": {},
    }


def _moment(happened: Happened | None) -> str:
    if happened is None:
        return ""
    if happened.at is not None:
        return happened.at.isoformat()
    return happened.on.isoformat() if happened.on else ""


def line(value: str) -> str:
    """Return a typed line, cleaned. Raises UsageFault where it is too long."""
    return clean_line(_bounded(value))


def words(value: str) -> str:
    """Return typed words, cleaned; lines stay. Raises UsageFault where they are too long."""
    return clean_text(_bounded(value))


def _bounded(value: str) -> str:
    if len(value) > LONGEST_FIELD:
        raise UsageFault(
            f"One field holds {len(value)} characters; {LONGEST_FIELD} is the most.",
            advice="Shorten it, or put the long text into evidence.",
        )
    return value
