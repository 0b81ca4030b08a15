"""A code from one's own telephone at sign-in: each once, a gate and no key, taken off when lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import bootstrap, store
from casework.domain.patience import WAITS, wait_after
from casework.errors import NotPermitted, UsageFault
from casework.office import people, secondstep, stage
from casework.office.secondstep import CodeWanted

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.secondstep import Setup
    from tests.office.practice_kit import Book

#: Each sign-in stretches a password, and most tests sign in more than once.
pytestmark = pytest.mark.timeout(60)


def desk_of(book: Book, name: str) -> Desk:
    """Return a desk as in a school's own records: those of practice ask nobody for a code."""
    desk = book.desk(name)
    desk.settings = replace(desk.settings, practice=False)
    return desk


def turned_on(book: Book, name: str = "clerk") -> Setup:
    desk = desk_of(book, name)
    setup = secondstep.prepared()
    secondstep.turn_on(desk, setup, shown(setup, book.clock.instant))
    book.clock.move(timedelta(seconds=60))
    return setup


def shown(setup: Setup, now: datetime) -> str:
    """Return what the telephone shows."""
    return pyotp.TOTP(setup.secret).at(now)


def enters(book: Book, code: str, name: str = "clerk") -> Desk:
    signed = bootstrap.open_desk(book.folder, name, stage.PASSWORD, clock=book.clock, code=code)
    book.desks[f"{name} {code} {len(book.desks)}"] = signed.desk
    return signed.desk


def is_let_in(book: Book, code: str, name: str = "clerk") -> bool:
    try:
        enters(book, code, name)
    except CodeWanted:
        raise
    except NotPermitted:
        return False
    return True


# --- on -------------------------------------------------------------------------------------------


def test_without_it_nobody_is_asked(book: Book) -> None:
    assert enters(book, "").session.name == "clerk"
    assert not [one for one in people.users(book.desk("head")) if one.code]


def test_once_on_the_password_alone_lets_nobody_in(book: Book) -> None:
    turned_on(book)

    with pytest.raises(CodeWanted):
        enters(book, "")


def test_the_code_of_the_telephone_lets_in_however_it_is_written(book: Book) -> None:
    setup = turned_on(book)
    code = shown(setup, book.clock.instant)

    assert is_let_in(book, f" {code[:3]} {code[3:]} ")


def test_a_wrong_password_is_told_in_the_same_words_whether_or_not_it_is_on(book: Book) -> None:
    def told(name: str) -> str:
        with pytest.raises(NotPermitted) as fault:
            bootstrap.open_desk(book.folder, name, "wrong word here", clock=book.clock)
        return fault.value.message

    before = told("clerk")
    turned_on(book)

    assert {told("clerk"), told("nobody at all")} == {before}


def test_it_is_on_only_after_the_telephone_showed_the_code(book: Book) -> None:
    desk = desk_of(book, "clerk")
    setup = secondstep.prepared()

    with pytest.raises(UsageFault):
        secondstep.turn_on(desk, setup, "000000")
    assert enters(book, "").session.name == "clerk"


def test_the_code_that_turned_it_on_does_not_sign_in(book: Book) -> None:
    desk = desk_of(book, "clerk")
    setup = secondstep.prepared()
    code = shown(setup, book.clock.instant)
    secondstep.turn_on(desk, setup, code)

    assert not is_let_in(book, code)


def test_a_practice_school_whose_clock_is_moved_asks_nobody(book: Book) -> None:
    with pytest.raises(NotPermitted):
        secondstep.turn_on(book.desk("clerk"), secondstep.prepared(), "123456")


def test_records_to_read_only_are_not_changed(book: Book) -> None:
    desk = desk_of(book, "clerk")
    desk.read_only = True

    with pytest.raises(NotPermitted):
        secondstep.turn_on(desk, secondstep.prepared(), "123456")


def test_a_list_of_users_says_who_is_asked(book: Book) -> None:
    turned_on(book)

    assert [one.name for one in people.users(book.fresh("head")) if one.code] == ["clerk"]


def test_whoever_finds_a_desk_open_puts_no_telephone_of_theirs_in_its_place(book: Book) -> None:
    setup = turned_on(book)
    desk, theirs = enters(book, shown(setup, book.clock.instant)), secondstep.prepared()
    desk.settings = replace(desk.settings, practice=False)
    book.clock.move(timedelta(seconds=60))
    with pytest.raises(UsageFault, match="already"):
        secondstep.turn_on(desk, theirs, shown(theirs, book.clock.instant))

    assert not is_let_in(book, shown(theirs, book.clock.instant))
    assert is_let_in(book, shown(setup, book.clock.instant))


