"""Limits across cases, and the scan: what has passed is recorded once, whoever looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap
from casework.domain.case import Standing
from casework.errors import Damaged
from casework.letters.life import LetterStep
from casework.office import approvals, deadlines, doctor, door, duework, letters, stage, terms
from casework.office.deadlines import Scanned
from tests.office.practice_kit import NOTE, holder_of

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def _days(book: Book, count: int) -> None:
    book.clock.move(timedelta(days=count))


def test_a_scan_before_the_day_is_over_records_nothing(book: Book) -> None:
    book.open()

    assert book.scan() == Scanned(passed=0, failed=0)


def test_a_passed_limit_is_recorded_once_however_often_one_looks(book: Book) -> None:
    ref = book.open()
    _days(book, 2)
    first, second = book.scan(), book.scan()

    passed = [entry for entry in door.load(book.desk("head"), ref).entries if entry.policy == ""]
    assert (first.passed, second.passed, len(passed)) == (1, 0, 1)


def test_a_limit_is_late_before_anybody_looked(book: Book) -> None:
    book.open()
    _days(book, 2)
    late = deadlines.listed(book.desk("clerk"), late_only=True)

    assert [row.name for row in late] == ["acknowledge"]


def test_the_earliest_limit_stands_first(book: Book) -> None:
    book.triaged()
    rows = deadlines.listed(book.desk("clerk"))

    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)


def test_a_late_limit_says_so_in_words(book: Book) -> None:
    book.open()
    _days(book, 2)
    [row] = deadlines.listed(book.desk("clerk"), late_only=True)

    assert row.words == "1 school day late"


def test_a_limit_of_today_says_today(book: Book) -> None:
    book.open()
    _days(book, 1)

    assert deadlines.listed(book.desk("clerk"))[0].words == "today"


def test_beat_counts_the_rows(book: Book) -> None:
    book.open()
    _days(book, 20)
    service, _clock = bootstrap.open_service(book.folder)
    beats: list[int] = []
    deadlines.scan(service, book.clock.now(), beats.append)
    service.close()

    assert beats == [1, 2]


def test_one_damaged_row_does_not_hold_up_the_others(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.open()
    _days(book, 20)
    service, _clock = bootstrap.open_service(book.folder)
    real = type(service).claim_and_mark
    seen: list[str] = []

    def once(_service: object, row: object, now: object) -> bool:
        seen.append("row")
        if len(seen) == 1:
            raise Damaged("A row.")
        return real(service, row, now)  # type: ignore[arg-type]

    monkeypatch.setattr(type(service), "claim_and_mark", once)
    scanned = deadlines.scan(service, book.clock.now())
    service.close()

    assert (scanned.passed, scanned.failed, list(scanned.unsound)) == (1, 1, ["office"])


def test_a_limit_from_receipt_waits_and_is_dated_by_it(book: Book) -> None:
    ref = book.refused()
    book.take("clerk", ref, "warning.consider")
    book.take("clerk", ref, "warning.approve", letter=NOTE)
    book.take_decision("head", ref)
    desk = book.desk("clerk")
    letters.issue(desk, ref, 1)
    letters.print_out(desk, ref, 1)
    letters.move(desk, ref, 1, LetterStep.SIGN)
    letters.move(desk, ref, 1, LetterStep.SEND, how="first class post")
    before = book.limit(ref, "removal")
    [row] = [row for row in deadlines.listed(desk) if row.name == "removal"]
    _days(book, 1)
    letters.move(desk, ref, 1, LetterStep.RECEIVE, how="signed for")

    after = book.limit(ref, "removal")
    assert (before, row.words, after) == (
        ("", Standing.WAITING),
        "no date yet",
        ("2026-11-10", Standing.RUNNING),
    )


def test_a_closure_moves_a_running_limit_and_says_so(book: Book) -> None:
    ref = book.open()
    _calendar, moved = terms.close(book.desk("head"), {date(2026, 11, 3): "No heating"})

    answered = next(one for one in moved if one.title == "Answer whoever told us")
    assert (answered.ref, answered.old, answered.new, book.limit(ref, "acknowledge")[0]) == (
        ref,
        "2026-11-03",
        "2026-11-04",
        "2026-11-04",
    )


def test_a_closure_moves_nothing_that_has_passed(book: Book) -> None:
    ref = book.open()
    _days(book, 2)
    book.scan()
    _calendar, moved = terms.close(book.desk("head"), {date(2026, 11, 3): "No heating"})

    titles = [one.title for one in moved]
    assert ("Answer whoever told us" in titles, book.limit(ref, "acknowledge")) == (
        False,
        ("2026-11-03", Standing.PASSED),
    )


def test_a_closed_day_that_touches_no_limit_moves_none(book: Book) -> None:
    book.open()
    _calendar, moved = terms.close(book.desk("head"), {date(2027, 6, 8): "No water"})

    assert moved == ()


def test_hours_are_told_as_an_instant(book: Book) -> None:
    ref = book.open()
    limit = next(iter(book.case(ref).deadlines.values()))
    hourly = replace(limit, due_on="")

    calendar = book.desk("head").calendar(stage.SLUG)
    assert duework.due_words(hourly, book.clock.now(), calendar).count(":") == 1


def test_a_request_does_not_stop_a_limit(book: Book) -> None:
    _ref, request = book.noted()
    approvals.grant(book.desk("head"), request)
    _days(book, 2)

    assert book.scan().passed >= 1


def _paused(book: Book) -> str:
    """Return a case taken up whose talk with the author waits for safeguarding."""
    return book.triaged(**{"adult-conduct": "yes"})


def test_a_limit_of_a_paused_step_waits_with_it_and_is_never_late(book: Book) -> None:
    ref = _paused(book)
    _days(book, 30)
    book.scan()
    desk = book.desk("clerk")
    [row] = [row for row in deadlines.listed(desk) if row.name == "first-conversation"]

    assert (row.due_at, row.standing, row.words) == (
        "",
        Standing.WAITING,
        "waits while contact is paused",
    )
    assert book.limit(ref, "first-conversation") == ("", Standing.WAITING)
    assert book.limit(ref, "review")[1] == Standing.PASSED


def test_a_limit_that_waited_with_the_pause_goes_on_after_it_and_passes_once(book: Book) -> None:
    ref = _paused(book)
    _days(book, 7)
    book.take(holder_of(book, ref), ref, "release-pause")
    before = book.limit(ref, "first-conversation")
    _days(book, 30)
    book.scan()

    assert before == ("2026-11-11", Standing.RUNNING)
    assert book.limit(ref, "first-conversation")[1] == Standing.PASSED
    [why] = [one.why for one in book.case(ref).deadlines.values() if one.resumed]
    assert why.startswith("Held from Mon 2 to Mon 9 Nov while contact was paused, with 2 school")


@pytest.mark.parametrize("released", [False, True])
def test_a_book_with_limits_that_wait_or_waited_is_sound(book: Book, released: bool) -> None:
    ref = _paused(book)
    if released:
        book.take(holder_of(book, ref), ref, "release-pause")

    assert [one for one in doctor.examine(book.desk("head")) if one.damage] == []
    assert released is book.limit(ref, "first-conversation")[0].startswith("2026")
