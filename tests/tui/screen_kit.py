"""What a screen shows, as lines of text; and waiting until nothing moves any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import OptionList

from casework.tui.frame import Page
from casework.tui.places import CHAIR, HOME
from casework.tui.signin import SignIn

if TYPE_CHECKING:
    from textual.app import App
    from textual.pilot import Pilot


def seen(app: App[int]) -> str:
    """Return the present screen as text, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(part.text for part in strip).rstrip() for strip in strips)


async def settled(pilot: Pilot[int]) -> None:
    """Wait for workers and messages; nothing sleeps."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def entered(pilot: Pilot[int], name: str = "clerk", until: str = HOME) -> None:
    """Sign somebody in by choosing who to be; wait for that place, or for any screen.

    The chair arrives at a place of their own.
    """
    until = CHAIR if until == HOME and name in {"chair", "vice"} else until
    people = pilot.app.screen.query_one("#people", OptionList)
    people.highlighted = people.get_option_index(name)
    await pilot.press("enter")
    while isinstance(pilot.app.screen, SignIn) or (until and _place(pilot) != until):
        await settled(pilot)
    await settled(pilot)


def _place(pilot: Pilot[int]) -> str:
    return pilot.app.screen.place if isinstance(pilot.app.screen, Page) else ""


async def press(pilot: Pilot[int], key: str) -> None:
    """Press a key and wait until nothing moves."""
    await pilot.press(key)
    await settled(pilot)
