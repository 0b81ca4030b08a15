"""Sealed records of posts about an adult and a child, and the pause that their holder lets go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotPermitted
from casework.office import cases, door, people, records
from casework.office.cases import Answers
from tests.office.circles_kit import STAFF, TRIAGE

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)

SAFEGUARDING = {"head", "dsl", "second-dsl"}


def holder_of(circles: Circles, who: str = "dsl") -> str:
    """Return who has the one record in charge."""
    (record,) = circles.records_of(who)
    return record.record["record-holder"]


def as_it_stands(circles: Circles, ref: str, who: str = "clerk") -> Snapshot:
    return door.load(circles.fresh(who), ref).snapshot


def releases(circles: Circles, who: str, ref: str) -> None:
    circles.fresh(who)
    circles.take(who, ref, "release-pause")


@pytest.mark.parametrize("answer", ["nothing-to-follow-up", "to-be-followed-up", "unsure", ""])
def test_a_record_is_left_whatever_the_answer_and_one_for_each_case(
    circles: Circles, answer: str
) -> None:
    ref = circles.paused(screening=answer)
    circles.everybody_signs_in()
    (record,) = circles.records_of("dsl")

    assert record.record["linked-case"] == ref
    assert record.record["record-holder"] in SAFEGUARDING
    assert as_it_stands(circles, ref).pause.value == "standing"
    assert circles.who_sees(record.ref) == SAFEGUARDING


def test_a_second_answer_comes_to_the_same_record(circles: Circles) -> None:
    ref = circles.paused(screening="unsure")
    for answer in ("nothing-to-follow-up", "to-be-followed-up"):
        cases.set_facts(circles.fresh("second-dsl"), ref, Answers(facts={"screening": answer}))
        circles.fresh("head")
    (record,) = circles.records_of("dsl")
    kept = door.load(circles.desk("dsl"), record.ref).snapshot

    assert kept.answer("screening") == "to-be-followed-up"
    assert kept.answer("linked-case") == ref


def test_the_case_looks_the_same_whatever_was_answered(circles: Circles) -> None:
    answers = ("unsure", "nothing-to-follow-up", "to-be-followed-up")
    looks = [look(circles, circles.paused(screening=answer)) for answer in answers]

    assert looks == [looks[0]] * len(answers)


def look(circles: Circles, ref: str) -> list[object]:
    file = door.load(circles.fresh("clerk"), ref)
    entries = [(one.command, one.actor.name, len(one.events)) for one in file.entries]
    return [entries, {name: fact.value for name, fact in file.snapshot.facts.items()}]


@pytest.mark.parametrize("role", [PersonRole.TARGET, PersonRole.WITNESS, PersonRole.REPORTER])
def test_it_passes_whoever_is_named_in_the_case(circles: Circles, role: PersonRole) -> None:
    for _each in range(4):  # the turn goes round
        circles.paused(circles.known(role, "second-dsl"), who="dsl")
    circles.everybody_signs_in()
    found = circles.records_of("dsl")

    assert len(found) == 4
    assert circles.records_of("second-dsl") == []
    assert {one.record["record-holder"] for one in found} <= {"head", "dsl"}


def test_where_it_names_the_head_the_chair_has_it_in_charge(circles: Circles) -> None:
    circles.paused(circles.known(PersonRole.TARGET, "head"), who="dsl")
    circles.everybody_signs_in()

    assert circles.records_of("head") == []
    assert (holder_of(circles, "dsl"), holder_of(circles, "chair")) == ("chair", "chair")


def test_only_its_holder_lets_contact_go_on_and_all_others_hear_the_same(
    circles: Circles,
) -> None:
    ref = circles.paused()
    circles.everybody_signs_in()
    holder = holder_of(circles)
    told = set()
    for name in sorted(SAFEGUARDING - {holder}):
        with pytest.raises(NotPermitted) as refused:
            releases(circles, name, ref)
        told.add((refused.value.message, refused.value.advice, refused.value.reasons))
    still = as_it_stands(circles, ref).pause.value
    releases(circles, holder, ref)

    assert len(told) == 1
    assert (still, as_it_stands(circles, ref).pause.value) == ("standing", "released")


def test_who_has_no_such_office_hears_of_no_record(circles: Circles) -> None:
    ref = circles.paused()
    circles.everybody_signs_in()

    for name in ("clerk", "deputy", "ict"):
        with pytest.raises(NotPermitted) as refused:
            releases(circles, name, ref)
        assert "record" not in f"{refused.value.message} {' '.join(refused.value.reasons)}"


def test_the_release_is_signed_by_safeguarding_and_names_nobody(circles: Circles) -> None:
    ref = circles.paused()
    circles.everybody_signs_in()
    holder = holder_of(circles)
    releases(circles, holder, ref)
    entry = door.load(circles.fresh("clerk"), ref).entries[-1]

    assert holder not in str(entry.actor.name)
    assert entry.actor.name.casefold() == "safeguarding"


def test_the_chairs_answer_is_carried_out_by_the_next_of_safeguarding(circles: Circles) -> None:
    ref = circles.paused(circles.known(PersonRole.TARGET, "head"), who="dsl")
    circles.everybody_signs_in()
    (record,) = circles.records_of("chair")
    cases.set_facts(circles.desk("chair"), record.ref, Answers(facts={"contact-may-go-on": "yes"}))
    before = as_it_stands(circles, ref).pause.value
    circles.fresh("second-dsl")

    assert (before, as_it_stands(circles, ref).pause.value) == ("standing", "released")


def test_where_its_holder_is_away_another_stands_in_and_only_then(circles: Circles) -> None:
    ref = circles.paused()
    circles.everybody_signs_in()
    holder = holder_of(circles)
    other = next(name for name in ("dsl", "second-dsl") if name != holder)
    today = circles.clock.now().date()
    people.away(circles.desk("admin"), holder, today, today, other)
    releases(circles, other, ref)

    assert as_it_stands(circles, ref).pause.value == "released"


def test_where_its_holder_signs_in_no_more_another_stands_in(circles: Circles) -> None:
    while True:
        ref = circles.paused()
        circles.everybody_signs_in(["dsl", "second-dsl"])
        (record,) = [one for one in circles.records_of("dsl") if one.record["linked-case"] == ref]
        if record.record["record-holder"] == "second-dsl":
            break
    people.disable(circles.fresh("admin"), "second-dsl")
    circles.everybody_signs_in(["head", "dsl"])
    releases(circles, "dsl", ref)

    assert as_it_stands(circles, ref).pause.value == "released"


def test_what_is_handed_in_twice_makes_one_record(circles: Circles) -> None:
    circles.paused()
    first, second = circles.desk("head"), circles.desk("second-dsl")
    circles.fresh("dsl")
    made = [records.take_up(first), records.take_up(second)]

    assert made == [0, 0]
    assert len(circles.records_of("head")) == 1


def test_a_sign_in_never_fails_because_of_what_was_handed_in(circles: Circles) -> None:
    ref = circles.concern("deputy")
    author = CasePerson(number=0, role=PersonRole.WITNESS, name="W. Witness")
    cases.add_person(circles.desk("deputy"), ref, author)
    circles.take("deputy", ref, "case.triage", {**TRIAGE, "adult-conduct": "yes"}, reason="So.")
    circles.clock.move(timedelta(days=1))
    circles.everybody_signs_in()

    assert [len(circles.records_of(name)) for name in STAFF if name in SAFEGUARDING] == [1, 1, 1]
