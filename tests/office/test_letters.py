"""A letter in the office: filled from what is known, frozen when issued, marked when copied."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pikepdf
import pytest

from casework import store
from casework.errors import Damaged, MachineFault, NotFound, Refused
from casework.letters.life import LetterStep
from casework.office import approvals, door, letters
from casework.office.saying import Saying
from tests.office.practice_kit import NO, NOTE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.practice_kit import Book


def _approved(book: Book) -> str:
    ref, request = book.noted()
    approvals.grant(book.desk("head"), request)
    return ref


def _issued(book: Book) -> str:
    ref = _approved(book)
    letters.issue(book.desk("clerk"), ref, 1)
    return ref


def test_a_preview_shows_the_letter_before_anything_is_written(book: Book) -> None:
    ref = book.held()
    proof = letters.preview(book.desk("clerk"), ref, "first-conversation", NOTE)

    assert (proof.pdf[:5], proof.missing, book.case(ref).letters) == (b"%PDF-", (), {})


def test_a_preview_lists_everything_that_is_missing(book: Book) -> None:
    ref = book.held()
    proof = letters.preview(book.desk("clerk"), ref, "first-conversation")
    named = [words.split("(")[1].split(")")[0] for words in proof.missing]

    assert (proof.pdf, proof.text, named) == (b"", "", ["post_description", "request"])


def test_a_drafted_letter_is_previewed_by_its_number(book: Book) -> None:
    ref, _request = book.noted()
    proof = letters.preview(book.desk("clerk"), ref, "1")

    assert (proof.title, "Dear Ms Example" in proof.text) == (
        "Note of the first conversation",
        True,
    )


@pytest.mark.parametrize("which", ["9", "nonsense"])
def test_a_letter_that_is_not_there_is_not_found(book: Book, which: str) -> None:
    ref = book.open()
    with pytest.raises(NotFound) as fault:
        letters.preview(book.desk("clerk"), ref, which)

    assert fault.value.exit_code == 5


def test_a_step_whose_letter_lacks_values_says_all_of_them(book: Book) -> None:
    ref = book.held()
    with pytest.raises(Refused) as fault:
        book.take("clerk", ref, "conversation.write-note")

    assert len(fault.value.reasons) == 2


def test_no_letter_is_issued_before_it_is_approved(book: Book) -> None:
    ref, _request = book.noted()
    with pytest.raises(Refused) as fault:
        letters.issue(book.desk("clerk"), ref, 1)

    words = "This letter cannot be issued, because it is a draft."
    assert fault.value.message == words


def test_an_issued_letter_is_numbered_and_stored_byte_for_byte(book: Book) -> None:
    ref = _issued(book)
    file = door.load(book.desk("head"), ref)
    letter = file.snapshot.letters[1]
    pdf = store.read_item(book.desk("head").session, file.case, letter.item)

    assert (letter.serial, hashlib.sha256(pdf).hexdigest()) == (1, letter.pdf_digest)


def test_the_first_print_is_the_stored_page_and_the_next_is_marked_copy(
    book: Book, tmp_path: Path
) -> None:
    ref = _issued(book)
    desk = book.desk("clerk")
    _done, first = letters.print_out(desk, ref, 1)
    _done, second = letters.print_out(desk, ref, 1)
    for name, pdf in (("first", first), ("second", second)):
        (tmp_path / name).write_bytes(pdf)
        pikepdf.open(tmp_path / name).close()

    letter = book.case(ref).letters[1]
    same = hashlib.sha256(first).hexdigest() == letter.pdf_digest
    assert (same, first == second, letter.copies) == (True, False, 2)


def test_a_page_that_cannot_be_kept_is_not_recorded_as_printed(book: Book) -> None:
    ref = _issued(book)

    def full(_pdf: bytes) -> None:
        raise MachineFault("The disk is full.")

    with pytest.raises(MachineFault):
        letters.print_out(book.desk("clerk"), ref, 1, put=full)
    letter = book.case(ref).letters[1]

    assert (letter.state, letter.copies) == ("issued", 0)


def test_a_page_is_kept_before_its_print_is_recorded(book: Book) -> None:
    ref = _issued(book)
    kept: list[tuple[bytes, int]] = []
    _done, pdf = letters.print_out(
        book.desk("clerk"), ref, 1, put=lambda page: kept.append((page, book.case(ref).revision))
    )

    assert kept == [(pdf, book.case(ref).revision - 1)]


def test_a_print_repeated_under_its_key_gives_the_same_page_again(book: Book) -> None:
    ref = _issued(book)
    kept: list[bytes] = []
    saying = Saying(key="once")
    _done, first = letters.print_out(book.desk("clerk"), ref, 1, saying, kept.append)
    done, again = letters.print_out(book.desk("clerk"), ref, 1, saying, kept.append)

    assert (done.replayed, again == first, kept[-1] == first) == (True, True, True)
    assert book.case(ref).letters[1].copies == 1


def test_each_print_is_in_the_access_log(book: Book) -> None:
    ref = _issued(book)
    letters.print_out(book.desk("clerk"), ref, 1)
    desk = book.desk("head")
    said = [r.payload for r in store.read_access(desk.session, door.load(desk, ref).case)]

    assert said == [f"printed letter 1 of {ref}, copy 1".encode()]


def test_a_page_that_is_not_the_issued_one_is_not_handed_out(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = _issued(book)
    monkeypatch.setattr(store, "read_item", lambda _session, _case, _item: b"another page")
    with pytest.raises(Damaged) as fault:
        letters.print_out(book.desk("clerk"), ref, 1)

    assert fault.value.exit_code == 7


def test_a_revised_draft_is_asked_about_anew(book: Book) -> None:
    ref, _request = book.noted()
    letters.revise(book.desk("clerk"), ref, 1, {"request": "take it down today"})
    case = book.case(ref)

    standing = {number: str(one.standing) for number, one in case.approvals.items()}
    now = "take it down today" in case.letters[1].text
    assert (standing, now) == ({1: "lapsed", 2: "asked"}, True)


def test_an_approved_letter_is_not_written_anew(book: Book) -> None:
    ref = _approved(book)
    with pytest.raises(Refused) as fault:
        letters.revise(book.desk("clerk"), ref, 1, {"request": "take it down today"})

    assert fault.value.message == "Only a draft can be written anew."


def test_a_revision_that_lacks_a_value_changes_nothing(book: Book) -> None:
    ref, _request = book.noted()
    before = book.case(ref).letters[1].text
    with pytest.raises(Refused):
        letters.revise(book.desk("clerk"), ref, 1, {"post_description": "one\ntwo"})

    assert book.case(ref).letters[1].text == before


def test_sending_the_signpost_takes_its_step(book: Book) -> None:
    ref = book.triaged()
    given = {"concern_words": "the parking", "what_happens": "We read it.\nWe answer."}
    book.take("clerk", ref, "complaint.write-signpost", letter=given)
    book.take_decision("deputy", ref)
    desk = book.desk("clerk")
    letters.issue(desk, ref, 1)
    letters.print_out(desk, ref, 1)
    letters.move(desk, ref, 1, LetterStep.SIGN)
    done = letters.move(desk, ref, 1, LetterStep.SEND, how="first class post")

    assert (done.snapshot.state("complaint"), done.snapshot.letters[1].how) == (
        "signposted",
        "first class post",
    )


def test_while_contact_waits_no_letter_goes_to_the_author(book: Book) -> None:
    ref = _approved(book)
    facts = {"adult-conduct": "yes"}
    from casework.office import cases
    from casework.office.cases import Answers

    cases.set_facts(book.desk("clerk"), ref, Answers(facts=facts))
    with pytest.raises(Refused) as fault:
        letters.issue(book.desk("clerk"), ref, 1)

    assert "until safeguarding says" in fault.value.message


def test_a_letter_to_a_body_bears_its_name_and_closes_faithfully(book: Book) -> None:
    ref = book.triaged(**{**NO, "crime-possible": "yes"})
    given = {
        "summary": "A post.",
        "police_reference": "INVENTED-1",
        "incidents": "Mon 2 Nov | Facebook | a post",
    }
    told = {"police-ground": "racial-element"}
    book.take("clerk", ref, "police.approve", told, letter=given)
    file = door.load(book.desk("head"), ref)
    to = letters.reader_of(book.desk("head"), file, file.snapshot.letters[1]).lines

    begins = file.snapshot.letters[1].text.split("\n")[0]
    assert (to, begins) == (("Exampleshire Police (invented)",), "Dear Sir or Madam,")
