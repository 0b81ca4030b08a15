"""The school's own lengths: the headteacher's to set, recorded, and checked by doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import NotPermitted, UsageFault
from casework.office import casechecks, door, limits, stage
from casework.office.findings import past_of

if TYPE_CHECKING:
    from tests.office.practice_kit import Book

NAME = "acknowledge"
WHY = "We are two in the office."


def test_a_length_is_set_by_the_head_with_a_reason(book: Book) -> None:
    with pytest.raises(NotPermitted):
        limits.set_length(book.desk("clerk"), stage.POLICY, NAME, "3 school days", WHY)
    with pytest.raises(UsageFault):
        limits.set_length(book.desk("head"), stage.POLICY, NAME, "3 school days", "")
    made = limits.set_length(book.desk("head"), stage.POLICY, NAME, "3 school  days", WHY)

    assert (made.default, made.own) == ("1 school day", "3 school days")
    assert made in limits.own_lengths(book.desk("head"), stage.POLICY)
    assert book.limit(book.open(), NAME)[0] == "2026-11-05"


def test_the_policy_in_force_stays_the_adopted_one(book: Book) -> None:
    head = book.desk("head")
    before = head.policy_in_force(stage.SLUG, stage.POLICY).digest
    limits.set_length(head, stage.POLICY, NAME, "3 school days", WHY)

    assert head.policy_in_force(stage.SLUG, stage.POLICY).digest == before


def test_a_length_that_nobody_set_is_found(book: Book) -> None:
    head = book.desk("head")
    limits.set_length(head, stage.POLICY, NAME, "3 school days", WHY)
    file, past = door.load(head, book.open()), past_of(head)
    sound = list(casechecks.dates(head, file, past))
    past.lengths.clear()

    assert sound == []
    assert [one.what for one in casechecks.dates(head, file, past)] == [
        "entry 1: a time limit runs for a length nobody set"
    ]
