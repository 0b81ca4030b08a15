"""One case: what happens next with one button, how it stands and why not yet; its other pages.

What its card knows is painted at once, the rest when the case was read. Must not decide anything:
what can be taken and what cannot is the engine's own answer.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from casework.errors import CaseworkError
from casework.office import door, received
from casework.tui import advice, casefirst, casepages, caserows, caseview, listed, stepverbs
from casework.tui.aside import aside
from casework.tui.frame import Page
from casework.tui.keyline import KeyLine, key_words
from casework.tui.pagetabs import PageTabs
from casework.tui.rowlist import RowList
from casework.tui.safe import lines, shown
from casework.tui.stacked import Columns, Stacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.events import Resize

    from casework.office.desk import Desk
    from casework.tui.caseview import CaseView, Choice

#: How wide what stands left is: beside what comes next, and on the other pages.
_WORD, _LEFT = 7, 24
_CHOICES: Final = "All else that can be done now"
#: Where nothing comes first.
_ALL: Final = "All that can be done now"
W = TypeVar("W", bound=Widget)


#: What can be done in any case, beside the button.
_TAKES_IN: Final = "i Take in"
#: So many cells stand around a button and before what stands beside it.
_AROUND: Final = 14
#: What the last line names in a sealed case.
_SEALED_KEYS: Final = (
    ("⏎", "Do it"),
    ("n", "Next step"),
    ("a", "Note"),
    ("v", "Threshold"),
    ("w", "Why"),
    ("x", "Danger"),
    ("f1", "Help"),
)
#: What is left of them where the records may only be read, and what is said there.
_READ_KEYS: Final = (
    ("⏎", "Open"),
    ("←→", "Pages"),
    ("l", "Letters"),
    ("h", "History"),
    ("w", "Why"),
    ("Esc", "Back"),
    ("f1", "Help"),
)
_READ_ONLY: Final = "The records were opened to read only: nothing can be recorded here."
_OR: Final = "a Note, e Evidence, t Time limits"
#: Said where the list of steps stands further down.
_MORE: Final = "↓ More"


class OneCase(Page):
    """A case, opened."""

    KEYS: ClassVar = (
        ("⏎", "Do it"),
        ("n", "Next step"),
        ("a", "Note"),
        ("e", "Evidence"),
        ("l", "Letters"),
        ("w", "Why"),
        ("f1", "Help"),
    )
    DEFAULT_CSS = """
    OneCase #doing { height: auto; margin-top: 1; }
    OneCase #doing Button { width: auto; }
    OneCase #or { width: 1fr; }
    OneCase #case, OneCase #rows { margin-bottom: 1; }
    OneCase #choices { max-height: 6; }
    OneCase #rows { height: 1fr; border: none; padding: 0 1; background: $background; }
    OneCase #rows { scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        ("right", "turn(1)", "The next page"),
        ("left", "turn(-1)", "The page before"),
        ("h", f"page('{casepages.HISTORY}')", "History"),
        *((str(n), f"page('{name}')", words) for n, (name, words) in enumerate(casepages.PAGES, 1)),
    ]

    def __init__(self, desk: Desk, ref: str, *, page: str = "next") -> None:
        super().__init__()
        self._desk, self._ref, self._page = desk, ref, page
        self._view: CaseView | None = None
        self._others: tuple[Choice, ...] = ()
        self._left_at = 0  # the revision at which a step was begun from here
        listing = listed.listing(desk)
        listing.rows()  # as they are now
        self._card = listing.row(ref)

    def body(self) -> ComposeResult:
        """Yield the pages: the first laid out by itself, the others as rows."""
        yield PageTabs(casepages.PAGES, self._page, id="pages")
        with VerticalScroll(id="case", can_focus=False):
            yield Static(self._of_card(), id="what", markup=False)
            with _away(Horizontal(id="doing")):
                yield Button("", id="next", variant="primary", compact=True)
                yield KeyLine(id="or", markup=False)
            yield _away(Static(id="rest", markup=False))
            yield _away(Static(id="also", classes="heading", markup=False))
            yield _away(OptionList(id="choices", markup=False))
            yield _away(Static(id="more", markup=False))

    def on_mount(self) -> None:
        """Paint what its card knows; read the case once that stands there."""
        if self._card is not None:
            self.entitle(f"{self._card.ref}  {self._card.about}", self._desk.session.name)
        self._turn()
        self._open_beside()

    def on_resize(self, _event: Resize) -> None:
        """Write anew what depends on the room there is."""
        self._entitle()
        if self._view is not None:
            self._label(self._view)

    def about(self) -> str:
        """Return this case."""
        return self._ref

    def of_case(self) -> tuple[Desk, str]:
        """Return this case."""
        return self._desk, self._ref

    def look_at_gate(self) -> None:
        """Say how the gate stands, once the case was read beside the screen."""
        if self._view is not None:
            super().look_at_gate()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of a case; in a sealed one those that it is about."""
        if self._desk.read_only:
            return _READ_KEYS
        return _SEALED_KEYS if self.is_sealed() else self.KEYS

    def look_again(self) -> None:
        """Read the case again."""
        self.look()

    def _of_card(self) -> Content:
        if self._card is None:
            return lines(())
        due = listed.due_words(self._desk, self._card)
        return lines((casefirst.NEXT, f" {self._card.next}. {due}"))

    @aside(group="case")
    def _open_beside(self) -> None:
        """Open the case beside the screen: hundreds of entries are verified one by one."""
        with suppress(CaseworkError):  # said by the look that follows
            door.load(self._desk, self._ref)
        self.call_later(self._opened)

    def _opened(self) -> None:
        if self.is_attached:  # it was not closed meanwhile
            self.look()
            self._stand()

    def look(self) -> None:
        """Read the case and show it."""
        if not self.is_attached:  # it was closed before it was painted
            return
        try:
            self._view = caseview.view(self._desk, self._ref)
        except CaseworkError as fault:
            self._say(advice.line(fault))
            return
        self._entitle()
        self.look_at_gate()
        self.query_one(PageTabs).show(casepages.titles(self._view), self._page)
        if self._page == "next":
            self._show(self._view)
            self._come_back(self._view)
        else:
            self._show_rows()

    def _come_back(self, view: CaseView) -> None:
        """Show what happens next after a step that was taken here: it stands at the top."""
        if self._left_at not in (0, view.revision):
            self.query_one("#case").scroll_home(animate=False)
            self._stand()
            self._left_at = 0

    def _entitle(self) -> None:
        if self._view is not None and self.is_attached:
            self.entitle(f"{self._view.ref}  {self._view.about}", self._desk.session.name)

    # --- the first page ---------------------------------------------------------------------------

    def _show(self, view: CaseView) -> None:
        what = Stacked(lines(casefirst.first(view)), Columns(view.next.lines(), _WORD))
        self.query_one("#what", Static).update(what)
        self._offer(view)
        rest = self.query_one("#rest", Static)
        if not rest.display:  # it will not fit: laid out beside the bar at once, not once more
            self.query_one("#case").show_vertical_scrollbar = True
        rest.update(Stacked(*casefirst.rest(view)))
        rest.display = True
        more = self.query_one("#more", Static)
        more.update(Stacked(*casefirst.more(view)))
        more.display = True

    def _offer(self, view: CaseView) -> None:
        self._others = casefirst.others(view)
        self._label(view)
        choices = self.query_one("#choices", OptionList)
        at = choices.highlighted or 0
        choices.clear_options()
        choices.add_options(
            Option(shown(f"{one.says}   {one.needs}" if one.needs else one.says))
            for one in self._others
        )
        choices.highlighted = min(at, len(self._others) - 1) if self._others else None
        self._write("also", [_CHOICES if view.next.choice else _ALL])
        for name in ("also", "choices"):
            self.query_one(f"#{name}").display = bool(self._others)

    def _label(self, view: CaseView) -> None:
        """Write the button, and beside it what there is room for."""
        self.query_one("#doing").display = True
        button = self.query_one("#next", Button)
        button.display = view.next.choice is not None
        takes = (_TAKES_IN,) if received.waits(self._desk, view.ref) else ()
        down = (_MORE,) if self._others and view.next.choice is not None else ()
        words = ", ".join((*takes, _OR, *down))
        if view.next.choice is not None:
            label = f"{stepverbs.verb(view.next.choice)}  N"
            button.label = shown(label)
            button.refresh(layout=True)  # as wide as these words, not as those before
            ways = (words, ", ".join((*takes, *down)), ", ".join(takes))
            words = casefirst.that_fits(ways, self.app.size.width - len(label) - _AROUND)
        said = _READ_ONLY if self._desk.read_only else words
        self.query_one("#or", KeyLine).update(key_words(said))

    def _say(self, words: str) -> None:
        if not self.query("#strip"):
            self.mount(Static(id="strip", markup=False), before="#done")
        self._write("strip", [words])

    def _write(self, name: str, words: Sequence[str | tuple[str, str]]) -> None:
        self.query_one(f"#{name}", Static).update(lines(words))

    # --- the pages --------------------------------------------------------------------------------

    def action_turn(self, by: int) -> None:
        """Go to the page beside this one."""
        names = [name for name, _ in casepages.PAGES]
        self.action_page(names[(names.index(self._page) + by) % len(names)])

    def action_page(self, name: str) -> None:
        """Go to a page."""
        if name == casepages.HISTORY != self._page and self.query(RowList):
            self._rows().stand(())  # no row of another page is taken for one of it
        self._page = name
        self._turn()
        self.look()
        self._stand()

    @on(PageTabs.Chosen)
    def _clicked(self, event: PageTabs.Chosen) -> None:
        self.action_page(event.name)

    def _turn(self) -> None:
        first = self._page == "next"
        self.query_one("#case").display = first
        if self.query(RowList):
            self._rows().display = not first
        elif not first:
            self.mount(RowList(left=_LEFT, id="rows"), after="#case")

    def _rows(self) -> RowList:
        """Return the rows of the other pages: there from the first look at one of them on."""
        return self.query_one(RowList)

    def _stand(self) -> None:
        """Put the focus where one does something on this page."""
        if self._page != "next":
            self._rows().focus()
        elif self.query_one("#next").display:
            self.query_one("#next").focus()
        elif self.query_one("#choices").display:
            self.query_one("#choices").focus()
        else:  # nothing to be done: the arrows read on
            self.query_one("#case").can_focus = True
            self.query_one("#case").focus()

    def _show_rows(self) -> None:
        if self._view is None:
            return
        if self._page == casepages.HISTORY:
            self._tell_beside(self._view)
        else:
            self._rows().stand(casepages.rows(self._desk, self._view, self._page))

    @aside(group="rows", exclusive=True)
    def _tell_beside(self, view: CaseView) -> None:
        """Put the history into sentences beside the screen: it has hundreds of entries."""
        self.call_later(self._tell, view, casepages.rows(self._desk, view, casepages.HISTORY))

    def _tell(self, view: CaseView, rows: tuple[casepages.Row, ...]) -> None:
        """Show the history, unless another page or a newer look was asked for meanwhile."""
        if self.is_attached and view is self._view and self._page == casepages.HISTORY:
            self._rows().stand(rows)

    # --- doing ------------------------------------------------------------------------------------

    @on(Button.Pressed, "#next")
    def _next(self) -> None:
        if self._view is not None and self._view.next.choice is not None:
            self._take(self._view.next.choice)

    @on(OptionList.OptionSelected, "#choices")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._take(self._others[event.option_index])

    def _take(self, choice: Choice) -> None:
        if self._view is not None:
            self._left_at = self._view.revision
            page = caserows.step_page(self._desk, self._ref, choice, self._view.revision)
            self.app.push_screen(page)

    @on(OptionList.OptionSelected, "#rows")
    def _row(self, event: OptionList.OptionSelected) -> None:
        row = self._rows().rows[event.option_index]
        caserows.open_row(self, self._desk, self._ref, row)

    def key_down(self) -> None:
        """Go from the button to the other choices."""
        if self._others and self.focused is not None and self.focused.id == "next":
            self.query_one("#choices").focus()


def _away(widget: W) -> W:
    """Return a widget that takes no room until the case was read."""
    widget.display = False
    return widget
