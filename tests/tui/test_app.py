"""Who is there and what holds for all screens: lock, switching, waiting, faults, small windows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from casework.errors import MachineFault
from casework.office import company, people
from casework.tui import app as app_module
from casework.tui import going
from casework.tui.formpage import FormPage
from casework.tui.frame import Page
from casework.tui.locked import Locked
from casework.tui.sheet import Kept
from casework.tui.signin import SignIn
from casework.tui.waits import WAITS, Waits
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

# --- waiting after wrong passwords ----------------------------------------------------------------


def test_the_wait_grows_with_each_wrong_password_and_ends_with_a_right_one() -> None:
    waits = Waits()
    waited = []
    for _ in range(len(WAITS) + 2):
        waits.wrong(100.0)
        waited.append(waits.left(100.0))

    assert waited == [0, 2, 5, 15, 30, 60, 60, 60, 60]
    assert waits.left(159.5) == 1
    waits.right()
    assert waits.left(100.0) == 0


async def test_nothing_is_tried_while_one_waits(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#name", Input).value = "clerk"
        said = []
        for _ in range(2):
            app.screen.query_one("#password", Input).value = "wrong"
            app.screen.query_one("#password", Input).focus()
            await press(pilot, "enter")
            said.append(seen(app))
        signin = app.screen
        assert isinstance(signin, SignIn)
        signin._tick()
        await settled(pilot)
        waiting = seen(app)
        app.screen.query_one("#password", Input).value = "practice-school"
        await press(pilot, "enter")
        shut = app.screen is signin
        week.clock.move(timedelta(seconds=2))
        await press(pilot, "enter")
        while app.screen is signin:
            await settled(pilot)

    assert "Name or password is wrong." in said[1]
    assert "Wait 2 s, then try again." in waiting
    assert shut


# --- the lock -------------------------------------------------------------------------------------


async def signed_in(app: CaseworkApp, pilot: object) -> None:
    """Sign the clerk in with name and password."""
    app.screen.query_one("#name", Input).value = "clerk"
    app.screen.query_one("#password", Input).value = "practice-school"
    app.screen.query_one("#password", Input).focus()
    await press(pilot, "enter")  # type: ignore[arg-type]
    while isinstance(app.screen, SignIn):
        await settled(pilot)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
async def test_five_idle_minutes_lock_the_screen(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week)
    async with app.run_test(size=size) as pilot:
        await signed_in(app, pilot)
        await press(pilot, "enter")
        week.clock.move(timedelta(seconds=app_module.IDLE - 1))
        app._beat()
        open_still = not isinstance(app.screen, Locked)
        week.clock.move(timedelta(seconds=1))
        app._beat()
        await settled(pilot)
        await shows(pilot, "locked")
        hidden = seen(app)

    assert open_still
    assert not [name for name, ref in week.refs.items() if name in hidden or ref in hidden]


async def test_the_lock_opens_to_the_password_and_to_nothing_else(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot)
        await press(pilot, "ctrl+l")
        for key in ("escape", "f2", "u", "f1", "ctrl+p"):
            await press(pilot, key)
        for key in ("f10", "f2", "f3", "f5", "c", "u", "escape"):  # whom to ring opens no case
            await press(pilot, key)
        shut = isinstance(app.screen, Locked)
        app.screen.query_one("#password", Input).value = "wrong-password"
        await press(pilot, "enter")
        wrong = seen(app)
        app.screen.query_one("#password", Input).value = "practice-school"
        await press(pilot, "enter")
        await settled(pilot)
        opened_again = not isinstance(app.screen, Locked)

    assert shut
    assert "That was not it." in wrong
    assert opened_again


async def test_whoever_takes_over_in_the_moment_of_the_lock_is_asked_who_they_are(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot)
        app.action_lock()
        app.action_switch()
        await settled(pilot)
        asked = isinstance(app.screen, SignIn)

    assert asked


async def test_a_form_that_ends_behind_the_lock_leaves_the_lock_alone(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot)
        await press(pilot, "a")
        form = app.screen
        assert isinstance(form, FormPage)
        await press(pilot, "ctrl+l")
        locked = isinstance(app.screen, Locked)
        form._came(FormPage.Came(Kept(words="Done: the note is kept.")))
        await settled(pilot)
        shut = isinstance(app.screen, Locked)
        app.screen.query_one("#password", Input).value = "practice-school"
        await press(pilot, "enter")
        await settled(pilot)

    assert (locked, shut) == (True, True)
    assert form not in app.screen_stack


async def test_what_one_copied_nobody_else_pastes(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot)
        app.copy_to_clipboard("canary-wheatear")
        here = app.clipboard
        await press(pilot, "f9")

    assert (here, app.clipboard) == ("canary-wheatear", "")


async def test_a_form_does_not_keep_the_lock_away(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot)
        await press(pilot, "a")
        await press(pilot, "ctrl+l")
        locked = isinstance(app.screen, Locked)

    assert locked


async def test_whoever_comes_back_finds_what_they_had_open(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk", "head")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        before = seen(app).splitlines()[0]
        await press(pilot, "f9")
        hidden = seen(app)
        await entered(pilot, "head")
        other = seen(app).splitlines()[0]
        await press(pilot, "f9")
        await entered(pilot, "clerk", until="")
        after = seen(app).splitlines()[0]

    assert "Be the clerk" in hidden
    assert "head" in other
    assert after == before


# --- what goes wrong ------------------------------------------------------------------------------


async def test_a_known_fault_in_a_screen_is_a_sentence_and_one_goes_on(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    class Full(Page):
        def on_mount(self) -> None:
            raise MachineFault("The disk is full.", advice="Make room, then do it again.")

    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        app.push_screen(Full())
        await settled(pilot)
        told = seen(app)
        await press(pilot, "enter")
        await press(pilot, "f2")
        after = seen(app)

    assert "The disk is full." in told
    assert "Make room, then do it again." in told
    assert "My list" in after
    assert app.crashed == ()


async def test_a_known_fault_of_a_key_is_a_sentence_too(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_words: object) -> str:
        raise MachineFault("The records are in use.", advice="Wait, then do it again.")

    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        monkeypatch.setattr(going, "taken_back", locked)
        app.done("Done: it.", week.refs["Hart"])
        await press(pilot, "u")
        told = seen(app)
        await press(pilot, "escape")
        after = seen(app)

    assert "The records are in use." in told
    assert "My list" in after


async def test_a_sign_in_that_is_no_longer_valid_ends_with_a_sentence(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        people.disable(week.desk("head"), "clerk")
        app._take_in()
        await settled(pilot)
        screen = seen(app)

    assert "Your sign-in is no longer valid." in screen
    assert not [name for name in week.refs if name in screen]


async def test_a_change_made_elsewhere_shows_without_losing_the_place(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        before = app.screen.about()  # type: ignore[attr-defined]
        week.clock.move(timedelta(seconds=1))
        week.triaged("deputy")
        app._take_in()
        await settled(pilot)
        after = app.screen.about()  # type: ignore[attr-defined]
        screen = seen(app)

    assert "8 open" in screen
    assert after == before


async def test_somebody_else_on_the_case_is_named_while_they_are_there(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        ref = app.screen.about()  # type: ignore[attr-defined]
        other = company.join(week.desk("deputy"))
        other.meet(ref, week.clock.ticks())
        app._meet()
        await settled(pilot)
        together = seen(app)
        await press(pilot, "escape")
        app._beat()
        await settled(pilot)
        listed = seen(app)
        await press(pilot, "enter")
        other.leave()
        app._meet()
        await settled(pilot)
        alone = seen(app)

    assert "deputy is on this case too." in together
    assert "deputy is on this case too." not in listed
    assert "deputy is on this case too." not in alone


# --- windows of all sizes -------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 15), (71, 24), (80, 19)])
async def test_too_small_a_window_asks_for_a_larger_one_and_loses_nothing(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        before = seen(app)
        await pilot.resize_terminal(*size)
        await settled(pilot)
        small = seen(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        after = seen(app)

    assert "Please make this window larger" in small
    assert not [name for name in week.refs if name in small]
    assert after == before