# --- each code once -------------------------------------------------------------------------------


def test_a_code_opens_once(book: Book) -> None:
    setup = turned_on(book)
    code = shown(setup, book.clock.instant)

    assert [is_let_in(book, code), is_let_in(book, code)] == [True, False]


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_telephone_may_be_one_step_ahead_or_behind(book: Book, seconds: int, good: bool) -> None:
    setup = turned_on(book)
    book.clock.move(timedelta(seconds=60))
    code = shown(setup, book.clock.instant + timedelta(seconds=seconds))

    assert is_let_in(book, code) is good


def test_after_a_step_ahead_was_used_the_present_one_is_used_too(book: Book) -> None:
    setup = turned_on(book)
    now = book.clock.instant
    ahead = shown(setup, now + timedelta(seconds=30))

    assert [is_let_in(book, ahead), is_let_in(book, shown(setup, now))] == [True, False]


def test_a_clock_that_is_set_back_lets_no_used_code_in(book: Book) -> None:
    setup = turned_on(book)
    code = shown(setup, book.clock.instant)
    enters(book, code)
    book.clock.turn(timedelta(seconds=-20))

    assert not is_let_in(book, code)


@given(st.text("0123456789ABC -", max_size=9))
def test_only_the_very_digits_are_the_code(typed: str) -> None:
    setup = secondstep.Setup(secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", paper=())
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    plain = secondstep._plain(typed)
    found = secondstep._step_of(setup.secret, plain, now, after=0)
    near = {shown(setup, now + timedelta(seconds=by)) for by in (-30, 0, 30)}

    assert (found is not None) == (plain in near)


# --- codes on paper -------------------------------------------------------------------------------


def test_a_code_on_paper_opens_once_without_the_telephone(book: Book) -> None:
    setup = turned_on(book)
    one, other = setup.paper[:2]

    assert [is_let_in(book, one.lower()), is_let_in(book, one)] == [True, False]
    book.clock.move(timedelta(minutes=5))
    assert is_let_in(book, other)


def test_all_of_them_can_be_used(book: Book) -> None:
    setup = turned_on(book)

    assert len(set(setup.paper)) == secondstep.PAPER
    assert all(is_let_in(book, one) for one in setup.paper)


# --- wrong ones -----------------------------------------------------------------------------------


def test_wrong_codes_make_one_wait_whatever_program_asks(book: Book) -> None:
    setup = turned_on(book)
    wrong = [is_let_in(book, "12345") for _ in range(2)]
    with pytest.raises(NotPermitted, match="nothing is tried for 2 seconds"):
        enters(book, shown(setup, book.clock.instant))
    book.clock.move(timedelta(seconds=2))

    assert wrong == [False, False]
    assert is_let_in(book, shown(setup, book.clock.instant))


def test_a_right_one_forgets_the_wrong_ones(book: Book) -> None:
    setup = turned_on(book)
    is_let_in(book, "12345")
    enters(book, shown(setup, book.clock.instant))
    book.clock.move(timedelta(seconds=60))
    is_let_in(book, "12345")

    assert is_let_in(book, shown(setup, book.clock.instant))


def test_a_clock_set_back_does_not_end_the_wait_and_a_day_later_it_is_over(book: Book) -> None:
    setup = turned_on(book)
    for _ in range(2):
        is_let_in(book, "12345")
    book.clock.turn(timedelta(hours=-1))
    with pytest.raises(NotPermitted, match="nothing is tried"):
        enters(book, shown(setup, book.clock.instant))
    book.clock.turn(timedelta(hours=25))

    assert is_let_in(book, shown(setup, book.clock.instant))


def test_a_clock_that_was_ahead_for_a_while_locks_nobody_out(book: Book) -> None:
    setup = turned_on(book)
    book.clock.turn(timedelta(days=400))
    for _ in range(2):
        is_let_in(book, "12345")
    book.clock.turn(timedelta(days=-400))
    with pytest.raises(NotPermitted, match="nothing is tried for 2 seconds"):
        enters(book, shown(setup, book.clock.instant))
    book.clock.move(timedelta(seconds=2))

    assert is_let_in(book, shown(setup, book.clock.instant))


@given(st.integers(0, 100))
def test_the_wait_never_grows_shorter(wrong: int) -> None:
    assert wait_after(wrong) <= wait_after(wrong + 1) <= max(WAITS)


# --- off ------------------------------------------------------------------------------------------


def test_one_turns_it_off_with_one_more_code(book: Book) -> None:
    setup = turned_on(book)
    desk = enters(book, shown(setup, book.clock.instant))
    with pytest.raises(NotPermitted):
        secondstep.turn_off(desk, shown(setup, book.clock.instant))
    book.clock.move(timedelta(seconds=30))
    secondstep.turn_off(desk, shown(setup, book.clock.instant))

    assert is_let_in(book, "")


def test_what_is_off_cannot_be_turned_off(book: Book) -> None:
    with pytest.raises(UsageFault):
        secondstep.turn_off(book.desk("clerk"), "123456")
    with pytest.raises(UsageFault):
        secondstep.take_off(book.desk("head"), "clerk")


def test_an_administrator_takes_off_what_is_lost_and_the_records_log_says_so(book: Book) -> None:
    turned_on(book)
    head = book.fresh("head")
    secondstep.take_off(head, "clerk")
    last = [one.payload or b"" for one in store.read_journal(head.session)][-1]

    assert is_let_in(book, "")
    assert b'"kind":"second-step"' in last
    assert head.session.user.encode() in last


def test_nobody_else_takes_it_off(book: Book) -> None:
    turned_on(book)

    with pytest.raises(NotPermitted):
        secondstep.take_off(book.fresh("deputy"), "clerk")


def test_an_administrator_does_not_take_off_their_own(book: Book) -> None:
    turned_on(book, "head")

    with pytest.raises(NotPermitted):
        secondstep.take_off(desk_of(book, "head"), "head")


def test_for_whoever_opens_sealed_cases_a_second_person_agrees(book: Book) -> None:
    turned_on(book, "dsl")
    head = book.fresh("head")
    with pytest.raises(NotPermitted):
        secondstep.take_off(head, "dsl")
    secondstep.take_off(head, "dsl", book.fresh("deputy"))

    assert is_let_in(book, "", "dsl")


def test_a_new_one_time_password_takes_it_off_with_the_keys(book: Book) -> None:
    turned_on(book)
    head = book.fresh("head")
    once = people.reset(head, "clerk")
    signed = bootstrap.open_desk(
        book.folder, "clerk", once, new_password="four five six clerk", clock=book.clock
    )
    signed.desk.session.close()

    assert not [one for one in people.users(book.fresh("head")) if one.code]


def test_a_new_password_leaves_it_on(book: Book) -> None:
    turned_on(book)
    people.change_password(desk_of(book, "clerk"), stage.PASSWORD, "four five six clerk")

    with pytest.raises(CodeWanted):
        bootstrap.open_desk(book.folder, "clerk", "four five six clerk", clock=book.clock)


# --- what it is -----------------------------------------------------------------------------------


def test_the_secret_is_readable_by_its_person_alone(book: Book) -> None:
    setup = turned_on(book)
    head = book.fresh("head")
    boxed = bytes.fromhex(head.ledger.second_steps[desk_of(book, "clerk").session.user][1])
    journal = b"".join(one.payload or b"" for one in store.read_journal(head.session))

    assert store.opened_by_oneself(head.session, boxed) is None
    assert setup.secret.encode() not in journal
    assert setup.secret.encode() in (
        store.opened_by_oneself(desk_of(book, "clerk").session, boxed) or b""
    )


def test_nothing_of_it_shows_in_a_repr() -> None:
    setup = secondstep.prepared()

    assert setup.secret not in repr(setup)


def test_the_secret_is_told_in_groups_of_four_and_as_an_address() -> None:
    setup = secondstep.prepared()
    read = pyotp.parse_uri(setup.address("Mrs B. Clerk & Co"))

    assert setup.groups.replace(" ", "") == setup.secret
    assert {len(one) for one in setup.groups.split()} == {4}
    assert (read.secret, read.name, read.issuer) == (setup.secret, "Mrs B. Clerk & Co", "casework")


def test_what_is_remembered_is_found_by_its_own_keys_alone(book: Book) -> None:
    clerk, head = book.desk("clerk").session, book.desk("head").session
    with store.memo(clerk, "a thing") as memo:
        memo.words = b"kept"
    with pytest.raises(ValueError, match="stop"):
        _spoil(clerk)
    with store.memo(head, "a thing") as other:
        theirs = other.words
    with store.memo(clerk, "a thing") as after:
        mine = after.words

    assert (mine, theirs) == (b"kept", b"")


def _spoil(session: store.Session) -> None:
    with store.memo(session, "a thing") as memo:
        memo.words = b"spoilt"
        raise ValueError("stop")
