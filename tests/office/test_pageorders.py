"""Which pages a front end without an undo window hands over, and which it leaves to another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.office import approvals, effects, pageorders, printorders

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book

WINDOW = timedelta(seconds=10)


@pytest.fixture
def ref(book: Book) -> str:
    """A case with an approved letter."""
    made, request = book.noted()
    approvals.grant(book.desk("head"), request)
    return made


def numbers(desk: Desk, ref: str = "") -> list[int]:
    return [one.number for one in pageorders.ready(desk, ref)]


def test_what_is_ordered_without_an_undo_window_goes_at_once(book: Book, ref: str) -> None:
    clerk = book.desk("clerk")
    printorders.order(clerk, ref, 1)

    assert (numbers(clerk), numbers(clerk, ref), numbers(clerk, "CW-0000")) == ([1], [1], [])


def test_another_sign_ins_page_is_left_to_it_for_a_moment_and_not_for_ever(
    book: Book, ref: str
) -> None:
    clerk, deputy = book.desk("clerk"), book.desk("deputy")
    clerk.holds_back = True
    printorders.order(clerk, ref, 1)
    waits = numbers(deputy)
    book.clock.move(WINDOW + timedelta(seconds=1))
    theirs = (numbers(clerk), numbers(deputy))
    book.clock.move(effects.THEIRS)

    assert waits == []
    assert theirs == ([1], [])
    assert numbers(deputy) == [1]


def test_what_is_refused_while_a_page_is_on_its_way_says_whether_somebody_must_answer(
    book: Book, ref: str
) -> None:
    clerk = book.desk("clerk")
    printorders.order(clerk, ref, 1)
    waits = pageorders.ordered(clerk, ref, 1)
    assert waits is not None
    effects.claim(clerk, waits, b"handed over")
    open_ = pageorders.ordered(clerk, ref, 1)

    assert "on its way" in pageorders.on_its_way(waits).message
    assert "nobody has said" in pageorders.on_its_way(open_).message
    assert pageorders.ordered(clerk, ref, 2) is None
