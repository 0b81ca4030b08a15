"""Who is in a case: one person in several roles, two of one name, who is let in, who stands in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain.commands import AdmitUser, ExcludeUser, NamePerson
from casework.domain.events import Admitted
from tests.policy.engine_kit import CALENDAR, HEAD, OFFICE, Walk, opened, person, rich
from tests.policy.test_steps import sorted_case

THERE_ALREADY = "That person is in this case already: person who posted."


def named(
    walk: Walk, role: str, name: str = "Sam Lee", about: str = "", *, somebody_else: bool = False
) -> list[str]:
    who = replace(person(role, name=name), about=about)
    return walk.send(
        NamePerson(actor=OFFICE, calendar=CALENDAR, person=who, somebody_else=somebody_else)
    )


def numbers(walk: Walk) -> list[tuple[str, int]]:
    return [(str(one.role), one.number) for one in walk.snapshot.people]


def two_of_one_name() -> Walk:
    walk = opened(rich())
    named(walk, "author", about="The parent")
    named(walk, "author", about="The uncle", somebody_else=True)
    return walk


def test_one_person_in_two_roles_keeps_one_number_and_what_is_known() -> None:
    walk = opened(rich())
    named(walk, "author", about="The parent")
    named(walk, "witness", name="sam lee")
    first, second = walk.snapshot.people

    assert numbers(walk) == [("author", 1), ("witness", 1)]
    assert (second.name, second.about) == (first.name, "The parent")


def test_a_name_that_says_nothing_new_is_refused() -> None:
    walk = opened(rich())
    named(walk, "author")

    assert named(walk, "author") == [THERE_ALREADY]
    assert numbers(walk) == [("author", 1)]


def test_somebody_else_of_that_name_has_a_number_of_their_own() -> None:
    assert numbers(two_of_one_name()) == [("author", 1), ("author", 2)]


@pytest.mark.parametrize("about", ["", "The aunt"])
def test_a_name_that_two_people_have_does_not_say_who_is_meant(about: str) -> None:
    assert named(two_of_one_name(), "witness", about=about) == [
        "Two people of that name are in this case."
    ]


def test_the_words_about_them_say_which_of_two_is_meant() -> None:
    walk = two_of_one_name()

    assert named(walk, "witness", about="the uncle") == []
    assert numbers(walk)[-1] == ("witness", 2)


def test_who_passed_it_on_is_joined_to_nobody() -> None:
    walk = opened(rich())
    named(walk, "author")
    named(walk, "source")

    assert numbers(walk) == [("author", 1), ("source", 2)]


# --- who is let in --------------------------------------------------------------------------------


def let_in(walk: Walk, user: str, reason: str = "She knows the family.") -> list[str]:
    return walk.send(AdmitUser(actor=HEAD, calendar=CALENDAR, user=user, reason=reason))


def test_a_user_is_let_in_with_a_reason() -> None:
    walk = opened(rich())

    assert let_in(walk, "teacher", reason="") == ["Letting somebody into a case needs its reason."]
    assert let_in(walk, "teacher") == []
    assert walk.snapshot.let_in == frozenset({"teacher"})


def test_whoever_was_taken_off_is_not_let_in_again() -> None:
    walk = opened(rich())
    let_in(walk, "teacher")
    off = ExcludeUser(actor=HEAD, calendar=CALENDAR, user="teacher", reason="A friend of theirs.")
    walk.send(off)

    assert walk.snapshot.let_in == frozenset()
    assert let_in(walk, "teacher") == [
        "Whoever was taken off this case, or whom it is about, is not let in."
    ]


# --- who stands in for a decision -----------------------------------------------------------------


def test_a_circle_that_stands_in_for_a_decision_is_brought_in_once() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "consider", "notice")
    ask = replace(walk.taking(OFFICE, "approve", "notice"), stand_ins=("chair", "chair"))
    walk.send(ask)
    brought = [e.circle for e in walk.entries[-1].events if isinstance(e, Admitted)]

    assert brought == ["chair"]
    assert walk.snapshot.admitted == frozenset({"chair"})
