"""Limits that people lengthen, stop, let go on and waive, and those that are not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.case import DeadlineState, Standing
from casework.domain.commands import ExtendLimit, Redate, ResumeLimit, StopLimit, WaiveLimit
from casework.domain.events import DeadlineExtended, DeadlineStopped, DeadlineWaived
from casework.policy.conditions import DeadlineStands
from casework.policy.model import Condition
from tests.policy.engine_kit import (
    CALENDAR,
    CHAIR,
    HEAD,
    NOT_LOADED,
    NOW,
    OFFICE,
    Walk,
    opened,
    opening,
    rich,
)
from tests.policy.test_limits import NEWS_AT_ONCE, TRIAGE, latest

if TYPE_CHECKING:
    from casework.domain.people import Actor

WHY = "They asked for it."
IN_ACT = " It stands in the Act of 2020."


def triaging(*edits: tuple[str, str]) -> Walk:
    """Return a case just opened: its limit runs to Wednesday 16 September 2026."""
    return opened(rich(*edits))


def extend(walk: Walk, by: str = "", to: str = "", who: Actor = HEAD, why: str = WHY) -> list[str]:
    return walk.send(
        ExtendLimit(actor=who, calendar=walk.calendar, reason=why, name="triage", by=by, to=to)
    )


def stop(
    walk: Walk, since: str = "", category: str = "agency", who: Actor = HEAD, why: str = WHY
) -> list[str]:
    command = StopLimit(
        actor=who, calendar=walk.calendar, reason=why, name="triage", category=category, since=since
    )
    return walk.send(command)


def go_on(walk: Walk, until: str = "", who: Actor = HEAD, why: str = WHY) -> list[str]:
    return walk.send(
        ResumeLimit(actor=who, calendar=walk.calendar, reason=why, name="triage", until=until)
    )


def waive(
    walk: Walk, name: str, who: Actor = HEAD, authority: str = "Chair", why: str = WHY
) -> list[str]:
    return walk.send(
        WaiveLimit(actor=who, calendar=walk.calendar, reason=why, name=name, authority=authority)
    )


def with_news() -> Walk:
    """Return a case in which a limit runs that gives it no next date."""
    walk = opened(rich(NEWS_AT_ONCE))
    assert walk.take(OFFICE, "triage", **TRIAGE) == []
    assert walk.take(OFFICE, "hold") == []
    return walk


# --- more time ------------------------------------------------------------------------------------


def test_an_extension_by_a_length_goes_on_from_the_last_day() -> None:
    walk = triaging()

    assert extend(walk, by="3 school days") == []
    assert walk.limits("triage") == [("running", "2026-09-21")]
    assert walk.kinds() == ["DeadlineExtended", "DeadlineDated"]


def test_an_extension_to_a_day_ends_on_it_and_says_both_days() -> None:
    walk = triaging()

    assert extend(walk, to="2026-09-30") == []
    assert walk.limits("triage") == [("running", "2026-09-30")]
    assert latest(walk, "triage").why.endswith(
        "Due by the end of Wed 16 Sep 2026. Extended: to Wed 30 Sep 2026. "
        "Due by the end of Wed 30 Sep 2026."
    )


def test_extensions_come_one_after_the_other() -> None:
    walk = triaging()
    extend(walk, by="1 school day")
    extend(walk, by="2 school days")

    assert walk.limits("triage") == [("running", "2026-09-21")]
    assert latest(walk, "triage").longer == ("1 school day", "2 school days")


def test_an_extension_by_school_days_follows_a_changed_calendar() -> None:
    walk = triaging()
    extend(walk, by="1 school day")
    shut = replace(CALENDAR, version=2, closures={walk.now.date() + timedelta(days=3): "snow"})
    walk.send(Redate(actor=OFFICE, calendar=shut))

    assert walk.limits("triage") == [("running", "2026-09-18")]


@pytest.mark.parametrize(
    ("by", "to", "said"),
    [
        ("", "", "Say by how much, or to which day, and not both."),
        ("1 week", "2026-09-30", "Say by how much, or to which day, and not both."),
        ("", "2026-09-16", "It runs to Wed 16 Sep 2026 already; an extension ends later."),
        ("", "2027-10-30", "An extension of more than a year cannot be meant."),
        ("13 months", "", "An extension of more than a year cannot be meant."),
        ("3 days", "", "“3 days” does not say which days are counted."),
        ("0 weeks", "", "An extension by nothing changes nothing."),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused(by: str, to: str, said: str) -> None:
    walk = triaging()

    assert extend(walk, by=by, to=to) == [said]
    assert walk.limits("triage") == [("running", "2026-09-16")]


def test_an_extension_beyond_the_calendar_is_refused_and_says_what_is_missing() -> None:
    walk = triaging()
    walk.calendar = NOT_LOADED

    [words] = extend(walk, by="1 school day")
    assert "term dates for 2026-27 are not loaded" in words


def test_a_limit_whose_time_has_gone_does_not_change_whoever_looked_at_it() -> None:
    walk = triaging()
    walk.later(days=3)
    gone = ["Its time has gone, so it does not change any more."]
    before = extend(walk, by="1 week"), stop(walk), waive(walk, "triage")
    walk.clock("triage")

    assert before == (gone, gone, gone)
    assert (extend(walk, by="1 week"), stop(walk), waive(walk, "triage")) == (gone, gone, gone)


def test_a_change_needs_its_reason() -> None:
    walk = triaging()
    lack = ["A change to a time limit needs its reason."]

    assert (extend(walk, by="1 week", why=""), stop(walk, why="")) == (lack, lack)
    assert waive(with_news(), "news", why="") == lack
    stop(walk)
    assert go_on(walk, why="") == lack


def test_only_who_has_it_on_their_list_or_leads_changes_a_limit() -> None:
    walk = triaging()
    theirs = ["This time limit stands on somebody else’s list, so it is theirs to change."]

    assert (extend(walk, by="1 week", who=CHAIR), stop(walk, who=CHAIR)) == (theirs, theirs)
    stop(walk)
    assert go_on(walk, who=CHAIR) == theirs


def test_an_unknown_limit_is_named_with_what_may_be_meant() -> None:
    walk = triaging()
    command = ExtendLimit(actor=HEAD, calendar=CALENDAR, reason=WHY, name="triag", by="1 week")

    assert walk.send(command) == ["The case has no time limit of that name."]
    assert waive(walk, "removal")[0].endswith("is not running in this case.")


# --- locked numbers -------------------------------------------------------------------------------


def locked(provenance: str) -> Walk:
    plain = rich()
    limit = plain.case_types["concern"].deadlines["triage"]
    fixed = replace(
        limit, provenance=provenance, source="the Act of 2020" if provenance != "seed" else ""
    )
    case_type = plain.case_types["concern"]
    types = {
        **plain.case_types,
        "concern": replace(case_type, deadlines={**case_type.deadlines, "triage": fixed}),
    }
    return opened(replace(plain, case_types=types), opening(plain))


@pytest.mark.parametrize(
    ("provenance", "said"),
    [
        ("seed", "The policy itself sets this time limit, so it is not the school’s to change."),
        (
            "law",
            "The law sets this time limit, so it is not the school’s to change." + IN_ACT,
        ),
        (
            "guidance",
            "Statutory guidance sets this time limit, so it is not the school’s to change."
            + IN_ACT,
        ),
    ],
)
def test_a_number_that_is_not_the_schools_is_locked(provenance: str, said: str) -> None:
    walk = locked(provenance)

    assert (extend(walk, by="1 week"), waive(walk, "triage")) == ([said], [said])


def test_a_locked_limit_stands_still_for_an_agency_and_the_laws_for_proof_too() -> None:
    seed, law = locked("seed"), locked("law")

    assert "for agency alone" in stop(seed, category="identification")[0]
    assert (stop(seed), stop(law, category="identification")) == ([], [])


def test_a_school_length_counts_for_a_default_and_never_for_a_locked_one() -> None:
    own = {"triage": "7 school days"}
    walk = opened(rich(), replace(opening(rich()), lengths=own))
    limit = latest(walk, "triage")

    assert (limit.own, limit.rule, limit.due_on) == ("7 school days", "7 school days", "2026-09-23")
    policy = locked("law").policy
    assert latest(opened(policy, replace(opening(policy), lengths=own)), "triage").own == ""


# --- standing still -------------------------------------------------------------------------------


def test_a_stopped_limit_has_no_date_and_goes_on_with_what_was_left() -> None:
    walk = triaging()
    assert stop(walk) == []
    stopped = latest(walk, "triage")
    walk.later(days=7)
    assert go_on(walk) == []

    assert (stopped.standing, stopped.due_at) == (Standing.WAITING, "")
    assert stopped.why == (
        "2 school days. Stopped since Mon 14 Sep 2026 because the police, the LADO or another "
        "agency asked us to wait."
    )
    assert walk.limits("triage") == [("running", "2026-09-23")]
    assert latest(walk, "triage").why.startswith("Stopped from Mon 14 to Mon 21 Sep because")


def test_stopping_and_going_on_on_one_day_changes_nothing_but_the_words() -> None:
    walk = triaging()
    stop(walk)
    go_on(walk)

    assert walk.limits("triage") == [("running", "2026-09-16")]


def test_a_limit_may_be_stopped_twice() -> None:
    walk = triaging()
    stop(walk)
    walk.later(days=7)
    go_on(walk)
    walk.later(days=1)
    stop(walk, category="away")
    walk.later(days=7)
    go_on(walk)

    assert walk.limits("triage") == [("running", "2026-09-30")]
    assert len(latest(walk, "triage").stops) == 2


def test_a_stop_after_an_extension_keeps_back_what_the_extension_gave() -> None:
    walk = triaging()
    extend(walk, by="3 school days")
    walk.later(days=3)  # Thursday: the two days of the limit and one of the extension are gone
    stop(walk)
    walk.later(days=7)
    go_on(walk)

    assert walk.limits("triage") == [("running", "2026-09-28")]


def test_days_on_which_it_stopped_and_went_on_are_given_where_they_make_sense() -> None:
    walk = triaging()
    walk.later(days=1)

    assert stop(walk, since="2026-09-16")[0].startswith("That day is still to come")
    assert stop(walk, since="2026-09-11") == ["It began, or went on, only on Mon 14 Sep 2026."]
    assert stop(walk, since="2026-09-14") == []
    walk.later(days=3)
    assert go_on(walk, until="2026-09-20") == ["That day is still to come."]
    assert go_on(walk, until="2026-09-13")[0].startswith("It was stopped on Mon 14 Sep 2026")
    assert go_on(walk, until="2026-09-17") == []
    assert walk.limits("triage") == [("running", "2026-09-21")]
    assert stop(walk, since="2026-09-16") == ["It began, or went on, only on Thu 17 Sep 2026."]


def test_a_stopped_limit_is_not_stopped_again_nor_one_that_runs_let_on() -> None:
    walk = triaging()
    going = go_on(walk)
    stop(walk)

    assert going[0].endswith("has not been stopped.")
    assert stop(walk) == ["It is stopped already."]
    assert extend(walk, by="1 week") == ["It is stopped already."]


def test_a_stop_is_of_a_known_category() -> None:
    assert stop(triaging(), category="busy") == [
        "That is no reason for which a time limit is stopped."
    ]


def test_a_stopped_limit_waits_for_a_calendar_when_it_goes_on() -> None:
    walk = triaging()
    stop(walk)
    walk.calendar = NOT_LOADED

    assert go_on(walk) == []
    assert latest(walk, "triage").standing is Standing.WAITING


def test_a_limit_that_waits_for_a_calendar_has_no_day_to_lengthen() -> None:
    walk = triaging()
    stop(walk)
    walk.calendar = NOT_LOADED
    go_on(walk)

    [words] = extend(walk, by="1 school day")
    assert words.startswith("It has no date yet.")


def test_a_stopped_limit_never_passes_and_ends_with_its_step() -> None:
    walk = triaging()
    stop(walk)
    walk.later(days=30)
    walk.take(OFFICE, "triage", **TRIAGE)

    assert latest(walk, "triage").standing is Standing.MET


def test_a_stop_is_taken_back_like_any_entry() -> None:
    walk = triaging()
    stop(walk)
    walk.undo(HEAD)

    assert walk.limits("triage") == [("running", "2026-09-16")]


# --- waived ---------------------------------------------------------------------------------------


def test_a_waived_limit_is_over_and_says_on_whose_word() -> None:
    walk = with_news()

    assert waive(walk, "news") == []
    assert latest(walk, "news").standing is Standing.WAIVED
    [event] = walk.entries[-1].events
    assert isinstance(event, DeadlineWaived)
    assert event.authority == "Chair"


def test_only_the_head_or_the_case_manager_waives_and_never_without_a_word() -> None:
    walk = with_news()

    assert waive(walk, "news", who=OFFICE) == [
        "Only the headteacher, or whoever manages the case, waives a time limit."
    ]
    assert waive(walk, "news", authority="") == ["A waiver needs to say on whose word it is."]


def test_the_next_date_of_an_open_case_is_not_waived() -> None:
    assert waive(triaging(), "triage") == [
        "An open case always has a next date, and this is it, so it is not waived."
    ]


def test_a_limit_that_a_condition_asks_about_is_not_waived() -> None:
    walk = asked_about("passed")

    assert waive(walk, "news") == [
        "The policy asks how this time limit stands, so it is not waived."
    ]
    assert stop_news(walk) == []


def test_a_limit_that_a_condition_asks_whether_it_runs_is_not_stopped_either() -> None:
    assert stop_news(asked_about("running")) == [
        "The policy asks how this time limit stands, so it is not stopped."
    ]


def stop_news(walk: Walk) -> list[str]:
    return walk.send(
        StopLimit(actor=HEAD, calendar=CALENDAR, reason=WHY, name="news", category="agency")
    )


def asked_about(standing: str) -> Walk:
    walk = with_news()
    test = DeadlineStands(deadline="news", standing=standing)
    asked = Condition(
        name="asked", test=test, holds=test.compiled(), otherwise="No.", remedy="", clauses=()
    )
    walk.policy = replace(walk.policy, conditions={**walk.policy.conditions, "asked": asked})
    return walk


def test_what_was_done_to_a_limit_shows_none_of_its_words() -> None:
    made = (DeadlineExtended(id="x", by="1 week"), DeadlineStopped(id="x", category="c", since=""))

    assert [repr(one) for one in made] == ["DeadlineExtended", "DeadlineStopped"]
    assert isinstance(latest(triaging(), "triage"), DeadlineState)


# --- with a calendar that changes -----------------------------------------------------------------


@given(
    stopped=st.integers(0, 2),
    still=st.integers(0, 12),
    shut=st.sets(st.integers(1, 40), max_size=8),
    more=st.integers(0, 3),
)
def test_stopping_and_going_on_commutes_with_a_changed_calendar(
    stopped: int, still: int, shut: set[int], more: int
) -> None:
    closures = {(NOW + timedelta(days=n)).date(): "snow" for n in shut}
    changed = replace(CALENDAR, version=2, closures=closures)

    ends = []
    for place in range(4):
        walk = triaging()
        for step in range(4):
            if step == place:
                walk.calendar = changed
                walk.send(Redate(actor=OFFICE, calendar=changed))
            if step == 0 and more:
                assert extend(walk, by=f"{more} school days") == []
            elif step == 1:
                walk.later(days=stopped)
                assert stop(walk) == []
            elif step == 2:
                walk.later(days=still)
                assert go_on(walk) == []
        ends.append((latest(walk, "triage").due_at, latest(walk, "triage").why))

    assert len(set(ends)) == 1
