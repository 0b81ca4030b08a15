"""The life of a letter, step by step."""

from __future__ import annotations

from itertools import product

import pytest

from casework.domain.refusals import Refusal, RefusalKind
from casework.letters.life import STEPS, LetterState, LetterStep, after, permitted

PATH = ("ask", "approve", "issue", "print", "sign", "send", "receive")


def walked(*steps: str) -> LetterState:
    state = LetterState.DRAFTED
    for step in steps:
        stands = after(state, LetterStep(step))
        assert isinstance(stands, LetterState)
        state = stands
    return state


def test_a_letter_goes_from_draft_to_received() -> None:
    assert walked(*PATH) == "received"


def test_a_changed_text_goes_back_to_a_draft() -> None:
    assert [walked("ask", "return"), walked("approve", "return")] == ["drafted", "drafted"]


def test_a_second_print_changes_nothing_else() -> None:
    states = [walked(*PATH[:length], "print") for length in (4, 5, 6, 7)]

    assert states == ["printed", "signed", "sent", "received"]


def test_what_is_issued_is_never_withdrawn_or_returned() -> None:
    frozen = [s for s in LetterState if s not in {"drafted", "asked", "approved"}]

    for state, step in product(frozen, (LetterStep.WITHDRAW, LetterStep.RETURN)):
        assert isinstance(after(state, step), Refusal)


@pytest.mark.parametrize(("state", "step"), list(product(LetterState, LetterStep)))
def test_every_pair_is_a_step_or_a_sentence(state: LetterState, step: LetterStep) -> None:
    stands = after(state, step)

    if step in permitted(state):
        assert stands is STEPS[state, step]
    else:
        assert isinstance(stands, Refusal)
        assert stands.sentences[0].startswith("This letter cannot be ")
        assert stands.reasons[0].remedy.endswith(".")


def test_a_refusal_says_where_the_letter_stands_and_what_can_be_done() -> None:
    refusal = after(LetterState.DRAFTED, LetterStep.PRINT)

    assert isinstance(refusal, Refusal)
    assert refusal.sentences == ("This letter cannot be printed, because it is a draft.",)
    assert refusal.reasons[0].remedy == "It can be put up for approval, approved or withdrawn."


def test_a_withdrawn_letter_is_at_its_end() -> None:
    refusal = after(LetterState.WITHDRAWN, LetterStep.PRINT)

    assert permitted(LetterState.WITHDRAWN) == ()
    assert isinstance(refusal, Refusal)
    assert refusal.kind is RefusalKind.NOT_HERE
