"""The form of one step: its questions, its reason, its letter's words; what it will do, before.

Nothing is written but by its button. Must not know which step it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Select, Static, TextArea

from casework.domain.dates import parse_when
from casework.errors import CaseworkError
from casework.office import cases
from casework.office.cases import Answers
from casework.office.saying import Saying
from casework.tui.asking import Form, Question, questions
from casework.tui.foretold import foretold
from casework.tui.frame import Dialog
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from casework.office.desk import Desk
    from casework.tui.caseview import Choice


class StepForm(Dialog):
    """One step, asked about and then taken."""

    def __init__(self, desk: Desk, ref: str, choice: Choice, revision: int) -> None:
        super().__init__()
        self._desk, self._ref, self._choice, self._revision = desk, ref, choice, revision
        self._asked = questions(desk, ref, choice.step)

    def compose(self) -> ComposeResult:
        """Lay out what the step is, what it asks, what it will do, and its button."""
        with VerticalScroll(id="form"):
            yield Static(shown(f"{self._choice.says}  {self._ref}", "bold"), markup=False)
            needs = self._choice.needs
            yield Static(
                shown(f"This {needs[:1].lower()}{needs[1:]}" if needs else ""), markup=False
            )
            for question in self._asked:
                yield Static(shown(question.words), classes="question", markup=False)
                yield _field(question)
            if any(question.who_says for question in self._asked):
                yield Static("Who says so?", classes="question", markup=False)
                yield Input(id="said-by")
            if self._choice.step.reason:
                yield Static("Because", classes="question", markup=False)
                yield TextArea(id="reason", tab_behavior="focus")
            yield Static(
                "When did it happen? Empty is now; else as 5 Nov 14:00",
                classes="question",
                markup=False,
            )
            yield Input(id="happened")
            yield Static(id="will", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("See what it will do", id="look")
                yield Button(self._verb(), id="do", variant="primary")
                yield Button("Back", id="back")

    def _verb(self) -> str:
        return "Ask for the decision" if self._choice.needs else "Do it"

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.action_put_away()

    @on(Button.Pressed, "#look")
    def _look(self) -> None:
        try:
            told, saying = self._told(), self._saying()
        except CaseworkError as fault:
            self._will((fault.message, fault.advice))
            return
        said, _can = foretold(self._desk, self._ref, self._choice, told, saying)
        self._will(said)

    @on(Button.Pressed, "#do")
    def _do(self) -> None:
        if not self.is_current:  # a key pressed twice
            return
        try:
            cases.take_step(
                self._desk,
                self._ref,
                self._choice.trigger,
                self._choice.track,
                self._told(),
                self._saying(),
            )
        except CaseworkError as fault:
            self._will((fault.message, *fault.reasons, fault.advice))
        else:
            self.dismiss(True)

    def _will(self, said: tuple[str, ...]) -> None:
        found = list(dict.fromkeys(line for line in said if line))
        self.query_one("#will", Static).update(lines(["", *found, ""]))
        self.query_one("#will").scroll_visible()

    def _told(self) -> Answers:
        given = {one.name: self._given(one) for one in self._asked}
        letter = {one.name for one in self._asked if one.of_letter}
        return Answers(
            facts={name: value for name, value in given.items() if value and name not in letter},
            said_by=self._line("#said-by"),
            letter={name: value for name, value in given.items() if value and name in letter},
        )

    def _saying(self) -> Saying:
        happened = self._line("#happened")
        reason = self.query_one("#reason", TextArea).text if self._choice.step.reason else ""
        return Saying(
            reason=reason,
            happened=parse_when(happened, self._desk.now()) if happened else None,
            expected=self._revision,
        )

    def _line(self, which: str) -> str:
        found = self.query(which)
        return found.first(Input).value.strip() if found else ""

    def _given(self, question: Question) -> str:
        widget = self.query_one(f"#ask-{question.name}")
        if isinstance(widget, Select):
            return "" if widget.is_blank() else str(widget.value)
        return widget.text.strip() if isinstance(widget, TextArea) else _typed(widget)


def _typed(widget: Widget) -> str:
    return widget.value.strip() if isinstance(widget, Input) else ""


def _field(question: Question) -> Widget:
    """Return the widget in which a question is answered, with what is known already."""
    name = f"ask-{question.name}"
    if question.form is Form.CHOICE:
        options = [(shown(words), value) for words, value in question.answers]
        known = question.known if question.known in {v for _, v in question.answers} else None
        return (
            Select(options, id=name, prompt="choose")
            if known is None
            else Select(options, id=name, prompt="choose", value=known)
        )
    if question.form is Form.TEXT:
        return TextArea(question.known, id=name, tab_behavior="focus")
    hint = "as 2026-11-05 or 5/11/2026" if question.form is Form.DAY else ""
    return Input(question.known, id=name, placeholder=hint)
