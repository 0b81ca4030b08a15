"""Two people on one case are told of each other, and nobody else learns anything by it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.clock import Ticks
from casework.domain.people import CasePerson, PersonRole
from casework.errors import MachineFault
from casework.office import cases, company, door
from casework.store import presence

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.practice_kit import Book


def at(seconds: float, boot: str = "one") -> Ticks:
    """Return a look at the computer's counters."""
    wall = datetime(2026, 11, 10, 9, tzinfo=UTC)
    return Ticks(wall=wall, monotonic=seconds, boottime=seconds, boot=boot)


def files(book: Book) -> list[Path]:
    """Return the desks' files."""
    return sorted((book.folder / presence.ROOM).iterdir())


def test_two_on_one_case_are_told_of_each_other(book: Book) -> None:
    ref = book.open()
    clerk, deputy = company.join(book.desk("clerk")), company.join(book.desk("deputy"))
    first = clerk.meet(ref, at(100))
    second = deputy.meet(ref, at(101))
    third = clerk.meet(ref, at(102))

    assert first == ""
    assert second == "clerk is on this case too."
    assert third == "deputy is on this case too."


def test_three_are_told_in_one_sentence(book: Book) -> None:
    ref = book.open()
    for who in ("clerk", "deputy"):
        company.join(book.desk(who)).meet(ref, at(100))

    assert company.join(book.desk("head")).meet(ref, at(100)) == (
        "clerk and deputy are on this case too."
    )


def test_another_case_is_no_company(book: Book) -> None:
    here, there = book.open(), book.open()
    company.join(book.desk("clerk")).meet(here, at(100))

    assert company.join(book.desk("deputy")).meet(there, at(100)) == ""
    assert company.join(book.desk("deputy")).meet("", at(100)) == ""


def test_whoever_left_the_case_the_desk_or_the_computer_is_not_told_of(book: Book) -> None:
    ref = book.open()
    clerk, deputy = company.join(book.desk("clerk")), company.join(book.desk("deputy"))
    clerk.meet(ref, at(100))
    long_ago = deputy.meet(ref, at(131))
    other_boot = deputy.meet(ref, at(100, "two"))
    clerk.meet("", at(110))
    moved = deputy.meet(ref, at(110))
    clerk.meet(ref, at(120))
    back = deputy.meet(ref, at(120))
    clerk.leave()
    left = deputy.meet(ref, at(121))

    assert (long_ago, other_boot, moved, left) == ("", "", "", "")
    assert back == "clerk is on this case too."


def test_the_same_person_at_two_desks_is_not_told_of_themselves(book: Book) -> None:
    ref = book.open()
    company.join(book.desk("clerk")).meet(ref, at(100))

    assert company.join(book.fresh("clerk")).meet(ref, at(100)) == ""


def test_nothing_about_a_desk_tells_whether_a_case_is_open_or_which(book: Book) -> None:
    ref = book.open()
    clerk = company.join(book.desk("clerk"))
    seen = []
    for case in (ref, "", "CW-ZZZZ"):
        clerk.meet(case, at(100))
        seen.append([(path.name, path.stat().st_size) for path in files(book)])

    assert seen[0] == seen[1] == seen[2]


def test_whoever_cannot_open_the_case_reads_nothing_of_who_is_on_it(book: Book) -> None:
    ref = book.open()
    person = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="head", about="head")
    cases.add_person(book.desk("clerk"), ref, person)
    case = door.load(book.desk("clerk"), ref).case
    company.join(book.desk("clerk")).meet(ref, at(100))
    head = book.fresh("head")
    written = b"".join(path.read_bytes() for path in files(book))

    assert head.cards.get(ref) is None
    assert store.seat(head.session).heard(case) == ()
    assert company.join(head).meet(ref, at(100)) == ""
    assert b"clerk" not in written
    assert case.encode() not in written


def test_records_opened_to_read_alone_are_not_written_to(book: Book) -> None:
    ref = book.open()
    reader = book.desk("deputy")
    reader.read_only = True
    company.join(book.desk("clerk")).meet(ref, at(100))
    before = files(book)
    told = company.join(reader).meet(ref, at(100))

    assert files(book) == before
    assert told == "clerk is on this case too."


def test_what_crashed_desks_left_goes_and_a_strangers_file_stays(book: Book) -> None:
    ref = book.open()
    clerk = company.join(book.desk("clerk"))
    clerk.meet(ref, at(100))
    room = book.folder / presence.ROOM
    left, strange = room / f"{'0' * 32}.desk", room / "note.txt"
    for path in (left, strange):
        path.write_bytes(b"x")
        os.utime(path, (1, 1))
    clerk.meet(ref, at(101))

    assert not left.exists()
    assert strange.exists()


def test_a_folder_that_takes_no_file_is_a_sentence(book: Book) -> None:
    ref = book.open()
    (book.folder / presence.ROOM).write_text("a file where the room should be", encoding="utf-8")

    with pytest.raises(MachineFault):
        company.join(book.desk("clerk")).meet(ref, at(100))
