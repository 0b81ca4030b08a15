"""Decisions on the screen: one after the other, with what each rests on; answered by its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.office import approvals, cases, letters
from casework.tui import decisionjobs, decisionview
from casework.tui.decisions import Decisions
from tests.office.practice_kit import NOTE
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from casework.tui.decisionview import DecisionView
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)


async def decisions(pilot: Pilot[int], who: str = "head") -> None:
    await entered(pilot, who)
    await press(pilot, "f4")


def two_hats(week: Week) -> None:
    """Let Ms Dunn be a governor as well, with a second decision about somebody else waiting."""
    person = CasePerson(
        number=0,
        role=PersonRole.AUTHOR,
        name="Ms Dunn",
        about="parent of a pupil in 6A; parent governor",
    )
    cases.add_person(week.desk("clerk"), week.refs["Dunn"], person)
    week.take("clerk", week.refs["Hart"], "conversation.write-note", letter=NOTE)


def first(week: Week, who: str) -> DecisionView:
    desk = week.desk(who)
    waiting = decisionview.queue(desk)
    return decisionview.view(desk, waiting[0], 0, len(waiting))


@pytest.mark.parametrize("size", SIZES)
async def test_the_head_sees_one_decision_with_what_it_rests_on(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    two_hats(week)
    app = opened(week, "head")
    async with app.run_test(size=size) as pilot:
        await decisions(pilot)
        await shows(pilot, "decision")
        await press(pilot, "right")
        await shows(pilot, "decision-second")


@pytest.mark.parametrize("size", SIZES)
async def test_whoever_asked_sees_why_not_and_who_decides(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await decisions(pilot, "clerk")
        await press(pilot, "y")
        await shows(pilot, "decision-not-yours")


async def test_who_decides_stands_below_the_title_and_what_was_said_of_one_goes_with_it(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    two_hats(week)
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await decisions(pilot, "clerk")
        above = seen(app).splitlines()[2]
        await press(pilot, "y")
        told = seen(app)
        await press(pilot, "right")
        after = seen(app)
        await press(pilot, "f1")
        helped = seen(app)

    assert above.startswith(" This is not yours to decide.")
    assert "who decides it stands below the title" in told
    assert "Decision 2 of 2" in after
    assert "who decides it stands below the title" not in after
    assert "Send back" not in helped


async def test_whoever_decides_has_all_three_answers_in_view_at_once(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    two_hats(week)
    async with opened(week, "head").run_test(size=(80, 24)) as pilot:
        await decisions(pilot)
        shown = seen(pilot.app)
        await press(pilot, "f1")
        helped = seen(pilot.app)

    assert "B  Send back" in shown
    assert "Send back" in helped


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_waits(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    week.take_decision("head", week.refs["Dunn"])
    app = opened(week, "head")
    async with app.run_test(size=size) as pilot:
        await decisions(pilot)
        await shows(pilot, "decision-none")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("key", "name"), [("y", "yes"), ("d", "no"), ("b", "back")])
async def test_each_answer_is_a_form(
    week: Week, opened: Callable[..., CaseworkApp], key: str, name: str, size: tuple[int, int]
) -> None:
    app = opened(week, "head")
    async with app.run_test(size=size) as pilot:
        await decisions(pilot)
        await press(pilot, key)
        await shows(pilot, f"decision-{name}")


@pytest.mark.parametrize("size", SIZES)
async def test_a_letter_written_anew_says_what_changed_since_it_was_asked(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = week.refs["Dunn"]
    letters.revise(week.desk("clerk"), ref, 1, {"request": "remove it, please"})
    app = opened(week, "head")
    async with app.run_test(size=(size[0], size[1])) as pilot:
        await decisions(pilot)
        app.screen.query_one("#letter-title").scroll_visible(animate=False, top=True)
        await settled(pilot)
        await shows(pilot, "decision-changed")


async def test_a_yes_with_initials_asks_whether_to_print_for_signature(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref = week.refs["Dunn"]
    app = opened(week, "head")
    async with app.run_test(size=(80, 24)) as pilot:
        await decisions(pilot)
        await press(pilot, "y")
        await pilot.press("A", "B")
        await press(pilot, "enter")
        asked = seen(app)
        await pilot.press("1")
        await press(pilot, "enter")
        after = seen(app)
    letter = week.case(ref).letters[1]

    assert "Print for signature now?" in asked
    assert "is written to a file" in after
    assert "U undoes it" in after
    assert letter.state == "issued"
    assert week.case(ref).approvals[1].standing == "granted"


async def test_a_decision_needs_initials_and_a_no_its_reason(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "head")
    async with app.run_test(size=(80, 24)) as pilot:
        await decisions(pilot)
        await press(pilot, "y")
        await press(pilot, "enter")
        no_initials = seen(app)
        await press(pilot, "escape")
        await press(pilot, "d")
        await press(pilot, "enter")
        no_reason = seen(app)
        await press(pilot, "escape")
        back = isinstance(app.screen, Decisions)

    assert "Still wanted: Your initials" in no_initials
    assert "Still wanted: Why not?" in no_reason
    assert back
    assert week.case(week.refs["Dunn"]).approvals[1].standing == "asked"


# --- through the forms alone, as the numbered dialogue uses them ----------------------------------


def test_a_no_is_kept_with_its_reason(week: Week) -> None:
    view = first(week, "head")
    job = decisionjobs.JOBS["d"](week.desk("head"), view)
    kept = job.keep({"because": "Talk to her first."}, "mark-1")

    assert (kept.words, kept.undo) == ("Done: no. Your reason is in the history.", True)
    assert week.case(view.ref).approvals[1].standing == "declined"


def test_a_question_goes_back_and_stands_beside_the_request(week: Week) -> None:
    view = first(week, "head")
    job = decisionjobs.JOBS["b"](week.desk("head"), view)
    job.keep({"question": "Was she rung first?"}, "mark-1")
    said = dict(first(week, "clerk").rests)

    assert "Was she rung first?" in said["Sent back"]
    assert week.waiting("head") == [view.id]


def test_somebody_elses_initials_decide_nothing(week: Week) -> None:
    view, desk = first(week, "head"), week.desk("head")
    own = decisionjobs.initials_of(desk)
    job = decisionjobs.JOBS["y"](desk, view)
    with pytest.raises(Exception, match="not your initials"):
        job.keep({"initials": "1"}, "mark-1")

    assert own == "".join(char for char in own if char.isupper())
    assert week.waiting("head") == [view.id]


def test_what_a_screen_shows_is_what_the_command_line_says(week: Week) -> None:
    view = first(week, "head")
    about = approvals.shown(week.desk("head"), view.id).about

    assert view.may == about.may
    assert [words for left, words in view.answers if left.startswith("Y")] == [
        f"{' '.join(about.yes)} Asks: print it for signature now?"
    ]
    assert view.asked == about.asked
