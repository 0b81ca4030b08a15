"""Figures do not change when a case is destroyed, and nobody learns of one by them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.periods import Span
from casework.domain.retention import Start
from casework.office import (
    cases,
    certificates,
    counted,
    doctor,
    door,
    evidence,
    monitoring,
    retention,
)
from tests.office.retention_kit import (
    CANARY,
    ELEVEN_YEARS,
    SEVEN_YEARS,
    WEEK,
    closed,
    closed_sealed,
    destroyed,
    later,
)

if TYPE_CHECKING:
    from casework.domain.tallies import Sheet
    from casework.office.desk import Desk
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(90)
SHEET = evidence.Sheet(
    platform="facebook",
    address="https://a.test/1",
    account="B",
    what=CANARY,
    captured_by="the deputy",
    how="screen picture",
    visible_to="anybody",
    seen_on="2026-11-02",
)


def figures(desk: Desk, span: Span) -> tuple[Sheet, ...]:
    return monitoring.monitoring(desk, span, date(2026, 9, 1), date(2027, 8, 31)).sheets


def everything(circles: Circles) -> list[tuple[Sheet, ...]]:
    """Return the figures by month, term and year, of three who may have them."""
    desks = [circles.fresh(who) for who in ("clerk", "head", "dsl")]
    return [figures(desk, span) for desk in desks for span in Span]


def counting(circles: Circles) -> str:
    """Return a closed case with an incident of another day, a post and limits that ended."""
    ref = circles.concern("deputy", summary=CANARY)
    cases.add_incident(circles.desk("deputy"), ref, f"{CANARY} again")
    evidence.add_sheet(circles.desk("deputy"), ref, SHEET)
    circles.take("deputy", ref, "case.find-appropriate", reason=f"{CANARY} only asked.")
    return ref


def test_no_figure_changes_when_a_case_is_destroyed(circles: Circles) -> None:
    ref = counting(circles)
    closed(circles)
    later(circles, SEVEN_YEARS)
    before = everything(circles)
    destroyed(circles, ref)

    assert before[2][0].whole.cases == 2
    assert before[2][0].whole.posts == 1
    assert everything(circles) == before


def test_what_stays_for_figures_is_days_and_codes_and_no_word(circles: Circles) -> None:
    ref = counting(circles)
    later(circles, SEVEN_YEARS)
    kept = destroyed(circles, ref).said["counted"]

    assert sorted(kept) == ["claims", "incidents", "limits", "opened", "policy", "posts"]
    assert kept["claims"] == [["naming-or-discussing-a-child", "pupil"]]
    assert [word for word in (CANARY, ref, "Example") if word in json.dumps(kept)] == []


def test_the_certificate_says_what_stays_for_figures(circles: Circles) -> None:
    ref = counting(circles)
    later(circles, SEVEN_YEARS)
    rows = dict(certificates.rows(destroyed(circles, ref)))

    assert rows["Kept for the school’s figures"].startswith("that there was one case, with 1 incid")


def test_of_a_sealed_case_nothing_is_kept_for_figures(circles: Circles) -> None:
    ref = closed_sealed(circles)
    later(circles, ELEVEN_YEARS)
    desk = circles.desk("dsl")
    retention.tell_day(desk, ref, Start.PENSION_AGE, circles.clock.instant.date() - WEEK)
    before = everything(circles)
    file = door.load(circles.desk("dsl"), ref)
    made = destroyed(circles, ref, "dsl", "head")

    assert counted.kept_of(file) is None
    assert "counted" not in made.said
    assert dict(certificates.rows(made))["Kept for the school’s figures"] == "nothing"
    assert everything(circles) == before


def test_who_could_not_see_a_case_has_the_same_figures_before_and_after(circles: Circles) -> None:
    ref = counting(circles)
    circles.excludes("head", ref, "deputy")
    later(circles, SEVEN_YEARS)
    before = figures(circles.fresh("deputy"), Span.YEAR)
    destroyed(circles, ref)

    assert figures(circles.fresh("deputy"), Span.YEAR) == before
    assert before[0].whole.cases == 0


def test_what_is_kept_is_read_back_as_it_was(circles: Circles) -> None:
    ref = counting(circles)
    file = door.load(circles.desk("head"), ref)
    before = counted.of_file(file)
    later(circles, SEVEN_YEARS)
    destroyed(circles, ref)
    (after,) = counted.of_destroyed(circles.fresh("head"), file.snapshot.school)

    assert (after.policy, after.claims, after.opened) == (
        before.policy,
        before.claims,
        before.opened,
    )
    assert sorted(after.incidents) == sorted(before.incidents)
    assert sorted(after.limits) == sorted(before.limits)
    assert len(store.read_destroyed(circles.desk("head").session)) == 1
    assert [one for one in doctor.examine(circles.desk("head")) if one.damage] == []
