"""Each contract of the community file hangs on a line; without it the way past is found."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from casework.policy.exploring.contracts import contract_faults
from casework.policy.exploring.faults import Kind
from casework.policy.exploring.walks import Walks
from casework.policy.loader import load_policy, load_stored

if TYPE_CHECKING:
    from casework.policy.exploring.faults import Fault
    from casework.policy.model import Contract, Policy

ROOT = Path(__file__).parents[2]
OWN = ("concern", "e-safety", "yearly-duties")
MOST_NODES = 100_000


class Without(NamedTuple):
    """A contract, the line of a file on which it hangs, and what stands there instead."""

    case_type: str
    contract: str
    line: str
    instead: str
    file: str = "community.yaml"


def owed(condition: str, *clauses: str) -> str:
    """Return the lines of a track that closing asks about."""
    cited = f"        clauses: [{', '.join(clauses)}]\n" if clauses else ""
    return f"        owed-when: {condition}\n{cited}"


FURTHER = (
    "            conditions: [further-meeting-owed, first-meeting-over]\n"
    "            asks: [chair-in-question]\n"
    "            clauses"
)
OVER = "    track: meeting\n    in: [held, refused]\n"
ADVICE = "[advice-opens, legal-notice-given, more-than-a-complaint]"
POLICE = "            conditions: [more-than-a-complaint]\n            asks: [police-ground]\n"
HOLD = "[procedure-applies, evidence-in-hand]\n            asks: [meeting-on, meeting-present"
CALL = "            conditions: [procedure-owed]\n            clauses: [COM-34, COM-60]\n"
SITE = "            by: website-editors\n            conditions: [evidence-in-hand]\n"
POLICE_TRACK = "        title: The police\n        template: measure\n"
REVIEW = "        title: Review of the policy\n        initial: due\n        finals: [set-aside]\n"
TALK = "        - {track: user, trigger: speak-to-user}\n      letters-to"

WITHOUT = (
    Without("concern", "first-meeting-first", FURTHER, FURTHER.replace(", first-meeting-over", "")),
    Without("concern", "no-early-invitation", OVER, OVER.replace("held,", "held, due,")),
    Without("concern", "chair-stands-aside", "            unless: [chair-stands-aside]\n", ""),
    Without(
        "concern", "notice-before-legal-steps", ADVICE, ADVICE.replace("legal-notice-given, ", "")
    ),
    Without("concern", "advice-when-it-goes-on", ADVICE, ADVICE.replace("advice-opens, ", "")),
    Without("concern", "complaint-alone-no-advice", ADVICE, "[advice-opens, legal-notice-given]"),
    Without("concern", "complaint-alone-no-police", POLICE, "            asks: [police-ground]\n"),
    Without(
        "concern",
        "no-contact-while-paused",
        "        - {track: removal, trigger: ask-for-removal}\n        - {track: legal",
        "        - {track: legal",
    ),
    Without("concern", "evidence-before-the-meeting", HOLD, HOLD.replace(", evidence-in-hand", "")),
    Without("concern", "order-for-families-alone", CALL, "            clauses: [COM-34, COM-60]\n"),
    Without("concern", "evidence-kept-before-a-change", SITE, "            by: website-editors\n"),
    Without("concern", "head-told", owed("has-category", "COM-49"), ""),
    Without("concern", "evidence-gathered", owed("misuse-found"), ""),
    Without("concern", "meeting-held-or-reason", owed("procedure-owed", "COM-34"), ""),
    Without("concern", "removal-ensured", owed("procedure-owed", "COM-35"), ""),
    Without("concern", "removed-means-seen", owed("ends-as-removed"), ""),
    Without("concern", "removal-looked-for-again", owed("ends-as-removed"), ""),
    Without("concern", "further-meeting-settles", owed("further-meeting-owed"), ""),
    Without("concern", "advice-taken", owed("advice-owed"), ""),
    Without("concern", "authorities-decided", owed("abuse-of-staff"), ""),
    Without("concern", "support-offered", "            conditions: [support-was-offered]\n", ""),
    Without("concern", "complaint-signposted", owed("complains"), ""),
    Without(
        "concern",
        "safeguarding-looked",
        "    owed-when: safeguarding-check-due\n",
        "",
        "shared/intake.yaml",
    ),
    Without("e-safety", "head-told", owed("has-category", "COM-47"), ""),
    Without("e-safety", "provider-contacted", owed("improper-material-opened", "COM-57"), ""),
    Without(
        "e-safety",
        "police-decided",
        POLICE_TRACK,
        f"{POLICE_TRACK}        decide-when: somebody-came-upon-it\n",
    ),
    Without("e-safety", "filter-checked", owed("improper-material-opened", "COM-42"), ""),
    Without(
        "e-safety",
        "no-talk-while-paused",
        TALK,
        "        - {track: provider, trigger: ring-provider}\n      letters-to",
    ),
    Without(
        "yearly-duties",
        "review-not-left-half-done",
        REVIEW,
        REVIEW.replace("[set-aside]", "[set-aside, under-review]"),
    ),
)


@cache
def shipped() -> Policy:
    """Return the policy as it is."""
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy("community", [ROOT / "workflows"], letters).policy


def changed(without: Without) -> Policy:
    """Return the policy with that one line put otherwise."""
    files = dict(shipped().files)
    (name,) = (name for name in files if name.endswith(without.file))
    assert files[name].count(without.line) == 1, without.line
    files[name] = files[name].replace(without.line, without.instead)
    return load_stored(files)


def contract_of(policy: Policy, without: Without) -> Contract:
    """Return the contract in that policy."""
    contracts = policy.case_types[without.case_type].contracts
    return next(one for one in contracts if one.name == without.contract)


def faults(policy: Policy, without: Without) -> list[Fault]:
    """Return every way found past the contract."""
    walks = Walks(policy, policy.case_types[without.case_type], MOST_NODES)
    return list(contract_faults(walks, contract_of(policy, without)))


def named(without: Without) -> str:
    """Return the name of a test case."""
    return f"{without.case_type}-{without.contract}"


@pytest.mark.parametrize("without", WITHOUT, ids=named)
def test_the_contract_is_kept_by_the_file_as_it_stands(without: Without) -> None:
    assert faults(shipped(), without) == []


@pytest.mark.parametrize("without", WITHOUT, ids=named)
def test_without_its_line_the_way_past_the_contract_is_found_and_told(without: Without) -> None:
    (found,) = faults(changed(without), without)

    assert (found.kind, found.subject) == (Kind.CONTRACT, without.contract)
    assert found.scenario is not None
    assert "case open" in found.as_text()


def test_every_contract_of_the_policys_own_types_of_case_is_tried() -> None:
    declared = {
        (name, contract.name) for name in OWN for contract in shipped().case_types[name].contracts
    }

    assert {(one.case_type, one.contract) for one in WITHOUT} == declared
