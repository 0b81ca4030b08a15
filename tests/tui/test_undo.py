"""The undo window on the screens: U takes it back, or it goes and is asked about; never twice."""

from __future__ import annotations

import sys
from datetime import timedelta
from math import inf
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button

from casework.errors import MachineFault
from casework.office import approvals, cases, effects, letters, printorders, schools
from casework.office.cases import Answers
from casework.office.effects import Standing
from casework.office.letterprints import Answer
from casework.tui import casekeys, going
from casework.tui.undo import CameOut, Leaving
from tests.office.practice_kit import NOTE
from tests.tui import golden_kit
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
WINDOW = timedelta(seconds=11)
COUNTING = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('page\\n')"


@pytest.fixture
def paper(week: Week, tmp_path: Path) -> Path:
    """A printer that counts its pages, and an approved letter."""
    paper = tmp_path / "paper"
    (tmp_path / "printer.py").write_text(COUNTING, encoding="utf-8")
    command = ";".join((sys.executable, str(tmp_path / "printer.py"), str(paper)))
    schools.change_settings(week.desk("head"), [("print_command", command)])
    approvals.grant(week.desk("head"), f"{week.refs['Dunn']}.1")
    return paper


def pages(paper: Path) -> int:
    return len(paper.read_text().splitlines()) if paper.exists() else 0


async def ordered(pilot: Pilot[int], week: Week) -> CaseworkApp:
    """Order the letter of a case, as P and Enter do."""
    app: CaseworkApp = pilot.app  # type: ignore[assignment]
    await entered(pilot)
    going.about(app, app._desk, casekeys.case_action("letters"), week.refs["Dunn"])  # type: ignore[arg-type]
    await settled(pilot)
    await press(pilot, "p")
    await press(pilot, "enter")
    return app


async def over(pilot: Pilot[int], week: Week, by: timedelta = WINDOW) -> None:
    """Let the time pass and the program look at its clock, until it asks or nothing moves."""
    app: CaseworkApp = pilot.app  # type: ignore[assignment]
    week.clock.move(by)
    app._beat()
    for _ in range(200):
        await pilot.pause()
        if isinstance(app.screen, CameOut) or not app.workers._workers:
            break
    await pilot.pause()


