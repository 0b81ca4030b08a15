"""The window changes its size on every screen: words, keyboard and case stay where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from textual.widgets import Input, TextArea

from casework.tui.careful import SMALL
from casework.tui.formpage import FormPage
from tests.tui.everywhere_kit import LOTS, everywhere
from tests.tui.screen_kit import entered, seen, settled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.app import App
    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)
#: From one to the other and back; in the smallest, nothing of a case may be read.
NARROW, WIDE, TINY = (80, 24), (120, 30), (60, 15)
TYPED: Final = "canary-dunnock"


@pytest.mark.parametrize("lot", ["pages", "some"])
async def test_every_screen_comes_back_unharmed_from_every_size(
    week: Week, opened: Callable[..., CaseworkApp], lot: str
) -> None:
    app, wrong = opened(week, "head", move=week.clock.move), {}
    async with app.run_test(size=NARROW) as pilot:
        await entered(pilot, "head")
        async for way in everywhere(pilot, week.refs["Dunn"], LOTS[lot]):
            _write(app)
            await settled(pilot)
            wrong[way] = [one async for one in _through(pilot, week)]

    assert not app.crashed
    assert "\n".join(f"{way}: {one}" for way, found in wrong.items() for one in found) == ""
    assert tuple(wrong) == LOTS[lot]


async def test_a_list_as_wide_as_it_became_is_what_opens_so_wide(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    shown = []
    for size in (NARROW, WIDE):
        app = opened(week, "clerk")
        async with app.run_test(size=size) as pilot:
            await entered(pilot)
            for action in ("", f"app.case('{week.refs['Hart']}')", "app.go('call')"):
                if action:
                    await app.run_action(action)
                await _sized(pilot, WIDE)
                await settled(pilot)
                shown.append(seen(app))

    assert shown[:3] == shown[3:]


async def _through(pilot: Pilot[int], week: Week) -> AsyncIterator[str]:
    """Go through the sizes; yield what did not come back as it was."""
    app = pilot.app
    await _sized(pilot, WIDE)
    await _sized(pilot, NARROW)  # a list lays its rows out again once its bar is there
    before, had = seen(app), _state(app)
    await _sized(pilot, TINY)
    small = seen(app)
    if SMALL not in " ".join(small.split()):
        yield "no sentence"
    if any(name in small or ref in small for name, ref in week.refs.items()):
        yield "a case is seen"
    await _sized(pilot, WIDE)
    if SMALL in " ".join(seen(app).split()) or _state(app) != had:
        yield f"wide: {_state(app)} {had}"
    await _sized(pilot, NARROW)
    if _state(app) != had:
        yield f"back: {_state(app)} {had}"
    lines = zip(before.splitlines(), seen(app).splitlines(), strict=True)
    changed = [f"{was} -> {now}" for was, now in lines if was != now]
    if isinstance(app.screen, FormPage):  # it may stand at another line, with its field in view
        if app.focused and not app.focused.region.overlaps(app.screen.region):
            yield "its field is out of sight"
    elif changed:
        yield f"{len(changed)} lines look otherwise: {changed[:2]}"


async def _sized(pilot: Pilot[int], size: tuple[int, int]) -> None:
    await pilot.resize_terminal(*size)
    await settled(pilot)


def _write(app: App[int]) -> None:
    """Type something where there is a field for it, and leave the keyboard and its cursor there."""
    for field in (*app.screen.query(TextArea), *app.screen.query(Input)):
        if field.display and not field.disabled:
            field.focus()
            if isinstance(field, TextArea):
                field.text = TYPED
                field.move_cursor((0, 4))
            else:
                field.value = TYPED
                field.cursor_position = 4
            return


def _state(app: App[int]) -> tuple[object, ...]:
    """Return which screen this is, what has the keyboard, what is typed and where its cursor is."""
    screen = app.screen
    at = screen.focused
    fields = [(one.id, one.text, one.cursor_location) for one in screen.query(TextArea)]
    lines = [(one.id, one.value, one.cursor_position) for one in screen.query(Input)]
    about = screen.about() if hasattr(screen, "about") else ""
    return type(screen).__name__, at.id if at else "", about, fields, lines
