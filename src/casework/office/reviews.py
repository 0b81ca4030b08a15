"""Policies past their review: by the day they print, or by their age (``domain.md`` section 2).

Must not know cases, nor what a review has to find.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol

from casework.domain.dates import day_words, local_day
from casework.errors import CaseworkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.office.desk import Desk
    from casework.settings import SchoolSettings

#: A policy adopted longer ago says so, whatever it prints (*default*).
OLD_AFTER: Final = 3  # years
_REVIEW: Final = "Have it reviewed; then casework policy adopt, and the day of it:"


class Dated(Protocol):
    """What prints the day of its adoption and that of its review, or nothing."""

    @property
    def adopted(self) -> str: ...
    @property
    def review(self) -> str: ...


def past_review(policy: Dated, adopted: date | None, today: date) -> str:
    """Return why a policy is due for review, or nothing.

    ``adopted`` is when the school adopted it, where somebody said so; else what the text prints.
    """
    review = date.fromisoformat(policy.review) if policy.review else None
    if review is not None and review < today:
        return f"past its printed review date, {day_words(review)}"
    since = adopted or (date.fromisoformat(policy.adopted) if policy.adopted else None)
    if since is not None and _years_on(since) < today:
        return f"adopted on {day_words(since)}, more than three years ago"
    return ""


def _years_on(day: date) -> date:
    last = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return last.replace(year=day.year + OLD_AFTER)


def told_adopted(schools: Iterable[SchoolSettings], policy: str) -> date | None:
    """Return the latest day on which a school says it adopted the policy, if one does."""
    return max((one.adopted[policy] for one in schools if policy in one.adopted), default=None)


def notes(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield what to say of each policy in force that is past its review, and what to do."""
    for school, name, title, why in _due(desk):
        where = f" of {desk.ledger.schools.get(school, school)}" if _several(desk) else ""
        what = f"the policy “{title}”{where} is due for review: {why}"
        yield what, f"{_REVIEW} casework settings set adopted.{name}=DATE."


def due(desk: Desk, school: str) -> Iterator[tuple[str, str]]:
    """Yield title and reason of each policy of a school that is past its review."""
    return ((title, why) for of, _name, title, why in _due(desk) if of == school)


def _due(desk: Desk) -> Iterator[tuple[str, str, str, str]]:
    today = local_day(desk.now())
    for (school, name), adoption in sorted(desk.ledger.adoptions.items()):
        told = told_adopted([one for one in [desk.settings.schools.get(school)] if one], name)
        try:
            policy = desk.policy(adoption.digest)
        except CaseworkError:
            continue  # a version that cannot be read is a finding of its own
        if told is None and not policy.adopted:
            told = local_day(datetime.fromisoformat(adoption.at))
        why = past_review(policy, told, today)
        if why:
            yield school, name, policy.title, why


def _several(desk: Desk) -> bool:
    return len(desk.ledger.schools) > 1
