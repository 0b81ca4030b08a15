"""The Moat Farm file says what the Moat Farm policy says, no more and no less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.policies.policy_kit import ROOT, cited, cited_in, shipped

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Policy

#: id, strength, bearing, words that its printed place contains.
CLAUSES = (
    ("MOAT-01", "states", "count", "its three points"),
    ("MOAT-02", "states", "record", "paragraph on Facebook"),
    ("MOAT-03", "states", "machine", "first extract from Facebook"),
    ("MOAT-04", "states", "letter", "second extract from Facebook"),
    ("MOAT-05", "states", "machine", "last paragraph"),
    ("MOAT-06", "states", "record", "first paragraph"),
    ("MOAT-07", "states", "record", "list of applications"),
    ("MOAT-08", "must", "reference", "last paragraph"),
    ("MOAT-09", "must_not", "record", '"Use of Social networking sites in work time"'),
    ("MOAT-10", "must", "machine", '"Social Networking as part of School Service"'),
    ("MOAT-11", "must", "machine", '"Social Networking as part of School Service"'),
    ("MOAT-12", "must_not", "count", "first point"),
    ("MOAT-13", "must_not", "record", "second point"),
    ("MOAT-14", "must_not", "record", "third to fifth points"),
    ("MOAT-15", "must_not", "record", "sixth point"),
    ("MOAT-16", "must_not", "record", "seventh point"),
    ("MOAT-17", "must_not", "record", "eighth point"),
    ("MOAT-18", "must_not", "machine", "ninth point"),
    ("MOAT-19", "may", "machine", "last point"),
    ("MOAT-20", "may", "machine", "paragraph below the list"),
    ("MOAT-21", "must_not", "record", "first point"),
    ("MOAT-22", "must_not", "record", "second point"),
    ("MOAT-23", "must_not", "record", "third point"),
    ("MOAT-24", "must", "machine", "fourth point"),
    ("MOAT-25", "states", "machine", "fifth point"),
    ("MOAT-26", "must", "machine", "sixth point"),
    ("MOAT-27", "must_not", "count", "first point"),
    ("MOAT-28", "must_not", "record", "second point"),
    ("MOAT-29", "will", "machine", "third point"),
    ("MOAT-30", "will", "machine", "fourth point"),
    ("MOAT-31", "must_not", "record", "fifth point"),
    ("MOAT-32", "will", "machine", "sixth point"),
    ("MOAT-33", "must", "machine", "seventh point"),
    ("MOAT-34", "states", "machine", "eighth point"),
    ("MOAT-35", "must", "machine", "on recording a disclosure"),
    ("MOAT-36", "must", "machine", "on referral to the LADO"),
    ("MOAT-37", "must", "letter", "on disclosure by a parent"),
    ("MOAT-38", "must", "machine", "on disclosure by a member of staff"),
    ("MOAT-39", "usually", "machine", "on suspension"),
    ("MOAT-40", "must", "machine", "on disclosure by a child"),
    ("MOAT-41", "must", "letter", "first paragraph"),
    ("MOAT-42", "must", "machine", "second paragraph"),
    ("MOAT-43", "may", "machine", "first example"),
    ("MOAT-44", "must", "machine", "second example"),
    ("MOAT-45", "must", "machine", "third example"),
    ("MOAT-46", "may", "letter", "third example"),
    ("MOAT-47", "may", "machine", "third example"),
    ("MOAT-48", "must", "machine", "third example"),
    ("MOAT-49", "may", "machine", "third example"),
    ("MOAT-50", "may", "record", "last point"),
)

#: The duties and choices that fall on the school in a case.
ON_SCHOOL = (10, 19, 20, 24, 26, 29, 30, 32, 33, *range(35, 41), *range(42, 50))

#: What the policy names as broken, and by which of its clauses.
BREACHES = {
    "speaking-for-the-school": {"MOAT-01", "MOAT-17"},
    "defamatory": {"MOAT-12"},
    "discriminatory": {"MOAT-12", "MOAT-14"},
    "copyright": {"MOAT-12"},
    "image-or-data-without-consent": {"MOAT-12"},
    "illegal-sexual-or-offensive": {"MOAT-12"},
    "promotion": {"MOAT-13"},
    "abusive-or-hateful": {"MOAT-14"},
    "code-breach": {"MOAT-14"},
    "discussing-school-matters": {"MOAT-15"},
    "mention-without-permission": {"MOAT-18"},
    "friend-under-18": {"MOAT-16"},
    "contact-with-a-pupil": {"MOAT-21"},
    "contact-with-a-former-pupil": {"MOAT-22"},
    "asked-to-join-a-pupils-page": {"MOAT-23"},
    "let-a-pupil-join": {"MOAT-16", "MOAT-23"},
    "posing-as-a-child": {"MOAT-25"},
    "pupil-tried-to-join": {"MOAT-30"},
    "use-in-work-time": {"MOAT-09"},
    "use-on-school-equipment": {"MOAT-31"},
    "pupil-use-in-the-school-day": {"MOAT-28"},
    "under-age-use": {"MOAT-27"},
    "firewall-attempt": {"MOAT-32"},
    "phone-not-handed-in": {"MOAT-29"},
    "cyberbullying": {"MOAT-34", "MOAT-42", "MOAT-50"},
    "other": set[str](),
}

#: The kinds of case an office would tell apart, with the clause that each begins with.
TYPES = {
    "concern": "MOAT-11",
    "pupil-report": "MOAT-33",
    "cyberbullying": "MOAT-34",
    "staff-conduct": "MOAT-19",
    "staff-page-attempt": "MOAT-30",
    "phone": "MOAT-29",
    "firewall-attempt": "MOAT-32",
    "working-day-use": "MOAT-26",
    "platform-proposal": "MOAT-10",
    "permission": "MOAT-18",
    "family-link": "MOAT-24",
    "access-notice": "MOAT-41",
}


def policy() -> Policy:
    """Return the shipped policy."""
    return shipped("moat-farm")


def own() -> list[CaseType]:
    """Return the types of case that stand in this file, not in a branch."""
    return [policy().case_types[name] for name in TYPES]


# --- clauses --------------------------------------------------------------------------------------


def test_all_50_clauses_stand_in_the_file_and_no_other() -> None:
    actual = list(policy().clauses)

    assert actual == [row[0] for row in CLAUSES]


@pytest.mark.parametrize(("clause", "strength", "bearing", "place"), CLAUSES)
def test_a_clause_has_its_strength_bearing_and_place(
    clause: str, strength: str, bearing: str, place: str
) -> None:
    found = policy().clauses[clause]

    assert (found.strength, found.bearing) == (strength, bearing)
    assert place in found.cite


def test_what_binds_the_school_in_a_case_is_marked() -> None:
    actual = {name for name, clause in policy().clauses.items() if clause.on_school}

    assert actual == {f"MOAT-{number}" for number in ON_SCHOOL}


def test_no_clause_is_unaccounted_for() -> None:
    assert set(policy().clauses) - cited(policy()) == {"MOAT-08"}
    assert policy().clauses["MOAT-08"].nothing_needed


MACHINE = [row[0] for row in CLAUSES if row[2] == "machine"]


@pytest.mark.parametrize("clause", MACHINE)
def test_each_clause_that_the_program_carries_out_is_cited_by_a_step(clause: str) -> None:
    citing = [
        step.id
        for case_type in policy().case_types.values()
        for step in case_type.by_id.values()
        if clause in step.clauses
    ]
    on_facts = [name for name, fact in policy().facts.items() if clause in fact.clauses]

    assert citing or on_facts


@pytest.mark.parametrize(
    ("clause", "places"),
    [
        ("MOAT-35", {"case/record"}),
        ("MOAT-36", {"referral/refer"}),
        ("MOAT-38", {"disclosure/heard-staff"}),
        ("MOAT-39", {"advice/record-advice", "suspension/suspend"}),
        ("MOAT-40", {"disclosure/heard-child", "disclosure/police-over"}),
    ],
)
def test_the_branch_of_allegations_carries_out_the_clauses_on_disclosures(
    clause: str, places: set[str]
) -> None:
    steps = policy().case_types["staff-allegation"].by_id.values()

    assert places <= {f"{step.track}/{step.trigger}" for step in steps if clause in step.clauses}


def test_the_words_for_a_parent_who_discloses_are_carried_by_the_letter() -> None:
    letter = policy().case_types["staff-allegation"].letters["disclosure-script"]

    assert "MOAT-37" in letter.clauses


# --- categories, ages, kinds of case --------------------------------------------------------------


def test_each_breach_is_a_category_with_its_clauses() -> None:
    actual = {name: set(category.clauses) for name, category in policy().categories.items()}

    assert actual == BREACHES


def test_every_category_is_counted_once() -> None:
    actual = [code for one in policy().counts.values() for code in one.categories]

    assert sorted(actual) == sorted(policy().categories)


def test_the_policys_ages_are_its_own() -> None:
    assert policy().ages == {
        "pupils-on-sites": 13,
        "facebook": 13,
        "parental-guidance": 16,
        "former-pupils": 18,
    }


def test_each_flow_is_a_kind_of_case_and_allegations_come_from_the_branch() -> None:
    assert set(policy().case_types) == {*TYPES, "staff-allegation"}
    assert [c.name for c in policy().case_types.values() if c.sealed] == ["staff-allegation"]


@pytest.mark.parametrize(("case_type", "clause"), TYPES.items())
def test_a_kind_of_case_is_founded_on_its_clause(case_type: str, clause: str) -> None:
    found = policy().case_types[case_type]

    assert clause in cited_in(found)


def test_no_limit_passes_as_the_policys_own() -> None:
    actual = {limit.provenance for case_type in own() for limit in case_type.deadlines.values()}

    assert actual == {"default"}


def test_every_limit_stands_on_the_page_for_the_headteacher() -> None:
    page = (ROOT / "docs" / "policies" / "moat-farm.md").read_text("utf-8")
    lengths = {limit.words for case_type in own() for limit in case_type.deadlines.values()}

    assert {words for words in lengths if words not in page} == set()


def test_every_letter_is_approved_by_the_headteacher() -> None:
    rules = [letter.approval for case_type in own() for letter in case_type.letters.values()]

    assert all(rule is not None and "headteacher" in rule.by for rule in rules)


# --- what is shown --------------------------------------------------------------------------------
