"""What a screen shows, as lines of text; and waiting until nothing moves any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
