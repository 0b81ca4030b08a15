"""A page that waits is taken back or printed once, asked about after a crash, never twice."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from casework import store
from casework.errors import Conflict, MachineFault, NotFound, NotPermitted, Refused
from casework.office import (
    approvals,
    cases,
    door,
    effects,
    letterpages,
    letterprints,
    letters,
    printorders,
    stage,
)
from casework.office.effects import Standing, What
from casework.office.ledger import Restore
from casework.office.letterprints import EARLIER, NOW, Answer
from casework.office.printorders import carry_out, order, take_back
from casework.office.saying import Saying
from tests.office.practice_kit import sign_in
from tests.store.test_faults import fails_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.office.effects import Effect
    from tests.office.practice_kit import Book
    from tests.store.conftest import School

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


def due(book: Book, desk: Desk, ref: str) -> Effect:
    """Order a letter and let its time pass."""
    order(desk, ref, 1)
    book.clock.move(WINDOW)
    return the(desk)


def prints(book: Book, ref: str) -> int:
    """Return how often the history says that the letter was printed."""
    return book.case(ref).letters[1].copies


@pytest.fixture
def other(book: Book, paper: Path) -> Iterator[Desk]:
    """The same person at another desk."""
    desk, _key = sign_in(book.folder, "clerk", stage.PASSWORD, book.clock)
    yield at_printer(desk, paper)
    desk.session.close()


def restored(desk: Desk, at: str) -> Restore:
    """Return what the records' log says of a restore."""
    return Restore(
        generation="1", made=at, by=desk.session.user, why="lost", missing=0, own="", at=at
    )


class CutOffError(Exception):
    """The program ends while somebody is asked."""


def cut_off(_question: str) -> Answer:
    raise CutOffError


def unanswered(book: Book, desk: Desk, ref: str) -> Effect:
    """Order a letter, hand its page over, and end before anybody says what came out."""
    page = due(book, desk, ref)
    with pytest.raises(CutOffError):
        carry_out(desk, page, cut_off)
    return page


def not_ordered(desk: Desk, ref: str) -> str:
    """Return why a letter cannot be ordered now."""
    with pytest.raises(Refused) as caught:
        order(desk, ref, 1)
    return caught.value.message


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

    assert "on its way to the printer" in not_ordered(clerk, ref)


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
    unanswered(book, clerk, ref)
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
    unanswered(book, clerk, ref)
    printorders.settle(clerk, printorders.unknown(clerk)[0], Answer.UNSURE)

    assert "is not known" in book.case(ref).letters[1].how


