"""What brings a chair in, and what holds contact back, at each school of two and there alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.events import Admitted
from casework.errors import NotFound, NotPermitted, Refused
from casework.office import capacities, cases, doctor, door, panels
from casework.office.cases import Answers
from tests.office.circles_kit import SLUG
from tests.office.two_schools_kit import TwoSchools, two_schools

if TYPE_CHECKING:
    from casework.office.cards import Card
    from tests.office.circles_kit import Circles

#: Fifteen people sign in, and some more than once.
pytestmark = pytest.mark.timeout(60)
CHAIRS = ("chair", "chair two", "vice", "vice two")
SAFEGUARDING = ("head", "dsl", "second-dsl")
HELD = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}


@pytest.fixture
def both(circles: Circles) -> TwoSchools:
    return two_schools(circles)


def record_of(both: TwoSchools, ref: str, school: str) -> Card:
    """Return the sealed record of a paused case, once everybody of safeguarding has signed in."""
    both.book.everybody_signs_in([both.at(school, who) for who in SAFEGUARDING])
    found = both.book.records_of(both.at(school, "dsl"))
    return next(one for one in found if one.record["linked-case"] == ref)


def pause(both: TwoSchools, ref: str, school: str) -> str:
    """Return how the pause of a case stands."""
    return door.load(both.book.fresh(both.at(school, "clerk")), ref).snapshot.pause.value


def test_a_meeting_brings_in_the_chair_of_that_school_alone(both: TwoSchools) -> None:
    seen = [both.book.who_sees(both.with_chair(school), CHAIRS) for school in (SLUG, both.second)]

    assert seen == [{"chair"}, {"chair two"}]


def test_the_chair_comes_in_by_an_entry_and_acts_as_the_chair(both: TwoSchools) -> None:
    ref = both.with_chair(both.second)
    desk = both.book.fresh("chair two")
    file = door.load(desk, ref)
    brought = [e for entry in file.entries for e in entry.events if isinstance(e, Admitted)]

    assert [(one.circle, one.why) for one in brought] == [(f"chair@{both.second}", "step")]
    assert capacities.actor_in(desk, file.snapshot).roles == {"chair"}


def test_before_the_meeting_neither_chair_finds_the_case(both: TwoSchools) -> None:
    ref = both.in_hand(both.second)

    assert both.book.who_sees(ref, CHAIRS) == set()
    with pytest.raises(NotFound):
        door.load(both.book.fresh("chair two"), ref)


def test_a_chair_who_was_brought_in_sits_on_no_panel_of_that_school(both: TwoSchools) -> None:
    before = {one.name: one.sits for one in panels.check(both.book.fresh("head two"), CHAIRS)}
    both.with_chair(both.second)
    after = {one.name: one.sits for one in panels.check(both.book.fresh("head two"), CHAIRS)}

    assert set(before.values()) == {True}
    assert after == before | {"chair two": False}


def test_contact_waits_at_a_further_school_until_the_holder_lets_it_go_on(
    both: TwoSchools,
) -> None:
    ref = both.paused(both.second)
    holder = record_of(both, ref, both.second).record["record-holder"]
    both.book.fresh("deputy two")
    with pytest.raises(Refused):
        both.book.take("deputy two", ref, "conversation.hold", HELD)
    before = pause(both, ref, both.second)
    both.book.take(holder, ref, "release-pause")

    assert holder in {"head two", "dsl two", "second-dsl two"}
    assert (before, pause(both, ref, both.second)) == ("standing", "released")


def test_the_release_is_signed_by_the_safeguarding_of_that_school(both: TwoSchools) -> None:
    ref = both.paused(both.second)
    holder = record_of(both, ref, both.second).record["record-holder"]
    both.book.take(holder, ref, "release-pause")
    entry = door.load(both.book.fresh("clerk two"), ref).entries[-1]

    assert entry.actor.name.casefold() == "safeguarding"
    assert holder not in entry.actor.name


def test_what_the_record_says_is_carried_out_by_the_next_of_that_safeguarding(
    both: TwoSchools,
) -> None:
    ref = both.paused(both.second)
    record = record_of(both, ref, both.second)
    told = Answers(facts={"contact-may-go-on": "yes"})
    cases.set_facts(both.book.fresh(record.record["record-holder"]), record.ref, told)
    both.book.everybody_signs_in(("head", "dsl", "second-dsl"))
    others = pause(both, ref, both.second)
    both.book.everybody_signs_in(("head two", "dsl two", "second-dsl two"))

    assert (others, pause(both, ref, both.second)) == ("standing", "released")


def test_nobody_of_the_first_school_holds_or_releases_what_the_second_has(
    both: TwoSchools,
) -> None:
    ref = both.paused(both.second)
    record_of(both, ref, both.second)
    first = ("head", "dsl", "second-dsl", "chair", "admin", "trust")
    for who in first:
        with pytest.raises((NotFound, NotPermitted)):
            both.book.take(who, ref, "release-pause")

    assert [who for who in first if both.book.records_of(who)] == []
    assert pause(both, ref, both.second) == "standing"


def test_letting_go_at_one_school_leaves_the_pause_of_the_other(both: TwoSchools) -> None:
    refs = {school: both.paused(school) for school in (SLUG, both.second)}
    holder = record_of(both, refs[SLUG], SLUG).record["record-holder"]
    both.book.take(holder, refs[SLUG], "release-pause")

    assert [pause(both, ref, at) for at, ref in refs.items()] == ["released", "standing"]


def test_an_examination_finds_nothing_wrong_at_either(both: TwoSchools) -> None:
    for school in (SLUG, both.second):
        both.with_chair(school)
        record_of(both, both.paused(school), school)
    found = [
        one.what
        for who in ("head", "head two", "chair two")
        for one in doctor.examine(both.book.fresh(who))
        if one.damage
    ]

    assert found == []
