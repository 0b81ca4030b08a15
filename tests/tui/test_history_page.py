"""What happened in a case is told beside the screen; an answer that comes too late is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.tui import casepages, caseview
from casework.tui.onecase import OneCase
from casework.tui.rowlist import RowList
from tests.tui.screen_kit import entered, press, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from casework.tui.casepages import Row
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)


async def test_no_row_of_another_page_stands_there_until_the_history_is_told(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, ref = opened(week, "clerk"), week.refs["Dunn"]
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        case = OneCase(app._desk, ref, page="people")  # type: ignore[arg-type]
        app.push_screen(case)
        await settled(pilot)
        people = rows(case)
        case.action_page(casepages.HISTORY)
        at_once = rows(case)
        await settled(pilot)
        told = rows(case)
    desk = week.fresh("clerk")

    assert people == casepages.rows(desk, caseview.view(desk, ref), "people")
    assert at_once == ()
    assert told == casepages.history(desk, ref)


async def test_a_history_that_comes_after_another_page_was_chosen_is_dropped(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, ref = opened(week, "clerk"), week.refs["Dunn"]
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        case = OneCase(app._desk, ref)  # type: ignore[arg-type]
        app.push_screen(case)
        await settled(pilot)
        case.action_page(casepages.HISTORY)
        case.action_page("people")
        await settled(pilot)
        shown = rows(case)
    desk = week.fresh("clerk")

    assert shown == casepages.rows(desk, caseview.view(desk, ref), "people")


async def test_the_history_keeps_its_place_when_it_is_looked_at_again(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, ref = opened(week, "clerk"), week.refs["Dunn"]
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        case = OneCase(app._desk, ref)  # type: ignore[arg-type]
        app.push_screen(case)
        await settled(pilot)
        await press(pilot, "h")
        await press(pilot, "down")
        case.look_again()
        meanwhile = rows(case)
        await settled(pilot)
        at = case.query_one(RowList).highlighted

    assert (at, meanwhile) == (1, casepages.history(week.fresh("clerk"), ref))


def rows(case: OneCase) -> tuple[Row, ...]:
    """Return the rows that stand on the page now."""
    return case.query_one(RowList).rows
