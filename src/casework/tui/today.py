"""Today: what must happen, late first; what is to be signed, what waits for others; P prints it.

What is due stands there at once; the letters of each case are looked up one after the other, and
nobody waits for them. Must not decide what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from casework.domain.dates import local_day, long_day
from casework.office import todays
from casework.tui import paperways
from casework.tui.frame import Page
from casework.tui.intake import page_of
from casework.tui.onecase import OneCase
from casework.tui.safe import columns, lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.office.todays import Entry, Look, Part

#: So many cases are looked into before keys are listened to again.
_LOT: Final = 3
_WIDTHS: Final = (8, 0, 17, 19)
_NONE: Final = "Nothing falls due today, and nothing is late."


class Today(Page):
    """One page about today."""

    KEYS: ClassVar = (
        ("⏎", "Open"),
        ("n", "Next step"),
        ("p", "Print"),
        ("f2", "My list"),
        ("f4", "Decisions"),
        ("Esc", "Back"),
        ("f1", "Help"),
    )
    DEFAULT_CSS = """
    Today #today { height: 1fr; border: none; padding: 0 1; background: $background; }
    Today #today { scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar = [("escape", "app.pop_screen", "Back"), ("p", "print", "Print")]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._entries: tuple[Entry | None, ...] = ()  # one for each line; headings have none
        self._inside: list[tuple[str, Entry]] = []
        self._left: list[Look] = []
        self._parts: tuple[Part, ...] = ()

    def body(self) -> ComposeResult:
        """Yield the page."""
        yield OptionList(id="today", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Show what is due; look into the cases after it."""
        self.look_again()
        self.query_one(OptionList).focus()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        day = long_day(local_day(self._desk.now()))
        self.entitle(f"Today, {day}", self._desk.session.name)

    def about(self) -> str:
        """Return the case under the cursor."""
        entry = self._under_cursor()
        return entry.ref if entry else ""

    def look_again(self) -> None:
        """Take in what changed; the cursor stays on its case."""
        self._parts = todays.due(self._desk)
        self._inside, self._left = [], list(todays.to_look_into(self._desk))
        self._show()
        self.call_after_refresh(self._look_into)
        self._say("  ".join(todays.keeping(self._desk)))

    def _look_into(self) -> None:
        """Look into a few cases more, then listen to keys again."""
        lot, self._left = self._left[:_LOT], self._left[_LOT:]
        found = [one for look in lot for one in todays.looked_into(self._desk, look)]
        if found:
            self._inside += found
            self._show()
        if self._left and self.is_mounted:
            self.call_after_refresh(self._look_into)

    def _show(self) -> None:
        before = self._under_cursor()
        told = tuple(self._lines())
        self._entries = tuple(entry for entry, _ in told)
        page = self.query_one(OptionList)
        page.clear_options()
        page.add_options(option for _, option in told)
        page.highlighted = self._place(before)

    def _lines(self) -> Iterator[tuple[Entry | None, Option]]:
        parts = (*self._parts, *todays.inside(self._inside))
        if not parts:
            yield None, Option(shown(_NONE), disabled=True)
        for part in parts:
            title = part.title
            if title == todays.NOW:
                title = f"{title} ({todays.closes(self._desk)})"
            yield None, Option(shown(title, "bold"), disabled=True)
            for one in part.entries:
                row = (one.ref, one.what, "you" if one.yours else one.who, one.when)
                yield one, Option(columns([row], _WIDTHS))

    def _place(self, before: Entry | None) -> int | None:
        """Return the line to stand on: the same matter, else the same case, else the first."""
        places = [at for at, one in enumerate(self._entries) if one is not None]
        same = [at for at in places if self._entries[at] == before]
        case = [at for at in places if before and _ref(self._entries[at]) == before.ref]
        return next(iter((*same, *case, *places)), None)

    def _under_cursor(self) -> Entry | None:
        """Return what the cursor is on; nothing before the page stands there."""
        at = next((page.highlighted for page in self.query(OptionList)), None)
        return self._entries[at] if at is not None and at < len(self._entries) else None

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        entry = self._entries[event.option_index]
        if entry is not None and entry.ref:
            self.app.push_screen(OneCase(self._desk, entry.ref))

    # --- printing ---------------------------------------------------------------------------------

    def action_print(self) -> None:
        """Ask how the sheet is to go on paper, and print it."""
        self.app.push_screen(page_of(paperways.today_job(self._desk)))

    def _say(self, words: str) -> None:
        self.query_one("#strip", Static).update(lines([words]))


def _ref(entry: Entry | None) -> str:
    return entry.ref if entry else ""
