from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.domain.calendar import (
    ENGLAND_BANK_HOLIDAYS,
    Calendar,
    Holiday,
    SchoolYear,
    Term,
    Unit,
    empty_calendar,
    with_closures,
    with_holiday,
    with_year,
)
from casework.domain.dates import day_words, instant_words
from casework.domain.deadlines import (
    NOT_LOADED,
    Due,
    Length,
    NotLoaded,
    Receipt,
    Roll,
    Rule,
    work_out,
)

FACTS = yaml.safe_load(Path(__file__).with_name("calendar-vectors.yaml").read_text("utf-8"))
VECTORS = FACTS["vectors"]


def school_year(name: str) -> SchoolYear:
    facts = FACTS["calendars"][name]
    first, last = facts["covers"]
    return SchoolYear(
        first=day(first),
        last=day(last),
        terms=tuple(
            Term(first=day(term["first"]), last=day(term["last"]), name=term["name"])
            for term in facts["terms"]
        ),
        inset=frozenset(day(inset) for inset in facts["inset"]),
    )


def day(text: str) -> date:
    return date.fromisoformat(text)


def calendar_of(vector: dict[str, Any]) -> Calendar:
    calendar = empty_calendar()
    if "calendar" in vector:
        calendar = with_year(calendar, school_year(vector["calendar"]))
    for extra in vector.get("bank-holidays", []):
        calendar = with_holiday(calendar, Holiday(day=day(extra), name="a proclaimed day"))
    if "closures" in vector:
        calendar = with_closures(calendar, dict.fromkeys(map(day, vector["closures"]), "snow"))
    return calendar


def rule_of(vector: dict[str, Any]) -> Rule:
    lengths = tuple(
        Length(amount=limit["amount"], unit=Unit(limit["unit"]))
        for limit in vector.get("limits", [vector])
    )
    return Rule(
        lengths=lengths,
        roll=Roll(vector.get("roll", "none")),
        receipt=Receipt(vector.get("receipt", "next-school-day")),
    )


def start_of(vector: dict[str, Any]) -> date | datetime:
    start = vector["start"]
    return datetime.fromisoformat(start) if "T" in start else day(start)


def answer_to(vector: dict[str, Any]) -> Due | NotLoaded:
    return work_out(rule_of(vector), start_of(vector), calendar_of(vector))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_worked_date_comes_out(vector: dict[str, Any]) -> None:
    answer = answer_to(vector)

    if vector["due"] == FACTS["not-loaded"]:
        assert isinstance(answer, NotLoaded)
        assert str(answer) == FACTS["not-loaded"]
        latest = answer.no_later_than and answer.no_later_than.isoformat()
        assert latest == vector.get("no-later-than")
    elif "T" in vector["due"]:
        assert isinstance(answer, Due)
        assert (answer.on, answer.at) == (None, datetime.fromisoformat(vector["due"]))
    else:
        assert isinstance(answer, Due)
        assert answer.on == day(vector["due"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_worked_date_has_its_sentence(vector: dict[str, Any]) -> None:
    answer = answer_to(vector)

    assert str(rule_of(vector).lengths[0]) in answer.why
    if isinstance(answer, NotLoaded):
        assert "so no date can be given." in answer.why
        assert answer.advice.partition("casework calendar ")[1]
    elif answer.on is None:
        assert answer.why.endswith(f"Due by {instant_words(answer.at)}.")
    else:
        assert answer.why.endswith(f"Due by the end of {day_words(answer.on)}.")


def test_the_shipped_bank_holidays_are_those_of_the_worked_dates() -> None:
    listed = {day(holiday["day"]): holiday["substitute"] for holiday in FACTS["bank-holidays"]}

    shipped = {on: name.endswith("(substitute day)") for on, name in ENGLAND_BANK_HOLIDAYS.items()}
    assert shipped == listed


def test_the_words_for_no_answer_are_the_agreed_ones() -> None:
    assert FACTS["not-loaded"] == NOT_LOADED


def test_no_worked_date_was_lost() -> None:
    names = [vector["id"] for vector in VECTORS]

    assert names == [f"V{number:03}" for number in range(1, 107)]
