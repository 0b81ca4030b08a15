"""A form on one screen: what is said first, its questions with their fields, one key that keeps it.

Must not know what is asked, nor what keeping does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from casework.tui import sheet
from casework.tui.flowing import Flowing
from casework.tui.formpage import FormPage
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from casework.tui.asking import Question

#: The words before a field have so many cells; longer ones stand on a line of their own above it.
_BESIDE: Final = 23


class Laid(VerticalScroll):
    """What scrolls; it says when it, or what stands in it, has another size."""

    class Anew(Message):
        """Something may be out of view now that was in it."""

    def on_resize(self) -> None:
        """Say so: what stands above it is laid out a moment after it was filled in."""
        self.post_message(self.Anew())

    def watch_virtual_size(self) -> None:
        """Say so: answers go one under the other a moment after they were laid in a line."""
        self.post_message(self.Anew())


class FormSheet(FormPage):
    """All questions under one another."""

    KEYS: ClassVar = (
        ("⏎", "Do what the button says"),
        ("Tab", "Next"),
        ("←→", "Choose"),
        ("Esc", "Back, draft stays"),
        ("f9", "Another person"),
    )
    BINDINGS: ClassVar = [("enter", "keep", "Do what the button says")]
    DEFAULT_CSS = """
    FormSheet #guide { height: auto; padding: 0 1; margin-bottom: 1; }
    FormSheet #intro { height: auto; }
    FormSheet #fields { height: auto; margin-top: 1; }
    FormSheet .row { height: auto; }
    FormSheet .label { height: auto; }
    FormSheet Horizontal.row > .label { width: 23; }
    FormSheet .row > Pick, FormSheet .row > Line, FormSheet .row > Flowing { width: 1fr; }
    FormSheet #keep { margin-top: 1; }
    FormSheet #fault { padding: 0 1; max-height: 50%; }
    """

    def __init__(self, job: sheet.Job) -> None:
        super().__init__(job)
        self._asking = asyncio.Lock()

    def body(self) -> ComposeResult:
        """Yield what is said, the questions, the button; below them, in view, what is wrong."""
        if self.job.guide:
            yield Static(shown(self.job.guide, "bold"), id="guide", markup=False)
        with Laid(id="sheet", can_focus=False):
            yield Static(lines(self.job.says), id="intro", markup=False)
            yield Static(id="warned", markup=False)
            yield Vertical(*self._fields(), id="fields")
            yield Button(shown(self.job.button), id="keep", variant="primary", compact=True)
        yield Static(id="fault", markup=False)

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
        return (self._row(question) for question in self.asked())

    def _row(self, question: Question) -> Widget:
        """Return a question with its field: beside each other where the words are short."""
        label = Static(shown(question.words), classes="label", markup=False)
        beside = len(question.words) < _BESIDE
        return (Horizontal if beside else Vertical)(
            label, self.field(question), id=f"row-{question.name}", classes="row"
        )

    def _stand(self, question: Question) -> None:
        self.query_one(f"#ask-{question.name}").focus()

    def took_in(self) -> None:
        """Ask what the answer brings with it, and no more what it makes idle."""
        if self._wanted() != [row.id for row in self.query_one("#fields").children]:
            self.run_worker(self._ask_again(), group="ask")

    def _wanted(self) -> list[str]:
        return [f"row-{one.name}" for one in self.asked()]

    async def _ask_again(self) -> None:
        """Bring the fields up to what is asked now; whoever types on in another loses no letter."""
        async with self._asking:
            fields = self.query_one("#fields", Vertical)
            for row in [one for one in fields.children if one.id not in self._wanted()]:
                await row.remove()
            for at, question in enumerate(self.asked()):
                if f"row-{question.name}" not in [one.id for one in fields.children]:
                    await fields.mount(self._row(question), before=_at(fields, at))
        self.call_after_refresh(self.still_seen)

    @on(Laid.Anew)
    def _laid_anew(self) -> None:
        self.call_after_refresh(self.still_seen)

    def still_seen(self) -> None:
        """Scroll what has the keyboard into view; no question above it is cut at the edge."""
        super().still_seen()
        self.call_after_refresh(self._uncut)

    def _uncut(self) -> None:
        """Scroll on past an answer whose question has gone, as far as one's own stays in view."""
        if self.focused is None or not self.is_attached:
            return
        sheet = self.query_one("#sheet", VerticalScroll)
        top, own = sheet.scrollable_content_region.y, self.whole(self.focused).region.y
        for row in self.query(".row"):
            over = row.region.bottom - top
            if row.region.y < top < row.region.bottom <= own:
                if sheet.scroll_y + over <= sheet.max_scroll_y:
                    sheet.scroll_relative(y=over, animate=False)
                return

    def whole(self, field: Widget) -> Widget:
        """Return a field with its question."""
        there = (one for one in field.ancestors_with_self if isinstance(one, Widget))
        return next((one for one in there if one.has_class("row")), field)

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


def _at(fields: Widget, at: int) -> int | None:
    """Return the place before which a row goes, or nothing where it comes last."""
    return at if at < len(fields.children) else None
