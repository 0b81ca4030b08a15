"""The line of keys: each stands there with what it does, and a click on it is that key.

Must not know what a key does: whatever the screen has bound to it is done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from textual.content import Content
from textual.events import Click, MouseDown, MouseUp
from textual.style import Style
from textual.widgets import Static

from casework.tui.safe import shown
from casework.tui.signs import DRAWING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import App
    from textual.events import Event

#: A key line has at most so many keys and cells (``tui-guide.md`` 4).
MOST_KEYS: Final = 7
MOST_CELLS: Final = 76
#: What the button is called that shows what one can do.
RIGHT: Final = 3
#: Under this name a piece of a line says which key it is.
_KEY: Final = "key"
#: Textual's name of a key that is written otherwise.
_NAMES: Final = {
    "⏎": "enter",
    "Esc": "escape",
    "Tab": "tab",
    "PgUp": "pageup",
    "PgDn": "pagedown",
    "/": "slash",
    "?": "question_mark",
    "→": "right",
    "←": "left",
    "↑": "up",
    "↓": "down",
}
_ARROWS: Final = "→←↑↓"
#: A key with what it does, in a sentence of the program's own: ``a Note``.
_IN_WORDS: Final = re.compile(r"\b([a-z]) [A-Z][a-z]+( [a-z]+)?")


class KeyLine(Static):
    """A line of which each piece that names a key can be clicked."""

    def on_click(self, event: Click) -> None:
        """Do what the key under the pointer does, once this click is over."""
        key = event.style.meta.get(_KEY)
        if key:
            event.stop()
            self.app.call_later(_pressed, self.app, key)


async def _pressed(app: App[Any], key: str) -> None:
    """Do what is bound to a key, whichever field has the keyboard. Textual's own, but for that."""
    if not await app._check_bindings(key, priority=True):
        await app._check_bindings(key)


def as_key(words: Content, key: str) -> Content:
    """Return words that are a key when they are clicked."""
    return words.stylize(Style.from_meta({_KEY: key}))


def key_of(written: str) -> str:
    """Return Textual's name of a key as it is written: ``^l`` is ``ctrl+l``."""
    return _NAMES.get(written) or written.replace("^", "ctrl+")


def key_line(keys: tuple[tuple[str, str], ...]) -> Content:
    """Return ``⏎ Open  n Next step``; at most seven keys in 76 cells, none of them cut off."""
    parts = [Content.assemble(*_entry(key, words)) for key, words in keys][:MOST_KEYS]
    line = Content("  ").join(parts)
    while len(parts) > 1 and line.cell_length > MOST_CELLS:
        parts.pop()
        line = Content("  ").join(parts)
    return line


def key_words(words: str) -> Content:
    """Return a sentence that names keys, ``or: a Note, e Evidence``; each is a click."""
    told = shown(words)
    for found in _IN_WORDS.finditer(told.plain):
        told = told.stylize(Style.from_meta({_KEY: key_of(found[1])}), *found.span())
    return told


def fits(keys: tuple[tuple[str, str], ...]) -> bool:
    """Tell whether all of these keys stand on the line."""
    words = "  ".join(f"{key} {does}" for key, does in keys)
    return len(keys) <= MOST_KEYS and Content(DRAWING.drawn(words)).cell_length <= MOST_CELLS


def _entry(written: str, words: str) -> Iterator[Content]:
    """Yield a key with its words; of two arrows each is itself, and the words are the second."""
    keys = tuple(written) if set(written) <= set(_ARROWS) else (written,)
    for one in keys:
        yield as_key(Content.styled(DRAWING.drawn(one), "bold $primary"), key_of(one))
    yield as_key(shown(f" {words}"), key_of(keys[-1]))


def asks_what(event: Event) -> bool:
    """Tell whether the right mouse button was pressed; nothing else is done with that one."""
    return isinstance(event, MouseDown | MouseUp | Click) and event.button == RIGHT
