"""How long closed cases are kept, on the screens: the list that two people approve, and the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import NotFound, NotPermitted, UsageFault
from casework.office import destruction, disposals, door, keeping, retention
from casework.tui import destroyedboard, exhibits, holdboard, keepingboard, places
from casework.tui.boards import Board
from casework.tui.sheet import Job
from tests.office.conftest import _circles_founded, circles  # noqa: F401 - fixtures
from tests.office.retention_kit import SEVEN_YEARS, WEEK, closed, later
from tests.office.test_partdisposals import with_picture
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.boards import Row
    from tests.office.circles_kit import Circles
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
WHY = "Its time is over."


@pytest.fixture
def over(circles: Circles) -> str:  # noqa: F811 - a fixture
    """Return a closed case whose period is over."""
    ref = closed(circles)
    later(circles, SEVEN_YEARS)
    return ref


def looked(desk: Desk) -> Board:
    """Return the board after somebody had the closed cases looked through."""
    form(keepingboard.board(desk), "Look through").keep({}, "")
    return keepingboard.board(desk)


def row(board: Board, words: str) -> Row:
    return next(one for one in board.rows if one.left.startswith(words))


def form(board: Board, words: str) -> Job:
    leads = row(board, words).leads
    assert leads is not None
    job = leads()
    assert isinstance(job, Job)
    return job


def under(board: Board, ref: str) -> str:
    """Return the heading under which a case stands."""
    head = ""
    for one in board.rows:
        head = one.left if one.heading else head
        if one.left == ref:
            return head
    return ""


def test_nothing_is_looked_through_before_somebody_asks(circles: Circles, over: str) -> None:  # noqa: F811
    clerk = circles.desk("clerk")

    assert over not in [one.left for one in keepingboard.board(clerk).rows]
    assert under(looked(clerk), over) == keepingboard._SHOWN[retention.Standing.DUE]


def test_two_people_put_it_on_the_list_and_a_week_later_it_is_gone(
    circles: Circles,  # noqa: F811
    over: str,
) -> None:
    clerk = circles.desk("clerk")
    looked(clerk)
    told = {"end": "destroyed", "why": WHY}
    form(keepingboard.case(clerk, over), "Put it on").keep(told, "")
    with pytest.raises(NotPermitted):
        form(keepingboard.case(clerk, over), "Agree").keep({"sure": "yes"}, "")
    head = circles.desk("head")
    form(keepingboard.case(head, over), "Agree").keep({"sure": "yes"}, "")
    later(circles, WEEK)
    clerk = circles.desk("clerk")
    looked(clerk)
    destroy = form(keepingboard.case(clerk, over), "Destroy")
    with pytest.raises(UsageFault):
        destroy.keep({"typed": "CW-XXXX"}, "")
    destroy.keep({"typed": over.lower()}, "")

    assert under(keepingboard.board(clerk), over) == ""
    with pytest.raises(NotFound):
        door.load(clerk, over)


def test_what_was_done_is_seen_in_the_list_at_once(circles: Circles, over: str) -> None:  # noqa: F811
    head = circles.desk("head")
    found = []
    looked(head)
    for words, told in (
        ("Put it on", {"end": "anonymised", "why": WHY}),
        ("Take it off", {"why": "A claim may come."}),
        ("Hold it", {"ground": "claim", "why": "A claim came."}),
        ("Let every hold go", {"why": "It was settled."}),
        ("Keep it", {"why": "Looked at."}),
    ):
        form(keepingboard.case(head, over), words).keep(told, "")
        found.append(under(keepingboard.board(head), over))

    assert found == [
        keepingboard._SHOWN[one]
        for one in (
            retention.Standing.PROPOSED,
            retention.Standing.DUE,
            retention.Standing.HELD,
            retention.Standing.DUE,
            retention.Standing.KEPT,
        )
    ]


def test_a_hold_that_is_set_from_the_case_itself_is_seen_in_the_list_at_once(
    circles: Circles,  # noqa: F811
    over: str,
) -> None:
    head = circles.desk("head")
    looked(head)
    holdboard.hold_job(head, over).keep({"ground": "claim", "why": "A claim came."}, "")
    held = under(keepingboard.board(head), over), offered(head, over)
    holdboard.release_job(head, over).keep({"why": "It was settled."}, "")

    assert held[0] == keepingboard._SHOWN[retention.Standing.HELD]
    assert "Put it on the list to be destroyed" not in held[1]
    assert "Put it on the list to be destroyed" in offered(head, over)


def test_a_case_with_a_locked_file_waits_for_advice_and_nothing_that_ends_it_is_offered(
    circles: Circles,  # noqa: F811
    tmp_path: Path,
) -> None:
    ref = with_picture(circles, tmp_path)
    later(circles, SEVEN_YEARS)
    head = circles.desk("head")
    looked(head)
    before = offered(head, ref)
    exhibits.lock_job(head, ref, 1).keep({"seen-by": "The deputy."}, "")
    locked, says = offered(head, ref), row(keepingboard.board(head), ref).beside
    told = {"adviser": "police", "advice": "destroy", "on": "2/11/2026"}
    exhibits.advise_job(head, ref, 1).keep({**told, "name": "PC 1", "reference": "7"}, "")

    assert [one for one in before if one not in locked] == ["Put it on the list to be destroyed"]
    assert says.endswith("; waits for advice")
    assert offered(head, ref) == before


def offered(desk: Desk, ref: str) -> list[str]:
    return [one.left for one in keepingboard.case(desk, ref).rows if one.leads]


def test_a_day_it_counts_from_and_the_last_day_are_told_by_hand(
    circles: Circles,  # noqa: F811
    over: str,
) -> None:
    head = circles.desk("head")
    looked(head)
    told = {"what": "birth", "on": "5/11/2015"}
    form(keepingboard.case(head, over), "Say a day").keep(told, "")
    born = retention.explained(head, over).keeping.days
    form(keepingboard.case(head, over), "Set the last day").keep(
        {"on": "1/2/2040", "why": "A claim may come."}, ""
    )

    assert [day.isoformat() for day in born.values()] == ["2015-11-05"]
    assert under(keepingboard.board(head), over) == keepingboard._SHOWN[retention.Standing.KEPT]


def test_what_was_destroyed_is_read_and_saved_as_a_page(
    circles: Circles,  # noqa: F811
    over: str,
    tmp_path: Path,
) -> None:
    clerk, head = circles.desk("clerk"), circles.desk("head")
    before = [one.left for one in destroyedboard.board(clerk).rows]
    destruction.propose(clerk, over, keeping.End.DESTROYED, WHY)
    destruction.agree(head, over)
    later(circles, WEEK)
    clerk = circles.desk("clerk")
    disposals.dispose(clerk, over)
    leads = row(destroyedboard.board(clerk), over).leads
    assert leads is not None
    record = leads()
    assert isinstance(record, Board)
    kept = form(record, "Save it").keep({"folder": str(tmp_path)}, "")
    file = tmp_path / f"{over}-destruction.pdf"

    assert before == ["No case that you could see was destroyed."]
    assert "head" in row(record, "Agreed").beside
    assert kept.words == f"Done: saved as {file}."
    assert file.read_bytes().startswith(b"%PDF")


def test_it_says_why_so_long_and_by_which_source(circles: Circles, over: str) -> None:  # noqa: F811
    words = [one.left for one in keepingboard.case(circles.desk("clerk"), over).rows]

    assert any("kept for 6 years" in one for one in words)
    assert " ".join(words).count("This program’s default") == 1


def test_whoever_has_nothing_to_do_with_it_has_no_such_place(week: Week) -> None:
    place = places.place("keeping")
    found = [who for who in ("clerk", "head", "dsl", "chair", "ict") if place.may(week.desk(who))]

    assert found == ["clerk", "head", "dsl", "chair"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_is_worked_by_keys(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = week.refs["Amadi"]
    week.take("deputy", ref, "case.find-appropriate", reason="Only asked.")
    app = opened(week, "head")
    async with app.run_test(size=size) as pilot:
        await entered(pilot, "head")
        pilot.app.call_later(pilot.app.run_action, "app.go('keeping')")
        await settled(pilot)
        await press(pilot, "enter")
        await press(pilot, "enter")
        await shows(pilot, "keeping")
        app.done("")  # the line of what was done is there or gone by the second
        await press(pilot, "end")
        await press(pilot, "enter")
        await shows(pilot, "keeping-case")
        await press(pilot, "enter")

        assert f"{ref}  Hold it" in seen(pilot.app)
