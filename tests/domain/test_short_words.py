"""Short words, marks nobody reads, and what falls into a period."""

from __future__ import annotations

from datetime import date, timedelta

from casework.domain import periods
from casework.domain.facts import says_nothing
from casework.domain.lateness import short
from casework.domain.tallies import Counted


def test_a_narrow_column_leaves_out_the_kind_of_day() -> None:
    words = [short(f"{one} late") for one in ("2 school days", "1 working day", "3 weeks")]

    assert words == ["2 days late", "1 day late", "3 weeks late"]


def test_a_mark_of_the_programs_own_says_nothing_to_anybody() -> None:
    assert says_nothing("0f" * 16)
    assert not says_nothing("yes")


def test_each_thing_of_a_case_counts_on_its_own_day() -> None:
    year = periods.year_of(date(2026, 11, 2))
    after = year.last + timedelta(days=1)
    case = Counted(
        policy="milnthorpe", claims=(), opened=year.first, incidents=(year.last, after), posts=()
    )
    found = case.within(year)

    assert (found.cases, found.incidents, found.posts) == (1, 1, 0)
