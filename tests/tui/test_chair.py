"""What the chair sees: decisions, cases they are in, histories without names; the recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Button, Input

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound, UsageFault
from casework.office import cases, chairhistories
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying
from casework.tui import chairboard, keyback, places
from casework.tui.boards import Board, Row
from casework.tui.formsheet import FormSheet
from casework.tui.mylist import MyList
from casework.tui.recoverykey import RecoveryKey
from casework.tui.sheet import Job
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.talk_kit import talked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
WHY = "For the meeting of the governors."
KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6789-BCDF-GHJK-LMNP"


@pytest.fixture
def left(week: Week) -> str:
    """Return the case whose history the office left for the chair."""
    ref = week.refs["Dunn"]
    chairhistories.give(week.desk("clerk"), ref, WHY)
    return ref


def row(board: Board, words: str) -> Row:
    return next(one for one in board.rows if words in one.left)


def led(board: Board, words: str) -> Board | Job:
    leads = row(board, words).leads
    assert leads is not None
    return leads()


def history(week: Week, ref: str) -> Board:
    board = led(chairboard.board(week.desk("chair")), ref)
    assert isinstance(board, Board)
    return board


def form(board: Board, words: str) -> Job:
    job = led(board, words)
    assert isinstance(job, Job)
    return job


# --- what stands there ----------------------------------------------------------------------------


def test_it_is_there_for_chair_and_vice_chair_alone(week: Week) -> None:
    place = places.place(places.CHAIR)
    found = [who for who in ("head", "clerk", "dsl", "chair") if place.may(week.desk(who))]

    assert found == ["chair"]


def test_a_history_tells_every_entry_without_a_name(week: Week, left: str) -> None:
    board = history(week, left)
    text = " ".join(f"{one.left} {one.beside}" for one in board.rows)

    assert "It bears its own check" in text
    assert not any(word in text for word in ("Dunn", "Ms ", "Mill Lane", "deputy,"))
    assert "Check code: " in text


def test_where_nobody_left_a_history_it_says_who_does(week: Week) -> None:
    board = chairboard.board(week.desk("chair"))

    assert row(board, "Nobody has left you a history yet").opens is False


def test_a_case_they_were_brought_into_opens_with_its_names(week: Week) -> None:
    named = CasePerson(number=0, role=PersonRole.TARGET, name="Mrs A. Example")
    new = NewCase(case_type="concern", summary="A post", people=(named,))
    ref = cases.open_case(week.desk("clerk"), new, Answers()).ref
    before = chairboard.board(week.desk("chair"))
    cases.admit(week.desk("head"), ref, "chair", Saying(reason="The policy says so."))
    after = chairboard.board(week.fresh("chair"))

    assert [one.case for one in before.rows if one.case] == []
    assert [one.case for one in after.rows if one.case] == [ref]
    assert any("you do not sit on a panel" in one.left for one in after.rows)
    assert ("no names" in before.title, "no names" in after.title) == (True, False)


# --- what is done there ---------------------------------------------------------------------------


def test_a_copy_is_saved_and_noted_with_for_whom_and_why(
    week: Week, left: str, tmp_path: Path
) -> None:
    safe = tmp_path / "safe"
    safe.mkdir()
    told = {"form": "pdf", "folder": str(safe), "to": "The clerk to the governors", "why": WHY}
    kept = form(history(week, left), "Save a copy out").keep(told, "")
    (file,) = safe.iterdir()

    assert file.name == f"{left}-history-chair.pdf"
    assert file.read_bytes().startswith(b"%PDF")
    assert kept.told[0].startswith("Check code: ")
    assert any("for The clerk to the governors" in one.beside for one in history(week, left).rows)


def test_no_copy_goes_into_the_folder_of_the_records(week: Week, left: str) -> None:
    told = {"form": "txt", "folder": str(week.folder), "to": "Somebody", "why": WHY}
    with pytest.raises(UsageFault):
        form(history(week, left), "Save a copy out").keep(told, "")

    assert not any("Somebody" in one.beside for one in history(week, left).rows)


def test_what_is_put_away_is_in_the_list_no_more(week: Week, left: str) -> None:
    board = history(week, left)
    form(board, "Put it away").keep({"sure": "yes"}, "")

    assert left not in [one.left for one in chairboard.board(week.desk("chair")).rows]
    with pytest.raises(NotFound):
        form(board, "Put it away").keep({"sure": "yes"}, "")


def test_a_new_recovery_key_is_shown_in_its_groups(week: Week) -> None:
    job = form(chairboard.board(week.desk("chair")), "Make a new recovery key")
    kept = job.keep({"sure": "yes"}, "")

    assert kept.told[0] == keyback.FIRST
    assert any(line.startswith(" 1. ") for line in kept.told)


async def test_a_new_recovery_key_is_read_back_on_the_screen(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    job = form(chairboard.board(week.desk("chair")), "Make a new recovery key")
    app = opened(week, "chair")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "chair")
        app.push_screen(FormSheet(job))
        await settled(pilot)
        await press(pilot, "1")
        app.screen.query_one("#keep", Button).press()
        await settled(pilot)
        asked = isinstance(app.screen, RecoveryKey)
        await press(pilot, "escape")
        still = isinstance(app.screen, RecoveryKey)

    assert asked
    assert still


def test_whoever_reads_only_saves_no_copy_puts_nothing_away_and_makes_no_key(
    week: Week, left: str
) -> None:
    desk = week.fresh("chair")
    desk.read_only = True
    board = chairboard.board(desk)
    inside = led(board, left)

    assert isinstance(inside, Board)
    assert not any("recovery key" in one.left for one in board.rows)
    assert [one.left for one in inside.rows if one.opens] == []


# --- the recovery key -----------------------------------------------------------------------------

keys = st.lists(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=4, max_size=4), min_size=1)


@given(keys.map("-".join))
def test_each_group_asked_is_one_of_the_key_and_only_it_is_right(key: str) -> None:
    asked = keyback.asked(key)

    assert set(asked) <= set(range(1, len(keyback.groups(key)) + 1))
    assert len(asked) >= min(len(keyback.groups(key)), 2)
    for number in asked:
        group = keyback.groups(key)[number - 1]
        assert keyback.is_right(key, number, f" {group.lower()} ")
        assert not keyback.is_right(key, number, group[:-1])


@given(keys.map("-".join))
def test_every_group_is_shown_with_its_number(key: str) -> None:
    text = "\n".join(keyback.shown(key))

    assert all(f"{at}. {one}" in text for at, one in enumerate(keyback.groups(key), start=1))


@pytest.mark.parametrize("size", SIZES)
async def test_the_key_stays_until_its_groups_are_read_back(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "chair")
    async with app.run_test(size=size) as pilot:
        await entered(pilot, "chair")
        app.push_screen(RecoveryKey(KEY))
        await shows(pilot, "recovery-key")
        await press(pilot, "escape")
        still = isinstance(app.screen, RecoveryKey)
        await press(pilot, "enter")
        app.screen.query_one("#group", Input).value = "nope"
        await press(pilot, "enter")
        await shows(pilot, "recovery-wrong")
        await press(pilot, "escape")
        again = seen(app)
        await press(pilot, "enter")
        for number in keyback.asked(KEY):
            app.screen.query_one("#group", Input).value = keyback.groups(KEY)[number - 1]
            await press(pilot, "enter")
        gone = not isinstance(app.screen, RecoveryKey)

    assert still
    assert "ABCD" in again
    assert gone


# --- the screens ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_chair_arrives_at_what_the_chair_sees(
    week: Week, left: str, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "chair")
    async with app.run_test(size=size) as pilot:
        await entered(pilot, "chair")
        await shows(pilot, "chair")
        await press(pilot, "enter")
        text = seen(app)
        await press(pilot, "escape")
        await press(pilot, "escape")

        assert f"{left}  The history, without names" in text
        assert isinstance(app.screen, MyList)


async def test_the_palette_leads_there_by_the_words_of_an_office(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "chair")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "chair")
        await press(pilot, "f2")
        await press(pilot, "ctrl+p")
        app.screen.query_one("#find", Input).value = "anonymised"
        await settled(pilot)
        await press(pilot, "enter")
        await settled(pilot)

        assert chairboard.TITLE in seen(app)


def test_line_by_line_a_history_is_read_without_a_name(week: Week, left: str) -> None:
    text = talked(week, "chair", "=What the chair sees", f"={left}", "0", "0").text

    assert "Left by the office" in text
    assert "Dunn" not in text
