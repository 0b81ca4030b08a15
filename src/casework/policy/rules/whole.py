"""Rules about the policy as a whole: W086, W090 and W091. Must not know how cases are explored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.digest import version_digest
from casework.policy.exclusive import meeting
from casework.policy.rules.base import Problem, found_while, rule
from casework.policy.schema import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy import model, schema
    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked


@rule(
    "W086",
    "Each contract is one rule about things that exist, and cites its clause or is a default",
)
def is_a_real_contract(checked: Checked) -> Iterator[Problem]:
    """One that no case could ever break is a warning: it promises nothing."""
    for path, name, case_type in checked.case_types():
        for contract_name, contract in case_type.contracts.items():
            place = (*path, "contracts", contract_name)
            yield from _shape(place, case_type, contract)
            if checked.policy is not None:
                yield from _vacuous(place, checked.policy, name, contract_name)
    for use in checked.references:
        if use.path[2:3] == ("contracts",) and "steps" in use.path and use.name not in use.known:
            yield Problem(
                path=use.path,
                message=f"The contract forbids what is not there: no {use.kind} “{use.name}”.",
                remedy="Name a track of this type of case and one of its triggers.",
            )


def _shape(path: Path, case_type: schema.CaseType, contract: schema.Contract) -> Iterator[Problem]:
    forbids = bool(contract.steps or contract.letters_to)
    if (contract.never is not None) == forbids or forbids != (contract.while_ is not None):
        yield Problem(
            path=path,
            message="A contract says either what never is, or what is not done while something is.",
            remedy="Write “never:”, or “while:” with “steps:” or “letters-to:”.",
        )
    if not contract.clauses and not contract.not_in_policy:
        yield Problem(
            path=path,
            message="The contract cites no clause.",
            remedy="Name the clause under “clauses:”, or say not-in-policy: true.",
        )
    readers = {letter.to for letter in case_type.letters.values()}
    for index, reader in enumerate(contract.letters_to):
        if reader not in readers:
            yield Problem(
                path=(*path, "letters-to", index),
                message=f"No letter of this type of case goes to “{reader}”.",
                remedy="Name who is written to, or take it out.",
            )


def _vacuous(path: Path, policy: model.Policy, case_name: str, name: str) -> Iterator[Problem]:
    case_type = policy.case_types[case_name]
    (contract,) = (one for one in case_type.contracts if one.name == name)
    for key, test in (("never", contract.never_test), ("while", contract.while_test)):
        if test is not None and meeting(policy, case_type, (test,)) is None:
            yield Problem(
                path=(*path, key),
                message="No case can ever stand so, and the contract promises nothing.",
                remedy="See what it reads; two parts of it may shut each other out.",
                warning=True,
            )


@rule("W090", "The version covers every text it was made from", needs_policy=True)
def covers_everything(checked: Checked) -> Iterator[Problem]:
    """The file, its branches, its letters, and who has which role."""
    policy = checked.policy
    if policy is None:
        return
    drafted = {
        f"letters/{letter.template}.md"
        for _, _, case_type in checked.case_types()
        for letter in case_type.letters.values()
        if letter.template in checked.letters
    }
    branches = {f"shared/{name}.yaml" for name in checked.branches}
    for missing in sorted({checked.source, *branches, *drafted} - policy.files.keys()):
        yield _uncovered(f"The version does not cover {missing}.")
    if policy.digest != version_digest(policy.files, checked.file.roles, FORMAT):
        yield _uncovered("The version does not stand for these texts and these roles.")


def _uncovered(message: str) -> Problem:
    return Problem(
        path=(), message=message, remedy="Read the policy again from its files; report this fault."
    )


# Walking every case takes longer than reading a file: the check does it, opening a book does not.
found_while("W091", "Every case the policy allows was explored, and nothing was found")
