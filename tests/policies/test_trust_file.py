"""The trust's file says what the trust's policy says, no more and no less."""

from __future__ import annotations

import re

import pytest

from tests.policies.policy_kit import ROOT, cited
from tests.policies.trust_kit import concern, policy, upkeep

#: id, strength, bearing, where it is printed (None: paper never cites it).
CLAUSES = (
    ("TRUST-M1", "states", "calendar", "front page"),
    ("TRUST-M2", "states", "record", None),
    ("TRUST-1.1", "states", "record", "1.1"),
    ("TRUST-1.2", "states", "record", "1.2"),
    ("TRUST-1.3", "will", "record", "1.3"),
    ("TRUST-2.1", "states", "reference", "2.1"),
    ("TRUST-2.2", "states", "reference", "2.2"),
    ("TRUST-2.3", "states", "record", "2.3"),
    ("TRUST-2.4", "states", "reference", "2.4"),
    ("TRUST-2.5", "states", "machine", "2.5"),
    ("TRUST-2.6", "states", "machine", "2.6"),
    ("TRUST-3.1", "must", "machine", "3.1"),
    ("TRUST-3.1a", "states", "machine", "3.1"),
    ("TRUST-3.2", "consider", "reference", "3.2"),
    ("TRUST-3.2.1", "consider", "letter", "3.2.1"),
    ("TRUST-3.2.2", "may", "machine", "3.2.2"),
    ("TRUST-3.2.3", "consider", "record", "3.2.3"),
    ("TRUST-3.2.4", "consider", "record", "3.2.4"),
    ("TRUST-3.2.5", "consider", "record", "3.2.5"),
    ("TRUST-4.1", "states", "letter", "4.1"),
    ("TRUST-4.2", "states", "count", "4.2"),
    ("TRUST-4.2.1", "states", "count", "4.2.1"),
    ("TRUST-4.2.2", "states", "count", "4.2.2"),
    ("TRUST-4.2.3", "states", "count", "4.2.3"),
    ("TRUST-4.2.4", "states", "count", "4.2.4"),
    ("TRUST-4.2.5", "states", "count", "4.2.5"),
    ("TRUST-4.2.6", "states", "count", "4.2.6"),
    ("TRUST-4.2.7", "states", "count", "4.2.7"),
    ("TRUST-4.2.8", "states", "count", "4.2.8"),
    ("TRUST-4.3", "must", "letter", "4.3"),
    ("TRUST-5.0", "states", "machine", "5"),
    ("TRUST-5.1", "usually", "machine", "5.1"),
    ("TRUST-5.1.1", "consider", "machine", "5.1.1"),
    ("TRUST-5.1.2", "consider", "machine", "5.1.2"),
    ("TRUST-5.1.3", "consider", "machine", "5.1.3"),
    ("TRUST-5.1.4", "will", "machine", "5.1.4"),
    ("TRUST-5.1.5a", "consider", "machine", "5.1.5"),
    ("TRUST-5.1.5b", "may", "machine", "5.1.5"),
    ("TRUST-5.1.6", "consider", "machine", "5.1.6"),
    ("TRUST-5.1.7", "may", "record", "5.1.7"),
    ("TRUST-5.1.8", "consider", "machine", "5.1.8"),
    ("TRUST-Z", "states", "reference", None),
)
MACHINE = tuple(row[0] for row in CLAUSES if row[2] == "machine")
COUNT = tuple(row[0] for row in CLAUSES if row[2] == "count")

#: What the school may decide either way in a case.
CHOICES = {f"TRUST-5.1.{which}" for which in ("1", "2", "3", "5a", "5b", "6", "8")}

TIMES = {
    "triage-limit": "2 school days",
    "take-up-limit": "2 school days",
    "review": "10 school days",
    "closing-limit": "5 school days",
    "first-conversation": "2 school days",
    "removal-check": "1 school day",
    "consideration": "2 school days",
    "removal": "0 calendar days",
    "receipt-chase": "5 school days",
    "restriction-review": "13 weeks",
    "platform-chase": "7 calendar days",
    "police-at-once": "0 calendar days",
    "police-decision": "1 school day",
    "limitation": "12 months",
    "limitation-first-alert": "6 months",
    "limitation-second-alert": "10 months",
    "second-look": "10 school days",
    "platform-decision": "0 calendar days",
    "restrict-today": "0 calendar days",
    "take-down-today": "0 calendar days",
    "secure-today": "0 calendar days",
    "it-chase": "1 working day",
    "investigation-answer": "1 school day",
    "acknowledge": "1 school day",
    "support-offer": "1 school day",
}


# --- clauses --------------------------------------------------------------------------------------


def test_all_42_clauses_stand_in_the_file_and_no_other() -> None:
    actual = list(policy().clauses)

    assert actual == [row[0] for row in CLAUSES]
    assert len(actual) == 42


