"""Signing in: name and password, the same answer for either being wrong, and a growing wait.

A practice school asks who to be, and no password. Must not know how a password is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from casework.errors import CaseworkError, NotPermitted
from casework.tui import advice
from casework.tui.aside import aside
from casework.tui.box import Box, all_taken
from casework.tui.doors import CodeWantedError, Doors, Entered, FirstTimeError
from casework.tui.frame import Page
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from casework.tui.waits import Waits

    Enter = Callable[[str], Entered]

_OWN = "A password of your own: three or four words"
_CODE = "The code your telephone shows, or one on paper"
_WHO = "Be the clerk, the headteacher, the safeguarding lead or the chair?"


class SignIn(Page):
    """The first screen, and the one that locking comes back to."""

    KEYS: ClassVar = (("⏎", "Sign in"), ("f10", "Who to ring"), ("^q", "Quit"))
    BINDINGS: ClassVar = [
        ("f10", "app.ring", "Who to ring"),
        # at once: a letter of the password never lands in the field before it
        Binding("enter", "go_on", "Sign in", show=False, priority=True),
        Binding("tab,down", "step(1)", "Next field", show=False, priority=True),
        Binding("shift+tab,up", "step(-1)", "The field before", show=False, priority=True),
    ]

    class Done(Message):
        """Somebody signed in."""

        def __init__(self, entered: Entered) -> None:
            super().__init__()
            self.entered = entered

    class Failed(Message):
        """Nobody signed in, and why.

        ``besides`` is what is wanted as well, and ``enter`` signs in with it where that is a code;
        ``wrong`` where what was typed was, and not the machine in the way.
        """

        def __init__(
            self, why: str, *, besides: str = "", enter: Enter | None = None, wrong: bool = False
        ) -> None:
            super().__init__()
            self.why, self.besides, self.enter, self.wrong = why, besides, enter, wrong

    def __init__(self, doors: Doors, waits: Waits) -> None:
        super().__init__()
        self._doors, self._waits = doors, waits
        self._busy, self._why = False, ""
        self._enter: Enter | None = None  # signs in with a code, once the password was right

    def body(self) -> ComposeResult:
        """Yield the fields; in a practice school, whom one may be."""
        with Vertical(id="signin"):
            if self._doors.people:
                yield Static(lines([_WHO, "Everything in this school is invented."]), markup=False)
                yield OptionList(
                    *(
                        Option(shown(f"{name}, {what}"), id=name)
                        for name, what in self._doors.people
                    ),
                    id="people",
                    markup=False,
                )
            else:
                yield Static("Your name", markup=False)
                yield Box(id="name")
                yield Static("Your password", markup=False)
                yield Box(id="password", password=True)
                yield Static("", id="own-label", markup=False)
                yield Box(id="own", password=True, classes="hidden")
                yield Button("Sign in", id="go")
            yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        """Say where one is, and keep the time of a wait."""
        self.entitle_anew()
        self.set_interval(1, self._tick)

    def entitle_anew(self) -> None:
        """Say where one is."""
        self.entitle("Casework", "nothing here is real" if self._doors.practice else "")

    @on(OptionList.OptionSelected, "#people")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        name = event.option.id or ""
        self._begin(lambda: self._doors.sign_in(name, "", ""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let these keys lead on from a field alone: a list and a button have their own."""
        if action in {"go_on", "step"} and not isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    def action_step(self, by: int) -> None:
        """Go to the next field, or the one before."""
        (self.focus_next if by > 0 else self.focus_previous)()

    async def action_go_on(self) -> None:
        """Sign in with all that was typed, or go to what is still wanted."""
        if isinstance(self.focused, Input):
            await all_taken(self.focused)
        self._entered()

    @on(Button.Pressed, "#go")
    def _entered(self) -> None:
        name, password, own = (
            self.query_one(f"#{one}", Input) for one in ("name", "password", "own")
        )
        if not name.value.strip():
            self.set_focus(name)
        elif not password.value:
            self.set_focus(password)
        elif (enter := self._enter) is not None:
            code = own.value
            self._begin(lambda: enter(code)) if code else self.set_focus(own)
        else:
            told = (name.value.strip(), password.value, own.value)
            self._begin(lambda: self._doors.sign_in(*told))

    def _begin(self, enter: Callable[[], Entered]) -> None:
        if self._busy or self._waits.left(self._doors.ticks()):
            return
        self._busy = True
        self._say("Opening the records …")
        self._try(enter)

    def _tick(self) -> None:
        left = self._waits.left(self._doors.ticks())
        if left:
            self._say(f"{self._why}\nWait {left} s, then try again.")

    @aside(exclusive=True)
    def _try(self, enter: Callable[[], Entered]) -> None:
        """Sign in beside the screen: stretching a password takes a second."""
        try:
            self.post_message(self.Done(enter()))
        except FirstTimeError:
            self.post_message(self.Failed("Choose a password of your own.", besides=_OWN))
        except CodeWantedError as wanted:
            why = "A code is wanted as well."
            self.post_message(self.Failed(why, besides=_CODE, enter=wanted.enter))
        except CaseworkError as fault:
            why = "\n".join(advice.sentences(fault))
            self.post_message(self.Failed(why, wrong=isinstance(fault, NotPermitted)))

    @on(Failed)
    def _not_in(self, event: Failed) -> None:
        self._busy, self._why = False, event.why
        self._say(event.why)
        self._enter = event.enter
        if event.besides:
            self._besides(event.besides)
        elif event.wrong:
            self._waits.wrong(self._doors.ticks())
            if not self._doors.people:
                self.query_one("#password", Input).value = ""
                self._besides("")

    def _besides(self, words: str) -> None:
        """Ask for something more than name and password; for nothing more without words."""
        own = self.query_one("#own", Input)
        own.value = ""
        own.set_class(not words, "hidden")
        self.query_one("#own-label", Static).update(lines([words]))
        (own if words else self.query_one("#password", Input)).focus()

    def greet(self, why: str) -> None:
        """Be ready for the next person, and say why; no password, no name stays in a field."""
        self._busy, self._why, self._enter = False, why, None
        for field in self.query(Input):
            field.value = ""
        if self.query("#own"):
            self._besides("")
        self._say(why)
        self.entitle_anew()

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(lines(words.splitlines()))
