"""Moat Farm cases driven through the real engine, where the policy is easily got wrong.

What reads as a story stands in ``scenarios/``; here stand the single points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import Actor
from tests.policies.moat_farm_kit import case_of, policy
from tests.policy.engine_kit import CHAIR, DSL, HEAD, LEADER, OFFICE, TEACHER, somebody

if TYPE_CHECKING:
    from tests.policy.engine_kit import Walk

MANAGER = Actor(user="head", name="head", roles=frozenset({"headteacher", "case-manager"}))
EVERYBODY = ("office", "senior-leader", "headteacher", "ict-manager", "dsl", "class-teacher")
BREACH = {
    "breach_on": "2026-09-12",
    "former_pupil_under_18": "unknown",
    "lawful_speech": "yes",
    "outside_work": "yes",
    "harms_the_employer": "no",
    "in_working_day": "no",
    "school_equipment": "no",
    "family_link_written": "no",
}


# --- disclosures: every one is referred, and nothing happens before advice ------------------------


def disclosed(adult_kind: str = "other-employee") -> Walk:
    """Return a disclosure that was taken up and put on record."""
    walk = case_of("staff-allegation", actor=DSL, came_from="disclosure")
    given = {
        "taken_up_as": "unsure",
        "disclosed_by": "parent",
        "known_on": "2026-09-14",
        "adult_kind": adult_kind,
    }
    assert walk.take(DSL, "take-up", **given) == []
    words = {"allegation_words": "A.", "allegation_when_and_where": "B.", "record_signed": "signed"}
    assert walk.take(DSL, "record", **words) == []
    return walk


NO_LIMB = {
    f"{name}": "no"
    for name in (
        "limb_harmed",
        "limb_offence",
        "limb_risk",
        "limb_unsuitable",
        "threshold_unsure",
    )
}


def test_the_threshold_is_noted_and_stands_in_nobodys_way() -> None:
    walk = disclosed()
    assert walk.take(DSL, "note-threshold", **NO_LIMB) == []

    assert walk.take(MANAGER, "do-not-refer", **NO_LIMB) != []
    assert walk.at("referral") == "to-refer"


@pytest.mark.parametrize("kind", ["supply", "volunteer", "contractor", "governor"])
def test_whoever_works_with_children_is_covered_not_employees_alone(kind: str) -> None:
    assert disclosed(kind).at("case") == "recorded"


@pytest.mark.parametrize("trigger", ["inform", "begin-enquiry", "suspend"])
def test_before_advice_nobody_is_told_interviewed_or_suspended(trigger: str) -> None:
    walk = disclosed()
    before = walk.snapshot

    assert walk.take(MANAGER, trigger) != []
    assert walk.snapshot == before


# --- conduct: safeguarding looks first, every time ------------------------------------------------


def breach(*categories: str) -> Walk:
    walk = case_of("staff-conduct", *categories, actor=LEADER)
    assert walk.take(LEADER, "record-breach", **BREACH) == []
    return walk


@pytest.mark.parametrize("category", ["friend-under-18", "abusive-or-hateful", "code-breach"])
def test_every_breach_waits_alike(category: str) -> None:
    walk = breach(category)

    assert walk.snapshot.pause == "standing"
    assert walk.take(LEADER, "hear-the-person") != []
    assert walk.take(LEADER, "go-on") != []


def test_what_safeguarding_is_to_look_at_again_waits_again() -> None:
    walk = breach("friend-under-18")
    walk.take(DSL, "screened")
    walk.take(DSL, "release-pause")
    assert walk.take(LEADER, "go-on") == []
    assert walk.take(LEADER, "screen-again") == []

    assert walk.take(LEADER, "hear-the-person") != []


@pytest.mark.parametrize(
    ("answers", "excused"),
    [
        ({}, True),
        ({"in_working_day": "yes"}, False),
        ({"school_equipment": "yes"}, False),
        ({"in_working_day": "unknown"}, False),
        ({"family_link_written": "no"}, False),
    ],
)
def test_a_written_link_excuses_contact_never_the_working_day_or_school_equipment(
    answers: dict[str, str], *, excused: bool
) -> None:
    walk = breach("contact-with-a-pupil")
    walk.say(LEADER, **{"family_link_written": "yes", **answers})

    assert (walk.take(LEADER, "excuse") == []) == excused


# --- the rest -------------------------------------------------------------------------------------


def test_evidence_of_the_working_day_is_looked_at_by_child_protection_and_not_the_headteacher() -> (
    None
):
    walk = case_of("working-day-use", actor=OFFICE)
    given = {"used_by": "adult", "school_equipment": "no", "evidence_taken_by": "A teacher"}

    assert walk.take(HEAD, "look-at-evidence", **given) != []
    assert walk.take(DSL, "look-at-evidence", **given) == []


def test_somebody_stands_in_where_the_child_protection_person_is_concerned() -> None:
    walk = case_of("working-day-use", actor=OFFICE)
    given = {"used_by": "adult", "school_equipment": "no", "evidence_taken_by": "A teacher"}

    assert walk.take(CHAIR, "look-in-their-place", **given) == []


def test_a_phone_that_was_kept_brings_the_ban_by_itself() -> None:
    walk = case_of("phone", actor=TEACHER)
    given = {"phone_found_on": "2026-09-14", "phone_kept_where": "with-the-office"}

    assert walk.take(OFFICE, "not-handed-in", **given) == []
    assert walk.at("ban") == "in-force"


def test_what_has_nothing_to_do_with_a_school_service_needs_no_approval() -> None:
    walk = case_of("platform-proposal", actor=TEACHER)

    assert walk.take(LEADER, "no-approval-needed", for_a_school_service="no") == []


def test_the_yearly_notice_begins_with_the_adoption() -> None:
    walk = case_of("access-notice")
    given = {
        "parents_told_on": "2026-09-14",
        "parents_told_how": "newsletter",
        "families_asked": "90",
    }

    assert policy().case_types["access-notice"].opens_at == "adoption"
    assert walk.take(OFFICE, "parents-told", **given) == []
    assert walk.limits("next-notice") == [("running", "2027-09-14")]


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("case_type", ["concern", "cyberbullying", "staff-conduct", "phone"])
def test_anyone_acts_on_danger_in_any_case(case_type: str, role: str) -> None:
    walk = case_of(case_type, "cyberbullying")

    assert walk.take(somebody(role), "ring-at-once") == []
    assert walk.at("danger") == "rung"
