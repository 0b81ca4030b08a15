"""Branches that bring types of case, what they expect, and clauses that they carry out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.office.policies import clauses
from casework.policy.exploring.explore import explore
from casework.policy.loader import Loaded, load_stored

if TYPE_CHECKING:
    from casework.policy import model
    from casework.policy.findings import Finding

Load = Callable[..., "Loaded | tuple[Finding, ...]"]
Codes = Callable[..., list[str]]
SHARED = Path(__file__).parent / "bad/shared"
MATTERS = (SHARED / "matters.yaml").read_text(encoding="utf-8")
EXPECTS = (SHARED / "expects.yaml").read_text(encoding="utf-8")
INCLUDE = ('review: "2026-09-01"\n', 'review: "2026-09-01"\nincludes: [matters]\n')
NEEDED = "nothing-needed: It asks for no step."
EXPECTED = "  referral-owed: {evidence: 1, otherwise: Nothing is on record., clauses: [GOO-3]}\n"


def in_branch(*places: str) -> tuple[str, str]:
    return NEEDED, f"cite: Purpose, in-branch: [{', '.join(places)}]"


def good(load: Load, *edits: tuple[str, str], branch: str = MATTERS) -> Loaded:
    answer = load(INCLUDE, *edits, matters=branch)
    assert isinstance(answer, Loaded), answer
    return answer


def step(policy: model.Policy, trigger: str) -> model.Transition:
    steps = policy.case_types["matter"].tracks["case"].transitions
    return next(one for one in steps if one.trigger == trigger)


@pytest.mark.parametrize("code", ["W094", "W095", "W096", "W097"])
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


def test_a_type_of_case_that_a_branch_brings_stands_after_the_policys_own(load: Load) -> None:
    assert list(good(load).policy.case_types) == ["concern", "matter"]


def test_a_type_of_case_that_a_branch_brings_is_explored_like_an_own_one(load: Load) -> None:
    broken = MATTERS + (
        "    contracts:\n      open-for-good: {says: It never ends., "
        "never: {track: case, in: [ended]}, clauses: [GOO-1]}\n"
    )
    faults = [fault.path for fault in explore(good(load, branch=broken).policy).faults]

    assert explore(good(load).policy).faults == ()
    assert faults == [("case-types", "matter", "contracts", "open-for-good")]


def test_a_version_with_a_branch_reads_the_same_from_the_texts_it_kept(load: Load) -> None:
    policy = good(load).policy

    assert load_stored(policy.files).digest == policy.digest


def test_a_changed_branch_is_another_version(load: Load) -> None:
    later = MATTERS.replace("10 school days", "9 school days")

    assert good(load).policy.digest != good(load, branch=later).policy.digest


def test_a_type_of_case_of_one_name_is_brought_once(found: Codes) -> None:
    actual = found(INCLUDE, matters=MATTERS.replace("  matter:\n", "  concern:\n"))

    assert "W012" in actual


def test_a_branch_brings_categories_and_counts(load: Load) -> None:
    more = """categories:
  rumour: {title: Rumour, normalised: rumour, targets: [staff], not-in-policy: true}
counts:
  rumours: {title: Rumours, categories: [rumour]}
