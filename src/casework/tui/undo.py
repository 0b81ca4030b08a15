"""The undo window on the screens: what waits goes when the strip has run out, and is asked about.

What was ordered by somebody who has gone goes at the next sign-in of whoever may see the case. A
page is handed over beside the screen, which then asks whether it came out. Must not know how a
page is printed, nor what a row holds.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, Queue
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.widgets import Button, Static
from textual.worker import Worker, get_current_worker

from casework.errors import CaseworkError
from casework.office import effects, printorders
from casework.office.letterprints import Answer, Way
from casework.tui import advice, aside
from casework.tui.donestrip import SECONDS
from casework.tui.formpage import FormPage
from casework.tui.frame import Dialog
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from casework.office.desk import Desk
    from casework.office.effects import Effect
    from casework.tui.app import CaseworkApp

#: What somebody else set going is theirs to let go: only when they have not for so many seconds
#: while one watched, they are gone.
_THEIRS: Final = 5.0
#: So often a question waits for its turn, and an answer is looked for, in seconds.
_TURN: Final = 0.2


class UnansweredError(Exception):
    """Whoever was asked is not there any more: nobody knows what came out."""


@dataclass(slots=True)
class Window:
    """What waits in the cases of whoever sits here, while they sit here."""

    app: CaseworkApp
    _desk: Desk | None = None
    _due: dict[str, float] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)

    @property
    def desk(self) -> Desk:
        """The desk of whoever sits here. Raises UnansweredError where nobody does."""
        if self._desk is None:
            raise UnansweredError
        return self._desk

    def begin(self, desk: Desk) -> None:
        """Hold back from now on what can be taken back; ask what nobody answered."""
        self._desk, self._due, self._busy = desk, {}, set()
        desk.holds_back = not desk.read_only
        if not desk.read_only:
            self._beside(self._ask_unknown)

    def end(self) -> None:
        """Say that nobody sits here any more to take anything back."""
        desk, self._desk = self._desk, None
        if desk is not None:
            with suppress(CaseworkError):  # closed, or not to be written: the rows wait as they are
                effects.let_go(desk)

    def seconds(self, ref: str) -> float:
        """Return for how long the strip speaks of what was done in a case."""
        if self._desk is None or not ref:
            return SECONDS
        return effects.patience_of(self._desk, ref).total_seconds() or SECONDS

    def beat(self, ticks: float) -> None:
        """Let go what has waited long enough, by the computer's own counter."""
        if self._desk is None or self._desk.read_only:
            return
        with suppress(CaseworkError):  # locked for a moment: the next beat looks again
            self._let_go(self._desk, ticks)

    def _let_go(self, desk: Desk, ticks: float) -> None:
        waiting = [one for one in effects.effects(desk) if one.row.tried_at is None]
        for one in waiting:
            mine = one.by == desk.session.user
            self._due.setdefault(one.row.id, ticks + one.seconds + (0.0 if mine else _THEIRS))
        over = {one.row.id for one in waiting if self._due[one.row.id] <= ticks} - self._busy
        pages = effects.release(desk, frozenset(over)) if over else ()
        for page in pages:
            if page.row.id in over:
                self._busy.add(page.row.id)
                self._beside(partial(self._print, page))

    # --- beside the screen ------------------------------------------------------------------------

    def _beside(self, work: Callable[[], None]) -> Worker[None]:
        return aside.begin(self.app, work, group="printing")

    def _print(self, page: Effect) -> None:
        try:
            printed = printorders.carry_out(self.desk, page, self._asker(page))
        except UnansweredError:
            return
        except CaseworkError as fault:
            self._tell(advice.line(fault))
            return
        if printed is None:
            return
        if printed.answer is Answer.NO:
            self._tell("Nothing is recorded as printed. P prints it again.")
        elif printed.answer is Answer.UNSURE:
            self._again(page)
        else:
            self._tell(f"Done: letter {page.number} of {page.ref} is printed. Next: sign it.")

    def _again(self, page: Effect) -> None:
        """Order a copy, because the page that came out will not do."""
        try:
            said = printorders.order(self.desk, page.ref, page.number, Way(page.way))
        except CaseworkError as fault:
            self._tell(advice.line(fault))
        else:
            self._tell(f"Done: {said}.", page.ref)

    def _ask_unknown(self) -> None:
        """Ask about each page that was cut off at the printer, one after the other."""
        desk = self.desk
        for one in printorders.unknown(desk):
            try:
                asked = self._asker(one, f"Letter {one.number} of {one.ref}")
                answer = asked(printorders.question(one))
                printorders.settle(desk, one, answer)
                if answer is Answer.UNSURE:
                    self._again(one)
            except UnansweredError:
                return
            except CaseworkError as fault:
                self._tell(advice.line(fault))

    def _tell(self, words: str, ref: str = "") -> None:
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.app.done, words, ref)

    def _asker(self, page: Effect, title: str = "") -> Callable[[str], Answer]:
        """Return what asks a question on the screen, once it is free, and waits for the answer."""

        def ask(question: str) -> Answer:
            box: Queue[Answer | None] = Queue()
            named = title or f"Letter {page.number} of {page.ref}"
            self.app.call_from_thread(self._put, CameOut(named, question, box))
            worker = get_current_worker()
            while not worker.is_cancelled:
                try:
                    found = box.get(timeout=_TURN)
                except Empty:
                    continue
                if found is None:
                    break
                return found
            raise UnansweredError

        return ask

    def _put(self, question: CameOut) -> None:
        """Put a question on the screen, but never over something that is being typed."""
        if self._desk is None:
            question.box.put(None)
        elif self.app.screen.is_modal or isinstance(self.app.screen, FormPage):
            self.app.set_timer(_TURN, lambda: self._put(question))
        else:
            self.app.push_screen(question)


