"""Signing in: name and password, the same answer for either being wrong, and a growing wait.

A practice school asks who to be, and no password. Must not know how a password is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from casework.errors import CaseworkError
from casework.tui.doors import Doors, Entered, FirstTimeError
from casework.tui.frame import Page
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from textual.app import ComposeResult

#: Seconds to wait after so many wrong passwords in a row (*default*): the last goes on for ever.
WAITS = (0, 0, 2, 5, 15, 30, 60)


class SignIn(Page):
    """The first screen, and the one that locking comes back to."""

    KEYS: ClassVar = (("⏎", "Sign in"), ("f10", "Who to ring"), ("^q", "Quit"))
    BINDINGS: ClassVar = [("f10", "app.ring", "Who to ring")]

    class Done(Message):
        """Somebody signed in."""

        def __init__(self, entered: Entered) -> None:
            super().__init__()
            self.entered = entered

    class Failed(Message):
        """Nobody signed in, and why; ``first`` where a password of their own is wanted."""

        def __init__(self, why: str, *, first: bool = False) -> None:
            super().__init__()
            self.why, self.first = why, first

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors, self._wrong = doors, 0

    def body(self) -> ComposeResult:
        """Yield the fields; in a practice school, whom one may be."""
        with Vertical(id="signin"):
            if self._doors.people:
                yield Static("Who do you want to be? Everything here is invented.", markup=False)
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
                yield Input(id="name")
                yield Static("Your password", markup=False)
                yield Input(id="password", password=True)
                yield Static("", id="own-label", markup=False)
                yield Input(id="own", password=True, classes="hidden")
                yield Button("Sign in", id="go")
            yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        """Say where one is."""
        self.entitle("Casework", "practice: nothing here is real" if self._doors.practice else "")

    @on(OptionList.OptionSelected, "#people")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._begin(event.option.id or "", "", "")

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def _entered(self) -> None:
        name, password, own = (
            self.query_one(f"#{one}", Input) for one in ("name", "password", "own")
        )
        if not name.value.strip():
            name.focus()
        elif not password.value:
            password.focus()
        else:
            self._begin(name.value.strip(), password.value, own.value)

    def _begin(self, name: str, password: str, own: str) -> None:
        wait = WAITS[min(self._wrong, len(WAITS) - 1)]
        self._say(f"Wait {wait} seconds." if wait else "Opening the records …")
        self.set_timer(max(wait, 0.01), lambda: self._try(name, password, own))

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _try(self, name: str, password: str, own: str) -> None:
        """Sign in beside the screen: stretching a password takes a second."""
        try:
            self.post_message(self.Done(self._doors.sign_in(name, password, own)))
        except FirstTimeError:
            self.post_message(self.Failed("Choose a password of your own.", first=True))
        except CaseworkError as fault:
            self.post_message(self.Failed(f"{fault.message}\n{fault.advice}".strip()))

    @on(Failed)
    def _not_in(self, event: Failed) -> None:
        self._say(event.why)
        if event.first:
            own = self.query_one("#own", Input)
            own.remove_class("hidden")
            self.query_one("#own-label", Static).update(
                "A password of your own: three or four words"
            )
            own.focus()
            return
        self._wrong += 1
        if not self._doors.people:
            self.query_one("#password", Input).value = ""

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(lines(words.splitlines()))
