"""What stands in the way of a step besides its conditions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain.case import Pause
from casework.domain.refusals import Reason
from casework.policy import gates
from tests.policy.engine_kit import DSL as SAFEGUARDING
from tests.policy.engine_kit import (
    HEAD,
    OFFICE,
    TEACHER,
    knowing,
    opened,
    opening,
    rich,
    standing,
)

CASE = opened(rich()).snapshot
TYPE = rich().case_types["concern"]


def sentences(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.sentence for reason in reasons]


@pytest.mark.parametrize(
    ("pause", "trigger", "stopped"),
    [
        (Pause.NONE, "hold", False),
        (Pause.STANDING, "hold", True),
        (Pause.STANDING, "leave-out", False),
        (Pause.RELEASED, "hold", False),
    ],
)
def test_the_pause_stops_its_own_steps_while_it_stands(
    pause: Pause, trigger: str, stopped: bool
) -> None:
    case = replace(CASE, pause=pause)

    assert bool(gates.by_pause(TYPE, case, "talk", trigger)) is stopped
    assert bool(gates.by_contract_steps(TYPE, case, "talk", trigger)) is stopped


@pytest.mark.parametrize(
    ("pause", "to", "stopped"),
    [
        (Pause.NONE, "author", False),
        (Pause.STANDING, "author", True),
        (Pause.STANDING, "police", False),
        (Pause.RELEASED, "author", False),
    ],
)
def test_the_pause_stops_letters_to_its_own_people(pause: Pause, to: str, stopped: bool) -> None:
    case = replace(CASE, pause=pause)

    assert bool(gates.by_pause_for_letter(TYPE, case, to)) is stopped
    assert bool(gates.by_contract_letters(TYPE, case, to)) is stopped


def test_a_type_of_case_without_a_pause_stops_nothing() -> None:
    policy = rich()
    sealed = policy.case_types["disclosure"]
    case = opened(policy, opening(policy, "disclosure", SAFEGUARDING)).snapshot

    assert gates.by_pause(sealed, case, "referral", "refer") == ()
    assert gates.by_pause_for_letter(sealed, case, "author") == ()


def test_who_may_act_is_said_in_the_words_of_the_office() -> None:
    (close,) = TYPE.offers["case", "open"][1:2]

    assert sentences(gates.by_role(close, OFFICE)) == ["Only the headteacher may do this."]
    assert gates.by_role(close, HEAD) == ()


def test_every_program_role_has_its_words() -> None:
    from tests.policy.engine_kit import ROLES

    assert set(gates.ROLE_WORDS) == {*ROLES, "case-manager"}


def test_a_case_is_ready_to_close_where_nothing_was_begun() -> None:
    assert gates.by_closing(TYPE, CASE) == ()


def test_an_action_that_was_begun_is_to_be_finished() -> None:
    case = standing(CASE, police="done")

    assert sentences(gates.by_closing(TYPE, case)) == [
        "Report to the police is not finished: done."
    ]


def test_a_finished_action_bars_nothing() -> None:
    assert gates.by_closing(TYPE, standing(CASE, police="effective", talk="held")) == ()


def test_a_choice_that_came_into_view_is_to_be_decided() -> None:
    case = knowing(CASE, refused="yes", continued="yes")

    assert sentences(gates.by_closing(TYPE, case)) == [
        "Written notice: nobody has decided for or against it."
    ]


OWED = (
    "title: Talk with the family\n",
    "title: Talk with the family\n        owed-when: in-public\n",
)


def test_a_duty_that_came_into_view_is_still_owed() -> None:
    policy = rich(OWED)
    case = knowing(opened(policy).snapshot, place="public")
    elsewhere = knowing(case, place="group")

    assert sentences(gates.by_closing(policy.case_types["concern"], case)) == [
        "Talk with the family is still owed."
    ]
    assert gates.by_closing(policy.case_types["concern"], elsewhere) == ()


def test_nothing_goes_on_in_a_closed_case_but_its_opening_again() -> None:
    case = standing(CASE, case="closed")

    assert gates.by_closed(TYPE, CASE, "talk") == ()
    assert gates.by_closed(TYPE, case, "case") == ()
    assert len(gates.by_closed(TYPE, case, "talk")) == 1


def test_a_contract_says_in_its_own_words_that_it_is_broken() -> None:
    walk = opened(rich())
    walk.categorise(("complaint", "school"))
    case = standing(walk.snapshot, police="approved")

    assert sentences(gates.broken_contracts(TYPE, case)) == [
        "A complaint alone never reaches the police."
    ]
    assert gates.broken_contracts(TYPE, walk.snapshot) == ()


def test_everything_in_the_way_is_said_once_and_in_order() -> None:
    (hold,) = (step for step in TYPE.offers["talk", "not-held"] if step.trigger == "hold")
    case = replace(standing(CASE, case="closed"), pause=Pause.STANDING)

    assert sentences(gates.in_the_way(TYPE, case, hold, TEACHER)) == [
        "The case is closed, so nothing goes on in it until a new incident opens it again.",
        "Contact waits for safeguarding.",
        "Nothing goes to the author in the pause.",
        "Only a senior leader, the headteacher or the office may do this.",
    ]


NOT_BEFORE = ("conditions: [talk-held], starts", "unless: [talk-held], starts")
HELD = (
    "otherwise: The talk has not been held., clauses",
    "otherwise: Not held yet., when-it-holds: It was held., remedy: Hold it., clauses",
)


def test_conditions_that_must_not_hold_stand_in_the_way_where_they_do() -> None:
    policy = rich(NOT_BEFORE, HELD)
    case = opened(policy).snapshot
    (ask,) = policy.case_types["concern"].offers["follow", "idle"]

    assert gates.by_conditions(ask, case) == ()
    assert gates.by_conditions(ask, standing(case, talk="held")) == (
        Reason(sentence="It was held.", clauses=("RIC-1",)),
    )


def test_a_version_from_before_those_words_says_nothing_untrue() -> None:
    policy = rich(NOT_BEFORE)
    (ask,) = policy.case_types["concern"].offers["follow", "idle"]
    case = standing(opened(policy).snapshot, talk="held")

    assert sentences(gates.by_conditions(ask, case)) == [
        "What is on record speaks against this step."
    ]


def test_what_is_missing_is_said_before_what_stands_in_the_way() -> None:
    both = "conditions: [talk-held], unless: [in-public], starts"
    public = (
        "otherwise: It does not stand in public., clauses",
        "otherwise: It does not stand in public., when-it-holds: It is in public., clauses",
    )
    walk = opened(rich(("conditions: [talk-held], starts", both), public))
    walk.say(place="public")

    assert walk.take(OFFICE, "ask") == ["The talk has not been held.", "It is in public."]
