"""Records opened to read only: every key, place and row is tried, and not a byte is written.

No form opens whose button would write; whoever asks for one is told why not. Each screen says what
kind of records these are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from textual.widgets import Button

from casework import settings, store
from casework.errors import NotPermitted
from casework.tui import (
    backupsboard,
    calendarboard,
    casekeys,
    casepages,
    chairboard,
    commands,
    countsboard,
    keepingboard,
    peopleboard,
    places,
    policyboard,
    requestsboard,
    settingsboard,
    talkkeys,
)
from casework.tui.boards import Board, Row
from casework.tui.exhibits import Exhibits
from casework.tui.formpage import FormPage
from casework.tui.handout import HandedOut
from casework.tui.holdboard import Holds
from casework.tui.notice import Notice
from tests.tui.everywhere_kit import home, open_way
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.talk_kit import talked_at
from tests.tui.ways_kit import alleged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import App
    from textual.pilot import Pilot

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.sheet import Job
    from tests.office.practice_kit import Book
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)

BANNER: Final = "READ ONLY"
WHY: Final = "The records were opened to read only, so nothing was changed."
WAYS: Final = (
    *(f"go('{one.id}')" for one in places.PLACES),
    *(f"page {name}" for name, _ in casepages.PAGES),
    *(f"about('{one.id}'" for one in casekeys.CASE_ACTIONS),
    *("ring", "help", "palette"),
)
#: So many screens are gone through in one test.
_LOT: Final = 2
#: Every board that a place or a case leads to.
BOARDS: Final[dict[str, Callable[[Desk, str], Board]]] = {
    "backups": lambda desk, _ref: backupsboard.board(desk),
    "calendar": lambda desk, _ref: calendarboard.board(desk),
    "chair": lambda desk, _ref: chairboard.board(desk),
    "counts": lambda desk, _ref: countsboard.board(desk),
    "keeping": lambda desk, _ref: keepingboard.board(desk),
    "people": lambda desk, _ref: peopleboard.board(desk),
    "policies": lambda desk, _ref: policyboard.board(desk),
    "requests": lambda desk, _ref: requestsboard.board(desk),
    "settings": lambda desk, _ref: settingsboard.board(desk),
    "exhibits": lambda desk, ref: Exhibits(desk, ref)(),
    "handout": lambda desk, ref: HandedOut(desk, ref)(),
    "hold": lambda desk, ref: Holds(desk, ref)(),
}
#: What ends the sitting, or lets somebody else sit down.
_ENDS: Final = frozenset({"switch", "lock", "leave"})
#: Where a page lies that somebody looks at.
_LOOKED_AT: Final = "looking"
#: How the keys that write begin in a line of keys, wherever they stand for that.
_WRITE: Final = frozenset(f"{key} " for key in "naexqiuydbskg")
GLOBAL: Final = (
    *(one.key for one in places.PLACES if one.key),
    *(key for one in places.DEEDS if one.id not in _ENDS for key in one.key.split(",") if key),
    *(one.key for one in casekeys.CASE_ACTIONS if one.key),
)


@pytest.fixture(autouse=True)
def _reading_stays_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out that somebody read: of all that is kept, the access log alone grows by reading."""
    monkeypatch.setattr(store, "log_access", lambda *_said, **_now: None)


def written(week: Week) -> dict[str, bytes]:
    """Return every byte that is kept of these records, and of whoever works in them.

    A page that is opened to be looked at lies beside them until one leaves.
    """
    folders = (week.folder, settings.state_folder())
    found = (path for at in folders for path in sorted(at.rglob("*")) if path.is_file())
    kept = (path for path in found if _LOOKED_AT not in path.parts)
    return {str(path): path.read_bytes() for path in kept if not path.name.endswith("-shm")}


def changed(week: Week, before: dict[str, bytes]) -> list[str]:
    """Return which files are not as they were."""
    now = written(week)
    return sorted(path for path in {*before, *now} if before.get(path) != now.get(path))