"""
    policy = good(load, branch=MATTERS.replace("case-types:", f"{more}case-types:")).policy

    assert ("rumour" in policy.categories, policy.counts["rumours"].categories) == (
        True,
        ("rumour",),
    )


def test_what_a_branch_expects_may_be_another_branchs(found: Codes) -> None:
    include = (INCLUDE[0], INCLUDE[1].replace("[matters]", "[expects, more]"))
    more = f"casework: 1\nbranch: more\nconditions:\n{EXPECTED}".replace(
        "clauses: [GOO-3]", "not-in-policy: true"
    )

    assert found(include, expects=EXPECTS, more=more) == []


def test_what_a_branch_expects_may_be_the_policys(found: Codes) -> None:
    include = (INCLUDE[0], INCLUDE[1].replace("[matters]", "[expects]"))
    actual = found(include, ("  family-told:", f"{EXPECTED}  family-told:"), expects=EXPECTS)

    assert set(actual) <= {"W031"}


@pytest.mark.parametrize("part", ["roles", "approvals", "categories", "facts", "conditions"])
def test_whatever_kind_is_expected_must_be_there(found: Codes, part: str) -> None:
    branch = MATTERS.replace("case-types:", f"expects: {{{part}: [nowhere]}}\ncase-types:")

    assert found(INCLUDE, matters=branch) == ["W094"]


def test_a_clause_is_cited_at_the_step_that_carries_it_out(load: Load) -> None:
    policy = good(load, in_branch("matter/case/end")).policy

    assert step(policy, "end").clauses == ("GOO-4",)
    assert step(policy, "look-again").clauses == ()


def test_a_step_that_carries_a_clause_out_is_no_longer_outside_the_policy(load: Load) -> None:
    policy = good(load, in_branch("matter/case/end")).policy

    assert not step(policy, "end").not_in_policy
    assert step(policy, "look-again").not_in_policy


def test_a_track_that_carries_a_clause_out_leaves_its_steps_as_they_were(load: Load) -> None:
    policy = good(load, in_branch("matter/case")).policy
    track = policy.case_types["matter"].tracks["case"]

    assert (track.clauses, track.not_in_policy) == (("GOO-4",), False)
    assert all(one.not_in_policy for one in track.transitions)


def test_a_clause_says_where_a_branch_carries_it_out(load: Load) -> None:
    policy = good(load, in_branch("matter/case/end", "matter/deadlines/matter-review")).policy
    by = {one.clause.id: one.by for one in clauses(policy)}

    assert by["GOO-4"] == ("step matter/case/end", "time limit matter/matter-review")


@pytest.mark.parametrize(
    "part",
    [
        ("facts", 'heard: {ask: "Was it heard?", type: yes-no, not-in-policy: true}'),
        ("conditions", "told-so: {evidence: 1, otherwise: It is not., not-in-policy: true}"),
        ("approvals", "chief: {title: The chief decides, by: head, instead: [governors]}"),
        ("categories", "rumour: {title: R, normalised: r, targets: [a], not-in-policy: true}"),
    ],
    ids=lambda part: part[0],
)
def test_what_a_branch_brings_to_the_whole_policy_can_carry_a_clause_out(
    load: Load, part: tuple[str, str]
) -> None:
    kind, written = part
    name = written.partition(":")[0]
    branch = MATTERS.replace("case-types:", f"{kind}:\n  {written}\ncase-types:")
    made = getattr(good(load, in_branch(f"{kind}/{name}"), branch=branch).policy, kind)[name]

    assert made.clauses == ("GOO-4",)


@pytest.mark.parametrize(
    "place",
    ["matter/case/gone", "matter/gone", "gone/case", "facts/gone", "matter/pause", "counts/x"],
)
def test_a_place_that_is_not_there_is_found(found: Codes, place: str) -> None:
    actual = found(INCLUDE, (NEEDED, f"{NEEDED}, in-branch: [{place}]"), matters=MATTERS)

    assert actual == ["W095"]


@pytest.mark.parametrize("place", ["concern/case/triage", "concern/warning", "facts/refused"])
def test_what_is_the_policys_own_cites_its_clauses_itself(found: Codes, place: str) -> None:
    actual = found(INCLUDE, (NEEDED, f"{NEEDED}, in-branch: [{place}]"), matters=MATTERS)

    assert actual == ["W095"]


def test_a_place_not_written_like_one_is_found(found: Codes) -> None:
    assert found((NEEDED, f"{NEEDED}, in-branch: [Matter]")) == ["W095"]


def test_a_case_that_opens_at_adoption_is_not_sealed(found: Codes) -> None:
    opens = "    opened-by: staff\n    circles: [office, leadership]"

    assert found((opens, f"    opens-at: adoption\n{opens}")) == []
    assert "W096" in found((opens, f"    opens-at: adoption\n    sealed: true\n{opens}"))


def test_the_case_manager_is_a_role_that_lists_may_name(load: Load, found: Codes) -> None:
    edit = ("  head: [headteacher]\n", "  head: [headteacher, case-manager]\n")

    assert found(edit) == []
    assert good(load, edit).policy.roles["head"] == frozenset({"headteacher", "case-manager"})
