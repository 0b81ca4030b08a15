"""The drawing of a kind of case: its actions one below the other, as boxes and arrows in text.

They are drawn beside the screen for the width that it has, and again for another. Must not know how
a drawing is made, nor what is drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import RenderOptions
from textual.widgets import Static
from textual.worker import get_current_worker

from casework.tui.aside import aside
from casework.tui.canvas import BOXES, LETTERS, wrapped
from casework.tui.frame import Page
from casework.tui.safe import fitting, lines, shown
from casework.tui.signs import DRAWING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.boards import Figure
    from casework.tui.canvas import Run

_LEGEND: Final = (
    "○ begins here, ■ an end, ◊ a decision is asked for, → leads on.",
    "A line at the edge leads back, or further on than the next box.",
)
#: Left and right of a drawing, and for the bar at its right.
_MARGIN: Final = 2


class Sheet(ScrollView, can_focus=True):
    """Lines that are painted as they come into view."""

    BINDINGS: ClassVar = [  # no line is wider than the window: these are free
        Binding("right", "screen.turn(1)", "The next action", show=False),
        Binding("left", "screen.turn(-1)", "The action before", show=False),
    ]
    DEFAULT_CSS = "Sheet { height: 1fr; padding: 0 0 0 1; background: $background; }"

    class Scrolled(Message):
        """Another line stands at the top."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._rows: tuple[Content, ...] = ()

    def stand(self, rows: Sequence[Content]) -> None:
        """Show these lines."""
        self._rows = tuple(rows)
        self.virtual_size = Size(1, len(self._rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of the window, painted."""
        at, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        row = self._rows[at] if at < len(self._rows) else Content()
        options = RenderOptions(self._get_style, self.styles.get_render_rules())
        painted = row.render_strips(width, 1, self.visual_style, options)
        strip = painted[0] if painted else Strip.blank(width, self.rich_style)
        return strip.adjust_cell_length(width, self.rich_style)

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Tell that another line stands at the top."""
        super().watch_scroll_y(old, new)
        self.post_message(self.Scrolled())


class FlowPage(Page):
    """The drawing of each action of a kind of case; the arrows go to the others."""

    KEYS: ClassVar = (
        ("↑↓", "Scroll"),
        ("PgDn", "A page on"),
        ("←→", "Other actions"),
        ("Esc", "Back"),
        ("f1", "Help"),
        ("^l", "Lock"),
    )
    DEFAULT_CSS = "FlowPage #where { height: 1; padding: 0 1; text-style: bold; }"
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        ("right", "turn(1)", "The next action"),
        ("left", "turn(-1)", "The action before"),
    ]

    class Drawn(Message):
        """All is drawn for that width: its lines, and at which each action begins."""

        def __init__(self, width: int, rows: tuple[Content, ...], starts: tuple[int, ...]) -> None:
            super().__init__()
            self.width, self.rows, self.starts = width, rows, starts

    def __init__(self, desk: Desk, title: str, figures: tuple[Figure, ...]) -> None:
        super().__init__()
        self._desk, self._title, self._figures = desk, title, figures
        self._starts: tuple[int, ...] = ()

    def body(self) -> ComposeResult:
        """Yield which action is in view, and the drawing."""
        yield Static(id="where", markup=False)
        yield Sheet(id="sheet")

    def on_mount(self) -> None:
        """Say that it is being drawn; the keys scroll it from the beginning."""
        self.query_one("#where", Static).update(lines(["One moment …"]))
        self.query_one(Sheet).focus()

    def on_resize(self, _event: Resize) -> None:
        """Draw it for this width."""
        self.entitle(self._title, self._desk.session.name)
        self._draw(self._room())

    def _room(self) -> int:
        return self.app.size.width - _MARGIN

    @aside(group="drawing", exclusive=True)
    def _draw(self, width: int) -> None:
        pen = LETTERS if DRAWING.plain else BOXES
        rows = [shown(one) for words in _LEGEND for one in wrapped(fitting(words), width)]
        starts: list[int] = []
        for figure in self._figures:
            rows.append(Content())
            starts.append(len(rows))
            rows += [shown(one, "bold") for one in wrapped(fitting(figure.title), width)]
            rows += map(_painted, figure.draw(width - 1, pen, fitting))
            if get_current_worker().is_cancelled:
                return
        self.post_message(self.Drawn(width, tuple(rows), tuple(starts)))

    @on(Drawn)
    def _drawn(self, event: Drawn) -> None:
        if event.width != self._room():  # it was resized meanwhile
            return
        sheet, at = self.query_one(Sheet), self._at()
        first = not self._starts
        self._starts = event.starts
        below = event.starts[-1] + sheet.size.height - len(event.rows) if event.starts else 0
        sheet.stand((*event.rows, *(Content() for _ in range(below))))  # the last comes up as well
        if not first and at >= 0:
            sheet.scroll_to(y=self._starts[at], animate=False)
        self._tell()

    def _at(self) -> int:
        """Return which action is at the top; less than 0 above the first."""
        return bisect_right(self._starts, round(self.query_one(Sheet).scroll_y)) - 1

    def action_turn(self, by: int) -> None:
        """Go to the beginning of another action."""
        sheet, at = self.query_one(Sheet), self._at()
        if not self._starts:
            return
        inside = by < 0 <= at and round(sheet.scroll_y) > self._starts[at]
        to = min(max(max(at, 0) + (0 if inside else by), 0), len(self._starts) - 1)
        sheet.scroll_to(y=self._starts[to], animate=False)

    @on(Sheet.Scrolled)
    def _tell(self) -> None:
        if self._starts:
            at = max(self._at(), 0)
            words = f"Action {at + 1} of {len(self._figures)}: {self._figures[at].title}"
            self.query_one("#where", Static).update(lines([words]))


def _painted(row: Sequence[Run]) -> Content:
    return Content.assemble(*(shown(one.words, "bold" if one.strong else "") for one in row))