def writes(app: App[int]) -> Iterator[str]:
    """Yield what is wrong with the screen on top."""
    screen = app.screen
    if isinstance(screen, FormPage) and not screen.job.reads:
        yield f"the form “{screen.job.title}” is open"
    if BANNER not in seen(app):
        yield "it does not say READ ONLY"
    line = next((str(one.render()) for one in screen.query("#keys")), "")
    yield from (f"it names {one}" for one in line.split("  ") if one[:2] in _WRITE)


# --- screens --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lot", [WAYS[at : at + _LOT] for at in range(0, len(WAYS), _LOT)], ids=lambda lot: lot[0]
)
async def test_every_key_of_every_screen_opens_no_form_and_writes_nothing(
    week: Week, opened: Callable[..., CaseworkApp], lot: tuple[str, ...]
) -> None:
    who = "chair" if f"go('{places.CHAIR}')" in lot else "head"
    app, wrong = opened(week, who, read_only=True), []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, who)
        before = written(week)
        for way in lot:
            wrong += await _every_key(pilot, week.refs["Dunn"], way)
        told = changed(week, before)

    assert wrong == []
    assert told == []


@pytest.mark.parametrize("way", ["page next", "about('threshold'", "go('sealed')"])
async def test_a_sealed_case_is_read_by_who_holds_it_and_nothing_is_written(
    week: Week, opened: Callable[..., CaseworkApp], way: str
) -> None:
    ref = alleged(week)
    app = opened(week, "dsl", read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "dsl")
        before = written(week)
        wrong = await _every_key(pilot, ref, way)
        told = changed(week, before)

    assert wrong == []
    assert told == []


async def _every_key(pilot: Pilot[int], ref: str, way: str) -> list[str]:
    """Press each key that a screen itself binds, Enter and its button; return what went wrong."""
    app = pilot.app
    await open_way(pilot, ref, way)
    wrong, at = [f"{way}: {one}" for one in writes(app)], app.screen
    for key in ("button", "enter", *_own(app, way)):
        if app.screen is not at:
            await home(pilot)
            await open_way(pilot, ref, way)
            at = app.screen
        if key != "button":
            await press(pilot, key)
        for button in [*app.screen.query(Button)][: key == "button"]:
            button.press()
            await settled(pilot)
        wrong += [f"{way} {key}: {one}" for one in writes(app)]
    await home(pilot)
    return wrong


def _own(app: App[int], way: str) -> tuple[str, ...]:
    """Return the keys of a screen's own; a case has the same ones on each of its pages."""
    if way.startswith("page ") and way != "page next":
        return ()
    return tuple(
        key
        for key, active in app.screen.active_bindings.items()
        if active.node is app.screen
        and key != "enter"  # pressed before all others
        and "focus" not in active.binding.action
    )


@pytest.mark.parametrize("some", [GLOBAL[at::4] for at in range(4)], ids=lambda some: some[0])
@pytest.mark.parametrize("way", ["go('mine')", "page next"])
async def test_every_key_of_the_program_opens_no_form_and_says_why_not(
    week: Week, opened: Callable[..., CaseworkApp], way: str, some: tuple[str, ...]
) -> None:
    app, wrong, silent = opened(week, "head", read_only=True), [], []
    forms = {one.key for one in places.PLACES if one.may in places.WRITES}
    forms |= {one.key for one in casekeys.CASE_ACTIONS if casekeys.changes(one)}
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        before = written(week)
        for key in some:
            await home(pilot)
            await open_way(pilot, week.refs["Dunn"], way)
            await press(pilot, key)
            wrong += [f"{key}: {one}" for one in writes(app)]
            said = isinstance(app.screen, Notice) and WHY in " ".join(seen(app).split())
            silent += [key] if key in forms and not said else []
        told = changed(week, before)

    assert wrong == []
    assert silent == []
    assert told == []


# --- boards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARDS)
def test_every_row_of_every_board_leads_to_no_form_that_writes(week: Week, name: str) -> None:
    desk = week.desk("chair" if name == "chair" else "head")
    desk.read_only = True
    before = written(week)
    wrong = list(_writing(BOARDS[name](desk, week.refs["Dunn"])))

    assert wrong == []
    assert changed(week, before) == []


