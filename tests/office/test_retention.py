"""How long closed cases are kept, in sentences; holds; days that are told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.people import PersonRole
from casework.domain.retention import Start
from casework.errors import Conflict, NotFound, NotPermitted, Refused, UsageFault
from casework.office import destruction, retention
from casework.office.keeping import End, Ground
from casework.office.retention import Standing
from tests.office.retention_kit import (
    CANARY,
    ELEVEN_YEARS,
    SEVEN_YEARS,
    WHY,
    closed,
    closed_sealed,
    later,
)

if TYPE_CHECKING:
    from tests.office.circles_kit import Circles


def test_a_closed_case_is_explained_in_a_sentence(circles: Circles) -> None:
    ref = closed(circles)

    found = retention.explained(circles.desk("clerk"), ref)

    assert found.kept.why == (
        "“Misuse of social media, without a child at risk”: kept for 6 years from the day the case "
        "was closed (Mon 2 Nov 2026), so until Tue 2 Nov 2032. This program’s default: as long as "
        "a claim can be brought (2026, valid from Tue 1 Sep 2026)."
    )
    assert (found.standing, found.kept.until) == (Standing.KEPT, date(2032, 11, 2))


def test_an_open_case_has_no_period_yet(circles: Circles) -> None:
    ref = circles.concern()

    with pytest.raises(Refused):
        retention.explained(circles.desk("clerk"), ref)

    assert retention.listed(circles.desk("clerk")) == ()


def test_a_case_comes_up_for_review_when_its_period_is_over_and_is_not_destroyed_by_that(
    circles: Circles,
) -> None:
    ref = closed(circles)
    before = retention.listed(circles.desk("clerk"), due_only=True)

    later(circles, SEVEN_YEARS)
    (after,) = retention.listed(circles.desk("clerk"), due_only=True)

    assert (before, after.standing) == ((), Standing.DUE)
    assert circles.case(ref).summary == CANARY


def test_an_allegation_is_kept_to_pension_age_or_ten_years(circles: Circles) -> None:
    ref = closed_sealed(circles)
    lacking = retention.explained(circles.desk("dsl"), ref)
    retention.tell_day(circles.desk("dsl"), ref, Start.PENSION_AGE, date(2051, 3, 1))

    found = retention.explained(circles.desk("dsl"), ref)

    assert (lacking.standing, lacking.kept.lacking) == (Standing.LACKING, (Start.PENSION_AGE,))
    assert "is not on record" in lacking.kept.why
    assert (found.of.name, found.kept.until) == ("allegation", date(2051, 3, 1))
    assert "at least to the day the member of staff reaches pension age" in found.kept.why


def test_looking_at_a_sealed_case_stands_in_its_access_log(circles: Circles) -> None:
    ref = closed_sealed(circles)
    desk = circles.desk("dsl")
    retention.listed(desk)

    row = desk.cards.get(ref)
    assert row is not None
    logged = [record.payload for record in store.read_access(desk.session, row.case)]

    assert b"looked at how long it is kept" in logged


# --- holds ---------------------------------------------------------------------------------------


def test_a_hold_stops_the_clock_and_says_who_and_why(circles: Circles) -> None:
    ref = closed(circles)
    retention.hold(circles.desk("clerk"), ref, Ground.POLICE, "The police asked.")
    later(circles, SEVEN_YEARS)

    held = retention.explained(circles.desk("clerk"), ref)
    (hold,) = held.keeping.holds

    assert (held.standing, hold.why) == (Standing.HELD, "The police asked.")
    assert hold.by == circles.desk("clerk").session.user
    assert "On hold since Mon 2 Nov 2026 (police): the clock stands still." in held.kept.why
    with pytest.raises(Refused):
        destruction.propose(circles.desk("clerk"), ref, End.DESTROYED, WHY)


def test_the_days_of_a_hold_do_not_count(circles: Circles) -> None:
    ref = closed(circles)
    retention.hold(circles.desk("clerk"), ref, Ground.CLAIM, "A claim.")
    later(circles, SEVEN_YEARS)
    retention.release(circles.desk("deputy"), ref, "It was settled.")

    found = retention.explained(circles.desk("clerk"), ref)

    assert (found.standing, found.kept.held) == (Standing.KEPT, False)
    assert found.kept.until == date(2032, 11, 2) + SEVEN_YEARS
    assert found.keeping.holds[0].lifted_why == "It was settled."


def test_an_open_case_can_be_held_and_is_so_when_it_is_closed(circles: Circles) -> None:
    ref = circles.concern()
    retention.hold(circles.desk("clerk"), ref, Ground.INSPECTION, "Inspectors come.")
    circles.take("deputy", ref, "case.find-appropriate", reason="Fair.")

    assert retention.explained(circles.desk("clerk"), ref).standing is Standing.HELD


def test_a_clerk_lets_no_hold_go_and_nobody_lets_go_what_is_not_held(circles: Circles) -> None:
    ref = closed(circles)
    with pytest.raises(Conflict):
        retention.release(circles.desk("head"), ref, "None.")
    retention.hold(circles.desk("clerk"), ref, Ground.APPEAL, "An appeal.")

    with pytest.raises(NotPermitted):
        retention.release(circles.desk("clerk"), ref, "Over.")

    assert retention.explained(circles.desk("clerk"), ref).kept.held


def test_a_hold_takes_a_case_off_the_destruction_list(circles: Circles) -> None:
    ref = closed(circles)
    later(circles, SEVEN_YEARS)
    destruction.propose(circles.desk("clerk"), ref, End.DESTROYED, WHY)
    retention.hold(circles.desk("clerk"), ref, Ground.ACCESS_REQUEST, "Somebody asks.")
    retention.release(circles.desk("head"), ref, "Answered.")

    assert retention.explained(circles.desk("head"), ref).standing is Standing.DUE


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "taken"), [(364, False), (365, True)])
def test_a_day_set_by_hand_lies_a_year_ahead_at_least(
    circles: Circles, days: int, taken: bool
) -> None:
    ref = closed(circles)
    on = date.fromordinal(date(2026, 11, 2).toordinal() + days)

    if taken:
        found = retention.keep_until(circles.desk("head"), ref, on, "So agreed.")
        assert (found.kept.until, "a day set by hand" in found.kept.why) == (on, True)
    else:
        with pytest.raises(UsageFault) as fault:
            retention.keep_until(circles.desk("head"), ref, on, "So agreed.")
        assert "The soonest is Tue 2 Nov 2027" in fault.value.advice


def test_a_day_set_by_hand_needs_a_reason(circles: Circles) -> None:
    ref = closed(circles)

    with pytest.raises(UsageFault):
        retention.keep_until(circles.desk("head"), ref, date(2035, 1, 1), " ")


def test_a_case_is_known_to_those_alone_who_may_open_it(circles: Circles) -> None:
    ref = closed_sealed(circles)
    later(circles, ELEVEN_YEARS)

    assert retention.listed(circles.fresh("clerk")) == ()
    with pytest.raises(NotFound) as hidden:
        retention.explained(circles.desk("clerk"), ref)
    with pytest.raises(NotFound) as never:
        retention.explained(circles.desk("clerk"), "CW-2222")
    assert (hidden.value.message, hidden.value.advice) == (
        never.value.message,
        never.value.advice,
    )


def test_whoever_is_named_in_a_case_decides_nothing_about_keeping_it(circles: Circles) -> None:
    ref = closed(circles, circles.known(PersonRole.TARGET, "clerk"))

    for act in (
        lambda: retention.hold(circles.desk("clerk"), ref, Ground.CLAIM, "Mine."),
        lambda: retention.keep_until(circles.desk("clerk"), ref, date(2040, 1, 1), "Mine."),
        lambda: destruction.propose(circles.desk("clerk"), ref, End.DESTROYED, WHY),
    ):
        with pytest.raises(NotPermitted) as fault:
            act()
        assert "You are named" in fault.value.message


def test_roles_without_cases_decide_nothing(circles: Circles) -> None:
    ref = closed(circles)

    with pytest.raises((NotPermitted, NotFound)):
        retention.hold(circles.desk("ict"), ref, Ground.CLAIM, "A claim.")
