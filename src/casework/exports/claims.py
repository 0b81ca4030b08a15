"""The dates a solicitor looks for first: first publication, and the year to begin a claim.

The year is that of the Limitation Act 1980 s.4A; a court may allow more (s.32A). Must not know who
reads them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from casework.domain.dates import day_words
from casework.domain.events import DeadlineArmed, DeadlineDated, FactSet, Undone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.domain.events import Entry

_FIRST = "first-published"
_LIMIT = "limitation"
_NOT_RECORDED = (
    "First published: not recorded. A claim for defamation has to begin within one year of that "
    "day, unless a court allows more; so it has to be found out."
)


def claim_dates(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return what is known of first publication and of the last day to begin a claim."""
    gone = {e.seq for entry in entries for e in entry.events if isinstance(e, Undone)}
    standing = [entry for entry in entries if entry.seq not in gone]
    published = _published(standing)
    if published is None:
        return (_NOT_RECORDED,)
    day, seq = published
    first = f"First published: {day_words(day)} (entry {seq})."
    found = _limit(standing)
    if found is None:
        last = f"{day_words(year_after(day))}, one year from first publication"
        return first, f"Last day to begin a claim for defamation: {last}; a court may allow more."
    last = f"{day_words(found[0])} (entry {found[1]})"
    return first, f"Last day to begin a claim for defamation: {last}; a court may allow more."


def _published(entries: Iterable[Entry]) -> tuple[date, int] | None:
    found = None
    for entry in entries:
        for event in entry.events:
            if isinstance(event, FactSet) and event.name == _FIRST:
                found = _dated(event.value, entry.seq)
    return found


def _limit(entries: Iterable[Entry]) -> tuple[date, int] | None:
    found, ids = None, set()
    for entry in entries:
        for event in entry.events:
            if isinstance(event, DeadlineArmed) and event.name == _LIMIT:
                ids.add(event.id)
                found = _dated(event.due_on, entry.seq)
            elif isinstance(event, DeadlineDated) and event.id in ids:
                found = _dated(event.due_on, entry.seq)
    return found


def _dated(words: str, seq: int) -> tuple[date, int] | None:
    try:
        return date.fromisoformat(words), seq
    except ValueError:
        return None


def year_after(day: date) -> date:
    """Return the last day of the year that begins on the day after ``day``."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, month=3, day=1) - timedelta(days=1)
