"""What is most easily got wrong about the Braunstone policy, point by point."""

from __future__ import annotations

import pytest

from tests.policies.braunstone_kit import own, policy, steps, track

PAUSED = {
    "concern",
    "breach-of-terms",
    "child-cyberbullying",
    "staff-cyberbullying",
    "staff-conduct",
}


WAITS = (
    "Contact with the person who posted it, and any offer of support, waits until safeguarding "
    "says it can go on."
)


def test_ban_and_report_are_both_owed_and_closing_asks_for_both() -> None:
    owed = [track("breach-of-terms", name).owed_when for name in ("ban", "report")]
    (close,) = steps("breach-of-terms", "case", "close")

    assert [one.name for one in owed if one] == ["breach-of-terms-found"] * 2
    assert [one.name for one in close.conditions] == ["banned-and-reported"]


def test_only_the_ban_can_be_impossible_and_only_with_a_reason() -> None:
    impossible = steps("breach-of-terms", "ban", "ban-not-possible")

    assert all(step.reason for step in impossible)
    assert impossible
    assert "not-possible" not in track("breach-of-terms", "report").states


def test_there_is_nothing_to_be_banned_from_but_the_website_and_what_was_agreed() -> None:
    assert policy().facts["ban-from"].choices == ("school-website", "agreed-platform", "nowhere")


def test_reported_to_the_platform_is_not_an_end() -> None:
    report = track("breach-of-terms", "report")

    assert {"reported", "no-reply", "taken-further"}.isdisjoint(report.finals)
    assert {"removed", "refused", "nothing-came"} <= set(report.finals)


def test_a_pupils_age_alone_is_for_the_headteacher_to_find() -> None:
    (found,) = steps("breach-of-terms", "case", "find-breach-of-age")

    assert found.approval is not None
    assert found.approval.name == "head"


@pytest.mark.parametrize("trigger", ["take-own-step", "go-without-own-step", "settle-again"])
def test_where_the_sentence_breaks_off_every_word_is_the_schools_own(trigger: str) -> None:
    unfinished = track("staff-cyberbullying", "what-comes-next")

    assert unfinished.not_in_policy
    assert all(
        "BRA-36" in s.clauses for s in steps("staff-cyberbullying", unfinished.name, trigger)
    )
    assert all(
        "breaks off" in step.says for step in steps("staff-cyberbullying", unfinished.name, trigger)
    )


def test_every_state_of_the_unfinished_sentence_is_labelled_as_incomplete() -> None:
    titles = [
        state.title for state in track("staff-cyberbullying", "what-comes-next").states.values()
    ]

    assert all(title.startswith("Policy text incomplete – ") for title in titles)


def test_the_unfinished_sentence_is_asked_and_never_answered_by_the_file() -> None:
    asked = [name for name in policy().facts if name.startswith("own-step")]
    given = {
        fact for case_type in own() for step in case_type.by_id.values() for fact in dict(step.sets)
    }

    assert set(asked) == {"own-step", "own-step-decided-by", "own-step-on"}
    assert given.isdisjoint(asked)
    assert policy().facts["own-step"].type == "text"


def test_no_clause_but_the_unfinished_one_is_cited_where_the_sentence_breaks_off() -> None:
    unfinished = track("staff-cyberbullying", "what-comes-next")
    clauses = {clause for step in unfinished.transitions for clause in step.clauses}

    assert clauses == {"BRA-36"}


def test_a_friend_request_has_no_end_by_being_ignored() -> None:
    case = track("friend-request", "case")
    into_the_log = [step.source for step in case.transitions if step.dest == "logged"]

    assert set(case.finals) == {"logged", "not-covered"}
    assert into_the_log == ["refused"]
    assert all(
        "refused-outright-on" in s.asks for s in steps("friend-request", "case", "refuse-outright")
    )


def test_a_former_pupil_counts_at_any_age() -> None:
    assert "former-pupil" in policy().facts["sender-kind"].choices
    assert policy().ages == {}


def test_all_six_groups_of_the_scope_can_be_named() -> None:
    six = {"teacher", "support-staff", "supply-staff", "governor", "contractor", "volunteer"}

    assert six <= set(policy().facts["author-type"].choices)
    assert set(policy().facts["staff-kind"].choices) == six - {"governor"}


def test_each_of_the_five_other_policies_is_a_way_out_of_a_concern() -> None:
    route = track("concern", "route")

    assert {"to-complaints", "to-behaviour", "to-anti-bullying", "to-grievance"} <= set(
        route.finals
    )
    assert "BRA-07" in {
        c for step in track("concern", "e-safety").transitions for c in step.clauses
    }


