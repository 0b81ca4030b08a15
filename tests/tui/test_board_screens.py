"""What the boards look like in both sizes of window, and that keys alone work them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, OptionList

from casework.errors import MachineFault
from casework.tui.boardpage import BoardPage
from casework.tui.boards import Board, Row
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

PLACES = ("calendar", "settings", "people", "policies", "counts")


async def _gone_to(pilot: Pilot[int], place: str) -> None:
    pilot.app.call_later(pilot.app.run_action, f"go('{place}')")
    await settled(pilot)


async def _chosen(pilot: Pilot[int], words: str) -> None:
    """Find a line by its words and open it, by keys."""
    await press(pilot, "slash")
    pilot.app.screen.query_one("#find", Input).value = words
    await press(pilot, "enter")
    await press(pilot, "enter")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", PLACES)
async def test_each_board_is_as_it_was_looked_at(
    week: Week, opened: Callable[..., CaseworkApp], place: str, size: tuple[int, int]
) -> None:
    async with opened(week, "head").run_test(size=size) as pilot:
        await entered(pilot, "head")
        await _gone_to(pilot, place)

        await shows(pilot, f"board-{place}")


@pytest.mark.parametrize("size", SIZES)
async def test_a_policy_is_read_clause_by_clause(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    async with opened(week, "head").run_test(size=size) as pilot:
        await entered(pilot, "head")
        await _gone_to(pilot, "policies")
        await press(pilot, "enter")

        await shows(pilot, "board-policy")


@pytest.mark.parametrize("size", SIZES)
async def test_a_report_is_read_on_the_screen(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    async with opened(week, "head").run_test(size=size) as pilot:
        await entered(pilot, "head")
        await _gone_to(pilot, "counts")
        await press(pilot, "enter")

        await shows(pilot, "board-figures")


async def test_a_line_found_is_opened_by_keys_and_its_form_keeps_the_answer(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await _gone_to(pilot, "settings")
        await _chosen(pilot, "complaints procedure")
        answer = pilot.app.focused
        assert isinstance(answer, Input)
        answer.value = "on the shelf"
        await press(pilot, "enter")

        assert "on the shelf" in seen(pilot.app)
        (school,) = week.desk("clerk").settings.schools.values()
        assert school.complaints_route == "on the shelf"


async def test_escape_leaves_the_find_box_then_the_board(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await _gone_to(pilot, "people")
        board = pilot.app.screen
        await press(pilot, "slash")
        pilot.app.screen.query_one("#find", Input).value = "nobody of that name"
        await settled(pilot)
        empty = pilot.app.screen.query_one("#rows", OptionList).option_count
        await press(pilot, "escape")
        full = pilot.app.screen.query_one("#rows", OptionList).option_count
        still = pilot.app.screen is board
        await press(pilot, "escape")

        assert (empty, full > 1, still) == (0, True, True)
        assert pilot.app.screen is not board


async def test_a_board_that_takes_its_time_holds_no_key_up(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    gate = threading.Event()

    def made() -> Board:
        gate.wait(20)
        return Board(title="What took long", rows=(Row(left="a line"),))

    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        page = BoardPage(week.desk("head"), made)
        await pilot.app.push_screen(page)
        await pilot.pause()
        waiting = seen(pilot.app)
        gate.set()
        await settled(pilot)
        told = seen(pilot.app)

    assert "One moment …" in waiting
    assert "What took long" in told
    assert "a line" in told
    assert "One moment …" not in told


async def test_what_stands_in_the_way_of_a_board_is_said_on_it(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    def made() -> Board:
        raise MachineFault("The disk is away.", advice="Put it back: casework where.")

    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await pilot.app.push_screen(BoardPage(week.desk("head"), made))
        await settled(pilot)
        told = seen(pilot.app)

    assert "The disk is away." in told
    assert "Put it back." in told
