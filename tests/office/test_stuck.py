"""A decision that could find nobody is told before anybody is stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.office import doctor, people
from casework.office.deciders import stuck

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def test_with_everybody_there_no_decision_is_stuck(book: Book) -> None:
    assert list(stuck(book.desk("head"))) == []


def test_what_the_head_alone_could_decide_is_told(book: Book) -> None:
    head = book.desk("head")
    people.disable(head, "deputy")
    people.disable(head, "chair", book.desk("dsl"))
    told = dict(stuck(head))

    assert set(told.values()) == {"head"}
    assert "The headteacher signs" in told


def test_the_examination_says_who_alone_decides(book: Book) -> None:
    head = book.desk("head")
    people.disable(head, "deputy")
    people.disable(head, "chair", book.desk("dsl"))
    notes = [one.what for one in doctor.examine(head, quick=True) if not one.damage]

    assert any("only head can take it" in note for note in notes)
