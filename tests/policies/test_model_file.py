"""The model policy carries what its printed text says, and marks every figure that is its own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.policies.mutation_kit import WORKFLOWS, files, shipped

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Transition

POLICY = "model"
ROOT = WORKFLOWS.parent

#: id, strength, bearing, heading of the printed text.
CLAUSES = (
    ("MODEL-01", "states", "reference", "What this policy is for"),
    ("MODEL-02", "states", "record", "What this policy is for"),
    ("MODEL-03", "states", "machine", "What this policy is for"),
    ("MODEL-04", "states", "letter", "Coming to us first"),
    ("MODEL-05", "will", "machine", "Coming to us first"),
    ("MODEL-06", "must_not", "machine", "Coming to us first"),
    ("MODEL-10", "states", "count", "What we ask nobody to post"),
    ("MODEL-11", "states", "count", "What we ask nobody to post"),
    ("MODEL-12", "states", "count", "What we ask nobody to post"),
    ("MODEL-13", "states", "count", "What we ask nobody to post"),
    ("MODEL-14", "states", "count", "What we ask nobody to post"),
    ("MODEL-15", "states", "count", "What we ask nobody to post"),
    ("MODEL-16", "states", "count", "What we ask nobody to post"),
    ("MODEL-17", "states", "count", "What we ask nobody to post"),
    ("MODEL-18", "states", "count", "What we ask nobody to post"),
    ("MODEL-19", "states", "count", "What we ask nobody to post"),
    ("MODEL-20", "states", "count", "What we ask nobody to post"),
    ("MODEL-21", "states", "count", "What we ask nobody to post"),
    ("MODEL-30", "will", "machine", "When something is reported"),
    ("MODEL-31", "states", "machine", "When something is reported"),
    ("MODEL-32", "states", "machine", "When something is reported"),
    ("MODEL-33", "will", "machine", "When something is reported"),
    ("MODEL-34", "must", "machine", "When something is reported"),
    ("MODEL-40", "usually", "machine", "What we do"),
    ("MODEL-41", "consider", "machine", "What we do"),
    ("MODEL-42", "consider", "machine", "What we do"),
    ("MODEL-43", "may", "machine", "What we do"),
    ("MODEL-44", "must_not", "machine", "What we do"),
    ("MODEL-45", "consider", "machine", "What we do"),
    ("MODEL-46", "consider", "machine", "What we do"),
    ("MODEL-47", "consider", "machine", "What we do"),
    ("MODEL-48", "may", "machine", "What we do"),
    ("MODEL-49", "will", "machine", "What we do"),
    ("MODEL-50", "usually", "machine", "Looking after people"),
    ("MODEL-51", "will", "machine", "Looking after people"),
    ("MODEL-52", "may", "machine", "Looking after people"),
    ("MODEL-53", "may", "machine", "Looking after people"),
    ("MODEL-54", "will", "machine", "Looking after people"),
    ("MODEL-60", "must_not", "machine", "Adults who work with children"),
    ("MODEL-61", "will", "machine", "Adults who work with children"),
    ("MODEL-62", "will", "machine", "Adults who work with children"),
    ("MODEL-63", "states", "machine", "Adults who work with children"),
    ("MODEL-64", "consider", "machine", "Adults who work with children"),
    ("MODEL-70", "will", "count", "Counting and looking again"),
    ("MODEL-71", "will", "calendar", "Counting and looking again"),
)

#: The length of each limit and where it comes from.
TIMES = {
    "acknowledge": ("1 school day", "default"),
    "triage-limit": ("2 school days", "default"),
    "take-up-limit": ("2 school days", "default"),
    "review": ("10 school days", "default"),
    "closing-limit": ("5 school days", "default"),
    "first-conversation": ("2 school days", "default"),
    "removal-check": ("1 school day", "default"),
    "consideration": ("2 school days", "default"),
    "removal": ("5 school days", "default"),
    "receipt-chase": ("5 school days", "default"),
    "restriction-review": ("13 weeks", "default"),
    "platform-chase": ("7 calendar days", "default"),
    "police-at-once": ("0 calendar days", "default"),
    "police-decision": ("1 school day", "default"),
    "limitation": ("12 months", "law"),
    "limitation-first-alert": ("6 months", "default"),
    "limitation-second-alert": ("10 months", "default"),
    "capture-limit": ("1 school day", "default"),
    "bullying-limit": ("10 school days", "default"),
    "second-look": ("10 school days", "default"),
    "support-offer": ("1 school day", "default"),
    "yearly-review": ("12 months", "default"),
    "termly-figures": ("13 weeks", "default"),
}

#: The category of each of the printed examples.
EXAMPLES = {
    "naming-or-discussing-a-child": "MODEL-10",
    "allegation": "MODEL-11",
    "cyberbullying": "MODEL-12",
    "image-or-data-without-consent": "MODEL-13",
    "defamatory": "MODEL-14",
    "negative-or-offensive": "MODEL-15",
    "racist": "MODEL-16",
    "other-discriminatory": "MODEL-16",
    "threat-of-violence": "MODEL-17",
    "childs-own-or-under-age-use": "MODEL-18",
    "derogatory-on-a-school-platform": "MODEL-19",
    "confidentiality-breach": "MODEL-20",
    "improper-contact": "MODEL-20",
    "complaint": "MODEL-05",
    "other": "MODEL-21",
}


@cache
def page() -> str:
    """Return the page that holds the text to print."""
    return (ROOT / "docs" / "policies" / "model.md").read_text("utf-8")


def concern() -> CaseType:
    """Return the type of case for a post."""
    return shipped(POLICY).case_types["concern"]


def steps(track: str, trigger: str) -> list[Transition]:
    """Return every step of that trigger."""
    return [s for s in concern().tracks[track].transitions if s.trigger == trigger]


# --- the text and its clauses ---------------------------------------------------------------------


def test_the_clauses_are_those_of_the_text_and_no_other() -> None:
    assert list(shipped(POLICY).clauses) == [row[0] for row in CLAUSES]


@pytest.mark.parametrize(("clause", "strength", "bearing", "heading"), CLAUSES)
def test_a_clause_has_its_strength_and_bearing_and_a_heading_that_is_printed(
    clause: str, strength: str, bearing: str, heading: str
) -> None:
    found = shipped(POLICY).clauses[clause]

    assert (found.strength, found.bearing) == (strength, bearing)
    assert found.cite.startswith(f'"{heading}", ')
    assert f"### {heading}\n" in page()


def test_every_heading_of_the_printed_text_is_cited() -> None:
    text = page().partition("## The text to print")[2].partition("## How a case runs")[0]

    assert set(re.findall("^### (.*)$", text, re.MULTILINE)) == {row[3] for row in CLAUSES}


def test_each_point_of_the_lists_is_a_clause() -> None:
    text = page().partition("### What we ask nobody to post")[2].partition("###")[0]
    examples = [row[0] for row in CLAUSES if row[3] == "What we ask nobody to post"]

    assert len(re.findall("^- ", text, re.MULTILINE)) == len(examples) - 1  # and the words under it


@pytest.mark.parametrize(("category", "clause"), EXAMPLES.items())
def test_each_example_is_a_category_and_counted(category: str, clause: str) -> None:
    assert clause in shipped(POLICY).categories[category].clauses
    assert category in {code for one in shipped(POLICY).counts.values() for code in one.categories}


def test_there_is_no_category_that_the_text_does_not_have() -> None:
    assert set(shipped(POLICY).categories) == set(EXAMPLES)


# --- what is best in the five ---------------------------------------------------------------------


def test_the_talk_comes_first_and_is_left_out_only_with_a_reason() -> None:
    assert all(step.reason for step in steps("conversation", "skip"))
    assert concern().tracks["conversation"].decide_when is not None


@pytest.mark.parametrize(
    "track",
    [
        "warning",
        "school-platform",
        "platform-report",
        "police",
        "legal-advice",
        "legal-action",
        "meeting",
    ],
)
def test_each_measure_can_be_declined_with_a_reason(track: str) -> None:
    assert all(step.reason for step in steps(track, "decline"))
    assert steps(track, "decline")


def test_nothing_is_taken_down_before_the_copy_and_the_reason_for_none_is_an_answer() -> None:
    (step,) = steps("school-removal", "take-down")

    assert "copy-is-kept" in {condition.name for condition in step.conditions}
    assert set(shipped(POLICY).facts["copy-kept"].choices) == {"kept", "may-not-be-taken"}


def test_the_chair_comes_in_by_one_step_and_has_the_key_from_then_on() -> None:
    admitting = {(s.track, s.trigger, s.admits) for s in concern().by_id.values() if s.admits}

    assert admitting == {("meeting", "meet-with-chair", ("chair",))}


def test_legal_action_needs_a_second_agreement() -> None:
    assert {step.source for step in steps("legal-action", "carry-out")} == {"agreed-by-both"}


def test_a_complaint_is_signposted_and_opens_nothing_else() -> None:
    found = shipped(POLICY).categories["complaint"]

    assert found.routes == "complaints"
    assert concern().tracks["complaint"].owed_when is not None


def test_bullying_from_outside_is_helped_with_and_never_dealt_with_as_ours() -> None:
    inside, outside = (
        steps("cyberbullying", "bullying-dealt-with"),
        steps("cyberbullying", "help-from-outside"),
    )

    assert {c.name for s in inside for c in s.conditions} == {"within-our-reach"}
    assert {c.name for s in outside for c in s.conditions} == {"outside-our-reach"}
    assert all("outside-help" in step.asks for step in outside)


def test_evidence_says_when_where_and_who() -> None:
    assert concern().tracks["evidence"].owed_when is not None
    assert all(step.reason for step in steps("evidence", "cannot-capture"))


def test_safeguarding_looks_at_staff_conduct_before_anybody_deals_with_it() -> None:
    assert {s.source for s in steps("staff-conduct", "deal-with-staff-conduct")} == {"looked-at"}


def test_the_pause_holds_the_talk_the_meeting_the_letters_and_the_offer_of_support() -> None:
    pause = concern().pause

    assert pause is not None
    assert {"author", "target"} == set(pause.letters_to)
    assert {("conversation", "hold"), ("meeting", "meet-with-chair")} <= set(pause.steps)
    assert ("staff-support", "offer-support") in pause.steps


def test_danger_waits_for_nothing() -> None:
    ringing = [step for step in concern().by_id.values() if step.danger]

    assert ringing
    assert all(not (s.approval or s.conditions or s.unless or s.asks) for s in ringing)


def test_the_policy_opens_its_yearly_case_when_it_is_adopted() -> None:
    assert shipped(POLICY).case_types["policy-year"].opens_at == "adoption"


def test_an_allegation_is_referred_where_any_part_is_ticked_or_nobody_is_sure() -> None:
    assert shipped(POLICY).conditions["referral-owed"].clauses == ("MODEL-62",)


# --- figures --------------------------------------------------------------------------------------


def test_every_limit_has_its_length_and_says_where_it_comes_from() -> None:
    cases = shipped(POLICY).case_types
    found = {**cases["concern"].deadlines, **cases["policy-year"].deadlines}

    assert {name: (one.words, one.provenance) for name, one in found.items()} == TIMES


def test_no_figure_passes_for_the_text_itself() -> None:
    text = files(POLICY)["model.yaml"]

    assert "provenance: seed" not in text
    assert text.count("provenance: law") == 1


@pytest.mark.parametrize(
    "words", ["5 school days", "7 days", "13 weeks", "12 months", "10 school days", "1 working day"]
)
def test_every_length_stands_on_the_page_for_the_headteacher(words: str) -> None:
    assert words in page()


def test_it_names_no_school_and_no_day() -> None:
    assert (shipped(POLICY).school, shipped(POLICY).adopted) == ("", "")
