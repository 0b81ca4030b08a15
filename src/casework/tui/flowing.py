"""Fields to type in: one line, or sentences that wrap; nothing pasted carries a control character.

In both of them Enter goes on. Must not know what is written in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.message import Message
from textual.widgets import TextArea

from casework.tui.box import Box, acts_at_once
from casework.tui.safe import entered

if TYPE_CHECKING:
    from textual import events


#: An empty field is seen without colours too.
_RULED: Final = "_" * 36


class Line(Box):
    """One line of a form."""

    DEFAULT_CSS = """
    Line { height: 1; border: none; padding: 0; background: $panel; }
    Line:focus { border: none; background: $panel; }
    """

    def __init__(self, value: str, id: str, placeholder: str = "") -> None:  # noqa: A002 - Textual's own word
        super().__init__(
            entered(value),
            id=id,
            placeholder=f"{_RULED} {placeholder}".strip() if placeholder else _RULED,
            select_on_focus=False,
            compact=True,
        )
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        event.text = " ".join(entered(event.text).split())


class Flowing(TextArea):
    """Words over several lines; Tab and the arrows at its edges leave it, Enter submits."""

    DEFAULT_CSS = """
    Flowing { height: 4; border: none; padding: 0; background: $panel; }
    Flowing:focus { border: none; }
    """

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, text: str, id: str) -> None:  # noqa: A002 - Textual's own word
        super().__init__(
            entered(text), id=id, tab_behavior="focus", compact=True, placeholder=_RULED
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted())
        else:
            await acts_at_once(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = entered(event.text)

    def action_cursor_up(self, select: bool = False) -> None:
        """Move up, or leave the field from its first line."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Move down, or leave the field from its last line."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)
