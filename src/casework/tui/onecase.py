"""One case: what happens next with one button each, then how it stands and why not yet.

Must not decide anything: what can be taken and what cannot is the engine's own answer.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from casework.errors import CaseworkError
from casework.tui import caseview
from casework.tui.frame import Page
from casework.tui.safe import lines, shown
from casework.tui.stepform import StepForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.caseview import CaseView, Part

_WIDTH = 34


class OneCase(Page):
    """A case, opened."""

    KEYS: ClassVar = (
        ("⏎", "Do it"),
        ("n", "Next step"),
        ("a", "Note"),
        ("u", "Undo"),
        ("Esc", "Back"),
        ("^l", "Lock"),
    )
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        ("n", "next", "Next step"),
    ]

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__()
        self._desk, self._ref = desk, ref
        self._view: CaseView | None = None

    def body(self) -> ComposeResult:
        """Yield what can be done, and how things stand."""
        with VerticalScroll(id="case"):
            yield Static(id="wait", markup=False)
            yield Static("What can be done now", classes="heading", markup=False)
            yield OptionList(id="choices", markup=False)
            yield Static(id="parts", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Show the case."""
        self.look()
        self.query_one("#choices", OptionList).focus()

    def about(self) -> str:
        """Return this case."""
        return self._ref

    def look_again(self) -> None:
        """Read the case again."""
        self.look()

    def look(self, said: str = "") -> None:
        """Read the case again and show it; ``said`` stands in the strip."""
        try:
            view = caseview.view(self._desk, self._ref)
        except CaseworkError as fault:
            self._say(f"{fault.message} {fault.advice}")
            return
        self._view = view
        self.entitle(f"{view.ref}  {view.title}  {view.about}", self._desk.session.name)
        wait: list[str | tuple[str, str]] = []
        if view.wait:
            wait = [("Wait: do not contact the author", "bold"), view.wait, ""]
        self.query_one("#wait", Static).update(lines(wait))
        choices = self.query_one("#choices", OptionList)
        choices.clear_options()
        for choice in view.choices:
            needs = f"   {choice.needs}" if choice.needs else ""
            choices.add_option(Option(shown(f"{choice.says}{needs}")))
        choices.highlighted = 0 if view.choices else None
        self.query_one("#parts", Static).update(lines(_told(view.parts)))
        self._say(said)

    def action_next(self) -> None:
        """Go to what can be done first."""
        choices = self.query_one("#choices", OptionList)
        choices.focus()
        choices.highlighted = 0

    @on(OptionList.OptionSelected, "#choices")
    def _take(self, event: OptionList.OptionSelected) -> None:
        if self._view is not None:
            choice = self._view.choices[event.option_index]
            form = StepForm(self._desk, self._ref, choice, self._view.revision)
            self.app.push_screen(form, partial(self._after, choice.says))

    def _after(self, says: str, done: bool | None) -> None:
        if done:
            cast("CaseworkApp", self.app).done(f"Done: {says}.", self._ref)

    def _say(self, words: str) -> None:
        self.query_one("#strip", Static).update(lines([words]))


def _told(parts: tuple[Part, ...]) -> Iterator[str | tuple[str, str]]:
    for part in parts:
        yield ""
        yield part.title, "bold"
        for left, beside in part.lines:
            yield f"  {left:<{_WIDTH}}  {beside}" if beside else f"  {left}"
