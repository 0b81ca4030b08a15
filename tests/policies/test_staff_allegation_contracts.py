"""Each promise about an allegation against an adult fails in a spoiled branch, and is caught."""

from __future__ import annotations

import pytest

from casework.policy.exploring.faults import Kind
from tests.policies.mutation_kit import Edit, faults, shipped, spoiled

POLICY, CASE, BRANCH = "model", "staff-allegation", "shared/staff-allegation.yaml"
GATE = "            conditions: [advice-or-danger]\n"
OWED = "            conditions: [no-referral-outstanding]\n"

#: The contract, and what is spoiled so that it can be broken.
MUTANTS = (
    ("nothing-before-advice", Edit("- trigger: inform\n", "advice-or-danger, words", "words")),
    (
        "nothing-before-advice",
        Edit("- trigger: tell-parents\n", "[advice-or-danger, parents", "[parents"),
    ),
    (
        "nothing-before-advice",
        Edit("- trigger: suspend\n", "[concern-named, advice-or-danger]", "[concern-named]"),
    ),
    ("nothing-before-advice", Edit("- trigger: write-suspension-letter\n", GATE)),
    (
        "nothing-before-advice",
        Edit(
            "- trigger: write-outcome-letter\n",
            "[advice-recorded, outcome-known]",
            "[outcome-known]",
        ),
    ),
    (
        "no-interview-before-advice",
        Edit("- trigger: begin-enquiry\n", "[advice-recorded, police", "[police"),
    ),
    ("owed-referral-made", Edit("- trigger: nothing-to-follow-up\n", OWED)),
    ("owed-referral-made", Edit("- trigger: close\n", OWED)),
    (
        "decided-with-referral-owed",
        Edit("- trigger: do-not-refer\n", "            unless: [referral-owed]\n"),
    ),
    (
        "alternatives-weighed",
        Edit("- trigger: suspend\n", "source: weighed", "source: not-weighed"),
    ),
    (
        "alternatives-answered",
        Edit("- trigger: weigh-alternatives\n", "              - instead-elsewhere\n"),
    ),
    (
        "suspension-ended-by-the-right-body",
        Edit("- trigger: end-suspension\n", "            conditions: [by-the-right-body]\n"),
    ),
    (
        "child-stays-with-child-protection",
        Edit("- trigger: police-over\n", "            conditions: [police-part-over]\n"),
    ),
    (
        "closed-with-an-end",
        Edit(
            "- trigger: take-up\n",
            "            then: [{track: outcome, trigger: await-outcome, optional: true}]\n",
        ),
    ),
    ("dbs-decided", Edit("\n      dbs:\n", "        owed-when: barring-in-question\n")),
    ("tra-decided", Edit("\n      tra:\n", "        owed-when: barring-in-question\n")),
    ("file-cleared", Edit("\n      personnel-file:\n", "        owed-when: file-to-be-cleared\n")),
)


def test_every_contract_of_the_case_is_spoiled_at_least_once() -> None:
    actual = {contract.name for contract in shipped(POLICY).case_types[CASE].contracts}

    assert actual == {name for name, _ in MUTANTS}


@pytest.mark.parametrize("name", sorted({name for name, _ in MUTANTS}))
def test_the_contract_holds_as_shipped(name: str) -> None:
    assert faults(shipped(POLICY), CASE, name) == []


@pytest.mark.parametrize(("name", "edit"), MUTANTS)
def test_the_contract_fails_where_it_is_spoiled_and_the_way_there_is_shown(
    name: str, edit: Edit
) -> None:
    (fault,) = faults(spoiled(POLICY, BRANCH, edit), CASE, name)

    assert (fault.kind, fault.subject) == (Kind.CONTRACT, name)
    assert fault.scenario is not None
    assert fault.scenario.steps
