"""Each promise of the Moat Farm policy fails where the policy is made to break it, and is caught.

A mutant is the shipped file with one thing taken out. The promise must hold before and fail after,
with the way to the case in which it fails.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.policy.exploring.contracts import contract_faults
from casework.policy.exploring.faults import Kind
from casework.policy.exploring.walk import MOST_NODES
from casework.policy.exploring.walks import Walks
from casework.policy.loader import load_stored

if TYPE_CHECKING:
    from casework.policy.exploring.faults import Fault
    from casework.policy.model import Policy

WORKFLOWS = Path(__file__).parents[2] / "workflows"
MAIN = "moat-farm.yaml"
THEN = "            then:\n              "
HEARD = (
    "says: Record that it was put to the person, and what they said.\n"
    "            by: conduct\n"
    "            conditions: "
)
Edit = tuple[str, str, str]  # the section it is made in, what stands there, what stands then

#: What of each contract's policy is taken out, so that it can be broken.
MUTANTS: dict[str, tuple[Edit, ...]] = {
    "concern/no-contact-while-paused": (
        (
            "concern",
            "      steps:\n        - {track: talk, trigger: hold-talk}\n",
            "      steps:\n",
        ),
    ),
    "concern/adult-posing-is-decided": (
        ("conditions", "any: [posing-as-child, crime-possible]", "any: [crime-possible]"),
    ),
    "concern/breach-never-denied": (("concern", "            unless: [breach-found]\n", ""),),
    "pupil-report/limits-before-the-end": (
        ("pupil-report", "            conditions: [limits-were-explained]\n", ""),
    ),
    "pupil-report/improper-contact-is-checked": (
        (
            "conditions",
            "any: [improper-contact, posing-as-child, child-at-risk]",
            "any: [posing-as-child, child-at-risk]",
        ),
    ),
    "cyberbullying/looked-into-and-protected-together": (
        (
            "cyberbullying",
            "[bullying-among-pupils, protection-has-begun]",
            "[bullying-among-pupils]",
        ),
    ),
    "cyberbullying/no-silent-end": (
        (
            "cyberbullying",
            "        owed-when: bullying-among-pupils\n        clauses: [MOAT-42, MOAT-44",
            "        clauses: [MOAT-42, MOAT-44",
        ),
    ),
    "cyberbullying/supported-all-the-same": (
        ("cyberbullying", "        owed-when: bullying-sorted\n", ""),
        (
            "cyberbullying",
            "              - {track: protection, trigger: protect, optional: true}\n",
            "",
        ),
    ),
    "cyberbullying/outside-only-from-outside": (
        ("cyberbullying", "            conditions: [bullying-end-fits]\n", ""),
    ),
    "cyberbullying/every-family-or-none": (
        ("cyberbullying", "conditions: [every-family-warned]", "conditions: [all-families-named]"),
    ),
    "cyberbullying/left-alone-only-once-warned": (
        (
            "conditions",
            "all: [family-warned-before, {not: crime-or-harm}]",
            "not: crime-or-harm",
        ),
    ),
    "cyberbullying/never-left-alone-with-crime-or-harm": (
        (
            "conditions",
            "all: [family-warned-before, {not: crime-or-harm}]",
            "all: [family-warned-before]",
        ),
    ),
    "cyberbullying/taken-up-again-with-crime-or-harm": (
        ("cyberbullying", "        owed-when: harm-left-alone\n", ""),
    ),
    "cyberbullying/in-school-all-the-same": (
        ("cyberbullying", "        owed-when: online-part-left\n", ""),
    ),
    "cyberbullying/harassment-has-its-ground": (
        ("cyberbullying", "approve: {conditions: [police-ground-stands], asks", "approve: {asks"),
    ),
    "cyberbullying/no-contact-while-paused": (
        (
            "cyberbullying",
            "      steps:\n        - {track: families, trigger: contact-families}\n",
            "      steps: []\n",
        ),
    ),
    "staff-conduct/safeguarding-looks-first": (
        (
            "staff-conduct",
            f"{HEARD}[conduct-may-go-on, screened-first]\n",
            f"{HEARD}[conduct-may-go-on]\n",
        ),
    ),
    "staff-conduct/nothing-while-paused": (
        (
            "staff-conduct",
            "conditions: [conduct-may-go-on, screened-first]\n            clauses: [MOAT-20]\n",
            "conditions: [screened-first]\n            clauses: [MOAT-20]\n",
        ),
    ),
    "staff-conduct/link-never-for-work": (
        ("staff-conduct", "            conditions: [link-counts-here]\n", ""),
    ),
    "staff-conduct/discipline-decided": (
        ("staff-conduct", "          opens-when: breach-to-weigh-up\n", ""),
    ),
    "staff-page-attempt/head-and-parents": (
        ("staff-page-attempt", "[request-settled, page-parents-told]", "[request-settled]"),
    ),
    "staff-page-attempt/confirmed-not-assumed": (
        ("staff-page-attempt", "[request-settled, page-parents-told]", "[page-parents-told]"),
    ),
    "staff-page-attempt/let-in-is-checked": (
        ("staff-page-attempt", "        owed-when: pupil-was-let-in\n", ""),
    ),
    "staff-page-attempt/no-contact-while-paused": (
        (
            "staff-page-attempt",
            "      steps:\n        - {track: parents, trigger: tell-parents}\n",
            "      steps:\n",
        ),
    ),
    "phone/ban-follows": (
        (
            "phone",
            "            then:\n              - {track: ban, trigger: impose, optional: true}\n",
            "",
        ),
    ),
    "phone/ban-ends-by-decision": (
        ("phone", "            conditions: [ban-over]\n", ""),
        ("phone", "finals: [lifted, left-the-school]", "finals: [in-force, lifted]"),
    ),
    "firewall-attempt/restriction-follows": (
        (
            "firewall-attempt",
            f"{THEN}- {{track: restriction, trigger: impose, optional: true}}\n",
            "",
        ),
    ),
    "firewall-attempt/restriction-ends-by-decision": (
        ("firewall-attempt", "            conditions: [restriction-over]\n", ""),
        (
            "firewall-attempt",
            "finals: [lifted, left-the-school]",
            "finals: [supervised-use-only, lifted]",
        ),
    ),
    "working-day-use/pupils-part-handed-on": (
        ("working-day-use", "        owed-when: pupil-used-it\n", ""),
    ),
    "working-day-use/adults-part-handed-on": (
        ("working-day-use", "        owed-when: adult-used-it\n", ""),
    ),
    "platform-proposal/approved-first": (
        ("platform-proposal", "            conditions: [is-for-a-school-service]\n", ""),
    ),
    "family-link/in-writing-first": (
        ("family-link", "            conditions: [link-told-in-writing]\n", ""),
    ),
}


@cache
def files() -> dict[str, str]:
    """Return the policy and its branches as their texts."""
    branches = (WORKFLOWS / "shared").glob("*.yaml")
    texts = {f"shared/{path.name}": path.read_text("utf-8") for path in branches}
    return {MAIN: (WORKFLOWS / MAIN).read_text("utf-8"), **texts}


@cache
def shipped() -> Policy:
    return load_stored(files())


def edited(text: str, edit: Edit) -> str:
    """Return the text with one edit, made once within its section."""
    section, old, new = edit
    indent = "" if section == "conditions" else "  "
    types = 0 if section == "conditions" else text.index("\ncase-types:\n")
    begin = text.index(f"\n{indent}{section}:\n", types)
    ends = [text.find(f"\n{indent}{letter}", begin + 1) for letter in "abcdefghijklmnopqrstuvwxyz"]
    end = min(place for place in [*ends, len(text)] if place > begin)
    assert text.count(old, begin, end) == 1, edit
    return text[:begin] + text[begin:end].replace(old, new) + text[end:]


def mutant(edits: tuple[Edit, ...]) -> Policy:
    """Return the policy with the edits made; only its shape and its names are checked."""
    text = files()[MAIN]
    for edit in edits:
        text = edited(text, edit)
    return load_stored({**files(), MAIN: text})


def faults(policy: Policy, name: str) -> list[Fault]:
    """Return the ways to break one contract."""
    case_type, _, contract = name.partition("/")
    walks = Walks(policy, policy.case_types[case_type], MOST_NODES)
    (found,) = (one for one in walks.case_type.contracts if one.name == contract)
    return list(contract_faults(walks, found))


def test_every_contract_of_the_policy_has_its_mutant() -> None:
    branch = files()["shared/staff-allegation.yaml"]
    own = {
        f"{case_type.name}/{contract.name}"
        for case_type in shipped().case_types.values()
        for contract in case_type.contracts
        if f"\n  {case_type.name}:\n" not in branch
    }

    assert own == set(MUTANTS)


@pytest.mark.parametrize("name", MUTANTS)
def test_the_contract_holds_in_the_policy_as_shipped(name: str) -> None:
    assert faults(shipped(), name) == []


@pytest.mark.parametrize("name", MUTANTS)
def test_the_contract_fails_in_its_mutant_and_is_caught_with_the_way_there(name: str) -> None:
    (fault,) = faults(mutant(MUTANTS[name]), name)

    assert (fault.kind, fault.subject) == (Kind.CONTRACT, name.partition("/")[2])
    assert fault.scenario is not None
    assert fault.scenario.steps
