"""What the button of a step says: the policy's own words, short, and never only “do it”."""

from __future__ import annotations

import pytest

from casework.office import stepwords
from casework.tui import stepverbs
from tests.tui import every_step_kit as kit

MOST = 76

CASES = {
    "Close the case.": "Close the case",
    "Refuse permission, with the reason.": "Refuse permission",
    "Look again – it is still up.": "Look again",
    "Danger – ring 999 first, then record here that you did.": "Record that you did",
    "It has happened again – open the case again.": "Open the case again",
    "There is more evidence": "Record it",
    "Substantiated – there is enough evidence to prove it, with the reason.": "Record it",
    "There is more to take down – the snapshot comes first again": "Record it",
    "Consider legal advice although nothing recorded calls for it, with the reason.": (
        "Consider legal advice although nothing recorded calls for it"
    ),
    "Consider a block although the parent has not both refused and carried on at once": (
        "Consider a block"
    ),
    "Record that the headteacher and the person it is about were reminded of the date.": (
        "Record it"
    ),
}

DID = {
    "Record that whoever told us was answered.": "recorded that whoever told us was answered",
    "Refuse permission, with the reason.": "refused permission",
    "Ask the headteacher to agree to a written warning": (
        "asked the headteacher to agree to a written warning"
    ),
    "Look into it, and at the same time protect whoever it hurts.": (
        "looked into it, and at the same time protected whoever it hurts"
    ),
    "Write the notice to keep everything and delete nothing.": (
        "wrote the notice to keep everything and delete nothing"
    ),
    "It has happened again – open the case again.": "opened the case again",
    "A parent – hear them calmly, say what happens next, promise no outcome.": "heard them calmly",
    "There is more evidence.": "recorded: there is more evidence",
    "Danger – ring 999 first, then record here that you did.": "recorded that you rang",
}


@pytest.mark.parametrize("says", DID)
def test_what_was_done_is_told_as_done(says: str) -> None:
    assert stepverbs.did(says) == DID[says]


def test_no_step_of_any_policy_is_told_as_something_still_to_do() -> None:
    telling = {*stepwords.TELLING, *stepwords.NAMING}
    still = {doing for doing, done in stepverbs.PAST.items() if doing != done}
    wrong = {}
    for name, case_type in kit.places():
        for step in kit.shipped(name).case_types[case_type].by_id.values():
            for roles in ((), ("headteacher",)):
                says = stepwords.says_for(step, roles)
                told = stepverbs.did(says)
                named = told.startswith("recorded: ") and says.split()[0] in telling
                begun = {part.split()[0] for part in told.split(", and ")}
                first = told.split()[0] in stepverbs.PAST.values()
                if not (named or first) or begun & still or " ask the " in told:
                    wrong[says] = told

    assert wrong == {}


@pytest.mark.parametrize("says", CASES)
def test_a_button_says_what_the_step_does(says: str) -> None:
    assert stepverbs.short(says) == CASES[says]


def test_a_step_that_needs_a_decision_is_asked_for() -> None:
    kinds = kit.shipped("milnthorpe").case_types.values()
    kind = next(one for one in kinds if any(step.approval for step in one.by_id.values()))
    asks = next(one for one in kind.by_id.values() if one.approval is not None)
    alone = next(one for one in kind.by_id.values() if one.approval is None)

    assert stepverbs.verb(kit.choice_of(kind, asks)) == "Ask for the decision"
    assert stepverbs.verb(kit.choice_of(kind, alone)) == stepverbs.short(alone.says)


def test_every_step_that_needs_a_decision_asks_for_it_whatever_policy_it_is_of() -> None:
    wrong = {}
    for name, case_type in kit.places():
        for step in kit.shipped(name).case_types[case_type].by_id.values():
            says = stepwords.says_for(step, ())
            if step.approval is None:
                assert says == step.says.rstrip(".")
            elif "ask the " not in says.lower() or "Decide for" in says:
                wrong[step.says] = says

    assert wrong == {}


def test_the_button_of_every_step_of_every_policy_begins_with_a_verb_and_fits() -> None:
    wrong = {}
    for name, case_type in kit.places():
        for step in kit.shipped(name).case_types[case_type].by_id.values():
            words = stepverbs.short(step.says)
            first = words.split(maxsplit=1)[0]
            if len(words) > MOST or first in stepwords.TELLING or words == "Do it":
                wrong[step.says] = words

    assert wrong == {}
