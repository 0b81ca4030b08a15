"""The branch on allegations against adults asks what guidance asks, point by point."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.policies.mutation_kit import WORKFLOWS, files, shipped

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Condition, Transition

POLICY, BRANCH = "model", "shared/staff-allegation.yaml"
#: What the advice or a child's immediate safety opens, and what the advice alone opens.
EITHER = ("inform", "tell-parents", "suspend", "write-suspension-letter")
ADVICE_ALONE = ("begin-enquiry", "interview", "begin-discipline", "write-outcome-letter")
ALTERNATIVES = (
    "instead-redeploy",
    "instead-assistant",
    "instead-supervised",
    "instead-move-child",
    "instead-elsewhere",
)
LIMBS = ("limb-harmed", "limb-offence", "limb-risk", "limb-unsuitable", "threshold-unsure")

#: Each limit: its length, where it comes from, and words of its source.
TIMES = {
    "look-limit": ("1 working day", "default", ""),
    "record-limit": ("0 calendar days", "default", "same day"),
    "look-again-limit": ("4 weeks", "default", ""),
    "conclude-limit": ("10 working days", "default", ""),
    "lado-contact": ("1 working day", "guidance", "Working Together"),
    "advice-chase": ("1 working day", "default", ""),
    "suspension-letter": ("1 working day", "guidance", "2016 edition"),
    "first-review": ("4 weeks", "guidance", "2025 edition"),
    "review-fortnight": ("2 weeks", "guidance", "2025 edition"),
    "review-month": ("4 weeks", "guidance", "2025 edition"),
    "aim-clear-cut": ("1 week", "guidance", "never a breach"),
    "aim-no-formal-action": ("3 working days", "guidance", "never a breach"),
    "aim-hearing": ("15 working days", "guidance", "never a breach"),
}


@cache
def case() -> CaseType:
    """Return the sealed type of case as the model policy takes it in."""
    return shipped(POLICY).case_types["staff-allegation"]


def steps(trigger: str) -> list[Transition]:
    """Return every step of that trigger."""
    return [step for step in case().by_id.values() if step.trigger == trigger]


def names(conditions: tuple[Condition, ...]) -> set[str]:
    """Return the names of conditions."""
    return {condition.name for condition in conditions}


# --- who ------------------------------------------------------------------------------------------


def test_it_is_sealed_and_only_safeguarding_has_the_key() -> None:
    assert (case().sealed, case().circles) == (True, ("safeguarding",))


def test_every_policy_with_the_branch_takes_in_the_same_case() -> None:
    taking = [
        path.stem
        for path in sorted(WORKFLOWS.glob("*.yaml"))
        if "staff-allegation]" in path.read_text("utf-8")
    ]

    assert POLICY in taking
    assert all("staff-allegation" in shipped(name).case_types for name in taking)


def test_nobody_of_the_office_may_take_any_step_of_it() -> None:
    able = {role for step in case().by_id.values() for role in step.roles}

    assert able == {"case-manager", "headteacher", "dsl", "chair", "vice-chair"}


@pytest.mark.parametrize(
    "trigger", ["suspend", "inform", "do-not-refer", "begin-enquiry", "close", "end-suspension"]
)
def test_what_the_headteacher_would_decide_falls_to_the_case_manager(trigger: str) -> None:
    assert {step.roles for step in steps(trigger)} == {frozenset({"case-manager"})}


@pytest.mark.parametrize("trigger", ["refer", "record-advice", "manager-not-reached"])
def test_anyone_with_a_key_may_record_the_call_and_the_advice(trigger: str) -> None:
    assert all({"dsl", "chair", "case-manager"} <= step.roles for step in steps(trigger))


def test_every_limit_stands_on_the_case_managers_list() -> None:
    assert all("case-manager" in limit.to for limit in case().deadlines.values())


def test_every_letter_waits_for_the_case_manager_or_a_chair() -> None:
    found = [letter.approval for letter in case().letters.values()]
    approvals = [approval for approval in found if approval is not None]

    assert len(approvals) == len(found) == 4
    assert {role for one in approvals for role in one.by} == {"case-manager"}
    assert {role for one in approvals for role in one.instead} == {"chair", "vice-chair"}


def test_no_step_waits_for_an_approval() -> None:
    assert [step.id for step in case().by_id.values() if step.approval] == []


# --- danger and the gate --------------------------------------------------------------------------


def test_999_can_be_recorded_in_every_state_and_waits_for_nothing() -> None:
    spine = case().tracks["case"]
    ringing = steps("ring-at-once")

    assert {step.source for step in ringing} == set(spine.states)
    assert all(s.danger and not (s.conditions or s.unless or s.asks or s.reason) for s in ringing)


@pytest.mark.parametrize("trigger", EITHER)
def test_nothing_reaches_the_adult_before_advice_save_for_a_childs_safety(trigger: str) -> None:
    assert all("advice-or-danger" in names(step.conditions) for step in steps(trigger))


@pytest.mark.parametrize("trigger", ADVICE_ALONE)
def test_interviews_and_discipline_wait_for_the_advice_whatever_the_danger(trigger: str) -> None:
    assert all("advice-recorded" in names(step.conditions) for step in steps(trigger))


def test_there_is_one_way_past_the_gate_with_name_and_reason() -> None:
    past = steps("act-for-safety")

    assert {step.source for step in past} == {"not-asked", "awaiting"}
    assert all(step.danger and step.override and step.reason for step in past)
    assert all("safety-decided-by" in step.asks for step in past)


def test_the_only_other_override_is_the_call_before_the_record() -> None:
    overriding = {step.trigger for step in case().by_id.values() if step.override}

    assert overriding == {"act-for-safety", "refer-before-recording"}


def test_whoever_acted_first_must_still_have_the_advice() -> None:
    advice = case().tracks["advice"]

    assert set(advice.finals) == {"advised"}
    assert "acted-for-safety" in {step.source for step in steps("record-advice")}


# --- disclosure, threshold, referral --------------------------------------------------------------


@pytest.mark.parametrize(
    ("trigger", "condition", "fact"),
    [
        ("heard-parent", "from-a-parent", "parent-told-what-happens"),
        ("heard-staff", "from-staff", "reporter-hidden"),
        ("heard-child", "from-a-child", "no-secrecy-promised"),
    ],
)
def test_each_source_has_what_to_see_to(trigger: str, condition: str, fact: str) -> None:
    (step,) = steps(trigger)

    assert names(step.conditions) == {condition}
    assert fact in step.asks


def test_what_a_child_told_stays_with_child_protection_until_the_police_have_finished() -> None:
    (step,) = steps("police-over")

    assert (step.source, names(step.conditions)) == ("with-child-protection", {"police-part-over"})


@pytest.mark.parametrize("limb", LIMBS)
def test_each_part_of_the_threshold_is_asked_and_owes_the_referral(limb: str) -> None:
    owed = files(POLICY)["model.yaml"].partition("  referral-owed:\n")[2].partition("otherwise")[0]

    assert all(limb in step.asks for step in steps("note-threshold"))
    assert limb in owed


def test_the_fourth_part_reaches_outside_work_with_no_child_there() -> None:
    asked = shipped(POLICY).facts["limb-unsuitable"].ask

    assert "outside work too" in asked
    assert "no child involved" in asked


def test_supply_staff_volunteers_and_contractors_count() -> None:
    kinds = set(shipped(POLICY).facts["adult-kind"].choices)

    assert {"supply", "volunteer", "contractor", "governor", "headteacher"} <= kinds


def test_nobody_decides_against_a_referral_that_is_owed() -> None:
    (step,) = steps("do-not-refer")

    assert names(step.unless) == {"referral-owed"}
    assert step.reason
    assert set(LIMBS) <= set(step.asks)


def test_the_referral_comes_after_the_record_save_in_an_emergency() -> None:
    assert all(names(step.conditions) == {"put-on-record"} for step in steps("refer"))
    assert {s.reason for s in steps("refer-before-recording")} == {True}


def test_nothing_to_follow_up_ends_it_and_it_can_be_opened_again() -> None:
    (ending,) = steps("nothing-to-follow-up")
    (opening,) = steps("open-again")

    assert (ending.source, ending.dest, ending.reason, ending.closes) == (
        "received",
        "closed",
        True,
        True,
    )
    assert (opening.source, opening.reopens) == ("closed", True)


# --- suspension and outcome -----------------------------------------------------------------------


def test_alternatives_are_weighed_up_with_why_they_were_rejected() -> None:
    (step,) = steps("weigh-alternatives")

    assert {*ALTERNATIVES, "why-rejected", "lado-view-on-suspension"} <= set(step.asks)
    assert step.reason


def test_a_suspension_needs_ground_contact_and_who_was_told() -> None:
    (step,) = steps("suspend")

    assert {"suspension-ground", "named-contact", "union-named", "school-kind"} <= set(step.asks)
    assert [follow.trigger for follow in step.then] == ["confirm-suspension"]


def test_a_suspension_is_not_the_headteachers_to_end_in_a_maintained_school() -> None:
    (step,) = steps("end-suspension")

    assert names(step.conditions) == {"by-the-right-body"}
    assert "governing body" in shipped(POLICY).conditions["by-the-right-body"].otherwise


@pytest.mark.parametrize(
    ("trigger", "record", "reference"),
    [
        ("find-substantiated", "stays", "facts-only"),
        ("find-malicious", "comes-off", "never"),
        ("find-false", "comes-off", "never"),
        ("find-unsubstantiated", "stays", "never"),
        ("find-unfounded", "stays", "never"),
    ],
)
def test_each_of_the_five_outcomes_says_what_stays_and_what_a_reference_says(
    trigger: str, record: str, reference: str
) -> None:
    (step,) = steps(trigger)

    assert (step.sets["personnel-record"], step.sets["reference-use"]) == (record, reference)
    assert step.reason


def test_there_are_five_findings_and_three_other_ends() -> None:
    ends = set(case().tracks["outcome"].finals)

    assert len([step for step in case().by_id.values() if step.trigger.startswith("find-")]) == 5
    assert ends >= {"no-further-action", "low-level", "passed-on"}
    assert len(ends) == 8


@pytest.mark.parametrize("track", ["dbs", "tra"])
def test_barring_and_regulation_are_decided_either_way(track: str) -> None:
    found = case().tracks[track]

    assert found.owed_when is not None
    assert found.owed_when.name == "barring-in-question"
    assert len(found.finals) == 2


def test_a_low_level_concern_is_looked_through_for_a_pattern() -> None:
    ways = {step.trigger for step in case().offers["low-level", "noted"]}

    assert ways == {"no-pattern", "pattern-found"}
    assert all("earlier-low-level" in step.asks for step in steps("pattern-found"))


@pytest.mark.parametrize("track", ["police-strand", "social-care", "employer"])
def test_each_of_the_three_parts_is_decided_once_the_advice_is_there(track: str) -> None:
    found = case().tracks[track]

    assert found.decide_when is not None
    assert found.decide_when.name == "lado-has-advised"
    assert "not-needed" in found.finals


# --- figures and words ----------------------------------------------------------------------------


def test_every_limit_has_its_length_and_says_where_it_comes_from() -> None:
    actual = {name: (one.words, one.provenance) for name, one in case().deadlines.items()}

    assert actual == {name: row[:2] for name, row in TIMES.items()}
    assert all(words in case().deadlines[name].source for name, (*_, words) in TIMES.items())


def test_the_one_working_day_runs_from_the_day_the_school_heard_of_it() -> None:
    assert case().deadlines["lado-contact"].anchor == "known-on"


@pytest.mark.parametrize("name", ["aim-clear-cut", "aim-no-formal-action", "aim-hearing"])
def test_the_older_targets_ask_nobody_for_anything_when_they_are_missed(name: str) -> None:
    limit = case().deadlines[name]

    assert limit.when_missed == ""
    assert {s.trigger for s in case().by_id.values() if name in s.starts} == {"aim-for-dates"}


def test_nothing_of_the_branch_cites_a_clause_of_its_own() -> None:
    assert "clauses: [" not in files(POLICY)[BRANCH]


def test_the_page_for_the_case_manager_names_every_outcome_and_figure() -> None:
    page = (WORKFLOWS.parent / "docs" / "policies" / "staff-allegation.md").read_text("utf-8")
    words = (
        "Substantiated",
        "Malicious",
        "False",
        "Unsubstantiated",
        "Unfounded",
        "one working day",
    )

    assert [word for word in words if word not in page] == []
