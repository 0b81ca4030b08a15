"""Decisions: what waits, one to a screen, the oldest first; with the exact letter it is about.

Must not decide who may decide: that is worked out by the office, each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from casework.errors import CaseworkError, NotFound
from casework.tui import advice, decisionjobs, decisionview
from casework.tui.aside import aside
from casework.tui.decisionforms import AnswerSheet
from casework.tui.frame import Page
from casework.tui.keyline import key_line
from casework.tui.safe import beside, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.approvals import Request
    from casework.office.desk import Desk
    from casework.tui.decisionview import DecisionView

_LEFT: Final = 16
_NONE_KEYS: Final = (("Esc", "Back"), ("f2", "My list"), ("f1", "Help"))
_OTHERS_KEYS: Final = (
    ("⏎", "Read"),
    ("e", "Evidence"),
    ("w", "Why"),
    ("→", "Next"),
    ("Esc", "Back"),
    ("f1", "Help"),
)
_NOT_YOURS: Final = "This decision is not yours: who decides it stands below the title."


class Decisions(Page):
    """One decision after the other."""

    KEYS: ClassVar = (
        ("⏎", "Read"),
        ("e", "Evidence"),
        ("w", "Why"),
        ("y", "Yes"),
        ("d", "No"),
        ("b", "Send back"),
        ("→", "Next"),
    )
    DEFAULT_CSS = """
    Decisions Static { height: auto; }
    Decisions #title, Decisions #keys { height: 1; }
    """
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        ("enter", "read", "Read"),
        ("y", "answer('y')", "Yes"),
        ("d", "answer('d')", "No"),
        ("b", "answer('b')", "Send back"),
        ("right", "turn(1)", "Next"),
        ("left", "turn(-1)", "Before"),
    ]

    class Came(Message):
        """The queue was read: where one is in it, the decision there, what stood in the way."""

        def __init__(self, at: int, count: int, view: DecisionView | None, said: str) -> None:
            super().__init__()
            self.at, self.count, self.view, self.said = at, count, view, said

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._at, self._count = desk, 0, 0
        self._reading, self._again = False, False
        self._wanted = ("", 0)
        self._view: DecisionView | None = None

    def body(self) -> ComposeResult:
        """Yield the one decision: what is asked, what it rests on, the answers, the letter."""
        with VerticalScroll(id="decision"):
            yield Static(id="what", markup=False)
            yield Static(id="rests", markup=False)
            yield Static(id="if", classes="heading", markup=False)
            yield Static(id="answers", markup=False)
            yield Static(id="earlier", markup=False)
            yield Static(id="letter-title", classes="heading", markup=False)
            yield Static(id="letter", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Show the oldest."""
        self.say("")
        self.look()
        self.query_one("#decision").focus()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        if self.query("#title"):  # a window may change before the screen stands
            self._entitle()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that do something: no answer is offered to whom it is not open."""
        if self._view is None:
            return _NONE_KEYS
        yours = self._view.yours and not self._desk.read_only
        return self.KEYS if yours else _OTHERS_KEYS

    def offers(self, action: str) -> bool:
        """Tell whether help names a key: no answer to whom it is not open."""
        yours = self._view is not None and self._view.yours and not self._desk.read_only
        return yours or not action.startswith("answer(")

    def about(self) -> str:
        """Return the case that the decision is about."""
        return self._view.ref if self._view else ""

    def of_case(self) -> tuple[Desk, str] | None:
        """Return the case that the decision is about."""
        return (self._desk, self._view.ref) if self._view else None

    def look_again(self) -> None:
        """Read the queue again; the same decision stays under one's eyes."""
        self.look()

    def look(self) -> None:
        """Let the queue be read again, beside the screen; the same decision stays where it is."""
        self._read_at(self._view.id if self._view else "", self._at)

    def _read_at(self, before: str, at: int) -> None:
        self._wanted = (before, at)
        self._again = self._reading
        if not self._reading:
            self._reading = True
            self._read(before, at)

    @aside(group="queue")
    def _read(self, before: str, at: int) -> None:
        view, said = None, ""
        waiting: tuple[Request, ...] = ()
        try:
            waiting = decisionview.queue(self._desk)
            ids = [one.id for one in waiting]
            at = ids.index(before) if before in ids else max(0, min(at, len(ids) - 1))
            if waiting:
                view = decisionview.view(self._desk, waiting[at], at, len(waiting))
        except NotFound:
            said = "That decision was just taken."
        except CaseworkError as fault:
            said = advice.line(fault)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Came(at, len(waiting), view, said))

    @on(Came)
    def _came(self, event: Came) -> None:
        self._reading = False
        if self._again:
            self._read_at(*self._wanted)
            return
        self._at, self._count, self._view = event.at, event.count, event.view
        if event.said:
            self.say(event.said)
        self._entitle()
        self.look_at_gate()
        self._write(self._view)
        self.query_one("#keys", Static).update(key_line(self.named()))

    def _entitle(self) -> None:
        where = self._view.place if self._view else "Decisions"
        self.entitle(where, decisionview.who(self._desk))

    def _write(self, view: DecisionView | None) -> None:
        if view is None:
            self._put("what", [decisionview.NONE])
            for name in ("rests", "if", "answers", "earlier", "letter-title", "letter"):
                self._put(name, [])
            return
        about = f"{view.ref}  {view.about}"
        self._put("what", [(view.title, "bold"), view.may, about, view.asked])
        first = [row for row in view.rests if row[0] != decisionview.EARLIER]
        self.query_one("#rests", Static).update(beside(first, _LEFT))
        self._put("if", ["If you say"] if view.answers else [])
        self.query_one("#answers", Static).update(beside(view.answers, _LEFT))
        self._put_earlier([row for row in view.rests if row not in first])
        self._put("letter-title", ["The letter, word for word"] if view.letter else [])
        self._put("letter", view.letter)

    def _put_earlier(self, rows: Sequence[tuple[str, str]]) -> None:
        part = self.query_one("#earlier", Static)
        part.update(beside([("", ""), *rows], _LEFT))
        part.display = bool(rows)

    def _put(self, name: str, words: Sequence[str | tuple[str, str]]) -> None:
        part = self.query_one(f"#{name}", Static)
        part.update(lines(words))
        part.display = bool(words)

    def action_turn(self, by: int) -> None:
        """Go to another decision; what was said of this one is not said of that."""
        self.say("")
        self._read_at("", max(0, min(self._at + by, self._count - 1)))
        self.query_one("#decision").scroll_home(animate=False)

    def action_read(self) -> None:
        """Read the letter on its page, or the case where there is none."""
        if self._view is None:
            return
        if self._view.letter_number:
            from casework.tui.letterpage import LetterPage

            number = self._view.letter_number
            self.app.push_screen(LetterPage(self._desk, self._view.ref, number))
        else:
            from casework.tui.onecase import OneCase

            self.app.push_screen(OneCase(self._desk, self._view.ref))

    def action_answer(self, key: str) -> None:
        """Open the form of an answer; its button gives it."""
        if self._view is None:
            return
        if not self._view.yours:
            self.say(_NOT_YOURS)
            self.query_one("#decision").scroll_home(animate=False)
            return
        job = decisionjobs.JOBS[key](self._desk, self._view)
        self.app.push_screen(AnswerSheet(job, self._view.letter_number))

    def say(self, words: str) -> None:
        """Say something above the keys."""
        self._put("strip", [words] if words else [])
