"""Signs on a terminal that cannot show them: plain letters, a word beside each, plain borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.tui import safe
from casework.tui.signs import DRAWING, wants_plain
from casework.tui.theme import choose_bars
from tests.tui.everywhere_kit import LOTS, everywhere
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week


@pytest.fixture
def _plain() -> Iterator[None]:
    DRAWING.plain = True
    yield
    DRAWING.plain = False
    choose_bars(plain=False)


@pytest.mark.parametrize(
    ("system", "environment", "plain"),
    [
        ("win32", {}, True),
        ("win32", {"WT_SESSION": "1"}, False),
        ("linux", {}, False),
        ("darwin", {"WT_SESSION": ""}, False),
        ("linux", {"CASEWORK_ASCII": "1"}, True),
        ("linux", {"CASEWORK_ASCII": "0"}, False),
    ],
)
def test_the_old_windows_console_alone_wants_plain_signs_unless_asked_for(
    system: str, environment: dict[str, str], plain: bool
) -> None:
    assert wants_plain(system, environment) is plain


@pytest.mark.usefixtures("_plain")
def test_each_sign_has_its_plain_form_and_a_dash_inside_words_stays_a_dash() -> None:
    assert safe.shown("✓ Done  ► HERE  ○ Open  ● Under way").plain == (
        "[x] Done  [>] HERE  [ ] Open  [*] Under way"
    )
    assert safe.shown("◊ A decision  ■ Closed").plain == "<?> A decision  [#] Closed"
    assert safe.shown("  – Not taken, 29–30 Apr").plain == "  [-] Not taken, 29-30 Apr"
    assert safe.cell("A very long name of somebody", 12).plain == "A very lo..."


def test_signs_are_drawn_as_they_are_elsewhere() -> None:
    assert safe.shown("✓ Done, 29–30 Apr").plain == "✓ Done, 29–30 Apr"


@pytest.mark.usefixtures("_plain")
async def test_the_first_screens_hold_nothing_that_an_old_console_cannot_show(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    shown = ""
    async with app.run_test(size=(120, 30)) as pilot:
        shown += seen(app)
        await entered(pilot)
        for key in ("f1", "escape", "enter", "f10"):
            shown += seen(app)
            await press(pilot, key)
        await settled(pilot)
        shown += seen(app)
    names = set("".join(week.refs))

    assert sorted({c for c in shown if ord(c) > 126} - names) == []


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize("lot", ["pages"])
async def test_no_screen_draws_what_an_old_console_cannot_show(
    week: Week, opened: Callable[..., CaseworkApp], lot: str
) -> None:
    app, drawn = opened(week, "head", move=week.clock.move), {}
    async with app.run_test(size=(120, 30)) as pilot:
        await entered(pilot, "head")
        async for way in everywhere(pilot, week.refs["Dunn"], LOTS[lot]):
            drawn[way] = {c for c in seen(app) if ord(c) > 126} - set("".join(week.refs))

    assert {way: signs for way, signs in drawn.items() if signs} == {}
    assert tuple(drawn) == LOTS[lot]
