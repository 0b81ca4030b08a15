"""My list and all cases: what is due first, and what happens next with the one under the cursor.

The cursor stays on the same case whatever is typed, taken in or chosen. Must not open the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import DataTable, Input, Static

from casework.domain.lateness import short
from casework.errors import CaseworkError
from casework.tui import advice, beside, caseview, intake, listed, sieves
from casework.tui.box import Box, all_taken
from casework.tui.casetable import CaseTable
from casework.tui.choosing import Choose
from casework.tui.frame import Page
from casework.tui.onecase import OneCase
from casework.tui.ontop import on_top
from casework.tui.safe import lines

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.timer import Timer

    from casework.office.desk import Desk
    from casework.tui.listed import Row

#: The columns of a list with their widths: 77 cells with what parts them.
COLUMNS: Final = (("Due", 12), ("About", 17), ("What happened", 19), ("Next step", 21))
#: A cursor that rests so long (in seconds) has its case read and told beside the list.
_RESTS: Final = 0.08
_WIDE: Final = 110
#: Said where the list is empty: what one can still do from here.
EMPTY: Final = "Nothing waits for you."
_CALL, _CONCERN = "F8 takes a call", "C hands in a concern"
NO_SEALED: Final = "No sealed case is open to you."
#: The keys of any list but one's own.
_FURTHER_KEYS: Final = (
    ("⏎", "Open"),
    ("n", "Next step"),
    ("/", "Find"),
    ("f", "Show only"),
    ("u", "Undo"),
    ("Esc", "Back"),
    ("f1", "Help"),
)
_TAKES_IN: Final = "I asks what the policy asks of a new case, and keeps it in this one."


class MyList(Page):
    """The list and, where there is room, the case under the cursor beside it."""

    KEYS: ClassVar = (
        ("⏎", "Open"),
        ("n", "Next step"),
        ("a", "Note"),
        ("/", "Find"),
        ("f", "Show only"),
        ("u", "Undo"),
        ("f1", "Help"),
    )
    BINDINGS: ClassVar = [
        # at once: a key pressed behind one of these is meant for where it leads
        Binding("slash", "find", "Find", priority=True),
        Binding("ctrl+f", "find", "Find", priority=True),
        Binding("enter,down", "to_the_list", "To the list", show=False, priority=True),
        ("f", "choose", "Show only some"),
        Binding("escape", "let_go", "Back", priority=True),
    ]

    def __init__(self, desk: Desk, *, closed: bool = False, sealed: bool = False) -> None:
        super().__init__()
        self._desk, self._closed_too, self._sealed = desk, closed, sealed
        self._listing = listed.listing(desk)
        self._narrowing = listed.Narrowing()
        self._every: tuple[Row, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._sieve = sieves.EVERY if closed else sieves.OPEN
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """Yield the find box, the table and the panel beside it."""
        yield Box(placeholder="Find: type a name, a place or a word", id="find")
        with Horizontal():
            yield CaseTable(COLUMNS, id="cases")
            with VerticalScroll(id="beside"):
                yield Static(id="detail", markup=False)
        yield Static(id="strip", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one("#find", Input).cursor_blink = False
        self.query_one(CaseTable).focus()

    def on_screen_resume(self) -> None:
        """Look again: something may have been done elsewhere."""
        self.look_again()

    def on_resize(self, _event: Resize) -> None:
        """Write anew what depends on the room there is."""
        self._entitle()
        self._strip()
        self._rest()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys; from all cases a way leads back."""
        return _FURTHER_KEYS if self._closed_too else self.KEYS

    def about(self) -> str:
        """Return the case under the cursor; none before the list stands there."""
        return next((table.here for table in self.query(CaseTable)), "")

    def look_again(self) -> None:
        """Take in what changed."""
        if not self.query("#find"):
            return  # not on the screen yet: it will look for itself
        self._every = self._listing.rows()
        self._sift()
        self._rest()

    # --- what is shown ----------------------------------------------------------------------------

    def _sift(self) -> None:
        shown = (row for row in self._every if row.sealed is self._sealed)
        self._rows = sieves.sifted(self._desk, self._sieve, shown, self._listing.moment())
        self._show()
        self._entitle()

    def _show(self) -> None:
        """Show the rows that fit what was typed."""
        typed = self.query_one("#find", Input).value
        found = self._found(typed)
        shown = found[: listed.MOST_ROWS]
        self.query_one(CaseTable).stand([(row.ref, self._words(row)) for row in shown])
        self._left_out = listed.more(len(found))
        self._nothing = "" if found else self._none(typed.strip())
        self._strip()

    def _none(self, typed: str) -> str:
        """Return what is said where no row stands: nothing fits what was typed, or none is here."""
        if typed:
            return f"Nothing matches “{typed}”."
        if self._sealed:
            return NO_SEALED
        return "" if self._closed_too else self._empty()

    def _empty(self) -> str:
        """Return that nothing waits, and what this person can still do from here."""
        can = [_CALL] if intake.takes_in(self._desk) else []
        can += [] if self._desk.read_only else [_CONCERN]
        return f"{EMPTY} {'; '.join((*can, 'F1 tells more'))}."

    def _found(self, typed: str) -> tuple[Row, ...]:
        """Return what fits; a sealed case stands here for its holder who types its reference."""
        found = self._narrowing.of(self._rows, typed)
        exact = None if found else self._listing.row(typed.strip().upper())
        return (exact,) if exact is not None and exact.sealed else found

    def _words(self, row: Row) -> tuple[str, ...]:
        return short(self._listing.due(row)), row.about, row.what, row.next

    def _entitle(self) -> None:
        moment = self._listing.moment()
        where = "Sealed" if self._sealed else "All cases" if self._closed_too else "My list"
        only = f" ({self._sieve.words})" if self._sieve not in (sieves.OPEN, sieves.EVERY) else ""
        told = listed.counted(self._rows, moment)
        name = "" if self._desk.read_only else "Casework  "  # the banner wants the room
        self.entitle(f"{name}{where}{only}: {told}", listed.who(self._desk))

    _left_out = _nothing = ""

    def _strip(self) -> None:
        """Say below the list what is left out, or in one line what happens next."""
        row = self._row()
        due = short(self._listing.due(row)) if row else ""
        wide = self.app.size.width >= _WIDE
        narrow = "" if wide else beside.sentence(self._desk, row, due)
        takes_in = _TAKES_IN if row and self._sieve.id == sieves.RECEIVED else ""
        parts = (takes_in or narrow, self._left_out)
        said = self._nothing or "  ".join(part for part in parts if part)
        self.query_one("#strip", Static).update(lines([said]))

    def _row(self) -> Row | None:
        return self._listing.row(self.about())

    # --- beside -----------------------------------------------------------------------------------

    @on(CaseTable.Here)
    def _moved(self) -> None:
        self._strip()
        self._rest()

    def _rest(self) -> None:
        """Say beside the list what its row knows; read the case once the cursor rests."""
        if self._timer is not None:
            self._timer.stop()
        if self.app.size.width < _WIDE:
            return
        row = self._row()
        told = list(beside.short(row, self._listing.due(row))) if row else []
        self.query_one("#detail", Static).update(lines(told))
        if row is not None and not row.sealed:  # a sealed case is read when it is opened
            self._timer = self.set_timer(_RESTS, self._read)

    def _read(self) -> None:
        row = self._row()
        if row is None or not on_top(self):
            return
        try:
            view = caseview.view(self._desk, row.ref)
        except CaseworkError as fault:
            told = [advice.line(fault)]
            self.query_one("#detail", Static).update(lines(told))
            return
        self.query_one("#detail", Static).update(lines(beside.whole(view, row)))

    # --- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the find box itself take a slash; only from there a key leads to the list.

        From one's own list nothing leads further back.
        """
        there = self.focused is not None and self.focused.id == "find"
        if action in {"find", "to_the_list"} and there is (action == "find"):
            return False
        if action == "let_go" and not (there or self._closed_too):
            return any(find.value for find in self.query(Input))
        return super().check_action(action, parameters)

    def action_find(self) -> None:
        """Go to the find box, now: the next key is meant for it."""
        self.set_focus(self.query_one("#find", Input))

    async def action_to_the_list(self) -> None:
        """Go to the list, narrowed by all that was typed."""
        await all_taken(self.query_one("#find", Input))
        self._show()
        self.set_focus(self.query_one(CaseTable))

    async def action_let_go(self) -> None:
        """Empty the find box and go back to the list; from the list, where one came from."""
        find = self.query_one("#find", Input)
        if find.value or self.focused is find:
            await all_taken(find)
            find.value = ""
            self.set_focus(self.query_one(CaseTable))
        elif self._closed_too and on_top(self):  # my own list lies below all others
            self.app.pop_screen()

    def action_choose(self) -> None:
        """Ask which cases are to be shown."""
        these = tuple(row for row in self._every if row.sealed is self._sealed)
        self._offered = sieves.sieves(self._desk, these)
        moment = self._listing.moment()
        counts = [
            f"{one.words}: {len(sieves.sifted(self._desk, one, these, moment))}"
            for one in self._offered
        ]
        self.app.push_screen(Choose("Show only", tuple(counts)), self._chosen)

    _offered: tuple[sieves.Sieve, ...] = ()

    def _chosen(self, at: int | None) -> None:
        if at is not None and at >= 0:
            self._sieve = self._offered[at]
            self._sift()

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self._show()

    @on(DataTable.RowSelected)
    def _open(self, event: DataTable.RowSelected) -> None:
        if event.row_key.value:
            self.app.push_screen(OneCase(self._desk, event.row_key.value))
