"""The screen of a board: its lines, one under the cursor; Enter opens what it leads to.

Must not know what a board is about.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from casework.errors import CaseworkError
from casework.tui import advice, boards
from casework.tui.aside import aside
from casework.tui.boards import Board
from casework.tui.box import Box, all_taken
from casework.tui.flowpage import FlowPage
from casework.tui.frame import Page
from casework.tui.intake import page_of
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.boards import Row

#: What stands left of a line is so wide where it fits.
_LEFT = 32


class BoardPage(Page):
    """A board, made anew whenever something was done."""

    KEYS: ClassVar = (
        ("⏎", "Open"),
        ("/", "Find"),
        ("Esc", "Back"),
        ("f1", "Help"),
        ("^l", "Lock"),
    )
    DEFAULT_CSS = "BoardPage #rows { height: 1fr; border: none; padding: 0; }"
    BINDINGS: ClassVar = [
        # at once: a key pressed behind one of these is meant for where it leads
        Binding("slash", "find", "Find", priority=True),
        Binding("ctrl+f", "find", "Find", priority=True),
        Binding("enter,down", "to_the_lines", "To the lines", show=False, priority=True),
        Binding("escape", "back", "Back", priority=True),
    ]

    class Made(Message):
        """The board was made, or what stood in the way."""

        def __init__(self, board: Board | None, said: tuple[str, ...]) -> None:
            super().__init__()
            self.board, self.said = board, said

    def __init__(
        self, desk: Desk, make: Callable[[], Board], place: str = "", ref: str = ""
    ) -> None:
        super().__init__()
        self._desk, self._make, self._ref = desk, make, ref
        self.place = place
        self._board: Board | None = None
        self._making = self._again = False
        self._rows: tuple[Row, ...] = ()

    def body(self) -> ComposeResult:
        """Yield the find box, the lines, and a strip for what went wrong."""
        yield Box(placeholder="Find: type a word", id="find")
        yield OptionList(id="rows", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Let the board be read; until it is, say so."""
        self._entitle()
        self._say("One moment …")
        self.look_again()
        self.query_one("#rows", OptionList).focus()

    def on_screen_resume(self) -> None:
        """Read it again: something may have been done on the way."""
        self.look_again()

    def on_resize(self, _event: Resize) -> None:
        """Write title and lines anew: their right end has moved."""
        self._entitle()
        self._show()

    def of_case(self) -> tuple[Desk, str] | None:
        """Return the case of the board, if it is about one."""
        return (self._desk, self._ref) if self._ref else None

    def look_again(self) -> None:
        """Let the board be made anew beside the screen, the cursor staying on its line."""
        self._again = self._making
        if not self._making:
            self._making = True
            self._read(self._make)

    @aside(group="board")
    def _read(self, make: Callable[[], Board]) -> None:
        board: Board | None = None
        said: tuple[str, ...] = ()
        try:
            board = make()
        except CaseworkError as fault:
            said = advice.sentences(fault)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Made(board, said))

    @on(Made)
    def _made(self, event: Made) -> None:
        self._making = False
        if self._again:
            self.look_again()
        elif event.board is None:
            self._say(*event.said)
        else:
            self._board = event.board
            self._entitle()
            self._show()
            if event.board.later is not None:
                self._making = True
                self._read(event.board.later)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the find box itself take a slash; only from there a key leads to the lines."""
        there = self.focused is not None and self.focused.id == "find"
        if action in {"find", "to_the_lines"} and there is (action == "find"):
            return False
        return super().check_action(action, parameters)

    def action_find(self) -> None:
        """Go to the find box, now: the next key is meant for it."""
        self.set_focus(self.query_one("#find", Input))

    async def action_to_the_lines(self) -> None:
        """Go to the lines, narrowed by all that was typed."""
        await all_taken(self.query_one("#find", Input))
        self._show()
        self.set_focus(self.query_one("#rows", OptionList))

    async def action_back(self) -> None:
        """Empty the find box, else go back to where one came from."""
        find = self.query_one("#find", Input)
        if find.value or self.focused is find:
            await all_taken(find)
            find.value = ""
            self.set_focus(self.query_one("#rows", OptionList))
        elif on_top(self):
            self.app.pop_screen()

    def _entitle(self) -> None:
        title = self._board.title if self._board is not None else "Casework"
        self.entitle(title, self._desk.session.name)

    def _show(self) -> None:
        if self._board is None:
            return
        table = self.query_one("#rows", OptionList)
        before = self._under_cursor()
        typed = self.query_one("#find", Input).value
        self._rows = boards.narrowed(self._board.rows, typed)
        table.clear_options()
        table.add_options(
            Option(_line(row, self.app.size.width), disabled=row.heading) for row in self._rows
        )
        table.highlighted = self._place_of(before)
        nothing = f"Nothing matches “{typed}”." if typed and not self._rows else ""
        self._say(nothing)

    def _under_cursor(self) -> Row | None:
        at = self.query_one("#rows", OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def _place_of(self, before: Row | None) -> int | None:
        if before is not None:
            for at, row in enumerate(self._rows):
                if row.left == before.left and not row.heading:
                    return at
        return next((at for at, row in enumerate(self._rows) if not row.heading), None)

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self._show()

    @on(OptionList.OptionSelected, "#rows")
    def _open(self, event: OptionList.OptionSelected) -> None:
        row = self._rows[event.option_index]
        if row.case or row.place:
            to_do = f"case('{row.case}')" if row.case else f"go('{row.place}')"
            self.app.call_later(self.app.run_action, f"app.{to_do}")
        if row.leads is None:
            return
        make = cast("Callable[[], Board]", row.leads)
        if row.slow:
            self.app.push_screen(BoardPage(self._desk, make, ref=self._ref))
            return
        try:
            to = row.leads()
        except CaseworkError as fault:
            self._say(*advice.sentences(fault))
            return
        if isinstance(to, Board) and to.figures:
            self.app.push_screen(FlowPage(self._desk, to.title, to.figures))
        elif isinstance(to, Board):
            self.app.push_screen(BoardPage(self._desk, make, ref=self._ref))
        else:
            self.app.push_screen(page_of(to))

    def _say(self, *words: str) -> None:
        self.query_one("#strip", Static).update(lines(words))


def _line(row: Row, width: int) -> Content:
    """Return a line as it stands on the screen; what does not fit beside stands below."""
    if row.heading:
        return Content.assemble("\n", shown(row.left, "bold"))
    leads = shown("› " if row.opens else "  ")
    fits = len(row.left) <= _LEFT and len(row.beside) <= width - _LEFT - 6
    if row.beside and fits and "\n" not in row.beside:
        return Content.assemble(leads, shown(f"{row.left:<{_LEFT}}  {row.beside}"))
    below = [one for part in row.beside.split("\n") for one in textwrap.wrap(part, width - 8)]
    first, *more = textwrap.wrap(row.left, width - 4) or [""]
    told = [first, *(f"  {one}" for one in more), *(f"    {one}" for one in below)]
    return Content.assemble(leads, shown("\n".join(told)))
