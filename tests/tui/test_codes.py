"""The second step at the screens' sign-in, line by line, and among the people: a code as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from textual.widgets import Input, Static

from casework.cli import screens
from casework.errors import CaseworkError
from casework.office import people, secondstep, stage
from casework.tui import codejobs, peopleboard, talked
from casework.tui.app import CaseworkApp
from casework.tui.boards import Board
from casework.tui.doors import Doors
from casework.tui.mylist import MyList
from casework.tui.signin import SignIn
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import press, seen, settled
from tests.tui.talk_kit import Script, later

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from casework.office.desk import Desk
    from casework.office.secondstep import Setup
    from casework.tui.sheet import Job
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)


def real(week: Week, who: str) -> Desk:
    """Return a desk as in a school's own records: practice asks nobody for a code."""
    desk = week.desk(who)
    desk.settings = replace(desk.settings, practice=False)
    return desk


def turned_on(week: Week, who: str = "clerk") -> Setup:
    desk = real(week, who)
    setup = secondstep.prepared()
    secondstep.turn_on(desk, setup, code(week, setup))
    week.clock.move(timedelta(seconds=60))
    return setup


def code(week: Week, setup: Setup) -> str:
    return pyotp.TOTP(setup.secret).at(week.clock.instant)


def doors(week: Week) -> Doors:
    """Return doors wired as the program wires them."""
    return Doors(sign_in=screens._sign_in(week.folder, week.clock), ring=(), clock=week.clock)


# --- the screens ----------------------------------------------------------------------------------


async def typed(pilot: Pilot[int], **fields: str) -> None:
    """Type into the fields and press Enter in the last; wait for what comes of it."""
    for name, value in fields.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = value
        pilot.app.screen.query_one(f"#{name}", Input).focus()
    await press(pilot, "enter")
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_after_the_password_the_code_is_asked_for(week: Week, size: tuple[int, int]) -> None:
    setup = turned_on(week)
    app = CaseworkApp(doors(week))
    async with app.run_test(size=size) as pilot:
        hidden = app.screen.query_one("#own", Input).has_class("hidden")
        await typed(pilot, name="clerk", password=stage.PASSWORD)
        await shows(pilot, "signin-code")
        await typed(pilot, own=code(week, setup))
        while isinstance(app.screen, SignIn):
            await settled(pilot)
        inside = isinstance(app.screen, MyList)

    assert hidden
    assert inside


async def test_a_wrong_code_counts_as_a_wrong_password_and_one_begins_again(week: Week) -> None:
    setup = turned_on(week)
    app = CaseworkApp(doors(week))
    said = []
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(2):
            await typed(pilot, name="clerk", password=stage.PASSWORD)
            await typed(pilot, own="12345")
            said.append(str(app.screen.query_one("#said", Static).render()))
        fields = [app.screen.query_one(f"#{one}", Input).value for one in ("password", "own")]
        hidden = app.screen.query_one("#own", Input).has_class("hidden")
        await typed(pilot, name="clerk", password=stage.PASSWORD)  # nothing is tried yet
        shut = app.screen.query_one("#own", Input).has_class("hidden")
        week.clock.move(timedelta(seconds=2))
        await typed(pilot, name="clerk", password=stage.PASSWORD)
        await typed(pilot, own=code(week, setup))
        while isinstance(app.screen, SignIn):
            await settled(pilot)

    assert all("That code is not right, or it was used before." in one for one in said)
    assert (fields, hidden, shut) == (["", ""], True, True)


async def test_nothing_of_one_person_stays_for_the_next(week: Week) -> None:
    turned_on(week)
    app = CaseworkApp(doors(week))
    async with app.run_test(size=(80, 24)) as pilot:
        signin = app.screen
        assert isinstance(signin, SignIn)
        await typed(pilot, name="clerk", password=stage.PASSWORD)
        signin.greet("")
        await settled(pilot)
        screen = seen(app)
        await typed(pilot, name="head", password=stage.PASSWORD)
        while app.screen is signin:
            await settled(pilot)
        inside = seen(app)

    assert "telephone" not in screen
    assert "head" in inside.splitlines()[0]


