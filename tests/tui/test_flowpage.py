"""The drawing of a kind of case on a screen: what it looks like; keys and mouse lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollDown
from textual.widgets import Input

from casework.office import policies
from casework.tui import commands, policyboard
from casework.tui.boardpage import BoardPage
from casework.tui.flowpage import FlowPage, Sheet
from casework.tui.signs import DRAWING
from casework.tui.theme import choose_bars
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.talk_kit import talked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

WARNING = "Written warning"


@pytest.fixture
def _plain() -> Iterator[None]:
    DRAWING.plain = True
    yield
    DRAWING.plain = False
    choose_bars(plain=False)


async def drawn(pilot: Pilot[int], words: str) -> Sheet:
    """Go to a kind of case of the school's policy, drawn; by keys."""
    pilot.app.call_later(pilot.app.run_action, "go('policies')")
    await settled(pilot)
    await press(pilot, "enter")
    await press(pilot, "slash")
    pilot.app.screen.query_one("#find", Input).value = f"drawing {words}"
    await press(pilot, "enter")
    await press(pilot, "enter")
    return pilot.app.screen.query_one(Sheet)


async def turned(pilot: Pilot[int], title: str) -> None:
    """Go on to an action by its title."""
    for _ in range(40):
        if seen(pilot.app).splitlines()[1].endswith(f": {title}"):
            return
        await press(pilot, "right")
    raise AssertionError(title)


@pytest.mark.parametrize("size", SIZES)
async def test_the_steps_of_a_ladder_are_drawn_one_below_the_other(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    async with opened(week, "head").run_test(size=size) as pilot:
        await entered(pilot, "head")
        await drawn(pilot, "concern")
        await shows(pilot, "drawing-case")
        await turned(pilot, WARNING)
        await shows(pilot, "drawing-warning")


@pytest.mark.parametrize("size", SIZES)
async def test_the_branch_for_an_allegation_is_drawn(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    async with opened(week, "head").run_test(size=size) as pilot:
        await entered(pilot, "head")
        await drawn(pilot, "allegation")
        await turned(pilot, "Suspension")
        await shows(pilot, "drawing-suspension")
        await press(pilot, "pagedown")
        await shows(pilot, "drawing-suspension-on")


async def test_arrows_lead_from_action_to_action_and_back_to_the_beginning_of_one(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        sheet = await drawn(pilot, "concern")
        where: list[str] = []
        for key in ("right", "right", "down", "left", "left", "left", "left", "end", "home"):
            await press(pilot, key)
            where.append(seen(pilot.app).splitlines()[1].split(":")[0].strip())

        assert where[:7] == [f"Action {n} of 19" for n in (2, 3, 3, 3, 2, 1, 1)]
        assert where[7:] == ["Action 19 of 19", "Action 1 of 19"]
        assert sheet.scroll_y == 0


async def test_another_width_is_drawn_anew_and_the_same_action_stays_in_view(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await drawn(pilot, "concern")
        await turned(pilot, WARNING)
        await pilot.resize_terminal(120, 30)
        await settled(pilot)
        text = seen(pilot.app)

        assert text.splitlines()[1].endswith(WARNING)
        assert max(map(len, text.splitlines())) > 100


async def test_the_mouse_goes_to_the_next_action_and_the_wheel_scrolls(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        sheet = await drawn(pilot, "concern")
        keys = seen(pilot.app).splitlines()[-1]
        await pilot.click("#keys", offset=(keys.index("Other actions"), 0))
        await settled(pilot)
        there = sheet.scroll_y
        await pilot._post_mouse_events([MouseScrollDown], widget="#sheet", offset=(5, 5))
        await settled(pilot)

        assert there > 0
        assert sheet.scroll_y > there


async def test_escape_goes_back_to_the_policy(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await drawn(pilot, "concern")
        before = isinstance(pilot.app.screen, FlowPage)
        await press(pilot, "escape")

        assert before
        assert isinstance(pilot.app.screen, BoardPage)


@pytest.mark.usefixtures("_plain")
async def test_where_there_are_letters_alone_it_is_drawn_with_them(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await drawn(pilot, "concern")
        await turned(pilot, WARNING)

        await shows(pilot, "drawing-letters")


def test_line_by_line_the_same_is_told_in_lines_without_a_box(week: Week) -> None:
    said = talked(
        week,
        "head",
        "=Policies",
        "=Policy on Social Networking",
        "see the drawing",
        "=drawing: Concern",
    ).text

    assert "Close the case. Being closed → Closed by: headteacher" in said
    assert not set("─│┌┐└┘╔╗╚╝═║") & set(said)


def test_the_board_stands_there_before_any_policy_is_read(
    week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = week.desk("head")
    whole = policyboard.board(desk)
    whole = whole.later() if whole.later else whole
    monkeypatch.setattr(policies, "_READ", {})
    monkeypatch.setattr(policies, "_loaded_or_fault", None)
    at_once = policyboard.board(desk)

    assert [one.left for one in at_once.rows] == [one.left for one in whole.rows]
    assert at_once.later is not None
    assert whole.later is None


@pytest.mark.parametrize("words", ["diagram", "picture", "flow chart", "flowchart", "drawing"])
def test_whatever_a_drawing_is_called_leads_to_the_policies(week: Week, words: str) -> None:
    known = commands.anywhere(week.desk("clerk"), practice=False)

    assert [one.action for one in commands.found(known, words)] == ["app.go('policies')"]
