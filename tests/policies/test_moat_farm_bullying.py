"""Cyberbullying at Moat Farm, driven through the real engine: the points easily got wrong.

Whose it is, whom a warning has to reach, what may be left alone, when the police come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.commands import LetterText, NamePerson
from casework.domain.events import LetterMoved
from tests.policies.moat_farm_kit import case_of, policy
from tests.policy.engine_kit import CALENDAR, HEAD, LEADER, OFFICE, person

if TYPE_CHECKING:
    from datetime import date

    from tests.policy.engine_kit import Walk

SENT = {"issue": "issued", "print": "printed", "sign": "signed", "send": "sent"}
SCOPE = {
    "bullying_by": "pupils",
    "former_pupils_among_them": "no",
    "channel": "social-network",
    "platform": "facebook",
    "pupil_under_13": "no",
    "improper_contact": "no",
    "posing_as_child": "no",
    "adult_conduct": "no",
    "child_at_risk": "no",
    "crime_possible": "no",
    "warned_before": "no",
}


def bullying(**answers: str) -> Walk:
    """Return a case of bullying for which it is decided whose it is."""
    walk = case_of("cyberbullying", "cyberbullying", actor=OFFICE)
    assert walk.take(LEADER, "decide-scope", **{**SCOPE, **answers}) == []
    return walk


def named(walk: Walk, *families: str) -> Walk:
    """Name families in the case; they have the numbers 1, 2 and so on."""
    for name in families:
        given = person("family-of", name=name)
        assert walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=given)) == []
    return walk


def warn(walk: Walk, number: int) -> None:
    """Write to one family, have it signed, and send it."""
    said = LetterText(values={}, text=f"Words to {number}.", digest=f"d{number}", person=number)
    walk.letters["under-age-warning"] = said
    assert walk.take(OFFICE, "warn-family") == []
    assert walk.decide(HEAD) == []
    for name, state in SENT.items():
        assert walk.letter(name, state) == []


def sent_on(walk: Walk) -> dict[int, date]:
    """Return the day on which each family's letter was sent, by its number in the case."""
    return {
        walk.snapshot.letters[event.number].person: entry.at.date()
        for entry in walk.entries
        for event in entry.events
        if isinstance(event, LetterMoved) and event.step == "send"
    }


def to_be_warned() -> Walk:
    """Return a case in Year 5 with two families, in which the headteacher decided to warn."""
    walk = named(bullying(pupil_under_13="yes"), "Family of the pupil who was hurt", "Family B")
    given = {"every_family_named": "yes", "known_since": "2026-09-14"}
    assert walk.take(OFFICE, "approve", "under-age-warning", **given) == []
    assert walk.decide(HEAD) == []
    return walk


# --- whose it is: no number of months decides it --------------------------------------------------


def test_looking_into_it_and_protecting_begin_in_one_step() -> None:
    walk = bullying()

    assert (walk.at("investigation"), walk.at("protection")) == ("investigating", "protecting")


@pytest.mark.parametrize("by", ["former-pupils", "strangers"])
def test_what_comes_from_outside_is_not_looked_into_but_the_pupil_is_supported(by: str) -> None:
    walk = bullying(bullying_by=by)

    assert (walk.at("investigation"), walk.at("protection")) == ("not-begun", "protecting")


def test_a_mixed_group_is_split() -> None:
    walk = bullying(bullying_by="pupils-and-others", former_pupils_among_them="yes")

    assert (walk.at("investigation"), walk.at("brokering")) == ("investigating", "considered")


def test_the_new_school_is_asked_or_not_and_either_is_decided() -> None:
    walk = bullying(bullying_by="former-pupils", former_pupils_among_them="yes")

    assert walk.take(LEADER, "decline", "brokering") == []
    assert walk.at("brokering") == "declined"


def test_the_three_months_of_the_example_count_nowhere() -> None:
    limits = policy().case_types["cyberbullying"].deadlines.values()
    asked = [fact.ask for fact in policy().facts.values()]

    assert {limit.words for limit in limits if "month" in limit.words} == set()
    assert [ask for ask in asked if "month" in ask] == []


