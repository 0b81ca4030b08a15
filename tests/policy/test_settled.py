"""What a school settled once comes into a case as an answer with its source, and no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.commands import AddNote, OpenCase, SetFacts
from casework.domain.events import FactSet
from casework.domain.people import Actor
from casework.policy.decision import Accepted
from casework.policy.engine import open_case, step
from casework.policy.settled import SOURCE, with_settled
from tests.policy.engine_kit import CALENDAR, NOW
from tests.policy.engine_kit import milnthorpe as policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.commands import Command

CLERK = Actor(user="clerk", name="Clerk", roles=frozenset({"office"}))
ASKED = "further-approval-by"


def opened(settled: Mapping[str, str], **facts: str) -> Accepted:
    """Open a concern at a school that settled this."""
    command = OpenCase(
        actor=CLERK,
        calendar=CALENDAR,
        nonce="0",
        ref="CW-2222",
        case_type="concern",
        school="small",
        facts=facts,
        settled=settled,
    )
    decision = open_case(policy(), command, NOW)
    assert isinstance(decision, Accepted)
    return decision


def then(before: Accepted, command: Command) -> Accepted:
    decision = step(policy(), before.snapshot, command, NOW)
    assert isinstance(decision, Accepted)
    return decision


def answers(made: Accepted) -> dict[str, tuple[str, str]]:
    """Return what an entry answered, and who told us."""
    events = [one for one in made.entry.events if isinstance(one, FactSet)]
    return {one.name: (one.value, one.said_by) for one in events}


def test_what_is_settled_is_answered_at_the_opening() -> None:
    assert answers(opened({ASKED: "governing-body"})) == {ASKED: ("governing-body", SOURCE)}


@pytest.mark.parametrize(
    "settled",
    [
        {},
        {ASKED: "the parents"},
        {ASKED: ""},
        {"no-such-question": "yes"},
        {"school-kind": "trust"},  # asked in another type of case alone
    ],
)
def test_what_is_no_answer_comes_into_no_case(settled: Mapping[str, str]) -> None:
    assert answers(opened(settled)) == {}


def test_it_comes_in_with_the_next_answer_or_step_and_once() -> None:
    before = opened({})
    told = {"settled": {ASKED: "governing-body"}}
    command = SetFacts(actor=CLERK, calendar=CALENDAR, facts={"location": "public"}, **told)  # type: ignore[arg-type]
    first = then(before, command)
    second = then(first, command)

    assert answers(first) == {
        ASKED: ("governing-body", SOURCE),
        "location": ("public", ""),
    }
    assert answers(second) == {"location": ("public", "")}


def test_what_is_said_with_a_step_comes_before_what_is_settled() -> None:
    head = Actor(user="head", name="Head", roles=frozenset({"headteacher"}))
    command = SetFacts(
        actor=head,
        calendar=CALENDAR,
        facts={ASKED: "local-authority"},
        said_by="the governors",
        settled={ASKED: "governing-body"},
    )

    assert answers(then(opened({}), command)) == {ASKED: ("local-authority", "the governors")}


def test_words_for_the_record_bring_nothing_in() -> None:
    command = AddNote(
        actor=CLERK, calendar=CALENDAR, words="A call.", settled={ASKED: "governing-body"}
    )

    assert answers(then(opened({}), command)) == {}


def test_a_case_is_shown_as_its_next_step_will_find_it() -> None:
    case = opened({}).snapshot
    coming = with_settled(policy(), case, {ASKED: "local-authority"})

    assert (coming.answer(ASKED), coming.facts[ASKED].said_by) == ("local-authority", SOURCE)
    assert with_settled(policy(), coming, {ASKED: "governing-body"}) == coming
    assert with_settled(policy(), case, {}) is case
