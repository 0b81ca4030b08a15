"""Each promise of the Braunstone policy fails where the policy is spoiled, and is caught.

One thing is taken out of the shipped file or of a branch it takes in. The promise must hold before
and fail after, with the way to the case in which it fails.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from casework.policy.exploring.faults import Kind
from tests.policies.mutation_kit import Edit, faults, files, shipped, spoiled

POLICY, FILE = "braunstone", "braunstone.yaml"
CHECK = "\n  safeguarding-check-due:\n"
BOTH = "conditions: [conduct-may-go-on, screened-first]"
NO_BREACH = "says: Find that it breaks no rule, with the reason.\n"
OFFER = "    # Not in the policy. An offer of support must not be how"
NOTICE = "    # Not in the policy. Neither a notice nor an offer"
CONSIDERED = (
    "            then:\n              - {track: formal-action, trigger: consider, optional: true}\n"
)
CLOSE_BOTH = "            conditions: [banned-and-reported]\n"


class Mutant(NamedTuple):
    """What is spoiled, and in which file."""

    edits: tuple[Edit, ...]
    file: str = FILE


def without(after: str, line: str, file: str = FILE) -> Mutant:
    """Take a line out."""
    return Mutant((Edit(after, line),), file)


def instead(after: str, old: str, new: str) -> Mutant:
    """Put other words in a place."""
    return Mutant((Edit(after, old, new),))


def unowed(title: str, line: str) -> Mutant:
    """Let the closing list forget an action, found by its title."""
    return without(f"\n        title: {title}\n", f"        {line}\n")


def ungated(says: str, condition: str) -> Mutant:
    """Take from a step, found by the beginning of what it says, its condition."""
    return without(f"says: {says}", f"            conditions: [{condition}]\n")


#: The contract, and what is spoiled so that it can be broken.
MUTANTS: dict[str, Mutant] = {
    "concern/no-contact-while-paused": without(
        OFFER, "        - {track: talk, trigger: hold-talk}\n"
    ),
    "concern/child-first": instead(
        CHECK, "any: [child-at-risk, adult-conduct]", "all: [adult-conduct]"
    ),
    "concern/routed-by-author": unowed(
        "The procedure for whoever posted it", "owed-when: author-recorded"
    ),
    "concern/staff-never-as-a-family": ungated(
        "A parent posted it – deal with it here", "by-a-parent"
    ),
    "concern/governor-never-as-staff": ungated("Staff, a volunteer or a contractor", "by-staff"),
    "concern/complaint-signposted": without(
        "\n      complaint:\n        title: How to complain\n", "        owed-when: complains\n"
    ),
    "concern/terms-looked-at": unowed("Terms of the platform", "owed-when: terms-to-look-at"),
    "concern/bullying-never-dropped": unowed("Cyberbullying", "decide-when: could-be-bullying"),
    "concern/channels-pointed-to": unowed(
        "The school’s own channels", "owed-when: contact-outside-channels"
    ),
    "concern/removal-looked-for-again": without(
        "\n  concern:\n    title: Concern about a post\n",
        "            conditions: [looked-for-again-if-taken-down]\n",
    ),
    "breach-of-terms/no-contact-while-paused": instead(
        "    # Not in the policy. A ban tells the person",
        "steps: [{track: ban, trigger: put-in-place}]",
        "steps: []",
    ),
    "breach-of-terms/both-or-a-reason": without(
        "source: found\n            dest: closed", CLOSE_BOTH
    ),
    "breach-of-terms/ban-only-from-our-own": ungated(
        "Record that the ban is in place.", "something-to-ban-from"
    ),
    "breach-of-terms/nothing-without-a-finding": ungated(
        "Ask the headteacher to agree to the report", "breach-of-terms-found"
    ),
    "breach-of-terms/reported-is-not-the-end": Mutant(
        (
            Edit("source: found\n            dest: closed", CLOSE_BOTH),
            Edit(
                "\n        title: The report to the platform\n", "finals: [", "finals: [reported, "
            ),
        )
    ),
    "child-cyberbullying/no-contact-while-paused": instead(
        "    # Not in the policy.\n",
        "steps: [{track: families, trigger: tell-families}]",
        "steps: []",
    ),
    "child-cyberbullying/child-first": instead(
        CHECK, "any: [child-at-risk, adult-conduct]", "all: [adult-conduct]"
    ),
    "child-cyberbullying/handed-over-with-a-result": unowed(
        "The school’s policy on bullying", "owed-when: child-bullied"
    ),
    "child-cyberbullying/definition-first": ungated(
        "Record that by the policy’s definition it is not", "falls-short"
    ),
    "staff-cyberbullying/no-contact-while-paused": without(
        NOTICE, "        - {track: preservation, trigger: tell-to-keep}\n"
    ),
    "staff-cyberbullying/told-to-keep-everything": unowed(
        "Telling the employee to keep everything", "owed-when: employee-bullied"
    ),
    "staff-cyberbullying/time-date-and-place": instead(
        "- trigger: evidence-gathered\n", "[has-evidence, each-piece-dated]", "[has-evidence]"
    ),
    "staff-cyberbullying/nothing-gathered-from-nothing": instead(
        "- trigger: evidence-with-gaps\n",
        "[has-evidence, some-piece-undated]",
        "[some-piece-undated]",
    ),
    "staff-cyberbullying/support-offered-or-not": Mutant(
        (
            Edit("title: Support for staff\n", "    decide-when: support-called-for\n"),
            Edit("title: Support for staff\n", "finals: [", "finals: [to-offer, "),
        ),
        "shared/staff-support.yaml",
    ),
    "staff-cyberbullying/unfinished-sentence-settled": unowed(
        "What the school does next – the policy’s sentence breaks off here",
        "decide-when: employee-bullied",
    ),
    "staff-conduct/safeguarding-looks-first": instead(
        NO_BREACH, BOTH, "conditions: [conduct-may-go-on]"
    ),
    "staff-conduct/nothing-while-paused": instead(NO_BREACH, BOTH, "conditions: [screened-first]"),
    "staff-conduct/contact-looked-up": unowed(
        "The list of declared contacts", "decide-when: contact-with-families"
    ),
    "staff-conduct/no-secret-contact-counts": without(
        "- trigger: contact-counts\n", "            conditions: [contact-was-open]\n"
    ),
    "staff-conduct/formal-action-decided": Mutant(
        (
            Edit("          words: formal action\n", "          opens-when: code-breach-found\n"),
            Edit("- trigger: find-code-breach\n", CONSIDERED),
        )
    ),
    "staff-conduct/formal-action-has-its-ground": without(
        "          words: formal action\n", "          opens-when: code-breach-found\n"
    ),
    "friend-request/ignored-is-no-end": without(
        "- trigger: not-of-the-school\n", "            conditions: [sender-from-elsewhere]\n"
    ),
    "friend-request/never-logged-unrefused": instead(
        "- trigger: log-it\n", "source: refused", "source: [refused, received]"
    ),
    "friend-request/accepted-is-passed-on": unowed(
        "A request that was accepted", "owed-when: request-was-accepted"
    ),
    "image/own-equipment-is-wiped": without(
        "- trigger: school-equipment-used\n", "            conditions: [on-the-schools-equipment]\n"
    ),
    "image/moved-is-not-the-end": instead(
        "- trigger: deleted\n", "source: moved", "source: [moved, captured]"
    ),
    "induction-review/never-in-order-unasked": without(
        "- trigger: put-right\n", "            conditions: [in-order]\n"
    ),
    "platform-adoption/agreed-before-use": instead(
        "- trigger: put-to-use\n", "source: agreed", "source: [agreed, proposed]"
    ),
    "not-covered/advised-before-deciding": instead(
        "- trigger: decide\n", "source: advised", "source: [advised, noted]"
    ),
}


def test_every_contract_of_the_policy_has_its_mutant() -> None:
    branches = [text for name, text in files(POLICY).items() if name != FILE]
    own = {
        f"{case_type.name}/{contract.name}"
        for case_type in shipped(POLICY).case_types.values()
        for contract in case_type.contracts
        if not any(f"\n  {case_type.name}:\n" in text for text in branches)
    }

    assert own == set(MUTANTS)


@pytest.mark.parametrize("name", MUTANTS)
def test_the_contract_holds_in_the_policy_as_shipped(name: str) -> None:
    case_type, _, contract = name.partition("/")

    assert faults(shipped(POLICY), case_type, contract) == []


@pytest.mark.parametrize("name", MUTANTS)
def test_the_contract_fails_in_its_mutant_and_is_caught_with_the_way_there(name: str) -> None:
    case_type, _, contract = name.partition("/")
    mutant = spoiled(POLICY, MUTANTS[name].file, *MUTANTS[name].edits)
    found = faults(mutant, case_type, contract)

    assert {(fault.kind, fault.subject) for fault in found} == {(Kind.CONTRACT, contract)}
    assert all(fault.scenario is not None and fault.scenario.steps for fault in found)
