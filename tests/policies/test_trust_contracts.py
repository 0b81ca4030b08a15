"""Each promise of the trust's policy fails where the policy is spoiled, and is caught."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from casework.policy.exploring.explore import explore
from casework.policy.exploring.faults import Kind
from tests.policies.mutation_kit import Edit, faults, shipped, spoiled

POLICY, CASE, FILE = "trust", "concern", "trust.yaml"
INTAKE = "shared/intake.yaml"
TEMPLATE = "        template: measure\n"
UNDECIDED = f"{TEMPLATE}        decide-when: complains\n"
MORE = "conditions: [more-than-a-complaint]"
TAKE_DOWN = "says: Record that the content was taken down, and by whom.\n"


class Mutant(NamedTuple):
    """What is spoiled, and in which file."""

    edits: tuple[Edit, ...]
    file: str = FILE


def undecided(track: str, title: str) -> Mutant:
    """Let the closing list ask for the decision on another ground."""
    head = f"\n      {track}:\n        title: {title}\n{TEMPLATE}"
    return Mutant((Edit(head, TEMPLATE, UNDECIDED),))


def complained(track: str) -> Mutant:
    """Let a complaint alone be enough for an action."""
    head = f"\n      {track}:\n        title"
    return Mutant((Edit(head, MORE, "conditions: []"), Edit(head, MORE, "conditions: []")))


def without(after: str, line: str) -> Mutant:
    """Take a line out."""
    return Mutant((Edit(after, line),))


def instead(after: str, old: str, new: str) -> Mutant:
    """Put other words in a place."""
    return Mutant((Edit(after, old, new),))


#: The contract, and what is spoiled so that it can be broken.
MUTANTS: dict[str, Mutant] = {
    "complaint-alone-no-police": complained("police"),
    "complaint-alone-no-advice": complained("legal-advice"),
    "complaint-alone-no-legal-action": complained("legal-action"),
    "complaint-alone-no-other-legal-action": complained("other-legal-action"),
    "no-contact-while-paused": without(
        "\n    pause:\n", "        - {track: conversation, trigger: hold}\n"
    ),
    "warning-has-its-ground": instead(
        "          words: a written warning\n", "refused-and-continued", "misuse-found"
    ),
    "warning-only-after-the-question": instead(
        "          - trigger: write-again\n",
        "source: undelivered\n            dest: considered",
        "source: considered\n            dest: done",
    ),
    "unknown-opens-nothing": without(
        "          - trigger: weighed-up\n", "            conditions: [refused-and-continued]\n"
    ),
    "warning-letter-approved": instead(
        "says: Record that the warning letter was sent.\n", "[warning-letter-sent]", "[]"
    ),
    "held-to-it-after-proof-of-delivery": instead(
        "says: Record what proves that the warning letter was delivered",
        "source: delivered\n            dest: ineffective",
        "source: done\n            dest: ineffective",
    ),
    "legal-action-agreed-twice": instead(
        "says: Withdraw legal action after all",
        "source: agreed-by-both\n            dest: done",
        "source: approved\n            dest: done",
    ),
    "other-legal-action-agreed-twice": instead(
        "says: Withdraw the other legal step after all",
        "source: agreed-by-both\n            dest: done",
        "source: approved\n            dest: done",
    ),
    "snapshot-before-taking-down": instead(
        TAKE_DOWN, "[on-a-school-platform, snapshot-settled]", "[on-a-school-platform]"
    ),
    "each-taking-down-has-its-snapshot": instead(
        TAKE_DOWN, "[on-a-school-platform, snapshot-settled]", "[on-a-school-platform]"
    ),
    "acts-on-its-own-platform-alone": instead(
        TAKE_DOWN, "[on-a-school-platform, snapshot-settled]", "[snapshot-settled]"
    ),
    "platform-dealt-with": without(
        "\n      platform-security:\n", "        owed-when: platform-action-owed\n"
    ),
    "other-action-after-advice": instead(
        "          words: another action\n", "[advice-on-record]", "[]"
    ),
    "provider-only-with-ground": instead(
        "          words: a request to the IT provider (AIT)\n",
        "approve: {conditions: [it-provider-opens]",
        "approve: {conditions: []",
    ),
    "logs-before-evidence": instead(
        "says: Record that the IT provider secured the logs.\n",
        "source: logs-secured\n            dest: evidence-returned",
        "source: done\n            dest: evidence-returned",
    ),
    "complaint-signposted": without("\n      complaint:\n", "        owed-when: complains\n"),
    "conversation-or-reason": without(
        "\n      conversation:\n", "        decide-when: misuse-found\n"
    ),
    "warning-decided": undecided("warning", "Written warning"),
    "platform-report-decided": undecided("platform-report", "Complaint to the platform"),
    "police-decided": undecided("police", "The police"),
    "legal-advice-decided": undecided("legal-advice", "Legal advice"),
    "legal-action-decided": undecided("legal-action", "Legal action"),
    "other-legal-action-decided": undecided("other-legal-action", "Other legal action"),
    "it-provider-decided": undecided("it-provider", "The IT provider"),
    "other-action-decided": undecided("other-measure", "Any other action"),
    "copies-decided": without("\n      copies:\n", "        decide-when: capture-on-record\n"),
    "matter-checked-before-closing": without(
        "\n      investigation-check:\n", "        owed-when: raises-a-matter-under-way\n"
    ),
    "removal-looked-for-again": without(
        "\n      removal:\n        title: Removal of", "        owed-when: ends-as-removed\n"
    ),
    "prejudice-entered": Mutant(
        (Edit("\n  prejudice-log:\n", "    owed-when: prejudice-entry-due\n"),), INTAKE
    ),
}


def test_every_contract_of_the_policy_is_spoiled() -> None:
    actual = {contract.name for contract in shipped(POLICY).case_types[CASE].contracts}

    assert actual == set(MUTANTS)


@pytest.mark.parametrize("name", MUTANTS)
def test_the_contract_fails_where_it_is_spoiled_and_the_way_there_is_shown(name: str) -> None:
    mutant = MUTANTS[name]
    (fault,) = faults(spoiled(POLICY, mutant.file, *mutant.edits), CASE, name)

    assert (fault.kind, fault.subject) == (Kind.CONTRACT, name)
    assert fault.scenario is not None
    assert fault.scenario.steps


def test_every_case_the_policy_allows_was_walked_and_nothing_was_found() -> None:
    assert explore(shipped(POLICY)).faults == ()


def test_the_other_reading_of_the_will_alone_is_as_sound() -> None:
    """A school may wait for refusal and continuation before it acts on its own platform."""
    at_once = "          - {not: {fact: platform-when, is: after-refusal}}\n"
    other = spoiled(POLICY, FILE, Edit("\n  platform-action-owed:\n", at_once))

    assert explore(other).faults == ()
    assert "after-refusal" not in repr(other.conditions["platform-action-owed"].test)
