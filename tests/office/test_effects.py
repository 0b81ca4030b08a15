"""What waits while its step can be taken back: told to nobody, gone with it, released by people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.errors import Refused
from casework.office import approvals, cases, effects, stage
from casework.office.effects import Standing, What
from tests.office.practice_kit import sign_in

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


def standings(desk: Desk) -> list[tuple[What, Standing]]:
    return [(one.what, one.standing) for one in effects.effects(desk)]


def test_a_request_comes_on_nobody_elses_list_while_it_can_be_taken_back(
    book: Book, clerk: Desk
) -> None:
    _ref, request = book.noted()
    early = book.waiting("head")
    own = [one.id for one in approvals.waiting(clerk)]
    book.clock.move(WINDOW)

    assert (early, own) == ([], [request])
    assert book.waiting("head") == [request]


def test_a_front_end_that_offers_no_undo_tells_at_once(book: Book) -> None:
    _ref, request = book.noted()

    assert effects.effects(book.desk("clerk")) == ()
    assert book.waiting("head") == [request]


def test_what_is_taken_back_is_never_told(book: Book, clerk: Desk) -> None:
    ref, _request = book.noted()
    waited = standings(clerk)
    cases.undo(clerk, ref)
    book.clock.move(WINDOW)

    assert waited == [(What.TELL, Standing.WAITING)]
    assert effects.effects(clerk) == ()
    assert book.waiting("head") == []


def test_too_late_to_take_back_is_too_late_and_the_request_stands(book: Book, clerk: Desk) -> None:
    ref, request = book.noted()
    book.clock.move(WINDOW)
    with pytest.raises(Refused):
        cases.undo(clerk, ref)

    assert standings(clerk) == [(What.TELL, Standing.DUE)]
    assert book.waiting("head") == [request]


def test_whoever_signs_in_next_lets_it_go_and_the_clock_never_does(book: Book, clerk: Desk) -> None:
    book.noted()
    book.clock.move(WINDOW)
    book.scan()
    after_clock = standings(clerk)
    book.fresh("deputy")

    assert after_clock == [(What.TELL, Standing.DUE)]
    assert standings(clerk) == []


def test_a_sign_in_within_the_time_lets_nothing_go_that_can_still_be_taken_back(
    book: Book, clerk: Desk
) -> None:
    ref, _request = book.noted()
    book.fresh("deputy")
    before = standings(clerk)
    cases.undo(clerk, ref)

    assert before == [(What.TELL, Standing.WAITING)]
    assert standings(clerk) == []


def test_whoever_has_gone_takes_nothing_back_so_the_next_lets_it_go(
    book: Book, clerk: Desk
) -> None:
    _ref, request = book.noted()
    effects.let_go(clerk)

    assert book.waiting("head") == [request]


def test_whoever_leaves_one_desk_can_still_take_back_what_was_done_at_another(
    book: Book, clerk: Desk
) -> None:
    ref, _request = book.noted()
    second, _key = sign_in(book.folder, "clerk", stage.PASSWORD, book.clock)
    effects.let_go(second)
    second.session.close()
    held = book.waiting("head")
    cases.undo(clerk, ref)

    assert held == []
    assert effects.effects(clerk) == ()


def test_a_clock_that_was_turned_back_holds_nothing(book: Book, clerk: Desk) -> None:
    _ref, request = book.noted()
    book.clock.turn(timedelta(days=-1))

    assert standings(clerk) == [(What.TELL, Standing.DUE)]
    assert book.waiting("head") == [request]


def test_a_sitting_that_saw_the_time_pass_lets_go_though_the_records_clock_stands_still(
    book: Book, clerk: Desk
) -> None:
    book.noted()
    (waits,) = effects.effects(clerk)
    effects.release(clerk)
    still = standings(clerk)
    effects.release(clerk, frozenset({waits.row.id}))

    assert still == [(What.TELL, Standing.WAITING)]
    assert standings(clerk) == []


def test_records_opened_to_read_alone_let_nothing_go(book: Book, clerk: Desk) -> None:
    book.noted()
    book.clock.move(WINDOW)
    clerk.read_only = True
    effects.release(clerk)
    effects.let_go(clerk)

    assert standings(clerk) == [(What.TELL, Standing.DUE)]


def test_the_school_says_how_long(clerk: Desk) -> None:
    slug = clerk.school_slug("")

    assert effects.patience(clerk, slug) == timedelta(seconds=clerk.school(slug).undo_seconds)


def test_an_entry_that_was_read_shows_nothing_of_the_case_in_its_repr(
    book: Book, clerk: Desk
) -> None:
    ref, _request = book.noted()
    (waits,) = effects.effects(clerk)

    assert ref not in repr(waits)
    assert "tell" not in repr(waits.row)
