"""What every screen does besides its own work: an error becomes a sentence, a window may be small.

A fault that the program knows ends no screen: it is told, and one goes on. Must not know any
screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from textual.events import Mount
from textual.widgets import Static

from casework.errors import CaseworkError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from textual.app import App
    from textual.message import Message
    from textual.screen import Screen

#: Under this many columns or rows a larger window is asked for.
NARROWEST, SHORTEST = 72, 20
SMALL: Final = f"Please make this window larger: at least {NARROWEST} columns and {SHORTEST} rows."


class Troubled(Protocol):
    """An app that tells what went wrong."""

    def trouble(self, fault: CaseworkError) -> None:
        """Tell it in a sentence, over the screen."""
        ...


async def kept(app: App[object], work: Awaitable[None]) -> None:
    """Do a screen's work on a message; a fault that the program knows is told, and no more."""
    try:
        await work
    except CaseworkError as fault:
        cast("Troubled", app).trouble(fault)


def stands(screen: Screen[Any], message: Message) -> bool:
    """Tell whether a screen can begin: one closed in the moment it opened was never laid out."""
    return not isinstance(message, Mount) or screen in screen.app.screen_stack


def too_small() -> Static:
    """Return the sentence that lies over everything where the window is too small."""
    return Static(SMALL, classes="too-small", markup=False)
