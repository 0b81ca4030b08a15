"""Who may sit on a panel: never why not, and nothing learned of a case that is not one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import UsageFault
from casework.office import cases, panels, people

if TYPE_CHECKING:
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)


def may(circles: Circles, who: str, *names: str) -> list[bool]:
    return [one.sits for one in panels.check(circles.fresh(who), names)]


def test_governors_and_strangers_may_who_work_with_cases_may_not(circles: Circles) -> None:
    assert may(circles, "clerk", "vice", "trust", "Mrs G. Governor") == [True, True, True]
    assert may(circles, "clerk", "head", "dsl", "deputy", "clerk", "ict") == [False] * 5


def test_whoever_is_named_in_a_case_may_not_under_any_of_their_names(circles: Circles) -> None:
    people.link(circles.desk("admin"), "vice", "Dr P. Panel")
    ref = circles.concern()
    before = may(circles, "clerk", "vice", "dr p. panel")
    named = CasePerson(number=0, role=PersonRole.WITNESS, name="Dr P. Panel")
    cases.add_person(circles.fresh("clerk"), ref, named)

    assert before == [True, True]
    assert may(circles, "clerk", "vice", "dr p. panel") == [False, False]


def test_who_was_let_into_a_case_may_not(circles: Circles) -> None:
    ref = circles.concern()
    circles.everybody_signs_in()
    circles.admits("clerk", ref, "trust")

    assert may(circles, "clerk", "trust") == [False]


def test_a_sealed_case_is_looked_at_only_for_those_who_see_it(circles: Circles) -> None:
    circles.allegation("dsl", circles.accused("vice"))
    circles.everybody_signs_in()

    assert may(circles, "dsl", "vice") == [False]
    assert [may(circles, who, "vice") for who in ("clerk", "deputy", "admin")] == [[True]] * 3


def test_somebody_is_to_be_named(circles: Circles) -> None:
    with pytest.raises(UsageFault):
        panels.check(circles.desk("clerk"), [" "])
