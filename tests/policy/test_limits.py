"""Limits that steps start, date and end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain.case import DeadlineState, Standing
from casework.domain.commands import OpenCase, Redate, TakeStep
from tests.policy.engine_kit import (
    CALENDAR,
    HEAD,
    NOT_LOADED,
    OFFICE,
    Walk,
    opened,
    opening,
    rich,
)

TRIAGE = {
    "refused": "no",
    "continued": "yes",
    "place": "public",
    "posts": "1",
    "adult_conduct": "no",
    "seen_on": "2026-09-10",
}
#: News that count from the day on which the post was first seen.
FROM_FACT = ("within: 2 weeks, roll: next-working-day,", "within: 2 weeks, from: seen-on,")
NEWS_AT_ONCE = (
    "says: Record the talk., by: staff",
    "says: Record the talk., by: staff, starts: [news]",
)


def sorted_case(*edits: tuple[str, str]) -> Walk:
    walk = opened(rich(*edits))
    assert walk.take(OFFICE, "triage", **TRIAGE) == []
    return walk


def latest(walk: Walk, name: str) -> DeadlineState:
    return [one for one in walk.snapshot.deadlines.values() if one.name == name][-1]


def test_leaving_a_state_meets_its_limit_and_the_next_state_brings_its_own() -> None:
    walk = sorted_case()

    assert walk.limits("triage") == [("met", "2026-09-16")]
    assert walk.limits("review") == [("running", "2026-09-28")]


def test_a_step_that_restarts_gives_the_limit_a_new_day() -> None:
    walk = sorted_case()
    walk.later(days=2)
    walk.take(OFFICE, "look-again", told_by="A neighbour")

    assert walk.limits("review") == [("met", "2026-09-28"), ("running", "2026-09-30")]


def test_a_step_that_keeps_leaves_the_limit_as_it_is() -> None:
    walk = sorted_case(("keeps: restarts", "keeps: deadlines"))
    walk.later(days=2)
    walk.take(OFFICE, "look-again", told_by="A neighbour")

    assert walk.limits("review") == [("running", "2026-09-28")]


def test_closing_cancels_everything_that_runs() -> None:
    walk = sorted_case(NEWS_AT_ONCE)
    walk.take(OFFICE, "hold")
    walk.take(HEAD, "close")

    assert walk.limits("review") == [("met", "2026-09-28")]
    assert walk.limits("news") == [("cancelled", "2026-09-28")]


def test_no_limit_begins_with_the_close() -> None:
    walk = sorted_case(("by: head, closes: true", "by: head, closes: true, starts: [news]"))
    walk.take(HEAD, "close")

    assert walk.limits("news") == []


def test_a_track_that_ends_cancels_its_own_limits_alone() -> None:
    walk = sorted_case(("by: staff, ends: [news], then", "by: staff, then"))
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")
    walk.take(OFFICE, "answer")

    assert walk.limits("news") == [("cancelled", "2026-09-28")]
    assert walk.limits("review") == [("running", "2026-09-28")]


def test_ending_a_limit_that_does_not_run_changes_nothing() -> None:
    walk = sorted_case(("conditions: [talk-held], starts: [news]", "conditions: [talk-held]"))
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")
    walk.take(OFFICE, "answer")

    assert walk.kinds() == ["TrackMoved"]


def test_a_limit_counts_from_when_it_happened_not_from_when_it_was_written_down() -> None:
    walk = opened(rich())
    command = walk.taking(OFFICE, "triage", **TRIAGE)
    walk.send(replace(command, happened="2026-09-10", precision="date"))

    assert walk.limits("review") == [("running", "2026-09-24")]


def test_a_limit_of_a_long_holiday_waits_for_a_calendar() -> None:
    walk = opened(rich(), replace(opening(rich()), calendar=NOT_LOADED))
    limit = latest(walk, "triage")

    assert (limit.standing, limit.due_at, limit.due_on) == (Standing.WAITING, "", "")
    assert limit.why


def test_a_limit_that_waited_for_a_calendar_runs_once_it_is_loaded() -> None:
    walk = opened(rich(), replace(opening(rich()), calendar=NOT_LOADED))
    walk.send(Redate(actor=OFFICE, calendar=CALENDAR))

    assert walk.limits("triage") == [("running", "2026-09-16")]


def test_a_passed_limit_never_moves() -> None:
    walk = opened(rich())
    walk.later(days=3)
    walk.clock("triage")
    walk.send(Redate(actor=OFFICE, calendar=NOT_LOADED))

    assert walk.limits("triage") == [("passed", "2026-09-16")]
    assert walk.kinds() == []


def test_a_passed_limit_is_met_by_the_step_that_answers_it() -> None:
    walk = opened(rich())
    walk.later(days=3)
    walk.clock("triage")
    walk.take(OFFICE, "triage", **TRIAGE)

    assert latest(walk, "triage").standing is Standing.MET
    assert latest(walk, "triage").passed_at == walk.entries[1].at.isoformat()


def test_a_limit_that_waits_for_its_receipt_is_not_dated_by_a_calendar() -> None:
    walk = sorted_case()
    walk.say(refused="yes")
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    walk.decide(HEAD)
    walk.letter("send", "sent")
    walk.send(Redate(actor=OFFICE, calendar=CALENDAR))

    assert walk.limits("removal") == [("waiting", "")]
    assert "from the day the letter is received" in latest(walk, "removal").why


def test_a_limit_counts_from_an_answer() -> None:
    walk = sorted_case(FROM_FACT, NEWS_AT_ONCE)
    walk.take(OFFICE, "hold")

    assert walk.limits("news") == [("running", "2026-09-24")]


def test_a_limit_waits_for_an_answer_still_to_be_given() -> None:
    never_asked = ("posts, adult-conduct, seen-on]", "posts, adult-conduct]")
    walk = opened(rich(FROM_FACT, NEWS_AT_ONCE, never_asked))
    walk.take(
        OFFICE, "triage", **{name: value for name, value in TRIAGE.items() if name != "seen_on"}
    )
    walk.take(OFFICE, "hold")

    assert walk.limits("news") == [("waiting", "")]
    assert latest(walk, "news").why.endswith("On which day was it first seen?")
    walk.say(seen_on="2026-09-10")
    assert walk.limits("news") == [("running", "2026-09-24")]


def test_a_corrected_answer_moves_the_limit_that_counts_from_it() -> None:
    walk = sorted_case(FROM_FACT, NEWS_AT_ONCE)
    walk.take(OFFICE, "hold")
    walk.say(seen_on="2026-09-11")

    assert walk.limits("news") == [("running", "2026-09-25")]


def test_the_same_answer_again_moves_nothing() -> None:
    walk = sorted_case(FROM_FACT, NEWS_AT_ONCE)
    walk.take(OFFICE, "hold")
    walk.say(seen_on="2026-09-10")

    assert walk.kinds() == ["FactSet"]


def test_an_answer_that_a_step_sets_dates_what_counts_from_it() -> None:
    walk = opened(
        rich(
            FROM_FACT,
            NEWS_AT_ONCE,
            ("posts, adult-conduct, seen-on]", "posts, adult-conduct]"),
            (
                "says: Look at the case again., by: staff, asks: [told-by]",
                'says: Look at the case again., by: staff, sets: {seen-on: "2026-09-10"}',
            ),
        )
    )
    walk.take(
        OFFICE, "triage", **{name: value for name, value in TRIAGE.items() if name != "seen_on"}
    )
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "look-again")

    assert walk.limits("news") == [("running", "2026-09-24")]


def test_ids_come_from_the_commands_own_randomness() -> None:
    one, other = (opened(rich(), replace(opening(rich()), nonce=nonce)) for nonce in ("a", "b"))

    assert set(one.snapshot.deadlines).isdisjoint(other.snapshot.deadlines)
    assert all(len(id_) == 32 for id_ in one.snapshot.deadlines)


def test_a_limit_keeps_its_rule_unit_and_calendar() -> None:
    limit = latest(opened(rich()), "triage")

    assert (limit.rule, limit.unit, limit.calendar, limit.armed) == (
        "2 school days",
        "school days",
        1,
        1,
    )


@pytest.mark.parametrize("kind", [OpenCase, TakeStep])
def test_every_command_brings_the_calendar_it_counts_in(kind: type[OpenCase | TakeStep]) -> None:
    assert "calendar" in kind.__dataclass_fields__
