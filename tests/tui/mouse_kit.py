"""Somebody who uses the mouse alone: clicks what stands on the screen, where it stands.

What a key would have done is looked up in the bindings of the screen. Must not know any screen.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from textual.geometry import Offset
from textual.widgets import OptionList

from casework.tui.frame import Page
from casework.tui.keyline import RIGHT, KeyLine
from tests.tui.screen_kit import settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from textual.app import App
    from textual.dom import DOMNode
    from textual.pilot import Pilot
    from textual.widget import Widget

#: What only moves about or edits: the pointer goes where it points, the wheel scrolls.
MOVES: Final = frozenset(
    {
        "app.focus_next",
        "app.focus_previous",
        "choose",
        "leaf",
        "read",
        "screen.copy_text",
        "step",
        "to_the_lines",
        "to_the_list",
    }
)
#: The lock is opened by its password, and by nothing else.
NOTHING: Final = "nothing"


def keys_of(app: App[int]) -> dict[str, Offset]:
    """Return each key that the last line of a screen offers to the pointer, and where."""
    found: dict[str, Offset] = {}
    for line in app.screen.query(KeyLine):
        if line.id != "title":
            for name, value, at in _said(app, line):
                if name == "key":
                    found.setdefault(str(value), at)
    return found


def bound(app: App[int], key: str) -> tuple[str, object] | None:
    """Return what Textual does when a key is pressed here and no field takes it as a letter."""
    screen = app.screen
    chains = ((True, reversed(screen._binding_chain)), (False, screen._modal_binding_chain))
    for first, chain in chains:
        for node, bindings in chain:
            for one in bindings.key_to_bindings.get(key, ()):
                if one.priority is first and app._check_action_state(one.action, node):
                    return one.action, node
    return None


async def click(pilot: Pilot[int], at: Offset | Widget) -> None:
    """Click a place, or the beginning of a widget; wait until nothing moves."""
    if not isinstance(at, Offset):
        at.scroll_visible(animate=False)
        await pilot.pause()
        at = Offset(at.region.x + 1, at.region.y)
    await pilot.click(offset=(at.x, at.y))
    await settled(pilot)


async def click_key(pilot: Pilot[int], key: str) -> None:
    """Click a key of the last line."""
    await click(pilot, keys_of(pilot.app)[key])


async def right_click(pilot: Pilot[int]) -> None:
    """Press the right button in the midst of the screen."""
    width, height = pilot.app.size
    await pilot.click(offset=(width // 3, height // 2), button=RIGHT)
    await settled(pilot)


async def click_row(pilot: Pilot[int], rows: OptionList, number: int) -> None:
    """Turn the wheel until a row is there, and click it."""
    rows.scroll_home(animate=False)
    await pilot.pause()
    while (at := _row(pilot.app, rows, number)) is None:
        before = rows.scroll_y
        rows.scroll_relative(y=max(rows.size.height - 1, 1), animate=False)
        await pilot.pause()
        assert rows.scroll_y > before, f"row {number} is nowhere"
    await click(pilot, at)


async def choose(pilot: Pilot[int], words: str) -> None:
    """Open what one can do here by the right button, and click the command of that action."""
    await right_click(pilot)
    await take(pilot, words)


async def take(pilot: Pilot[int], action: str) -> None:
    """Click the command of an action in the list that lies open."""
    rows = pilot.app.screen.query_one("#found", OptionList)
    known = [one.action for one in pilot.app.screen._rows]  # type: ignore[attr-defined] # Palette
    await click_row(pilot, rows, rows.get_option_index(str(known.index(action))))


def looks(app: App[int]) -> tuple[object, ...]:
    """Return which screen lies on top, and what it says it is."""
    screen = app.screen
    place = screen.place if isinstance(screen, Page) else ""
    title = next((str(one.render()) for one in screen.query("#title")), "")
    return type(screen).__name__, place, title, [type(one).__name__ for one in app.screen_stack]


@contextmanager
def noted(app: App[int], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, object]]]:
    """Note which actions would be run meanwhile, and where; none is."""
    found: list[tuple[str, object]] = []

    async def run_action(action: str, node: DOMNode, _spaces: object = None) -> bool:
        can = app._check_action_state(action, node)
        if can:
            found.append((action, node))
        return bool(can)

    with monkeypatch.context() as patch:
        patch.setattr(app, "run_action", run_action)
        yield found


def _said(app: App[int], widget: Widget) -> Iterator[tuple[str, object, Offset]]:
    """Yield what a widget says of its cells to the pointer."""
    region = widget.region
    for y in range(region.y, min(region.bottom, app.size.height)):
        for x in range(region.x, min(region.right, app.size.width)):
            for name, value in app.screen.get_style_at(x, y).meta.items():
                yield name, value, Offset(x, y)


def _row(app: App[int], rows: OptionList, number: int) -> Offset | None:
    said = _said(app, rows)
    return next((at for name, value, at in said if (name, value) == ("option", number)), None)
