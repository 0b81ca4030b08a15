"""Moving a practice school's clock on: how far is asked, a button does it.

Must not know what falls due on the way: the clock's own look finds that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from casework.domain.dates import instant_words
from casework.errors import UsageFault
from casework.tui import advice, practiceclock
from casework.tui.box import Box
from casework.tui.frame import Dialog
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from textual.app import ComposeResult

    from casework.domain.calendar import Calendar


class MoveClock(Dialog):
    """Asks how far, and moves the clock by that."""

    def __init__(
        self, now: datetime, calendar: Calendar, move: Callable[[timedelta], None]
    ) -> None:
        super().__init__()
        self._now, self._move = now, move
        self._choices = practiceclock.choices(now, calendar)

    def compose(self) -> ComposeResult:
        """Lay out what the time is, how far to go, and the buttons."""
        with VerticalScroll(id="form", can_focus=False):
            yield Static(shown("Move the clock of this practice school on", "bold"), markup=False)
            yield Static(shown(f"It is {instant_words(self._now)} here."), markup=False)
            options = (Option(shown(words)) for words, _at in self._choices)
            yield OptionList(*options, id="far", markup=False)
            yield Static("Or to the morning of a day, as 5/11/2026", classes="question")
            yield Box(id="day")
            yield Static(id="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Move it", id="move", variant="primary")
                yield Button("Back", id="back")

    def on_mount(self) -> None:
        """Begin with the nearest."""
        far = self.query_one("#far", OptionList)
        far.highlighted = 0
        far.focus()

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.action_put_away()

    @on(OptionList.OptionSelected, "#far")
    def _chosen(self) -> None:
        self.query_one("#move", Button).focus()

    @on(Input.Submitted, "#day")
    @on(Button.Pressed, "#move")
    def _moved(self) -> None:
        if not on_top(self):
            return
        try:
            to = self._to()
        except UsageFault as fault:
            self.query_one("#said", Static).update(lines(advice.sentences(fault)))
            return
        self._move(to - self._now)
        self.dismiss(True)

    def _to(self) -> datetime:
        day = self.query_one("#day", Input).value.strip()
        if day:
            return practiceclock.typed(day, self._now)
        return self._choices[self.query_one("#far", OptionList).highlighted or 0][1]
