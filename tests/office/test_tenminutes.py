"""The practice case of ten minutes: it comes in once, today, for whoever sorts what comes in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.errors import NotPermitted
from casework.office import door, questions, tenminutes

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def test_it_comes_in_once_and_is_there_for_everybody_in_the_office(book: Book) -> None:
    ref = tenminutes.taken_up(book.desk("clerk"))

    assert tenminutes.taken_up(book.desk("deputy")) == ref
    assert tenminutes.taken_up(book.desk("clerk")) == ref


def test_it_is_reported_and_no_more_and_nothing_of_it_is_late(book: Book) -> None:
    ref = tenminutes.taken_up(book.desk("clerk"))
    shown = questions.show(book.desk("deputy"), ref)

    assert shown.snapshot.state("case") == "received"
    assert len(shown.snapshot.evidence) == 1
    assert not [row for row in shown.limits if "late" in row.words]
    assert "triage" in {offer.transition.trigger for offer in shown.next}


def test_it_is_offered_to_whoever_sorts_what_comes_in(book: Book) -> None:
    offered = [
        who for who in ("clerk", "deputy", "dsl", "chair") if tenminutes.is_offered(book.desk(who))
    ]

    assert offered == ["clerk", "deputy"]


def test_a_real_school_is_never_given_an_invented_case(book: Book) -> None:
    desk = book.desk("clerk")
    desk.settings = replace(desk.settings, practice=False)

    assert not tenminutes.is_offered(desk)
    with pytest.raises(NotPermitted):
        tenminutes.taken_up(desk)


def test_nothing_is_offered_where_nothing_may_be_changed(book: Book) -> None:
    desk = book.desk("clerk")
    desk.read_only = True

    assert not tenminutes.is_offered(desk)


def test_it_can_be_sorted_by_the_deputy(book: Book) -> None:
    from tests.office.practice_kit import NO, TAKE_UP

    ref = tenminutes.taken_up(book.desk("clerk"))
    facts = {**NO, "inappropriate": "yes", "names-individual": "yes", "staff-affected": "yes"}
    book.take("deputy", ref, "case.triage", facts, reason="It names a member of staff.")
    book.take("deputy", ref, "case.take-up", TAKE_UP)

    assert door.load(book.desk("deputy"), ref).snapshot.state("case") != "received"
