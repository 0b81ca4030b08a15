"""Decisions: the queue of what waits for this person, one to a screen, with the exact letter.

Must not decide who may decide: that is worked out by the office, each time.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static, TextArea

from casework.domain.dates import instant_words
from casework.errors import CaseworkError
from casework.office import approvals
from casework.office.saying import Saying
from casework.tui import caseview
from casework.tui.frame import Dialog, Page
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from casework.office.approvals import Request
    from casework.office.desk import Desk

_NONE = "No decision waits in the cases you may open."


class Decisions(Page):
    """One decision after the other, the oldest first."""

    KEYS: ClassVar = (
        ("y", "Yes"),
        ("d", "No"),
        ("→", "Next"),
        ("←", "Before"),
        ("Esc", "Back"),
        ("^l", "Lock"),
    )
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        ("y", "grant", "Yes"),
        ("d", "decline", "No"),
        ("right", "turn(1)", "Next"),
        ("left", "turn(-1)", "Before"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._at = desk, 0
        self._waiting: tuple[Request, ...] = ()

    def body(self) -> ComposeResult:
        """Yield the one decision."""
        with VerticalScroll(id="decision"):
            yield Static(id="what", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Show the oldest."""
        self.look()

    def look(self, said: str = "") -> None:
        """Read the queue again and show where one is in it."""
        self._waiting = approvals.waiting(self._desk)
        self._at = min(self._at, max(0, len(self._waiting) - 1))
        count = len(self._waiting)
        where = f"Decision {self._at + 1} of {count}, oldest first" if count else "Decisions"
        self.entitle(where, self._desk.session.name)
        told = list(self._told()) if count else [_NONE]
        self.query_one("#what", Static).update(lines(told))
        self.query_one("#strip", Static).update(lines([said]))

    def _told(self) -> Iterator[str | tuple[str, str]]:
        request = self._waiting[self._at]
        case = caseview.view(self._desk, request.ref)
        yield request.title, "bold"
        asked = instant_words(datetime.fromisoformat(request.asked_at))
        yield f"{case.ref}  {case.about}"
        yield f"{request.asked_by} asked, {asked}."
        yield from (f"{who}. Decide in the one, and say so." for who in request.capacities)
        yield ""
        if not request.yours:
            yield "This is not yours to decide: you asked for it, wrote it, or it is about you; "
            yield "or it is for somebody else. Whoever may decide sees it in their own list."
            yield ""
        yield from self._letter(request)
        for part in case.parts:
            if part.title in {"Incidents", "What is known", "By when"}:
                yield ""
                yield part.title, "bold"
                yield from (f"  {left}  {beside}".rstrip() for left, beside in part.lines)

    def _letter(self, request: Request) -> Iterator[str | tuple[str, str]]:
        if not request.letter:
            return
        shown_ = approvals.shown(self._desk, request.id)
        if shown_.letter is None:
            return
        yield "The letter, word for word", "bold"
        yield from shown_.letter.text.splitlines()

    def action_turn(self, by: int) -> None:
        """Go to another decision."""
        self._at = max(0, min(self._at + by, len(self._waiting) - 1))
        self.look()

    def action_grant(self) -> None:
        """Say yes, after a last look."""
        self._ask(Answer(self._desk, self._mine(), yes=True) if self._mine() else None)

    def action_decline(self) -> None:
        """Say no, with the reason."""
        self._ask(Answer(self._desk, self._mine(), yes=False) if self._mine() else None)

    def _mine(self) -> str:
        if not self._waiting or not self._waiting[self._at].yours:
            return ""
        return self._waiting[self._at].id

    def _ask(self, dialog: Answer | None) -> None:
        if dialog is not None:
            self.app.push_screen(dialog, self._after)
        elif self._waiting:
            self.query_one("#strip", Static).update(lines(["This decision is not yours."]))

    def _after(self, done: bool | None) -> None:
        self.look("Decided. It is in the history." if done else "")


class Answer(Dialog):
    """Yes or no to one request; a no needs its reason."""

    def __init__(self, desk: Desk, request: str, *, yes: bool) -> None:
        super().__init__()
        self._desk, self._request, self._yes = desk, request, yes

    def compose(self) -> ComposeResult:
        """Lay out the question and its two buttons; the safe one has the focus."""
        with VerticalScroll(id="form"):
            words = "Say yes to this?" if self._yes else "Say no, because"
            yield Static(shown(f"{words}  {self._request}", "bold"), markup=False)
            if not self._yes:
                yield TextArea(id="reason", tab_behavior="focus")
            yield Static(id="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Back", id="back")
                yield Button("Yes, agreed" if self._yes else "No", id="answer", variant="primary")

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.action_put_away()

    @on(Button.Pressed, "#answer")
    def _answer(self) -> None:
        if not self.is_current:
            return
        try:
            if self._yes:
                approvals.grant(self._desk, self._request)
            else:
                why = self.query_one("#reason", TextArea).text
                approvals.decline(self._desk, self._request, Saying(reason=why))
        except CaseworkError as fault:
            said = [fault.message, *fault.reasons, fault.advice]
            self.query_one("#said", Static).update(lines(said))
        else:
            self.dismiss(True)
