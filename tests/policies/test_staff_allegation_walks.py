"""Days of an allegation case as the engine counts them: working days run on in the holidays."""

from __future__ import annotations

import pytest

from tests.policies.scenario_kit import Step, Story, Telling

TAKEN_UP = {
    "came-from": "disclosure",
    "taken-up-as": "allegation",
    "disclosed-by": "parent",
    "adult-kind": "teacher",
}
RECORDED = {
    "allegation-words": "What was said.",
    "allegation-when-and-where": "In the hall.",
    "record-signed": "signed",
}
CALLED = {
    "lado-name": "A. Officer",
    "lado-told-by": "the head",
    "earlier-allegations": "no",
    "present-contact": "All day.",
}
ADVISED = {"lado-advice": "employer-led", "advice-given-by": "A. Officer"}
WEIGHED = {
    "lado-view-on-suspension": "for",
    "instead-redeploy": "rejected",
    "instead-assistant": "rejected",
    "instead-supervised": "rejected",
    "instead-move-child": "rejected",
    "instead-elsewhere": "not-possible",
    "why-rejected": "The police ask for it.",
    "lasting-harm-weighed": "yes",
}
SUSPENDED = {
    "suspension-ground": "child-at-risk",
    "named-contact": "The deputy",
    "union-named": "yes",
    "school-kind": "maintained",
    "governors-and-authority-told": "yes",
}


def told(day: str, *steps: tuple[str, dict[str, str]]) -> Telling:
    """Return a case opened on a day, after steps that the head takes as case manager."""
    opens = {"people": {"person-of-concern": "Adult B"}}
    told_ = [Step(tells="It is opened.", who="head", opens=opens)]
    told_ += [Step(tells=f"{does}.", who="head", does=does, answers=said) for does, said in steps]
    story = Story(
        story="Days",
        policy="model",
        case_type="staff-allegation",
        who={"head": ["headteacher", "case-manager"]},
        steps=told_,
        today=day,
    )
    telling = Telling(story)
    telling.run()
    return telling


def due(telling: Telling, limit: str) -> list[str]:
    """Return the last day of each running limit of that name."""
    assert telling.walk is not None
    limits = telling.walk.snapshot.deadlines.values()
    return [one.due_on for one in limits if one.name == limit and one.standing == "running"]


def advised(day: str) -> Telling:
    """Return a case in which the advice came on the day it was opened."""
    return told(
        day,
        ("take-up", {**TAKEN_UP, "known-on": day}),
        ("record", RECORDED),
        ("refer", {**CALLED, "lado-told-on": day}),
        ("record-advice", {**ADVISED, "advice-given-on": day, "lado-spoke-to-police": "yes"}),
        ("weigh-alternatives", WEIGHED),
        ("suspend", {**SUSPENDED, "suspended-on": day}),
    )


@pytest.mark.parametrize(
    ("known", "last"),
    [
        ("2026-09-14", "2026-09-15"),  # a Monday in term
        ("2026-09-18", "2026-09-21"),  # a Friday
        ("2027-07-23", "2027-07-26"),  # a Friday in the summer holidays
        ("2027-07-28", "2027-07-29"),  # a Wednesday in them
    ],
)
def test_the_lado_is_told_within_one_working_day_school_or_no_school(known: str, last: str) -> None:
    telling = told(known, ("take-up", {**TAKEN_UP, "known-on": known}))

    assert due(telling, "lado-contact") == [last]


def test_the_day_counts_from_when_the_school_heard_and_not_from_the_typing() -> None:
    telling = told("2026-09-16", ("take-up", {**TAKEN_UP, "known-on": "2026-09-14"}))

    assert due(telling, "lado-contact") == ["2026-09-15"]


def test_the_record_is_due_the_same_day() -> None:
    telling = told("2026-09-14", ("take-up", {**TAKEN_UP, "known-on": "2026-09-14"}))

    assert due(telling, "record-limit") == ["2026-09-14"]


def test_the_call_ends_the_limit_and_the_advice_is_chased_the_next_working_day() -> None:
    telling = told(
        "2026-09-18",
        ("take-up", {**TAKEN_UP, "known-on": "2026-09-18"}),
        ("record", RECORDED),
        ("refer", {**CALLED, "lado-told-on": "2026-09-18"}),
    )

    assert due(telling, "lado-contact") == []
    assert due(telling, "advice-chase") == ["2026-09-21"]


def test_a_suspension_on_friday_is_confirmed_by_monday() -> None:
    assert due(advised("2026-09-18"), "suspension-letter") == ["2026-09-21"]


def test_the_first_review_is_four_weeks_after_the_advice() -> None:
    assert due(advised("2026-09-14"), "first-review") == ["2026-10-12"]
