"""A request for one's own data: its month, what stops and lengthens it, who may see it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.errors import NotFound, NotPermitted, Refused, UsageFault
from casework.office import (
    doctor,
    door,
    duework,
    monitoring,
    people,
    questions,
    subjectaccess,
    subjectanswers,
)
from casework.office.saying import Saying
from casework.office.subjectaccess import NewRequest
from tests.office.circles_kit import SLUG, Circles
from tests.office.subject_kit import ALIAS, PERSON, SEEN, asked, handed_out

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)


def request(circles: Circles, ref: str, who: str = "clerk") -> subjectaccess.Request:
    return subjectaccess.request(circles.desk(who), ref)


def at(circles: Circles, day: str) -> None:
    """Let it be ten in the morning of a day."""
    circles.clock.instant = datetime.fromisoformat(f"{day}T10:00:00+00:00").astimezone(UTC)


# --- the month -----------------------------------------------------------------------------------


def test_the_month_runs_from_the_day_the_request_came(circles: Circles) -> None:
    made = request(circles, asked(circles, came_on=date(2026, 10, 29)))

    assert (made.state, made.due) == ("running", "2026-11-30")
    assert "1 month" in made.why


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2026-09-03", "2026-10-05"),  # a Saturday rolls to Monday
        ("2026-08-31", "2026-09-30"),  # September has no 31st
        ("2026-10-31", "2026-11-30"),
        ("2026-07-31", "2026-09-01"),  # the bank holiday at the end of August
    ],
)
def test_a_month_is_a_calendar_month_and_rolls_to_the_next_working_day(
    circles: Circles, came: str, due: str
) -> None:
    at(circles, "2026-11-02")
    made = request(circles, asked(circles, came_on=date.fromisoformat(came)))

    assert made.due == due


def test_school_holidays_do_not_stop_it(circles: Circles) -> None:
    at(circles, "2026-12-21")
    made = request(circles, asked(circles, came_on=date(2026, 12, 1)))

    assert made.due == "2027-01-04"  # the first is a bank holiday, then comes a weekend


def test_while_proof_is_waited_for_nothing_runs_and_it_begins_the_day_it_arrives(
    circles: Circles,
) -> None:
    ref = asked(circles, basis="", proof="She wrote from an address we do not know.")
    waiting = request(circles, ref)
    at(circles, "2026-11-12")
    subjectaccess.start(circles.desk("clerk"), ref, "identity-seen", SEEN, date(2026, 11, 11))
    begun = request(circles, ref)

    assert (waiting.state, waiting.due) == ("awaiting-proof", "")
    assert (begun.state, begun.due) == ("running", "2026-12-11")


def test_proof_never_came_before_the_request(circles: Circles) -> None:
    ref = asked(circles, basis="", proof="No name on it.")

    with pytest.raises(UsageFault, match="came only on"):
        subjectaccess.start(circles.desk("clerk"), ref, "authority", "A letter", date(2026, 10, 1))


def test_a_stop_to_hear_what_is_asked_for_gives_the_days_back(circles: Circles) -> None:
    ref = asked(circles)
    whole = request(circles, ref).due
    at(circles, "2026-11-09")
    subjectaccess.pause(circles.desk("clerk"), ref, "All of it, or the post alone?")
    stopped = request(circles, ref)
    at(circles, "2026-11-16")
    subjectaccess.resume(circles.desk("clerk"), ref, "All of it.")

    assert whole == "2026-12-02"
    assert (stopped.stopped, stopped.due) == (True, "")
    assert request(circles, ref).due == "2026-12-09"


def test_what_is_left_of_it_rolls_to_a_working_day_as_well(circles: Circles) -> None:
    ref = asked(circles)
    desk = circles.desk("clerk")
    at(circles, "2026-11-09")
    subjectaccess.pause(desk, ref, "Which years?", date(2026, 11, 6))
    at(circles, "2026-11-10")
    subjectaccess.resume(desk, ref, "All years.")

    assert request(circles, ref).due == "2026-12-07"  # the sixth is a Sunday


def test_two_months_more_count_from_the_same_day(circles: Circles) -> None:
    ref = asked(circles)
    at(circles, "2026-11-20")
    subjectaccess.extend(circles.desk("clerk"), ref, None, "There are sixty entries.")
    made = request(circles, ref)

    assert (made.state, made.due) == ("extended", "2027-02-02")


def test_what_the_first_month_stood_still_for_counts_for_the_three(circles: Circles) -> None:
    ref = asked(circles)
    desk = circles.desk("clerk")
    at(circles, "2026-11-09")
    subjectaccess.pause(desk, ref, "Which years?")
    at(circles, "2026-11-16")
    subjectaccess.resume(desk, ref, "All years.")
    at(circles, "2026-11-20")
    subjectaccess.extend(desk, ref, None, "There are sixty entries.")

    assert request(circles, ref).due == "2027-02-09"


def test_a_stop_goes_on_standing_in_the_three_months(circles: Circles) -> None:
    ref = asked(circles)
    desk = circles.desk("clerk")
    at(circles, "2026-11-09")
    subjectaccess.pause(desk, ref, "Which years?")
    subjectaccess.extend(desk, ref, None, "There are sixty entries.")

    assert request(circles, ref).stopped


def test_whoever_was_told_after_the_month_was_told_too_late(circles: Circles) -> None:
    ref = asked(circles)
    at(circles, "2026-12-03")

    with pytest.raises(Refused, match="first month is over"):
        subjectaccess.extend(circles.desk("clerk"), ref, date(2026, 11, 30), "Much to read.")


def test_the_policy_itself_refuses_it_once_the_clock_said_so(circles: Circles) -> None:
    ref = asked(circles)
    at(circles, "2026-12-04")
    circles.scan()

    with pytest.raises(Refused, match="first month is over"):
        circles.take(
            "clerk", ref, "case.take-two-months-more", {"told-on": "2026-11-30"}, reason="Much."
        )


def test_why_the_month_was_missed_is_recorded_by_the_day_whether_or_not_the_clock_said_so(
    circles: Circles,
) -> None:
    ref = asked(circles)
    at(circles, "2026-12-02")
    early = stands(circles, ref, "answer-late")
    with pytest.raises(Refused, match="first month is not over"):
        circles.take("clerk", ref, "case.answer-late", reason="Half of them were away.")
    at(circles, "2026-12-12")
    late = stands(circles, ref, "answer-late")
    circles.take("clerk", ref, "case.answer-late", reason="Half of them were away.")

    assert (early, late) == (["The first month is not over."], [])
    assert [one for one in doctor.examine(circles.desk("clerk")) if one.damage] == []


def test_why_three_months_were_missed_goes_by_the_day_as_well(circles: Circles) -> None:
    ref = asked(circles)
    subjectaccess.extend(circles.desk("clerk"), ref, None, "Much to read.")
    early = stands(circles, ref, "answer-later-still")
    at(circles, "2027-02-03")

    assert early == ["The three months are not over."]
    assert stands(circles, ref, "answer-later-still") == []


@pytest.mark.parametrize(
    ("today", "told"), [("2026-12-03", "2026-11-30"), ("2026-12-02", "2026-12-03")]
)
def test_a_step_taken_by_its_name_goes_by_the_day_before_the_clock_said_so(
    circles: Circles, today: str, told: str
) -> None:
    ref = asked(circles)
    at(circles, today)
    with pytest.raises(Refused, match="first month is over") as caught:
        circles.take("clerk", ref, "case.take-two-months-more", {"told-on": told}, reason="Much.")

    assert f"case do {ref} answer-late" in caught.value.advice
    assert bool(stands(circles, ref, "take-two-months-more")) == (today > "2026-12-02")


def stands(circles: Circles, ref: str, trigger: str) -> list[str]:
    """Return what a case says stands in the way of a step."""
    shown = questions.show(circles.desk("clerk"), ref)
    found = [one for one in (*shown.next, *shown.not_yet) if one.transition.trigger == trigger]
    return [one.sentence for offer in found for one in offer.reasons]


def test_a_second_extension_is_refused(circles: Circles) -> None:
    ref = asked(circles)
    subjectaccess.extend(circles.desk("clerk"), ref, None, "Much to read.")

    with pytest.raises(Refused):
        subjectaccess.extend(circles.desk("clerk"), ref, None, "More yet.")


def test_its_day_stands_on_the_list_of_what_is_due(circles: Circles) -> None:
    ref = asked(circles)
    due = [row for row in duework.listed(circles.desk("clerk")) if row.ref == ref]

    assert [row.due_on for row in due] == ["2026-12-02"]


# --- taking it up --------------------------------------------------------------------------------


def test_how_it_is_known_who_asks_has_to_be_said(circles: Circles) -> None:
    with pytest.raises(UsageFault, match="has to be said"):
        asked(circles, basis="", seen="")


def test_not_asking_for_proof_needs_its_reason(circles: Circles) -> None:
    with pytest.raises(Refused):
        asked(circles, basis="not-asked", seen="")


def test_a_request_is_of_a_day_that_has_come(circles: Circles) -> None:
    with pytest.raises(UsageFault, match="still ahead"):
        asked(circles, came_on=date(2026, 11, 3))


def test_a_slip_of_the_pen_in_the_year_is_asked_about(circles: Circles) -> None:
    with pytest.raises(UsageFault, match="more than a year ago"):
        asked(circles, came_on=date(2025, 10, 29))


def test_a_request_without_a_name_is_refused(circles: Circles) -> None:
    with pytest.raises(UsageFault, match="Whose data"):
        asked(circles, person=" ")


def test_repeated_under_its_key_it_is_one_request(circles: Circles) -> None:
    new = NewRequest(person=PERSON, basis="identity-seen", seen=SEEN)
    done = [subjectaccess.begin(circles.desk("clerk"), new, Saying(key="sar 1")) for _ in range(2)]

    assert done[0].ref == done[1].ref
    assert len(subjectaccess.requests(circles.desk("clerk"))) == 1


def test_the_law_stands_in_the_records_once_and_no_school_adopted_it(circles: Circles) -> None:
    refs = [asked(circles), asked(circles)]
    desk = circles.desk("clerk")
    digests = {door.load(desk, ref).snapshot.digest for ref in refs}

    assert len(digests) == 1
    assert digests <= desk.ledger.files.keys()
    assert [policy for _school, policy in desk.ledger.adoptions] == ["model"]
    assert desk.policy_in_force(SLUG, "").name == "model"


def test_no_figure_of_a_policy_counts_a_request(circles: Circles) -> None:
    asked(circles)
    ref = circles.concern()
    files = monitoring.files_of(circles.desk("head"), SLUG)

    assert [file.snapshot.ref for file in files] == [ref]


# --- who sees it ---------------------------------------------------------------------------------


def test_whom_it_needs_sees_it(circles: Circles) -> None:
    ref = asked(circles)

    assert circles.who_sees(ref) == {"head", "clerk", "deputy", "dsl", "second-dsl", "ict"}


@pytest.mark.parametrize("who", ["deputy", "head", "dsl"])
def test_whoever_it_is_about_never_sees_it(circles: Circles, who: str) -> None:
    people.link(circles.desk("admin"), who, PERSON)
    ref = asked(circles)

    assert not circles.sees(who, ref)
    with pytest.raises(NotFound) as hidden:
        request(circles, ref, who)
    with pytest.raises(NotFound) as never:
        request(circles, "CW-ZZZZ", who)
    assert str(hidden.value) == str(never.value)


def test_a_user_whom_no_name_tells_is_named(circles: Circles) -> None:
    ref = asked(circles, user="deputy")

    assert not circles.sees("deputy", ref)


def test_whoever_turns_out_to_be_the_person_later_loses_sight_of_it(circles: Circles) -> None:
    ref = asked(circles)
    before = circles.sees("deputy", ref)
    people.link(circles.desk("admin"), "deputy", PERSON)
    with pytest.raises(NotFound):
        request(circles, ref, "deputy")
    listed = subjectaccess.requests(circles.desk("deputy"))
    circles.fresh("clerk")

    assert before
    assert listed == ()
    assert not circles.sees("deputy", ref)
    assert circles.sees("clerk", ref)


def test_nobody_lets_in_whoever_it_is_about(circles: Circles) -> None:
    ref = asked(circles, user="teacher")

    with pytest.raises((NotPermitted, Refused)):
        circles.admits("clerk", ref, "teacher")


def test_an_alias_tells_who_the_user_is(circles: Circles) -> None:
    people.link(circles.desk("admin"), "ict", ALIAS)
    ref = asked(circles, known_as=(ALIAS,))

    assert not circles.sees("ict", ref)


def test_nobody_takes_up_a_request_for_their_own_data(circles: Circles) -> None:
    people.link(circles.desk("admin"), "clerk", PERSON)

    with pytest.raises(NotPermitted, match="own data"):
        asked(circles)


@pytest.mark.parametrize("who", ["chair", "teacher", "trust", "vice"])
def test_whoever_has_no_part_in_it_does_not_take_it_up(circles: Circles, who: str) -> None:
    with pytest.raises((NotPermitted, Refused)):
        asked(circles, who)


def test_lists_say_of_every_request_the_same(circles: Circles) -> None:
    asked(circles)
    asked(circles, person="Somebody Else")
    cards = [one.card for one in questions.cases_listed(circles.desk("ict"))]
    summaries = {card.summary for card in cards if card.policy == subjectaccess.LAW}

    assert summaries == {subjectaccess.SUMMARY}


def test_an_ordinary_case_is_no_request(circles: Circles) -> None:
    ref = circles.concern()

    with pytest.raises(NotFound, match="no request"):
        request(circles, ref)


# --- its end -------------------------------------------------------------------------------------


def test_it_is_handed_out_then_closed(circles: Circles) -> None:
    ref = asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    handed_out(circles, ref)
    subjectaccess.close(circles.desk("clerk"), ref, "", "")
    closed = request(circles, ref)

    assert (closed.state, closed.outcome, closed.due) == ("closed", "handed-out", "")
    assert subjectaccess.requests(circles.desk("clerk")) == ()
    assert [one.ref for one in subjectaccess.requests(circles.desk("clerk"), closed_too=True)]


def test_closed_without_anything_it_says_how_it_ended_and_why(circles: Circles) -> None:
    ref = asked(circles)

    with pytest.raises(UsageFault, match="how it ended"):
        subjectaccess.close(circles.desk("head"), ref, "", "")
    with pytest.raises(Refused):
        subjectaccess.close(circles.desk("head"), ref, "withdrawn", "")
    with pytest.raises(NotPermitted):
        subjectaccess.close(circles.desk("clerk"), ref, "withdrawn", "By telephone.")
    subjectaccess.close(circles.desk("head"), ref, "withdrawn", "By telephone.")

    assert request(circles, ref).outcome == "withdrawn"


def test_nothing_runs_that_could_be_stopped_before_it_is_known_who_asks(circles: Circles) -> None:
    ref = asked(circles, basis="", proof="No name on it.")

    with pytest.raises(Refused, match="No month runs"):
        subjectaccess.pause(circles.desk("clerk"), ref, "Which years?")


def test_every_step_stands_in_its_history(circles: Circles) -> None:
    ref = asked(circles)
    subjectaccess.extend(circles.desk("clerk"), ref, None, "Sixty entries.")
    file = door.load(circles.desk("clerk"), ref)

    assert [entry.actor.name for entry in file.entries] == ["clerk"] * 3
    assert file.entries[-1].reason == "Sixty entries."


def test_the_list_puts_what_is_due_first_at_the_top(circles: Circles) -> None:
    later = asked(circles)
    sooner = asked(circles, came_on=date(2026, 10, 20))
    waiting = asked(circles, basis="", proof="No name on it.")

    listed = [one.ref for one in subjectaccess.requests(circles.desk("clerk"))]

    assert listed == [sooner, later, waiting]
