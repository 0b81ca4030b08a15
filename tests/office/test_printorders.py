"""A page that waits is taken back or printed once, asked about after a crash, never twice."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.errors import Conflict, MachineFault, NotFound, Refused
from casework.office import approvals, cases, effects, printorders
from casework.office.effects import Standing
from casework.office.letterprints import EARLIER, NOW, Answer
from casework.office.printorders import carry_out, order, take_back

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.office.effects import Effect
    from tests.office.practice_kit import Book

WINDOW = timedelta(seconds=11)
COUNTING = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('page\\n')"
BROKEN = "import sys; sys.exit(7)"


def at_printer(desk: Desk, paper: Path, program: str = COUNTING) -> Desk:
    """Return the desk at screens that offer to undo, with a printer that counts its pages."""
    command = (sys.executable, "-c", program, str(paper))
    kept = replace(desk.settings, print_command=command)
    return replace(desk, settings=kept, holds_back=True)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return tmp_path / "paper"


@pytest.fixture
def ref(book: Book) -> str:
    """A case with an approved letter."""
    made, request = book.noted()
    approvals.grant(book.desk("head"), request)
    return made


@pytest.fixture
def clerk(book: Book, paper: Path) -> Desk:
    return at_printer(book.desk("clerk"), paper)


def pages(paper: Path) -> int:
    return len(paper.read_text().splitlines()) if paper.exists() else 0


def yes(_question: str) -> Answer:
    return Answer.YES


def the(desk: Desk) -> Effect:
    (found,) = effects.effects(desk)
    return found


class CutOffError(Exception):
    """The program ends while somebody is asked."""


def cut_off(_question: str) -> Answer:
    raise CutOffError


def test_an_approved_letter_is_issued_and_waits(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    said = order(clerk, ref, 1)

    assert said == "letter 1 goes to the printer"
    assert book.case(ref).letters[1].state == "issued"
    assert (the(clerk).standing, pages(paper)) == (Standing.WAITING, 0)
    assert effects.release(clerk) == ()
    assert effects.unprinted_words(clerk) == "1 letter has not been printed."


def test_taken_back_it_goes_to_no_printer(book: Book, ref: str, clerk: Desk, paper: Path) -> None:
    order(clerk, ref, 1)
    said = take_back(clerk, ref)
    book.clock.move(WINDOW)

    assert said == "Taken back: the letter goes to no printer."
    assert (effects.release(clerk), pages(paper)) == ((), 0)
    assert book.case(ref).letters[1].state == "issued"


def test_its_time_over_it_is_printed_once_and_recorded(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    order(clerk, ref, 1)
    book.clock.move(WINDOW)
    (due,) = effects.release(clerk)
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return Answer.YES

    printed = carry_out(clerk, due, ask)
    again = carry_out(clerk, due, yes)

    assert printed is not None
    assert printed.done is not None
    assert (again, asked, pages(paper)) == (None, [NOW], 1)
    assert effects.effects(clerk) == ()
    assert book.case(ref).letters[1].state == "printed"


def test_a_letter_on_its_way_is_not_ordered_twice(ref: str, clerk: Desk) -> None:
    order(clerk, ref, 1)
    with pytest.raises(Refused) as caught:
        order(clerk, ref, 1)

    assert "on its way to the printer" in caught.value.message


def test_nothing_came_out_is_no_print_and_the_order_is_done_with(
    book: Book, ref: str, clerk: Desk
) -> None:
    order(clerk, ref, 1)
    book.clock.move(WINDOW)
    carry_out(clerk, the(clerk), lambda _question: Answer.NO)

    assert effects.effects(clerk) == ()
    assert book.case(ref).letters[1].copies == 0


def test_a_printer_that_refuses_leaves_nothing_to_ask(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    broken = at_printer(clerk, paper, BROKEN)
    order(broken, ref, 1)
    book.clock.move(WINDOW)
    with pytest.raises(MachineFault):
        carry_out(broken, the(broken), yes)

    assert effects.effects(clerk) == ()
    assert printorders.unknown(clerk) == ()
    assert book.case(ref).letters[1].copies == 0


def test_a_case_that_began_to_wait_meanwhile_keeps_its_page(
    book: Book, ref: str, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(clerk, ref, 1)
    book.clock.move(WINDOW)

    def refuses(*_words: object) -> None:
        raise Refused("The author waits.", advice="Wait.")

    monkeypatch.setattr("casework.office.letters.rehearse", refuses)
    with pytest.raises(Refused):
        carry_out(clerk, the(clerk), yes)

    assert (effects.effects(clerk), pages(paper)) == ((), 0)


# --- cut off --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "state", "copies"),
    [(Answer.YES, "printed", 1), (Answer.UNSURE, "printed", 1), (Answer.NO, "issued", 0)],
)
def test_cut_off_while_somebody_was_asked_it_is_asked_about_and_never_printed_by_itself(
    book: Book, ref: str, clerk: Desk, paper: Path, answer: Answer, state: str, copies: int
) -> None:
    order(clerk, ref, 1)
    book.clock.move(WINDOW)
    with pytest.raises(CutOffError):
        carry_out(clerk, the(clerk), cut_off)
    book.fresh("clerk")
    again = at_printer(book.desk("clerk"), paper)
    (asked,) = printorders.unknown(again)
    told = printorders.question(asked)
    printorders.settle(again, asked, answer)
    letter = book.case(ref).letters[1]

    assert (effects.release(again), pages(paper)) == ((), 1)
    assert (ref in told, effects.effects(again)) == (True, ())
    assert (letter.state, letter.copies) == (state, copies)
    assert EARLIER  # the command line asks the same


def test_what_nobody_knows_is_said_so_in_the_history(book: Book, ref: str, clerk: Desk) -> None:
    order(clerk, ref, 1)
    book.clock.move(WINDOW)
    with pytest.raises(CutOffError):
        carry_out(clerk, the(clerk), cut_off)
    printorders.settle(clerk, printorders.unknown(clerk)[0], Answer.UNSURE)

    assert "is not known" in book.case(ref).letters[1].how


def test_cut_off_before_the_page_left_nothing_is_asked_and_it_can_be_printed_again(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    order(clerk, ref, 1)
    book.clock.move(WINDOW)
    assert effects.claim(clerk, the(clerk))

    assert printorders.unknown(clerk) == ()
    order(clerk, ref, 1)
    book.clock.move(WINDOW)
    assert carry_out(clerk, the(clerk), yes) is not None
    assert pages(paper) == 1


def test_somebody_elses_page_is_asked_about_once_it_has_said_nothing_for_long(
    book: Book, ref: str, clerk: Desk
) -> None:
    order(clerk, ref, 1)
    book.clock.move(WINDOW)
    with pytest.raises(CutOffError):
        carry_out(clerk, the(clerk), cut_off)
    deputy = book.fresh("deputy")
    soon = printorders.unknown(deputy)
    book.clock.move(effects.CUT_OFF)

    assert soon == ()
    assert len(printorders.unknown(deputy)) == 1


def test_quitting_says_what_has_not_been_printed_and_the_next_prints_it(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    order(clerk, ref, 1)
    said = printorders.leaving(clerk)
    effects.let_go(clerk)
    deputy = at_printer(book.fresh("deputy"), paper)
    (due,) = effects.release(deputy)
    carry_out(deputy, due, yes)

    assert said == (
        "1 letter has not been printed. It is printed when somebody who may see the case signs "
        "in next."
    )
    assert (pages(paper), printorders.leaving(clerk)) == (1, "")
    assert book.case(ref).letters[1].state == "printed"


# --- taking back ----------------------------------------------------------------------------------


def test_what_is_taken_back_is_what_was_done_last_and_nothing_before(ref: str, clerk: Desk) -> None:
    order(clerk, ref, 1)
    cases.add_note(clerk, ref, "The parent rang.")
    first = take_back(clerk, ref)
    with pytest.raises(Refused):
        take_back(clerk, ref)

    assert first == "Taken back. It stays in the history, marked so."
    assert the(clerk).standing is Standing.WAITING


def test_a_page_at_the_printer_is_not_taken_back(ref: str, clerk: Desk) -> None:
    order(clerk, ref, 1)
    effects.claim(clerk, the(clerk))
    with pytest.raises(Conflict) as caught:
        take_back(clerk, ref)

    assert "at the printer already" in caught.value.message


def test_nobody_takes_back_what_somebody_else_did(book: Book, ref: str, clerk: Desk) -> None:
    order(clerk, ref, 1)
    with pytest.raises(Refused):
        take_back(book.desk("deputy"), ref)

    assert len(effects.effects(clerk)) == 1


def test_an_order_for_a_letter_there_is_not_is_refused(ref: str, clerk: Desk) -> None:
    with pytest.raises(NotFound):
        order(clerk, ref, 9)

    assert effects.effects(clerk) == ()
