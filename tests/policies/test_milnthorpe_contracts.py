"""Each promise of Milnthorpe's policy fails where the policy is spoiled, and is caught."""

from __future__ import annotations

import pytest

from casework.policy.exploring.explore import explore
from casework.policy.exploring.faults import Kind
from tests.policies.mutation_kit import Edit, faults, shipped, spoiled

POLICY, CASE, FILE = "milnthorpe", "concern", "milnthorpe.yaml"
TEMPLATE = "        template: measure\n"
UNDECIDED = f"{TEMPLATE}        decide-when: complains\n"
MORE = "conditions: [more-than-a-complaint]"


def undecided(track: str) -> tuple[Edit, ...]:
    """Let the closing list ask for the decision on another ground."""
    return (Edit(f"\n      {track}:\n        title", TEMPLATE, UNDECIDED),)


def complained(track: str) -> tuple[Edit, ...]:
    """Let a complaint alone be enough for an action."""
    head = f"\n      {track}:\n        title"
    return (Edit(head, MORE, "conditions: []"), Edit(head, MORE, "conditions: []"))


def without(after: str, line: str) -> tuple[Edit, ...]:
    """Take a line out."""
    return (Edit(after, line),)


#: The contract, and what is spoiled so that it can be broken.
MUTANTS: dict[str, tuple[Edit, ...]] = {
    "complaint-alone-no-police": complained("police"),
    "complaint-alone-no-advice": complained("legal-advice"),
    "complaint-alone-no-legal-action": complained("legal-action"),
    "no-contact-while-paused": without(
        "\n    pause:\n", "        - {track: conversation, trigger: hold}\n"
    ),
    "block-on-school-platform-alone": without(
        "says: Record that the block or restriction is in place.\n",
        "              conditions: [on-a-school-platform]\n",
    ),
    "warning-has-its-ground": (
        Edit("          words: a written warning\n", "refused-and-continued", "misuse-found"),
    ),
    "warning-only-after-the-question": (
        Edit(
            "          - trigger: letter-received\n",
            "source: done\n            dest: done",
            "source: considered\n            dest: done",
        ),
    ),
    "unknown-opens-nothing": without(
        "          - trigger: weighed-up\n", "            conditions: [refused-and-continued]\n"
    ),
    "warning-letter-approved": (
        Edit("says: Record that the warning letter was sent.\n", "[warning-letter-sent]", "[]"),
    ),
    "legal-action-agreed-twice": (
        Edit(
            "          - trigger: withdraw-agreed\n",
            "            source: agreed-by-both\n            dest: done",
            "            source: approved\n            dest: done",
        ),
    ),
    "complaint-signposted": without("\n      complaint:\n", "        owed-when: complains\n"),
    "conversation-or-reason": without(
        "\n      conversation:\n", "        decide-when: misuse-found\n"
    ),
    "warning-decided": (
        Edit(
            "          - trigger: weigh-up-again\n",
            f"        title: Written warning\n{TEMPLATE}",
            f"        title: Written warning\n{UNDECIDED}",
        ),
    ),
    "school-platform-decided": undecided("school-platform"),
    "platform-report-decided": undecided("platform-report"),
    "police-decided": undecided("police"),
    "legal-advice-decided": undecided("legal-advice"),
    "legal-action-decided": undecided("legal-action"),
    "removal-looked-for-again": without(
        "\n      removal:\n        title: Removal of", "        owed-when: ends-as-removed\n"
    ),
    "prejudice-entered": without("\n      prejudice-log:\n", "        owed-when: racist-comment\n"),
}


def test_every_contract_of_the_policy_is_spoiled() -> None:
    actual = {contract.name for contract in shipped(POLICY).case_types[CASE].contracts}

    assert actual == set(MUTANTS)


@pytest.mark.parametrize("name", MUTANTS)
def test_the_contract_fails_where_it_is_spoiled_and_the_way_there_is_shown(name: str) -> None:
    (fault,) = faults(spoiled(POLICY, FILE, *MUTANTS[name]), CASE, name)

    assert (fault.kind, fault.subject) == (Kind.CONTRACT, name)
    assert fault.scenario is not None
    assert fault.scenario.steps


def test_every_case_the_policy_allows_was_walked_and_nothing_was_found() -> None:
    assert explore(shipped(POLICY)).faults == ()
