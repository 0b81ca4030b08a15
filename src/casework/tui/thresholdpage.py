"""The screen of the threshold worksheet: its parts, what follows, one button that notes answers.

Must not know what a part means, nor what follows from an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from casework.errors import CaseworkError
from casework.tui import advice, caserows, worksheet
from casework.tui.frame import Page
from casework.tui.safe import beside, lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.worksheet import Worksheet

#: How wide the names of the parts are.
_LEFT: Final = 19


class ThresholdPage(Page):
    """The worksheet of one sealed case."""

    KEYS: ClassVar = (("⏎", "Do it"), ("↑↓", "Read"), ("Esc", "Back"), ("f1", "Help"))
    DEFAULT_CSS = """
    ThresholdPage #sheet { height: 1fr; padding: 0 1; }
    ThresholdPage #sheet Static { height: auto; }
    ThresholdPage #follows { height: auto; max-height: 6; padding: 0 1; text-style: bold; }
    ThresholdPage #doing { height: auto; padding: 0 1; }
    ThresholdPage #doing Button { width: auto; }
    ThresholdPage #doing #strip { width: 1fr; }
    """
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        ("down", "read(1)", "Read on"),
        ("up", "read(-1)", "Read back"),
    ]

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__()
        self._desk, self._ref = desk, ref
        self._sheet: Worksheet | None = None

    def body(self) -> ComposeResult:
        """Yield the parts, what follows, and the button, which stays in view."""
        with VerticalScroll(id="sheet", can_focus=False):
            yield Static(id="intro", markup=False)
            yield Static(id="parts", markup=False)
        yield Static(id="follows", markup=False)
        with Horizontal(id="doing"):
            yield Button("", id="note", variant="primary", compact=True)
            yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Read the worksheet."""
        self.look_again()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        self.entitle(f"{self._ref}  {worksheet.TITLE}", self._desk.session.name)

    def about(self) -> str:
        """Return this case."""
        return self._ref

    def of_case(self) -> tuple[Desk, str]:
        """Return this case."""
        return self._desk, self._ref

    def look_again(self) -> None:
        """Read it again."""
        button, strip = self.query_one("#note", Button), self.query_one("#strip", Static)
        try:
            self._sheet = found = worksheet.sheet(self._desk, self._ref)
        except CaseworkError as fault:
            button.display = False
            strip.update(lines([advice.line(fault)]))
            return
        self.query_one("#intro", Static).update(lines([worksheet.INTRO, found.guidance]))
        self.query_one("#parts", Static).update(beside(_rows(found), _LEFT))
        self.query_one("#follows", Static).update(lines(found.follows))
        button.display = found.choice is not None
        button.label = shown(found.button)
        button.refresh(layout=True)  # as wide as these words, not as those before
        strip.update(lines([found.why_not]))
        if found.choice is not None:
            button.focus()

    def action_read(self, by: int) -> None:
        """Read on or back: the button keeps the focus."""
        self.query_one("#sheet", VerticalScroll).scroll_relative(y=by, animate=False)

    @on(Button.Pressed, "#note")
    def _note(self) -> None:
        found = self._sheet
        if found is not None and found.choice is not None:
            page = caserows.step_page(self._desk, found.ref, found.choice, found.revision)
            self.app.push_screen(page)


def _rows(found: Worksheet) -> Iterator[tuple[str, str]]:
    for number, part in enumerate(found.parts, start=1):
        yield f"{number}. {part.title}", part.means
        yield f"   {part.answer}", part.beside
