"""What every screen has: its title line with the banner, its keys, its look at both sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import press

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("colours", ["in colour", "without"])
async def test_the_first_screens_look_as_they_are_kept(
    week: Week,
    opened: Callable[..., CaseworkApp],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    colours: str,
) -> None:
    if colours == "without":
        monkeypatch.setenv("NO_COLOR", "1")
    app = opened(week, "clerk", "head")
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "signin-practice")
        await press(pilot, "f10")
        await shows(pilot, "ring")
