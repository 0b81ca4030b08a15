"""The window changes its size on every screen: words, keyboard and case stay where they were.

Every screen is kept here as a picture, too, unless the tests of that screen keep one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from rich.cells import cell_len
from textual.widgets import DataTable, Input, OptionList, Static, TextArea

from casework.tui import places
from casework.tui.careful import SMALL
from casework.tui.formpage import FormPage
from casework.tui.frame import Page
from casework.tui.keyline import MOST_CELLS, MOST_KEYS
from casework.tui.pick import Pick
from tests.tui.golden_kit import SCREENS, SIZES, shows
from tests.tui.screen_kit import seen, settled
from tests.tui.ways_kit import NO_SCREEN, WAYS, At, Way, screens_without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.widget import Widget

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)
NARROW, WIDE, TINY, HUGE = (80, 24), (120, 30), (60, 15), (200, 60)
#: From wide through all of these; in the smallest nothing of a case may be read.
CHANGES: Final = (NARROW, TINY, NARROW, WIDE, HUGE)
TYPED: Final = "canary-dunnock"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_every_screen_comes_back_unharmed_from_every_size(
    week: Week, opened: Callable[..., CaseworkApp], tmp_path: Path, way: Way
) -> None:
    ref = way.case(week)
    app = _app(week, opened, way)
    wrong: list[str] = []
    async with app.run_test(size=WIDE) as pilot:
        await way.enter(At(pilot=pilot, week=week, ref=ref, folder=tmp_path))
        screen = type(app.screen).__name__
        await _kept(pilot, way)
        await _sized(pilot, WIDE)
        _write(app)
        await settled(pilot)
        had = _state(app)
        for size in CHANGES:
            await _sized(pilot, size)
            found = _small(app, week) if size == TINY else _faults(app, had)
            wrong += [f"{size}: {one}" for one in found]

    assert not app.crashed
    assert screen == way.screen
    assert "\n".join(wrong) == ""


def test_every_screen_place_and_key_is_among_them() -> None:
    names = {way.name for way in WAYS}
    lacking = {one.id for one in places.DEEDS} - names - NO_SCREEN

    assert len(names) == len(WAYS)
    assert lacking == set()
    assert screens_without() == set()


@pytest.mark.parametrize("name", ["place-mine", "page-next", "place-call", "place-today"])
async def test_what_opens_is_what_a_window_of_that_size_shows(
    week: Week, opened: Callable[..., CaseworkApp], tmp_path: Path, name: str
) -> None:
    way = next(one for one in WAYS if one.name == name)
    shown = []
    for size in (NARROW, WIDE):
        app = _app(week, opened, way)
        async with app.run_test(size=size) as pilot:
            await way.enter(At(pilot=pilot, week=week, ref=way.case(week), folder=tmp_path))
            first = seen(app)
            await _sized(pilot, WIDE)
            shown.append(seen(app))
            await _sized(pilot, size)

            assert seen(app) == first

    assert shown[0] == shown[1]


# --- going through the sizes ----------------------------------------------------------------------


def _app(week: Week, opened: Callable[..., CaseworkApp], way: Way) -> CaseworkApp:
    return opened(week, way.who, move=week.clock.move) if way.practice else opened(week)


async def _sized(pilot: Pilot[int], size: tuple[int, int]) -> None:
    if pilot.app.size != size:
        await pilot.resize_terminal(*size)
        await settled(pilot)


async def _kept(pilot: Pilot[int], way: Way) -> None:
    """Hold the screen to its pictures, or find those that the tests of the screen itself keep."""
    for size in reversed(SIZES):
        if way.kept:
            assert (SCREENS / f"{way.kept}-{size[0]}x{size[1]}.txt").exists()
        elif way.steady:
            await _sized(pilot, size)
            await shows(pilot, way.name)


def _write(app: CaseworkApp) -> None:
    """Type something where there is a field for it, and leave the keyboard and its cursor there."""
    for field in (*app.screen.query(TextArea), *app.screen.query(Input)):
        if field.display and not field.disabled and not field.has_class("hidden"):
            field.focus()
            if isinstance(field, TextArea):
                field.text = TYPED
                field.move_cursor((0, 4))
            else:
                field.value = TYPED
                field.cursor_position = 4
            return


def _state(app: CaseworkApp) -> tuple[object, ...]:
    """Return which screen this is, what has the keyboard, what is typed, where each cursor is."""
    screen = app.screen
    at = screen.focused.id if screen.focused is not None else ""
    fields = [(one.id, one.text, one.cursor_location) for one in screen.query(TextArea)]
    lines = [(one.id, one.value, one.cursor_position) for one in screen.query(Input)]
    lists = [(one.id, one.highlighted) for one in screen.query(OptionList)]
    tables = [(one.id, one.cursor_coordinate) for one in screen.query(DataTable)]
    picks = [(one.id, one.value) for one in screen.query(Pick)]
    about = screen.about() if isinstance(screen, Page) else ""
    return type(screen).__name__, at, about, fields, lines, lists, tables, picks


# --- what must not be -----------------------------------------------------------------------------


def _small(app: CaseworkApp, week: Week) -> Iterator[str]:
    words = " ".join(seen(app).split())
    if SMALL not in words:
        yield "no sentence"
    if any(name in words or ref in words for name, ref in week.refs.items()):
        yield "a case is seen"


def _faults(app: CaseworkApp, had: tuple[object, ...]) -> Iterator[str]:
    if _state(app) != had:
        yield f"{_state(app)} was {had}"
    if SMALL in " ".join(seen(app).split()):
        yield "still asks for a larger window"
    there = [one for one in app.screen.query("*") if _is_there(one)]
    yield from (f"#{one.id} scrolls sideways" for one in there if _sideways(one))
    yield from (f"#{one.id} is cut off" for one in there if _cut_off(one))
    yield from _keys(app)
    yield from _keyboard(app)


def _is_there(widget: Widget) -> bool:
    shown = all(one.display for one in widget.ancestors_with_self)
    return shown and not widget.has_class("too-small")


def _sideways(widget: Widget) -> bool:
    return widget.show_horizontal_scrollbar and not isinstance(widget, (Input, TextArea))


def _cut_off(widget: Widget) -> bool:
    """Tell whether words are lost: no room for all of them, and no bar to come to the rest."""
    scrolls = [one for one in widget.ancestors if getattr(one, "show_vertical_scrollbar", False)]
    if scrolls or not isinstance(widget, Static):
        return False
    room, box = widget.content_size, widget.container_size
    if room.width <= 0:
        return bool(str(widget.visual).strip())
    wants = widget.get_content_height(box, widget.app.size, room.width)
    return wants > room.height or not widget.screen.region.contains_region(widget.region)


def _keys(app: CaseworkApp) -> Iterator[str]:
    """Yield what is wrong with the line of keys: too long, or not all of it."""
    screen = app.screen
    keys = screen.named() if isinstance(screen, Page) else getattr(screen, "KEYS", ())
    line = seen(app).splitlines()[-1]
    if len(keys) > MOST_KEYS or cell_len(line.strip()) > MOST_CELLS:
        yield f"too many keys: {line}"
    yield from (f"no key {key}" for key, words in keys if f"{key} {words}" not in line)


def _keyboard(app: CaseworkApp) -> Iterator[str]:
    """Yield what has the keyboard and is not seen: a field with its question, a cursor's row."""
    at = app.screen.focused
    if at is None:
        return
    whole = app.screen.whole(at) if isinstance(app.screen, FormPage) else at
    if not isinstance(at, (OptionList, DataTable)) and not app.screen.can_view_entire(whole):
        yield f"#{at.id} is out of sight"
    row = _row(at)
    if (
        row is not None
        and not at.scroll_y <= row < at.scroll_y + at.scrollable_content_region.height
    ):
        yield f"the cursor of #{at.id} is out of sight"


def _row(widget: Widget) -> int | None:
    if isinstance(widget, OptionList) and widget.highlighted is not None:
        return widget._index_to_line[widget.highlighted]
    return None
