"""A letter: its facts with where they are known from, beside its page as it will be printed.

The page is set anew beside the screen whenever something changed. Must not know what a letter says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from casework.errors import CaseworkError
from casework.text import large
from casework.tui import advice, letterjobs, letterview
from casework.tui.aside import aside
from casework.tui.formsheet import FormSheet
from casework.tui.frame import Page
from casework.tui.keyline import key_line
from casework.tui.safe import lines, shown
from casework.tui.sheet import Kept
from casework.tui.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.letterview import FactRow, LetterView, PageView
    from casework.tui.sheet import Job

#: A fact's name has so many cells beside where it is known from.
_CALLED: Final = 18
_NONE_KEYS: Final = (("n", "Next step"), ("Esc", "Back"), ("f1", "Help"))
#: What is left of them where the records may only be read.
_READ_KEYS: Final = (
    ("↑↓", "Facts"),
    ("←→", "Other letters"),
    ("w", "Why"),
    ("o", "Open PDF"),
    ("Esc", "Back"),
    ("f1", "Help"),
)
_NO_LETTER: Final = "This case has no letter yet. A step that needs one drafts it (N)."


class LetterPage(Page):
    """One letter of a case; the arrows go to the others."""

    KEYS: ClassVar = (
        ("⏎", "Edit fact"),
        ("n", "Next"),
        ("s", "Signs"),
        ("k", "Ask"),
        ("o", "Open PDF"),
        ("p", "Print"),
        ("f1", "Help"),
    )
    DEFAULT_CSS = """
    LetterPage #sides { height: 1fr; }
    LetterPage #left { width: 30; }
    .-wide LetterPage #left, LetterPage.-wide #left { width: 44; }
    LetterPage #facts { height: auto; max-height: 60%; border: none; padding: 0; }
    LetterPage #facts { background: $background; }
    LetterPage #lacks { height: auto; padding: 0 1; }
    LetterPage #stands { height: auto; padding: 0 1; }
    LetterPage #used { padding: 0 1; text-style: bold; }
    LetterPage #frame { width: 1fr; height: 1fr; border: solid $border; padding: 0 1; }
    LetterPage #frame:focus { border: heavy $primary; }
    LetterPage #fact { height: auto; max-height: 3; padding: 0 1; }
    LetterPage #changed { height: auto; max-height: 2; padding: 0 1; }
    """
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        ("right", "turn(1)", "The next letter"),
        ("left", "turn(-1)", "The letter before"),
        ("n", "next", "The next thing in its life"),
        ("s", "do('signs')", "Who signs"),
        ("k", "ask", "Ask for the decision"),
        ("o", "open", "Open the PDF"),
        ("p", "do('print')", "Print"),
        ("w", "why", "Why: what it rests on"),
        ("g", "do('paragraph')", "Add a paragraph of your own"),
    ]

    class Known(Message):
        """The letter was read; its page comes after it."""

        def __init__(self, view: LetterView) -> None:
            super().__init__()
            self.view = view

    class Set(Message):
        """The page was set: which letter's, and what it looks like, or why it could not be."""

        def __init__(self, number: int, page: PageView | None, why: str = "") -> None:
            super().__init__()
            self.number, self.page, self.why = number, page, why

    class Opened(Message):
        """The PDF was opened, or not; in words."""

        def __init__(self, said: str) -> None:
            super().__init__()
            self.said = said

    def __init__(self, desk: Desk, ref: str, number: int = 0) -> None:
        super().__init__()
        self._desk, self._ref, self._number = desk, ref, number
        self._view: LetterView | None = None
        self._setting, self._again = False, False
        self._none = False

    def body(self) -> ComposeResult:
        """Yield the facts on the left, the page on the right, and what is said of both."""
        with Horizontal(id="sides"):
            with Vertical(id="left"):
                yield Static(id="stands", markup=False)
                yield Static(id="used", markup=False)
                yield OptionList(id="facts", markup=False)
                yield Static(id="lacks", markup=False)
            with VerticalScroll(id="frame"):
                yield Static(id="page", markup=False)
        yield Static(id="fact", markup=False)
        yield Static(id="changed", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Show the letter that is not done with."""
        self.say("")
        self._entitle()
        self.look()
        self.query_one("#facts").focus()

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        if self.query("#title"):  # a window may change before the screen stands
            self._entitle()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of a letter; where there is none, what one can do about that."""
        if self._desk.read_only:
            return _READ_KEYS
        return _NONE_KEYS if self._none else self.KEYS

    def about(self) -> str:
        """Return the case."""
        return self._ref

    def of_case(self) -> tuple[Desk, str]:
        """Return this case."""
        return self._desk, self._ref

    def look_again(self) -> None:
        """Read the letter again; the cursor stays on its fact."""
        self.look()

    # --- showing ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Let the letter be read and its page be set, beside the screen."""
        self._again = self._setting
        if not self._setting:
            self._setting = True
            self._read(self._number)

    @aside(group="page")
    def _read(self, number: int) -> None:
        view, page, said = None, None, ""
        try:
            number = number or letterview.first_open(self._desk, self._ref)
            if number:
                view = letterview.view(self._desk, self._ref, number)
                self._post(self.Known(view))
                page = letterview.page(self._desk, self._ref, number)
        except CaseworkError as fault:
            said = advice.line(fault)
        self._post(self.Set(number, page, said or ("" if view else _NO_LETTER)))

    def _post(self, message: Message) -> None:
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(Known)
    def _known(self, event: Known) -> None:
        if self._number in {0, event.view.number}:
            self._view, self._number = event.view, event.view.number
            self._entitle()
            self._put("used", ["Facts used, and where from"])
            self._put("stands", [(large(event.view.stands), "bold")])
            self._facts(event.view)
            self._lacking(event.view)
            self._put("changed", [event.view.changed] if event.view.changed else [])

    @on(Set)
    def _page_set(self, event: Set) -> None:
        self._setting = False
        if self._again:
            self.look()
        if event.number not in {0, self._number}:
            return  # of the letter that was shown before
        self._none = self._view is None
        self.query_one("#left").display = not self._none
        self.query_one("#keys", Static).update(key_line(self.named()))
        if event.page is None:
            self._put("page", [event.why])
            return
        self.query_one("#frame").border_title = letterview.pages_words(event.page.pages)
        self._put("page", event.page.lines)

    def _entitle(self) -> None:
        if self._view is None:
            self.entitle(f"{self._ref}  Letters", self._desk.session.name)
            return
        view = self._view
        of = f" ({view.of.index(view.number) + 1} of {len(view.of)})" if len(view.of) > 1 else ""
        where = f"Letter {view.number}{of}: {view.title}  {view.ref}"
        self.entitle(where, self._desk.session.name)

    def _facts(self, view: LetterView) -> None:
        facts = self.query_one("#facts", OptionList)
        at = facts.highlighted or 0
        facts.clear_options()
        room = (44 if self.app.size.width >= 110 else 30) - 14
        facts.add_options(Option(shown(_fact(row, room))) for row in view.rows)
        facts.highlighted = min(at, len(view.rows) - 1)

    def _lacking(self, view: LetterView) -> None:
        told: list[str | tuple[str, str]] = []
        if view.lacks:
            told = [("Cannot print yet", "bold"), *(f" {one}" for one in view.lacks)]
        if view.next:
            told += [("Next", "bold"), f" {view.next_words} (N)"]
        self._put("lacks", told)

    @on(OptionList.OptionHighlighted, "#facts")
    def _moved(self) -> None:
        row = self._row()
        if row is not None:
            words = row.words or ("lacking" if row.sign == letterview.LACKS else "nothing")
            self._put("fact", [(f"{row.called}: {words}", "bold"), f"{row.about} {row.where}"])

    def _row(self) -> FactRow | None:
        at = self.query_one("#facts", OptionList).highlighted
        return None if self._view is None or at is None else self._view.rows[at]

    def _put(self, name: str, words: Sequence[str | tuple[str, str]]) -> None:
        part = self.query_one(f"#{name}", Static)
        part.update(lines(words))
        part.display = bool(words)

    def say(self, words: str) -> None:
        """Say something above the keys."""
        self._put("strip", [words] if words else [])

    # --- moving -----------------------------------------------------------------------------------

    def action_turn(self, by: int) -> None:
        """Go to another letter of the case."""
        if self._view is None:
            return
        of = self._view.of
        self._number = of[max(0, min(of.index(self._number) + by, len(of) - 1))]
        self.say("")
        self.look()

    # --- doing ------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#facts")
    def _edit(self) -> None:
        row = self._row()
        if row is None or self._view is None:
            return
        if row.opens == letterview.SIGNS:
            self.action_do("signs")
        elif row.opens and self._may_write():
            self._form(lambda: letterjobs.fact_job(self._desk, self._ref, self._number, row.opens))
        elif not row.opens:
            self.say(row.where)

    def _may_write(self) -> bool:
        """Tell whether the letter is still a draft; say so where it is not."""
        if self._view is not None and self._view.printable:
            return True
        self.say("It is no draft any more, so its words stand. A further letter can say more.")
        return False

    def action_do(self, name: str) -> None:
        """Open a form about the letter, or say why not."""
        if self._view is None:
            return
        if name == "print" and self._view.printable:
            self.say(f"It cannot be printed yet. {self._view.printable}")
            return
        if name in {"signs", "paragraph"} and not self._may_write():
            return
        self._form(lambda: letterjobs.JOBS[name](self._desk, self._ref, self._number))

    def _form(self, job: Callable[[], Job]) -> None:
        if self._desk.read_only:
            self.say("The records were opened to read only, so nothing can be changed.")
            return
        try:
            self.app.push_screen(FormSheet(job()))
        except CaseworkError as fault:
            self.say(advice.line(fault))

    def action_next(self) -> None:
        """Open the next thing in the letter's life, or say what it waits for.

        In a case without a letter, that is the case's own next step.
        """
        if self._view is None:
            self.app.call_later(self.app.run_action, "app.about('next')")
        elif self._view.next:
            self.action_do(self._view.next)
        else:
            self.say(" ".join(self._view.lacks) or f"The letter {self._view.stands}.")

    def action_ask(self) -> None:
        """Say for whose decision the letter waits: it was asked when it was written."""
        if self._view is None:
            return
        waits = self._view.waits
        told = f"It was asked when it was written, and waits for {waits}." if waits else ""
        self.say(told or f"There is nothing to ask: the letter is {self._view.stands}.")

    def action_why(self) -> None:
        """Show what the letter is for, and where the policy says so."""
        if self._view is not None:
            told = tuple(dict.fromkeys(self._view.why))
            why = Kept(words=f"Why: {self._view.title}", told=told, ref=self._ref)
            self.app.push_screen(WhyLetter(why, self._desk))

    def action_open(self) -> None:
        """Open the page as a PDF, marked as what it is."""
        if self._view is not None:
            self._open_pdf()

    @aside(group="pdf", exclusive=True)
    def _open_pdf(self) -> None:
        from casework.office import proofs

        try:
            said = proofs.opened(self._desk, letterview.pdf(self._desk, self._ref, self._number))
        except CaseworkError as fault:
            said = advice.line(fault)
        self._post(self.Opened(said))

    @on(Opened)
    def _was_opened(self, event: Opened) -> None:
        self.say(event.said)


class WhyLetter(Told):
    """What a letter is for, and where the policy says so."""

    def _entitle(self) -> None:
        self.entitle("Why", self._who)


def _fact(row: FactRow, room: int) -> str:
    """Return one fact in a line: its sign, what it is called, where it is known from."""
    name = row.called if len(row.called) <= room else f"{row.called[: room - 1]}…"
    return f"{row.sign} {name:<{room}} {row.source}"
