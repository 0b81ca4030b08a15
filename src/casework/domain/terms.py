"""Terms and school years as the school gives them, and what can be wrong with them.

Must not know bank holidays, closures, or editions of a calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A school year longer than this is a slip of the pen (*default*).
LONGEST_YEAR: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A stretch of term time between holidays, both ends included: a half-term counts as one."""

    first: date
    last: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolYear:
    """The dates for which everything is known: outside ``first`` to ``last`` nothing is."""

    first: date
    last: date
    terms: tuple[Term, ...]
    inset: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def span(dated: Term | SchoolYear) -> str:
    """Return ``Tue 1 Sep 2026 to Tue 31 Aug 2027``."""
    return f"{day_words(dated.first)} to {day_words(dated.last)}"


def overlap(one: Term | SchoolYear, other: Term | SchoolYear) -> bool:
    """Tell whether the two share a day."""
    return one.first <= other.last and other.first <= one.last


def year_problems(year: SchoolYear) -> Iterator[str]:
    """Yield a sentence for each thing wrong with the dates of one school year."""
    if year.last < year.first:
        yield f"The school year ends before it begins: {span(year)}."
        return
    if year.last - year.first > LONGEST_YEAR:
        yield f"{span(year)} is longer than a school year."
    if not year.terms:
        yield f"There is no term in {span(year)}."
    yield from _term_problems(year)
    for day in sorted(day for day in year.inset if day not in year):
        yield f"INSET on {day_words(day)} lies outside the school year, {span(year)}."


def _term_problems(year: SchoolYear) -> Iterator[str]:
    sound = []
    for term in sorted(year.terms, key=lambda term: (term.first, term.last)):
        if term.last < term.first:
            yield f"The term “{term.name}” ends before it begins: {span(term)}."
            continue
        sound.append(term)
        if term.first not in year or term.last not in year:
            yield f"The term “{term.name}” lies outside the school year, {span(year)}."
    for earlier, later in pairwise(sound):
        if overlap(earlier, later):
            yield f"The terms “{earlier.name}” and “{later.name}” overlap."
