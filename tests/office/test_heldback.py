"""A request that can still be taken back: asked of nobody else, on record for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.cli import caselines, shapes
from casework.domain.dates import exact_words
from casework.errors import NotFound, Refused
from casework.office import approvals, cases, door, effects, heldback, questions
from casework.office.saying import Saying
from casework.tui import casepages, caseview
from tests.office.practice_kit import NOTE

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book

WINDOW = timedelta(seconds=11)


@pytest.fixture
def clerk(book: Book) -> Desk:
    """The office, at screens that offer to undo."""
    desk = book.desk("clerk")
    desk.holds_back = True
    return desk


@pytest.fixture
def asked(book: Book, clerk: Desk) -> tuple[str, str]:
    """A case in which a decision was asked for a moment ago, and the request."""
    assert clerk.holds_back
    return book.noted()


def history(desk: Desk, ref: str) -> list[str]:
    """Return what the history says on a screen, the last entry first."""
    return [row.beside for row in casepages.history(desk, ref) if row.arg.isdecimal()]


def waiting(desk: Desk, ref: str) -> tuple[tuple[str, str], ...]:
    return caseview.view(desk, ref).part("Waiting for a decision")


def json(desk: Desk, ref: str) -> tuple[object, object]:
    """Return what ``--json`` says of the case's requests, and of its last entry."""
    told = shapes.shown_shape(questions.show(desk, ref))
    approved, entries = told["approvals"], told["events"]
    assert isinstance(entries, list)
    return approved, entries[-1]["taken_back_until"]


def signs(desk: Desk, ref: str) -> list[str]:
    return [one.word for one in caseview.view(desk, ref).actions]


def test_whoever_asked_reads_until_when_it_can_be_taken_back(
    book: Book, clerk: Desk, asked: tuple[str, str]
) -> None:
    ref, request = asked
    ((_title, beside),) = waiting(clerk, ref)
    lines = caselines.shown_lines(questions.show(clerk, ref))
    approved, entry = json(clerk, ref)
    (row,) = effects.effects(clerk)
    until = row.row.until

    assert beside.endswith(heldback.words(until))
    assert any(request in line and line.endswith(heldback.words(until)) for line in lines)
    assert entry == until.isoformat()
    assert [one["taken_back_until"] for one in approved] == [until.isoformat()]  # type: ignore[attr-defined]
    assert until - timedelta(seconds=10) <= book.clock.now()


def test_nobody_else_is_asked_while_it_can_be_taken_back(
    book: Book, clerk: Desk, asked: tuple[str, str]
) -> None:
    ref, request = asked
    head = book.desk("head")
    lines = caselines.shown_lines(questions.show(head, ref))
    early = (waiting(head, ref), json(head, ref)[0])
    with pytest.raises(NotFound):
        approvals.shown(head, request)
    book.clock.move(WINDOW)
    effects.release(clerk)

    assert early == ((), [])
    assert not any(request in line for line in lines)
    assert len(waiting(head, ref)) == 1


def test_an_action_says_that_it_waits_for_a_decision_once_somebody_is_asked(
    book: Book, clerk: Desk
) -> None:
    ref, head, says = book.refused(), book.desk("head"), "Waits for a decision"
    assert clerk.holds_back
    book.take("clerk", ref, "warning.consider")
    book.take("clerk", ref, "warning.approve", letter=NOTE)
    early = (says in signs(clerk, ref), says in signs(head, ref))
    book.clock.move(WINDOW)

    assert early == (True, False)
    assert says in signs(head, ref)


def test_the_entry_is_on_record_for_everybody_at_once_and_says_that_it_can_be_taken_back(
    book: Book, clerk: Desk, asked: tuple[str, str]
) -> None:
    ref, head = asked[0], book.desk("head")
    until = effects.effects(clerk)[0].row.until
    mine, theirs = history(clerk, ref), history(head, ref)
    early = json(head, ref)[1]
    book.clock.move(WINDOW)

    assert mine == theirs
    assert f"It {heldback.words(until)}." in theirs[0]
    assert not any("can still be taken back" in one for one in theirs[1:])
    assert early == until.isoformat()
    assert json(head, ref)[1] is None
    assert not any("can still be taken back" in one for one in history(head, ref))


def test_an_entry_that_was_taken_back_stays_and_its_number_is_not_used_again(
    book: Book, clerk: Desk, asked: tuple[str, str]
) -> None:
    ref, head = asked[0], book.desk("head")
    before = len(history(head, ref))
    cases.undo(clerk, ref)
    after = history(head, ref)

    assert len(after) == before + 1
    assert "taken back by entry" in after[1]
    assert not any("can still" in one for one in after)
    assert waiting(head, ref) == ()


@pytest.mark.parametrize("answer", ["yes", "no", "back", "try"])
def test_nobody_decides_what_can_still_be_taken_back(
    book: Book, clerk: Desk, asked: tuple[str, str], answer: str
) -> None:
    ref, request = asked
    head = book.desk("head")
    because = Saying(reason="Talk again first.")

    def decide() -> None:
        if answer == "yes":
            approvals.grant(head, request)
        elif answer == "no":
            approvals.decline(head, request, because)
        elif answer == "back":
            approvals.send_back(head, request, "Was she rung first?")
        else:
            approvals.rehearse(head, request, because, granted=True)

    entries = len(door.load(clerk, ref).entries)
    with pytest.raises(Refused) as caught:
        decide()
    early = len(door.load(clerk, ref).entries)
    book.clock.move(WINDOW)
    decide()

    assert "Nobody is asked for this decision yet: it can still be taken back until" in str(
        caught.value.message
    )
    assert early == entries


def test_what_somebody_wrote_after_it_ends_the_taking_back_but_asks_nobody_sooner(
    book: Book, clerk: Desk, asked: tuple[str, str]
) -> None:
    ref, head = asked[0], book.desk("head")
    cases.add_note(head, ref, "She rang.")
    with pytest.raises(Refused):
        cases.undo(clerk, ref)

    assert not any("can still" in one for one in history(head, ref))
    assert waiting(head, ref) == ()
    assert "can still" not in waiting(clerk, ref)[0][1]


def test_the_second_is_said_as_the_school_reads_it(book: Book, asked: tuple[str, str]) -> None:
    at = effects.effects(book.desk("clerk"))[0].row.until
    words = heldback.words(at)

    assert asked
    assert (words, heldback.words(None)) == (
        f"can still be taken back until {exact_words(at)}",
        "",
    )
    assert len(exact_words(at)) == 8
