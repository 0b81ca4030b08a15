"""Braunstone cases driven through the real engine where a date or a gate matters."""

from __future__ import annotations

import pytest

from tests.policies.braunstone_kit import TYPES, case_of
from tests.policy.engine_kit import DSL, HEAD, LEADER, OFFICE, TEACHER, Walk

SORTED = {
    "means": "social-network",
    "location": "public",
    "author_type": "parent",
    "terms_in_question": "no",
    "came_outside": "no",
    "e_safety_touched": "no",
    "staff_issue": "no",
    "discriminatory": "no",
    "adult_conduct": "no",
    "child_at_risk": "no",
    "crime_possible": "no",
    "staff_affected": "no",
}
MEANT = {
    "by_embarrassing": "no",
    "by_humiliating": "no",
    "by_threatening": "yes",
    "by_intimidating": "no",
    "for_power": "yes",
}
BREACH = {
    "platform": "A network",
    "location": "public",
    "author_type": "pupil",
    "which_term": "Its rule on age",
    "only_under_age": "no",
    "adult_conduct": "no",
    "child_at_risk": "no",
}
CONDUCT = {
    "staff_kind": "supply-staff",
    "supply_agency": "An agency",
    "self_reported": "no",
    "account_written": "yes",
    "own_time": "yes",
    "contact_declared": "no",
    "discriminatory": "no",
}
ONLY_A_MEMBER = (
    "It stands in a private group or a message, so only a member or whoever received it can "
    "report it."
)


def concern(*categories: str, **answers: str) -> Walk:
    """Return a concern that was sorted."""
    case = case_of("concern", *categories or ("rude:staff",))
    assert case.take(LEADER, "sort", **{**SORTED, **answers}) == []
    return case


def breach(**answers: str) -> Walk:
    """Return a case in which a breach of terms was found."""
    case = case_of("breach-of-terms")
    assert case.take(LEADER, "find-breach", **{**BREACH, **answers}) == []
    return case


def conduct(*categories: str) -> Walk:
    """Return a report of conduct on record, waiting for safeguarding."""
    case = case_of("staff-conduct", *categories)
    assert case.take(LEADER, "record-conduct", **CONDUCT) == []
    return case


def gone_on(*categories: str) -> Walk:
    """Return a report of conduct that safeguarding lets go on."""
    case = conduct(*categories)
    assert case.take(DSL, "screened") == []
    assert case.take(DSL, "release-pause") == []
    assert case.take(LEADER, "go-on") == []
    return case


@pytest.mark.parametrize("case_type", TYPES)
def test_danger_is_acted_on_in_every_kind_of_case_by_anybody(case_type: str) -> None:
    case = case_of(case_type)

    assert case.take(TEACHER, "ring-at-once") == []
    assert case.at("danger") == "rung"


def test_a_concern_is_sorted_in_two_school_days_and_routed_in_five() -> None:
    case = case_of("concern", "rude:staff")

    assert case.limits("sort-limit") == [("running", "2026-09-16")]
    assert case.limits("route-limit") == [("running", "2026-09-21")]


@pytest.mark.parametrize(
    ("author", "ways"),
    [
        ("parent", {"to-complaints", "deal-with-here"}),
        ("wider-family", {"to-complaints", "deal-with-here"}),
        ("pupil", {"to-behaviour", "to-anti-bullying"}),
        ("teacher", {"to-staff-conduct"}),
        ("supply-staff", {"to-staff-conduct"}),
        ("volunteer", {"to-staff-conduct"}),
        ("contractor", {"to-staff-conduct"}),
        ("governor", {"to-chair"}),
        ("unknown", {"no-procedure"}),
    ],
)
def test_who_posted_it_decides_which_procedure_takes_it_on(author: str, ways: set[str]) -> None:
    tried = {
        "to-complaints",
        "deal-with-here",
        "to-behaviour",
        "to-anti-bullying",
        "to-staff-conduct",
        "to-grievance",
        "to-chair",
        "no-procedure",
    }
    open_ = {
        way
        for way in tried
        if concern(author_type=author).take(LEADER, way, "route", other_case="CW-2222") == []
    }

    assert open_ == ways


def test_an_issue_that_staff_raise_may_go_to_the_grievance_procedure() -> None:
    case = concern(author_type="teacher", staff_issue="yes")

    assert case.take(LEADER, "to-grievance") == []


