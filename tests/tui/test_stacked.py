"""Parts under one another in one widget: wrapped in their columns, nothing in them interpreted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.widgets import Static

from casework.tui.pagetabs import PageTabs
from casework.tui.safe import lines, shown
from casework.tui.stacked import Columns, Stacked
from tests.tui.screen_kit import seen, settled

if TYPE_CHECKING:
    from textual.app import ComposeResult

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60)


class One(App[int]):
    """A widget alone."""

    def __init__(self, shown: Static) -> None:
        super().__init__()
        self._shown = shown
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield self._shown

    def on_page_tabs_chosen(self, event: PageTabs.Chosen) -> None:
        self.chosen.append(event.name)


async def painted(parts: Stacked, width: int) -> list[str]:
    """Return the lines as they stand on a screen of that width."""
    app = One(Static(parts, markup=False))
    async with app.run_test(size=(width, 12)) as pilot:
        await settled(pilot)
        return seen(app).rstrip("\n").splitlines()


async def test_lines_and_rows_stand_under_one_another_each_column_wrapped_by_itself() -> None:
    rows = [("Why", "because it is due on Friday"), ("A long word left", "by")]
    there = await painted(Stacked(lines([("Next", "bold"), ""]), Columns(rows, 7)), 24)

    assert there[:6] == [
        "Next",
        "",
        "Why      because it is",
        "         due on Friday",
        "A long   by",
        "word",
    ]


async def test_the_same_parts_are_laid_out_anew_for_another_width() -> None:
    parts = Stacked(Columns([("Why", "because it is due on Friday")], 7))

    assert parts.get_height({}, 24) == 2
    assert parts.get_height({}, 60) == 1


async def test_markup_and_control_characters_are_words() -> None:
    there = await painted(Stacked(Columns([("[b]x[/b]", "[red]y\x1b[31m")], 10)), 40)

    assert there[0].startswith("[b]x[/b]    [red]y")
    assert "\x1b" not in there[0]


@given(rows=st.lists(st.tuples(WORDS, WORDS), max_size=4), width=st.integers(24, 90))
def test_no_line_is_wider_than_its_room_and_none_is_lost(
    rows: list[tuple[str, str]], width: int
) -> None:
    laid = list(Columns(rows, 9).laid(width))
    given_ = "".join(shown(f"{one} {other}").plain for one, other in rows)

    assert all(line.cell_length <= width for line in laid)
    assert len(laid) == Stacked(Columns(rows, 9)).get_height({}, width)
    assert letters("".join(line.plain for line in laid)) == letters(given_)


def letters(words: str) -> list[str]:
    """Return what is no space, in one order."""
    return sorted("".join(words.split()))


async def test_a_click_opens_the_page_whose_name_is_under_it() -> None:
    tabs = PageTabs((("a", "Alpha"), ("b", "Beta 2"), ("c", "Gamma")), "a", id="pages")
    app = One(tabs)
    async with app.run_test(size=(72, 20)) as pilot:
        await pilot.click(tabs, offset=(tabs.starts("b"), 0))
        await pilot.click(tabs, offset=(tabs.starts("c") - 1, 0))
        await pilot.click(tabs, offset=(tabs.starts("c"), 0))
        await pilot.click(tabs, offset=(60, 0))
        tabs.show((("a", "Alpha"), ("b", "Beta 2"), ("c", "Gamma")), "c")
        await settled(pilot)
        line = seen(app).splitlines()[0]

    assert app.chosen == ["b", "b", "c"]
    assert line == " Alpha  Beta 2  [Gamma]"
