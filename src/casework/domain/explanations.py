"""Counted days in words: which count, which do not, and why. Must not know rules or limits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import WEEKEND
from casework.domain.dates import month_word, short_day
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: Beyond this many pieces, weekends are folded into the days around them (*default*).
MOST_PIECES: Final = 7
#: Up to so many counted days in a row are named one by one (*default*).
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One day passed while counting; ``why`` says why it does not count, None where it does."""

    day: date
    why: str | None


def in_pieces(steps: Sequence[Step]) -> str:
    """Return ``Thu 22 and Fri 23 Oct count; Sat 24 Oct to Sun 1 Nov is half-term or holiday``.

    ``steps`` are consecutive days. In a long count weekends are not told apart: ``Thu 10 to Fri 18
    Dec give 7, weekends left out``.
    """
    runs = [list(run) for _, run in groupby(steps, key=lambda step: step.why)]
    if len(runs) > MOST_PIECES:
        runs = [list(run) for _, run in groupby(steps, key=_without_weekends)]
    return "; ".join(_piece(run) for run in runs)


def _without_weekends(step: Step) -> str | None:
    return None if step.why == WEEKEND else step.why


def _piece(run: Sequence[Step]) -> str:
    days = [step.day for step in run]
    counted = sum(step.why is None for step in run)
    if 0 < counted < len(days):
        return f"{stretch(days)} give {counted}, weekends left out"
    why = run[0].why
    if why is None:
        named = _listed(days) if len(days) <= MOST_NAMED else stretch(days)
        return f"{named} {'counts' if len(days) == 1 else 'count'}"
    if len(days) == 2:
        return f"{_listed(days)} are {why}"
    return f"{stretch(days)} is {_alone(why)}"


def _alone(why: str) -> str:
    if why == WEEKEND:
        return f"at {why}"
    return f"the {why}" if why.endswith("bank holiday") else why


def _listed(days: Sequence[date]) -> str:
    last = days[-1]
    return in_words([*(_beside(day, last) for day in days[:-1]), short_day(last)])


def stretch(days: Sequence[date]) -> str:
    """Return ``Thu 5 to Tue 10 Nov``, or a single day, for the first and the last of ``days``."""
    first, last = days[0], days[-1]
    return short_day(last) if first == last else f"{_beside(first, last)} to {short_day(last)}"


def _beside(day: date, last: date) -> str:
    """Name a day before ``last``, without the month where they share it."""
    if (day.year, day.month) == (last.year, last.month):
        return short_day(day).removesuffix(f" {month_word(day)}")
    return short_day(day)
