"""What was just done, above the keys of the screen below: ``Done: …  U undoes it (9 s)``.

Must not know what was done, nor how it is undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.widgets import Static

from casework.tui.safe import shown

if TYPE_CHECKING:
    from textual import events

#: For so long the strip offers to undo (*default*; the office refuses whatever came too late).
SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDone:
    """What was done last: its words, the case, and until which tick it can be undone here."""

    words: str
    ref: str
    until: float

    def told(self, ticks: float) -> str:
        """Return the strip's words at that tick; nothing once the time is over."""
        left = int(self.until - ticks + 0.999)
        if left <= 0:
            return ""
        return f"{self.words}  U undoes it ({left} s)" if self.ref else self.words


class DoneStrip(Static):
    """One line, there only while it says something; a click undoes as U does."""

    def say(self, words: str) -> None:
        """Show these words, or nothing and no line."""
        self.update(shown(words))
        self.display = bool(words)

    def on_mount(self) -> None:
        """Be away until something was done; on a new screen say what was done just before it."""
        self.display = False
        self.catch_up()

    def catch_up(self) -> None:
        """Say what was done last, wherever that was."""
        words = getattr(self.app, "lately", str)()
        if words:
            self.say(words)

    async def on_click(self, _event: events.Click) -> None:
        """Undo."""
        await self.app.run_action("app.undo")
