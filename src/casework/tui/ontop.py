"""Whether a screen is on top of all others. Must not know what it shows.

Textual's own ``is_current`` is true as well for what lies below a dialog.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ScreenStackError

if TYPE_CHECKING:
    from textual.screen import Screen


def on_top(screen: Screen[Any]) -> bool:
    """Tell whether nothing lies over a screen, and it has not gone."""
    try:
        return screen.app.screen is screen
    except ScreenStackError:  # the program is closing: no screen is left
        return False
