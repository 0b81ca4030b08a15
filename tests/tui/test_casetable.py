"""A table of many cases: what one sees stands there at once, the rest as one comes near it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from casework.tui.casetable import AHEAD, LOT, CaseTable
from tests.tui.screen_kit import press, seen, settled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.app import ComposeResult
    from textual.pilot import Pilot

pytestmark = pytest.mark.timeout(120)

HEIGHT, COUNT = 24, 500
SEEN = 1 + AHEAD * HEIGHT


def rows(count: int = COUNT, *, first: int = 0) -> list[tuple[str, tuple[str, ...]]]:
    """Return rows under the references ``0``, ``1`` and so on."""
    return [(str(at), (f"due {at}", "Hart, parent 4B")) for at in range(first, first + count)]


class Tabled(App[int]):
    """A table alone."""

    def compose(self) -> ComposeResult:
        yield CaseTable((("Due", 12), ("About", 20)), id="cases")


@asynccontextmanager
async def table_of(count: int = COUNT) -> AsyncIterator[tuple[Pilot[int], CaseTable]]:
    app = Tabled()
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        table = app.query_one(CaseTable)
        table.focus()
        table.stand(rows(count))
        await settled(pilot)
        yield pilot, table


async def test_only_what_one_sees_and_comes_to_next_is_filled() -> None:
    async with table_of() as (pilot, table):
        screen = seen(pilot.app)

    assert (table.row_count, table.here) == (SEEN, "0")
    assert "due 22" in screen


@pytest.mark.parametrize("key", ["ctrl+end", "end"])
async def test_the_last_key_goes_to_the_last_row_and_the_first_back(key: str) -> None:
    async with table_of() as (pilot, table):
        await press(pilot, key)
        last, screen = table.here, seen(pilot.app)
        await press(pilot, "home")
        first = table.here

    assert (last, first, table.row_count) == (str(COUNT - 1), "0", COUNT)
    assert f"due {COUNT - 1}" in screen


async def test_page_by_page_no_row_is_left_out() -> None:
    async with table_of(200) as (pilot, table):
        shown: list[str] = []
        while table.here != "199":
            shown += seen(pilot.app).splitlines()
            await press(pilot, "pagedown")
        shown += seen(pilot.app).splitlines()

    told = {line.split()[1] for line in shown if line.strip().startswith("due ")}
    assert told == {str(at) for at in range(200)}


async def test_many_quick_keys_never_come_to_an_end_before_the_last_row() -> None:
    async with table_of() as (pilot, table):
        for _ in range(SEEN + LOT):
            table.action_cursor_down()
        await settled(pilot)

    assert table.here == str(SEEN + LOT)


async def test_the_wheel_brings_what_comes_next() -> None:
    async with table_of() as (pilot, table):
        for _ in range(4):
            table.scroll_end(animate=False)
            await settled(pilot)

    assert table.row_count > 2 * SEEN
    assert table.here == "0"


async def test_rows_asked_for_meanwhile_end_the_way_to_the_last_one() -> None:
    async with table_of() as (pilot, table):
        table.action_scroll_bottom()
        table.stand(rows(300, first=7))
        await settled(pilot)

    assert (table.here, table.row_count) == ("7", SEEN)


async def test_the_cursor_is_found_again_far_down() -> None:
    async with table_of() as (pilot, table):
        table.put("400")
        await settled(pilot)
        table.stand(rows(COUNT + 3, first=-3))
        await settled(pilot)
        screen = seen(pilot.app)

    assert table.here == "400"
    assert "due 400" in screen


async def test_new_words_reach_rows_that_come_later() -> None:
    async with table_of() as (pilot, table):
        table.stand([(ref, (f"late {ref}", about)) for ref, (_due, about) in rows()])
        await settled(pilot)
        screen = seen(pilot.app)
        await press(pilot, "end")
        end = seen(pilot.app)

    assert "late 22" in screen
    assert f"late {COUNT - 1}" in end
