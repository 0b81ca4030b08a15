"""A letter key is the same key as a capital; in a field a capital stays a capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from casework.tui.formpage import FormPage
from casework.tui.onecase import OneCase
from tests.tui.screen_kit import entered, press, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)


def letters(app: CaseworkApp) -> list[str]:
    """Return the letters that do something on the present screen."""
    return sorted(key for key in app.screen.active_bindings if len(key) == 1 and key.isalpha())


async def done_by(pilot: Pilot[int], keys: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what keys would do, one after the other, without doing it."""
    told: list[str] = []

    async def tell(action: str, *_namespaces: object) -> bool:
        told.append(action)
        return True

    with monkeypatch.context() as patched:
        patched.setattr(pilot.app, "run_action", tell)
        for key in keys:
            await pilot.press(key)
    return told


@pytest.mark.parametrize("on_the_way", [(), ("enter",), ("f5",), ("f4",)])
async def test_each_letter_key_does_the_same_as_a_capital(
    week: Week,
    opened: Callable[..., CaseworkApp],
    monkeypatch: pytest.MonkeyPatch,
    on_the_way: tuple[str, ...],
) -> None:
    app = opened(week, "clerk")
    async with app.run_test() as pilot:
        await entered(pilot)
        for key in on_the_way:
            await press(pilot, key)
        keys = letters(app)
        small = await done_by(pilot, keys, monkeypatch)
        capital = await done_by(pilot, [key.upper() for key in keys], monkeypatch)

    assert len(small) == len(keys) > 1
    assert capital == small


async def test_a_capital_opens_the_form_that_the_screen_names(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test() as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        case = app.screen
        await press(pilot, "N")
        form = app.screen

    assert isinstance(case, OneCase)
    assert isinstance(form, FormPage)


async def test_a_capital_stays_one_in_a_field(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test() as pilot:
        await entered(pilot)
        await press(pilot, "slash")
        await pilot.press("N", "u", "C")
        await settled(pilot)
        typed = app.screen.query_one(Input).value

    assert typed == "NuC"
