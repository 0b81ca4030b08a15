"""Handing in a concern about an adult: who gets it, and that what is said back tells nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casework.errors import UsageFault
from casework.office import concerns, people, questions
from casework.office.concerns import Concern
from casework.settings import SchoolSettings
from tests.office.circles_kit import STAFF

if TYPE_CHECKING:
    from casework.office.concerns import Receipt
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)

WORDS = "canary-dunnock was alone with a child"


def hand_in(circles: Circles, about: str, who: str = "clerk") -> Receipt:
    return concerns.hand_in(circles.desk(who), Concern(words=WORDS, about=about, told_by="staff"))


def who_has_it(circles: Circles) -> set[str]:
    """Return everybody who can find it, once all have signed in."""
    circles.everybody_signs_in()
    return {
        name
        for name in STAFF
        if questions.cases_listed(circles.fresh(name), find="canary-dunnock", closed_too=True)
    }


@pytest.mark.parametrize(
    ("about", "reach"),
    [
        ("clerk", {"head", "dsl", "second-dsl"}),
        ("teacher", {"head", "dsl", "second-dsl"}),
        ("a visitor", {"head", "dsl", "second-dsl"}),
        ("", {"head", "dsl", "second-dsl"}),
        ("dsl", {"head", "second-dsl"}),
        ("head", {"chair", "dsl", "second-dsl"}),
        ("chair", {"head", "dsl", "second-dsl"}),
    ],
)
def test_it_comes_to_those_who_may_hold_it_and_never_to_whom_it_is_about(
    circles: Circles, about: str, reach: set[str]
) -> None:
    hand_in(circles, about, "deputy")

    assert who_has_it(circles) == reach


def test_what_is_about_the_head_is_taken_up_by_the_chair_alone(circles: Circles) -> None:
    hand_in(circles, "head")
    before = {name: circles.records_of(name) for name in ("head", "dsl", "second-dsl", "vice")}
    (record,) = circles.records_of("chair")

    assert [name for name, found in before.items() if found] == []
    assert record.record["record-holder"] == "chair"


def test_where_the_head_and_the_chair_share_the_name_it_comes_to_the_vice_chair(
    circles: Circles,
) -> None:
    for user in ("head", "chair"):
        people.link(circles.desk("admin"), user, "Dr S. Twin")
    hand_in(circles, "dr s. twin")

    assert circles.records_of("chair") == []
    assert [one.record["record-holder"] for one in circles.records_of("vice")] == ["vice"]
    assert circles.records_of("head") == []


def test_what_is_said_back_is_alike_whoever_of_the_staff_it_is_about(circles: Circles) -> None:
    said = [hand_in(circles, about).ring for about in ("deputy", "dsl", "ict", "nobody known", "")]

    assert said == [said[0]] * len(said)


def test_about_the_head_the_chair_is_rung_and_about_the_chair_the_authority(
    circles: Circles,
) -> None:
    first = {about: hand_in(circles, about).ring[0] for about in ("head", "chair", "ict")}

    assert first["head"][0].startswith("The chair of governors")
    assert first["head"][1] == "01632 960101"
    assert first["chair"] == ("The local authority designated officer (LADO)", "01632 960102")
    assert first["ict"] == ("The headteacher, or the safeguarding lead", "in person, now")


@pytest.mark.parametrize(
    ("hour", "minute", "when"),
    [
        (14, 59, "if you have not reached them by 15:00"),
        (15, 0, "if you cannot reach them at once"),
        (15, 10, "if you cannot reach them at once"),
    ],
)
def test_a_time_of_day_that_has_gone_by_is_not_waited_for(
    hour: int, minute: int, when: str
) -> None:
    school = SchoolSettings(name="Invented", turn_to_lado_at="15:00")
    at = datetime(2026, 11, 10, hour, minute, tzinfo=UTC)
    first, _number = concerns.whom_to_ring(school, "headteacher", at)[0]

    assert when in first


def test_who_hands_it_in_never_sees_it_again_even_about_a_case_they_know(circles: Circles) -> None:
    hand_in(circles, "teacher", "deputy")
    circles.everybody_signs_in()
    desk = circles.fresh("deputy")

    assert questions.cases_listed(desk, closed_too=True) == questions.cases_listed(
        circles.fresh("clerk"), closed_too=True
    )
    assert questions.cases_listed(desk, find="dunnock", closed_too=True) == ()


def test_the_receipt_on_paper_is_the_same_whatever_was_said_of_whom(circles: Circles) -> None:
    first = hand_in(circles, "teacher")
    told = Concern(words="Something else altogether.", about="ict", told_by="child")
    second = replace(concerns.hand_in(circles.desk("deputy"), told), at=first.at)
    pages = [concerns.receipt_page(one, practice=True) for one in (first, second)]

    assert [one.name for one in fields(first)] == ["school", "at", "ring"]
    assert pages[0] == pages[1]
    assert pages[0].startswith(b"%PDF")


def test_it_needs_words_and_who_told_of_it(circles: Circles) -> None:
    with pytest.raises(UsageFault, match="needs words"):
        concerns.hand_in(circles.desk("clerk"), Concern(words=" \n "))
    with pytest.raises(UsageFault, match="Who told"):
        concerns.hand_in(circles.desk("clerk"), Concern(words="Yes.", told_by="a bird"))


def test_who_is_known_by_the_name_since_neither_takes_it_up_nor_sees_it(circles: Circles) -> None:
    hand_in(circles, "Mr G. Host")
    people.link(circles.desk("admin"), "dsl", "Mr G. Host")

    assert circles.records_of("dsl") == []
    assert len(circles.records_of("second-dsl")) == 1
    assert circles.records_of("dsl") == []


def test_about_somebody_who_was_taken_off_another_case_it_passes_them_all_the_same(
    circles: Circles,
) -> None:
    ref = circles.allegation("dsl", circles.accused("second-dsl"))
    hand_in(circles, "second-dsl")

    assert who_has_it(circles) == {"head", "dsl"}
    assert circles.who_sees(ref) == {"head", "dsl"}
