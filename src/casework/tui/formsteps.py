"""A form that asks one question after the other, and shows all answers before it is kept.

Must not know what is asked, nor what keeping does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.events import Mount
from textual.widgets import Button, Static

from casework.tui import sheet
from casework.tui.box import all_taken
from casework.tui.formpage import FormPage
from casework.tui.keyline import key_line
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from casework.tui.asking import Question

_NOTHING: Final = "–"
#: A line of what was answered: so much of the question, so much of the answer; so many lines.
_ASKED_CELLS, _ANSWER_CELLS, _LATEST = 40, 34, 4


class FormSteps(FormPage):
    """One question at a time; the last page reads all answers back."""

    KEYS: ClassVar = (
        ("⏎", "Next"),
        ("PgUp", "Back"),
        ("←→", "Choose"),
        ("Esc", "Back, draft stays"),
        ("f9", "Another person"),
    )
    BINDINGS: ClassVar = [
        # at once: what is typed behind one of these is an answer to the question it leads to
        Binding("enter", "onward", "Next", priority=True),
        Binding("pagedown", "onward", "Next", priority=True),
        Binding("pageup", "back", "Back one question", priority=True),
    ]
    DEFAULT_CSS = """
    FormSteps #one { height: auto; }
    FormSteps #asked { text-style: bold; margin: 1 0; }
    FormSteps #so-far { margin-top: 1; color: $text-muted; }
    FormSteps #keep { margin-top: 1; display: none; }
    """

    def __init__(self, job: sheet.Job) -> None:
        super().__init__(job)
        self._at = self._first_open()
        self._said: dict[str, int] = {}

    def body(self) -> ComposeResult:
        """Yield where one is, the question with its field, what was answered, the button."""
        with VerticalScroll(id="sheet", can_focus=False):
            yield Static(id="where", markup=False)
            yield Static(id="asked", markup=False)
            yield Vertical(id="one")
            yield Static(id="warned", markup=False)
            yield Static(id="fault", markup=False)
            yield Button(shown(self.job.button), id="keep", variant="primary", compact=True)
            yield Static(id="so-far", markup=False)

    @on(Mount)
    async def _begin(self) -> None:
        """Ask the first question that has no answer yet."""
        self.say("")
        await self._show()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys: of the last page, Enter does what the form is for."""
        return super().keys() if self._at >= len(self.asked()) else self.KEYS

    def _first_open(self) -> int:
        """Return the first question without an answer: the draft goes on where it stopped."""
        if not any(value for name, value in self.given.items() if name not in self.job.begins):
            return 0
        asked = self.asked()
        last = max((at for at, one in enumerate(asked) if self.given.get(one.name)), default=-1)
        lacking = (at for at, one in enumerate(asked) if one.needed and not self._has(one))
        return min(next(lacking, len(asked)), last + 1)

    def _has(self, question: Question) -> bool:
        return bool(self.given.get(question.name))

    def warn(self) -> None:
        """Say what follows from the answers where it began to follow, and all of it at the end."""
        words = self.job.warned(self.given)
        self._said = {one: self._said.get(one, self._at) for one in words}
        ended = self._at >= len(self.asked())
        told = [one for one in words if ended or self._said[one] >= self._at - 1]
        warned = self.query_one("#warned", Static)
        warned.update(lines(told))
        warned.display = bool(told)

    # --- one question -----------------------------------------------------------------------------

    async def _show(self) -> None:
        asked = self.asked()
        self._at = min(self._at, len(asked))
        place = self.query_one("#one", Vertical)
        async with self.batch():
            await place.remove_children()
            if self._at < len(asked):
                await place.mount(self.field(asked[self._at]))
        self._write(asked)
        if self._at < len(asked):
            self.set_focus(place.children[0], scroll_visible=False)
        else:
            self.set_focus(self.query_one("#keep", Button), scroll_visible=False)
        self.query_one("#sheet").scroll_home(animate=False)

    def _write(self, asked: tuple[Question, ...]) -> None:
        ended = self._at >= len(asked)
        where = "All answers" if ended else f"Question {self._at + 1}"
        words = "Read them, then keep them." if ended else asked[self._at].words
        may = "" if ended or asked[self._at].needed else "  (⏎ leaves it open)"
        self.query_one("#where", Static).update(shown(f"{where}{may}"))
        self.query_one("#asked", Static).update(shown(words))
        self.query_one("#keep", Button).display = ended
        self.query_one("#keys", Static).update(key_line(self.named()))
        self.query_one("#so-far", Static).update(lines(self._so_far(asked, whole=ended)))
        self.warn()

    def _so_far(self, asked: tuple[Question, ...], *, whole: bool) -> list[str]:
        """Return the answers, the latest first while one is asked; all in order at the end."""
        given = [one for one in asked[: self._at] if whole or self._has(one)]
        told = given if whole else given[::-1][:_LATEST]
        return [f"{_cut(one.words)}  {self._answer(one)}" for one in told]

    def _answer(self, question: Question) -> str:
        value = sheet.said(question, self.given.get(question.name, ""))
        plain = " ".join(value.split()) or _NOTHING
        return plain if len(plain) <= _ANSWER_CELLS else f"{plain[: _ANSWER_CELLS - 1]}…"

    # --- going on and back ------------------------------------------------------------------------

    @on(Button.Pressed, "#keep")
    def _pressed(self) -> None:
        self._keep_all()

    async def _all_typed(self) -> None:
        """Take in all that was typed into the field, where a key asks for it."""
        for field in self.query_one("#one").children:
            await all_taken(field)
            self.take(field)

    async def action_onward(self) -> None:
        """Go to the next question; from the last page, keep."""
        await self._all_typed()
        asked = self.asked()
        if self._at >= len(asked):
            self._keep_all()
            return
        if asked[self._at].needed and not self._has(asked[self._at]):
            self.say("This one is wanted: choose or type an answer.")
            return
        self.say("")
        self._at += 1
        await self._show()

    async def action_back(self) -> None:
        """Go to the question before."""
        await self._all_typed()
        self.say("")
        self._at = max(0, self._at - 1)
        await self._show()

    def _keep_all(self) -> None:
        lacking = sheet.missing(self.asked(), self.given)
        if lacking is None:
            self.keep()
            return
        self._at = self.asked().index(lacking)
        self.run_worker(self._show(), exclusive=True, group="ask")


def _cut(words: str) -> str:
    """Return the question short, for the list of what was answered."""
    first, mark, _ = words.partition("?")
    whole = f"{first}{mark}"
    return whole if len(whole) <= _ASKED_CELLS else f"{whole[: _ASKED_CELLS - 1].rstrip()}…"
