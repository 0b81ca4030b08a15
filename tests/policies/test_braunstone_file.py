"""The Braunstone file holds every clause of the Braunstone policy, and says whose each word is."""

from __future__ import annotations

import pytest

from tests.policies.braunstone_kit import TYPES, own, policy
from tests.policies.policy_kit import ROOT, cited, cited_in

#: id, strength, bearing, words that its printed place contains (empty: paper never cites it).
CLAUSES = (
    ("BRA-01", "states", "reference", ""),
    ("BRA-02", "states", "machine", '"Statement of intent", first paragraph'),
    ("BRA-03", "states", "record", '"Statement of intent", third'),
    ("BRA-04", "must", "machine", '"Statement of intent", fourth paragraph'),
    ("BRA-05", "states", "reference", '"Aims & Objectives"'),
    ("BRA-06", "states", "record", '"Scope"'),
    ("BRA-07", "must", "machine", '"Links to other policy"'),
    ("BRA-08", "states", "record", '"What is social media?"'),
    ("BRA-09", "must", "reference", '"Expectations of Staff", first paragraph'),
    ("BRA-10", "must", "machine", '"Expectations of Staff", second paragraph'),
    ("BRA-11", "must", "machine", '"Expectations of Staff", third paragraph'),
    ("BRA-12", "states", "reference", '"Safer online behaviour", first and second points'),
    ("BRA-13", "must", "calendar", '"Safer online behaviour", third point'),
    ("BRA-14", "must_not", "record", '"Safer online behaviour", fourth point'),
    ("BRA-15", "must_not", "machine", '"Safer online behaviour", fifth point'),
    ("BRA-16", "states", "record", '"Safer online behaviour", sixth point'),
    ("BRA-17", "must_not", "record", '"Safer online behaviour", seventh point'),
    ("BRA-18", "may", "machine", '"Safer online behaviour", eighth point'),
    ("BRA-19", "must_not", "record", '"Safer online behaviour", ninth point'),
    ("BRA-20", "must_not", "record", '"Protection of personal information", first point'),
    ("BRA-21", "must_not", "record", '"Protection of personal information", second point'),
    ("BRA-22", "must_not", "record", '"Protection of personal information", third point'),
    ("BRA-23", "must_not", "record", '"Protection of personal information", fourth point'),
    ("BRA-24", "usually", "reference", '"Protection of personal information", fifth point'),
    ("BRA-25", "must", "machine", "first and third points"),
    ("BRA-26", "must_not", "count", '"Reporting Concerns", first paragraph'),
    ("BRA-27", "must", "machine", '"Reporting Concerns", second paragraph'),
    ("BRA-28", "will", "machine", '"Reporting Concerns", second paragraph'),
    ("BRA-29", "will", "machine", '"Reporting Concerns", last paragraph'),
    ("BRA-30", "states", "machine", '"Cyberbullying", first point'),
    ("BRA-31", "states", "machine", '"Cyberbullying", second point'),
    ("BRA-32", "will", "machine", '"Cyberbullying", third point'),
    ("BRA-33", "must", "machine", '"Cyberbullying", last point'),
    ("BRA-34", "usually", "record", '"Cyberbullying", last point'),
    ("BRA-35", "may", "record", '"Cyberbullying", last point'),
    ("BRA-36", "states", "machine", '"Cyberbullying", last point, where the text breaks off'),
    ("BRA-37", "usually", "record", '"Safer Working Practices"'),
    ("BRA-38", "must", "calendar", '"Safer Working Practices"'),
    ("BRA-39", "states", "reference", ""),
    ("BRA-40", "states", "reference", '"Aims & Objectives", first three'),
)
#: Clauses that something in the file carries out, and nothing that it only shows.
ONLY_SHOWN = {f"BRA-{n:02}" for n in (1, 5, 9, 12, 24, 39, 40)}
ON_SCHOOL = {f"BRA-{n:02}" for n in (4, 7, 10, 18, 25, 28, 29, 32, 33)}

#: Each category with the clauses it rests on.
CATEGORIES = {
    "defamatory": {"BRA-18", "BRA-26"},
    "rude": {"BRA-26"},
    "abusive": {"BRA-26"},
    "cyberbullying": {"BRA-26", "BRA-30", "BRA-31"},
    "allegation": {"BRA-18"},
    "complaint": {"BRA-07"},
    "improper-contact": {"BRA-14", "BRA-15"},
    "confidentiality": {"BRA-17"},
    "profile": {"BRA-19"},
    "private-use": {"BRA-20"},
    "own-phone": {"BRA-21"},
    "shared-password": {"BRA-22"},
    "own-email": {"BRA-23"},
    "outside-channels": {"BRA-25"},
    "platform-terms": {"BRA-29"},
    "other": {"BRA-04"},
}

