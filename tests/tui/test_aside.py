"""What goes wrong beside a screen: a sentence where it was foreseen, else the end; no silence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from casework import tui
from casework.errors import MachineFault
from casework.office import drafts as kept_drafts
from casework.office import stage
from casework.store import dialect
from casework.store.folder import Place
from casework.tui import casekeys, decisionview, going, letterview, sheet
from casework.tui.aside import aside, begin
from casework.tui.drafts import Drafting
from casework.tui.formsheet import FormSheet
from casework.tui.frame import Page
from casework.tui.locked import Locked
from casework.tui.ontop import on_top
from casework.tui.signin import SignIn
from casework.tui.undo import Window
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from casework.tui.asking import Question
    from tests.tui.week_kit import Week

SECRET = "Ms Hart, 4 Mill Lane"
SOURCES = sorted(Path(tui.__file__).parent.glob("*.py"))


class UnforeseenError(Exception):
    """What nobody thought of, with data in its words."""


def unforeseen(*_words: object, **_more: object) -> None:
    """Fail as nobody thought of."""
    raise UnforeseenError(SECRET)


def full(*_words: object, **_more: object) -> None:
    """Fail as the program knows."""
    raise MachineFault("The disk is full.", advice="Make room, then do it again.")


def job(app: CaseworkApp, **more: object) -> sheet.Job:
    """Return a form with one question, kept beside the screen."""
    assert app._desk is not None
    told: dict[str, object] = {"asked": _asked, "keep": unforeseen, **more}
    return sheet.Job(
        desk=app._desk,
        draft="trial",
        title="A trial",
        button="Keep it",
        slow=True,
        **told,  # type: ignore[arg-type] # one or the other is exchanged
    )


def _asked(_given: Mapping[str, str]) -> tuple[Question, ...]:
    return (sheet.line("what", "What"),)


def test_no_screen_works_beside_itself_by_another_way() -> None:
    other = re.compile(r"exit_on_error|@work\b|is_current\b|thread=True")
    found = {one.name for one in SOURCES if other.search(one.read_text(encoding="utf-8"))}

    assert found == {"aside.py", "ontop.py"}


# --- unforeseen: the end, with nothing of any case ------------------------------------------------


async def _crashes(
    app: CaseworkApp, capfd: pytest.CaptureFixture[str], doing: Callable[[Pilot[int]], object]
) -> None:
    """Hold it to the crash path: the program ends by itself and says nothing of any case."""

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await entered(pilot, until="")
            await doing(pilot)  # type: ignore[misc]
            while not app.crashed:
                await pilot.pause()

    with pytest.raises(UnforeseenError):
        await run()
    told = "\n".join(app.crashed) + "".join(capfd.readouterr())

    assert app.crashed[0] == "UnforeseenError"
    assert app.return_code == 1
    assert "Hart" not in told


async def test_a_form_whose_keeping_fails_ends_the_program_and_what_was_typed_is_kept(
    week: Week, opened: Callable[..., CaseworkApp], capfd: pytest.CaptureFixture[str]
) -> None:
    app = opened(week, "clerk")

    async def doing(pilot: Pilot[int]) -> None:
        await app.push_screen(FormSheet(job(app)))
        await pilot.press(*"dunnock")
        await pilot.press("enter")

    await _crashes(app, capfd, doing)

    assert kept_drafts.pen(week.desk("clerk"), "trial", "").fields == {"what": "dunnock"}


async def test_a_form_whose_questions_fail_ends_the_program_too(
    week: Week, opened: Callable[..., CaseworkApp], capfd: pytest.CaptureFixture[str]
) -> None:
    app = opened(week, "clerk")

    async def doing(_pilot: Pilot[int]) -> None:
        form = FormSheet(job(app))
        await app.push_screen(form)
        form.asked = unforeseen  # type: ignore[method-assign, assignment]
        form.keep()

    await _crashes(app, capfd, doing)


async def test_a_draft_that_cannot_be_written_for_a_reason_unknown_ends_the_program(
    week: Week,
    opened: Callable[..., CaseworkApp],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = opened(week, "clerk")

    async def doing(pilot: Pilot[int]) -> None:
        await app.push_screen(FormSheet(job(app)))
        with monkeypatch.context() as patch:
            patch.setattr(Drafting, "_write", unforeseen)
            await pilot.press("a")

    await _crashes(app, capfd, doing)


async def test_decisions_that_cannot_be_read_end_the_program(
    week: Week,
    opened: Callable[..., CaseworkApp],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decisionview, "queue", unforeseen)
    app = opened(week, "clerk")
    await _crashes(app, capfd, lambda pilot: pilot.press("f4"))


async def test_a_letter_that_cannot_be_read_ends_the_program(
    week: Week,
    opened: Callable[..., CaseworkApp],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letterview, "first_open", unforeseen)
    app = opened(week, "clerk")

    async def doing(_pilot: Pilot[int]) -> None:
        assert app._desk is not None
        going.about(app, app._desk, casekeys.case_action("letters"), week.refs["Dunn"])

    await _crashes(app, capfd, doing)


async def test_what_waits_and_cannot_be_asked_about_ends_the_program(
    week: Week,
    opened: Callable[..., CaseworkApp],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Window, "_ask_unknown", unforeseen)
    app = opened(week, "clerk")

    async def doing(_pilot: Pilot[int]) -> None:
        """It begins with the sign-in."""

    await _crashes(app, capfd, doing)


async def test_a_sign_in_that_fails_unforeseen_ends_the_program(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(week)
    monkeypatch.setattr("tests.tui.conftest.sign_in", unforeseen)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await sign_in(pilot)
            while not app.crashed:
                await pilot.pause()

    with pytest.raises(UnforeseenError):
        await run()

    assert "Hart" not in "\n".join(app.crashed)


# --- foreseen: a sentence -------------------------------------------------------------------------


async def test_a_fault_the_program_knows_is_said_on_the_form_and_it_can_be_kept_again(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        form = FormSheet(job(app, keep=full))
        await app.push_screen(form)
        await press(pilot, "enter")
        first = seen(app)
        form.asked = full  # type: ignore[method-assign, assignment]
        form.keep()
        await settled(pilot)
        second = seen(app)

    assert "The disk is full." in first
    assert "The disk is full." in second
    assert not form._keeping


async def test_a_fault_that_work_does_not_say_itself_is_told_over_the_screen(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    class Busy(Page):
        @aside()
        def read(self) -> None:
            full()

    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        page = Busy()
        await app.push_screen(page)
        page.read()
        await _told(pilot)
        first = seen(app)
        await press(pilot, "enter")
        begin(page, full)
        await _told(pilot)
        second = seen(app)

    assert "The disk is full." in first
    assert "The disk is full." in second
    assert app.crashed == ()


async def _told(pilot: Pilot[int]) -> None:
    while not pilot.app.screen.is_modal:
        await pilot.pause()
    await settled(pilot)


async def test_what_is_read_for_somebody_who_has_gone_ends_nothing(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        desk = app._desk
        assert desk is not None

        def reads() -> None:
            while desk.session.files:
                continue
            assert desk.session.office.path.name  # closed records answer with an error of any kind

        began = begin(app, reads)
        await press(pilot, "f9")
        gone = began.is_cancelled
        screen = seen(app)

    assert gone
    assert app.crashed == ()
    assert "Be the clerk" in screen


# --- a machine in the way is no wrong password ----------------------------------------------------


async def sign_in(pilot: Pilot[int], password: str = stage.PASSWORD) -> None:
    """Type a name and a password, and wait for the answer."""
    screen = pilot.app.screen
    screen.query_one("#name", Input).value = "clerk"
    screen.query_one("#password", Input).value = password
    screen.query_one("#password", Input).focus()
    await pilot.press("enter")


async def test_a_locked_file_is_no_wrong_password_at_the_sign_in(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (one for one in dialect._PRAGMAS if one[0] != "busy_timeout")
    other = week.desk("deputy").session.files[Place.OFFICE]
    monkeypatch.setattr(dialect, "_PRAGMAS", (*kept, ("busy_timeout", "10", 10)))
    dialect.raw(other.connection).execute("BEGIN IMMEDIATE")
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(3):
            await sign_in(pilot)
            await settled(pilot)
        told, waits = seen(app), app._waits.left(week.clock.ticks().boottime)
        dialect.raw(other.connection).execute("ROLLBACK")
        await press(pilot, "enter")
        while isinstance(app.screen, SignIn):
            await settled(pilot)

    assert "in use by another program" in told
    assert waits == 0


async def test_a_file_that_cannot_be_read_is_no_wrong_password_at_the_lock(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        await sign_in(pilot)
        while isinstance(app.screen, SignIn):
            await settled(pilot)
        keys = week.folder / "keys.json"
        away = keys.rename(week.folder / "keys.away")
        await press(pilot, "ctrl+l")
        for _ in range(3):
            app.screen.query_one("#password", Input).value = stage.PASSWORD
            await press(pilot, "enter")
        told, waits = seen(app), app._waits.left(week.clock.ticks().boottime)
        away.rename(keys)
        app.screen.query_one("#password", Input).value = stage.PASSWORD
        await press(pilot, "enter")
        open_again = not isinstance(app.screen, Locked)

    assert "keys.json" in told
    assert waits == 0
    assert open_again


# --- what is on top -------------------------------------------------------------------------------


async def test_a_lock_found_right_under_the_numbers_opens_once_they_are_put_away(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week)
    async with app.run_test(size=(80, 24)) as pilot:
        await sign_in(pilot)
        while isinstance(app.screen, SignIn):
            await settled(pilot)
        await press(pilot, "ctrl+l")
        lock = app.screen
        assert isinstance(lock, Locked)
        await press(pilot, "f10")
        lock._tried(Locked.Tried(right=True))
        await settled(pilot)
        covered = app.screen is not lock and lock in app.screen_stack
        await press(pilot, "escape")
        await settled(pilot)

    assert covered
    assert lock not in app.screen_stack


async def test_what_lies_below_a_dialog_is_not_on_top(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        below = app.screen
        before = on_top(below)
        await press(pilot, "f")
        above = app.screen
        covered = on_top(below), on_top(above)
        await press(pilot, "escape")
        gone = on_top(below), on_top(above)

    assert before
    assert covered == (False, True)
    assert gone == (True, False)


async def test_a_case_that_was_left_says_nothing_of_company_on_the_next(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        app.action_case(week.refs["Hart"])
        await settled(pilot)
        app._met(week.refs["Hart"], "deputy is on this case too.")
        await settled(pilot)
        first = seen(app)
        app.action_case(week.refs["Cole"])
        await settled(pilot)
        app._beat()
        app._met(week.refs["Hart"], "deputy is on this case too.")  # it was looked for before
        app._beat()
        await settled(pilot)
        second = seen(app)
        await press(pilot, "escape")
        app._beat()
        await settled(pilot)
        back = seen(app)

    assert "deputy is on this case too." in first
    assert "deputy is on this case too." not in second
    assert "deputy is on this case too." in back


async def test_a_screen_that_does_not_stand_yet_is_not_asked_to_look_again(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    class Slow(Page):
        looked = 0

        def look_again(self) -> None:
            self.looked += 1

    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        page = Slow()
        app.push_screen(page)
        app._look_again()
        early = page.looked
        await settled(pilot)
        app._look_again()

    assert early == 0
    assert page.looked > 0
