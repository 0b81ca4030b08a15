"""A step that waits for a capture sheet of its own: what was captured before does not do."""

from __future__ import annotations

from casework.domain.commands import AddEvidence
from casework.domain.sheets import WITHHELD
from casework.policy.exploring.explore import explore
from casework.policy.offers import offers
from tests.policy.engine_kit import CALENDAR, HEAD, OFFICE, Walk, opened, rich
from tests.policy.test_steps import TRIAGE, sorted_case

CLOSE = "says: Close the case., by: head, closes"
FRESH = (CLOSE, CLOSE.replace("by: head,", "by: head, new-capture: true,"))
SINCE = "No capture sheet was added since, so nothing shows what stands there now."
SHEET = {"platform": "A forum", "seen-on": "2026-09-14"}


def captured(walk: Walk, sheet: dict[str, str]) -> Walk:
    walk.send(AddEvidence(actor=OFFICE, calendar=CALENDAR, sheet=sheet))
    return walk


def test_without_a_sheet_the_step_is_refused_and_says_what_to_do() -> None:
    walk = sorted_case(FRESH)

    assert SINCE in walk.take(HEAD, "close")


def test_with_one_added_since_it_is_not_in_the_way() -> None:
    walk = captured(sorted_case(FRESH), SHEET)

    assert SINCE not in walk.take(HEAD, "close")


def test_one_added_before_the_track_came_there_does_not_do() -> None:
    walk = captured(opened(rich(FRESH)), SHEET)
    assert walk.take(OFFICE, "triage", **TRIAGE) == []

    assert SINCE in walk.take(HEAD, "close")


def test_a_reference_to_what_nobody_may_copy_is_none() -> None:
    walk = captured(sorted_case(FRESH), {WITHHELD: "yes"})

    assert SINCE in walk.take(HEAD, "close")


def test_what_can_be_done_now_says_it_in_the_same_words() -> None:
    walk = sorted_case(FRESH)
    (close,) = (
        one for one in offers(walk.policy, walk.snapshot, HEAD) if one.transition.trigger == "close"
    )

    assert SINCE in [reason.sentence for reason in close.reasons]


def test_a_sheet_taken_back_counts_no_longer() -> None:
    walk = captured(sorted_case(FRESH), SHEET)
    walk.undo(OFFICE)

    assert SINCE in walk.take(HEAD, "close")


def test_it_shuts_no_way_for_a_sheet_can_always_be_added() -> None:
    kept = {(fault.kind, fault.subject) for fault in explore(rich()).faults}
    fresh = {(fault.kind, fault.subject) for fault in explore(rich(FRESH)).faults}

    assert fresh == kept
