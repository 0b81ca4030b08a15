"""The mouse alone: each key of each screen, each place, each thing about a case, each button.

What there is comes from the program's own tables, so that nothing new is left out. Typing words is
the one thing that a mouse cannot do.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, Final

import pytest
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList

from casework import tui
from casework.tui import casekeys, casepages, places
from casework.tui.casetable import CaseTable
from casework.tui.donestrip import DoneStrip
from casework.tui.flowing import Flowing
from casework.tui.formpage import FormPage
from casework.tui.frame import Dialog, Page
from casework.tui.keyline import key_of
from casework.tui.mylist import MyList
from casework.tui.onecase import OneCase
from casework.tui.pagetabs import PageTabs
from casework.tui.palette import Help, Palette
from casework.tui.pick import Pick
from casework.tui.signin import SignIn
from tests.tui.everywhere_kit import home, open_way
from tests.tui.mouse_kit import (
    MOVES,
    NOTHING,
    bound,
    choose,
    click,
    click_key,
    click_row,
    keys_of,
    looks,
    noted,
    right_click,
    take,
)
from tests.tui.screen_kit import entered, settled
from tests.tui.ways_kit import WAYS, At, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.screen import Screen

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)

SIZE: Final = (80, 24)
#: So many screens are gone through in one test.
_LOT: Final = 2


def lots(ways: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return ways in lots."""
    return [ways[at : at + _LOT] for at in range(0, len(ways), _LOT)]


def every(kind: type[Screen[Any]]) -> list[type[Screen[Any]]]:
    """Return every screen of a kind that the program has."""
    for one in pkgutil.iter_modules(tui.__path__, "casework.tui."):
        importlib.import_module(one.name)
    found, todo = set(), [kind]
    while todo:
        one_kind = todo.pop()
        todo += one_kind.__subclasses__()
        found.add(one_kind)
    mine = (one for one in found if one.__module__.startswith("casework.tui."))
    return sorted(mine, key=lambda one: one.__qualname__)


def own(screen: type[Screen[Any]]) -> Iterator[Binding]:
    """Yield the bindings that a screen itself has."""
    for one in vars(screen).get("BINDINGS", ()):
        yield one if isinstance(one, Binding) else Binding(*one)


def moves(one: Binding) -> bool:
    """Tell whether a binding only moves about."""
    return one.action.partition("(")[0] in MOVES


def unnamed(screen: type[Page | Dialog]) -> list[Binding]:
    """Return what a screen binds that its line of keys does not name, but for moving about."""
    named = {key_of(sign) for written, _ in screen.KEYS for sign in (written, *written)}
    return [one for one in own(screen) if named.isdisjoint(one.key.split(",")) and not moves(one)]


# --- nothing is without a way ---------------------------------------------------------------------


@pytest.mark.parametrize("page", every(Page), ids=lambda one: one.__name__)
def test_what_a_screen_binds_stands_in_its_line_of_keys_or_in_what_the_right_button_opens(
    page: type[Page],
) -> None:
    hidden = [one for one in unnamed(page) if not (one.description and one.show)]

    assert hidden == []


@pytest.mark.parametrize("dialog", every(ModalScreen), ids=lambda one: one.__name__)
def test_what_a_dialog_binds_stands_in_its_line_of_keys(dialog: type[Dialog]) -> None:
    assert [one.action for one in unnamed(dialog) if one.action != NOTHING] == []


# --- the line of keys, the right button, buttons, answers -----------------------------------------


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_each_key_that_a_screen_names_is_done_by_a_click_and_so_is_each_button(
    week: Week,
    opened: Callable[..., CaseworkApp],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    way: Way,
) -> None:
    app = opened(week, way.who, move=week.clock.move) if way.practice else opened(week)
    async with app.run_test(size=SIZE) as pilot:
        await way.enter(At(pilot=pilot, week=week, ref=way.case(week), folder=tmp_path))
        wrong = await _wrong(pilot, monkeypatch)

    assert wrong == []


