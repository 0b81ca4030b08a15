"""Nobody enters a kept circle unasked, whoever manages users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import store
from casework.store import Admission, NewUser

if TYPE_CHECKING:
    from tests.store.conftest import School

KEPT = frozenset({"safeguarding"})


def intruder(school: School) -> str:
    """Let the administrator add somebody who claims to belong to safeguarding."""
    new = NewUser(name="intruder", circles=KEPT, opens_sealed=True)
    store.add_user(school.user("admin"), new, now=school.now, password=school.password)
    session = store.sign_in(school.path, "intruder", school.password, now=school.now).session
    store.work_off(session, now=school.now, admission=Admission(kept=KEPT))
    user = session.user
    session.close()
    return user


def held_by_intruder(school: School) -> frozenset[str]:
    session = store.sign_in(school.path, "intruder", school.password, now=school.now).session
    circles = session.circles
    session.close()
    return circles


def test_whom_an_administrator_adds_gets_no_key_of_a_kept_circle(school: School) -> None:
    intruder(school)
    store.work_off(school.head, now=school.now, admission=Admission(kept=KEPT))

    assert held_by_intruder(school) == frozenset()


def test_a_member_lets_a_newcomer_in(school: School) -> None:
    user = intruder(school)
    admission = Admission(kept=KEPT, users=frozenset({user}))
    store.work_off(school.head, now=school.now, admission=admission)

    assert held_by_intruder(school) == KEPT


def test_who_was_let_in_gets_the_next_key_too(school: School) -> None:
    user = intruder(school)
    admission = Admission(kept=KEPT, users=frozenset({user}))
    store.work_off(school.head, now=school.now, admission=admission)
    school.user("dsl")
    store.disable_user(school.head, "dsl", now=school.now)
    store.work_off(school.head, now=school.now, admission=Admission(kept=KEPT))
    session = store.sign_in(school.path, "intruder", school.password, now=school.now).session
    generations = session.circle_seeds("safeguarding")

    assert len(generations) == 2


def test_who_makes_a_kept_circle_holds_it(school: School) -> None:
    chair = store.sign_in(school.path, school.user("chair").name, school.password, now=school.now)
    store.work_off(chair.session, now=school.now, admission=Admission(kept=frozenset({"chair"})))

    assert "chair" in chair.session.circles
