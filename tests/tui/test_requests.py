"""Requests for one's own data on the screens and line by line: from taking up to the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.errors import NotFound
from casework.office import drafts, people, subjectaccess, subjectanswers
from casework.tui import (
    casekeys,
    caseview,
    chairboard,
    places,
    requestjobs,
    requestsapart,
    requestsboard,
    unfinished,
)
from casework.tui.app import CaseworkApp
from casework.tui.boards import Board, Row
from casework.tui.donestrip import DoneStrip
from casework.tui.sheet import Job
from casework.tui.stepjob import step_job
from tests.office import subject_kit
from tests.office.conftest import _circles_founded, circles  # noqa: F401 - fixtures
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled
from tests.tui.talk_kit import talked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from casework.office.desk import Desk
    from casework.tui.sheet import Kept
    from tests.office.circles_kit import Circles
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
SEEN = {"basis": "identity-seen", "seen": "Her passport, at the desk."}


def row(board: Board, words: str) -> Row:
    return next(one for one in board.rows if words in one.left and not one.heading)


def does(board: Board, words: str, **told: str) -> Kept:
    """Fill in the form that a line of a board leads to."""
    leads = row(board, words).leads
    assert leads is not None
    job = leads()
    assert isinstance(job, Job)
    return job.keep(told, "a mark")


def led(board: Board, words: str) -> Board:
    leads = row(board, words).leads
    assert leads is not None
    made = leads()
    assert isinstance(made, Board)
    return made


def next_of(desk: Desk, ref: str) -> str:
    """Return what stands under ``What happens next``."""
    return requestsboard.page(desk, ref).rows[1].left


def taken_up(desk: Desk, person: str = "Ms Hart", **more: str) -> str:
    """Take a request up; return its reference."""
    kept = does(requestsboard.board(desk), "Take up", person=person, **{**SEEN, **more})
    return kept.words.split()[2]


def asked_and_found(desk: Desk, ref: str) -> None:
    """Ask apart, look, and say of the first place found that it is them."""
    does(requestsboard.page(desk, ref), "Ask safeguarding")
    does(requestsboard.page(desk, ref), "Look for them")
    place = led(requestsboard.page(desk, ref), "Is it them?")
    does(place, "It is them", why="The same address.")


def under(board: Board, heading: str) -> list[str]:
    """Return the lines under a heading."""
    found, here = [], False
    for one in board.rows:
        here = one.left == heading if one.heading else here
        if here and not one.heading:
            found.append(one.left)
    return found


# --- taken up, its month --------------------------------------------------------------------------


def test_one_that_is_taken_up_stands_on_the_board_with_its_day(week: Week) -> None:
    clerk = week.desk("clerk")
    before = under(requestsboard.board(clerk), "Open requests")
    ref = taken_up(clerk)
    line = row(requestsboard.board(clerk), ref)

    assert before == ["No request for anybody’s own data is open."]
    assert line.left == f"{ref}  Ms Hart"
    assert line.beside == "Thu 10 Dec. Running: one month."


def test_what_is_asked_follows_how_it_is_known_who_asks(week: Week) -> None:
    job = requestjobs.open_job(week.desk("clerk"))
    last = [job.asked({"basis": basis})[-2].name for basis in ("", "authority", "wait")]

    assert last == ["basis", "seen", "proof"]


def test_a_press_of_the_button_that_comes_twice_takes_up_one(week: Week) -> None:
    clerk = week.desk("clerk")
    job = requestjobs.open_job(clerk)
    for _ in range(2):
        job.keep({"person": "Ms Hart", **SEEN}, "one mark")

    assert len(subjectaccess.requests(clerk)) == 1


def test_the_month_runs_once_the_proof_came(week: Week) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk, basis="wait", proof="Her passport: nobody knows her voice.")
    waits, first = row(requestsboard.board(clerk), ref).beside, next_of(clerk, ref)
    does(requestsboard.page(clerk, ref), "Say how it is known", **SEEN)

    assert "Waiting for proof of who asks." in waits
    assert first == "Say how it is known who asks: the month runs"
    assert subjectaccess.request(clerk, ref).due == "2026-12-10"


def test_the_time_stands_still_while_it_is_asked_what_is_meant(week: Week) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk)
    does(requestsboard.page(clerk, ref), "Stop the time", why="Which years?")
    stopped, first = row(requestsboard.board(clerk), ref).beside, next_of(clerk, ref)
    does(requestsboard.page(clerk, ref), "They answered", why="All of them.")

    assert stopped.startswith("The time stands still.")
    assert first == "They answered: let the time go on"
    assert next_of(clerk, ref) == "Ask safeguarding and the chair, who answer apart"


def test_two_months_more_are_taken_with_the_reason(week: Week) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk)
    does(requestsboard.page(clerk, ref), "Take two months more", why="Much to read.")

    assert row(requestsboard.board(clerk), ref).beside == "Wed 10 Feb 2027. Running: three months."


# --- found, handed out, closed --------------------------------------------------------------------


def test_what_comes_next_leads_from_asking_to_closing(week: Week, tmp_path: Path) -> None:
    clerk, told = week.desk("clerk"), []
    ref = taken_up(clerk)
    for words in ("Ask safeguarding", "Look for them"):
        told.append(next_of(clerk, ref))
        does(requestsboard.page(clerk, ref), words)
    told.append(next_of(clerk, ref))
    does(led(requestsboard.page(clerk, ref), "Is it them?"), "It is them")
    told.append(next_of(clerk, ref))
    head = week.desk("head")
    does(requestsboard.page(head, ref), "Look for them")
    told.append(next_of(head, ref))
    kept = does(
        requestsboard.page(head, ref), "Hand out what is held", folder=str(tmp_path), form="txt"
    )
    told.append(next_of(clerk, ref))
    does(requestsboard.page(clerk, ref), "Close the request", sure="yes")

    assert told == [
        "Ask safeguarding and the chair, who answer apart",
        "Look for them in every case you may open",
        f"Is it them? {week.refs['Hart']}, person 1",
        told[3],
        "Hand out what is held, with a letter",
        "Close the request",
    ]
    assert told[3].startswith("It waits to be handed out.")
    assert {one.name for one in (tmp_path / f"{ref}-own-data").iterdir()} == {
        f"{week.refs['Hart']}-history-subject-access.txt",
        f"{ref}-letter.txt",
    }
    assert any("Check code: " in one for one in kept.told)
    assert subjectaccess.requests(clerk) == ()
    assert under(led(requestsboard.board(clerk), "closed"), "") == []
    assert led(requestsboard.board(clerk), "closed").rows[0].left == f"{ref}  Ms Hart"


def test_a_second_folder_gets_a_name_of_its_own(week: Week, tmp_path: Path) -> None:
    head = week.desk("head")
    ref = taken_up(head)
    asked_and_found(head, ref)
    for words in ("Hand out what is held", "Hand it out once more"):
        does(requestsboard.page(head, ref), words, folder=str(tmp_path), form="txt")

    assert sorted(one.name for one in tmp_path.iterdir() if "own" in one.name) == [
        f"{ref}-own-data",
        f"{ref}-own-data-2",
    ]


def test_what_is_written_for_the_letter_stands_in_it(week: Week, tmp_path: Path) -> None:
    head = week.desk("head")
    ref = taken_up(head)
    asked_and_found(head, ref)
    job = requestjobs.BY_STEP["hand-out"](head, ref)
    more = {"letter--to": "Ms Hart\n4 Mill Lane", "letter--late_words": "It took a day longer."}
    job.keep({"folder": str(tmp_path), "form": "txt", **more}, "")
    (letter,) = (tmp_path / f"{ref}-own-data").glob("*-letter.txt")
    words = " ".join(letter.read_text(encoding="utf-8").split())

    assert "4 Mill Lane" in words
    assert "It took a day longer." in words


def test_a_namesake_stands_apart_and_nothing_of_theirs_goes_out(week: Week, tmp_path: Path) -> None:
    head = week.desk("head")
    ref = taken_up(head)
    does(requestsboard.page(head, ref), "Ask safeguarding")
    does(requestsboard.page(head, ref), "Look for them")
    does(led(requestsboard.page(head, ref), "Is it them?"), "It is somebody else")
    page = requestsboard.page(head, ref)
    kept = does(page, "Hand out what is held", folder=str(tmp_path), form="txt")

    assert under(page, "It is somebody else") == [f"{week.refs['Hart']}, person 1"]
    assert "nothing is held" in kept.words
    assert [one.name for one in (tmp_path / f"{ref}-own-data").iterdir()] == [f"{ref}-letter.txt"]


def test_somebody_who_stands_only_in_words_is_to_be_named_first(circles: Circles) -> None:  # noqa: F811
    case = circles.concern("deputy")
    subject_kit.note(circles, case, f"{subject_kit.PERSON} rang again.")
    ref = subject_kit.asked(circles)
    clerk = circles.fresh("clerk")
    does(requestsboard.page(clerk, ref), "Look for them")
    place = led(requestsboard.page(clerk, ref), "Is it them?")

    assert under(place, "What you can do here") == [
        "Open the case, to see",
        "It is them: name them in the case, then look again",
        "It is somebody else",
    ]


def test_it_can_be_closed_with_nothing_handed_out_and_why(week: Week) -> None:
    head = week.desk("head")
    ref = taken_up(head)
    page = requestsboard.page(head, ref)
    does(page, "with nothing handed out", outcome="withdrawn", why="She rang.")

    assert "It ended: they withdrew it." in under(requestsboard.page(head, ref), "How it stands")


def test_everything_in_it_can_be_read_and_nothing_done_where_one_may_only_read(week: Week) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk)
    clerk.read_only = True
    page = requestsboard.page(clerk, ref)
    forms = [one.left for one in (*page.rows, *requestsboard.board(clerk).rows) if one.leads]

    assert forms == ["Look at those that are closed", f"{ref}  Ms Hart"]


# --- need to know ---------------------------------------------------------------------------------


def test_who_has_nothing_to_do_with_it_has_no_such_place(week: Week) -> None:
    place = places.place("requests")
    found = [who for who in ("clerk", "head", "dsl", "chair", "ict") if place.may(week.desk(who))]

    assert found == ["clerk", "head", "dsl", "chair"]


def test_whoever_asks_for_their_own_data_finds_no_trace_of_it(week: Week) -> None:
    people.link(week.desk("head"), "deputy", "Mrs D. Sample")
    ref = taken_up(week.desk("clerk"), "Mrs D. Sample")
    deputy = week.fresh("deputy")

    assert under(requestsboard.board(deputy), "Open requests") == [requestsboard._NONE]
    assert not requestsboard.of_case(deputy, ref)
    with pytest.raises(NotFound):
        requestsboard.page(deputy, ref)


def test_only_such_a_case_offers_it_among_what_one_does_about_a_case(week: Week) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk)
    action = casekeys.case_action("request")

    assert [action.may(clerk, one) for one in (ref, week.refs["Hart"])] == [True, False]


def test_the_chair_sees_what_is_asked_apart_and_never_the_request(week: Week) -> None:
    ref = taken_up(week.desk("clerk"))
    does(requestsboard.page(week.desk("clerk"), ref), "Ask safeguarding")
    chair = week.fresh("chair")
    board = requestsboard.board(chair)

    assert under(board, requestsboard._APART) == [f"{ref}  Ms Hart: your answer"]
    assert under(board, "Open requests") == []
    assert row(chairboard.board(chair), "own data").place == "requests"
    with pytest.raises(NotFound):
        requestsboard.page(chair, ref)


def test_what_safeguarding_answers_apart_the_office_never_sees(
    circles: Circles,  # noqa: F811
    tmp_path: Path,
) -> None:
    case = subject_kit.sealed(circles, subject_kit.PERSON)
    ref = subject_kit.asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    before = requestsboard.page(circles.fresh("clerk"), ref)
    dsl = circles.fresh("dsl")
    does(requestsapart.page(dsl, ref), "Look in the sealed cases")
    does(led(requestsapart.page(dsl, ref), "Is it them?"), "It is them")
    able = [one.left for one in requestsapart.page(dsl, ref).rows if one.leads][:2]
    does(requestsapart.page(dsl, ref), "Hand it out", folder=str(tmp_path), form="txt")
    answered = requestsapart.page(dsl, ref).rows[0].left

    assert able == ["Hand it out, and answer so", "Answer: it is withheld, and why"]
    assert answered.startswith("You have answered: it was handed out, ")
    assert (tmp_path / f"{ref}-own-data" / f"{case}-history-subject-access.txt").exists()
    assert [one.left for one in requestsboard.page(circles.fresh("clerk"), ref).rows] == [
        one.left for one in before.rows
    ]


def test_an_answer_that_nothing_is_held_is_kept_for_whoever_gave_it(circles: Circles) -> None:  # noqa: F811
    ref = subject_kit.asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    told = {}
    for who in ("chair", "second-dsl"):
        desk = circles.fresh(who)
        does(requestsapart.page(desk, ref), "Look in the sealed cases")
        if who == "chair":
            does(requestsapart.page(desk, ref), "Answer: nothing is held", sure="yes")
        told[who] = under(requestsboard.board(desk), "What you answered apart")

    assert told == {"chair": [ref], "second-dsl": []}


# --- wherever one comes from ----------------------------------------------------------------------


def test_a_step_that_does_more_than_a_step_has_that_form_in_the_case_too(week: Week) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk)
    view = caseview.view(clerk, ref)
    (choice,) = (one for one in view.choices if one.trigger == "ask-apart")
    step_job(clerk, ref, choice, view.revision).keep({}, "")

    assert [one.request for one in subjectanswers.questions(week.fresh("dsl"))] == [ref]


def test_the_case_itself_says_the_same_of_what_comes_next(week: Week, tmp_path: Path) -> None:
    head, told = week.desk("head"), []
    ref = taken_up(head)
    for words in ("Ask safeguarding", "Hand out what is held"):
        choice = caseview.view(head, ref).next.choice
        assert choice is not None
        told.append(choice.trigger)
        if words.startswith("Ask"):
            asked_and_found(head, ref)
        else:
            does(requestsboard.page(head, ref), words, folder=str(tmp_path), form="txt")
    last = caseview.view(head, ref).next.choice

    assert told == ["ask-apart", "hand-out"]
    assert last is not None
    assert last.trigger == "close"
    assert "“This request” (R)" in caseview.view(head, ref).guide


def test_why_it_is_late_is_recorded_only_once_it_is(week: Week) -> None:
    clerk, late = week.desk("clerk"), "Record why the month was missed"
    ref = taken_up(clerk)
    before = [one.left for one in requestsboard.page(clerk, ref).rows]
    week.clock.move(timedelta(days=35))
    week.scan()
    after = row(requestsboard.board(week.fresh("clerk")), ref).beside
    does(requestsboard.page(week.fresh("clerk"), ref), late, because="Half of them were away.")

    assert late not in before
    assert after == "5 days late. Running: one month."


def test_a_form_that_was_begun_leads_to_the_board_again(week: Week) -> None:
    clerk = week.desk("clerk")
    pen = drafts.pen(clerk, requestjobs.open_job(clerk).draft)
    pen.write(pen.prepare({"person": "Ms Hart"}))

    assert [one.place for one in unfinished.left(clerk)] == ["requests"]


def test_line_by_line_it_is_taken_up_and_asked_about(week: Week) -> None:
    script = talked(
        week,
        "clerk",
        *("=Requests for one’s own data", "=Take up a request"),
        *("Ms Hart", "", "", "", "=it was seen who they are", "Her passport.", "", "", "1"),
        *("=Ms Hart", "=Ask safeguarding and the chair", "", "1", "0", "0"),
    )
    (one,) = subjectaccess.requests(week.desk("clerk"))

    assert f"Done: request {one.ref} is taken up." in script.text
    assert "Done: they were asked." in script.text
    assert one.asked


def test_line_by_line_a_case_leads_to_its_request(week: Week) -> None:
    ref = taken_up(week.desk("clerk"))
    script = talked(week, "clerk", "=My list", f"={ref}", "=This request for one’s own data", "0")

    assert f"{ref}  A request for one’s own data (SAR)" in script.text


# --- on the screen --------------------------------------------------------------------------------


async def quiet(pilot: Pilot[int]) -> None:
    """Take away the line of what was done, which is there or gone by the second."""
    await settled(pilot)
    app = pilot.app
    assert isinstance(app, CaseworkApp)
    app.done("")
    for strip in app.screen.query(DoneStrip):
        strip.say("")
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_and_a_request_are_worked_by_keys(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = taken_up(week.desk("clerk"), **{"known-as": "hart_4b", "asked-by": "Her solicitor"})
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        pilot.app.call_later(pilot.app.run_action, "app.go('requests')")
        await settled(pilot)
        await shows(pilot, "requests")
        await press(pilot, "down")
        await press(pilot, "down")
        await press(pilot, "enter")
        await shows(pilot, "request")
        await press(pilot, "enter")
        form = seen(pilot.app)
        await press(pilot, "enter")

        assert "Ask safeguarding and the chair" in form
        assert subjectaccess.request(week.desk("clerk"), ref).asked


@pytest.mark.parametrize("size", SIZES)
async def test_the_places_are_worked_by_keys_until_all_is_said(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk)
    does(requestsboard.page(clerk, ref), "Ask safeguarding")
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        app.call_later(app.run_action, f"app.about('request', '{ref}')")
        await settled(pilot)
        await press(pilot, "enter")
        await press(pilot, "enter")
        await quiet(pilot)
        await shows(pilot, "request-found")
        await press(pilot, "enter")
        await shows(pilot, "request-place")
        await press(pilot, "down")
        await press(pilot, "enter")
        await press(pilot, "enter")
        await press(pilot, "escape")

        assert "It waits to be handed out." in " ".join(seen(app).split())


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_asked_apart_is_worked_by_keys(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    clerk = week.desk("clerk")
    ref = taken_up(clerk)
    does(requestsboard.page(clerk, ref), "Ask safeguarding")
    week.fresh("chair").session.close()
    app = opened(week, "chair")
    async with app.run_test(size=size) as pilot:
        await entered(pilot, "chair")
        app.call_later(app.run_action, "app.go('requests')")
        await settled(pilot)
        await shows(pilot, "requests-chair")
        for _ in range(3):
            await press(pilot, "enter")
        await quiet(pilot)
        await shows(pilot, "request-apart")


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_that_takes_one_up_is_as_it_was_looked_at(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    taken_up(week.desk("clerk"))
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        pilot.app.call_later(pilot.app.run_action, "app.go('requests')")
        await settled(pilot)
        await press(pilot, "enter")
        await shows(pilot, "request-open")
