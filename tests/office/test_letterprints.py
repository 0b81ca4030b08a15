"""A letter on its way to paper: asked about, never guessed, and marked as a copy after that."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import MachineFault, Refused
from casework.office import approvals, door, letterpages, letterprints, letters
from casework.office.letterprints import EARLIER, Answer, Way, print_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.desk import Desk
    from tests.office.practice_kit import Book

COPIER = "import pathlib, shutil, sys; shutil.copy(sys.argv[-1], pathlib.Path(sys.argv[1]))"


def _printer(desk: Desk, page: Path) -> Desk:
    """Return the desk with a printer that lays each page at ``page``."""
    command = (sys.executable, "-c", COPIER, str(page))
    return replace(desk, settings=replace(desk.settings, print_command=command))


@pytest.fixture
def ref(book: Book) -> str:
    """A case with an issued letter."""
    made, request = book.noted()
    approvals.grant(book.desk("head"), request)
    letters.issue(book.desk("clerk"), made, 1)
    return made


@pytest.fixture
def clerk(book: Book, tmp_path: Path) -> Desk:
    """The office, with a printer."""
    return _printer(book.desk("clerk"), tmp_path / "page")


def says(*answers: Answer) -> tuple[Callable[[str], Answer], list[str]]:
    """Return somebody at the printer, and what they were asked."""
    left, asked = list(answers), []

    def ask(question: str) -> Answer:
        asked.append(question)
        return left.pop(0)

    return ask, asked


def _log(book: Book, ref: str) -> list[str]:
    desk = book.desk("head")
    log = store.read_access(desk.session, door.load(desk, ref).case)
    return [(record.payload or b"").decode() for record in log]


def test_paper_that_came_out_is_recorded_and_was_the_issued_page(
    clerk: Desk, ref: str, tmp_path: Path
) -> None:
    ask, asked = says(Answer.YES)
    printed = print_on(clerk, ref, 1, Way.PRINTER, ask)
    file = door.load(clerk, ref)
    letter = file.snapshot.letters[1]

    assert asked == [letterprints.NOW]
    assert (printed.done is not None, printed.copy) == (True, 1)
    assert (letter.state, letter.copies) == ("printed", 1)
    assert (tmp_path / "page").read_bytes() == letterpages.pdf_of(clerk, file, letter)


def test_paper_that_did_not_come_out_is_no_print(book: Book, clerk: Desk, ref: str) -> None:
    ask, _asked = says(Answer.NO)
    printed = print_on(clerk, ref, 1, Way.PRINTER, ask)
    letter = book.case(ref).letters[1]

    assert (printed.done, letter.state, letter.copies) == (None, "issued", 0)
    assert _log(book, ref) == [
        f"handed letter 1 of {ref} to paper, copy 1",
        f"letter 1 of {ref} did not come out, copy 1",
    ]


def test_what_nobody_knows_counts_as_printed_and_the_next_is_a_copy(
    book: Book, clerk: Desk, ref: str
) -> None:
    ask, _asked = says(Answer.UNSURE, Answer.YES)
    first = print_on(clerk, ref, 1, Way.PRINTER, ask)
    second = print_on(clerk, ref, 1, Way.PRINTER, ask)

    assert (first.copy, second.copy, book.case(ref).letters[1].copies) == (1, 2, 2)


def test_the_log_knows_of_the_page_before_the_printer_has_it(
    book: Book, clerk: Desk, ref: str
) -> None:
    seen: list[list[str]] = []

    def ask(_question: str) -> Answer:
        seen.append(_log(book, ref))
        return Answer.YES

    print_on(clerk, ref, 1, Way.PRINTER, ask)

    assert seen == [[f"handed letter 1 of {ref} to paper, copy 1"]]


def _walks_away(_question: str) -> Answer:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("answer", "copies", "asked_again"),
    [(Answer.YES, 1, 1), (Answer.UNSURE, 1, 1), (Answer.NO, 1, 2)],
)
def test_a_page_that_nobody_spoke_for_is_asked_about_before_another(
    book: Book, clerk: Desk, ref: str, answer: Answer, copies: int, asked_again: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        print_on(clerk, ref, 1, Way.PRINTER, _walks_away)
    before = book.case(ref).letters[1].copies
    ask, asked = says(answer, Answer.YES)
    printed = print_on(clerk, ref, 1, Way.PRINTER, ask)

    assert (before, book.case(ref).letters[1].copies) == (0, copies)
    assert (asked[0], len(asked)) == (EARLIER, asked_again)
    assert printed.earlier == (answer is not Answer.NO)


def test_once_it_was_settled_nothing_more_is_asked_of_it(book: Book, clerk: Desk, ref: str) -> None:
    ask, asked = says(Answer.NO, Answer.NO, Answer.YES)
    for _ in range(3):
        print_on(clerk, ref, 1, Way.PRINTER, ask)

    assert asked == [letterprints.NOW] * 3
    assert book.case(ref).letters[1].copies == 1


def test_a_printer_that_is_not_there_leaves_no_print_and_is_not_asked_about_as_paper(
    book: Book, ref: str
) -> None:
    desk = book.desk("clerk")
    gone = replace(desk, settings=replace(desk.settings, print_command=("no-such-printer",)))
    ask, asked = says(Answer.YES)
    with pytest.raises(MachineFault):
        print_on(gone, ref, 1, Way.PRINTER, ask)

    assert (asked, book.case(ref).letters[1].copies) == ([], 0)


def test_a_printer_that_took_nothing_leaves_nothing_to_ask_about(clerk: Desk, ref: str) -> None:
    gone = replace(clerk, settings=replace(clerk.settings, print_command=("no-such-printer",)))
    with pytest.raises(MachineFault):
        print_on(gone, ref, 1, Way.PRINTER, says()[0])
    ask, asked = says(Answer.YES)
    print_on(clerk, ref, 1, Way.PRINTER, ask)

    assert asked == [letterprints.NOW]


def test_a_letter_that_is_not_issued_never_reaches_the_printer(book: Book, tmp_path: Path) -> None:
    made, _request = book.noted()
    with pytest.raises(Refused):
        print_on(_printer(book.desk("clerk"), tmp_path / "page"), made, 1, Way.PRINTER, says()[0])

    assert not (tmp_path / "page").exists()


def test_how_it_was_printed_stands_in_the_history(book: Book, clerk: Desk, ref: str) -> None:
    print_on(clerk, ref, 1, Way.PRINTER, says(Answer.UNSURE)[0])

    assert (
        book.case(ref).letters[1].how == "on the printer; whether the paper came out is not known"
    )