class CameOut(Dialog):
    """Did the paper come out? No letter key answers: somebody may be typing."""

    DEFAULT_CSS = """
    CameOut #asked { width: 72; height: auto; padding: 1 2; border: solid $border; }
    CameOut Button { width: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar = [
        ("escape", "later", "Later"),
        ("down", "app.focus_next", "Next"),
        ("up", "app.focus_previous", "Before"),
    ]
    ANSWERS: ClassVar = {"yes": Answer.YES, "again": Answer.UNSURE, "no": Answer.NO}

    def __init__(self, title: str, question: str, box: Queue[Answer | None]) -> None:
        super().__init__()
        self._title, self._question, self.box = title, question, box

    def compose(self) -> ComposeResult:
        """Lay out the question and what one can say."""
        with Vertical(id="asked"):
            yield Static(lines([(self._title, "bold"), self._question]), markup=False)
            yield Button("Yes, whole and readable", id="yes", compact=True)
            yield Button("Print again: the next page is marked COPY", id="again", compact=True)
            yield Button("No, nothing came out", id="no", compact=True)
            yield Static(
                "⏎ says it  ↑↓ other answers  Esc later: you are asked again", markup=False
            )

    @on(Button.Pressed)
    def _said(self, event: Button.Pressed) -> None:
        if on_top(self):
            self.box.put(self.ANSWERS[event.button.id or "yes"])
            self.dismiss(True)

    def action_later(self) -> None:
        """Leave it open: it is asked about at the next sign-in."""
        if on_top(self):
            self.dismiss(False)

    def on_unmount(self) -> None:
        """Say that nobody answered, where nobody did."""
        self.box.put(None)


class Leaving(Dialog):
    """What has not been printed, before somebody quits; the safe answer has the focus."""

    DEFAULT_CSS = """
    Leaving #asked { width: 72; height: auto; padding: 1 2; border: solid $border; }
    Leaving Button { width: auto; margin: 1 2 0 0; }
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """Lay out what waits, and the two answers."""
        with Vertical(id="asked"):
            yield Static(shown(self._words), markup=False)
            yield Button("Stay", id="stay", compact=True)
            yield Button("Quit", id="quit", compact=True)

    @on(Button.Pressed)
    def _said(self, event: Button.Pressed) -> None:
        if on_top(self):
            self.dismiss(event.button.id == "quit")


def leave(app: CaseworkApp, desk: Desk | None, quit_: Callable[[], None]) -> None:
    """Quit, or first say what has not been printed."""
    words = printorders.leaving(desk) if desk is not None else ""
    if not words:
        quit_()
        return

    def after(sure: bool | None) -> None:
        if sure:
            quit_()

    app.push_screen(Leaving(words), after)