def test_being_under_age_takes_nothing_from_the_duty() -> None:
    walk = bullying(pupil_under_13="yes")

    assert (walk.at("investigation"), walk.at("protection")) == ("investigating", "protecting")


# --- every family is warned, each on its day ------------------------------------------------------


def test_the_warning_is_not_given_while_the_victims_family_has_no_letter() -> None:
    walk = to_be_warned()
    warn(walk, 2)

    assert walk.at("under-age-warning") == "approved"
    assert walk.take(OFFICE, "carry-out", "under-age-warning") != []


def test_the_last_letter_makes_it_given() -> None:
    walk = to_be_warned()
    warn(walk, 2)
    warn(walk, 1)

    assert walk.at("under-age-warning") == "done"


def test_each_family_has_a_date_of_its_own() -> None:
    walk = to_be_warned()
    warn(walk, 2)
    walk.later(days=1)
    warn(walk, 1)
    sent = sent_on(walk)

    assert (sent[1] - sent[2]).days == 1


def test_a_family_named_later_has_to_be_warned_too() -> None:
    walk = to_be_warned()
    warn(walk, 2)
    named(walk, "Family C")
    warn(walk, 1)

    assert walk.at("under-age-warning") == "approved"


def test_nobody_is_warned_before_every_family_is_named() -> None:
    walk = bullying(pupil_under_13="yes")
    given = {"every_family_named": "no", "known_since": "2026-09-14"}

    reasons = walk.take(OFFICE, "approve", "under-age-warning", **given)

    assert reasons == ["Not every family in it is named in the case yet."]


def test_the_headteacher_may_decide_against_the_warning() -> None:
    walk = bullying(pupil_under_13="yes")

    assert walk.take(HEAD, "decline", "under-age-warning") == []


# --- it comes back --------------------------------------------------------------------------------


@pytest.mark.parametrize("warned", ["no", "unknown"])
def test_the_online_part_is_left_alone_only_for_a_family_warned_before(warned: str) -> None:
    walk = bullying(warned_before=warned)

    assert walk.take(OFFICE, "consider", "online-part") != []


@pytest.mark.parametrize("harm", ["crime_possible", "child_at_risk"])
def test_with_a_crime_or_harm_the_online_part_is_never_left_alone(harm: str) -> None:
    walk = bullying(warned_before="yes", **{harm: "yes"})

    assert walk.at("online-part") == "not-considered"
    assert walk.take(OFFICE, "consider", "online-part") != []


def test_harm_that_comes_to_light_before_the_letter_stops_it() -> None:
    walk = bullying(warned_before="yes")
    given = {
        "warned_family": "A",
        "warned_on": "2026-05-11",
        "told_again_on": "2026-09-14",
        "in_school_steps": "Talks.",
    }
    assert walk.take(OFFICE, "approve", "online-part", **given) == []
    assert walk.decide(HEAD) == []
    walk.say(child_at_risk="yes")

    assert walk.take(OFFICE, "carry-out", "online-part") != []
    assert walk.take(HEAD, "withdraw", "online-part") == []


# --- the police -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refuse", "continues", "open_"),
    [
        ("yes", "yes", True),
        ("yes", "no", False),
        ("no", "yes", False),
        ("yes", "unknown", False),
        ("unknown", "yes", False),
    ],
)
def test_harassment_needs_refusal_and_continuation(
    refuse: str, continues: str, *, open_: bool
) -> None:
    walk = bullying()
    walk.say(will_not_engage=refuse, bullying_continues=continues)

    assert (walk.take(OFFICE, "consider", "police") == []) == open_


def test_a_possible_crime_does_not_pass_as_harassment() -> None:
    walk = bullying(crime_possible="yes")

    assert walk.at("police") == "considered"
    assert walk.take(OFFICE, "approve", "police", police_ground="harassment") != []
    assert walk.take(OFFICE, "approve", "police", police_ground="another-possible-crime") == []


def test_not_going_to_the_police_is_a_decision_with_a_reason() -> None:
    walk = bullying(crime_possible="yes")

    assert walk.take(HEAD, "decline", "police") == []
