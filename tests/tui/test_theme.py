"""Words can be read on what is behind them: seven to one at least, borders four and a half."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from textual.color import Color
from textual.widgets import Button

from casework.settings import look
from casework.tui.theme import CONTRAST, PAPER, THEMES
from tests.tui.screen_kit import entered, press, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.theme import Theme

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

WORDS = ("foreground", "primary", "secondary", "warning", "error", "success")
MUTED = ("text-muted", "text-disabled", "footer-key-foreground", "footer-foreground")
CURSORS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("input-cursor-foreground", "input-cursor-background"),
)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour(theme: Theme, name: str) -> str:
    found = getattr(theme, name, None) or theme.variables[name]
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("words", "behind"), [*product((*WORDS, *MUTED), ("background", "panel"))])
def test_words_stand_out_seven_to_one(theme: Theme, words: str, behind: str) -> None:
    assert ratio(colour(theme, words), colour(theme, behind)) >= 7


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("words", "behind"), CURSORS)
def test_what_is_under_the_cursor_stands_out(theme: Theme, words: str, behind: str) -> None:
    assert ratio(colour(theme, words), colour(theme, behind)) >= 7


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["border", "border-blurred"])
def test_borders_can_be_seen(theme: Theme, name: str) -> None:
    assert ratio(colour(theme, name), colour(theme, "background")) >= 4.5


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_button_that_the_keyboard_is_on_stands_out_most(
    week: Week, opened: Callable[..., CaseworkApp], theme: Theme
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        app.theme = theme.name
        await app.run_action(f"app.case('{week.refs['Hart']}')")
        await settled(pilot)
        app.screen.set_focus(None)
        await settled(pilot)
        button = app.screen.query_one("#next", Button)
        without = _stands_out(button)
        button.focus()
        await settled(pilot)
        focused = _stands_out(button)

    assert 7 <= without < focused


async def test_light_screens_are_chosen_by_a_word_and_stay_on_this_computer(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        looks = [app.theme]
        await press(pilot, "ctrl+p")
        await pilot.press(*"theme")
        await press(pilot, "enter")
        looks.append(app.theme)
    again = opened(week, "clerk")
    async with again.run_test(size=(80, 24)) as pilot:
        looks.append(again.theme)
        again.action_look()
        looks.append(again.theme)

    assert looks == [CONTRAST.name, PAPER.name, PAPER.name, CONTRAST.name]
    assert not look.is_light()


def _stands_out(button: Button) -> float:
    behind, _, back, ink = button.colors
    return min(ratio(ink.hex, back.hex), ratio(back.hex, behind.hex))