def test_a_new_incident_asks_anew_who_deals_with_it() -> None:
    case = concern(author_type="pupil")
    case.take(LEADER, "to-behaviour")
    case.take(LEADER, "find-nothing")
    case.decide(HEAD)

    assert case.at("case") == "closed"
    assert case.take(TEACHER, "new-incident") == []
    assert (case.at("case"), case.at("route")) == ("received", "not-chosen")


def test_terms_that_may_be_broken_put_a_case_for_ban_and_report_on_the_list() -> None:
    case = concern(terms_in_question="yes")

    assert case.at("terms") == "due"
    assert case.limits("terms-limit") == [("running", "2026-09-21")]
    assert concern().limits("terms-limit") == []


def test_a_finding_puts_the_ban_and_the_report_on_the_list_together() -> None:
    case = breach()

    assert (case.at("ban"), case.at("report")) == ("due", "due")
    assert case.limits("ban-limit") == case.limits("report-limit") == [("running", "2026-09-16")]


def test_a_ban_that_is_possible_is_never_put_down_as_impossible() -> None:
    case = breach()
    reasons = case.take(HEAD, "ban-not-possible", ban_from="school-website")

    assert reasons == ["There is something of the school’s own from which they can be banned."]


def test_a_ban_from_the_website_alone_does_not_close_the_case() -> None:
    case = breach()
    case.take(OFFICE, "agree-ban", ban_from="school-website")
    case.decide(HEAD)
    case.take(HEAD, "put-in-place", "ban")
    case.take(HEAD, "ban-stays", "ban")

    assert case.at("ban") == "stays"
    assert any(
        "not both settled" in reason
        for reason in case.take(LEADER, "close", terms_outcome="banned-and-reported")
    )


def test_a_pupils_age_alone_waits_for_the_headteacher() -> None:
    case = case_of("breach-of-terms")
    age = {**BREACH, "only_under_age": "yes"}

    assert any(
        "the headteacher decides" in reason for reason in case.take(LEADER, "find-breach", **age)
    )
    assert case.take(LEADER, "find-breach-of-age", **age) == []
    assert case.at("case") == "suspected"
    assert case.decide(HEAD) == []
    assert case.at("report") == "due"


def test_a_school_that_does_not_count_a_pupils_age_alone_finds_no_breach_in_it() -> None:
    case = case_of("breach-of-terms")
    age = {**BREACH, "only_under_age": "yes", "age_alone_counts": "no"}

    assert any(
        "no breach of terms here" in reason
        for reason in case.take(LEADER, "find-breach-of-age", **age)
    )


def test_in_a_private_group_only_a_member_reports() -> None:
    case = breach(location="private-group")
    case.take(OFFICE, "agree-report")
    case.decide(HEAD)
    told = {"report_form": "bullying", "report_account": "ours", "report_reference": "none"}

    assert case.take(OFFICE, "report-it", **told) == [
        ONLY_A_MEMBER,
    ]
    assert (
        case.take(
            OFFICE,
            "member-reports",
            report_form="bullying",
            member_who_reports="A parent",
            group_administrator_asked="yes",
        )
        == []
    )


def test_the_ban_waits_with_the_pause_as_a_letter_would() -> None:
    case = breach(adult_conduct="yes")
    case.take(OFFICE, "agree-ban", ban_from="school-website")
    case.decide(HEAD)
    paused = case.take(HEAD, "put-in-place", "ban")
    case.take(DSL, "release-pause")

    assert any("waits until safeguarding" in reason for reason in paused)
    assert case.take(HEAD, "put-in-place", "ban") == []


def test_cyberbullying_needs_one_means_and_the_power_behind_it() -> None:
    one_without_power = {**MEANT, "for_power": "no"}
    power_alone = {**MEANT, "by_threatening": "no"}
    case = concern("cyberbullying:pupil")

    assert case.take(LEADER, "find-no-bullying", **MEANT) != []
    assert concern("cyberbullying:pupil").take(LEADER, "find-no-bullying", **power_alone) == []
    assert case.take(LEADER, "find-no-bullying", **one_without_power) == []


