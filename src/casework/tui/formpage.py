"""What every form has: its draft, its fields, keeping it once, what is said when it cannot be.

How the questions stand on the screen is said by ``formsheet`` (all at once) and ``formsteps`` (one
after the other). Must not know what is asked, nor what keeping does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from casework.domain.dates import local_day, typed_day
from casework.errors import CaseworkError
from casework.tui import advice, sheet
from casework.tui.aside import aside
from casework.tui.asking import Form, Question
from casework.tui.drafts import Drafting
from casework.tui.flowing import Flowing, Line
from casework.tui.frame import Page
from casework.tui.keyline import fits
from casework.tui.ontop import on_top
from casework.tui.pick import Pick
from casework.tui.safe import lines
from casework.tui.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.events import Resize
    from textual.widget import Widget

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.sheet import Job, Kept

#: Seconds between two looks at how far a slow form has come.
_LOOKS: Final = 0.3
#: The key that is of use only where there is something to choose.
_ARROWS: Final = "←→"
#: A long button in a few words: up to where it says how, or of it; else the shortest there is.
_FIRST: Final = re.compile(r"([A-Z][a-z]+ (?:it|them)(?: up| out| in| back)?)(?:,| as | to )")
_OF_IT: Final = frozenset(
    (
        *("Add", "Change", "Choose", "Close", "Confirm", "Consider", "Keep", "Lift", "Log", "Note"),
        *("Open", "Print", "Record", "Refuse", "Save", "Sort", "Withdraw", "Write"),
    )
)
_DO_IT: Final = "Do it"


class FormPage(Page):
    """One form of a person. Raises NotPermitted where nothing may be written."""

    BINDINGS: ClassVar = [
        ("escape", "put_away", "Put away, the draft stays"),
        ("down", "app.focus_next", "Next field"),
        ("up", "app.focus_previous", "The field before"),
        # at once: what is typed behind a Tab never lands in the field before it
        Binding("tab", "app.focus_next", "Next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "The field before", priority=True),
    ]
    DEFAULT_CSS = """
    FormPage #sheet { padding: 0 1; height: 1fr; }
    FormPage #warned { height: auto; color: $warning; text-style: bold; }
    FormPage #fault { height: auto; color: $error; text-style: bold; }
    """

    class Came(Message):
        """Keeping came to an end: what it came to, or what stood in the way."""

        def __init__(self, kept: Kept | None, fault: CaseworkError | None = None) -> None:
            super().__init__()
            self.kept, self.fault = kept, fault

    class Warned(Message):
        """The office said what comes of these answers."""

        def __init__(self, given: dict[str, str], words: tuple[str, ...]) -> None:
            super().__init__()
            self.given, self.words = given, words

    def __init__(self, job: Job) -> None:
        job.must_be_open()
        super().__init__()
        self.job = job
        self.drafting = Drafting(self, job.desk, job.draft, job.ref)
        self.given: dict[str, str] = {**job.begins, **self.drafting.typed}
        self._keeping = self._watched = False
        self._done: Kept | None = None

    def about(self) -> str:
        """Return the case that the form is about."""
        return ""  # a case's own keys would open another form over this one

    def of_case(self) -> tuple[Desk, str] | None:
        """Return the case of the form, if it is about one."""
        return (self.job.desk, self.job.ref) if self.job.ref else None

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys: Enter does what the button says, in a short phrase where it is long."""
        picks = any(one.form is Form.CHOICE for one in self.asked())
        others = tuple(one for one in self.KEYS[1:] if picks or one[0] != _ARROWS)
        told = ((("⏎", one), *others) for one in phrases(self.job.button))
        return next(filter(fits, told), (("⏎", _DO_IT), *others))

    def on_mount(self) -> None:
        """Say where one is."""
        self._entitle()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved; whoever types sees it still."""
        self._entitle()
        self.call_after_refresh(self.still_seen)

    def _entitle(self) -> None:
        self.entitle(self.job.title, self.job.desk.session.name)

    def on_unmount(self) -> None:
        """Write what still waits to be written."""
        self.drafting.put_away()

    def action_put_away(self) -> None:
        """Go back; the draft stays. What is being kept is let come to its end first."""
        if on_top(self) and not self._keeping:
            self.app.pop_screen()

    # --- what is typed ----------------------------------------------------------------------------

    def asked(self) -> tuple[Question, ...]:
        """Return the questions, by what was answered so far."""
        return self.job.asked(self.given)

    def field(self, question: Question) -> Widget:
        """Return the field in which a question is answered, with what is known already."""
        name, value = f"ask-{question.name}", self.given.get(question.name, question.known)
        if question.form is Form.CHOICE:
            return Pick(question.answers, value, name)
        if question.form is Form.TEXT:
            return Flowing(value, name)
        today = typed_day(local_day(self.job.desk.now()))  # an example that may be meant
        return Line(value, name, f"as {today}" if question.form is Form.DAY else "")

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Pick.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed | Pick.Changed) -> None:
        self.take(event.pick if isinstance(event, Pick.Changed) else event.control)

    def take(self, field: Widget) -> None:
        """Take in what stands in a field now."""
        name, value = (field.id or "").removeprefix("ask-"), _value(field)
        if not name or self.given.get(name, "") == value:
            return
        self.given[name] = value
        self.say("")
        self._draft_it()
        self.warn()
        self.took_in()

    def warn(self) -> None:
        """Say what is to be said of the answers; the office is asked beside the screen."""
        if self.job.rehearses:
            self._warn_beside(dict(self.given))
        else:
            self.warn_of(self.job.warned(self.given))

    @aside(group="warn", exclusive=True)
    def _warn_beside(self, given: dict[str, str]) -> None:
        self.post_message(self.Warned(given, self.job.warned(given)))

    @on(Warned)
    def _warned(self, event: Warned) -> None:
        if event.given == self.given:  # else another answer was given by now, and asked about
            self.warn_of(event.words)

    def warn_of(self, words: tuple[str, ...]) -> None:
        """Show what is to be said of the answers, or take no room."""
        said = self.query_one("#warned", Static)
        said.update(lines(words))
        if said.display != bool(words):  # what stands below it moves: whoever types sees it still
            said.display = bool(words)
            self.call_after_refresh(self.still_seen)

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = True,
        from_app_focus: bool = False,
    ) -> None:
        """Put the keyboard on a field; its question comes into view with it."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        if scroll_visible and widget is not None:
            self.call_after_refresh(self.still_seen)

    def whole(self, field: Widget) -> Widget:
        """Return what is to be seen together with a field."""
        return field

    def still_seen(self) -> None:
        """Scroll what has the keyboard into view."""
        if self.focused is not None:
            self.whole(self.focused).scroll_visible(animate=False, immediate=True)

    def _draft_it(self) -> None:
        """Keep what was typed; a form with nothing in it is no draft."""
        typed = {name: value for name, value in self.given.items() if value}
        self.drafting.changed({} if typed == dict(self.job.begins) else typed)

    def took_in(self) -> None:
        """Take in that another answer was given."""

    @on(Drafting.NotKept)
    def _not_kept(self, event: Drafting.NotKept) -> None:
        self.say(f"What you type is not being kept. {event.why}")

    # --- keeping it -------------------------------------------------------------------------------

    def keep(self) -> None:
        """Do what the form is for, once."""
        if self._keeping or not on_top(self):  # a key pressed twice
            return
        self._keeping = True
        self.say("One moment …" if self.job.slow else "")
        self._watch()
        self._keep_beside()

    def _watch(self) -> None:
        """Say now and then what is being done, until it is done."""
        if self._watched:
            return
        self._watched = True

        def look() -> None:
            if self._keeping and self._done is None:
                words = self.job.meanwhile()
                self.say(f"One moment … {words}." if words else "One moment …")

        self.set_interval(_LOOKS, look)

    @aside()
    def _keep_beside(self) -> None:
        self.post_message(self._kept())

    def _kept(self) -> Came:
        begun = {name: self.given[name] for name in self.job.begins if name in self.given}
        try:
            given = sheet.answered(self.asked(), self.given)
            return self.Came(self.job.keep({**begun, **given}, self.drafting.mark))
        except CaseworkError as fault:
            return self.Came(None, fault)

    @on(Came)
    def _came(self, event: Came) -> None:
        if event.kept is not None:
            self.drafting.done()
            self._done = event.kept
            self._leave_if_here()
            return
        self._keeping = False
        if event.fault is None:
            return
        self.say("\n".join(advice.sentences(event.fault)))

    def on_screen_resume(self) -> None:
        """Leave now what came to its end while something lay over it: a lock, whom to ring."""
        self.call_later(self._leave_if_here)

    def _leave_if_here(self) -> None:
        if self._done is not None and on_top(self):
            kept, self._done = self._done, None
            self._leave(kept)

    def _leave(self, kept: Kept) -> None:
        """Go back to where one was, with what was done, what is to be read, what comes next."""
        app = cast("CaseworkApp", self.app)
        app.pop_screen()
        if kept.then:
            app.action_about(kept.then, kept.ref)
        elif not kept.told:
            app.done(kept.words, kept.ref if kept.undo else "")
        if kept.key:
            from casework.tui.recoverykey import RecoveryKey  # once in many years

            app.push_screen(RecoveryKey(kept.key), lambda _right: app.done(kept.words))
        elif kept.told:
            app.push_screen(Told(kept, self.job.desk))

    def say(self, words: str) -> None:
        """Say what is wrong, or nothing."""
        said = self.query_one("#fault", Static)
        said.update(lines(words.splitlines()))
        said.display = bool(words)
        if words:
            said.scroll_visible()
            self.call_after_refresh(self.still_seen)


def phrases(button: str) -> Iterator[str]:
    """Yield what may stand for a button on the line of keys: whole phrases, no lone verb."""
    yield button
    begun = _FIRST.match(button)
    if begun is not None:
        yield begun[1]
    first = button.split(maxsplit=1)[0]
    if first in _OF_IT:
        yield f"{first} it"


def _value(field: Widget) -> str:
    if isinstance(field, (Pick, Input)):
        return field.value
    return field.text if isinstance(field, TextArea) else ""
