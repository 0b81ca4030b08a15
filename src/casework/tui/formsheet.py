"""A form on one screen: what is said first, its questions with their fields, one key that keeps it.

Must not know what is asked, nor what keeping does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from casework.tui import sheet
from casework.tui.flowing import Flowing
from casework.tui.formpage import FormPage
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.widget import Widget

    from casework.tui.asking import Question

#: The words before a field have so many cells; longer ones stand on a line of their own above it.
_BESIDE: Final = 23


class FormSheet(FormPage):
    """All questions under one another."""

    KEYS: ClassVar = (
        ("⏎", "Keep"),
        ("Tab", "Next field"),
        ("Esc", "Put away, the draft stays"),
        ("f9", "Another person"),
    )
    BINDINGS: ClassVar = [("enter", "keep", "Keep")]
    DEFAULT_CSS = """
    FormSheet #intro { height: auto; }
    FormSheet #fields { height: auto; margin-top: 1; }
    FormSheet .row { height: auto; }
    FormSheet .row > .label { width: 23; height: auto; }
    FormSheet .row > Pick, FormSheet .row > Line, FormSheet .row > Flowing { width: 1fr; }
    FormSheet .above { height: auto; }
    FormSheet #keep { margin-top: 1; }
    """

    def body(self) -> ComposeResult:
        """Yield what is said, the questions, what is wrong, the button."""
        with VerticalScroll(id="sheet", can_focus=False):
            yield Static(lines(self.job.says), id="intro", markup=False)
            yield Static(id="warned", markup=False)
            yield Vertical(*self._fields(), id="fields")
            yield Static(id="fault", markup=False)
            yield Button(self.job.button, id="keep", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Stand where the first answer is wanted."""
        self.say("")
        self.warn()
        asked = self.asked()
        if asked:
            self._stand(sheet.missing(asked, self.given) or asked[0])
        else:
            self.query_one("#keep", Button).focus()

    def _fields(self) -> Iterator[Widget]:
        for question in self.asked():
            label = Static(shown(question.words), classes="label", markup=False)
            if len(question.words) < _BESIDE:
                yield Horizontal(label, self.field(question), classes="row")
            else:
                label.add_class("above")
                yield label
                yield self.field(question)

    def _stand(self, question: Question) -> None:
        self.query_one(f"#ask-{question.name}").focus()

    def took_in(self, name: str) -> None:
        """Ask anew where the answer changes what is asked."""
        shown_ = [one.id for one in self.query("#fields Pick, #fields Line, #fields Flowing")]
        if shown_ != [f"ask-{one.name}" for one in self.asked()]:
            self.run_worker(self._ask_again(name), exclusive=True, group="ask")

    async def _ask_again(self, name: str) -> None:
        fields = self.query_one("#fields", Vertical)
        async with self.batch():
            await fields.remove_children()
            await fields.mount_all(self._fields())
        self.query_one(f"#ask-{name}").focus()

    @on(Input.Submitted)
    @on(Flowing.Submitted)
    @on(Button.Pressed, "#keep")
    def _submitted(self) -> None:
        self.action_keep()

    def action_keep(self) -> None:
        """Keep the form, or go to what is still wanted."""
        lacking = sheet.missing(self.asked(), self.given)
        if lacking is None:
            self.keep()
        else:
            self.say(f"Still wanted: {lacking.words}")
            self._stand(lacking)
