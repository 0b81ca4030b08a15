"""Which limits the pause holds, how they wait, and how they go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.domain.commands import Redate
from casework.domain.events import DeadlineDated
from casework.policy.holds import held_limits, started_by
from tests.policy.engine_kit import (
    CALENDAR,
    DSL,
    HEAD,
    NOT_LOADED,
    NOW,
    OFFICE,
    Walk,
    opened,
    rich,
)

if TYPE_CHECKING:
    from casework.domain.case import DeadlineState

#: A limit for the talk itself, which the pause holds; it runs from the opening on.
TALK = (
    "      news: {title: News,",
    """      talk-by: {title: Talking, track: talk, within: 5 school days, when-missed: hold, \
to: staff, provenance: default}
      news: {title: News,""",
)
FROM_OPENING = ("not-held: {title: Not held}", "not-held: {title: Not held, next: talk-by}")
ON_TRIAGE = (
    "posts, adult-conduct, seen-on], clauses",
    "posts, adult-conduct, seen-on], starts: [talk-by], clauses",
)
FROM_FACT = ("talk, within: 5 school days,", "talk, within: 5 school days, from: seen-on,")
TRIAGE = {
    "refused": "no",
    "continued": "yes",
    "place": "public",
    "posts": "1",
    "adult_conduct": "yes",
    "seen_on": "2026-09-10",
}


def case(*edits: tuple[str, str]) -> Walk:
    return opened(rich(TALK, *edits))


def limit(walk: Walk, name: str = "talk-by") -> DeadlineState:
    return [one for one in walk.snapshot.deadlines.values() if one.name == name][-1]


def on_its_way() -> Walk:
    """Return a case whose notice to the author was sent: five days run from its receipt."""
    walk = case()
    walk.take(OFFICE, "triage", **TRIAGE | {"refused": "yes", "adult_conduct": "no"})
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    walk.decide(HEAD)
    walk.letter("send", "sent")
    return walk


# --- which ----------------------------------------------------------------------------------------


def held(*edits: tuple[str, str]) -> frozenset[str]:
    return held_limits(rich(TALK, *edits).case_types["concern"])


def test_the_limit_of_a_paused_step_is_held_and_that_of_a_letter_that_waits() -> None:
    assert held() == {"talk-by", "removal"}


def test_a_limit_answered_by_another_step_is_not_held() -> None:
    assert held(("when-missed: hold,", "when-missed: leave-out,")) == {"removal"}


def test_without_an_answer_of_its_own_any_paused_step_of_its_track_counts() -> None:
    assert "talk-by" in held(("when-missed: hold, ", ""))
    assert "news" not in held(("roll: next-working-day, when-missed: answer,", ""))


def test_a_letter_to_somebody_else_holds_no_limit() -> None:
    assert held(
        ("letters-to: [author]\n      released", "letters-to: [police]\n      released")
    ) == {"talk-by"}


def test_where_nothing_pauses_nothing_is_held() -> None:
    assert held_limits(rich().case_types["disclosure"]) == frozenset()


def test_what_a_letter_starts_is_followed_to_its_end_once() -> None:
    loop = (
        "carry-out: {starts: [removal]}",
        "carry-out: {starts: [removal], then: [{track: notice, trigger: carry-out}]}",
    )
    case_type = rich(loop).case_types["concern"]

    assert started_by(case_type, case_type.letters["notice"]) == {"removal"}


# --- waiting --------------------------------------------------------------------------------------


def test_a_running_limit_stops_when_the_pause_begins() -> None:
    walk = case(FROM_OPENING)
    walk.later(days=1)
    walk.say(adult_conduct="yes")

    assert walk.kinds() == ["FactSet", "Paused", "DeadlineDated"]
    assert walk.limits("talk-by") == [("waiting", "")]
    assert limit(walk).held == walk.now.isoformat() == walk.snapshot.paused_at
    assert limit(walk).why == (
        "5 school days. Held since Tue 15 Sep 2026: it waits while contact is paused."
    )


def test_what_the_pause_does_not_hold_runs_on() -> None:
    walk = case(FROM_OPENING)
    walk.say(adult_conduct="yes")

    assert walk.limits("triage") == [("running", "2026-09-16")]


def test_a_limit_armed_while_contact_is_paused_begins_held() -> None:
    walk = case(ON_TRIAGE)
    walk.take(OFFICE, "triage", **TRIAGE)

    assert walk.kinds().count("DeadlineDated") == 0
    assert (walk.limits("talk-by"), limit(walk).held) == ([("waiting", "")], NOW.isoformat())


def test_a_limit_armed_after_the_release_simply_runs() -> None:
    walk = case(ON_TRIAGE)
    walk.say(adult_conduct="yes")
    walk.take(DSL, "release-pause")
    walk.take(OFFICE, "triage", **TRIAGE)

    assert (walk.limits("talk-by"), limit(walk).held) == ([("running", "2026-09-21")], "")


def test_a_limit_that_passed_stays_passed() -> None:
    walk = case(FROM_OPENING)
    walk.later(days=20)
    walk.clock("talk-by")
    walk.say(adult_conduct="yes")
    walk.take(DSL, "release-pause")

    assert walk.limits("talk-by") == [("passed", "2026-09-21")]


def test_a_limit_whose_time_has_gone_is_left_to_the_clock() -> None:
    walk = case(FROM_OPENING)
    walk.later(days=20)
    walk.say(adult_conduct="yes")

    assert walk.limits("talk-by") == [("running", "2026-09-21")]


def test_the_clock_passes_nothing_that_is_held() -> None:
    walk = case(FROM_OPENING)
    walk.say(adult_conduct="yes")
    walk.later(days=20)
    walk.clock("talk-by")

    assert walk.limits("talk-by") == [("waiting", "")]


def test_a_calendar_dates_nothing_that_is_held() -> None:
    walk = case(FROM_OPENING)
    walk.say(adult_conduct="yes")
    walk.send(Redate(actor=OFFICE, calendar=NOT_LOADED))

    assert walk.limits("talk-by") == [("waiting", "")]
    assert [e.id for e in walk.entries[-1].events if isinstance(e, DeadlineDated)] == [
        limit(walk, "triage").id
    ]


def test_a_held_limit_ends_with_its_track() -> None:
    walk = case(FROM_OPENING)
    walk.say(adult_conduct="yes")
    walk.take(OFFICE, "leave-out")

    assert walk.limits("talk-by") == [("met", "")]


# --- going on -------------------------------------------------------------------------------------


def test_on_release_the_days_that_were_left_go_on() -> None:
    walk = case(FROM_OPENING)
    walk.later(days=1)
    walk.say(adult_conduct="yes")
    walk.later(days=7)
    walk.take(DSL, "release-pause")

    assert walk.kinds() == ["PauseReleased", "DeadlineDated"]
    assert walk.limits("talk-by") == [("running", "2026-09-28")]
    assert limit(walk).why == (
        "Held from Tue 15 to Tue 22 Sep while contact was paused, with 4 school days left. "
        "4 school days from Tue 22 Sep: Wed 23, Thu 24 and Fri 25 Sep count; "
        "Sat 26 and Sun 27 Sep are the weekend; Mon 28 Sep counts. "
        "Due by the end of Mon 28 Sep 2026."
    )


def test_after_the_release_it_passes_like_any_other() -> None:
    walk = case(FROM_OPENING)
    walk.say(adult_conduct="yes")
    walk.take(DSL, "release-pause")
    walk.later(days=20)
    walk.clock("talk-by")

    assert walk.limits("talk-by") == [("passed", "2026-09-21")]


def test_a_new_calendar_counts_what_was_left_again() -> None:
    walk = case(FROM_OPENING)
    walk.later(days=1)
    walk.say(adult_conduct="yes")
    walk.later(days=7)
    walk.take(DSL, "release-pause")
    walk.send(Redate(actor=OFFICE, calendar=NOT_LOADED))
    gone = walk.limits("talk-by")
    walk.send(Redate(actor=OFFICE, calendar=CALENDAR))

    assert (gone, walk.limits("talk-by")) == ([("waiting", "")], [("running", "2026-09-28")])


def test_a_release_without_a_calendar_waits_for_one() -> None:
    walk = case(FROM_OPENING)
    walk.say(adult_conduct="yes")
    walk.calendar = NOT_LOADED
    walk.take(DSL, "release-pause")

    assert (walk.limits("talk-by"), limit(walk).waits_for_release) == ([("waiting", "")], False)


@pytest.mark.parametrize(("answered_after", "due"), [(0, "2026-09-28"), (9, "2026-09-30")])
def test_an_answer_still_to_be_given_is_waited_for_in_the_pause_too(
    answered_after: int, due: str
) -> None:
    walk = case(FROM_OPENING, FROM_FACT)
    walk.say(adult_conduct="yes")
    waiting = limit(walk).why
    for day in range(10):
        walk.now = NOW + timedelta(days=day)
        if day == answered_after:
            walk.say(seen_on=walk.now.date().isoformat())
        if day == 7:
            walk.take(DSL, "release-pause")

    assert waiting.endswith(
        "first seen? Held since Mon 14 Sep 2026: it waits while contact is paused."
    )
    assert walk.limits("talk-by") == [("running", due)]


def test_a_limit_from_receipt_waits_though_the_letter_comes() -> None:
    walk = on_its_way()
    walk.say(adult_conduct="yes")
    before = limit(walk, "removal").why
    walk.later(days=1)
    walk.letter("receive", "received")
    in_the_pause = walk.limits("removal")
    walk.later(days=7)
    walk.take(DSL, "release-pause")

    assert before.endswith(
        "not recorded yet. Held since Mon 14 Sep 2026: it waits while contact is paused."
    )
    assert (in_the_pause, walk.limits("removal")) == (
        [("waiting", "")],
        [("running", "2026-09-29")],
    )


def test_a_limit_from_receipt_is_held_after_the_letter_came() -> None:
    walk = on_its_way()
    walk.letter("receive", "received")
    walk.later(days=2)
    walk.say(adult_conduct="yes")
    walk.later(days=5)
    walk.take(DSL, "release-pause")

    assert walk.limits("removal") == [("running", "2026-09-24")]


def test_a_letter_received_after_the_release_is_counted_from_its_receipt() -> None:
    walk = on_its_way()
    walk.say(adult_conduct="yes")
    walk.take(DSL, "release-pause")
    walk.later(days=2)
    walk.letter("receive", "received")

    assert walk.limits("removal") == [("running", "2026-09-23")]
    assert not limit(walk, "removal").why.startswith("Held")
