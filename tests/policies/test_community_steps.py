"""Community cases driven through the real engine: dates, keys, refusals, what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.domain.commands import AddEvidence
from casework.domain.events import Admitted
from casework.policy.loader import load_policy
from tests.policy.engine_kit import (
    CHAIR,
    DSL,
    HEAD,
    LEADER,
    OFFICE,
    Walk,
    opened,
    opening,
    somebody,
    words,
)

if TYPE_CHECKING:
    from casework.domain.people import Actor
    from casework.policy.model import Policy

ROOT = Path(__file__).parents[2]
ICT, TEACHER = somebody("ict-manager"), somebody("class-teacher")
TRIAGE = {
    "location": "public",
    "author_type": "parent",
    "told_by": "parent",
    "finding": "inappropriate",
    "abuses_staff": "no",
    "crime_possible": "no",
    "adult_conduct": "no",
    "child_at_risk": "no",
    "staff_affected": "no",
}
TAKE_UP = {"platform": "facebook", "first_published": "2026-09-10"}
MEETING = {
    "meeting_on": "2026-09-16",
    "meeting_present": "Both",
    "reason_for_posting": "Anger",
}
FURTHER = {
    "further_meeting_on": "2026-09-28",
    "further_meeting_at": "5 pm",
    "further_meeting_place": "The hall",
}
INCIDENT = {
    "incident_on": "2026-09-14",
    "reported_how": "self-reported",
    "who_opened": "pupil",
    "material_opened": "yes",
    "adult_conduct": "no",
    "child_at_risk": "no",
}


@cache
def policy() -> Policy:
    """Return the shipped policy."""
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy("community", [ROOT / "workflows"], letters).policy


def case(case_type: str, *claims: tuple[str, str]) -> Walk:
    """Return a case just opened, with those categories."""
    actor = LEADER if case_type == "yearly-duties" else OFFICE
    walk = opened(policy(), opening(policy(), case_type, actor))
    walk.letters = {name: words(name) for name in policy().case_types[case_type].letters}
    if claims:
        assert walk.categorise(*claims) == []
    return walk


def sorted_as(*claims: tuple[str, str], **told: str) -> Walk:
    """Return a concern that was sorted and taken up."""
    walk = case("concern", *claims)
    assert walk.take(LEADER, "triage", **{**TRIAGE, **told}) == []
    assert walk.take(LEADER, "take-up", **TAKE_UP) == []
    return walk


def with_evidence(walk: Walk) -> Walk:
    """Return the case with a capture sheet."""
    command = AddEvidence(
        actor=OFFICE,
        calendar=walk.calendar,
        nonce="sheet",
        sheet={"address": "https://example.invalid/1"},
    )
    assert walk.send(command) == []
    return walk


def met(settled: str = "no") -> Walk:
    """Return a case in which the first meeting was held."""
    walk = with_evidence(sorted_as(("defamatory", "school")))
    assert walk.take(LEADER, "hold-meeting", settled=settled, **MEETING) == []
    return walk


def reasons(found: list[str]) -> str:
    """Return the sentences of a refusal as one."""
    return " / ".join(found)


# --- the first days -------------------------------------------------------------------------------


def test_on_day_0_the_head_the_evidence_and_the_answer_are_due() -> None:
    walk = case("concern", ("allegation", "staff"))

    assert walk.limits("tell-head") == [("running", "2026-09-14")]
    assert walk.limits("evidence") == [("running", "2026-09-16")]
    assert walk.limits("acknowledge") == [("running", "2026-09-15")]


def test_sorting_puts_support_on_the_list_at_once() -> None:
    walk = case("concern", ("negative-or-offensive", "staff"))
    walk.take(LEADER, "triage", **{**TRIAGE, "staff_affected": "yes"})

    assert walk.at("staff-support") == "to-offer"
    assert walk.limits("support-offer") == [("running", "2026-09-15")]


def test_nothing_is_sorted_without_a_category() -> None:
    walk = case("concern")

    assert "not been put into any category" in reasons(walk.take(LEADER, "triage", **TRIAGE))


def test_the_meeting_is_due_five_school_days_after_the_case_is_taken_up() -> None:
    walk = sorted_as(("negative-or-offensive", "staff"))

    assert (walk.at("meeting"), walk.limits("first-meeting")) == (
        "due",
        [("running", "2026-09-21")],
    )


@pytest.mark.parametrize("author", ["pupil", "wider-family", "staff", "governor", "other"])
def test_the_order_of_meetings_serves_no_other_author_by_itself(author: str) -> None:
    walk = sorted_as(("negative-or-offensive", "staff"), author_type=author)

    assert walk.at("meeting") == "not-due"
    assert "does not serve this author" in reasons(walk.take(LEADER, "call-for-meeting"))


@pytest.mark.parametrize(("author", "there"), [("carer", "due"), ("unknown", "not-due")])
def test_carers_count_as_parents_and_nobody_can_meet_the_unknown(author: str, there: str) -> None:
    walk = sorted_as(("negative-or-offensive", "staff"), author_type=author)

    assert walk.at("meeting") == there


# --- the further meeting --------------------------------------------------------------------------


def test_the_further_meeting_waits_for_the_first() -> None:
    walk = sorted_as(("defamatory", "school"))
    walk.say(HEAD, settled="no")

    refused = walk.take(HEAD, "call-for-further-meeting", chair_in_question="no")

    assert "neither held nor refused" in reasons(refused)


def test_a_settled_matter_calls_for_no_further_meeting() -> None:
    walk = met(settled="yes")

    refused = walk.take(HEAD, "call-for-further-meeting", chair_in_question="no")

    assert "The matter is settled" in reasons(refused)


def test_the_chair_gets_a_key_to_this_case_from_the_very_step_on() -> None:
    walk = met()
    walk.take(HEAD, "call-for-further-meeting", chair_in_question="no")
    before = walk.snapshot.admitted
    walk.take(HEAD, "bring-in-chair")
    events = walk.entries[-1].events

    assert before == frozenset()
    assert walk.snapshot.admitted == {"chair"}
    assert [event.circle for event in events if isinstance(event, Admitted)] == ["chair"]


def test_a_chair_in_question_never_gets_the_key() -> None:
    walk = met()
    walk.take(HEAD, "call-for-further-meeting", chair_in_question="yes")

    assert "never let into a case" in reasons(walk.take(HEAD, "bring-in-chair"))
    assert walk.take(HEAD, "bring-in-vice-chair") == []
    assert walk.snapshot.admitted == {"vice-chair"}


def test_the_headteacher_asks_and_the_chair_agrees() -> None:
    walk = met()
    walk.take(HEAD, "call-for-further-meeting", chair_in_question="no")
    walk.take(HEAD, "bring-in-chair")
    walk.take(HEAD, "invite-further", **FURTHER)

    assert walk.at("further-meeting") == "chair-in"
    assert walk.decide(LEADER) != []
    assert walk.decide(CHAIR) == []
    assert walk.at("further-meeting") == "invited"


@pytest.mark.parametrize("actor", [OFFICE, LEADER, CHAIR])
def test_nobody_but_the_headteacher_lets_the_chair_in(actor: Actor) -> None:
    walk = met()
    walk.take(HEAD, "call-for-further-meeting", chair_in_question="no")

    assert walk.take(actor, "bring-in-chair") != []
    assert walk.snapshot.admitted == frozenset()


# --- legal steps, authorities, complaints ---------------------------------------------------------


def test_advice_wants_the_notice_the_further_meeting_and_that_it_goes_on() -> None:
    walk = met()

    refused = reasons(walk.take(OFFICE, "call-for-advice"))

    assert "further meeting is still to come" in refused
    assert "not been told yet that legal action might follow" in refused


def test_a_case_that_goes_on_does_not_close_without_advice() -> None:
    walk = met()
    walk.say(OFFICE, continued="yes")
    walk.take(OFFICE, "start-closing", outcome="unresolved-accepted")

    assert "Legal advice is still owed." in walk.take(OFFICE, "close", "case")


@pytest.mark.parametrize("author", ["parent", "carer", "pupil"])
def test_abuse_of_staff_goes_before_the_headteacher_within_a_school_day(author: str) -> None:
    walk = sorted_as(("negative-or-offensive", "staff"), author_type=author, abuses_staff="yes")

    assert walk.at("authorities") == "to-decide"
    assert walk.limits("authority-decision") == [("running", "2026-09-15")]


def test_that_no_authority_fits_is_the_headteachers_decision_and_has_its_reason() -> None:
    walk = sorted_as(("negative-or-offensive", "staff"), abuses_staff="yes")

    assert walk.take(LEADER, "tell-nobody") != []
    assert walk.take(HEAD, "tell-nobody") == []
    assert walk.at("authorities") == "none-fits"


def test_a_complaint_alone_reaches_neither_police_nor_solicitor() -> None:
    walk = sorted_as(("complaint", "school"))
    walk.say(OFFICE, continued="yes", legal_told_how="in-person")
    walk.take(HEAD, "raise-all-the-same", "authorities")

    assert "complaint alone" in reasons(walk.take(OFFICE, "agree-police", police_ground="other"))
    assert "complaint alone" in reasons(walk.take(HEAD, "call-for-advice-early"))


@pytest.mark.parametrize("actor", [OFFICE, TEACHER, ICT, DSL])
def test_anyone_rings_first_and_records_after(actor: Actor) -> None:
    walk = case("concern", ("complaint", "school"))

    assert walk.take(actor, "ring-at-once", "authorities") == []
    assert walk.at("authorities") == "told"


def test_what_could_be_grooming_pauses_contact_whatever_was_answered() -> None:
    walk = with_evidence(sorted_as(("grooming-or-abuse-of-a-child", "pupil")))

    held = walk.take(LEADER, "hold-meeting", settled="no", **MEETING)

    assert "waits until safeguarding" in reasons(held)
    assert walk.take(DSL, "release-pause") == []


def test_the_page_about_staff_is_finished_only_after_support_was_offered() -> None:
    walk = sorted_as(("negative-or-offensive", "staff"), staff_affected="yes")
    walk.take(LEADER, "reassure")

    assert "nobody has offered support" in reasons(walk.take(LEADER, "tell-result"))
    assert walk.take(LEADER, "offer-support", support_colleague="yes") == []
    assert walk.take(LEADER, "tell-result") == []


# --- removal --------------------------------------------------------------------------------------


def test_one_look_settles_the_removal_and_the_report_to_the_platform() -> None:
    walk = sorted_as(("defamatory", "school"))
    walk.take(LEADER, "ask-for-removal", removal_asked_on="2026-09-14")
    walk.take(OFFICE, "found-gone", removed_on="2026-09-15", removal_seen_by="The office")

    assert (walk.at("seen-gone"), walk.at("removal")) == ("seen", "verified")


def test_nobody_can_say_it_came_down_who_did_not_look() -> None:
    walk = sorted_as(("defamatory", "school"))

    assert "somebody looked" in reasons(walk.take(OFFICE, "came-down"))


def test_what_nobody_may_look_into_is_told_by_somebody() -> None:
    walk = sorted_as(("defamatory", "school"), location="private-group")
    walk.take(OFFICE, "told-it-is-gone", removal_told_by="A parent in the group")

    assert walk.at("removal") == "said-gone"


def test_a_removal_that_could_not_be_ensured_has_its_reason() -> None:
    walk = sorted_as(("defamatory", "school"))
    walk.take(LEADER, "ask-for-removal", removal_asked_on="2026-09-14")

    assert walk.limits("removal-check") == [("running", "2026-09-21")]
    assert walk.take(LEADER, "could-not-be-ensured", continued="yes") == []


# --- incidents ------------------------------------------------------------------------------------


def test_an_incident_goes_to_head_provider_police_and_filter() -> None:
    walk = case("e-safety", ("gambling-content", "pupil"))
    walk.take(ICT, "record-incident", **INCIDENT)

    assert walk.limits("tell-head") == [("running", "2026-09-14")]
    assert [walk.at(name) for name in ("provider", "police", "filter-check")] == [
        "to-contact",
        "considered",
        "to-check",
    ]


def test_what_was_blocked_in_time_calls_for_no_provider() -> None:
    walk = case("e-safety", ("gambling-content", "pupil"))
    walk.take(ICT, "record-incident", **{**INCIDENT, "material_opened": "no"})

    assert walk.at("provider") == "not-called-for"
    assert "Nobody has said that improper material was opened." in walk.take(
        ICT, "call-for-provider"
    )


def test_an_incident_never_closes_before_the_head_was_told() -> None:
    walk = case("e-safety", ("gambling-content", "pupil"))
    walk.take(ICT, "record-incident", **{**INCIDENT, "material_opened": "no"})
    walk.take(ICT, "start-closing", incident_outcome="blocked-in-time")

    assert "Telling the headteacher is still owed." in walk.take(ICT, "close", "case")


def test_the_case_manager_closes_an_incident_about_the_head() -> None:
    walk = case("e-safety", ("gambling-content", "pupil"))
    manager = replace(somebody("case-manager"), roles=frozenset({"chair", "case-manager"}))
    walk.take(ICT, "record-incident", **{**INCIDENT, "material_opened": "no"})
    walk.take(ICT, "tell-head")
    walk.take(ICT, "no-talk")
    walk.take(ICT, "start-closing", incident_outcome="blocked-in-time")
    walk.take(ICT, "close", "case")

    assert walk.decide(manager) == []
    assert walk.at("case") == "closed"


# --- what comes round -----------------------------------------------------------------------------


def test_every_yearly_duty_is_armed_when_the_case_opens() -> None:
    walk = case("yearly-duties")

    assert walk.limits("e-safety-audit") == [("running", "2027-09-14")]
    assert walk.limits("filter-service") == [("running", "2027-09-14")]
    assert walk.limits("policy-review") == [("running", "2027-09-14")]
    assert walk.limits("filter-check-ict") == [("running", "2026-12-14")]


def test_a_duty_that_is_done_is_due_again_a_year_later() -> None:
    walk = case("yearly-duties")
    walk.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    walk.take(ICT, "audit-done")

    assert walk.limits("e-safety-audit")[-1] == ("running", "2027-11-02")


def test_the_next_review_runs_from_the_second_signature() -> None:
    walk = case("yearly-duties")
    walk.take(HEAD, "begin-review")
    walk.take(ICT, "ict-signs-off")
    one = walk.at("policy-review")
    walk.now = datetime(2026, 11, 9, 9, tzinfo=UTC)
    walk.take(HEAD, "head-signs-off")

    assert (one, walk.at("policy-review")) == ("ict-signed", "due")
    assert walk.limits("policy-review")[-1] == ("running", "2027-11-09")


def test_nobody_signs_for_the_other() -> None:
    walk = case("yearly-duties")
    walk.take(HEAD, "begin-review")

    assert walk.take(HEAD, "ict-signs-off") != []
    assert walk.take(ICT, "head-signs-off") != []
