"""Letters to each person of a role: to whom they go, and whether they came to everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain.case import LetterState, Snapshot
from casework.domain.commands import NamePerson
from casework.policy import conditions as c
from casework.policy.conditions import leaves
from casework.policy.exploring.explore import explore
from tests.policy.engine_kit import CALENDAR, HEAD, OFFICE, Walk, opened, person, rich, words
from tests.policy.test_steps import sorted_case

WARNED = (
    "  talk-held: {track",
    (
        "  all-warned: {each: author, letter: notice, reached: sent, otherwise: Not all were "
        "written to., when-it-holds: All were written to., clauses: [RIC-2]}\n  talk-held: {track"
    ),
)
CLOSING = (
    "says: Close the case., by: head, closes",
    "says: Close the case., by: head, unless: [all-warned], closes",
)
EVERY = c.EveryReached(role="author", letter="notice", stage="sent")


def case(authors: int, *letters: tuple[int, str]) -> Snapshot:
    """Return a case with so many authors, and a notice to each number given at its state."""
    made = tuple(replace(person("author"), number=number + 1) for number in range(authors))
    states = {
        number: LetterState(
            number=number,
            letter="notice",
            title="",
            to="author",
            values={},
            text="",
            digest="",
            state=state,
            person=to,
        )
        for number, (to, state) in enumerate(letters, 1)
    }
    return replace(opened(rich()).snapshot, people=made, letters=states)


@pytest.mark.parametrize(
    ("authors", "letters", "expected"),
    [
        (1, [], False),
        (1, [(1, "sent")], True),
        (1, [(1, "issued")], False),
        (1, [(0, "sent")], True),
        (2, [(1, "sent")], False),
        (2, [(0, "sent"), (0, "sent")], False),
        (2, [(1, "sent"), (2, "received")], True),
        (2, [(1, "sent"), (2, "drafted")], False),
        (2, [(1, "sent"), (1, "sent")], False),
        (0, [], True),
    ],
)
def test_a_letter_came_to_everybody_or_it_did_not(
    authors: int, letters: list[tuple[int, str]], expected: bool
) -> None:
    assert EVERY.compiled()(case(authors, *letters)) is expected


def test_a_condition_about_each_wants_somebody_too() -> None:
    holds = rich(WARNED, CLOSING).conditions["all-warned"].holds

    assert not holds(case(0))
    assert holds(case(1, (1, "sent")))
    assert not holds(case(2, (1, "sent")))


def test_a_condition_about_each_says_what_it_reads() -> None:
    test = rich(WARNED, CLOSING).conditions["all-warned"].test

    assert {type(leaf) for leaf in leaves(test)} == {
        c.LetterReached,
        c.PersonNamed,
        c.EveryReached,
    }


def test_a_contract_about_each_is_proved_where_a_step_asks_for_it() -> None:
    asks = ("says: Close the case., by: head, closes", ("says: Close the case., by: head, "
            "conditions: [all-warned], closes"))  # fmt: skip
    contract = (
        "    contracts:\n",
        (
            "    contracts:\n      warned-first: {says: None closes before all are warned., steps: "
            "[{track: case, trigger: close}], while: {not: all-warned}, clauses: [RIC-2]}\n"
        ),
    )
    kept = explore(rich(WARNED, asks, contract)).faults
    broken = explore(rich(WARNED, CLOSING, contract)).faults

    assert [fault for fault in kept if "warned-first" in fault.path] == []
    assert [fault for fault in broken if "warned-first" in fault.path] != []


# --- to whom a letter goes ------------------------------------------------------------------------


def considered(*roles: str) -> Walk:
    walk = sorted_case()
    for role in roles:
        walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=person(role, name=role)))
    walk.take(OFFICE, "consider", "notice")
    return walk


def test_a_letter_keeps_the_number_of_whom_it_goes_to() -> None:
    walk = considered("target", "author")
    walk.letters = {"notice": replace(words("aa"), person=2)}
    walk.take(OFFICE, "approve", "notice")

    assert [letter.person for letter in walk.snapshot.letters.values()] == [2]


@pytest.mark.parametrize("number", [1, 3])
def test_a_letter_goes_to_nobody_of_another_role(number: int) -> None:
    walk = considered("target", "author")
    walk.letters = {"notice": replace(words("aa"), person=number)}

    assert walk.take(OFFICE, "approve", "notice") == [
        f"“Notice” goes to nobody who is number {number} in this case."
    ]


def test_a_letter_to_no_one_person_is_drafted_as_ever() -> None:
    walk = considered()
    walk.letters = {"notice": words("aa")}
    walk.take(OFFICE, "approve", "notice")

    assert [letter.person for letter in walk.snapshot.letters.values()] == [0]


# --- circles that a step brings in ----------------------------------------------------------------

TOLD = ("dest: held, says: Record the talk., by: staff", ("dest: held, says: Record the talk., "
        "by: staff, admits: [chair]"))  # fmt: skip


def test_a_step_brings_a_circle_in() -> None:
    walk = sorted_case(TOLD)
    walk.take(OFFICE, "hold", "talk")

    assert walk.snapshot.admitted == frozenset({"chair"})
    assert "Admitted" in walk.kinds()


def test_a_step_without_circles_brings_nobody_in() -> None:
    walk = sorted_case(TOLD)
    walk.take(OFFICE, "leave-out", "talk")

    assert walk.snapshot.admitted == frozenset()


def test_a_circle_is_brought_in_once() -> None:
    again = ("dest: open, says: Look at the case again., by: staff", ("dest: open, says: Look at "
             "the case again., by: staff, admits: [chair]"))  # fmt: skip
    walk = sorted_case(TOLD, again)
    walk.take(OFFICE, "hold", "talk")
    walk.take(HEAD, "look-again", told_by="A parent")

    assert "Admitted" not in walk.kinds()
    assert walk.snapshot.admitted == frozenset({"chair"})


def test_a_step_that_brought_somebody_in_is_not_taken_back() -> None:
    walk = sorted_case(TOLD)
    walk.take(OFFICE, "hold", "talk")

    assert walk.undo(OFFICE) == [
        "It began or ended a pause, or changed who may see the case; that stands."
    ]
