"""Capture sheets that are all filled in: the test, its rule, and what exploring makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.commands import AddEvidence
from casework.domain.sheets import FIELDS
from casework.office.evidence import ASKS
from casework.policy import conditions as c
from casework.policy.conditions import leaves
from casework.policy.exclusive import meeting
from casework.policy.exploring.explore import explore
from casework.policy.exploring.faults import Kind
from tests.policy.engine_kit import CALENDAR, HEAD, OFFICE, Walk, opened, rich
from tests.policy.test_steps import sorted_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.policy.exploring.faults import Fault
    from casework.policy.model import Policy

Sheet = dict[str, str]
WHOLE: Sheet = {"platform": "A forum", "seen-on": "2026-09-14", "seen-at": "09:30"}
UNTIMED: Sheet = {"platform": "A forum", "seen-on": "2026-09-14"}

ALL_TIMED = (
    "  talk-held: {track",
    (
        "  all-timed: {evidence: 1, each-with: [seen-on, seen-at], otherwise: Not every sheet has "
        "its day and time., when-it-holds: Every sheet has., remedy: Give both., clauses: "
        "[RIC-1]}\n  talk-held: {track"
    ),
)
CLOSE = "says: Close the case., by: head, closes"
TIMED_FIRST = (CLOSE, CLOSE.replace("by: head,", "by: head, conditions: [all-timed],"))
NOT_TIMED = (CLOSE, CLOSE.replace("by: head,", "by: head, unless: [all-timed],"))
PROMISE = (
    "    contracts:\n",
    (
        "    contracts:\n      timed-first: {says: None closes before all are timed., steps: "
        "[{track: case, trigger: close}], while: {not: all-timed}, clauses: [RIC-1]}\n"
    ),
)


def with_sheets(walk: Walk, *sheets: Sheet) -> Walk:
    for sheet in sheets:
        walk.send(AddEvidence(actor=OFFICE, calendar=CALENDAR, sheet=sheet))
    return walk


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ((), False),
        ((WHOLE,), True),
        ((WHOLE, WHOLE), True),
        ((UNTIMED,), False),
        ((WHOLE, UNTIMED), False),
        ((UNTIMED, WHOLE), False),
        (({**WHOLE, "seen-at": ""},), False),
    ],
)
def test_every_sheet_on_record_counts_and_there_must_be_one(
    sheets: tuple[Sheet, ...], expected: bool
) -> None:
    walk = with_sheets(opened(rich(ALL_TIMED, TIMED_FIRST)), *sheets)

    assert walk.policy.conditions["all-timed"].holds(walk.snapshot) is expected


def test_the_refusal_says_what_is_missing_and_what_to_do() -> None:
    walk = with_sheets(sorted_case(ALL_TIMED, TIMED_FIRST), UNTIMED)

    assert "Not every sheet has its day and time." in walk.take(HEAD, "close")


def test_a_sheet_taken_back_counts_no_longer() -> None:
    walk = with_sheets(opened(rich(ALL_TIMED, TIMED_FIRST)), WHOLE, UNTIMED)
    walk.undo(OFFICE)

    assert walk.policy.conditions["all-timed"].holds(walk.snapshot)


def test_the_test_says_what_it_reads() -> None:
    found = leaves(rich(ALL_TIMED, TIMED_FIRST).conditions["all-timed"].test)

    assert {type(leaf) for leaf in found} == {c.EvidenceAtLeast, c.EachSheetHas}
    assert [leaf.key for leaf in found if isinstance(leaf, c.EachSheetHas)] == ["seen-at seen-on"]


def test_fields_alone_are_no_test(load: Callable[..., object]) -> None:
    bare = "  loose: {each-with: [seen-on], otherwise: It is not., clauses: [GOO-1]}\n"
    answer = load(("conditions:\n", f"conditions:\n{bare}"))

    assert isinstance(answer, tuple)
    assert [one.code for one in answer] != []


def test_a_sheet_has_the_fields_that_the_office_asks_for() -> None:
    assert tuple(ASKS) == FIELDS


def test_a_case_with_and_one_without_such_sheets_can_be_told_apart() -> None:
    policy = rich(ALL_TIMED, TIMED_FIRST)
    test = policy.conditions["all-timed"].test
    concern = policy.case_types["concern"]
    found = meeting(policy, concern, (test,))

    assert found is not None
    assert "every capture sheet with seen-at seen-on" in found.words
    assert meeting(policy, concern, (test, c.Not(part=test))) is None


# --- exploring ------------------------------------------------------------------------------------


def test_a_contract_about_sheets_is_proved_where_a_step_asks_for_it() -> None:
    kept = explore(rich(ALL_TIMED, TIMED_FIRST, PROMISE)).faults
    broken = explore(rich(ALL_TIMED, NOT_TIMED, PROMISE)).faults

    assert [fault for fault in kept if "timed-first" in fault.path] == []
    assert [fault for fault in broken if "timed-first" in fault.path] != []


def stuck(policy: Policy) -> list[Fault]:
    """Return the faults that say the spine never gets on from where it is open."""
    found = explore(policy).faults
    return [one for one in found if (one.kind, one.subject) == (Kind.DEADLOCK, "case.open")]


def test_a_sheet_that_lacks_a_field_shuts_a_case_that_has_no_other_way() -> None:
    (fault,) = stuck(rich(ALL_TIMED, TIMED_FIRST))

    assert "evidence add CW-… --seen-at '' --seen-on ''" in fault.as_text()


def test_another_way_on_keeps_it_open() -> None:
    beside = (
        CLOSE,
        (
            f"{TIMED_FIRST[1]}: true, clauses: [RIC-1]}}\n          - {{trigger: close-with-gaps, "
            "source: open, dest: closed, says: Close it with the gaps., by: head, "
            "unless: [all-timed], reason: true, closes"
        ),
    )

    assert stuck(rich(ALL_TIMED, beside)) == []


def test_no_two_sheets_are_needed_to_prove_it_twice() -> None:
    two = (ALL_TIMED[0], ALL_TIMED[1].replace("evidence: 1", "evidence: 2"))
    kept = explore(rich(two, TIMED_FIRST, PROMISE)).faults

    assert [fault for fault in kept if "timed-first" in fault.path] == []
