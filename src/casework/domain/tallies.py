"""What a report counts, and how small numbers are hidden.

Cases, incidents and posts are three things, and each has its own column. Must not know how a case
is kept, or any policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from casework.domain.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How many cases were opened, incidents happened, and posts were captured."""

    cases: int = 0
    incidents: int = 0
    posts: int = 0

    def __add__(self, other: Numbers) -> Numbers:
        return Numbers(
            cases=self.cases + other.cases,
            incidents=self.incidents + other.incidents,
            posts=self.posts + other.posts,
        )

    def __bool__(self) -> bool:
        return bool(self.cases or self.incidents or self.posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What figures need of one case: days and codes, no name and no word.

    ``claims`` are category and target; ``limits`` the day each limit ended, and whether missed.
    """

    policy: str
    claims: tuple[tuple[str, str], ...]
    opened: date
    incidents: tuple[date, ...] = ()
    posts: tuple[date, ...] = ()
    limits: tuple[tuple[date, bool], ...] = ()

    def within(self, period: Period) -> Numbers:
        """Return what of a case falls into a period: each thing on its own day."""
        return Numbers(
            cases=int(self.opened in period),
            incidents=sum(day in period for day in self.incidents),
            posts=sum(day in period for day in self.posts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One row: a count of the policy so titled, and apart by target where it takes several.

    A case stands in every row it belongs to, so rows do not add up to the whole.
    """

    policy: str
    name: str
    title: str
    whole: Numbers
    by_target: Mapping[str, Numbers] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Time limits that ended: how many in time, and how many had passed first."""

    met: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The figures of one period: every count in the policies' order, and limits met and missed."""

    period: Period
    whole: Numbers
    tallies: tuple[Tally, ...]
    limits: Kept


def hidden(number: int, under: int) -> bool:
    """Tell whether a number is too small to be shown (``domain.md`` section 15, *default* 5)."""
    return number < under


def in_figures(number: int, under: int) -> str:
    """Return the number, or ``under 5`` where it is hidden."""
    return f"under {under}" if hidden(number, under) else str(number)


def mostly_hidden(sheet: Sheet, under: int) -> bool:
    """Tell whether more than half of what happened at all would be hidden."""
    found = [tally.whole.cases for tally in sheet.tallies if tally.whole.cases]
    return 2 * sum(hidden(number, under) for number in found) > len(found)


def may_total(parts: Iterable[int], under: int) -> bool:
    """Tell whether a total gives no hidden part away: none of them is hidden."""
    return not any(hidden(number, under) for number in parts)
