"""Small numbers are hidden, and nothing beside them gives them away."""

from __future__ import annotations

from datetime import date

import pytest

from casework.domain.periods import Period
from casework.domain.tallies import (
    Kept,
    Numbers,
    Sheet,
    Tally,
    hidden,
    in_figures,
    may_total,
    mostly_hidden,
)


def sheet(*cases: int) -> Sheet:
    tallies = tuple(
        Tally(policy="P", name=f"c{n}", title=f"C {n}", whole=Numbers(cases=n)) for n in cases
    )
    term = Period(first=date(2026, 9, 1), last=date(2026, 12, 31), title="Autumn term 2026")
    return Sheet(period=term, whole=Numbers(cases=sum(cases)), tallies=tallies, limits=Kept())


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "under 5"), (4, "under 5"), (5, "5"), (12, "12")]
)
def test_a_number_under_five_is_hidden_and_nought_with_it(number: int, shown: str) -> None:
    assert in_figures(number, 5) == shown
    assert hidden(number, 5) == (shown == "under 5")


def test_cases_incidents_and_posts_are_added_apart() -> None:
    assert Numbers(cases=1, posts=2) + Numbers(cases=2, incidents=3) == Numbers(
        cases=3, incidents=3, posts=2
    )
    assert not Numbers()


@pytest.mark.parametrize(
    ("cases", "mostly"), [((), False), ((0, 0), False), ((7, 3), False), ((7, 3, 1), True)]
)
def test_more_than_half_hidden_is_mostly(cases: tuple[int, ...], mostly: bool) -> None:
    assert mostly_hidden(sheet(*cases), 5) is mostly


def test_no_total_stands_beside_a_hidden_number() -> None:
    assert may_total((5, 9), 5)
    assert not may_total((5, 4), 5)
