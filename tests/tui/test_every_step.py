"""Every step of every policy can be taken with its form, which says beforehand what it will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.office import door, saying
from casework.office.desk import Desk
from casework.tui import foretold
from casework.tui.stepjob import step_job
from tests.tui import every_step_kit as kit

if TYPE_CHECKING:
    from casework.policy.model import CaseType, Transition
    from tests.office.practice_kit import Book

PLACES = list(kit.places())
REHEARSED = "If you do it now:"
#: What nobody in an office would say.
ENGINE = ("bring with it", "where it runs", ", 0 ", "calendar days,", " – put “")


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("name", "case_type"), PLACES)
def test_the_form_gives_everything_that_the_step_needs(
    book: Book, name: str, case_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = book.desk("head")
    policy = kit.without_conditions(name)
    monkeypatch.setattr(saying, "actor_in", lambda _desk, _case: kit.EVERYBODY)
    case = kit.standing(name, case_type, desk.school_slug(""))
    refused = {}
    for step in policy.case_types[case_type].by_id.values():
        alone = kit.only(policy, case_type, step)
        file = kit.file_of(alone, case, step)
        monkeypatch.setattr(Desk, "policy", lambda _desk, _digest, at=alone: at)
        monkeypatch.setattr(door, "load", lambda _desk, _ref, at=file: at)
        choice = kit.choice_of(alone.case_types[case_type], step)
        job = step_job(desk, "CW-7F3K", choice, 1)
        names = [one.name for one in job.asked({})]
        assert len(names) == len(set(names))
        said = job.warned({one.name: kit.typed(one) for one in job.asked({})})
        if not said or said[0] != REHEARSED:
            refused[step.id] = said

    assert refused == {}


@pytest.mark.parametrize(("name", "case_type"), PLACES)
def test_what_a_step_will_start_stop_and_print_is_said_before(name: str, case_type: str) -> None:
    kind = kit.shipped(name).case_types[case_type]
    unsaid = {
        step.id: found
        for step in kind.by_id.values()
        if (found := _unsaid(kind, step, "\n".join(foretold.ahead(kind, step))))
    }

    assert unsaid == {}


@pytest.mark.parametrize(("name", "case_type"), PLACES)
def test_what_a_step_will_do_is_said_as_the_office_would(name: str, case_type: str) -> None:
    kind = kit.shipped(name).case_types[case_type]
    said = "\n".join("\n".join(foretold.ahead(kind, one)) for one in kind.by_id.values())

    assert [words for words in ENGINE if words in said] == []


def _unsaid(kind: CaseType, step: Transition, said: str) -> list[str]:
    limits = () if step.closes else step.starts
    wanted = [kind.deadlines[name].title for name in (*limits, *step.ends)]
    wanted += [kind.letters[step.letter].title] if step.letter else []
    wanted += [step.approval.title[1:].rstrip(".")] if step.approval else []
    wanted += [kind.tracks[one.track].title for one in step.then]
    wanted += ["close the case"] if step.closes else []
    return [words for words in wanted if words not in said]
