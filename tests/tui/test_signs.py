"""Signs on a terminal that cannot show them: plain letters, a word beside each, plain borders."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

import pytest
from textual.widgets import Input

from casework.tui import safe
from casework.tui.signs import DRAWING, wants_plain
from casework.tui.theme import choose_bars
from tests.tui.everywhere_kit import home
from tests.tui.screen_kit import seen, settled
from tests.tui.ways_kit import WAYS, At, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week


#: So many screens are opened one after the other by the same person.
_MOST: Final = 8
#: After these somebody else may sit there, or nobody.
_ALONE: Final = frozenset({"signin", "signin-people", "switch", "lock"})


def _lots() -> Iterator[tuple[Way, ...]]:
    """Yield every way there is, in lots of one person each."""
    yield from ((way,) for way in WAYS if way.name in _ALONE)
    others = sorted((way for way in WAYS if way.name not in _ALONE), key=lambda way: way.who)
    for _who, found in groupby(others, key=lambda way: way.who):
        ways = tuple(found)
        yield from (ways[at : at + _MOST] for at in range(0, len(ways), _MOST))


LOTS: Final = tuple(_lots())


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


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize("lot", LOTS, ids=lambda lot: f"{lot[0].name}-{len(lot)}")
async def test_no_screen_draws_what_an_old_console_cannot_show(
    week: Week, opened: Callable[..., CaseworkApp], tmp_path: Path, lot: tuple[Way, ...]
) -> None:
    drawn = {}
    refs = [way.case(week) for way in lot]
    names = set("".join(week.refs))
    app = opened(week, lot[0].who, move=week.clock.move) if lot[0].practice else opened(week)
    async with app.run_test(size=(120, 30)) as pilot:
        at = At(pilot=pilot, week=week, ref=refs[0], folder=tmp_path)
        await lot[0].enter(at)
        for field in app.screen.query(Input):  # a hidden word has a sign of its own
            field.value = "word"
        await settled(pilot)
        drawn[lot[0].name] = {c for c in seen(app) if ord(c) > 126} - names
        for way, ref in zip(lot[1:], refs[1:], strict=True):
            await home(pilot)
            await way.opens(replace(at, ref=ref))
            await settled(pilot)
            drawn[way.name] = {c for c in seen(app) if ord(c) > 126} - names

    assert {name: signs for name, signs in drawn.items() if signs} == {}
    assert tuple(drawn) == tuple(way.name for way in lot)


def test_every_screen_is_in_one_of_these_lots() -> None:
    assert sorted(way.name for lot in LOTS for way in lot) == sorted(way.name for way in WAYS)
