"""What may be done now, and what not yet and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.commands import ExcludeUser, NamePerson
from casework.domain.refusals import Refusal
from casework.policy.offers import offers
from tests.policy.engine_kit import (
    CALENDAR,
    DSL,
    HEAD,
    OFFICE,
    TEACHER,
    Walk,
    opened,
    person,
    rich,
    standing,
)

if TYPE_CHECKING:
    from casework.domain.people import Actor

TRIAGE = {
    "refused": "no",
    "continued": "yes",
    "place": "public",
    "posts": "1",
    "adult_conduct": "no",
    "seen_on": "2026-09-10",
}


def now(walk: Walk, actor: Actor) -> list[tuple[str, str]]:
    return [
        (offer.transition.track, offer.transition.trigger)
        for offer in offers(walk.policy, walk.snapshot, actor)
        if not offer.reasons
    ]


def why_not(walk: Walk, actor: Actor, track: str, trigger: str) -> list[str]:
    (found,) = (
        offer.reasons
        for offer in offers(walk.policy, walk.snapshot, actor)
        if (offer.transition.track, offer.transition.trigger) == (track, trigger)
    )
    return [reason.sentence for reason in found]


def sorted_case(*edits: tuple[str, str]) -> Walk:
    walk = opened(rich(*edits))
    assert walk.take(OFFICE, "triage", **TRIAGE) == []
    return walk


def test_the_office_is_offered_what_the_office_may_do() -> None:
    assert now(sorted_case(), OFFICE) == [
        ("case", "look-again"),
        ("talk", "hold"),
        ("talk", "leave-out"),
        ("police", "call-at-once"),
    ]


def test_the_head_is_offered_the_close_as_well() -> None:
    assert ("case", "close") in now(sorted_case(), HEAD)


def test_who_has_no_role_here_is_offered_nothing() -> None:
    """Peers' fault fsm_hidden_button: an action was shown to who might not take it."""
    assert now(sorted_case(), TEACHER) == []


def test_a_greyed_button_and_the_refusal_say_the_same() -> None:
    walk = sorted_case()

    assert why_not(walk, TEACHER, "follow", "ask") == walk.take(TEACHER, "ask")
    assert why_not(walk, OFFICE, "case", "close") == walk.take(OFFICE, "close")


def test_a_request_that_waits_is_said_in_the_same_words() -> None:
    walk = sorted_case()
    walk.say(refused="yes")
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")

    assert why_not(walk, OFFICE, "notice", "approve") == walk.take(OFFICE, "approve", "notice")
    assert why_not(walk, TEACHER, "notice", "approve") == walk.take(TEACHER, "approve", "notice")


def test_a_step_that_would_break_a_contract_is_not_offered() -> None:
    walk = sorted_case(
        ("{track: police, in: [approved]}", "{track: talk, in: [held]}"),
    )
    walk.categorise(("complaint", "school"))

    assert why_not(walk, OFFICE, "talk", "hold") == walk.take(OFFICE, "hold")
    assert why_not(walk, OFFICE, "talk", "hold") == ["A complaint alone never reaches the police."]


def test_a_step_whose_follow_on_does_not_fit_is_not_offered() -> None:
    walk = sorted_case(
        ("{track: talk, trigger: leave-out, optional: true}", "{track: talk, trigger: leave-out}")
    )
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")

    assert why_not(walk, OFFICE, "follow", "answer") == walk.take(OFFICE, "answer")
    assert ("follow", "answer") not in now(walk, OFFICE)


def test_the_person_of_concern_is_offered_nothing() -> None:
    walk = sorted_case()
    whom = person("person-of-concern", user="headteacher")
    walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=whom))

    assert now(walk, HEAD) == []
    assert why_not(walk, HEAD, "talk", "hold") == ["There is nothing here for you to do."]


def test_someone_taken_off_the_case_is_offered_nothing() -> None:
    walk = sorted_case()
    walk.send(ExcludeUser(actor=HEAD, calendar=CALENDAR, user="office", reason="Related."))

    assert now(walk, OFFICE) == []


def test_a_closed_case_offers_its_opening_again_alone() -> None:
    walk = sorted_case()
    walk.take(HEAD, "close")

    assert now(walk, OFFICE) == [("case", "reopen")]


def test_asking_what_may_be_done_does_nothing() -> None:
    walk = sorted_case()
    before = walk.snapshot
    now(walk, OFFICE)

    assert walk.snapshot is before
    assert isinstance(walk.last, Refusal) is False


def test_every_step_from_where_the_tracks_stand_is_listed_once() -> None:
    walk = sorted_case()
    actual = [offer.transition.id for offer in offers(walk.policy, walk.snapshot, DSL)]

    assert len(actual) == len(set(actual))
    assert all(
        walk.at(walk.policy.case_types["concern"].by_id[id_].track) == id_.split("/")[3]
        for id_ in actual
    )


def test_a_track_at_its_end_offers_nothing() -> None:
    walk = sorted_case()
    walk.snapshot = standing(walk.snapshot, talk="held")

    assert not any(track == "talk" for track, _ in now(walk, HEAD))
