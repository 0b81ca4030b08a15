"""What people do to time limits, from the command line, and that the records stay sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office

#: What the practice policy leaves to the school, and what a case just opened has running.
NAME = "acknowledge"
WHY = ("--reason", "They asked for it.")


@pytest.fixture
def ref(office: Office) -> str:
    return office.opens()


def rows(office: Office, *words: str, who: str = "Clerk") -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in office.does(who, "deadline", "list", "--all", *words)}


def test_a_limit_is_given_more_time_and_says_so(office: Office, ref: str) -> None:
    before = rows(office)[NAME]["due"]
    office.does("Clerk", "deadline", "extend", ref, NAME, "--by", "3 school days", *WHY)
    after = rows(office)[NAME]

    assert (before, after["due"]) == ("2026-11-03", "2026-11-06")
    assert "Extended: 3 school days from Tue 3 Nov" in after["why"]


def test_a_limit_is_given_another_last_day(office: Office, ref: str) -> None:
    office.does("Clerk", "deadline", "extend", ref, NAME, "--to", "20/11/2026", *WHY)

    assert rows(office)[NAME]["due"] == "2026-11-20"


def test_a_limit_is_stopped_and_goes_on_and_the_records_are_sound(office: Office, ref: str) -> None:
    office.does("Clerk", "deadline", "stop", ref, NAME, "--category", "agency", *WHY)
    stopped = rows(office)[NAME]
    office.at("2026-11-09T09:00:00+00:00")
    office.does("Clerk", "deadline", "resume", ref, NAME, *WHY)

    assert (stopped["due"], stopped["words"]) == (None, "stopped")
    assert rows(office)[NAME]["due"] == "2026-11-10"
    assert office.says("Head", "doctor").code == 0


def test_a_stop_without_a_reason_or_a_category_is_refused(office: Office, ref: str) -> None:
    _code, no_category = office.fails("Clerk", "deadline", "stop", ref, NAME, *WHY)
    _code, no_reason = office.fails("Clerk", "deadline", "stop", ref, NAME, "--category", "agency")

    assert no_category["message"] == "That is no reason for which a time limit is stopped."
    assert no_reason["message"] == "A change to a time limit needs its reason."


def test_only_the_headteacher_waives(office: Office, ref: str) -> None:
    words = ("deadline", "waive", ref, NAME, "--authority", "Chair", *WHY)
    code, error = office.fails("Clerk", *words)

    assert (code, error["message"]) == (
        4,
        "Only the headteacher, or whoever manages the case, waives a time limit.",
    )
    office.does("Head", *words)
    assert NAME not in rows(office)
    assert office.says("Head", "doctor").code == 0


def test_a_default_takes_the_schools_own_length_for_what_begins_from_then_on(
    office: Office, ref: str
) -> None:
    words = ("deadline", "length", "milnthorpe", NAME, "3 school days", *WHY)
    code, _error = office.fails("Clerk", *words)
    made = office.does("Head", *words)
    office.opens()
    found = [
        (row["ref"] == ref, row["due"], row["own_length"])
        for row in office.does("Clerk", "deadline", "list")
        if row["name"] == NAME
    ]

    assert code == 4
    assert made["own_length"] == "3 school days"
    assert sorted(found) == [
        (False, "2026-11-05", "3 school days"),
        (True, "2026-11-03", None),
    ]
    assert office.says("Head", "doctor").code == 0


def test_the_schools_own_lengths_are_listed_and_taken_back(office: Office) -> None:
    office.does("Head", "deadline", "length", "milnthorpe", NAME, "3 school days", *WHY)
    office.does("Head", "deadline", "length", "milnthorpe", NAME, "--default", *WHY)
    listed = {
        row["name"]: row["own_length"]
        for row in office.does("Head", "deadline", "length", "milnthorpe")
    }

    assert listed[NAME] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nonesuch", "3 school days"), "The policy has no time limit of that name."),
        ((NAME, "3 days"), "“3 days” does not say which days are counted."),
        ((NAME, "0 school days"), "A time limit of nothing cannot be meant."),
        ((NAME,), "Give one length, or --default."),
        (("limitation", "2 months"), "This number is not the school’s to set: it comes from"),
    ],
)
def test_a_length_that_cannot_be_set_is_refused(
    office: Office, words: tuple[str, ...], said: str
) -> None:
    _code, error = office.fails("Head", "deadline", "length", "milnthorpe", *words, *WHY)

    assert error["message"].startswith(said)


def test_a_late_limit_needs_a_decision_and_comes_to_the_head_when_nobody_acts(
    office: Office, ref: str
) -> None:
    soon = rows(office)[NAME]
    office.at("2026-11-04T09:00:00+00:00")
    late = rows(office, "--late")[NAME]
    office.at("2026-11-10T09:00:00+00:00")
    last = rows(office, "--late", "--mine", who="Head")[NAME]

    assert (soon["stage"], soon["words"], soon["remark"]) == ("soon", "tomorrow", "Reminder")
    assert (late["words"], late["stage"]) == ("1 school day late", "late")
    assert (last["stage"], "headteacher" in last["to"], last["yours"]) == ("escalated", True, True)
    assert last["remark"].endswith("nobody acted for 5 school days, so the headteacher sees it too")
    assert "school days late" in office.says("Head", "case", "show", ref).out


def test_this_week_ends_on_sunday(office: Office, ref: str) -> None:
    sunday = rows(office, "--week")
    office.does("Clerk", "deadline", "extend", ref, NAME, "--to", "2026-11-09", *WHY)

    assert (NAME in sunday, NAME in rows(office), NAME in rows(office, "--week")) == (
        True,
        True,
        False,
    )
