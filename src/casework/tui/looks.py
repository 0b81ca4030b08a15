"""The look of the screens: dark, or light where that was chosen on this computer.

Must not know a screen, nor where the choice is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.settings import look
from casework.tui.signs import DRAWING
from casework.tui.theme import CONTRAST, PAPER, THEMES, choose_bars

if TYPE_CHECKING:
    from textual.app import App


def put_on(app: App[int]) -> None:
    """Put on the look that was chosen, with the signs that this terminal has."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = PAPER.name if look.is_light() else CONTRAST.name
    app.set_class(DRAWING.plain, "-ascii")
    choose_bars(plain=DRAWING.plain)


def turn(app: App[int]) -> None:
    """Make dark screens light and light ones dark, from now on."""
    light = app.theme != PAPER.name
    app.theme = PAPER.name if light else CONTRAST.name
    look.keep_light(light=light)
