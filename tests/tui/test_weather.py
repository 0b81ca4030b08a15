"""Bad weather in the midst of a form: it is told in a sentence, and what was typed stays.

Each fault is a real one: a lock held by somebody else, a database that cannot grow, a file that is
gone, hands of a clock that were turned.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from textual.widgets import TextArea

from casework.domain.events import NoteAdded
from casework.office import door
from casework.store import dialect
from casework.store.folder import Place
from casework.tui.formpage import FormPage
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
WORDS = "canary-dunnock " * 250


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a hundredth of a second for somebody else's lock, not five."""
    kept = (one for one in dialect._PRAGMAS if one[0] != "busy_timeout")
    monkeypatch.setattr(dialect, "_PRAGMAS", (*kept, ("busy_timeout", "10", 10)))


async def note(pilot: Pilot[int], week: Week) -> None:
    """Open a note and type it."""
    await entered(pilot)
    await pilot.app.run_action(f"app.about('note', '{week.refs['Hart']}')")
    await settled(pilot)
    pilot.app.screen.query_one(TextArea).text = WORDS
    await settled(pilot)


async def keep(pilot: Pilot[int]) -> str:
    """Press what keeps it; return what is then shown."""
    button = pilot.app.screen.query("Button.-primary").first()
    button.focus()
    await press(pilot, "enter")
    return " ".join(seen(pilot.app).split())


async def keep_at_last(pilot: Pilot[int], week: Week) -> None:
    """Press it until it is kept: the program's own clock may hold the lock for a moment too."""
    for _ in range(20):
        await keep(pilot)
        if notes(week):
            return
        await back(pilot)


async def back(pilot: Pilot[int]) -> str:
    """Close the sentence where it lies over the form; return what stands in the form."""
    if not isinstance(pilot.app.screen, FormPage):
        await press(pilot, "escape")
    assert isinstance(pilot.app.screen, FormPage)
    return pilot.app.screen.query_one(TextArea).text


def notes(week: Week) -> list[str]:
    entries = door.load(week.fresh("head"), week.refs["Hart"]).entries
    return [e.words for entry in entries for e in entry.events if isinstance(e, NoteAdded)]


async def test_a_locked_database_is_told_and_the_form_stays(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    other = dialect.raw(week.desk("deputy").session.files[Place.OFFICE].connection)
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await note(pilot, week)
        other.execute("BEGIN IMMEDIATE")
        told = await keep(pilot)
        stays = await back(pilot)
        other.execute("ROLLBACK")
        await keep_at_last(pilot, week)

    assert "in use by another program" in told
    assert stays == WORDS
    assert notes(week) == [WORDS.strip()]
    assert not app.crashed


async def test_a_full_disk_is_told_and_the_form_stays(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await note(pilot, week)
        assert app._desk is not None
        file = dialect.raw(app._desk.session.files[Place.OFFICE].connection)
        (pages,) = file.execute("PRAGMA page_count").fetchone()
        file.execute(f"PRAGMA max_page_count = {pages}")  # as if no further page could be had
        told = await keep(pilot)
        stays = await back(pilot)
        file.execute("PRAGMA max_page_count = 1000000")
        await keep_at_last(pilot, week)

    assert "There is no space left" in told
    assert stays == WORDS
    assert notes(week) == [WORDS.strip()]
    assert not app.crashed


@pytest.mark.parametrize(
    ("what", "said"), [("", "from a backup"), ("office.db", "was removed or replaced")]
)
async def test_a_database_that_is_gone_is_told_and_the_form_stays(
    week: Week, opened: Callable[..., CaseworkApp], what: str, said: str
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await note(pilot, week)
        there = week.folder / what
        away = there.rename(week.folder.with_name("away"))
        told = await keep(pilot)
        stays = await back(pilot)
        away.rename(there)

    assert said in told
    assert stays == WORDS
    assert not app.crashed
    assert notes(week) == []


async def test_a_clock_that_is_turned_changes_what_is_due_and_nothing_else(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    said = {}
    async with app.run_test(size=(120, 30)) as pilot:
        await note(pilot, week)
        for days in (0, 30, -60, 30):
            week.clock.turn(timedelta(days=days))
            app._beat()
            await settled(pilot)
            stays = pilot.app.screen.query_one(TextArea).text
            await press(pilot, "escape")
            app._look_again()
            await settled(pilot)
            said[days] = (stays == WORDS, "Hart" in seen(app), "late" in seen(app))
            await pilot.app.run_action(f"app.about('note', '{week.refs['Hart']}')")
            await settled(pilot)

    assert said == {0: (True,) * 3, 30: (True,) * 3, -60: (True, True, False)}
    assert not app.crashed
