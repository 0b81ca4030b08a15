"""The community file says what the community policy says, no more and no less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.policy.holds import held_limits
from tests.policies.policy_kit import ROOT, cited, shipped

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Policy, Transition

OWN = ("concern", "e-safety", "yearly-duties")

#: id, strength, bearing, words that its printed place contains (None: paper never cites it).
CLAUSES = (
    ("COM-01", "states", "record", "line above the title"),
    ("COM-02", "states", "record", "introduction, first paragraph"),
    ("COM-03", "states", "reference", "introduction, list of legislation"),
    ("COM-04", "states", "reference", "introduction, list of related documentation"),
    ("COM-05", "states", "record", "introduction, paragraph naming social media sites"),
    ("COM-06", "states", "machine", "introduction, paragraph on the duty to safeguard"),
    ("COM-07", "states", "record", "introduction, paragraph on training and the e-Safety lead"),
    ("COM-08", "must_not", "record", "introduction, paragraph on positive use"),
    ("COM-09", "usually", "letter", "introduction, paragraph on speaking to the Headteacher"),
    ("COM-10", "will", "machine", "introduction, paragraph on supporting school personnel"),
    ("COM-11", "states", "record", "introduction, paragraph on supporting school personnel"),
    ("COM-12", "states", "reference", "introduction, paragraph on monitoring online comments"),
    ("COM-13", "states", "record", "introduction, paragraph on the School Council"),
    ("COM-14", "states", "reference", "introduction, last paragraph"),
    ("COM-15", "states", "record", '"Aims", fourth and fifth points'),
    ("COM-16", "states", "record", '"Aims", sixth and eighth points'),
    ("COM-17", "states", "reference", '"Aims", seventh point'),
    ("COM-18", "states", "record", '"Role of the Governing Body", first point'),
    ("COM-19", "states", "record", '"Role of the Governing Body", second point'),
    ("COM-20", "states", "record", '"Role of the Governing Body", third and fourth points'),
    ("COM-21", "will", "record", '"Role of the Head teacher and SLT", first and second points'),
    ("COM-22", "will", "letter", "points on what is discussed"),
    ("COM-23", "will", "count", "list of what is monitored, first item"),
    ("COM-24", "will", "count", "list of what is monitored, second item"),
    ("COM-25", "will", "count", "list of what is monitored, third item"),
    ("COM-26", "will", "count", "list of what is monitored, fourth item"),
    ("COM-27", "will", "count", "list of what is monitored, fifth item"),
    ("COM-28", "will", "count", "list of what is monitored, sixth item"),
    ("COM-29", "will", "count", "list of what is monitored, seventh item"),
    ("COM-30", "will", "count", "list of what is monitored, eighth item"),
    ("COM-31", "will", "count", "list of what is monitored, ninth item"),
    ("COM-32", "will", "machine", "list on online complaints, first item"),
    ("COM-33", "will", "machine", "list on online complaints, second item"),
    ("COM-34", "will", "machine", "list on online complaints, third item"),
    ("COM-35", "will", "machine", "list on online complaints, fourth item"),
    ("COM-36", "will", "letter", "list on online complaints, fifth item"),
    ("COM-37", "will", "machine", "list on online complaints, sixth item"),
    ("COM-38", "will", "record", "list on online complaints, seventh item"),
    ("COM-39", "will", "machine", "list on online complaints, eighth item"),
    ("COM-40", "will", "calendar", "point on the Acceptable User policy"),
    ("COM-41", "will", "calendar", "point on the Complaints policy"),
    ("COM-42", "will", "calendar", '"Role of the Head teacher and SLT", last point'),
    ("COM-43", "will", "record", '"Role of the ICT manager", first point'),
    ("COM-44", "will", "calendar", '"Role of the ICT manager", second point'),
    ("COM-45", "will", "record", '"Role of the ICT manager", third point'),
    ("COM-46", "will", "machine", '"Role of the ICT manager", fourth point'),
    ("COM-47", "will", "machine", '"Role of the ICT manager", sixth point'),
    ("COM-48", "will", "record", '"Role of the ICT manager", seventh and eighth points'),
    ("COM-49", "will", "machine", '"Role of school personnel", first and second points'),
    ("COM-50", "must", "record", '"Role of school personnel", third point'),
    ("COM-51", "will", "machine", '"Role of school personnel", fourth point'),
    ("COM-52", "must", "machine", '"Role of parents / carers"'),
    ("COM-53", "will", "record", '"Role of pupils"'),
    ("COM-54", "will", "calendar", '"Internet filtering and use", first paragraph'),
    ("COM-55", "states", "count", '"Internet filtering and use", list of blocked content'),
    ("COM-56", "will", "machine", '"Internet filtering and use", paragraph below the list'),
    ("COM-57", "will", "machine", '"Internet filtering and use", last paragraph'),
    ("COM-58", "will", "calendar", '"Monitoring the implications and effectiveness of the policy"'),
    ("COM-59", "states", "reference", None),
    ("COM-60", "states", "machine", "words above the list on online complaints"),
    ("COM-61", "states", "reference", "paragraphs on everyday life, benefits and positive use"),
)

#: Clauses whose duty falls on the school in a case.
ON_SCHOOL = {
    *("COM-10", "COM-32", "COM-33", "COM-34", "COM-35", "COM-37", "COM-39"),
    *("COM-46", "COM-47", "COM-57"),
}

#: The nine counts in the order of the policy: clause, categories, whom they concern.
COUNTS: tuple[tuple[str, str, set[str], set[str]], ...] = (
    ("allegations-staff", "COM-23", {"allegation"}, {"staff"}),
    ("complaints-school", "COM-24", {"complaint"}, {"school"}),
    ("complaints-staff", "COM-25", {"complaint"}, {"staff"}),
    ("defamation-school", "COM-26", {"defamatory"}, {"school"}),
    ("defamation-staff", "COM-27", {"defamatory"}, {"staff"}),
    ("offensive-staff", "COM-28", {"negative-or-offensive"}, {"staff"}),
    ("racist-homophobic", "COM-29", {"racist", "homophobic"}, set()),
    ("threats", "COM-30", {"threat-of-violence"}, set()),
    ("photographs-staff", "COM-31", {"photograph-of-staff"}, {"staff"}),
)

#: What comes round: the limit, its clause, its length and whether the policy itself names that.
ROUNDS = (
    ("e-safety-audit", "COM-44", "12 months", "seed"),
    ("filter-service", "COM-54", "12 months", "seed"),
    ("policy-review", "COM-58", "12 months", "seed"),
    ("filter-check-leaders", "COM-42", "13 weeks", "default"),
    ("filter-check-ict", "COM-42", "13 weeks", "default"),
    ("acceptable-use-policy", "COM-40", "12 months", "default"),
    ("complaints-policy", "COM-41", "12 months", "default"),
    ("governors-figures", "COM-20", "13 weeks", "default"),
    ("governors-appointments", "COM-18", "12 months", "default"),
    ("policy-known", "COM-21", "12 months", "default"),
    ("eight-subjects", "COM-22", "12 months", "default"),
    ("training", "COM-07", "12 months", "default"),
    ("responsible-use", "COM-50", "12 months", "default"),
    ("new-guidance", "COM-45", "13 weeks", "default"),
    ("lessons", "COM-53", "12 months", "default"),
    ("school-council", "COM-13", "12 months", "default"),
    ("good-practice", "COM-16", "12 months", "default"),
)

#: The times of the concern and of the e-safety incident; the policy itself has none.
TIMES = {
    "tell-head": "0 calendar days",
    "triage-limit": "2 school days",
    "take-up-limit": "2 school days",
    "evidence": "2 school days",
    "first-meeting": "5 school days",
    "meeting-to-hold": "10 school days",
    "no-show": "2 school days",
    "removal-check": "5 school days",
    "second-look": "10 school days",
    "further-meeting": "10 school days",
    "further-meeting-to-invite": "5 school days",
    "further-meeting-to-hold": "10 school days",
    "legal-advice": "5 school days",
    "advice-chase": "10 school days",
    "authority-decision": "1 school day",
    "authority-to-tell": "1 school day",
    "site-change": "1 school day",
    "platform-chase": "7 calendar days",
    "limitation": "12 months",
    "limitation-first-alert": "6 months",
    "limitation-second-alert": "10 months",
    "review": "10 school days",
    "closing-limit": "5 school days",
    "acknowledge": "1 school day",
    "support-offer": "1 school day",
}


def policy() -> Policy:
    """Return the shipped policy."""
    return shipped("community")


def kind(name: str) -> CaseType:
    """Return one of its types of case."""
    return policy().case_types[name]


def steps(case_type: str, track: str, trigger: str) -> list[Transition]:
    """Return every step of that trigger, one for each state it leaves."""
    return [s for s in kind(case_type).tracks[track].transitions if s.trigger == trigger]


def conditions(step: Transition) -> set[str]:
    """Return the names of what must hold for a step."""
    return {condition.name for condition in step.conditions}


# --- clauses --------------------------------------------------------------------------------------


def test_all_61_clauses_stand_in_the_file_and_no_other() -> None:
    actual = [name for name in policy().clauses if name.startswith("COM-")]

    assert actual == [row[0] for row in CLAUSES] == [f"COM-{n:02}" for n in range(1, 62)]
    assert len(policy().clauses) == len(CLAUSES)


@pytest.mark.parametrize(("clause", "strength", "bearing", "place"), CLAUSES)
def test_a_clause_has_its_strength_bearing_and_place(
    clause: str, strength: str, bearing: str, place: str | None
) -> None:
    found = policy().clauses[clause]

    assert (found.strength, found.bearing) == (strength, bearing)
    assert (place or "") in found.cite
    assert bool(found.cite) == (place is not None)


def test_what_binds_the_school_in_a_case_are_the_procedure_the_website_and_the_incident() -> None:
    actual = {name for name, clause in policy().clauses.items() if clause.on_school}

    assert actual == ON_SCHOOL


def test_no_clause_is_unaccounted_for() -> None:
    open_ = set(policy().clauses) - cited(policy())

    assert open_ == {"COM-12", "COM-14", "COM-59"}
    assert all(policy().clauses[name].nothing_needed for name in open_)


@pytest.mark.parametrize("clause", [row[0] for row in CLAUSES if row[2] == "machine"])
def test_each_clause_for_the_machine_is_cited_by_a_step(clause: str) -> None:
    steps_citing = [
        step
        for case_type in policy().case_types.values()
        for step in case_type.by_id.values()
        if clause in step.clauses
    ]

    assert steps_citing


@pytest.mark.parametrize("clause", [row[0] for row in CLAUSES if row[2] == "calendar"])
def test_each_clause_for_the_calendar_is_a_limit_of_the_yearly_duties(clause: str) -> None:
    found = [d for d in kind("yearly-duties").deadlines.values() if clause in d.clauses]

    assert found


def test_what_the_policy_does_not_contain_is_cited_by_nothing() -> None:
    assert "COM-59" not in cited(policy())


@pytest.mark.parametrize("track", ["platform-report", "other-action", "claim-year"])
def test_what_the_policy_does_not_list_is_marked_so(track: str) -> None:
    found = kind("concern").tracks[track]

    assert found.not_in_policy
    assert not {clause for step in found.transitions for clause in step.clauses}


# --- counts and categories ------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "clause", "categories", "targets"), COUNTS)
def test_each_of_the_nine_counts_keeps_school_and_staff_apart(
    count: str, clause: str, categories: set[str], targets: set[str]
) -> None:
    counted = set(policy().counts[count].categories)
    known = {code: policy().categories[code] for code in counted}

    assert counted == categories
    assert all(clause in category.clauses for category in known.values())
    assert all(targets <= set(category.targets) for category in known.values())
    assert set(policy().counts[count].targets) == targets


def test_there_are_nine_counts_and_one_for_each_kind_of_blocked_content() -> None:
    own = [name for name in policy().counts if not name.startswith("blocked-")]

    assert own == [row[0] for row in COUNTS]
    assert len(policy().counts) - len(own) == 6


def test_a_derogatory_comment_on_the_schools_platform_has_no_count() -> None:
    counted = {code for one in policy().counts.values() for code in one.categories}

    assert "derogatory-on-a-school-platform" not in counted
    assert "COM-08" in policy().categories["derogatory-on-a-school-platform"].clauses


def test_a_complaint_alone_is_routed_to_the_complaints_procedure() -> None:
    actual = [code for code, category in policy().categories.items() if category.routes]

    assert actual == ["complaint"]


# --- the order of meetings ------------------------------------------------------------------------


def test_no_step_towards_the_further_meeting_goes_before_the_first_meeting() -> None:
    track = kind("concern").tracks["further-meeting"]
    towards = [s for s in track.transitions if s.dest in {"due", "chair-in", "vice-chair-in"}]
    towards += steps("concern", "further-meeting", "invite-further")

    assert {s.trigger for s in towards} >= {"call-for-further-meeting", "invite-further"}
    assert all("first-meeting-over" in conditions(s) for s in towards)


@pytest.mark.parametrize(
    ("trigger", "circle"),
    [("bring-in-chair", "chair"), ("bring-in-vice-chair", "vice-chair")],
)
def test_bringing_the_chair_in_lifts_the_curtain_for_this_one_case(
    trigger: str, circle: str
) -> None:
    (found,) = steps("concern", "further-meeting", trigger)

    assert found.admits == (circle,)
    assert "no panel" in found.says


def test_nobody_else_is_ever_let_into_an_ordinary_case() -> None:
    actual = {
        (step.track, step.trigger)
        for name in OWN
        for step in kind(name).by_id.values()
        if step.admits
    }

    assert actual == {
        ("further-meeting", "bring-in-chair"),
        ("further-meeting", "bring-in-vice-chair"),
    }


def test_head_and_chair_both_decide_the_further_meeting() -> None:
    found = steps("concern", "further-meeting", "invite-further")

    assert all("headteacher" in s.roles and "chair" not in s.roles for s in found)
    assert all(s.approval is not None and s.approval.by == {"chair"} for s in found)
    assert all(s.approval is not None and s.approval.instead == ("vice-chair",) for s in found)


def test_the_way_forward_is_kept_with_the_further_meeting() -> None:
    for trigger in ("way-forward-agreed", "not-resolved"):
        assert all("way-forward" in s.asks for s in steps("concern", "further-meeting", trigger))


def test_the_reason_for_posting_is_kept_with_the_first_meeting() -> None:
    assert all("reason-for-posting" in s.asks for s in steps("concern", "meeting", "hold-meeting"))


def test_removal_is_ensured_or_it_is_said_why_not() -> None:
    track = kind("concern").tracks["removal"]
    (could_not,) = {s.reason for s in steps("concern", "removal", "could-not-be-ensured")}

    assert track.finals == {"verified", "said-gone", "not-ensured"}
    assert could_not


def test_support_begins_with_the_case_and_not_after_the_meeting() -> None:
    (triage,) = steps("concern", "case", "triage")

    assert ("staff-support", "raise-support") in {(t.track, t.trigger) for t in triage.then}
    assert "COM-32" in kind("concern").tracks["staff-support"].clauses


def test_the_limit_for_evidence_runs_from_day_0() -> None:
    track = kind("concern").tracks["evidence"]

    assert track.states[track.initial].next == "evidence"


def test_the_head_is_told_in_words_that_show_nothing_of_who_the_head_is_to_the_case() -> None:
    for name in ("concern", "e-safety"):
        (found,) = steps(name, "head-told", "tell-head")

        assert "or whoever decides in their place" in found.says
        assert kind(name).tracks["head-told"].owed_when is not None


def test_where_the_head_decides_the_case_manager_decides_too() -> None:
    found = policy().approvals["head"].by

    assert found == {"headteacher", "case-manager"}


def test_what_the_safeguarding_check_found_is_sealed_and_no_ordinary_step_asks_it() -> None:
    asked = {fact for name in OWN for step in kind(name).by_id.values() for fact in step.asks}

    assert policy().facts["screening"].sealed
    assert "screening" not in asked


def test_both_types_of_case_that_reach_people_have_the_same_pause() -> None:
    words = {pause.otherwise for name in OWN if (pause := kind(name).pause) is not None}

    assert len(words) == 1
    assert kind("yearly-duties").pause is None
    assert policy().facts["adult-conduct"].once


# --- incidents ------------------------------------------------------------------------------------


def test_the_provider_is_a_duty_and_the_police_a_decision() -> None:
    tracks = kind("e-safety").tracks
    declining = steps("e-safety", "police", "decline")

    assert tracks["provider"].owed_when is not None
    assert tracks["police"].owed_when is None
    assert tracks["police"].decide_when is not None
    assert all(step.reason for step in declining)


def test_a_failed_filter_reaches_the_safeguarding_lead_before_it_counts_as_put_right() -> None:
    into = {
        s.source for s in kind("e-safety").tracks["filter-check"].transitions if s.dest == "mended"
    }

    assert into == {"dsl-told"}


def test_blocked_content_has_six_classes() -> None:
    actual = [c for c, found in policy().categories.items() if "COM-55" in found.clauses]

    assert len(actual) == 6


# --- what comes round -----------------------------------------------------------------------------


def test_the_duties_open_by_themselves_when_the_policy_is_adopted() -> None:
    assert [name for name in policy().case_types if kind(name).opens_at] == ["yearly-duties"]
    assert kind("yearly-duties").opens_at == "adoption"


@pytest.mark.parametrize(("name", "clause", "length", "source"), ROUNDS)
def test_a_duty_comes_round_by_itself(name: str, clause: str, length: str, source: str) -> None:
    limit = kind("yearly-duties").deadlines[name]
    track = kind("yearly-duties").tracks[name]

    assert (limit.words, limit.provenance) == (length, source)
    assert clause in limit.clauses
    assert track.states[track.initial].next == name


@pytest.mark.parametrize("name", [row[0] for row in ROUNDS if row[0] != "policy-review"])
def test_doing_a_duty_sets_its_date_anew_and_says_what_was_done(name: str) -> None:
    track = kind("yearly-duties").tracks[name]
    loops = (s for s in track.transitions if s.source == s.dest == track.initial)
    (found,) = (s for s in loops if not s.letter)  # a letter may be written on the way

    assert found.keeps == "restarts"
    assert found.reason


def test_the_review_needs_both_signatures() -> None:
    track = kind("yearly-duties").tracks["policy-review"]
    ways = {(s.trigger, s.source) for s in track.transitions if s.dest == "due" and not s.reopens}

    assert ways == {("ict-signs-off", "head-signed"), ("head-signs-off", "ict-signed")}


def test_eight_subjects_are_asked_one_by_one() -> None:
    (found,) = steps("yearly-duties", "eight-subjects", "subjects-talked-through")

    assert len(found.asks) == 8
    assert all("COM-22" in policy().facts[name].clauses for name in found.asks)


# --- times and letters ----------------------------------------------------------------------------


def test_the_times_for_meetings_and_support_wait_with_the_pause() -> None:
    assert held_limits(kind("concern")) == {
        "first-meeting",
        "meeting-to-hold",
        "no-show",
        "further-meeting-to-invite",
        "further-meeting-to-hold",
        "support-offer",
    }


def test_every_limit_has_its_time() -> None:
    actual = {name: limit.words for name, limit in kind("concern").deadlines.items()}

    assert actual == TIMES


def test_only_the_year_to_claim_is_no_default_in_a_concern_or_an_incident() -> None:
    actual = {
        name
        for case_type in ("concern", "e-safety")
        for name, limit in kind(case_type).deadlines.items()
        if limit.provenance != "default"
    }

    assert actual == {"limitation"}


@pytest.mark.parametrize(
    ("case_type", "letter", "clause"),
    [
        ("concern", "meeting-invitation", "COM-34"),
        ("concern", "first-conversation", "COM-35"),
        ("concern", "legal-consequences", "COM-36"),
        ("concern", "further-meeting", "COM-37"),
        ("concern", "solicitor-bundle", "COM-39"),
        ("concern", "police-summary", "COM-10"),
        ("concern", "complaint-signpost", "COM-09"),
        ("e-safety", "provider-notice", "COM-57"),
    ],
)
def test_a_letter_cites_its_clause(case_type: str, letter: str, clause: str) -> None:
    assert clause in kind(case_type).letters[letter].clauses


def test_the_page_for_the_headteacher_says_every_time() -> None:
    page = (ROOT / "docs" / "policies" / "community.md").read_text("utf-8")

    assert all(words in page for words in ("10 school days", "13 weeks", "12 months", "7 days"))
    assert all(clause not in page for clause in ("COM-1", "COM-3", "COM-5"))


# --- what is shown --------------------------------------------------------------------------------


def test_no_school_is_named_because_the_text_names_none() -> None:
    assert policy().school == ""
    assert policy().adopted == ""
