"""Who manages a case, who stands in for whom, and that whom it is about acts in no capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import bootstrap
from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound, NotPermitted
from casework.office import approvals, capacities, cases, deadlines, door, people, questions
from casework.office.saying import Saying
from tests.office.circles_kit import SLUG, TAKEN_UP

if TYPE_CHECKING:
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)


def managers(circles: Circles, ref: str, who: str) -> list[str]:
    desk = circles.fresh(who)
    case = door.load(desk, ref).snapshot
    found = capacities.case_managers(desk, case.school, case.people, case.excluded)
    return [desk.session.directory.users[user].name for user in found]


def is_away(circles: Circles, who: str, deputy: str) -> None:
    today = circles.clock.now().date()
    people.away(circles.desk("admin"), who, today, today, deputy)


def test_the_headteacher_manages_a_case(circles: Circles) -> None:
    assert managers(circles, circles.allegation(), "dsl") == ["head"]


def test_where_the_head_is_accused_the_chair_does_and_everything_falls_to_them(
    circles: Circles,
) -> None:
    ref = circles.allegation("dsl", circles.accused("head"))
    circles.everybody_signs_in()
    circles.take("chair", ref, "case.take-up", TAKEN_UP)

    assert managers(circles, ref, "dsl") == ["chair"]
    assert circles.who_sees(ref) == {"dsl", "second-dsl", "chair"}


def test_the_accused_head_finds_nothing_of_it_anywhere(circles: Circles) -> None:
    ref = circles.allegation("dsl", circles.accused("head"))
    circles.everybody_signs_in()
    head = circles.fresh("head")

    assert [r.card.ref for r in questions.cases_listed(head, closed_too=True)] == [
        r.card.ref for r in questions.cases_listed(circles.fresh("clerk"), closed_too=True)
    ]
    assert ref not in {row.ref for row in deadlines.listed(head)}
    assert approvals.waiting(head) == ()
    with pytest.raises(NotFound):
        questions.show(head, ref)


def test_where_the_chair_is_named_as_well_the_vice_chair_does(circles: Circles) -> None:
    ref = circles.allegation("dsl", circles.accused("head"), circles.accused("chair"))
    circles.everybody_signs_in()

    assert managers(circles, ref, "dsl") == ["vice"]
    assert circles.who_sees(ref) == {"dsl", "second-dsl", "vice"}


def test_whom_the_school_named_for_it_comes_before_the_chair(circles: Circles) -> None:
    bootstrap.change_settings(
        circles.fresh("head"), (("case-manager-when-head", "second-dsl"),), SLUG
    )
    ref = circles.allegation("dsl", circles.accused("head"))

    assert managers(circles, ref, "dsl") == ["second-dsl"]


def test_a_deputy_manages_in_the_heads_absence_where_they_can_open_the_case(
    circles: Circles,
) -> None:
    ref = circles.allegation()
    is_away(circles, "head", "second-dsl")

    assert managers(circles, ref, "dsl") == ["second-dsl"]


def test_nobody_stands_in_for_an_accused_head(circles: Circles) -> None:
    ref = circles.allegation("dsl", circles.accused("head"))
    is_away(circles, "head", "second-dsl")
    circles.everybody_signs_in()
    second = circles.fresh("second-dsl")
    actor = capacities.actor_in(second, door.load(second, ref).snapshot)

    assert managers(circles, ref, "dsl") == ["chair"]
    assert actor.roles == {"dsl"}


def test_a_deputy_by_absence_is_handed_no_key(circles: Circles) -> None:
    ref = circles.allegation()
    is_away(circles, "head", "clerk")

    assert "headteacher" in capacities.roles_today(
        circles.fresh("clerk"), circles.desk("clerk").session.user, SLUG
    )
    assert not circles.sees("clerk", ref)


def test_an_absence_ends_by_itself(circles: Circles) -> None:
    is_away(circles, "head", "deputy")
    deputy = circles.fresh("deputy")
    then = capacities.roles_today(deputy, deputy.session.user, SLUG)
    circles.clock.instant = circles.clock.instant.replace(day=3)

    assert then == {"senior-leader", "headteacher"}
    assert capacities.roles_today(deputy, deputy.session.user, SLUG) == {"senior-leader"}


def test_an_administrators_role_is_never_lent(circles: Circles) -> None:
    is_away(circles, "admin", "clerk")
    clerk = circles.fresh("clerk")

    assert capacities.roles_today(clerk, clerk.session.user, SLUG) == {"office"}


def test_who_is_linked_afterwards_loses_sight_at_once_in_an_open_session_too(
    circles: Circles,
) -> None:
    named = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr L. Later")
    ref = circles.concern("clerk", named)
    deputy = circles.fresh("deputy")
    before = deputy.cards.get(ref)
    people.link(circles.fresh("admin"), "deputy", "Mr L. Later")

    assert before is not None
    assert deputy.cards.get(ref) is None
    with pytest.raises(NotFound):
        cases.add_note(deputy, ref, "I was never told.")


def test_two_users_of_one_name_are_both_kept_out_and_neither_is_chosen(circles: Circles) -> None:
    for user in ("deputy", "ict"):
        people.link(circles.desk("admin"), user, "Ms T. Same")
    circles.everybody_signs_in()
    named = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="ms t. same")
    ref = circles.concern("clerk", named)
    case = door.load(circles.desk("clerk"), ref).snapshot
    seen = circles.who_sees(ref)

    assert [p.user for p in case.people if p.role is PersonRole.PERSON_OF_CONCERN] == [""]
    assert seen == {"head", "clerk", "dsl", "second-dsl"}


def test_a_head_known_by_name_alone_is_as_accused_as_one_known_as_a_user(
    circles: Circles,
) -> None:
    named = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mrs A. Accused")
    ref = circles.allegation("dsl", named)
    people.link(circles.desk("admin"), "head", "Mrs A. Accused")

    assert managers(circles, ref, "dsl") == ["chair"]
    assert not circles.sees("head", ref)
    assert circles.sees("chair", ref)


def test_nobody_is_let_in_whom_it_is_about_or_whose_role_opens_no_such_case(
    circles: Circles,
) -> None:
    ref = circles.allegation("dsl", circles.accused("head"))
    circles.everybody_signs_in()
    for user in ("head", "clerk", "ict", "admin"):
        with pytest.raises(NotPermitted):
            circles.admits("dsl", ref, user)
    circles.admits("dsl", ref, "vice")

    assert circles.who_sees(ref) == {"dsl", "second-dsl", "chair", "vice"}


def test_whom_an_administrator_merely_puts_into_the_role_gets_no_key(circles: Circles) -> None:
    people.add(circles.fresh("admin"), "plant", ["dsl"], "a password of a plant")
    desk = bootstrap.open_desk(
        circles.folder, "plant", "a password of a plant", clock=circles.clock
    ).desk
    desk.session.close()
    ref = circles.allegation("dsl", circles.accused("head"))
    excluded = circles.allegation("dsl")
    circles.everybody_signs_in(["head", "dsl", "second-dsl", "chair"])
    circles.excludes("dsl", excluded, "head")
    desk = bootstrap.open_desk(
        circles.folder, "plant", "a password of a plant", clock=circles.clock
    ).desk
    seen = {row.card.ref for row in questions.cases_listed(desk, closed_too=True)}
    desk.session.close()

    assert seen & {ref, excluded} == set()


def test_those_who_remain_go_on_working_without_signing_in_again(circles: Circles) -> None:
    ref = circles.in_hand()
    circles.everybody_signs_in()
    clerk = circles.desk("clerk")
    before = clerk.cards.get(ref)
    cases.exclude(circles.desk("head"), ref, "ict", Saying(reason="Is related to the author."))
    done = cases.add_note(clerk, ref, "Still at work.")

    assert before is not None
    assert done.snapshot.excluded == {circles.desk("ict").session.user}
    assert circles.desk("ict").cards.get(ref) is None


def test_an_open_session_takes_a_circles_new_key(circles: Circles) -> None:
    circles.everybody_signs_in()
    clerk = circles.desk("clerk")
    people.disable(circles.desk("admin"), "ict")
    ref = circles.concern("deputy")
    circles.fresh("deputy")
    later = circles.concern("deputy")

    assert clerk.cards.get(ref) is not None
    assert clerk.cards.get(later) is not None
