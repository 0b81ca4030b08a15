"""The actions of the trust's policy: choices on record, and the one that is no choice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from casework.policy.conditions import facts_read
from casework.policy.decision import Accepted
from casework.policy.engine import open_case
from casework.policy.holds import held_limits
from tests.policies.policy_kit import SHIPPED
from tests.policies.trust_kit import concern, one, policy, steps
from tests.policy.engine_kit import NOW, opening

#: Each action of the list under 5.1 by its clause; the order of the list is no order of steps.
CHOICES = {
    "TRUST-5.1.1": "warning",
    "TRUST-5.1.2": "legal-advice legal-action",
    "TRUST-5.1.3": "police",
    "TRUST-5.1.5a": "platform-report",
    "TRUST-5.1.5b": "it-provider",
    "TRUST-5.1.6": "other-legal-action",
    "TRUST-5.1.8": "other-measure",
}
PLATFORM = ("platform-access", "platform-content", "platform-security")


# --- the list under 5.1: choices, no ladder -------------------------------------------------------


@pytest.mark.parametrize("clause", CHOICES)
def test_each_action_can_be_decided_against_with_a_reason(clause: str) -> None:
    for track in CHOICES[clause].split():
        declined = one(track, "decline")

        assert (declined.reason, declined.dest) == (True, "declined")
        assert clause in {c for step in concern().tracks[track].transitions for c in step.clauses}


def test_no_action_waits_for_another_save_the_one_that_waits_for_advice() -> None:
    actions = [track for tracks in CHOICES.values() for track in tracks.split()]
    read = {
        track: {
            name
            for step in concern().tracks[track].transitions
            for condition in step.conditions
            for name in re.findall(r"track='([a-z-]+)'", repr(condition.test))
        }
        for track in actions
    }

    assert {track: names - {"removal"} for track, names in read.items() if names - {"removal"}} == {
        "other-measure": {"advice"}
    }


def test_advice_action_and_the_other_step_are_three_records() -> None:
    tracks = concern().tracks

    assert {"legal-advice", "legal-action", "other-legal-action"} <= set(tracks)
    assert "TRUST-5.1.6" in tracks["other-legal-action"].clauses
    assert "TRUST-5.1.6" not in tracks["legal-action"].clauses


@pytest.mark.parametrize("track", ["legal-action", "other-legal-action"])
def test_the_trust_agrees_to_each_legal_step_by_itself(track: str) -> None:
    agreed = one(track, "trust-agrees")
    other = one("other-legal-action" if track == "legal-action" else "legal-action", "trust-agrees")

    assert one(track, "carry-out").source == "agreed-by-both"
    assert set(agreed.asks).isdisjoint(other.asks)


def test_refused_and_continued_are_two_questions() -> None:
    asked = one("conversation", "not-removed").asks

    assert ("refused" in asked, "continued" in asked) == (True, True)
    assert {policy().facts[name].type for name in ("refused", "continued")} == {"yes-no-unknown"}


def test_silence_is_refusal_only_when_somebody_confirms_it_after_the_time() -> None:
    step = one("conversation", "treat-as-refused")

    assert step.reason
    assert [condition.name for condition in step.conditions] == ["silence-after-the-request"]


# --- the warning: on receipt, and proved ----------------------------------------------------------


def test_the_limit_to_remove_is_the_day_of_delivery_and_the_policys_own() -> None:
    limit = concern().deadlines["removal"]

    assert (limit.words, limit.anchor, limit.provenance) == (
        "0 calendar days",
        "delivered-on",
        "seed",
    )
    assert limit.clauses == ("TRUST-5.1.1",)


def test_delivery_is_proved_before_the_limit_begins() -> None:
    step = one("warning", "delivered")

    assert "removal" in step.starts
    assert {"delivered-on", "delivery-proof", "delivery-proof-words"} <= set(step.asks)
    assert [c.name for c in step.conditions] == ["warning-letter-delivered"]


def test_nobody_left_it_up_before_delivery() -> None:
    assert [step.source for step in steps("warning", "ineffective")] == ["delivered"]


def test_the_warning_is_signed_by_the_headteacher() -> None:
    approval = concern().letters["warning"].approval

    assert approval is not None
    assert approval.name == "signed-by-head"
    assert approval.by == {"headteacher", "case-manager"}


# --- the police -----------------------------------------------------------------------------------


def test_the_grounds_for_the_police_are_four_and_other_and_gross_offence_is_none() -> None:
    actual = policy().facts["police-ground"].choices

    assert actual == (
        "crime-such-as-harassment",
        "racial-element",
        "grossly-obscene",
        "threat-of-violence",
        "other",
    )


def test_no_word_of_the_file_speaks_of_gross_offence() -> None:
    text = (SHIPPED / "trust.yaml").read_text("utf-8")

    assert re.findall(r"gross(?:ly)?[ -]offen\w+", text, re.IGNORECASE) == []


def test_whether_a_prosecution_is_supported_is_asked_and_may_stay_undecided() -> None:
    assert policy().facts["prosecution"].choices == ("supported", "not-supported", "undecided")
    assert "prosecution" in one("police", "approve").asks
    assert "prosecution" in one("police", "police-investigate").asks


@pytest.mark.parametrize("track", ["police", "legal-advice", "legal-action", "other-legal-action"])
def test_a_complaint_alone_never_comes_that_far(track: str) -> None:
    asked = [
        {condition.name for condition in step.conditions}
        for trigger in ("consider-anyway", "approve", "revisit")
        for step in steps(track, trigger)
    ]

    assert all("more-than-a-complaint" in names for names in asked)


# --- the platform that the school manages ---------------------------------------------------------


@pytest.mark.parametrize("track", ["school-platform", "platform-snapshot", *PLATFORM])
def test_closing_demands_each_part_as_soon_as_it_stands_on_the_schools_own_platform(
    track: str,
) -> None:
    owed = concern().tracks[track].owed_when

    assert owed is not None
    assert owed.name == "platform-action-owed"


@pytest.mark.parametrize(
    ("settled", "since", "owed"),
    [
        ("", {}, True),
        ("at-once", {}, True),
        ("after-refusal", {}, False),
        ("after-refusal", {"refused": "yes"}, False),
        ("after-refusal", {"refused": "yes", "continued": "yes"}, True),
    ],
)
def test_no_refusal_is_waited_for_unless_the_school_settled_that(
    settled: str, since: dict[str, str], owed: bool
) -> None:
    """The question of 5.1.4 is answered once, in the settings; unanswered it is “will”: at once."""
    command = replace(
        opening(policy()),
        facts={"location": "school-managed", **since},
        said_by="the parent",
        settled={"platform-when": settled},
    )
    decision = open_case(policy(), command, NOW)
    assert isinstance(decision, Accepted)
    condition = policy().conditions["platform-action-owed"]

    assert condition.holds(decision.snapshot) == owed


@pytest.mark.parametrize(
    ("track", "step", "dest"),
    [
        ("platform-access", "restrict", "restricted"),
        ("platform-content", "take-down", "taken-down"),
        ("platform-security", "secure", "secured"),
    ],
)
def test_each_of_the_three_parts_is_completed_by_itself(track: str, step: str, dest: str) -> None:
    found = one(track, step)

    assert (found.dest, "TRUST-5.1.4" in found.clauses) == (dest, True)
    assert found.asks


def test_one_decision_of_the_headteacher_sets_all_three_going() -> None:
    decision = one("school-platform", "decide-platform-action")

    assert decision.approval is not None
    assert decision.approval.name == "head"
    assert {follow.track for follow in decision.then} == set(PLATFORM)


def test_nothing_is_taken_down_before_the_snapshot_or_the_reason_for_none() -> None:
    names = [condition.name for condition in one("platform-content", "take-down").conditions]
    none = one("platform-snapshot", "no-snapshot")

    assert "snapshot-settled" in names
    assert (none.reason, "no-snapshot-because" in none.asks) == (True, True)
    assert "indecent-image-of-a-child" in policy().facts["no-snapshot-because"].choices


def test_more_to_take_down_needs_a_snapshot_of_its_own() -> None:
    again = steps("platform-content", "take-down-more")

    assert {follow.trigger for step in again for follow in step.then} == {"snapshot-of-more"}


# --- the IT provider, copies, other action --------------------------------------------------------


def test_the_it_provider_needs_no_break_in_but_school_systems_or_safeguarding() -> None:
    test = repr(policy().conditions["it-provider-opens"].test)

    assert ("touches-school-systems" in test, "touches-safeguarding" in test) == (True, True)
    assert steps("it-provider", "consider-anyway") == []


def test_the_request_has_one_purpose_and_says_who_saw_what() -> None:
    assert {"it-purpose", "purpose-words", "from-words", "to-words", "records"} <= set(
        one("it-provider", "approve").asks
    )
    assert "it-who-saw-what" in one("it-provider", "evidence-returned").asks
    assert one("it-provider", "evidence-returned").source == "logs-secured"


def test_the_request_to_the_it_provider_is_its_own_letter() -> None:
    letter = concern().letters["it-evidence-request"]

    assert (letter.to, letter.approval is not None) == ("it-provider", True)


def test_copies_are_kept_for_a_need_or_not_kept_for_a_reason() -> None:
    kept, not_kept = one("copies", "keep-copies"), one("copies", "keep-no-copies")

    assert {"copies-needed-for", "copies-seen-by", "copies-kept-as"} == set(kept.asks)
    assert not_kept.reason


def test_another_action_waits_for_advice_with_who_when_and_gist() -> None:
    names = [condition.name for condition in one("other-measure", "approve").conditions]

    assert names == ["advice-on-record"]
    assert set(one("advice", "record-advice").asks) == {"advice-from", "advice-on", "advice-gist"}


# --- hand-overs, and what is sealed ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("track", "trigger"),
    [
        ("complaint-hand-over", "not-to-complaints"),
        ("safeguarding-hand-over", "not-to-safeguarding"),
    ],
)
def test_each_hand_over_is_taken_or_left_with_a_reason(track: str, trigger: str) -> None:
    kept = one(track, trigger)

    assert (kept.reason, "TRUST-3.2.2" in kept.clauses) == (True, True)
    assert kept.conditions == ()


@pytest.mark.parametrize(
    ("fact", "third"), [("open-investigation", "case-manager"), ("screening", "chair")]
)
def test_what_safeguarding_knows_is_sealed_and_no_ordinary_step_asks_it(
    fact: str, third: str
) -> None:
    asked = {name for step in concern().by_id.values() for name in step.asks}

    assert policy().facts[fact].sealed
    assert policy().facts[fact].roles == {"dsl", "headteacher", third}
    assert fact not in asked


def test_the_check_cannot_be_put_on_record_without_its_answer_kept_apart() -> None:
    (step,) = (s for s in concern().by_id.values() if s.trigger == "matter-checked")

    assert step.asks_sealed == ("open-investigation",)
    assert step.roles <= policy().facts["open-investigation"].roles


def test_the_check_for_an_open_matter_takes_one_course_whatever_it_finds() -> None:
    track = concern().tracks["investigation-check"]
    leaving = [step.trigger for step in track.transitions if step.source == "asked"]

    assert leaving == ["matter-checked"]
    assert track.finals == {"checked"}
    assert all("open-investigation" not in facts_read(c.test) for c in policy().conditions.values())


def test_the_pause_is_worded_as_in_every_policy() -> None:
    other = policy("milnthorpe").case_types["concern"].pause
    pause = concern().pause

    assert pause is not None
    assert other is not None
    assert (pause.otherwise, pause.steps, pause.letters_to, pause.released_by) == (
        other.otherwise,
        other.steps,
        other.letters_to,
        other.released_by,
    )


def test_neither_evidence_nor_the_schools_own_platform_waits_with_the_pause() -> None:
    held = held_limits(concern())

    assert held.isdisjoint({"take-down-today", "restrict-today", "secure-today", "it-chase"})
