"""A letter key is the same key with Shift or Caps Lock, but where letters are written.

The screens write keys as capitals, and Caps Lock must not make the program dead. Must not know what
a key does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events

if TYPE_CHECKING:
    from textual.widget import Widget

_CAPITALS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def as_a_key(event: events.Event, focused: Widget | None) -> None:
    """Make a capital the small letter that keys are bound to, unless a field takes it as text.

    Only before it is handed on: what comes back from a widget was looked at already.
    """
    if not isinstance(event, events.Key) or event.is_forwarded or event.key not in _CAPITALS:
        return
    if focused is None or not focused.check_consume_key(event.key, event.character):
        event.key = event.character = event.key.lower()
