"""The undo window on the screens: what waits goes when the strip has run out, and is asked about.

What was ordered by somebody who has gone goes at the next sign-in of whoever may see the case. A
page is handed over beside the screen, which then asks whether it came out; a fault that may pass
lets it wait and go later. Must not know how a page is printed, nor what a row holds.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from math import inf
from queue import Empty, Queue
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.widgets import Button, Static
from textual.worker import Worker, get_current_worker

from casework.errors import CaseworkError, Conflict, NotPermitted
from casework.office import effects, printorders
from casework.office.effects import Standing
from casework.office.letterprints import Answer
from casework.tui import advice, aside
from casework.tui.donestrip import SECONDS
from casework.tui.formpage import FormPage
from casework.tui.frame import Dialog
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult

    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.office.effects import Effect
    from casework.office.letterprints import Printed
    from casework.tui.app import CaseworkApp

#: What was set going at another sign-in is that one's to let go: only when it has not for so many
#: seconds while one watched, it is gone.
_THEIRS: Final = effects.THEIRS.total_seconds()
#: So long after something stood in the way of a page it is tried again, in seconds.
_AGAIN: Final = 30.0
#: So often a question waits for its turn, and an answer is looked for, in seconds.
_TURN: Final = 0.2
_ANSWERS: Final = "⏎ says it  ↑↓ other answers  Esc later: you are asked again"


class UnansweredError(Exception):
    """Whoever was asked is not there any more: nobody knows what came out."""


@dataclass(slots=True)
class Window:
    """What waits in the cases of whoever sits here, while they sit here."""

    app: CaseworkApp
    _desk: Desk | None = None
    _due: dict[str, float] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)
    _put_off: set[str] = field(default_factory=set)
    _asks: bool = False
    _ticks: float = 0.0

    def begin(self, desk: Desk) -> None:
        """Hold back from now on what can be taken back; ask what nobody answered."""
        self._desk, self._due, self._busy, self._put_off = desk, {}, set(), set()
        self._asks = False
        desk.holds_back = not desk.read_only
        if not desk.read_only:
            self._ask(desk)

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
        self._ticks = ticks
        with suppress(CaseworkError):  # locked for a moment: the next beat looks again
            found = effects.effects(self._desk)
            self._let_go(self._desk, found, ticks)
            if self._is_cut_off(self._desk, found):
                self._ask(self._desk)

    def _let_go(self, desk: Desk, found: Iterable[Effect], ticks: float) -> None:
        waiting = [one for one in found if one.row.tried_at is None]
        for one in waiting:
            here = one.at == desk.session.at_work.id
            self._due.setdefault(one.row.id, ticks + one.seconds + (0.0 if here else _THEIRS))
        over = {one.row.id for one in waiting if self._due[one.row.id] <= ticks} - self._busy
        pages = effects.release(desk, frozenset(over)) if over else ()
        for page in pages:
            if page.row.id in over:
                self._busy.add(page.row.id)
                self._beside(partial(self._print, desk, page))

    def _is_cut_off(self, desk: Desk, found: Iterable[Effect]) -> bool:
        """Tell whether a page of this very person's was cut off while they sit here."""
        me, known = desk.session.user, self._busy | self._put_off
        return any(
            one.standing is Standing.UNKNOWN
            and me in {one.by, one.taken_by}
            and one.row.id not in known
            for one in found
        )

    def _ask(self, desk: Desk) -> None:
        if not self._asks:
            self._asks = True
            self._beside(partial(self._ask_unknown, desk))

    # --- beside the screen ------------------------------------------------------------------------

    def _beside(self, work: Callable[[], None]) -> Worker[None]:
        return aside.begin(self.app, work, group="printing")

    def _print(self, desk: Desk, page: Effect) -> None:
        try:
            printed = printorders.carry_out(desk, page, self._asker(desk, page))
        except UnansweredError:
            self._put_off.add(page.row.id)
        except NotPermitted as fault:  # it waits for somebody whose it is
            self._due[page.row.id] = inf
            if page.by == desk.session.user:
                self._tell(desk, advice.line(fault))
        except CaseworkError as fault:
            self._tell(desk, advice.line(fault))
        else:
            if printed is not None:
                self._say_printed(desk, page, printed)
        finally:  # where it still waits, it is tried again
            self._due[page.row.id] = max(self._due.get(page.row.id, 0.0), self._ticks + _AGAIN)
            self._busy.discard(page.row.id)

    def _say_printed(self, desk: Desk, page: Effect, printed: Printed) -> None:
        if printed.done is None:
            self._tell(desk, "Nothing is recorded as printed. P prints it again.")
        elif printed.answer is Answer.AGAIN:
            self._say_again(desk, page, printed.done)
        else:
            done = f"Done: letter {page.number} of {page.ref} is printed. Next: sign it."
            self._tell(desk, done)

    def _say_again(self, desk: Desk, page: Effect, done: Done) -> None:
        """Say that a copy is on its way, because the page that came out will not do."""
        self._tell(desk, f"Done: {printorders.copy_ordered(page, done)}.", page.ref)

    def _ask_unknown(self, desk: Desk) -> None:
        """Ask about each page that was cut off at the printer, one after the other."""
        try:
            while (page := self._next_unknown(desk)) is not None:
                self._put_off.add(page.row.id)
                self._ask_about(desk, page)
        except UnansweredError:
            return
        except CaseworkError as fault:
            self._tell(desk, advice.line(fault))
        finally:
            self._asks = False

    def _next_unknown(self, desk: Desk) -> Effect | None:
        """Return the next page to ask about, as things stand by now."""
        if self._desk is not desk:
            return None
        known = self._busy | self._put_off
        return next((one for one in printorders.unknown(desk) if one.row.id not in known), None)

    def _ask_about(self, desk: Desk, page: Effect) -> None:
        asked = self._asker(desk, page)
        answer = asked(printorders.question(page))
        try:
            done = printorders.settle(desk, page, answer)
        except Conflict as fault:  # somebody else said it while the question stood here
            self._tell(desk, advice.line(fault))
        else:
            if done is not None and answer is Answer.AGAIN:
                self._say_again(desk, page, done)

    def _tell(self, desk: Desk, words: str, ref: str = "") -> None:
        if self._desk is desk and not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.app.done, words, ref)

    def _asker(self, desk: Desk, page: Effect) -> Callable[[str], Answer]:
        """Return what asks a question on the screen, once it is free, and waits for the answer."""

        def ask(question: str) -> Answer:
            box: Queue[Answer | None] = Queue()
            named = f"Letter {page.number} of {page.ref}"
            self.app.call_from_thread(self._put, desk, CameOut(named, question, box))
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

    def _put(self, desk: Desk, question: CameOut) -> None:
        """Put a question on the screen, but never over something that is being typed.

        Nobody but whoever the page was handed over for is asked by it.
        """
        if self._desk is not desk:
            question.box.put(None)
        elif self.app.screen.is_modal or isinstance(self.app.screen, FormPage):
            self.app.set_timer(_TURN, lambda: self._put(desk, question))
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
    ANSWERS: ClassVar = {"yes": Answer.YES, "again": Answer.AGAIN, "no": Answer.NO}

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
            yield Static(shown(_ANSWERS), markup=False)

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
