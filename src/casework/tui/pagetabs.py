"""The names of a screen's pages in one line; the open one stands out. Must not know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from casework.tui.safe import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    Pages = Sequence[tuple[str, str]]


class PageTabs(Static):
    """All names, in one widget; a click on one opens its page."""

    DEFAULT_CSS = "PageTabs { height: 1; }"

    class Chosen(Message):
        """A page was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, pages: Pages, at: str, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(_line(pages, at), id=id, markup=False)
        self._pages, self._at = tuple(pages), at

    def show(self, pages: Pages, at: str) -> None:
        """Write the names anew, with how many there are of each, and mark the open one."""
        if (tuple(pages), at) != (self._pages, self._at):
            self._pages, self._at = tuple(pages), at
            self.update(_line(pages, at), layout=False)

    def starts(self, name: str) -> int:
        """Return in which cell the name of a page begins."""
        before = [one for one, _ in self._pages].index(name)
        return sum(_tab(*one, self._at).cell_length for one in self._pages[:before])

    def on_click(self, event: events.Click) -> None:
        """Say that the page under the pointer is wanted."""
        for name, words in self._pages:
            begins = self.starts(name)
            if begins <= event.x < begins + _tab(name, words, self._at).cell_length:
                self.post_message(self.Chosen(name))


def _line(pages: Pages, at: str) -> Content:
    return Content.assemble(*(_tab(name, words, at) for name, words in pages))


def _tab(name: str, words: str, at: str) -> Content:
    if name == at:
        return shown(f" [{words}] ", "bold $background on $primary")
    return shown(f" {words} ")