def _writing(board: Board, deep: int = 0) -> Iterator[str]:
    """Yield the rows that lead to a form that writes, on this board and below it."""
    for row in board.rows:
        to = _led(row) if deep < _DEEP else None
        if isinstance(to, Board):
            yield from _writing(to, deep + 1)
        elif to is not None and not to.reads:
            yield f"{board.title}: {row.left}"


def _led(row: Row) -> Board | Job | None:
    """Return what a row leads to; nothing where it says that one may only read."""
    try:
        return row.leads() if row.leads is not None else None
    except NotPermitted:
        return None


_DEEP: Final = 3


# --- line by line ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["head", "clerk", "chair"])
def test_line_by_line_nothing_is_written_whatever_one_chooses(week: Week, who: str) -> None:
    desk = week.desk(who)
    desk.read_only = True
    known = commands.anywhere(desk, practice=False)
    not_there = _ENDS | talkkeys.OF_SCREENS
    words = [one.words for one in known if commands.name_of(one)[0] not in not_there]
    before = written(week)
    scripts = [talked_at(week, desk, f"={one}", "1", *"00000", read_only=True) for one in words]

    assert [one for one in scripts if "What to do" not in one.text] == []
    assert changed(week, before) == []


def test_line_by_line_every_row_of_a_case_is_refused_or_reads(week: Week) -> None:
    desk = week.desk("head")
    desk.read_only = True
    before, said = written(week), []
    possible = casekeys.possible(desk, week.refs["Dunn"])
    pages = [words for name, words in casepages.PAGES if name not in {"next", "history"}]
    for words in (*(one.words for one in possible), *pages):
        script = talked_at(week, desk, "=My list", "=Dunn", f"={words}", "1", "1", *"00000")
        said.append(script.text)

    assert changed(week, before) == []
    assert [one for one in said if "Keep " in one or "leaves the question" in one] == []


def test_line_by_line_a_form_says_why_it_does_not_open(week: Week) -> None:
    desk = week.desk("head")
    desk.read_only = True
    text = talked_at(week, desk, "=My list", "=Dunn", "=History", "1", "0").text

    assert f"Not done: {WHY}" in text


def test_line_by_line_the_clock_does_not_look_and_each_menu_says_what_records_these_are(
    week: Week,
) -> None:
    desk = week.desk("clerk")
    desk.read_only = True
    looked: list[str] = []
    script = talked_at(
        week, desk, "=My list", "=Hart", "0", "0", read_only=True, look=lambda: looked.append("")
    )
    titles = [at for at, line in enumerate(script.said) if line.startswith("You are ")]

    assert looked == []
    assert {script.said[at + 1] for at in titles} == {SAID}
    assert SAID in script.said[script.said.index(f"{week.refs['Hart']}: what to do") - 40 :]


SAID: Final = "Read only: nothing can be changed."


# --- what it looks like ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_read_only_screens_look_as_they_are_kept(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk", read_only=True)
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await shows(pilot, "read-only-list")
        await press(pilot, "a")
        await shows(pilot, "read-only-why")
        await press(pilot, "escape")
        await open_way(pilot, week.refs["Hart"], "page next")
        await shows(pilot, "read-only-case")
        await press(pilot, "2")
        await shows(pilot, "read-only-people")
        await home(pilot)
        await press(pilot, "f5")
        await shows(pilot, "read-only-today")


@pytest.mark.parametrize("reads", [False, True], ids=["works", "reads"])
@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_list_says_what_one_can_still_do(
    book: Book, opened: Callable[..., CaseworkApp], size: tuple[int, int], reads: bool
) -> None:
    app = opened(book, "clerk", read_only=reads)
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await shows(pilot, "read-only-list-empty" if reads else "list-empty")
        await press(pilot, "f5")
        if not reads:
            await shows(pilot, "today-empty")