async def _wrong(pilot: Pilot[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what of the present screen a click does not do."""
    return [
        *await _keys(pilot, monkeypatch),
        *await _buttons(pilot, monkeypatch),
        *await _answers(pilot),
        *await _others(pilot),
    ]


async def _keys(pilot: Pilot[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Click each key of the last line; return those by which something else is done."""
    app, wrong = pilot.app, []
    for key, at in keys_of(app).items():
        meant = bound(app, key)
        with noted(app, monkeypatch) as done:
            await pilot.click(offset=(at.x, at.y))
            await pilot.pause()
        if meant is None or [str(action) for action, _ in done] != [meant[0]]:
            wrong.append(f"{key}: {done}, not {meant}")
    return wrong if keys_of(app) else ["no key can be clicked"]


async def _buttons(pilot: Pilot[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Click each button; return those that were not pressed by it."""
    there = [one for one in pilot.app.screen.query(Button) if one.region]
    pressed: list[Button] = []

    def press(button: Button) -> None:
        pressed.append(button)

    with monkeypatch.context() as patch:
        patch.setattr(Button, "press", press)
        for button in there:
            button.scroll_visible(animate=False)
            await pilot.pause()
            await pilot.click(button)
            await pilot.pause()
    return [str(one.label) for one in there if one not in pressed]


async def _answers(pilot: Pilot[int]) -> list[str]:
    """Choose the last answer of each question by a click; return those that were not chosen."""
    wrong = []
    for asked in pilot.app.screen.query(Pick):
        if asked not in pilot.app.screen.query(Pick):
            continue  # an answer before it made it idle
        asked.scroll_visible(animate=False)
        await pilot.pause()
        at = len(asked._answers) - 1
        y = at if asked._stacked else 0
        x = 1 if asked._stacked else sum(asked._widths()[:at]) + 2 * at + 1
        await pilot.click(asked, offset=(x, y))
        await pilot.pause()
        if asked.value != asked._answers[at][1]:
            wrong.append(f"{asked.id}: {asked.value}")
    return wrong


async def _others(pilot: Pilot[int]) -> list[str]:
    """Look for whatever else a screen binds in what the right button opens; return what lacks."""
    screen, named = pilot.app.screen, keys_of(pilot.app)
    if screen.is_modal or isinstance(screen, Palette):
        return []  # a dialog asks one thing; the palette is that list itself
    bound_here = [
        one.binding.action
        for key, one in screen.active_bindings.items()
        if one.node is screen and one.enabled and key not in named and not moves(one.binding)
    ]
    await right_click(pilot)
    helped = pilot.app.screen
    if not isinstance(helped, Help):
        return ["the right button shows nothing"]
    there = {one.action for one in helped._known}
    await click_key(pilot, "escape")
    lost = ["the way back"] if pilot.app.screen is not screen else []
    return [*lost, *(one for one in bound_here if one not in there)]


# --- places, deeds, what one does about a case ----------------------------------------------------


@pytest.mark.parametrize(
    "lot", lots(tuple(one.id for one in places.PLACES)), ids=lambda lot: lot[0]
)
async def test_each_place_is_gone_to_by_the_right_button_as_by_its_key(
    week: Week, opened: Callable[..., CaseworkApp], lot: tuple[str, ...]
) -> None:
    who = "chair" if places.CHAIR in lot else "head"
    app, by_key, by_mouse, gone = opened(week, who), [], [], []
    async with app.run_test(size=SIZE) as pilot:
        await entered(pilot, who)
        await home(pilot)
        assert app._desk is not None
        for one in (place for place in places.reachable(app._desk) if place.id in lot):
            gone.append(one.id)
            await open_way(pilot, "", f"go('{one.id}')")
            by_key.append(looks(app))
            await home(pilot)
            await choose(pilot, f"app.go('{one.id}')")
            by_mouse.append(looks(app))
            await home(pilot)

    assert by_mouse == by_key
    assert set(lot) - set(gone) <= {"sealed", places.CHAIR, "decisions"}


@pytest.mark.parametrize(
    "lot", lots(tuple(one.id for one in casekeys.CASE_ACTIONS)), ids=lambda lot: lot[0]
)
async def test_each_thing_about_a_case_is_opened_by_the_right_button_as_by_its_key(
    week: Week, opened: Callable[..., CaseworkApp], lot: tuple[str, ...]
) -> None:
    app, by_key, by_mouse, gone = opened(week, "head"), [], [], []
    ref = week.refs["Dunn"]
    async with app.run_test(size=SIZE) as pilot:
        await entered(pilot, "head")
        await app.run_action(f"app.case('{ref}')")
        await settled(pilot)
        assert app._desk is not None
        for one in (act for act in casekeys.possible(app._desk, ref) if act.id in lot):
            gone.append(one.id)
            await app.run_action(f"app.about('{one.id}')")
            await settled(pilot)
            by_key.append(looks(app))
            app.pop_screen()
            await settled(pilot)
            await choose(pilot, f"app.about('{one.id}')")
            by_mouse.append(looks(app))
            app.pop_screen()
            await settled(pilot)

    assert by_mouse == by_key
    assert set(lot) - set(gone) <= {"take-in", "threshold", "request"}  # of other cases


@pytest.mark.parametrize("deed", [one.id for one in places.DEEDS if one.id != "help"])
async def test_what_the_program_does_is_done_by_the_right_button_as_by_its_key(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    app, done = opened(week, "clerk", move=week.clock.move), []
    one = next(each for each in places.DEEDS if each.id == deed)
    monkeypatch.setattr(
        type(app), f"action_{one.action}", lambda _app: done.append(one.action), raising=True
    )
    async with app.run_test(size=SIZE) as pilot:
        await entered(pilot)
        await choose(pilot, f"app.{one.action}")

    assert done == [one.action]


async def test_a_click_on_the_title_opens_what_one_can_do_here_and_the_palette_is_in_it(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    seen: list[object] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await click(pilot, app.screen.query_one("#title"))
        seen.append(type(app.screen))
        await click_key(pilot, "escape")
        seen.append(type(app.screen))
        await choose(pilot, "app.palette")
        seen.append(type(app.screen))
        await take(pilot, "app.go('today')")
        seen.append(looks(app)[1])

    assert seen == [Help, MyList, Palette, "today"]


# --- rows, pages of a case, the strip -------------------------------------------------------------


async def test_the_first_click_goes_to_a_case_and_the_second_opens_it_in_any_column(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, seen = opened(week, "clerk"), []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        table = app.screen.query_one(CaseTable)
        for x in (3, 40):
            await pilot.click(table, offset=(x, 4))
            await settled(pilot)
            seen.append((type(app.screen), table.cursor_row))

    assert seen == [(MyList, 3), (OneCase, 3)]


async def test_each_page_of_a_case_opens_by_its_tab_and_its_rows_by_a_click(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, seen = opened(week, "head"), []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        await open_way(pilot, week.refs["Dunn"], "page next")
        tabs = app.screen.query_one(PageTabs)
        for name, _ in reversed(casepages.PAGES):
            await pilot.click(tabs, offset=(tabs.starts(name) + 1, 0))
            await settled(pilot)
            seen.append(tabs._at)
        choices = app.screen.query_one("#choices", OptionList)
        choices.scroll_visible(animate=False)  # the wheel over the page does that
        await pilot.pause()
        await click_row(pilot, choices, 1)
        form = isinstance(app.screen, FormPage)

    assert seen == [name for name, _ in reversed(casepages.PAGES)]
    assert form


async def test_a_note_is_kept_and_taken_back_and_only_its_words_want_the_keyboard(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, said = opened(week, "clerk"), []
    async with app.run_test(size=(80, 24)) as pilot:
        await click_row(pilot, app.screen.query_one("#people", OptionList), 0)
        while isinstance(app.screen, SignIn) or not isinstance(app.screen, MyList):
            await settled(pilot)
        await settled(pilot)
        await click_key(pilot, "a")
        app.screen.query_one(Flowing).text = "The parent rang."
        await settled(pilot)
        await click(pilot, app.screen.query_one("#keep", Button))
        strip = app.screen.query_one(DoneStrip)
        said.append(str(strip.render()))
        await click(pilot, strip)
        said.append(str(strip.render()))

    assert "U undoes it" in said[0]
    assert said[1].startswith("Taken back")