@pytest.mark.parametrize(("clause", "strength", "bearing", "place"), CLAUSES)
def test_a_clause_has_its_strength_bearing_and_place(
    clause: str, strength: str, bearing: str, place: str | None
) -> None:
    found = policy().clauses[clause]

    assert (found.strength, found.bearing, found.cite) == (strength, bearing, place or "")


def test_what_binds_the_school_in_a_case_are_the_list_and_the_two_other_procedures() -> None:
    actual = {name for name, clause in policy().clauses.items() if clause.on_school}

    assert actual == {"TRUST-3.2.2", "TRUST-5.1", "TRUST-5.1.4", *CHOICES}


def test_no_clause_is_unaccounted_for() -> None:
    open_ = set(policy().clauses) - cited(policy())

    assert open_ == {"TRUST-2.1", "TRUST-2.2", "TRUST-2.4", "TRUST-3.2", "TRUST-M2", "TRUST-Z"}


@pytest.mark.parametrize("clause", MACHINE)
def test_each_clause_for_the_machine_is_cited_by_a_step_or_a_type_of_case(clause: str) -> None:
    by_steps = {c for step in concern().by_id.values() for c in step.clauses}

    assert clause in {*by_steps, *concern().clauses}


@pytest.mark.parametrize("clause", COUNT)
def test_each_example_is_a_category_and_is_counted(clause: str) -> None:
    named = {code for code, found in policy().categories.items() if clause in found.clauses}
    counted = {code for one in policy().counts.values() for code in one.categories}

    assert named
    assert named <= counted


def test_what_the_policy_does_not_contain_is_cited_by_nothing() -> None:
    assert "TRUST-Z" not in cited(policy())
    assert policy().ages == {}


@pytest.mark.parametrize(
    "track",
    [
        *("acknowledgement", "agreement", "cyberbullying", "investigation-check"),
        *("platform-snapshot", "prejudice-log", "safeguarding-check", "staff-support", "word"),
    ],
)
def test_a_default_is_never_presented_as_the_policys(track: str) -> None:
    found = concern().tracks[track]

    assert found.not_in_policy
    assert {clause for step in found.transitions for clause in step.clauses} == set()


def test_the_pause_stands_under_no_clause() -> None:
    pause = concern().pause

    assert pause is not None
    assert pause.clauses == ()


def test_no_school_is_named_because_the_text_names_none() -> None:
    assert policy().title == "Parental Use of Social Media and Online Platforms Policy"
    assert policy().school == ""


def test_the_dates_are_those_of_the_front_page() -> None:
    assert (policy().adopted, policy().review) == ("2019-06-28", "2027-06-30")


# --- several schools, and what comes round --------------------------------------------------------


def test_what_comes_round_opens_by_itself_when_a_school_adopts_the_policy() -> None:
    assert upkeep().opens_at == "adoption"
    assert upkeep().deadlines["policy-review"].anchor == "review-due-on"
    assert upkeep().deadlines["policy-review"].provenance == "seed"


def test_the_log_of_updates_holds_newsletters_and_training_or_why_there_was_none() -> None:
    track = upkeep().tracks["case"]
    logged = {step.trigger: step for step in track.transitions if step.dest == "running"}

    assert logged["update-sent"].asks == ("updates-what",)
    assert logged["no-update"].reason


# --- times, letters and words ---------------------------------------------------------------------


def test_every_limit_has_its_time() -> None:
    actual = {name: limit.words for name, limit in concern().deadlines.items()}

    assert actual == TIMES


def test_only_the_removal_and_the_year_to_claim_are_no_defaults() -> None:
    actual = {n: x.provenance for n, x in concern().deadlines.items() if x.provenance != "default"}

    assert actual == {"removal": "seed", "limitation": "law"}


@pytest.mark.parametrize(
    ("letter", "clause"),
    [
        ("first-conversation", "TRUST-5.1"),
        ("warning", "TRUST-5.1.1"),
        ("restriction", "TRUST-5.1.4"),
        ("platform-complaint", "TRUST-5.1.5a"),
        ("it-evidence-request", "TRUST-5.1.5b"),
        ("police-summary", "TRUST-5.1.3"),
        ("solicitor-bundle", "TRUST-5.1.2"),
        ("complaint-signpost", "TRUST-4.1"),
    ],
)
def test_a_letter_cites_its_clause(letter: str, clause: str) -> None:
    assert clause in concern().letters[letter].clauses


def test_the_page_for_the_headteacher_says_every_time() -> None:
    page = (ROOT / "docs" / "policies" / "trust.md").read_text("utf-8")
    said = {words.split()[0] for words in TIMES.values() if not words.startswith("0")}

    assert all(re.search(rf"\b{amount}\b", page) for amount in said)
    assert "the day of delivery" in page