# --- clauses --------------------------------------------------------------------------------------


def test_all_40_clauses_stand_in_the_file_and_no_other() -> None:
    assert list(policy().clauses) == [row[0] for row in CLAUSES]
    assert len(CLAUSES) == 40


@pytest.mark.parametrize(("clause", "strength", "bearing", "place"), CLAUSES)
def test_a_clause_has_its_strength_bearing_and_place(
    clause: str, strength: str, bearing: str, place: str
) -> None:
    found = policy().clauses[clause]

    assert (found.strength, found.bearing) == (strength, bearing)
    assert place in found.cite if place else not found.cite


def test_what_binds_the_school_in_a_case_is_marked() -> None:
    actual = {name for name, clause in policy().clauses.items() if clause.on_school}

    assert actual == ON_SCHOOL


def test_no_clause_is_unaccounted_for() -> None:
    assert set(policy().clauses) - cited(policy()) == ONLY_SHOWN
    assert all(policy().clauses[clause].nothing_needed for clause in ONLY_SHOWN)


CARRIED = [row[0] for row in CLAUSES if row[2] in {"machine", "calendar"}]


@pytest.mark.parametrize("clause", CARRIED)
def test_each_clause_that_the_program_carries_out_is_cited_by_a_step(clause: str) -> None:
    citing = [
        step.id
        for case_type in own()
        for step in case_type.by_id.values()
        if clause in step.clauses
    ]

    assert citing


@pytest.mark.parametrize("clause", [row[0] for row in CLAUSES if row[2] == "record"])
def test_each_clause_that_asks_for_a_record_has_a_question_a_category_or_a_step(
    clause: str,
) -> None:
    held = [
        name
        for names in (policy().facts, policy().categories)
        for name, one in names.items()
        if clause in one.clauses
    ]

    assert held


# --- categories and kinds of case -----------------------------------------------------------------


def test_each_breach_is_a_category_with_its_clauses() -> None:
    actual = {name: set(category.clauses) for name, category in policy().categories.items()}

    assert actual == CATEGORIES


def test_every_category_is_counted_once() -> None:
    actual = [code for one in policy().counts.values() for code in one.categories]

    assert sorted(actual) == sorted(policy().categories)


@pytest.mark.parametrize("category", ["defamatory", "rude", "abusive", "cyberbullying"])
def test_what_the_policy_does_not_put_up_with_is_told_by_its_four_targets(category: str) -> None:
    assert {"pupil", "parent", "staff", "governor"} <= set(policy().categories[category].targets)


def test_a_complaint_alone_is_routed_to_the_complaints_procedure() -> None:
    actual = [code for code, category in policy().categories.items() if category.routes]

    assert actual == ["complaint"]


def test_each_flow_is_a_kind_of_case_and_allegations_come_from_the_branch() -> None:
    assert set(policy().case_types) == {*TYPES, "staff-allegation"}
    assert [c.name for c in policy().case_types.values() if c.sealed] == ["staff-allegation"]


@pytest.mark.parametrize(("case_type", "clause"), TYPES.items())
def test_a_kind_of_case_is_founded_on_its_clause(case_type: str, clause: str) -> None:
    found = policy().case_types[case_type]

    assert clause in cited_in(found)


# --- times and letters ----------------------------------------------------------------------------


def test_no_limit_passes_as_the_policys_own() -> None:
    actual = {limit.provenance for case_type in own() for limit in case_type.deadlines.values()}

    assert actual == {"default"}


def test_every_limit_stands_on_the_page_for_the_headteacher() -> None:
    page = (ROOT / "docs" / "policies" / "braunstone.md").read_text("utf-8")
    lengths = {limit.words for case_type in own() for limit in case_type.deadlines.values()}

    assert {words for words in lengths if words not in page} == set()


def test_every_letter_has_an_approval() -> None:
    rules = [letter.approval for case_type in own() for letter in case_type.letters.values()]

    assert all(rule is not None and "headteacher" in rule.by for rule in rules)


# --- what is shown --------------------------------------------------------------------------------
