"""A screen that is styled and laid out once as it opens, and not three times over.

All of it is Textual's own, under its exact pin: left to itself it styles a new screen as it comes,
once more as it is shown, and again when the classes of its size are put on; and it lays out every
screen below for the size it has. Must not know what a screen shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from textual.events import ScreenResume
    from textual.geometry import Size


class OpenedOnce(Screen[ScreenResultType]):
    """A screen without what opening would do twice."""

    _was_shown = False

    async def _compose(self) -> None:
        self._be_as_wide()
        await super()._compose()

    def _be_as_wide(self) -> None:
        """Put on the classes of the size before anything in the screen is styled."""
        app, size = self.app, self.app.size
        across = self._get_breakpoint_classes(size.width, app.HORIZONTAL_BREAKPOINTS or [])
        down = self._get_breakpoint_classes(size.height, app.VERTICAL_BREAKPOINTS or [])
        self.add_class(*across, *down, update=False)

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Leave out the styling before the first paint: everything was styled as it came."""
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True

    def _screen_resized(self, size: Size) -> None:
        """Leave out laying out anew for a size that it was laid out for."""
        if size != self._size:
            super()._screen_resized(size)
