"""Who may take which step of a Milnthorpe case, when, and what may be decided either way."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.policy.loader import load_policy

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Condition, Policy, Transition

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "workflows"

MEASURES = (
    "warning",
    "school-platform",
    "platform-report",
    "police",
    "legal-advice",
    "legal-action",
)


@cache
def letters() -> dict[str, str]:
    """Return the shipped letter templates by name."""
    return {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}


@cache
def policy() -> Policy:
    """Return the shipped policy."""
    return load_policy("milnthorpe", [SHIPPED], letters()).policy


def concern() -> CaseType:
    """Return its one case type."""
    return policy().case_types["concern"]


def steps(track: str, trigger: str) -> list[Transition]:
    """Return every step of that trigger, one for each state it leaves."""
    return [step for step in concern().tracks[track].transitions if step.trigger == trigger]


def one(track: str, trigger: str) -> Transition:
    """Return the only step of that trigger."""
    (step,) = steps(track, trigger)
    return step


def names(conditions: tuple[Condition, ...]) -> set[str]:
    """Return the names of conditions."""
    return {condition.name for condition in conditions}


# --- the case -------------------------------------------------------------------------------------


def test_every_open_state_has_an_owner_and_a_next_date() -> None:
    spine = concern().tracks[concern().spine]
    open_ = [state for name, state in spine.states.items() if name not in spine.finals]

    assert [state.name for state in open_] == ["received", "triaged", "open", "closing"]
    assert all(state.owner and state.next in concern().deadlines for state in open_)


def test_appropriate_use_needs_nothing_but_a_reason() -> None:
    actual = {
        (s.source, s.asks, s.approval.name if s.approval else "", s.reason)
        for s in steps("case", "find-appropriate")
    }

    assert actual == {
        ("received", (), "", True),
        ("triaged", (), "", True),
        ("open", (), "head", True),
    }


def test_every_end_of_the_policy_can_be_recorded() -> None:
    assert set(policy().facts["outcome"].choices) == {
        "removed-verified",
        "not-verifiable",
        "not-misuse",
        "appropriate-use",
        "routed-elsewhere",
        "unresolved-accepted",
        "author-unknown",
        "with-police",
        "legal-proceedings",
    }


def test_whatever_closes_a_case_asks_the_closing_list() -> None:
    spine = concern().tracks[concern().spine]
    closing = [step for step in spine.transitions if step.dest == "closed"]

    assert {step.trigger for step in closing} == {
        "close",
        "find-appropriate",
        "find-no-misuse",
        "route-elsewhere",
    }
    assert all(step.closes for step in closing)


def test_only_something_new_opens_a_closed_case() -> None:
    actual = [step.trigger for step in concern().offers["case", "closed"]]

    assert actual == ["new-incident"]


# --- conversation and further action --------------------------------------------------------------


def test_the_conversation_is_left_out_only_with_a_reason() -> None:
    skipping = steps("conversation", "skip")

    assert all(step.reason and "skipped-because" in step.asks for step in skipping)
    assert {"threat", "violence", "unknown-author", "danger"} <= set(
        policy().facts["skipped-because"].choices
    )


def test_silence_is_refusal_only_when_a_leader_confirms_it_after_the_date() -> None:
    step = one("conversation", "treat-as-refused")

    assert names(step.conditions) == {"silence-after-the-request"}
    assert step.roles == {"senior-leader", "headteacher"}
    assert step.reason
    assert step.not_in_policy


@pytest.mark.parametrize("track", ["warning", "school-platform", "platform-report"])
def test_further_action_needs_both_facts_or_the_headteachers_reason(track: str) -> None:
    consider, anyway = one(track, "consider"), one(track, "consider-anyway")

    assert any("MIL-31" in condition.clauses for condition in consider.conditions)
    assert anyway.roles == {"headteacher"}
    assert (anyway.reason, anyway.override) == (True, True)


@pytest.mark.parametrize("track", MEASURES)
def test_every_action_can_be_declined_with_a_reason_by_the_headteacher(track: str) -> None:
    step = one(track, "decline")

    assert step.roles == {"headteacher"}
    assert step.reason
    assert concern().tracks[track].decide_when is not None


@pytest.mark.parametrize("track", MEASURES)
def test_no_action_waits_for_another(track: str) -> None:
    """The list is a menu: no step of one action reads where another one stands."""
    others = set(MEASURES) - {track}
    read = [
        str(condition.test)
        for step in concern().tracks[track].transitions
        for condition in (*step.conditions, *step.unless)
    ]

    assert not [text for text in read for other in others if f"track='{other}'" in text]


def test_every_action_is_approved_by_the_headteacher() -> None:
    rules = [one(track, "approve").approval for track in MEASURES]

    assert all(rule is not None and rule.by == {"headteacher"} for rule in rules)


def test_the_warning_runs_from_receipt_for_five_school_days() -> None:
    limit = concern().deadlines["removal"]

    assert (limit.words, limit.anchor) == ("5 school days", "receipt")
    assert concern().letters["warning"].limit == "removal"


@pytest.mark.parametrize("trigger", ["consider", "consider-anyway", "approve", "carry-out"])
def test_a_block_needs_a_school_run_platform(trigger: str) -> None:
    assert "on-a-school-platform" in names(one("school-platform", trigger).conditions)


def test_in_a_group_a_member_reports_and_the_administrator_is_asked() -> None:
    step = one("platform-report", "member-reports")

    assert names(step.conditions) == {"in-private"}
    assert {"member-who-reports", "group-administrator-asked"} <= set(step.asks)


def test_a_refusal_by_the_platform_can_be_taken_further() -> None:
    assert {step.source for step in steps("platform-report", "take-further")} == {
        "no-reply",
        "refused",
    }


def test_danger_is_acted_on_from_every_state_of_the_police_by_anyone_without_approval() -> None:
    found = steps("police", "ring-at-once")

    assert {step.source for step in found} == set(concern().tracks["police"].states)
    assert all(step.danger and step.approval is None and not step.asks for step in found)
    assert all(not step.conditions and step.roles == concern().opened_by for step in found)


def test_danger_never_waits_for_the_pause_or_a_contract() -> None:
    pause = concern().pause
    stopped = {step for contract in concern().contracts for step in contract.steps}

    assert pause is not None
    assert ("police", "ring-at-once") not in pause.steps | stopped


def test_a_threat_brings_the_police_question_at_once_and_anything_else_within_a_day() -> None:
    actual = {step.starts for step in steps("police", "consider")}

    assert actual == {("police-at-once",), ("police-decision",)}


def test_legal_action_needs_a_further_approval() -> None:
    assert one("legal-action", "carry-out").source == "agreed-by-both"
    assert one("legal-action", "further-approval").source == "approved"


def test_the_year_to_claim_is_law_and_counts_from_first_publication() -> None:
    limit = concern().deadlines["limitation"]

    assert (limit.provenance, limit.anchor) == ("law", "first-published")


# --- the pause ------------------------------------------------------------------------------------


def test_the_pause_stops_the_conversation_and_letters_to_the_author() -> None:
    pause = concern().pause

    assert pause is not None
    assert ("conversation", "hold") in pause.steps
    assert "author" in pause.letters_to
    assert pause.circle == "safeguarding"


def test_an_offer_of_support_is_not_how_an_adult_first_hears() -> None:
    pause = concern().pause

    assert pause is not None
    assert ("staff-support", "offer-support") in pause.steps
    assert "target" in pause.letters_to
