"""Keys as fast as a terminal hands them on: none acts before another, each where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.widgets import Input

from casework.office import stage
from casework.tui.formsteps import FormSteps
from casework.tui.mylist import MyList
from casework.tui.onecase import OneCase
from casework.tui.ring import Ring
from casework.tui.signin import SignIn
from tests.tui.screen_kit import entered, press, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
#: Keys that are no letters, as they are written here.
NAMED = {"⏎": "enter", "⇥": "tab", "←": "left", "→": "right", "↓": "down", "⌫": "backspace"}
NAMED |= {"⎋": "escape", "⌂": "home"}


async def bursts(pilot: Pilot[int], keys: str) -> None:
    """Hand on all of these keys before the first of them is looked at."""
    _all_at_once(pilot.app, keys)
    await settled(pilot)
    await settled(pilot)


def _all_at_once(app: App[int], keys: str) -> None:
    for one in keys:
        if one in NAMED:
            app.post_message(Key(NAMED[one], None))
        else:
            app.post_message(Key(_character_to_key(one), one))


def value(app: App[int], name: str) -> str:
    return app.screen.query_one(f"#{name}", Input).value


@pytest.mark.parametrize(
    ("keys", "name", "password"),
    [
        (f"clerk⏎{stage.PASSWORD}", "clerk", stage.PASSWORD),
        (f"clerk⇥{stage.PASSWORD}", "clerk", stage.PASSWORD),
        (f"clerc⌫k⌂x⇥{stage.PASSWORD}x⌫", "xclerk", stage.PASSWORD),
    ],
)
async def test_no_letter_of_a_password_lands_in_the_field_of_the_name(
    week: Week, opened: Callable[..., CaseworkApp], keys: str, name: str, password: str
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#name", Input).focus()
        await settled(pilot)
        await bursts(pilot, keys)

        assert (value(app, "name"), value(app, "password")) == (name, password)


async def test_name_and_password_in_one_go_sign_in(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#name", Input).focus()
        await settled(pilot)
        await bursts(pilot, f"clerk⏎{stage.PASSWORD}⏎")
        while isinstance(app.screen, SignIn):
            await settled(pilot)

        assert isinstance(app.screen, MyList)


async def test_what_was_found_is_opened_and_no_other_case(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await bursts(pilot, "/dunn⏎⏎")
        case = app.screen

    assert isinstance(case, OneCase)
    assert case.about() == week.refs["Dunn"]


async def test_a_key_behind_the_one_that_leaves_the_find_box_is_a_key_of_the_list(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await bursts(pilot, "/dunn⎋/cole⏎")
        narrowed = app.screen.about()  # type: ignore[attr-defined]
        await bursts(pilot, "/x⎋↓")
        left = value(app, "find")

    assert (narrowed, left) == (week.refs["Cole"], "")


async def test_a_line_of_a_board_is_found_and_opened_in_one_go(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "head")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await app.run_action("app.go('people')")
        await settled(pilot)
        await bursts(pilot, "/ict⏎⏎")

        assert "ict" in str(app.screen.query_one("#title").visual)  # type: ignore[attr-defined]


async def test_the_palette_runs_what_all_of_the_words_found(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "ctrl+p")
        await bursts(pilot, "who to rinx⌫g⏎")

        assert type(app.screen) is Ring


async def test_an_answer_typed_behind_enter_is_the_answer_to_the_next_question(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await app.run_action("app.go('new')")
        await settled(pilot)
        form = app.screen
        assert isinstance(form, FormSteps)
        await bursts(pilot, "→⏎Mrs Teller⏎Ms Second⏎what was said⏎")
        given = [form.given.get(one.name, "") for one in form.asked()[:4]]

    assert given == ["no", "Mrs Teller", "Ms Second", "what was said"]


async def test_an_arrow_chooses_in_its_own_question_whatever_comes_behind_it(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f8")
        await bursts(pilot, "→⇥Mrs Cole⇥123⇥a post⇥→→⇥")
        given = dict(app.screen.given)  # type: ignore[attr-defined]

    assert (given["danger"], given["caller"], given["what"]) == ("no", "Mrs Cole", "a post")


async def test_nothing_pasted_into_a_find_box_can_move_a_terminal(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "slash")
        app.post_message(Paste("du\x1b[2Jnn\u202e"))
        await settled(pilot)

        assert value(app, "find").isprintable()
