"""Whether something is under investigation: safeguarding answers apart, the case shows nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.facts import CategoryClaim
from casework.errors import Refused
from casework.office import cases, policies
from casework.office.cases import Answers, NewCase

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from tests.office.practice_kit import Book

CHECK, FACT = "investigation-check", "open-investigation"


@pytest.fixture
def trust(book: Book) -> Book:
    """Let the school go by the trust's policy as well, with everybody signed in once."""
    for user in ("clerk", "deputy", "dsl"):
        book.fresh(user)
    policies.adopt(book.desk("head"), "trust")
    return book


def raised(book: Book) -> str:
    """Open a case about a post that airs such a matter; ask safeguarding to check."""
    claim = CategoryClaim(code="matter-under-investigation", target="staff")
    new = NewCase(case_type="concern", policy="trust")
    ref = cases.open_case(book.fresh("clerk"), new, Answers(categories=(claim,))).ref
    book.take("clerk", ref, f"{CHECK}.ask-safeguarding")
    return ref


def checked(book: Book, answer: str) -> tuple[str, list[str]]:
    """Return a case that was checked with that answer, and what the check left in its history."""
    ref = raised(book)
    book.fresh("dsl")
    done = book.take("dsl", ref, f"{CHECK}.matter-checked", {FACT: answer})
    return ref, book.events(done)


def seen(case: Snapshot) -> dict[str, object]:
    """Return what stands in a case for whoever may open it, without what is each case's own."""
    return {
        "tracks": {name: track.state for name, track in case.tracks.items()},
        "facts": {name: fact.value for name, fact in case.facts.items()},
        "limits": sorted((x.name, str(x.standing), x.due_on) for x in case.deadlines.values()),
        "pause": case.pause,
    }


def test_the_case_goes_the_same_way_whatever_was_found(trust: Book) -> None:
    yes, left_by_yes = checked(trust, "yes")
    no, left_by_no = checked(trust, "no")

    assert left_by_yes == left_by_no
    assert seen(trust.case(yes)) == seen(trust.case(no))
    assert FACT not in trust.case(yes).facts


def test_the_answer_goes_to_the_sealed_record(trust: Book) -> None:
    ref, _left = checked(trust, "yes")
    dsl = trust.fresh("dsl")
    handed = [json.loads(drop.payload) for drop in store.drops(dsl.session)]
    sealed = [
        trust.case(row.ref, "dsl") for row in dsl.cards.rows if row.place is store.Place.SEALED
    ]
    kept = [one["answers"] for one in handed if one["ref"] == ref]
    kept += [{FACT: case.answer(FACT)} for case in sealed if case.answer("linked-case") == ref]

    assert kept == [{FACT: "yes"}]


@pytest.mark.parametrize("who", ["clerk", "deputy"])
def test_nobody_else_answers_it(trust: Book, who: str) -> None:
    ref = raised(trust)
    trust.fresh(who)

    with pytest.raises(Refused) as fault:
        cases.set_facts(trust.desk(who), ref, Answers(facts={FACT: "yes"}))

    assert any("not yours to answer" in words for words in fault.value.reasons)


def test_no_word_of_the_answer_is_in_the_case_for_the_office(trust: Book) -> None:
    ref, _left = checked(trust, "yes")
    clerk = trust.fresh("clerk")

    assert trust.case(ref, "clerk").state(CHECK) == "checked"
    assert [row.ref for row in clerk.cards.rows if row.place is store.Place.SEALED] == []


def test_nothing_is_called_checked_before_the_answer_is_given(trust: Book) -> None:
    ref = raised(trust)
    trust.fresh("dsl")

    with pytest.raises(Refused) as fault:
        trust.take("dsl", ref, f"{CHECK}.matter-checked")

    assert any("An answer is needed with this step" in words for words in fault.value.reasons)
    assert trust.case(ref).state(CHECK) == "asked"
