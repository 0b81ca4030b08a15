"""Reminders in the records: said to the service alone, dead once anything moved, claimed once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from casework import store
from casework.store import Place, outbox
from casework.store.outbox import CUT_OFF, PostState

if TYPE_CHECKING:
    from casework.store import Service, UserRecord
    from tests.store.conftest import School

PEOPLE = "those of now"


def head_of(school: School, service: Service) -> UserRecord:
    active = outbox.directory_of(service).active()
    return next(user for user in active if user.id == school.head.user)


def tell(school: School, case: str, revision: int = 1, people: str = PEOPLE) -> None:
    outbox.tell(school.head, case, revision, people, b"of this case", now=school.now)


def heard(school: School) -> list[bytes]:
    service = school.service()
    found = [one.payload for one in outbox.tellings(service, PEOPLE)]
    service.close()
    return found


def test_what_is_said_of_a_case_is_heard_until_the_case_moves_on(school: School) -> None:
    case = school.opened(school.head).case
    before = outbox.untold(school.head, PEOPLE)
    tell(school, case)
    told = (heard(school), outbox.untold(school.head, PEOPLE))
    store.append(school.head, case, school.step(b"more"), expected=1, now=school.now)
    after = (heard(school), outbox.untold(school.head, PEOPLE))
    tell(school, case, revision=2)

    assert before == frozenset({case})
    assert told == ([b"of this case"], frozenset())
    assert after == ([], frozenset({case}))
    assert heard(school) == [b"of this case"]


def test_once_the_people_have_changed_nothing_that_was_said_is_heard(school: School) -> None:
    case = school.opened(school.head).case
    tell(school, case, people="those of before")

    assert heard(school) == []
    assert outbox.untold(school.head, PEOPLE) == frozenset({case})


def test_of_the_sealed_file_there_is_nothing_to_say(school: School) -> None:
    sealed = school.opened(school.head, place=Place.SEALED, circles=("safeguarding",)).case

    assert sealed not in outbox.untold(school.head, PEOPLE)


def test_nobody_but_the_service_reads_what_was_said(school: School) -> None:
    case = school.opened(school.head).case
    tell(school, case)
    with school.head.office.reading() as connection:
        [row] = connection.exec_driver_sql("SELECT sealed FROM told").fetchall()

    assert [one.unbox(row[0]) for one in school.head.identities()] == [None] * len(
        school.head.identities()
    )
    assert b"of this case" not in row[0]


def test_an_ended_limit_is_not_open_and_one_that_passed_is(school: School) -> None:
    kept, ended = school.arm(1), school.arm(2)
    undated = replace(school.arm(3), due_at=None)
    case = school.opened(school.head, step=school.step(arm=(kept, ended, undated))).case
    store.append(school.head, case, school.step(end=(ended.id,)), expected=1, now=school.now)
    service = school.service()
    for row in service.due(school.now + timedelta(hours=5), 9):
        service.claim_and_mark(row, school.now + timedelta(hours=5))
    found = outbox.open_limits(service)
    service.close()

    assert found == {kept.id: kept.due_at}


def test_a_reminder_is_taken_up_once_however_many_clocks_there_are(school: School) -> None:
    service = school.service()
    user, taken = head_of(school, service), []
    service.close()

    def claim() -> None:
        mine = school.service()
        state = PostState.ATTEMPTING
        taken.append(outbox.claim_post(mine, user, school.now.date(), state, school.now))
        mine.close()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [False] * 5 + [True]


def test_an_attempt_that_was_cut_off_has_an_end_that_nobody_knows(school: School) -> None:
    service = school.service()
    user = head_of(school, service)
    outbox.claim_post(service, user, school.now.date(), PostState.ATTEMPTING, school.now)
    [going] = outbox.posts(school.head, school.now + CUT_OFF)
    [cut] = outbox.posts(school.head, school.now + CUT_OFF + timedelta(seconds=1))
    again = outbox.settle_post(school.head, cut, PostState.WAITING, school.now + 2 * CUT_OFF)
    twice = outbox.settle_post(school.head, cut, PostState.SENT, school.now + 2 * CUT_OFF)
    wanted = outbox.is_anything_waiting(service)
    taken = [
        outbox.claim_post(service, user, school.now.date(), PostState.ATTEMPTING, school.now)
        for _ in range(2)
    ]
    service.close()

    assert (going.state, cut.state) == (PostState.ATTEMPTING, PostState.UNKNOWN)
    assert (again, twice, wanted, taken) == (True, False, True, [True, False])


def test_an_attempt_that_wakes_late_says_nothing_of_the_one_after_it(school: School) -> None:
    service = school.service()
    user, day = head_of(school, service), school.now.date()
    name, later = outbox.post_id(service, user.id, day), school.now + 2 * CUT_OFF
    outbox.claim_post(service, user, day, PostState.ATTEMPTING, school.now)
    [cut] = outbox.posts(school.head, later)
    outbox.settle_post(school.head, cut, PostState.WAITING, later)
    outbox.claim_post(service, user, day, PostState.ATTEMPTING, later)
    outbox.end_post(service, name, PostState.REFUSED, later, school.now)
    early = outbox.kept_states(service, [name])
    outbox.end_post(service, name, PostState.SENT, later, later)
    ended = outbox.kept_states(service, [name])
    service.close()

    assert early == {name: (PostState.ATTEMPTING, later)}
    assert ended == {name: (PostState.SENT, later)}


def test_what_is_said_anew_reaches_back_to_what_was_said_before_but_not_for_ever(
    school: School,
) -> None:
    case = school.opened(school.head).case
    service, told = school.service(), []
    for days in (0, 2, 30):
        now = school.now + timedelta(days=days)
        outbox.tell(school.head, case, 1, PEOPLE, b"of this case", now=now)
        told += [one.at - school.now for one in outbox.tellings(service, PEOPLE)]
    service.close()

    assert told == [timedelta(0), timedelta(0), timedelta(days=30) - outbox.REACH]


def test_what_a_clock_that_was_ahead_said_silences_nobody_until_then(school: School) -> None:
    case = school.opened(school.head).case
    ahead = school.now + timedelta(days=400)
    for now in (ahead, school.now):
        outbox.tell(school.head, case, 1, PEOPLE, b"of this case", now=now)
    service = school.service()
    told = [one.at for one in outbox.tellings(service, PEOPLE)]
    service.close()

    assert told == [school.now]


def test_a_person_sees_their_own_reminders_alone(school: School) -> None:
    service = school.service()
    state = PostState.ATTEMPTING
    outbox.claim_post(service, head_of(school, service), school.now.date(), state, school.now)
    service.close()

    assert len(outbox.posts(school.head, school.now)) == 1
    assert outbox.posts(school.user("clerk"), school.now) == ()
