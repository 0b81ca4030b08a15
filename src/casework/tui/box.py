"""A line to type in outside a form, and the order of keys in any field: none acts before another.

A key that leads elsewhere acts at once, so that what is typed behind it lands there; what was typed
ahead of it counts. Must not know what is written.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual.widgets import Input

from casework.tui.safe import entered
from casework.tui.signs import DRAWING

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events
    from textual.widget import Widget
    from textual.widgets import TextArea

#: Left to whatever shows the field: these leave it.
_GOES_ON: Final = frozenset({"enter", "tab", "shift+tab", "escape", "up", "down"})
#: A field that is gone takes no key any more: so many seconds it is waited for.
_PATIENCE: Final = 1.0


async def acts_at_once(field: Input | TextArea, event: events.Key) -> None:
    """Let a key of a field's own act now.

    Textual runs it only once the key has gone up to the app and down again. A letter typed right
    behind Backspace or Home, over a slow line or on a busy computer, would be taken before that.
    """
    if event.is_printable or event.key in _GOES_ON:
        return
    for own in field._bindings.key_to_bindings.get(event.key, ()):
        event.stop()
        event.prevent_default()
        await field.run_action(own.action)
        return


async def all_taken(field: Widget) -> None:
    """Wait until a field has taken every key that was handed to it before now."""
    taken = asyncio.Event()
    if field.call_later(taken.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(taken.wait(), _PATIENCE)


class Box(Input):
    """One line: to find by, to sign in with."""

    @property
    def _value(self) -> Text:
        """What is painted: Textual's own, but for the sign that stands for a hidden letter."""
        found = super()._value
        if self.password:
            found.plain = DRAWING.drawn(found.plain)
        return found

    async def _on_key(self, event: events.Key) -> None:
        await acts_at_once(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        event.text = entered(event.text)  # Textual's own handler comes after
