"""Which step of a case stands first for somebody, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.office import door
from casework.office.stepwords import says_for
from casework.tui import caseview, foretold
from casework.tui.stepjob import step_job

if TYPE_CHECKING:
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
LOOK = "Look at the case again, and set the next date"
ASKS = (
    " – ask for a decision: the headteacher signs. What stands below happens once the answer is yes"
)


@pytest.fixture
def ref(week: Week) -> str:
    """Return a case in which the parent carried on and a warning was chosen."""
    ref = week.refs["Dunn"]
    week.take("clerk", ref, "acknowledgement.acknowledge")
    facts = {"refused": "yes", "continued": "yes"}
    week.take("clerk", ref, "conversation.not-removed", facts, said_by="the parent")
    week.take("head", ref, "further-action.weighed-up", reason="A warning in writing.")
    return ref


def test_what_the_policy_wants_decided_comes_before_a_look_some_day(week: Week, ref: str) -> None:
    says = [one.says for one in caseview.view(week.desk("clerk"), ref).choices]

    assert LOOK in says
    assert says[0] == "Consider a written warning"


def test_an_action_under_way_comes_before_a_look_some_day(week: Week, ref: str) -> None:
    week.take("clerk", ref, "warning.consider")
    view = caseview.view(week.desk("clerk"), ref)

    assert view.next.what == "Ask the headteacher to agree to a written warning."
    assert [one.track for one in view.actions if one.word == "YOU ARE HERE"] == ["warning"]


def test_whoever_would_decide_alone_asks_somebody_else(week: Week) -> None:
    case = door.load(week.desk("clerk"), week.refs["Dunn"])
    tracks = case.policy.case_types["concern"].tracks
    step = next(one for one in tracks["warning"].transitions if one.trigger == "approve")

    assert says_for(step, {"headteacher"}) == "Ask for a decision on a written warning"


def test_a_step_that_asks_says_what_happens_at_once_and_what_after_the_answer(
    week: Week, ref: str
) -> None:
    week.take("clerk", ref, "warning.consider")
    desk = week.desk("clerk")
    view = caseview.view(desk, ref)
    assert view.next.choice is not None
    kind = door.load(desk, ref).policy.case_types["concern"]
    told = foretold.ahead(kind, view.next.choice.step)
    job = step_job(desk, ref, view.next.choice, view.revision)

    assert told[1].startswith(" – draft a letter to be printed: Written warning; ")
    assert told[2:] == (ASKS, " – mark “Written warning” as “Decided for”")
    assert job.title == f"{ref}  Ask the headteacher to agree to a written warning"