def test_cut_off_before_the_page_left_nothing_is_asked_and_the_order_is_not_lost(
    book: Book, ref: str, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = due(book, clerk, ref)

    def ends(*_words: object) -> bytes:
        raise CutOffError

    with monkeypatch.context() as patch:
        patch.setattr(letterprints, "pdf_of", ends)
        with pytest.raises(CutOffError):
            carry_out(clerk, page, yes)
    deputy = at_printer(book.fresh("deputy"), paper)
    (waits,) = effects.release(deputy)

    assert (printorders.unknown(clerk), printorders.unknown(deputy)) == ((), ())
    assert carry_out(deputy, waits, yes) is not None
    assert (pages(paper), prints(book, ref)) == (1, 1)


def test_a_page_that_another_has_is_asked_about_once_it_has_said_nothing_for_long(
    book: Book, ref: str, clerk: Desk
) -> None:
    unanswered(book, clerk, ref)
    deputy = book.fresh("deputy")
    soon = printorders.unknown(deputy)
    book.clock.move(effects.CUT_OFF + timedelta(seconds=1))

    assert soon == ()
    assert len(printorders.unknown(deputy)) == 1


def test_whoever_ordered_a_page_is_not_asked_while_another_prints_it(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    order(clerk, ref, 1)
    effects.let_go(clerk)
    deputy = at_printer(book.fresh("deputy"), paper)
    (page,) = effects.release(deputy)
    seen: list[tuple[object, ...]] = []

    def ask(_question: str) -> Answer:
        back = book.fresh("clerk")
        seen.append((printorders.unknown(back), the(back).standing, effects.release(back)))
        return Answer.YES

    printed = carry_out(deputy, page, ask)

    assert seen == [((), Standing.GOING, ())]
    assert (printed is not None, prints(book, ref), pages(paper)) == (True, 1, 1)


def test_whoever_signs_in_before_the_page_has_left_takes_nothing_from_whoever_prints_it(
    book: Book, ref: str, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(clerk, ref, 1)
    effects.let_go(clerk)
    deputy = at_printer(book.fresh("deputy"), paper)
    (page,) = effects.release(deputy)
    made = letterpages.pdf_of

    def meanwhile(*words: object) -> bytes:
        assert printorders.unknown(book.fresh("clerk")) == ()
        return made(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(letterprints, "pdf_of", meanwhile)
    carry_out(deputy, page, yes)

    assert (effects.effects(deputy), prints(book, ref), pages(paper)) == ((), 1, 1)


def test_the_same_person_at_another_desk_is_not_asked_either(
    book: Book, ref: str, clerk: Desk, other: Desk
) -> None:
    page = due(book, clerk, ref)
    seen: list[object] = []

    def ask(_question: str) -> Answer:
        seen.append((printorders.unknown(other), carry_out(other, the(other), yes)))
        return Answer.YES

    carry_out(clerk, page, ask)

    assert seen == [((), None)]
    assert prints(book, ref) == 1


def test_of_two_desks_that_take_a_page_up_one_has_it(
    book: Book, ref: str, clerk: Desk, other: Desk, paper: Path
) -> None:
    mine, theirs = due(book, clerk, ref), the(other)
    got = [carry_out(clerk, mine, yes), carry_out(other, theirs, yes)]

    assert [one is not None for one in got] == [True, False]
    assert (pages(paper), prints(book, ref)) == (1, 1)


def test_what_was_taken_up_by_a_sign_in_that_is_over_is_asked_about_at_once(
    book: Book, ref: str, clerk: Desk, other: Desk
) -> None:
    unanswered(book, clerk, ref)
    lives = printorders.unknown(other)
    clerk.session.at_work.end()  # as the machine does for a program that was killed

    assert lives == ()
    assert len(printorders.unknown(other)) == 1


def test_whoever_leaves_what_was_not_answered_lets_the_next_be_asked_at_once(
    book: Book, ref: str, clerk: Desk, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    unanswered(book, clerk, ref)
    monkeypatch.setattr(store, "is_over", lambda *_words: False)  # as of another computer
    before = printorders.unknown(other)
    effects.let_go(clerk)

    assert before == ()
    assert len(printorders.unknown(other)) == 1


@pytest.mark.parametrize(("second", "third"), [(Answer.NO, Answer.YES), (Answer.YES, Answer.NO)])
def test_who_says_it_second_is_told_that_it_was_said_and_changes_nothing(
    book: Book, ref: str, clerk: Desk, other: Desk, second: Answer, third: Answer
) -> None:
    page = due(book, clerk, ref)

    def ask(_question: str) -> Answer:
        book.clock.move(effects.CUT_OFF + timedelta(seconds=1))
        (asked,) = printorders.unknown(other)
        printorders.settle(other, asked, second)
        return third

    with pytest.raises(Conflict) as caught:
        carry_out(clerk, page, ask)

    assert "said already" in caught.value.message
    assert prints(book, ref) == int(second is Answer.YES)
    assert effects.effects(clerk) == ()


def test_two_who_order_one_letter_at_once_order_one_page(
    ref: str, clerk: Desk, other: Desk
) -> None:
    letters.issue(clerk, ref, 1)
    order(clerk, ref, 1)

    assert "on its way" in not_ordered(other, ref)
    assert len(effects.effects(clerk)) == 1


def test_a_fault_after_somebody_said_yes_is_asked_about_and_nothing_is_printed_again(
    book: Book, ref: str, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = due(book, clerk, ref)

    def locked(*_words: object, **_named: object) -> None:
        raise MachineFault("The records are in use.", advice="Wait.")

    with monkeypatch.context() as patch:
        patch.setattr(letters, "move", locked)
        with pytest.raises(MachineFault):
            carry_out(clerk, page, yes)
    (asked,) = printorders.unknown(clerk)
    released = effects.release(clerk)
    printorders.settle(clerk, asked, Answer.YES)

    assert (released, pages(paper), prints(book, ref)) == ((), 1, 1)


@pytest.mark.parametrize("fault", [MachineFault("The screen is gone."), OSError("gone")])
def test_a_fault_while_somebody_was_asked_is_never_taken_for_no_paper(
    book: Book, ref: str, clerk: Desk, fault: Exception
) -> None:
    page = due(book, clerk, ref)

    def ask(_question: str) -> Answer:
        raise fault

    with pytest.raises(type(fault)):
        carry_out(clerk, page, ask)
    log = store.read_access(clerk.session, page.row.case)

    assert len(printorders.unknown(clerk)) == 1
    assert not any(b"did not come out" in (record.payload or b"") for record in log)


@pytest.mark.parametrize(
    "fault", [MachineFault("The records are in use."), NotPermitted("Not yours.")]
)
def test_what_may_pass_leaves_the_page_waiting(
    book: Book,
    ref: str,
    clerk: Desk,
    paper: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
) -> None:
    page = due(book, clerk, ref)

    def hindered(*_words: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(letters, "rehearse", hindered)
        with pytest.raises(type(fault)):
            carry_out(clerk, page, yes)
    (waits,) = effects.release(clerk)

    assert pages(paper) == 0
    assert carry_out(clerk, waits, yes) is not None
    assert (pages(paper), prints(book, ref)) == (1, 1)


def test_a_page_in_records_that_were_put_back_is_asked_about_and_never_goes_by_itself(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    page = due(book, clerk, ref)
    at = book.clock.now().isoformat()
    clerk.ledger.restores.append(restored(clerk, at))
    (asked,) = printorders.unknown(clerk)
    went = carry_out(clerk, asked, yes)
    told = printorders.question(asked)
    printorders.settle(clerk, asked, Answer.YES)

    assert page.what is What.PRINT
    assert (went, effects.release(clerk), pages(paper)) == (None, (), 0)
    assert "put back from a backup" in told
    assert (effects.effects(clerk), prints(book, ref)) == ((), 1)


def test_in_records_that_went_back_unexplained_only_what_is_ordered_since_goes_by_itself(
    book: Book, ref: str, clerk: Desk, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(book, clerk, ref)
    looked = []

    def unexplained(_desk: Desk) -> tuple[tuple[str, str], ...]:
        looked.append(True)
        return (("gone", "ask"),)

    monkeypatch.setattr("casework.office.stepbacks.unexplained", unexplained)

    assert the(clerk).standing is Standing.DUE
    assert [the(other).standing for _ in range(3)] == [Standing.UNKNOWN] * 3
    assert looked == [True]


def test_a_page_nobody_has_answered_for_says_so_to_whoever_orders_it_again(
    book: Book, ref: str, clerk: Desk
) -> None:
    unanswered(book, clerk, ref)

    assert "nobody has said what became of it" in not_ordered(clerk, ref)


def test_a_page_of_which_somebody_said_it_elsewhere_is_not_asked_about_again(
    book: Book, ref: str, clerk: Desk
) -> None:
    unanswered(book, clerk, ref)
    letterprints.settle_earlier(clerk, ref, 1, Answer.YES)

    assert printorders.unknown(clerk) == ()
    assert (effects.effects(clerk), prints(book, ref)) == ((), 1)


def test_what_waits_looks_like_what_is_taken_up(book: Book, ref: str, clerk: Desk) -> None:
    page = unanswered(book, clerk, ref)

    assert len(the(clerk).row.sealed) == len(page.row.sealed)


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


# --- printed again --------------------------------------------------------------------------------


def test_printed_again_the_first_page_is_recorded_and_the_copy_waits_by_one_entry(
    book: Book, ref: str, clerk: Desk, paper: Path
) -> None:
    page = due(book, clerk, ref)
    printed = carry_out(clerk, page, lambda _question: Answer.AGAIN)
    copy = the(clerk)
    assert printed is not None
    assert printed.done is not None
    said = printorders.copy_ordered(page, printed.done)
    book.clock.move(WINDOW)
    carry_out(clerk, the(clerk), yes)

    assert said == "letter 1 goes to the printer, marked COPY 2"
    assert (copy.standing, copy.way, copy.at) == (Standing.WAITING, page.way, page.at)
    assert copy.row.id != page.row.id
    assert copy.row.at == door.load(clerk, ref).entries[printed.done.snapshot.seq - 1].at
    assert (effects.effects(clerk), pages(paper), prints(book, ref)) == ((), 2, 2)


@pytest.mark.parametrize(("kept", "asked_about"), [(True, 0), (False, 1)])
def test_a_cut_beside_the_record_of_a_page_to_go_again_loses_neither_page_nor_copy(
    book: Book,
    ref: str,
    clerk: Desk,
    paper: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    kept: bool,
    asked_about: int,
) -> None:
    page = due(book, clerk, ref)
    real = store.append

    def cut(*words: object, **named: object) -> None:
        if kept:
            real(*words, **named)  # type: ignore[arg-type]
        raise CutOffError

    with monkeypatch.context() as patch:
        patch.setattr(store, "append", cut)
        with pytest.raises(CutOffError):
            carry_out(clerk, page, lambda _question: Answer.AGAIN)
    asked = printorders.unknown(clerk)
    for one in asked:
        printorders.settle(clerk, one, Answer.AGAIN)

    assert (len(asked), pages(paper), prints(book, ref)) == (asked_about, 1, 1)
    assert the(clerk).standing is Standing.WAITING


@pytest.mark.timeout(60)
def test_whatever_fails_while_a_page_to_go_again_is_settled_all_is_as_before_or_all_is_done(
    book: Book, ref: str, clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    unanswered(book, clerk, ref)
    (asked,) = printorders.unknown(clerk)
    records = cast("School", SimpleNamespace(head=clerk.session))

    count = fails_everywhere(
        records, monkeypatch, lambda: printorders.settle(clerk, asked, Answer.AGAIN)
    )

    assert count >= 15
    assert (the(clerk).standing, prints(book, ref)) == (Standing.WAITING, 1)


@pytest.mark.timeout(60)
def test_whatever_fails_while_an_approved_letter_is_ordered_it_is_issued_and_waits_or_neither(
    book: Book, ref: str, clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = cast("School", SimpleNamespace(head=clerk.session))

    fails_everywhere(records, monkeypatch, lambda: order(clerk, ref, 1))

    assert book.case(ref).letters[1].state == "issued"
    assert the(clerk).standing is Standing.WAITING


def test_a_copy_ordered_with_the_answer_is_taken_back_and_the_record_stays(
    book: Book, ref: str, clerk: Desk
) -> None:
    carry_out(clerk, due(book, clerk, ref), lambda _question: Answer.AGAIN)
    said = take_back(clerk, ref)

    assert said == "Taken back: the letter goes to no printer."
    assert (effects.effects(clerk), prints(book, ref)) == ((), 1)


def test_of_a_page_nobody_ordered_again_counts_as_printed_and_orders_nothing(
    book: Book, ref: str, clerk: Desk
) -> None:
    letters.issue(clerk, ref, 1)
    letterprints.settle_earlier(clerk, ref, 1, Answer.AGAIN)

    assert (effects.effects(clerk), prints(book, ref)) == ((), 1)


# --- by command, while an order is there ----------------------------------------------------------


@pytest.mark.parametrize("taken", [False, True])
def test_a_page_on_its_way_is_not_printed_by_a_command_as_well(
    book: Book, ref: str, clerk: Desk, other: Desk, paper: Path, *, taken: bool
) -> None:
    page = due(book, clerk, ref)
    if taken:
        effects.claim(clerk, page, b"handed over")
    with pytest.raises(Refused) as paper_too:
        letterprints.print_on(other, ref, 1, letterprints.Way.PRINTER, yes)
    with pytest.raises(Refused) as file_too:
        letters.print_out(other, ref, 1)

    assert "on its way" in paper_too.value.message
    assert "on its way" in file_too.value.message
    assert (pages(paper), prints(book, ref)) == (0, 0)


def test_while_a_command_prints_nobody_else_is_asked_prints_or_orders(
    book: Book, ref: str, clerk: Desk, other: Desk, paper: Path
) -> None:
    letters.issue(clerk, ref, 1)
    seen: list[tuple[object, ...]] = []

    def ask(_question: str) -> Answer:
        with pytest.raises(Refused):
            order(other, ref, 1)
        with pytest.raises(Refused):
            letterprints.print_on(other, ref, 1, letterprints.Way.PRINTER, yes)
        seen.append((printorders.unknown(other), effects.release(other)))
        return Answer.YES

    letterprints.print_on(clerk, ref, 1, letterprints.Way.PRINTER, ask)

    assert seen == [((), ())]
    assert (effects.effects(clerk), pages(paper), prints(book, ref)) == ((), 1, 1)


def test_a_command_that_fails_before_the_page_has_left_leaves_nothing_to_go_by_itself(
    book: Book, ref: str, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.issue(clerk, ref, 1)

    def ends(*_words: object) -> bytes:
        raise CutOffError

    monkeypatch.setattr(letterprints, "pdf_of", ends)
    with pytest.raises(CutOffError):
        letterprints.print_on(clerk, ref, 1, letterprints.Way.PRINTER, yes)

    assert (effects.effects(clerk), pages(paper), prints(book, ref)) == ((), 0, 0)


def test_a_print_said_twice_under_one_key_leaves_nothing_open(
    book: Book, ref: str, clerk: Desk
) -> None:
    letters.issue(clerk, ref, 1)
    for _ in range(2):
        said = Saying(key="k-1")
        letterprints.print_on(clerk, ref, 1, letterprints.Way.PRINTER, yes, said)

    assert (effects.effects(clerk), printorders.unknown(clerk)) == ((), ())
    assert prints(book, ref) == 1


@pytest.mark.parametrize(("came", "printed"), [(Answer.YES, 0), (Answer.NO, 1)])
def test_a_command_asks_about_a_page_that_was_cut_off_and_settles_it(
    book: Book, ref: str, clerk: Desk, other: Desk, paper: Path, came: Answer, printed: int
) -> None:
    page = due(book, clerk, ref)
    effects.claim(clerk, page, b"handed letter 1 of %s to paper, copy 1" % ref.encode())
    effects.let_go(clerk)
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return came if question == EARLIER else Answer.YES

    letterprints.print_on(other, ref, 1, letterprints.Way.PRINTER, ask)

    assert asked[0] == EARLIER
    assert (pages(paper), prints(book, ref)) == (printed, 1)
    assert (effects.effects(clerk), printorders.unknown(other)) == ((), ())


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
    effects.claim(clerk, the(clerk), b"handed over")
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
