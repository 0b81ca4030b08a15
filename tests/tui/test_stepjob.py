"""The form of a step: what it says beforehand comes true."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from casework.domain.dates import day_words
from casework.office import door
from casework.tui import asking, caseview, foretold
from casework.tui.stepjob import step_job
from tests.office.practice_kit import NO
from tests.tui import every_step_kit as kit

if TYPE_CHECKING:
    from casework.tui.sheet import Job
    from tests.tui.week_kit import Week

EARLIER = "5/11/2026 10:00"


@pytest.fixture
def job(week: Week) -> Job:
    """Return the form that sorts a concern of the week before."""
    desk, ref = week.desk("deputy"), week.refs["Cole"]
    view = caseview.view(desk, ref)
    choice = next(one for one in view.choices if one.trigger == "triage")
    return step_job(desk, ref, choice, view.revision)


@pytest.fixture
def given(job: Job) -> dict[str, str]:
    """Return an answer to all that is wanted; when it was is left open."""
    told = {**NO, "inappropriate": "yes"}
    wanted = (one for one in job.asked({}) if one.needed)
    return {one.name: told.get(one.name, one.known or kit.typed(one)) for one in wanted}


def test_the_days_said_beforehand_are_those_of_when_it_was(
    job: Job, week: Week, given: dict[str, str]
) -> None:
    told = {**given, asking.HAPPENED: EARLIER}
    before = set(door.load(week.desk("deputy"), week.refs["Cole"]).snapshot.deadlines)
    job.warned(given)
    said = "\n".join(job.warned(told))
    job.keep(told, "a mark")
    limits = door.load(week.desk("deputy"), week.refs["Cole"]).snapshot.deadlines
    days = [date.fromisoformat(one.due_on) for id_, one in limits.items() if id_ not in before]

    assert days
    assert [day for day in days if f"by {day_words(day)}" not in said] == []


def test_a_time_that_cannot_be_read_promises_nothing_and_leaves_no_fault_behind(
    job: Job, given: dict[str, str]
) -> None:
    typing = [job.warned({**given, asking.HAPPENED: words}) for words in ("1", "14 5 26")]
    now = job.warned(given)

    assert typing == [(), ()]
    assert now[0] == "If you do it now:"


def test_a_refusal_is_said_anew_for_each_answer_and_goes_once_it_is_mended(
    job: Job, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def refuses(*_args: object) -> tuple[tuple[str, ...], bool]:
        told.append("asked")
        return (f"Refused {len(told)}.",), False

    monkeypatch.setattr(foretold, "foretold", refuses)
    reason = {**given, asking.REASON: "Another reason."}

    assert [job.warned(one) for one in (given, given, reason)] == [
        ("Refused 1.",),
        ("Refused 1.",),
        ("Refused 2.",),
    ]


def test_words_alone_are_not_rehearsed_at_each_letter(
    job: Job, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    real = foretold.foretold

    def counts(*args: Any) -> tuple[tuple[str, ...], bool]:  # noqa: ANN401 - passed on
        told.append("asked")
        return real(*args)

    monkeypatch.setattr(foretold, "foretold", counts)
    for words in ("I", "It", "It n", "It names a pupil."):
        job.warned({**given, asking.REASON: words})

    assert len(told) == 1


def test_what_the_step_itself_does_is_not_said_twice(job: Job, given: dict[str, str]) -> None:
    now = job.warned(given)

    assert " – mark “The case” as “Sorted”" in job.says
    assert "  The case: Sorted" not in now
    assert any(" by " in line for line in now)