def test_a_governors_post_goes_to_the_chair_as_a_default() -> None:
    (step,) = steps("concern", "route", "to-chair")

    assert step.not_in_policy


def test_cyberbullying_is_tested_by_four_means_and_the_power_behind_them() -> None:
    (test,) = steps("child-cyberbullying", "case", "test-definition")

    assert {
        "by-embarrassing",
        "by-humiliating",
        "by-threatening",
        "by-intimidating",
        "for-power",
    } <= set(test.asks)


def test_evidence_is_asked_for_its_time_date_and_place_and_whether_any_was_deleted() -> None:
    asks = set(steps("staff-cyberbullying", "evidence", "evidence-gathered")[0].asks)

    assert {"each-dated", "nothing-deleted"} <= asks
    assert all(word in policy().facts["each-dated"].ask for word in ("time", "date", "place"))


def test_the_offer_of_a_union_or_a_colleague_is_this_policys_for_bullied_staff_alone() -> None:
    bullied = steps("staff-cyberbullying", "staff-support", "offer-support")
    elsewhere = steps("concern", "staff-support", "offer-support")

    assert all("BRA-35" in s.clauses and "support-colleague" in s.asks for s in bullied)
    assert not any("BRA-35" in step.clauses for step in elsewhere)


def test_own_time_is_asked_and_excuses_nothing() -> None:
    (found,) = steps("staff-conduct", "finding", "find-code-breach")
    (consider,) = steps("staff-conduct", "formal-action", "consider")
    gates = {one.name for step in (found, consider) for one in (*step.conditions, *step.unless)}

    assert "own-time" in found.asks
    assert gates == {"conduct-may-go-on", "screened-first", "code-breach-found"}


def test_no_formal_action_comes_before_safeguarding_looked() -> None:
    gates = [
        {one.name for one in step.conditions}
        for trigger in ("consider", "approve", "carry-out")
        for step in steps("staff-conduct", "formal-action", trigger)
    ]

    assert all({"screened-first", "conduct-may-go-on"} <= gate for gate in gates)
    assert gates


@pytest.mark.parametrize("name", ["screen", "hearing", "data-protection", "passwords"])
def test_what_the_policy_does_not_say_of_conduct_is_a_default(name: str) -> None:
    assert track("staff-conduct", name).not_in_policy


def test_a_case_of_conduct_is_opened_by_leadership_and_never_lies_open_to_the_office() -> None:
    found = policy().case_types["staff-conduct"]

    assert found.opened_by == {"senior-leader", "headteacher", "case-manager", "chair"}
    assert set(found.circles) == {"leadership", "safeguarding"}


def test_what_is_a_default_is_printed_under_no_place_of_the_policy() -> None:
    """But for the sentence that breaks off, and the one that reaches too far."""
    told = [
        (case_type.name, step.trigger)
        for case_type in own()
        for step in case_type.by_id.values()
        if step.not_in_policy and step.clauses and set(step.clauses) != {"BRA-36"}
    ]

    assert set(told) <= {("breach-of-terms", "find-breach-of-age")}
    assert all(not case_type.pause.clauses for case_type in own() if case_type.pause)


def test_a_picture_is_overdue_after_one_school_day_by_default() -> None:
    limits = policy().case_types["image"].deadlines

    assert {limit.words for limit in limits.values()} == {"1 school day"}
    assert {limit.provenance for limit in limits.values()} == {"default"}


def test_a_platform_is_agreed_by_the_senior_leaders_as_the_policy_says() -> None:
    (agree,) = steps("platform-adoption", "case", "agree-in-detail")

    assert agree.approval is not None
    assert agree.approval.by == {"senior-leader", "headteacher", "case-manager"}
    assert {"platform-procedures", "platform-run-by"} <= set(agree.asks)


def test_there_is_no_age_no_warning_letter_and_no_police_or_law_under_the_policys_name() -> None:
    sent = {letter.template for case_type in own() for letter in case_type.letters.values()}
    police = track("concern", "police")

    assert sent.isdisjoint({"warning", "police-summary", "solicitor-cover", "legal-consequences"})
    assert police.not_in_policy
    assert not {clause for step in police.transitions for clause in step.clauses}


def test_every_kind_of_case_that_contacts_anybody_can_pause_and_says_it_alike() -> None:
    said = {c.name: c.pause.otherwise for c in own() if c.pause}

    assert set(said) == PAUSED
    assert set(said.values()) == {WAITS}


def test_the_answer_of_the_safeguarding_check_is_sealed_and_no_step_asks_it() -> None:
    asked = {fact for case_type in own() for step in case_type.by_id.values() for fact in step.asks}

    assert policy().facts["screening"].sealed
    assert "screening" not in asked
