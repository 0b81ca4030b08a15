"""Which steps of the law's own file go by the day: for a month that was missed, or is not over yet.

A condition of a policy never reads the clock, and that a limit passed stands in a case only once
the clock's scan has written it. Nobody waits for that: the day on which the limit ends decides.
Must not know who takes a step.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from casework.domain.case import OPEN
from casework.domain.refusals import Reason
from casework.errors import Refused
from casework.office import laws

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import DeadlineState, Snapshot
    from casework.office.desk import Desk
    from casework.policy.offers import Offer

#: The step for a limit that was missed, with its limit and what is said before.
_LATE: Final = {
    "answer-late": ("one-month", "The first month is not over."),
    "answer-later-still": ("three-months", "The three months are not over."),
}
#: The step that is taken within a limit, with that limit, the day it is told on, and what is said.
_MORE: Final = {
    "take-two-months-more": (
        "one-month",
        "told-on",
        "The first month is over, and within it nobody was told that it takes longer.",
    )
}
_ANSWER_NOW: Final = "Answer now; record why it is late: casework case do {} answer-late."


def must_be_time(desk: Desk, case: Snapshot, trigger: str, facts: Mapping[str, str]) -> None:
    """Raise Refused for a step whose day has not come, or has gone; ``facts`` are given with it."""
    found = reason(desk, case, trigger, facts)
    if found is not None:
        raise Refused(
            found.sentence,
            advice=found.remedy or f"casework sar show {case.ref} says until when it runs.",
        )


def timely(desk: Desk, case: Snapshot, offer: Offer) -> tuple[Reason, ...]:
    """Return why a step may not be taken now, the day included."""
    found = reason(desk, case, offer.transition.trigger, {})
    return tuple(dict.fromkeys((*offer.reasons, *((found,) if found else ()))))


def reason(desk: Desk, case: Snapshot, trigger: str, facts: Mapping[str, str]) -> Reason | None:
    """Return why it is not the day of a step; None where it is, or where the step goes by none."""
    if laws.name_of(desk, case.digest) != laws.SUBJECT_ACCESS:
        return None
    now = desk.now()
    if trigger in _LATE:
        name, early = _LATE[trigger]
        limit = _open(case, name)
        return Reason(sentence=early) if limit and not _is_over(limit, now) else None
    if trigger in _MORE:
        name, fact, late = _MORE[trigger]
        limit = _open(case, name)
        if limit and (_is_over(limit, now) or _is_after(facts.get(fact, ""), limit.due_on)):
            return Reason(sentence=late, remedy=_ANSWER_NOW.format(case.ref))
    return None


def _open(case: Snapshot, name: str) -> DeadlineState | None:
    found = [one for one in case.deadlines.values() if one.name == name and one.standing in OPEN]
    return found[-1] if found else None


def _is_over(limit: DeadlineState, now: datetime) -> bool:
    return bool(limit.due_at) and datetime.fromisoformat(limit.due_at) <= now


def _is_after(said: str, last: str) -> bool:
    """Tell whether a day, where it is one, lies after the last."""
    try:
        return bool(last) and date.fromisoformat(said) > date.fromisoformat(last)
    except ValueError:
        return False