async def answer(pilot: Pilot[int], name: str) -> None:
    pilot.app.screen.query_one(f"#{name}", Button).press()
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_an_ordered_page_waits_and_then_it_is_asked_whether_it_came_out(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path, size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await ordered(pilot, week)
        await shows(pilot, "letter-on-its-way")
        early = pages(paper)
        await over(pilot, week)
        await _shows_question(pilot)
        await answer(pilot, "yes")
        done = seen(app)
    letter = week.case(week.refs["Dunn"]).letters[1]

    assert (early, pages(paper)) == (0, 1)
    assert "is printed. Next: sign it." in done
    assert letter.state == "printed"


async def _shows_question(pilot: Pilot[int]) -> None:
    """Hold the question to its golden without waiting for the worker that waits for its answer."""

    async def now(_pilot: Pilot[int]) -> None:
        await _pilot.pause()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(golden_kit, "settled", now)
        await golden_kit.shows(pilot, "letter-came-out")


async def test_u_takes_it_back_while_the_strip_shows(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await press(pilot, "u")
        said = seen(app)
        await over(pilot, week)

    assert "Taken back: the letter goes to no printer." in said
    assert pages(paper) == 0
    assert effects.effects(week.desk("clerk")) == ()


async def test_a_click_takes_it_back_as_u_does(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await pilot.click("#done")
        await settled(pilot)
        said = seen(app)

    assert "Taken back" in said
    assert pages(paper) == 0


async def test_the_strip_counts_down_and_takes_nothing_back_afterwards(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        cases.add_note(app._desk, week.refs["Dunn"], "She rang.")  # type: ignore[arg-type]
        app.done("Done: the note is kept.", week.refs["Dunn"])
        await settled(pilot)
        first = seen(app)
        week.clock.move(timedelta(seconds=4))
        app._beat()
        later = seen(app)
        week.clock.move(WINDOW)
        app._beat()
        await press(pilot, "u")
        late = seen(app)

    assert "U undoes it (10 s)" in first
    assert "U undoes it (6 s)" in later
    assert "There is nothing to undo." in late
    assert pages(paper) == 0


async def test_print_again_records_the_first_and_orders_a_copy(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await over(pilot, week)
        await answer(pilot, "again")
        said = seen(app)
    letter = week.case(week.refs["Dunn"]).letters[1]

    assert "goes to the printer, marked COPY 2" in said
    assert (letter.copies, pages(paper)) == (1, 1)
    assert "is not known" in letter.how


async def test_nothing_came_out_is_no_print(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await over(pilot, week)
        await answer(pilot, "no")
        said = seen(app)

    assert "Nothing is recorded as printed." in said
    assert week.case(week.refs["Dunn"]).letters[1].copies == 0
    assert pages(paper) == 1


async def test_a_question_put_off_is_asked_at_the_next_sign_in_and_nothing_prints_by_itself(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await over(pilot, week)
        await press(pilot, "escape")
        await press(pilot, "ctrl+q")
    again = opened(week, "clerk")
    async with again.run_test(size=(80, 24)) as pilot:
        people = again.screen.query_one("#people")
        people.highlighted = 0  # type: ignore[attr-defined]
        await pilot.press("enter")
        for _ in range(400):
            await pilot.pause()
            if isinstance(again.screen, CameOut) and "cut off" in seen(again):
                break
        asked = seen(again)
        await answer(pilot, "yes")

    assert "was cut off before anybody said" in " ".join(asked.split())
    assert pages(paper) == 1
    assert week.case(week.refs["Dunn"]).letters[1].state == "printed"


async def asks(pilot: Pilot[int], app: CaseworkApp) -> bool:
    """Tell whether the program asks what became of a page, once it has had time to."""
    for _ in range(100):
        await pilot.pause()
        if isinstance(app.screen, CameOut):
            return True
    return False


async def test_a_question_put_off_is_not_asked_again_while_the_same_person_sits_there(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await over(pilot, week)
        await press(pilot, "escape")
        app._touched = inf
        await over(pilot, week, timedelta(minutes=11))
        again = await asks(pilot, app)
        stays = app._desk is not None

    assert (stays, again, pages(paper)) == (True, False, 1)
    assert len(printorders.unknown(week.desk("deputy"))) == 1


async def test_whoever_ordered_a_page_is_not_asked_while_another_desk_prints_it(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    elsewhere = week.desk("clerk")
    printorders.order(elsewhere, week.refs["Dunn"], 1)
    (page,) = effects.release(elsewhere)
    effects.claim(elsewhere, page, b"handed letter 1 of %s to paper, copy 1" % page.ref.encode())
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        early = await asks(pilot, app)
        app._touched = inf
        await over(pilot, week, timedelta(minutes=11))
        late = await asks(pilot, app)
        await answer(pilot, "yes")

    assert (early, late, pages(paper)) == (False, True, 0)
    assert week.case(page.ref).letters[1].copies == 1


async def test_a_fault_that_passes_lets_the_page_wait_and_go_once_later(
    week: Week,
    opened: Callable[..., CaseworkApp],
    paper: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def locked(*_words: object) -> None:
        raise MachineFault("The records are in use.", advice="It is tried again.")

    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        with monkeypatch.context() as patch:
            patch.setattr(letters, "rehearse", locked)
            await over(pilot, week)
            await settled(pilot)
            said = seen(app)
        early = pages(paper)
        await over(pilot, week, timedelta(seconds=31))
        await answer(pilot, "yes")

    assert "The records are in use." in said
    assert (early, pages(paper)) == (0, 1)
    assert week.case(week.refs["Dunn"]).letters[1].copies == 1


async def test_who_answers_second_is_told_that_it_was_said(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await over(pilot, week)
        app._touched = inf
        week.clock.move(effects.CUT_OFF + timedelta(seconds=1))
        deputy = week.desk("deputy")
        printorders.settle(deputy, printorders.unknown(deputy)[0], Answer.NO)
        await answer(pilot, "yes")
        said = " ".join(seen(app).split())

    assert "Somebody has said already" in said
    assert (pages(paper), week.case(week.refs["Dunn"]).letters[1].copies) == (1, 0)


async def test_whoever_takes_over_the_screen_is_asked_about_the_page_the_first_left_open(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk", "deputy")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await over(pilot, week)
        app.action_switch()
        await settled(pilot)
        people = app.screen.query_one("#people")
        people.highlighted = 1  # type: ignore[attr-defined]
        await pilot.press("enter")
        asked = await asks(pilot, app)
        words = " ".join(seen(app).split())
        await answer(pilot, "yes")

    assert (asked, pages(paper)) == (True, 1)
    assert "was cut off before anybody said" in words
    assert week.case(week.refs["Dunn"]).letters[1].copies == 1


@pytest.mark.parametrize("size", SIZES)
async def test_quitting_says_what_has_not_been_printed(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path, size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await ordered(pilot, week)
        await press(pilot, "ctrl+q")
        await shows(pilot, "leaving-unprinted")
        asked = isinstance(app.screen, Leaving)
        await press(pilot, "escape")
        stays = app.is_running
        await press(pilot, "ctrl+q")
        app.screen.query_one("#quit", Button).press()
        await pilot.pause()

    assert (asked, stays, app.return_value) == (True, True, 0)
    assert pages(paper) == 0
    assert [one.standing for one in effects.effects(week.desk("deputy"))] == [Standing.DUE]


async def test_another_person_prints_what_the_first_ordered_and_left(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk", "deputy")
    async with app.run_test(size=(80, 24)) as pilot:
        await ordered(pilot, week)
        await press(pilot, "f9")
        left = pages(paper)
        await entered(pilot, "deputy")
        await over(pilot, week, timedelta(seconds=1))
        soon = pages(paper)
        await over(pilot, week, timedelta(seconds=6))
        asked = isinstance(app.screen, CameOut)
        await answer(pilot, "yes")

    assert (left, soon, asked, pages(paper)) == (0, 0, True, 1)


async def test_a_request_comes_on_the_heads_list_once_the_strip_has_run_out(
    week: Week, opened: Callable[..., CaseworkApp], paper: Path
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        ref = week.refs["Hart"]
        cases.take_step(app._desk, ref, "write-note", "conversation", Answers(letter=NOTE))  # type: ignore[arg-type]
        held = week.waiting("head")
        await over(pilot, week)
        told = week.waiting("head")

    assert held == []
    assert told == [f"{ref}.1"]
    assert pages(paper) == 0


def test_what_waits_is_counted_for_whoever_leaves(week: Week, paper: Path) -> None:
    clerk = week.desk("clerk")
    clerk.holds_back = True
    printorders.order(clerk, week.refs["Dunn"], 1)

    assert printorders.leaving(clerk).startswith("1 letter has not been printed.")
    assert pages(paper) == 0
