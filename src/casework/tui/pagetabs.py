"""The names of a screen's pages in one line; the open one stands out. Must not know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from casework.tui.safe import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult


class Tab(Static):
    """One name; a click opens its page."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(shown(words), id=f"page-{name}", markup=False)
        self._page = name

    def on_click(self, _event: events.Click) -> None:
        """Say that this page is wanted."""
        self.post_message(PageTabs.Chosen(self._page))


class PageTabs(Horizontal):
    """All names."""

    DEFAULT_CSS = """
    PageTabs { height: 1; }
    PageTabs Tab { width: auto; padding: 0 1; }
    PageTabs .-here { background: $primary; color: $background; text-style: bold; }
    """

    class Chosen(Message):
        """A page was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, pages: Sequence[tuple[str, str]], at: str, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._pages, self._at = tuple(pages), at

    def compose(self) -> ComposeResult:
        """Yield a name for each page."""
        for name, words in self._pages:
            tab = Tab(name, words)
            tab.set_class(name == self._at, "-here")
            yield tab

    def show(self, pages: Sequence[tuple[str, str]], at: str) -> None:
        """Write the names anew, with how many there are of each, and mark the open one."""
        for name, words in pages:
            tab = self.query_one(f"#page-{name}", Tab)
            tab.update(shown(f"[{words}]" if name == at else words))
            tab.set_class(name == at, "-here")
