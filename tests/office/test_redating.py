"""A changed calendar reaches every case: stopped half-way, by who opens none, beside damage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.calendar import Holiday, with_holiday
from casework.errors import Damaged, MachineFault
from casework.office import door, redating, stage, terms
from casework.office.ledger import calendar_entry
from casework.store import Place, dialect

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book


def days(book: Book, refs: list[str], who: str = "head") -> list[str]:
    """Return the earliest last day of each case, as it stands in the records."""
    found = (book.case(ref, who).deadlines.values() for ref in refs)
    return [min(limit.due_on for limit in limits if limit.due_on) for limits in found]


def proclaim(desk: Desk, day: str, beat: redating.Beat = redating.quiet) -> None:
    joy = Holiday(day=date.fromisoformat(day), name="Day of joy")
    terms.edit(desk, lambda now: with_holiday(now, joy), "bank holiday", "Proclaimed.", beat=beat)


class Stopped(BaseException):
    """Stands for a kill between two transactions."""


def stop_after(count: int) -> redating.Beat:
    def beat(done: int, _of: int) -> None:
        if done >= count:
            raise Stopped

    return beat


@pytest.mark.parametrize("reached", [0, 2])
def test_what_a_stopped_change_did_not_reach_is_caught_up_by_whoever_signs_in_next(
    book: Book, monkeypatch: pytest.MonkeyPatch, reached: int
) -> None:
    monkeypatch.setattr(redating, "TOGETHER", 1)
    refs = [book.open() for _ in range(3)]
    before = days(book, refs)
    with pytest.raises(Stopped):
        proclaim(book.desk("head"), before[0], stop_after(reached))
    between = days(book, refs)
    book.fresh("clerk")
    after = days(book, refs)

    assert len(set(before)) == 1
    assert sum(one > before[0] for one in between) == reached
    assert len(set(after)) == 1
    assert after > before


def test_who_opens_no_case_may_change_the_calendar_and_the_others_follow(book: Book) -> None:
    ref = book.open()
    before = days(book, [ref])
    desk = book.desk("head")
    monday = date.fromisoformat(before[0])
    now = desk.calendar(stage.SLUG)
    changed = with_holiday(now, Holiday(day=monday, name="Day of joy"))
    desk.record(calendar_entry(stage.SLUG, changed, "as an administrator does", "admin"))
    entries = len(door.load(desk, ref).entries)
    book.fresh("clerk")
    caught = len(door.load(book.desk("clerk"), ref).entries)
    for _ in range(2):
        book.fresh("clerk")
    again = len(door.load(book.desk("clerk"), ref).entries)

    assert days(book, [ref]) > before
    assert (caught, again) == (entries + 1, entries + 1)


def test_the_record_says_alike_of_everybody_how_far_they_have_come(book: Book) -> None:
    """Whoever had nothing to do says so as well: else it would tell of a hidden case."""
    book.open()
    proclaim(book.desk("head"), "2027-03-02")
    told = {}
    for who in ("clerk", "dsl", "chair"):
        before = book.desk("head").ledger.behind(book.fresh(who).session.user)
        book.desk("head").reload()
        told[who] = (before, book.desk("head").ledger.behind(book.desk(who).session.user))

    assert {after for _before, after in told.values()} == {()}


def test_a_damaged_case_does_not_hold_up_the_others_and_is_told(book: Book) -> None:
    refs = [book.open() for _ in range(3)]
    before = days(book, refs)
    head = book.desk("head")
    row = head.cards.get(refs[1])
    assert row is not None
    raw = dialect.raw(head.session.files[Place.OFFICE].connection)
    raw.execute("DROP TRIGGER event_no_update")
    raw.execute('UPDATE event SET digest = zeroblob(32) WHERE "case" = ?', (row.case,))
    with pytest.raises(Damaged, match="1 case could not be worked out"):
        proclaim(head, before[0])

    assert [one > before[0] for one in days(book, [refs[0], refs[2]])] == [True, True]


def test_where_the_machine_stands_in_the_way_the_rest_waits(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [book.open() for _ in range(2)]
    before = days(book, refs)

    def full(*_words: object, **_more: object) -> None:
        raise MachineFault("There is no space left.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "append_to", full)
        with pytest.raises(MachineFault):
            proclaim(book.desk("head"), before[0])
    still = days(book, refs)
    book.fresh("head")

    assert still == before
    assert all(one > before[0] for one in days(book, refs))


def test_each_beat_says_how_many_cases_are_done(book: Book) -> None:
    refs = [book.open() for _ in range(3)]
    told: list[tuple[int, int]] = []
    proclaim(book.desk("head"), days(book, refs)[0], lambda done, of: told.append((done, of)))

    assert (told[0][0], told[-1][0] == told[-1][1], told[-1][1] >= 3) == (0, True, True)
