"""The way through the case of ten minutes: what comes next is said to whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.errors import NotPermitted
from casework.letters.printing import left
from casework.office import door, letterprints, practiceway, tenminutes
from casework.office.letterprints import Way

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.practice_kit import Book


def said(book: Book, ref: str, name: str) -> practiceway.Guided:
    desk = book.desk(name)
    found = practiceway.told(door.load(desk, ref).snapshot, name, desk.now())
    assert found is not None
    return found


def test_whose_turn_it_is_reads_what_to_do_and_others_read_whose_it_is(book: Book) -> None:
    ref = tenminutes.taken_up(book.desk("clerk"))
    clerk, deputy = said(book, ref, "clerk"), said(book, ref, "deputy")

    assert clerk.words.startswith("Practice, step 1 of 10. You thanked Ms Invented")
    assert clerk.step == ("acknowledgement", "acknowledge")
    assert deputy.words.endswith("It is the clerk’s turn: press F9, and be clerk.")
    assert (clerk.mine, deputy.mine) == (True, False)


def test_a_step_that_is_taken_leads_to_the_next(book: Book) -> None:
    ref = tenminutes.taken_up(book.desk("clerk"))
    book.take("clerk", ref, "acknowledgement.acknowledge")

    assert said(book, ref, "deputy").step == ("case", "triage")


def test_any_other_case_has_no_such_way(book: Book) -> None:
    ref = book.open()
    desk = book.desk("clerk")

    assert practiceway.told(door.load(desk, ref).snapshot, "clerk", desk.now()) is None


def test_a_practice_school_leaves_its_letters_as_files_unless_it_names_a_command(
    book: Book,
) -> None:
    desk = book.desk("clerk")
    before = letterprints.usual_way(desk)
    desk.settings = replace(desk.settings, print_command=("lp",))

    assert (before, letterprints.usual_way(desk)) == (Way.KEPT, Way.PRINTER)


def test_a_real_letter_is_never_left_lying_as_a_file(book: Book) -> None:
    desk = book.desk("clerk")
    desk.settings = replace(desk.settings, practice=False)

    assert letterprints.usual_way(desk) is Way.PRINTER
    with pytest.raises(NotPermitted):
        letterprints._out(desk, b"%PDF-", Way.KEPT, "CW-7K4M-1")


def test_a_page_left_as_a_file_says_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "letters" / "CW-7K4M-1.pdf"
    with left(b"%PDF-1.7", page) as note:
        found = page.read_bytes()

    assert found == b"%PDF-1.7"
    assert "letters/CW-7K4M-1.pdf" in note.replace("\\", "/")
    assert str(tmp_path) not in note
