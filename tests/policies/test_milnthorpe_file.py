"""The Milnthorpe file says what the Milnthorpe policy says, no more and no less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.policies.policy_kit import ROOT, cited, shipped

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Policy, Transition

#: id, strength, bearing, words that its printed place contains (None: paper never cites it).
CLAUSES = (
    ("MIL-01", "states", "record", '"Overview"'),
    ("MIL-02", "states", "record", "numbered points 1 to 4"),
    ("MIL-03", "states", "record", '"Overview"'),
    ("MIL-04", "states", "reference", '"Overview"'),
    ("MIL-05", "states", "machine", '"Overview"'),
    ("MIL-06", "must", "record", '"Overview"'),
    ("MIL-07", "must", "machine", "list of other policies"),
    ("MIL-08", "states", "record", '"Objectives"'),
    ("MIL-09", "states", "machine", '"Objectives"'),
    ("MIL-10", "states", "machine", '"Objectives", first point'),
    ("MIL-11", "states", "letter", '"Appropriate use'),
    ("MIL-12", "must_not", "machine", '"Appropriate use'),
    ("MIL-13", "consider", "record", '"Appropriate use'),
    ("MIL-14", "consider", "record", '"Appropriate use'),
    ("MIL-15", "states", "machine", '"Appropriate use'),
    ("MIL-16", "states", "letter", '"Inappropriate use'),
    ("MIL-17", "states", "count", "words above the list"),
    ("MIL-18", "states", "count", "first point"),
    ("MIL-19", "states", "count", "second point"),
    ("MIL-20", "states", "count", "third point"),
    ("MIL-21", "states", "count", "fourth point"),
    ("MIL-22", "states", "count", "fifth point"),
    ("MIL-23", "states", "count", "sixth point"),
    ("MIL-24", "states", "count", "seventh point"),
    ("MIL-25", "states", "count", "eighth point"),
    ("MIL-26", "must", "letter", "last paragraph"),
    ("MIL-27", "states", "record", "last paragraph"),
    ("MIL-28", "states", "machine", "the heading"),
    ("MIL-29", "will", "letter", '"Procedure the school will follow'),
    ("MIL-30", "usually", "machine", '"Procedure the school will follow'),
    ("MIL-31", "consider", "machine", '"Procedure the school will follow'),
    ("MIL-32", "consider", "machine", "first paragraph and list"),
    ("MIL-33", "consider", "machine", "first point"),
    ("MIL-34", "may", "machine", "second point"),
    ("MIL-35", "consider", "machine", "third point"),
    ("MIL-36", "consider", "machine", "point on the police"),
    ("MIL-37", "consider", "machine", "last point"),
    ("MIL-38", "states", "reference", None),
)

#: The category of each of the policy's eight examples, and of the words above and below them.
EXAMPLES = {
    "naming-or-discussing-a-child": "MIL-18",
    "allegation": "MIL-19",
    "cyberbullying": "MIL-20",
    "complaint": "MIL-21",
    "defamatory": "MIL-22",
    "negative-or-offensive": "MIL-23",
    "racist": "MIL-24",
    "threat-of-violence": "MIL-25",
    "other": "MIL-17",
    "childs-own-or-under-age-use": "MIL-26",
    "derogatory-on-a-school-platform": "MIL-34",
}

#: The times of the policy's limits; the policy itself has none.
TIMES = {
    "acknowledge": "1 school day",
    "triage-limit": "2 school days",
    "take-up-limit": "2 school days",
    "first-conversation": "2 school days",
    "removal-check": "1 school day",
    "consideration": "2 school days",
    "removal": "5 school days",
    "receipt-chase": "5 school days",
    "restriction-review": "13 weeks",
    "platform-chase": "7 calendar days",
    "police-at-once": "0 calendar days",
    "police-decision": "1 school day",
    "limitation": "12 months",
    "limitation-first-alert": "6 months",
    "limitation-second-alert": "10 months",
    "second-look": "10 school days",
    "review": "10 school days",
    "closing-limit": "5 school days",
    "support-offer": "1 school day",
}


def policy() -> Policy:
    """Return the shipped policy."""
    return shipped("milnthorpe")


def concern() -> CaseType:
    """Return its one case type."""
    return policy().case_types["concern"]


def steps(track: str, trigger: str) -> list[Transition]:
    """Return every step of that trigger, one for each state it leaves."""
    return [step for step in concern().tracks[track].transitions if step.trigger == trigger]


def one(track: str, trigger: str) -> Transition:
    """Return the only step of that trigger."""
    (step,) = steps(track, trigger)
    return step


# --- clauses --------------------------------------------------------------------------------------


def test_all_38_clauses_stand_in_the_file_and_no_other() -> None:
    actual = list(policy().clauses)

    assert actual == [row[0] for row in CLAUSES]


@pytest.mark.parametrize(("clause", "strength", "bearing", "place"), CLAUSES)
def test_a_clause_has_its_strength_bearing_and_place(
    clause: str, strength: str, bearing: str, place: str | None
) -> None:
    found = policy().clauses[clause]

    assert (found.strength, found.bearing) == (strength, bearing)
    assert (place or "") in found.cite
    assert bool(found.cite) == (place is not None)


def test_only_the_procedure_and_the_other_policies_bind_the_school_in_a_case() -> None:
    actual = {name for name, clause in policy().clauses.items() if clause.on_school}

    assert actual == {"MIL-07", *(f"MIL-{number}" for number in range(30, 38))}


def test_no_clause_is_unaccounted_for() -> None:
    open_ = set(policy().clauses) - cited(policy())

    assert {c for c in open_ if not policy().clauses[c].nothing_needed} == set()
    assert open_ == {"MIL-04", "MIL-38"}


def test_what_the_policy_does_not_contain_is_cited_by_nothing() -> None:
    assert "MIL-38" not in cited(policy())


@pytest.mark.parametrize("number", range(30, 38))
def test_each_clause_of_the_procedure_is_cited_by_a_step(number: int) -> None:
    steps_citing = [s for s in concern().by_id.values() if f"MIL-{number}" in s.clauses]

    assert steps_citing


def test_the_police_are_one_clause_with_five_grounds_and_other() -> None:
    actual = policy().facts["police-ground"].choices

    assert set(actual) == {
        "crime-such-as-harassment",
        "racial-element",
        "grossly-obscene",
        "grossly-offensive",
        "threat-of-violence",
        "other",
    }


# --- categories, questions, ages ------------------------------------------------------------------


@pytest.mark.parametrize(("category", "clause"), EXAMPLES.items())
def test_each_example_is_a_category_of_its_own(category: str, clause: str) -> None:
    assert clause in policy().categories[category].clauses


def test_there_is_no_category_that_the_policy_does_not_have() -> None:
    assert set(policy().categories) == set(EXAMPLES)


def test_a_complaint_alone_is_routed_to_the_complaints_procedure() -> None:
    actual = [code for code, category in policy().categories.items() if category.routes]

    assert actual == ["complaint"]


def test_every_category_is_counted() -> None:
    actual = {code for one in policy().counts.values() for code in one.categories}

    assert actual == set(policy().categories)


@pytest.mark.parametrize(
    "fact",
    ["inappropriate", "possibly-unlawful", "crime-possible", "names-individual", "adult-conduct"]
    + [f"touches-{i}" for i in ("safeguarding", "families", "confidentiality", "relationships")],
)
def test_triage_asks(fact: str) -> None:
    assert fact in one("case", "triage").asks


@pytest.mark.parametrize(
    "fact", ["complaint-open", "harm-reputation", "harm-other", "harm-learning"]
)
def test_taking_a_case_up_asks(fact: str) -> None:
    assert fact in one("case", "take-up").asks


@pytest.mark.parametrize("fact", ["refused", "continued"])
def test_refused_and_continued_may_each_be_unknown_and_say_who_told_us(fact: str) -> None:
    found = policy().facts[fact]

    assert (found.type, found.who_says) == ("yes-no-unknown", True)


def test_the_answer_of_the_safeguarding_check_is_sealed_and_no_step_asks_it() -> None:
    asked = {fact for step in concern().by_id.values() for fact in step.asks}

    assert policy().facts["screening"].sealed
    assert "screening" not in asked


def test_conduct_towards_a_child_once_alleged_stays_alleged() -> None:
    assert policy().facts["adult-conduct"].once


def test_fourteen_is_the_policys_own_age() -> None:
    assert policy().ages == {"most-sites": 14}


# --- times and letters ----------------------------------------------------------------------------


def test_every_limit_has_its_time() -> None:
    actual = {name: limit.words for name, limit in concern().deadlines.items()}

    assert actual == TIMES


def test_every_limit_but_the_year_to_claim_is_a_default() -> None:
    actual = {n for n, limit in concern().deadlines.items() if limit.provenance != "default"}

    assert actual == {"limitation"}


def test_every_limit_stands_on_the_page_for_the_headteacher() -> None:
    page = (ROOT / "docs" / "policies" / "milnthorpe.md").read_text("utf-8")

    assert all(words in page for words in ("5 school days", "13 weeks", "12 months", "7 days"))


@pytest.mark.parametrize(
    ("letter", "clause"),
    [
        ("first-conversation", "MIL-30"),
        ("warning", "MIL-33"),
        ("restriction", "MIL-34"),
        ("platform-complaint", "MIL-35"),
        ("police-summary", "MIL-36"),
        ("solicitor-bundle", "MIL-37"),
        ("complaint-signpost", "MIL-16"),
    ],
)
def test_a_letter_cites_its_clause(letter: str, clause: str) -> None:
    assert clause in concern().letters[letter].clauses


def test_the_warning_is_signed_by_the_headteacher() -> None:
    approval = concern().letters["warning"].approval

    assert approval is not None
    assert approval.by == {"headteacher"}
    assert approval.name == "signed-by-head"


# --- what is shown --------------------------------------------------------------------------------


# --- support for staff, and the whole -------------------------------------------------------------


def test_support_for_staff_is_never_presented_as_this_policys() -> None:
    track = concern().tracks["staff-support"]

    assert track.not_in_policy
    assert not {clause for step in track.transitions for clause in step.clauses}


@pytest.mark.parametrize("trigger", ["end-support", "support-not-wanted"])
def test_support_ends_with_the_steps_we_took(trigger: str) -> None:
    assert all("support-steps" in step.asks for step in steps("staff-support", trigger))


def test_nothing_of_the_texts_gaps_is_filled_under_the_policys_name() -> None:
    """No meeting with the chair and no evidence rule, as MIL-38 records."""
    assert not {"chair", "evidence"} & set(concern().tracks)
    assert policy().adopted == ""
