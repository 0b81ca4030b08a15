"""Practising: the ten minutes are offered, the clock is moved by a form, a banner is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button, Input, OptionList

from casework.clock import SetClock
from casework.domain.calendar import empty_calendar
from casework.errors import NotPermitted, UsageFault
from casework.office import cases, tenminutes
from casework.tui import practiceclock
from casework.tui.moveclock import MoveClock
from casework.tui.offer import Offer
from casework.tui.onecase import OneCase
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

NOW = datetime(2026, 11, 10, 9, 5, tzinfo=UTC)


# --- how far --------------------------------------------------------------------------------------


def test_how_far_one_may_go_is_told_with_its_day_and_time() -> None:
    told = [words for words, _at in practiceclock.choices(NOW, empty_calendar())]

    assert told == [
        "An hour later: Tue 10 Nov 2026, 10:05",
        "Tomorrow morning: Wed 11 Nov 2026, 09:00",
        "In a week: Tue 17 Nov 2026, 09:00",
        "In four weeks: Tue 8 Dec 2026, 09:00",
    ]


def test_the_next_school_day_is_offered_where_the_term_dates_are_known(week: Week) -> None:
    desk = week.desk("clerk")
    friday = datetime(2026, 11, 13, 9, 5, tzinfo=UTC)
    calendar = desk.calendar(desk.school_slug(""))
    told = [words for words, _at in practiceclock.choices(friday, calendar)]

    assert "The next school day: Mon 16 Nov 2026, 09:00" in told


def test_moments_are_in_order_and_each_is_told_once(week: Week) -> None:
    desk = week.desk("clerk")
    moments = [at for _, at in practiceclock.choices(NOW, desk.calendar(desk.school_slug("")))]

    assert moments == sorted(set(moments))
    assert moments[0] > NOW


@pytest.mark.parametrize("typed", ["9/11/2026", "10/11/2026", "1/1/2029", "soon"])
def test_a_day_that_has_been_or_is_too_far_is_refused(typed: str) -> None:
    with pytest.raises(UsageFault):
        practiceclock.typed(typed, NOW)


def test_a_day_as_typed_means_its_morning_by_the_schools_clock() -> None:
    assert practiceclock.typed("1/4/2027", NOW) == datetime(2027, 4, 1, 8, tzinfo=UTC)


# --- on the screen --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_m_moves_the_clock_by_a_form_and_the_list_counts_anew(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    looked = []

    def look() -> str:
        week.scan()
        looked.append(week.clock.instant)
        return ""

    app = opened(week, "clerk", move=week.clock.move, look=look, machine=SetClock(NOW))
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        before = seen(app).splitlines()[0]
        await press(pilot, "m")
        await shows(pilot, "moveclock")
        unmoved = week.clock.instant
        app.screen.query_one("#day", Input).value = "1/12/2026"
        app.screen.query_one("#move", Button).press()
        await settled(pilot)
        after = seen(app)

    assert unmoved == NOW
    assert week.clock.instant == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert looked[-1] == week.clock.instant
    assert before != after.splitlines()[0]
    assert "it is now Tue 1 Dec 2026, 09:00" in after


async def test_a_day_that_cannot_be_gone_to_is_told_and_nothing_moves(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk", move=week.clock.move, machine=SetClock(NOW))
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "m")
        app.screen.query_one("#day", Input).value = "1/9/2026"
        app.screen.query_one("#move", Button).press()
        await settled(pilot)
        screen = seen(app)

    assert "only goes on" in screen
    assert week.clock.instant == NOW


async def test_a_suggestion_is_taken_by_enter_and_then_the_button(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk", move=week.clock.move, machine=SetClock(NOW))
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "m")
        app.screen.query_one("#far", OptionList).highlighted = 0
        await press(pilot, "enter")
        still = week.clock.instant
        await press(pilot, "enter")

    assert still == NOW
    assert week.clock.instant == NOW + timedelta(hours=1)


async def test_a_real_schools_clock_cannot_be_moved(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "m")
        asked = isinstance(app.screen, MoveClock)
        await press(pilot, "ctrl+p")
        app.screen.query_one("#find", Input).value = "move the clock"
        await settled(pilot)
        found = seen(app)

    assert not asked
    assert "Nothing is called" in found


@pytest.mark.parametrize("size", SIZES)
async def test_the_case_of_ten_minutes_is_offered_and_opened(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk", offers=True)
    async with app.run_test(size=size) as pilot:
        await entered(pilot, until="")
        await shows(pilot, "ten-minutes")
        app.screen.query_one("#yes", Button).press()
        await settled(pilot)
        case = isinstance(app.screen, OneCase)
        ref = app.screen.about() if isinstance(app.screen, OneCase) else ""

    assert case
    assert ref == tenminutes.taken_up(week.desk("clerk"))


@pytest.mark.parametrize(
    ("keys", "sees"),
    [(("enter",), "step 1 of 10"), (("right", "enter"), "My list: 7"), (("escape",), "My list: 7")],
)
async def test_what_is_offered_has_the_focus_and_the_other_answer_is_one_key_away(
    week: Week, opened: Callable[..., CaseworkApp], keys: tuple[str, ...], sees: str
) -> None:
    app = opened(week, "clerk", offers=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, until="")
        for key in keys:
            await press(pilot, key)
        screen = seen(app)

    assert sees in screen


async def test_it_is_offered_once_and_found_in_the_palette_from_then_on(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk", "deputy", offers=True, move=week.clock.move)
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, until="")
        offered = [isinstance(app.screen, Offer)]
        await press(pilot, "escape")
        await press(pilot, "f9")
        await entered(pilot, "deputy")
        offered.append(isinstance(app.screen, Offer))
        await press(pilot, "ctrl+p")
        await pilot.press(*"tutorial")
        await press(pilot, "enter")
        offered.append(isinstance(app.screen, Offer))

    assert offered == [True, False, True]


def test_under_way_it_comes_up_for_whoevers_turn_it_is(week: Week) -> None:
    tenminutes.taken_up(week.desk("clerk"))
    for_whom = [
        who
        for who in ("clerk", "deputy", "head", "chair")
        if tenminutes.comes_up(week.fresh(who), offered=True)
    ]

    assert for_whom == ["clerk"]


async def test_whose_turn_it_is_goes_on_with_what_is_under_way(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    tenminutes.taken_up(week.desk("clerk"))
    app = opened(week, "clerk", offers=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, until="")
        offered = seen(app)
        await press(pilot, "enter")
        screen = seen(app)

    assert "It is under way." in offered
    assert "step 1 of 10" in screen


# --- the banner -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_records_opened_to_read_only_say_so_on_every_screen(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk", "head", read_only=True)
    titles = []
    async with app.run_test(size=size) as pilot:
        titles.append(seen(app).splitlines()[0])
        await press(pilot, "f10")
        titles.append(seen(app).splitlines()[0])
        await press(pilot, "escape")
        await entered(pilot, "head")
        for key in ("f3", "f4", "f1", "escape", "f2", "enter"):
            await press(pilot, key)
            titles.append(seen(app).splitlines()[0])

    assert [title for title in titles if "PRACTICE  READ ONLY" not in title] == []


async def test_nothing_is_written_where_one_may_only_read(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk", read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "a")
        screen = seen(app)
    desk = week.desk("clerk")
    desk.read_only = True

    assert "Keep the note" not in screen
    with pytest.raises(NotPermitted):
        cases.add_note(desk, week.refs["Cole"], "Not to be written.")
