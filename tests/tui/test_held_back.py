"""A decision that is asked for, and can still be taken back, stands in nobody else's lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.office import approvals, cases, effects, todays
from casework.office.cases import Answers
from casework.tui import listed
from casework.tui.news import News
from tests.office.practice_kit import NOTE

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.tui.week_kit import Week

WINDOW = timedelta(seconds=11)


@pytest.fixture
def clerk(week: Week) -> Desk:
    """The office, at screens that offer to undo, having asked for one decision."""
    desk = week.desk("clerk")
    desk.holds_back = True
    told = Answers(letter=NOTE)
    cases.take_step(desk, week.refs["Hart"], "write-note", "conversation", told)
    return desk


def row(desk: Desk, ref: str) -> listed.Row:
    return next(one for one in listed.listing(desk).rows() if one.ref == ref)


def asked(desk: Desk, ref: str) -> list[str]:
    """Return what Today says of a case under its decisions."""
    parts = {part.title: part.entries for part in todays.due(desk)}
    return [one.what for one in parts.get(todays.DECIDE, ()) if one.ref == ref]


def test_it_stands_in_no_list_of_whoever_decides_until_it_cannot_be_taken_back(
    week: Week, clerk: Desk
) -> None:
    head, ref = week.desk("head"), week.refs["Hart"]
    early = (asked(head, ref), row(head, ref).waiting, row(head, ref).next)
    week.clock.move(WINDOW)
    effects.release(clerk)
    late = row(head, ref)

    assert early[:2] == ([], False)
    assert not early[2].startswith("Decision")
    assert [what.startswith("Decision: ") for what in asked(head, ref)] == [True]
    assert (late.waiting, late.next.startswith("Decision: ")) == (True, True)
    assert "headteacher" in late.to


def test_whoever_asked_sees_it_at_once(week: Week, clerk: Desk) -> None:
    ref = week.refs["Hart"]

    assert len(asked(clerk, ref)) == 1
    assert row(clerk, ref).waiting


def test_what_is_taken_back_never_stood_in_another_list(week: Week, clerk: Desk) -> None:
    head, ref = week.desk("head"), week.refs["Hart"]
    before = row(head, ref).waiting
    cases.undo(clerk, ref)
    week.clock.move(WINDOW)

    assert (before, row(head, ref).waiting, asked(head, ref)) == (False, False, [])


@pytest.mark.usefixtures("clerk")
def test_another_decision_of_the_same_week_still_stands_there(week: Week) -> None:
    head, asked_now, ref = week.desk("head"), week.refs["Hart"], week.refs["Dunn"]
    shown = {one.ref for one in listed.listing(head).rows() if one.waiting}

    assert (ref in shown, asked_now in shown) == (True, False)
    assert {one.ref for one in approvals.waiting(head)} == shown
    assert [len(asked(head, one)) for one in (ref, asked_now)] == [1, 0]


def test_it_is_news_to_whoever_decides_when_it_comes_on_their_list(week: Week, clerk: Desk) -> None:
    head, news = week.desk("head"), News()
    news.look(head)
    still = news.look(head)
    effects.let_go(clerk)

    assert (still, news.look(head), news.look(head)) == (False, True, False)
