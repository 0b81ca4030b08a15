"""Holding a case, open or closed, from the case itself: who may, why, what is seen of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import NotFound, NotPermitted
from casework.office import keeping, retention
from casework.tui import casekeys, holdboard
from casework.tui.sheet import Job
from tests.office.conftest import _circles_founded, circles  # noqa: F401 - fixtures
from tests.office.retention_kit import closed
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, settled
from tests.tui.talk_kit import talked

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.boards import Row
    from tests.office.circles_kit import Circles
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
WHY = "The solicitor’s letter of Monday."


def rows(desk: Desk, ref: str) -> tuple[Row, ...]:
    return holdboard.Holds(desk, ref)().rows


def offered(desk: Desk, ref: str) -> list[str]:
    return [one.left for one in rows(desk, ref) if one.leads]


def does(desk: Desk, ref: str, words: str, **told: str) -> None:
    (found,) = (one for one in rows(desk, ref) if one.leads and one.left.startswith(words))
    assert found.leads is not None
    job = found.leads()
    assert isinstance(job, Job)
    job.keep({"why": WHY, **told}, "")


def test_an_open_case_is_held_and_let_go_with_the_reason(week: Week) -> None:
    ref, clerk, head = week.refs["Dunn"], week.desk("clerk"), week.desk("head")
    before = [one.left for one in rows(clerk, ref)]
    does(clerk, ref, "Hold it", ground="claim")
    held = [one.beside for one in rows(head, ref) if WHY in one.beside]
    does(head, ref, "Let every hold go", why="It was settled.")
    gone = [one.beside for one in rows(head, ref) if WHY in one.beside]

    assert before[-1] == "Nothing holds it: once it is closed, its period runs."
    assert held == [f"for a claim, or one that may come, by clerk. Why: {WHY}"]
    assert gone[0].startswith(f"{held[0]}\nLet go ")
    assert gone[0].endswith("by head. Why: It was settled.")
    assert [one.ground for one in retention.holds(head, ref)] == [keeping.Ground.CLAIM]


def test_whoever_may_hold_and_not_let_go_reads_who_may(week: Week) -> None:
    ref, clerk = week.refs["Dunn"], week.desk("clerk")
    does(clerk, ref, "Hold it", ground="police")
    told = [one.beside for one in rows(clerk, ref) if one.left == "Letting it go is not yours"]

    assert offered(clerk, ref) == ["Hold it: nobody destroys it"]
    assert told[0].startswith("it takes a senior leader, headteacher, ")
    assert offered(week.desk("head"), ref)[1] == "Let every hold go"


def test_it_is_there_for_a_closed_case_too(circles: Circles) -> None:  # noqa: F811
    ref, head = closed(circles), circles.desk("head")
    does(head, ref, "Hold it", ground="inspection")

    assert retention.explained(head, ref).standing is retention.Standing.HELD


def test_it_is_refused_as_on_the_command_line(circles: Circles) -> None:  # noqa: F811
    ref = circles.concern("clerk", circles.accused("deputy"))
    sealed = circles.allegation("dsl")
    with pytest.raises(NotFound):
        rows(circles.fresh("deputy"), ref)
    with pytest.raises(NotFound):
        rows(circles.fresh("clerk"), sealed)
    with pytest.raises(NotPermitted):
        does(circles.desk("ict"), circles.concern("clerk"), "Hold it", ground="claim")


def test_who_decides_nothing_about_keeping_is_not_offered_it(week: Week) -> None:
    may = casekeys.case_action("hold").may
    found = [who for who in ("clerk", "head", "dsl", "ict") if may(week.desk(who), "")]

    assert found == ["clerk", "head", "dsl"]


def test_nothing_is_offered_where_one_may_only_read(week: Week) -> None:
    clerk = week.desk("clerk")
    clerk.read_only = True

    assert offered(clerk, week.refs["Dunn"]) == []


def test_line_by_line_it_is_held_from_within_the_case(week: Week) -> None:
    ref = week.refs["Hart"]
    words = ("=My list", "=Hart", "=Hold it from being destroyed", "=Hold it")
    script = talked(week, "clerk", *words, "=the police", "They asked by letter.", "", "1", "0")

    assert f"Done: {ref} is on hold: police." in script.text
    assert len(retention.holds(week.desk("clerk"), ref)) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_worked_by_keys(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = week.refs["Dunn"]
    does(week.desk("head"), ref, "Hold it", ground="claim")
    app = opened(week, "head")
    async with app.run_test(size=size) as pilot:
        await entered(pilot, "head")
        app.call_later(app.run_action, f"app.about('hold', '{ref}')")
        await settled(pilot)
        await shows(pilot, "hold")
        await press(pilot, "down")
        await press(pilot, "enter")
        await pilot.press(*"Settled")
        await press(pilot, "enter")
        (one,) = retention.holds(week.desk("head"), ref)

        assert one.lifted_why == "Settled"
