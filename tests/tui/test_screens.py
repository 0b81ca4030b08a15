"""The first screens, driven by keys: signing in, the list, a case, a step, the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button, DataTable, Input, OptionList, Static, TextArea

from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, door
from casework.tui import caseview
from casework.tui.locked import Locked
from casework.tui.mylist import MyList
from casework.tui.signin import SignIn
from tests.tui.screen_kit import seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.office.practice_kit import Book

pytestmark = pytest.mark.timeout(90)
SIZES = [(80, 24), (120, 30)]


async def entered(pilot: Pilot[int], name: str = "clerk") -> None:
    """Sign somebody in by choosing who to be."""
    people = pilot.app.screen.query_one("#people", OptionList)
    people.highlighted = people.get_option_index(name)
    await pilot.press("enter")
    while not isinstance(pilot.app.screen, MyList):
        await settled(pilot)
    await settled(pilot)


async def press(pilot: Pilot[int], key: str) -> None:
    """Press a key and wait until nothing moves."""
    await pilot.press(key)
    await settled(pilot)


def at(app: CaseworkApp, ref: str) -> None:
    """Put the cursor on a case."""
    table = app.screen.query_one(DataTable)
    table.move_cursor(row=table.get_row_index(ref))


# --- signing in -----------------------------------------------------------------------------------


async def test_a_wrong_password_says_the_same_whatever_is_wrong(
    book: Book, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(book)
    said = []
    async with app.run_test(size=(80, 24)) as pilot:
        for name in ("clerk", "nomad"):
            app.screen.query_one("#name", Input).value = name
            app.screen.query_one("#password", Input).value = "wrong"
            app.screen.query_one("#password", Input).focus()
            await pilot.press("enter")
            while "wrong" not in seen(app):
                await settled(pilot)
            said.append(seen(app).replace("nomad", "clerk"))
            app.screen.query_one("#said", Static).update("")

    assert said[0] == said[1]
    assert "Name or password is wrong." in said[0]


async def test_who_to_ring_needs_no_sign_in_and_leaves_out_what_nobody_wrote_down(
    book: Book, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f10")
        card = seen(app)
        await press(pilot, "escape")
        back = isinstance(app.screen, SignIn)

    assert "999" in card
    assert "01632 960101" in card
    assert "\n Headteacher" not in f"\n{card}"
    assert "No number is written down yet for the headteacher." in card
    assert back


# --- the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_fits_the_window_and_shows_what_is_due_first(
    school: Book, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(school, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        screen = seen(app).splitlines()

    assert "My list: 9 open" in screen[0]
    assert screen[0].rstrip().endswith("clerk, office")
    assert "late" in screen[3]
    assert max(map(len, screen)) <= size[0]
    assert "⏎ Open" in screen[-1]


async def test_typing_narrows_and_the_cursor_stays_on_its_case(
    school: Book, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(school, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        table = app.screen.query_one(DataTable)
        ref = str(table.ordered_rows[4].key.value)
        at(app, ref)
        await pilot.press("slash")
        app.screen.query_one("#find", Input).value = ref.lower()
        await settled(pilot)
        one = [row.key.value for row in table.ordered_rows]
        app.screen.query_one("#find", Input).value = ""
        await settled(pilot)
        key = table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    assert one == [ref]
    assert key == ref


async def test_what_is_sealed_and_what_never_was_look_alike(
    school: Book, opened: Callable[..., CaseworkApp]
) -> None:
    sealed = next(row.ref for row in school.desk("dsl").cards.rows if row.place.value == "sealed")
    app = opened(school, "clerk")
    said = []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        for ref in (sealed, "CW-ZZZZ"):
            app.screen.query_one("#find", Input).value = ref
            await settled(pilot)
            said.append(seen(app).replace(ref, "CW-0000"))

    assert said[0] == said[1]
    assert "Nothing matches “CW-0000”." in said[0]


HOSTILE = [
    "[/foo]",
    "[@click=app.leave]x[/]",
    "[red",
    "A\x1b[2J",
    "\u202eevil",
    "李小明",
    "x" * 300,
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_words_and_nothing_else(
    book: Book, opened: Callable[..., CaseworkApp], name: str
) -> None:
    ref = book.open()
    person = CasePerson(number=0, role=PersonRole.TARGET, name=name, about=name)
    cases.add_person(book.desk("clerk"), ref, person)
    app = opened(book, "clerk")
    async with app.run_test(size=(120, 30)) as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        screen = seen(app)

    assert "\x1b" not in screen
    assert "\u202e" not in screen
    assert not app.crashed
    assert ref in screen


# --- a case ---------------------------------------------------------------------------------------


async def test_a_case_says_what_can_be_done_and_why_not_yet(
    book: Book, opened: Callable[..., CaseworkApp]
) -> None:
    ref = book.triaged()
    app = opened(book, "clerk")
    async with app.run_test(size=(120, 100)) as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        screen = seen(app)

    assert ref in screen
    assert "All else that can be done now" in screen
    assert "Not yet, because" in screen
    assert "First conversation" in screen


async def test_a_note_is_kept_by_its_button_and_not_by_escape(
    book: Book, opened: Callable[..., CaseworkApp]
) -> None:
    ref = book.open()
    app = opened(book, "clerk")
    async with app.run_test(size=(120, 40)) as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        for key in ("escape", None):
            await pilot.press("a")
            await settled(pilot)
            app.screen.query_one("#ask-words", TextArea).text = "The caller rang again."
            await settled(pilot)
            if key:
                await pilot.press(key)
            else:
                app.screen.query_one("#keep", Button).press()
            await settled(pilot)
        done = "Done: the note is kept." in seen(app)
    entries = door.load(book.fresh("clerk"), ref).entries

    assert done
    assert sum("rang again" in repr(entry.events) for entry in entries) <= 1
    assert len(entries) == 2


async def test_a_step_is_foretold_then_taken_and_taken_back(
    book: Book, opened: Callable[..., CaseworkApp]
) -> None:
    ref = book.open()
    app = opened(book, "clerk")
    async with app.run_test(size=(120, 50)) as pilot:
        await entered(pilot)
        await press(pilot, "enter")
        choices = caseview.view(book.desk("clerk"), ref).choices
        at_ = next(n for n, one in enumerate(choices) if one.trigger == "acknowledge")
        app.screen.query_one("#choices", OptionList).highlighted = at_
        await press(pilot, "enter")
        foretold = seen(app)
        app.screen.query_one("#keep", Button).press()
        await settled(pilot)
        taken = door.load(book.desk("clerk"), ref).revision
        await press(pilot, "u")
        back = seen(app)

    assert "If you do it now:" in foretold
    assert taken == 2
    assert "Taken back" in back


# --- the lock ----------------------------------------------------------------------


async def test_the_lock_shows_the_time_and_nothing_of_a_case(
    book: Book, opened: Callable[..., CaseworkApp]
) -> None:
    ref = book.open()
    app = opened(book)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#name", Input).value = "clerk"
        app.screen.query_one("#password", Input).value = "practice-school"
        app.screen.query_one("#password", Input).focus()
        await pilot.press("enter")
        while not isinstance(app.screen, MyList):
            await settled(pilot)
        await press(pilot, "ctrl+l")
        locked, hidden = isinstance(app.screen, Locked), seen(app)
        app.screen.query_one("#password", Input).value = "practice-school"
        await pilot.press("enter")
        while "My list" not in (open_again := seen(app)):
            await settled(pilot)

    assert locked
    assert ref not in hidden
    assert "Example" not in hidden
    assert "My list" in open_again
