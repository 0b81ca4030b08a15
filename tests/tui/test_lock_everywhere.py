"""One key hides whatever is open, and F9 lets another person in from anywhere; drafts stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, TextArea

from casework.office import drafts
from casework.tui import casekeys, places
from casework.tui.formpage import FormPage
from casework.tui.locked import Locked
from casework.tui.signin import SignIn
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)

#: What opens everything there is: the places, what is about a case, what lies over all.
WAYS = (
    *(f"app.go('{one.id}')" for one in places.PLACES if one.id not in {"mine", "sealed"}),
    "app.help",
    "app.palette",
    "app.ring",
)
ABOUT = tuple(one.id for one in casekeys.CASE_ACTIONS)


async def signed_in(app: CaseworkApp, pilot: Pilot[int], name: str) -> None:
    """Sign somebody in with name and password: practice would ask who one is."""
    app.screen.query_one("#name", Input).value = name
    app.screen.query_one("#password", Input).value = "practice-school"
    app.screen.query_one("#password", Input).focus()
    await press(pilot, "enter")
    while isinstance(app.screen, SignIn):
        await settled(pilot)


def leaks(week: Week, app: CaseworkApp) -> list[str]:
    """Return what of any case stands on the screen."""
    screen = seen(app)
    return [name for name, ref in week.refs.items() if name in screen or ref in screen]


async def back(app: CaseworkApp, pilot: Pilot[int]) -> None:
    """Open the lock as a right password does, and go back to the list."""
    locked = app.screen
    assert isinstance(locked, Locked)
    locked.post_message(Locked.Tried(right=True))
    await settled(pilot)
    while len(app.screen_stack) > 3:
        app.pop_screen()
    await settled(pilot)


async def hidden_from(app: CaseworkApp, week: Week, ways: tuple[str, ...]) -> list[str]:
    """Return from which of these the lock did not hide everything."""
    wrong = []
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot, "head")
        for way in ways:
            await app.run_action(way)
            await settled(pilot)
            await press(pilot, "ctrl+l")
            if not isinstance(app.screen, Locked) or leaks(week, app):
                wrong.append(way)
                break
            await back(app, pilot)
    return wrong


async def test_one_key_hides_every_place(week: Week, opened: Callable[..., CaseworkApp]) -> None:
    assert await hidden_from(opened(week), week, WAYS) == []


@pytest.mark.parametrize("some", [ABOUT[::2], ABOUT[1::2]], ids=["some", "others"])
async def test_one_key_hides_everything_about_a_case(
    week: Week, opened: Callable[..., CaseworkApp], some: tuple[str, ...]
) -> None:
    ways = tuple(f"app.about('{one}', '{week.refs['Dunn']}')" for one in some)

    assert await hidden_from(opened(week), week, ways) == []


@pytest.mark.parametrize("form", ["call", "concern"])
async def test_another_person_by_one_key_in_the_midst_of_a_form_and_its_words_stay(
    week: Week, opened: Callable[..., CaseworkApp], form: str
) -> None:
    app = opened(week, "clerk", "head")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await app.run_action(f"app.go('{form}')")
        await settled(pilot)
        field = next(iter((*app.screen.query(TextArea), *app.screen.query(Input))))
        await _type(field)
        await settled(pilot)
        await press(pilot, "f9")
        between = isinstance(app.screen, SignIn), "canary-dunnock" in seen(app)
        await entered(pilot, "head")
        other = "canary-dunnock" in seen(app)
        await press(pilot, "f9")
        await entered(pilot, "clerk", until="")
        there = isinstance(app.screen, FormPage) and app.screen.place == form
        (kept,) = drafts.waiting(week.desk("clerk"))

    assert (between, other, there) == ((True, False), False, True)
    assert "canary-dunnock" in kept.fields.values()


async def _type(field: TextArea | Input) -> None:
    if isinstance(field, TextArea):
        field.text = "canary-dunnock"
    else:
        field.value = "canary-dunnock"
