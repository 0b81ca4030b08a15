"""Every screen of a case that is kept sealed says so in its title: each key about it, each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.tui import casekeys, casepages
from casework.tui.frame import SEALED
from tests.tui.everywhere_kit import home
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.ways_kit import alleged

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)


def says_so(app: CaseworkApp) -> bool:
    return seen(app).startswith(f" {SEALED}  ")


@pytest.mark.parametrize("half", [0, 1])
async def test_each_key_about_a_sealed_case_opens_a_screen_that_says_so(
    week: Week, opened: Callable[..., CaseworkApp], half: int
) -> None:
    ref = alleged(week)
    actions = casekeys.possible(week.desk("dsl"), ref)[half::2]
    app, without = opened(week, "dsl"), []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "dsl")
        for one in actions:
            await app.run_action(f"app.about('{one.id}', '{ref}')")
            await settled(pilot)
            if not says_so(app):
                without.append(one.id)
            await home(pilot)

    assert len(actions) > 5
    assert without == []


async def test_each_page_and_what_a_board_of_it_leads_to_say_so(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref = alleged(week)
    app, said = opened(week, "dsl"), {}
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "dsl")
        await app.run_action(f"app.case('{ref}')")
        await settled(pilot)
        for name, _words in casepages.PAGES:
            await app.screen.run_action(f"page('{name}')")
            await settled(pilot)
            said[name] = says_so(app)
        for board in ("exhibits", "hold"):
            await app.run_action(f"app.about('{board}', '{ref}')")
            await settled(pilot)
            await press(pilot, "enter")
            said[board] = says_so(app)
            await home(pilot)

    assert [name for name, so in said.items() if not so] == []
    assert len(said) > len(casepages.PAGES)
