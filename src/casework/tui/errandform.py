"""The form of an errand: what it asks, what it means, its button; the work is done beside.

Long work goes on in a thread, which says how far it is; what must be read stays until it was read.
Must not know what an errand does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from casework.errors import CaseworkError
from casework.tui import boards, fields
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from casework.tui.boards import Errand, Outcome


class ErrandForm(ModalScreen[str]):
    """One errand; its answer is the line that says what was done, or nothing."""

    BINDINGS: ClassVar = [("escape", "put_away", "Back")]

    @dataclass
    class Came(Message):
        """The work came to something: an outcome, or what stopped it."""

        outcome: Outcome | None
        fault: CaseworkError | None = None

    @dataclass
    class Beat(Message):
        """So much is done, of so much."""

        done: int
        of: int

    def __init__(self, errand: Errand) -> None:
        super().__init__()
        self._errand, self._words = errand, ""
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out what it is, what it asks, what it means, and its buttons."""
        with VerticalScroll(id="form"):
            yield Static(shown(self._errand.words, "bold"), markup=False)
            for question in self._errand.asks:
                words = question.words if question.needed else f"{question.words} (may be left)"
                yield Static(shown(words), classes="question", markup=False)
                yield fields.field(question)
            yield Static(shown(self._errand.warns), id="warns", markup=False)
            yield Static(id="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Do it", id="do", variant="primary")
                yield Button("Back", id="back")

    def on_mount(self) -> None:
        """Begin at the first question; where there is none, at the safe button."""
        fields = self.query("Input, Select, TextArea")
        (fields.first() if fields else self.query_one("#back")).focus()

    def action_put_away(self) -> None:
        """Close; what was begun is let come to its end first."""
        if self.is_current and not self._busy:
            self.dismiss(self._words)

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.action_put_away()

    @on(Button.Pressed, "#do")
    def _do(self) -> None:
        if self._busy or self._words or not self.is_current:  # a key pressed twice
            return
        try:
            told = boards.answered(self._errand, self._told())
        except CaseworkError as fault:
            self._say(fault.message, *fault.reasons, fault.advice)
            return
        self._busy = True
        self._say("Working …")
        self.run_worker(lambda: self._work(told), thread=True, exclusive=True, exit_on_error=False)

    def _work(self, told: Mapping[str, str]) -> None:
        def beat(done: int, of: int) -> None:
            self.post_message(self.Beat(done, of))

        try:
            self.post_message(self.Came(self._errand.does(told, beat)))
        except CaseworkError as fault:
            self.post_message(self.Came(None, fault))

    @on(Beat)
    def _how_far(self, event: Beat) -> None:
        if event.of:
            self._say(f"Working … {event.done:,} of {event.of:,}")

    @on(Came)
    def _came(self, event: Came) -> None:
        self._busy = False
        if event.fault is not None:
            self._say(event.fault.message, *event.fault.reasons, event.fault.advice)
        elif event.outcome is not None:
            self._words = event.outcome.words
            if not event.outcome.to_read:
                self.dismiss(self._words)
                return
            self._say(event.outcome.words, *event.outcome.to_read)
            self.query_one("#do", Button).display = False
            self.query_one("#back", Button).focus()

    def _told(self) -> dict[str, str]:
        asked = self._errand.asks
        return {one.name: fields.given(self.query_one(f"#ask-{one.name}")) for one in asked}

    def _say(self, *words: str) -> None:
        said = list(dict.fromkeys(line for line in words if line))
        self.query_one("#said", Static).update(lines(["", *said]))
        self.query_one("#said").scroll_visible()