def test_the_employee_is_told_to_keep_everything_within_a_school_day() -> None:
    case = case_of("staff-cyberbullying", "cyberbullying:staff")

    assert case.limits("keep-limit") == [("running", "2026-09-15")]
    assert case.limits("own-step-limit") == [("running", "2026-09-28")]


def test_the_sentence_that_breaks_off_takes_the_schools_own_words_or_a_reason() -> None:
    case = case_of("staff-cyberbullying", "cyberbullying:staff")
    asked = case.take(LEADER, "take-own-step")
    other = case_of("staff-cyberbullying", "cyberbullying:staff")

    assert any("breaks off here" in reason for reason in asked)
    assert other.take(LEADER, "go-without-own-step") != []
    assert other.take(HEAD, "go-without-own-step") == []
    assert other.at("what-comes-next") == "no-own-step"


def test_every_report_of_conduct_waits_alike() -> None:
    waiting = conduct("profile:staff"), conduct("improper-contact:pupil")

    assert [case.snapshot.pause for case in waiting] == ["standing", "standing"]
    assert all(case.take(LEADER, "hear-the-person") for case in waiting)
    assert all(case.take(LEADER, "find-no-breach") for case in waiting)


def test_a_breach_of_the_code_puts_formal_action_up_to_be_decided() -> None:
    case = gone_on("allegation:staff")
    case.take(LEADER, "find-code-breach", own_time="yes")

    assert case.at("formal-action") == "considered"
    assert case.take(HEAD, "decline", "formal-action") == []


def test_a_low_level_concern_leads_to_no_formal_action() -> None:
    case = gone_on("profile:staff")
    told = {
        "low_level_what": "A profile",
        "low_level_raised_by": "A colleague",
        "earlier_low_level": "no",
    }

    assert case.take(LEADER, "find-low-level", **told) == []
    assert any(
        "Nobody has found a breach" in reason
        for reason in case.take(LEADER, "consider", "formal-action")
    )


def test_a_secret_contact_counts_in_nobodys_favour() -> None:
    case = conduct("improper-contact:parent")

    assert case.take(LEADER, "contact-counts", contact_declared="no") == [
        "A contact that was neither declared nor open never counts in anybody’s favour.",
        "The contact was neither declared nor open and easily seen.",
    ]


def test_data_protection_and_passwords_are_asked_only_where_they_matter() -> None:
    confidential, shared = conduct("confidentiality:pupil"), conduct("shared-password:school")

    assert (confidential.at("data-protection"), confidential.at("passwords")) == (
        "due",
        "not-changed",
    )
    assert (shared.at("data-protection"), shared.at("passwords")) == ("not-looked-at", "due")


def test_a_picture_is_late_a_school_day_after_it_was_taken_not_after_it_was_moved() -> None:
    case = case_of("image", device="own-equipment")
    case.take(
        TEACHER,
        "moved-to-school",
        own_choice="yes",
        why_own_equipment="No camera was at hand",
        captured_on="2026-09-11",
        moved_on="2026-09-14",
    )

    assert case.limits("wipe-limit") == [("running", "2026-09-14")]


def test_an_emergency_is_for_a_leader_to_find() -> None:
    case = case_of("own-phone")
    case.take(TEACHER, "tell-emergency", emergency_on="2026-09-11", emergency_what="A late coach")

    assert case.take(TEACHER, "log-emergency", number_removed="yes") != []
    assert case.take(LEADER, "was-no-emergency", other_case="CW-3333") == []


def test_a_declared_contact_stays_on_the_list_for_a_year_before_the_next_look() -> None:
    case = case_of("declared-contact")
    case.take(LEADER, "put-on-list", contact_with="A neighbour", contact_declared_on="2026-09-11")

    assert case.limits("list-review") == [("running", "2027-09-14")]


def test_a_new_colleague_who_finds_something_puts_it_right_before_it_counts() -> None:
    case = case_of("induction-review")
    looked = {"joined_on": "2026-09-01", "profile_looked_at_on": "2026-09-11"}
    assert case.take(LEADER, "profile-to-put-right", **looked, profile_in_order="no") == []
    again = {"profile_looked_at_on": "2026-09-14"}

    assert case.take(LEADER, "put-right", **again, profile_in_order="no") != []
    assert case.take(LEADER, "put-right", **again, profile_in_order="yes") == []