# --- line by line ---------------------------------------------------------------------------------


def test_line_by_line_the_code_is_asked_for_unseen(week: Week) -> None:
    setup = turned_on(week)
    script = Script("clerk", stage.PASSWORD, code(week, setup), "0")
    talked.run(doors(week), script)

    assert "The code your telephone shows, or one on paper: " in script.said
    assert "You are clerk, office." in script.said


def test_line_by_line_wrong_codes_make_one_wait_as_wrong_passwords_do(week: Week) -> None:
    setup = turned_on(week)
    wrong = ("clerk", stage.PASSWORD, "12345")
    waited = (later(week, 2), "clerk", stage.PASSWORD, setup.paper[0])
    script = Script(*wrong, *wrong, "clerk", stage.PASSWORD, *waited, "0")
    talked.run(doors(week), script)

    assert script.said.count("Not done: That code is not right, or it was used before.") == 2
    assert "Wait 2 s, then try again: nothing is tried before." in script.said
    assert "You are clerk, office." in script.said


# --- among the people -----------------------------------------------------------------------------


def rows(desk: Desk, *way: str) -> dict[str, object]:
    """Return what a board leads to, by its words, after following some of its lines."""
    board = peopleboard.board(desk)
    for words in way:
        found = next(one for one in board.rows if one.left == words and one.leads)
        assert found.leads is not None
        to = found.leads()
        assert isinstance(to, Board)
        board = to
    return {one.left: one.leads for one in board.rows}


def job(desk: Desk, words: str, *way: str) -> Job:
    leads = rows(desk, *way)[words]
    assert callable(leads)
    made: Job = leads()
    return made


def test_somebody_turns_it_on_and_off_for_themselves(week: Week) -> None:
    desk = real(week, "clerk")
    made = job(desk, "Ask me for a code at sign-in")
    secret = made.says[1].replace(" ", "")
    shows_ = pyotp.TOTP(secret)
    kept = made.keep({"code": shows_.at(week.clock.instant)}, "mark")
    week.clock.move(timedelta(seconds=60))
    off = job(desk, "Ask me for no code any more")
    off.keep({"code": kept.told[-1]}, "mark")

    assert len(kept.told) == 2 + secondstep.PAPER
    assert "Ask me for a code at sign-in" in rows(desk)


def test_the_secret_stays_while_a_wrong_code_is_corrected(week: Week) -> None:
    made = codejobs.on(real(week, "clerk"))
    with pytest.raises(CaseworkError):
        made.keep({"code": "1"}, "mark")
    shown = pyotp.TOTP(made.says[1].replace(" ", "")).at(week.clock.instant)

    assert made.keep({"code": shown}, "mark").words.startswith("Done: ")


def test_an_administrator_takes_it_off_who_lost_their_telephone(week: Week) -> None:
    turned_on(week)
    head = week.desk("head")
    head.reload()
    told = next(one for one in peopleboard.board(head).rows if one.left == "clerk")
    job(head, "Ask them for no code any more", "clerk").keep({"sure": "yes"}, "mark")

    assert told.beside.endswith(", with a code")
    assert not [one for one in people.users(head) if one.code]


def test_it_is_offered_of_nobody_who_uses_none(week: Week) -> None:
    assert "Ask them for no code any more" not in rows(week.desk("head"), "clerk")


def test_a_practice_school_says_why_not(week: Week) -> None:
    made = codejobs.on(week.desk("clerk"))

    assert made.says == ("A practice school asks nobody: its clock is not your telephone’s.",)
    with pytest.raises(CaseworkError, match="practice school"):
        made.keep({"code": "123456"}, "mark")
