"""Effects in the records: kept with their step, stopped or claimed once, nobody else's to see."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import Conflict
from casework.store import Effect, Place, dialect
from tests.store.conftest import NOW

if TYPE_CHECKING:
    from casework.store import EffectRow
    from tests.store.conftest import School

LATER = NOW + timedelta(seconds=10)


def effect(payload: bytes = b"to print", name: str = "") -> Effect:
    return Effect(id=name or store.new_id(), until=LATER, payload=payload)


def of(school: School, name: str = "head") -> list[EffectRow]:
    return list(store.read_effects(school.user(name)))


def test_an_effect_is_kept_with_its_step_or_not_at_all(school: School) -> None:
    case = school.opened(school.head).case
    step = school.step(b"asked", effects=(effect(),))
    store.append(school.head, case, step, expected=1, now=NOW)
    stale = school.step(b"again", effects=(effect(b"twice"),))
    with pytest.raises(Conflict):
        store.append(school.head, case, stale, expected=1, now=NOW)

    assert [(row.payload, row.at, row.until, row.tried_at) for row in of(school)] == [
        (b"to print", NOW, LATER, None)
    ]


def test_what_is_stopped_with_a_step_never_happens(school: School) -> None:
    case = school.opened(school.head).case
    waits = effect()
    step = school.step(b"asked", effects=(waits,))
    store.append(school.head, case, step, expected=1, now=NOW)
    back = school.step(b"taken back", stopped=(waits.id,))
    store.append(school.head, case, back, expected=2, now=NOW)

    assert of(school) == []


def test_what_was_attempted_cannot_be_stopped_and_the_step_is_not_written(school: School) -> None:
    case = school.opened(school.head).case
    waits = effect()
    store.order_effect(school.head, case, waits, now=NOW)
    (row,) = of(school)
    assert store.claim_effect(school.head, row, now=LATER)
    back = school.step(b"taken back", stopped=(waits.id,))
    with pytest.raises(Conflict) as caught:
        store.append(school.head, case, back, expected=1, now=NOW)

    assert "can no longer be taken back" in caught.value.message
    assert store.read_case(school.head, case).revision == 1
    assert not store.stop_effect(school.head, row)
    assert [one.tried_at for one in of(school)] == [LATER]


def test_of_many_who_claim_an_effect_one_has_it(school: School) -> None:
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    (row,) = of(school)
    sessions = [school.sign_in("head") for _ in range(3)]
    got: list[bool] = []
    start = threading.Barrier(3)

    def claim(session: store.Session) -> None:
        start.wait()
        got.append(store.claim_effect(session, row, now=LATER))

    threads = [threading.Thread(target=claim, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for session in sessions:
        session.close()

    assert sorted(got) == [False, False, True]


def test_settled_with_a_step_it_is_gone(school: School) -> None:
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    (row,) = of(school)
    store.claim_effect(school.head, row, now=LATER)
    step = school.step(b"it came out", settled=(row.id,))
    store.append(school.head, case, step, expected=1, now=LATER)

    assert of(school) == []
    assert not store.settle_effect(school.head, row)


def test_who_settles_it_second_writes_nothing_and_is_told(school: School) -> None:
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    (row,) = of(school)
    store.claim_effect(school.head, row, now=LATER)
    assert store.answer_effect(school.head, row, b"it did not come out", now=LATER)
    step = school.step(b"it came out", settled=(row.id,))
    with pytest.raises(Conflict) as caught:
        store.append(school.head, case, step, expected=1, now=LATER)

    assert "said already what became" in caught.value.message
    assert store.read_case(school.head, case).revision == 1
    assert not store.answer_effect(school.head, row, b"it is not known", now=LATER)
    assert [one.payload for one in store.read_access(school.head, case)] == [b"it did not come out"]


def test_what_the_access_log_says_of_an_attempt_is_kept_with_the_claim_or_not_at_all(
    school: School,
) -> None:
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    (row,) = of(school)
    got = [
        store.claim_effect(school.head, row, now=LATER, payload=words, access=words)
        for words in (b"the first has it", b"the second has it")
    ]
    log = [one.payload for one in store.read_access(school.head, case)]

    assert got == [True, False]
    assert ([one.payload for one in of(school)], log) == ([b"the first has it"],) * 2


def test_words_change_only_where_nobody_changed_them_since_they_were_read(school: School) -> None:
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    (row,) = of(school)

    assert store.reword_effect(school.head, row, b"given up")
    assert not store.reword_effect(school.head, row, b"held again")
    assert [one.payload for one in of(school)] == [b"given up"]


def test_of_two_that_are_the_same_one_is_kept(school: School) -> None:
    case = school.opened(school.head).case
    other = school.opened(school.head).case

    def order(of_case: str, words: bytes) -> bool:
        return store.order_effect(
            school.head,
            of_case,
            effect(words),
            now=NOW,
            unless=lambda row: row.payload == words,
        )

    assert [order(case, b"page 1"), order(case, b"page 1"), order(case, b"page 2")] == [
        True,
        False,
        True,
    ]
    assert order(other, b"page 1")
    assert len(of(school)) == 3


def test_hastened_it_waits_no_longer_and_never_longer_than_before(school: School) -> None:
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    (row,) = of(school)
    store.hasten_effect(school.head, row, now=NOW + timedelta(seconds=3))
    store.hasten_effect(school.head, row, now=NOW + timedelta(seconds=30))

    assert [one.until for one in of(school)] == [NOW + timedelta(seconds=3)]


def test_of_a_sealed_case_nothing_lies_in_the_office_file_and_nobody_else_sees_a_row(
    school: School,
) -> None:
    dsl = school.user("dsl")
    case = school.opened(dsl, place=Place.SEALED, circles=("safeguarding",)).case
    store.order_effect(dsl, case, effect(), now=NOW)
    open_ = school.opened(school.head, circles=("leadership",)).case
    store.order_effect(school.head, open_, effect(b"for the head"), now=NOW)
    lies = dialect.raw(school.head.office.connection).execute("SELECT * FROM effect").fetchall()

    assert of(school, "clerk") == []
    assert [row.payload for row in of(school, "dsl")] == [b"to print"]
    assert [row[1] for row in lies] == [open_]


def test_rows_of_whatever_they_say_look_alike(school: School) -> None:
    case = school.opened(school.head).case
    for payload in (b"", b"a page to print", b"x" * 200):
        store.order_effect(school.head, case, effect(payload), now=NOW)
    raw = dialect.raw(school.head.office.connection)
    lengths = {row[0] for row in raw.execute("SELECT length(sealed) FROM effect").fetchall()}

    assert len(lengths) == 1


def test_whoever_is_taken_off_the_case_no_longer_reads_its_effects_and_the_others_do(
    school: School,
) -> None:
    clerk = school.user("clerk")
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    before = len(store.read_effects(clerk))
    step = school.step(b"kept out")
    store.exclude(school.head, case, remaining=(school.head.user,), step=step, expected=1, now=NOW)

    assert before == 1
    assert store.read_effects(clerk) == ()
    assert [row.payload for row in of(school)] == [b"to print"]


def test_a_row_that_its_case_does_not_open_is_passed_over_and_an_examination_tells(
    school: School,
) -> None:
    case = school.opened(school.head).case
    store.order_effect(school.head, case, effect(), now=NOW)
    raw = dialect.raw(school.head.office.connection)
    raw.execute("UPDATE effect SET sealed = zeroblob(length(sealed))")

    assert of(school) == []
    assert [found.invariant for found in store.check_effects(school.head)] == ["I20"]
