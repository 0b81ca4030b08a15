"""What was just done is said on whatever screen comes next, at once; nothing asks too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.tui import places
from casework.tui.donestrip import LastDone
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)


async def test_a_screen_that_opens_says_at_once_what_was_done_just_before(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(week, "clerk")
    ref, said = week.refs["Hart"], []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        monkeypatch.setattr(app, "_beat", lambda: None)  # no second passes
        app._last = LastDone(words="Done: noted.", ref=ref, until=app._doors.ticks() + 10)
        for action in (f"app.case('{ref}')", "app.about('note')"):
            await app.run_action(action)
            await settled(pilot)
            said.append("Done: noted.  U undoes it (10 s)" in seen(app))
        app._last = LastDone(words="Done: again.", ref=ref, until=app._doors.ticks() + 10)
        await press(pilot, "escape")  # the screen below, which was told nothing
        said.append("Done: again." in seen(app))

    assert said == [True, True, True]


async def test_nobody_reads_what_another_person_did(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        app.done("Done: noted.", week.refs["Hart"])
        await press(pilot, "f9")

        assert "Done: noted." not in seen(app)


@pytest.mark.parametrize("name", [one.id for one in places.PLACES])
def test_a_place_that_is_not_laid_out_yet_is_about_no_case(week: Week, name: str) -> None:
    desk = week.desk({"sealed": "dsl", "chair": "chair"}.get(name, "head"))

    assert places.place(name).opens(desk).about() == ""


async def test_who_else_is_on_a_case_is_asked_while_a_list_is_still_being_laid_out(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    cases = []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        for name in ("all", "today"):
            page = places.place(name).opens(app._desk)  # type: ignore[arg-type]
            app.push_screen(page)
            cases.append(app._case())
            await settled(pilot)

    assert cases == ["", ""]
