"""W052 to W061: who may do what, who decides, and what nobody may read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]
CLOSE = "says: Close the case., by: head, closes"
REFER = (
    "          - {trigger: refer, source: heard, dest: referred, "
    "says: Hand it on., by: safeguarding, danger: true"
)


@pytest.mark.parametrize("code", [f"W{number:03}" for number in range(52, 62)])
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


def test_the_administrator_opens_no_case(found: Codes) -> None:
    actual = found(("  head: [headteacher]\n", "  head: [headteacher, administrator]\n"))

    assert set(actual) == {"W053"}


def test_an_answer_may_be_given_before_by_those_who_may(found: Codes) -> None:
    actual = found(
        ("asked-of: safeguarding", "asked-of: head"),
        ("by: safeguarding, danger: true, asks", "by: head, danger: true, asks"),
    )

    assert "W053" not in actual


def test_an_approval_must_be_declared(found: Codes) -> None:
    actual = found((CLOSE, "says: Close the case., by: head, approval: nobody-yet, closes"))

    assert "W054" in actual


def test_two_deciding_roles_stand_in_for_each_other(found: Codes) -> None:
    actual = found(
        ("by: head, instead: [governors]", "by: deciders"),
        ("  governors: [chair]\n", "  deciders: [chair, headteacher]\n"),
    )

    assert actual == []


def test_two_approvals_that_wait_for_each_other_are_found(found: Codes) -> None:
    waits = "  {name}: {{track: {track}, in: [approved], otherwise: It waits., clauses: [RIC-1]}}\n"
    both = waits.format(name="notice-agreed", track="notice") + waits.format(
        name="police-agreed", track="police"
    )
    actual = found(
        ("  talk-held:", both + "  talk-held:"),
        (
            "            carry-out: {starts",
            "            approve: {conditions: [police-agreed]}\n            carry-out: {starts",
        ),
        (
            "          letter: report\n",
            "          letter: report\n          steps: {approve: {conditions: [notice-agreed]}}\n",
        ),
    )

    assert "W058" in actual


def test_a_limit_the_policy_only_considers_is_no_duty(found: Codes) -> None:
    call = (
        "          - {trigger: call, source: heard, dest: heard, says: Call., "
        "by: safeguarding, danger: true, keeps: deadlines, clauses: [RIC-4]}\n"
    )
    actual = found(
        (REFER, call + REFER.replace("danger: true", "approval: head")),
        ("2026, clauses: [RIC-4]}", "2026, clauses: [RIC-3]}"),
    )

    assert actual == []


def test_an_approval_on_the_way_to_a_duty_delays_it_too(found: Codes) -> None:
    on_the_way = (
        "          - {trigger: call, source: heard, dest: heard, says: Call., "
        "by: safeguarding, danger: true, keeps: deadlines, clauses: [RIC-4]}\n"
        "          - {trigger: write, source: heard, dest: heard, says: Write., "
        "by: safeguarding, keeps: deadlines, starts: [form], clauses: [RIC-4]}\n"
        "          - {trigger: agree, source: heard, dest: agreed, says: Agree., "
        "by: safeguarding, approval: head, clauses: [RIC-4]}\n"
        "          - {trigger: call, source: agreed, dest: agreed, says: Call., "
        "by: safeguarding, danger: true, keeps: deadlines, clauses: [RIC-4]}\n"
    )
    actual = found(
        (
            REFER,
            on_the_way
            + REFER.replace("source: heard", "source: agreed").replace(", danger: true", ""),
        ),
        (
            "          referred: {title: Referred}\n",
            (
                "          agreed: {title: Agreed, owner: safeguarding, next: refer-limit}\n"
                "          referred: {title: Referred}\n"
            ),
        ),
        ("ends: [refer-limit]", "ends: [refer-limit, form]"),
        (
            "      refer-limit: {title: Handing",
            (
                "      form: {title: The form, track: referral, within: 24 hours, "
                "to: safeguarding, provenance: guidance, source: Guidance of 2026, "
                "clauses: [RIC-4]}\n      refer-limit: {title: Handing"
            ),
        ),
    )

    assert "W060" in actual


def test_a_sealed_type_is_named_in_no_category(found: Codes) -> None:
    actual = found(("title: Threat of violence", "title: Disclosure of violence"))

    assert actual == ["W061"]


def test_what_a_sent_letter_brings_with_it_waits_for_nobody(found: Codes) -> None:
    """A notice that was sent would otherwise approve the report to the police."""
    actual = found(
        (
            "when-sent: {track: notice, trigger: carry-out, optional: true}",
            "when-sent: {track: police, trigger: approve, optional: true}",
        ),
    )

    assert "W058" in actual
