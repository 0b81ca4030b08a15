"""A letter's page: what is no issued letter says so, and the school's paper is the school's."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
import pikepdf
import pytest

from casework import store
from casework.errors import NotFound
from casework.office import door, letterpages, letters
from casework.office.letterpages import DRAFT, PREVIEW, WORDS
from tests.office.practice_kit import NOTE
from tests.office.test_letterhead import png

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book


def _issued(book: Book, **given: str) -> str:
    ref = book.held()
    book.take("clerk", ref, "conversation.write-note", letter=NOTE | given)
    book.take_decision("deputy", ref)
    letters.issue(book.desk("clerk"), ref, 1)
    return ref


def _drafted(book: Book, **given: str) -> str:
    ref = book.held()
    book.take("clerk", ref, "conversation.write-note", letter=NOTE | given)
    return ref


def _with(desk: Desk, **told: object) -> Desk:
    """Return the desk with other settings of its only school."""
    (slug, school), *_ = desk.settings.schools.items()
    changed = replace(desk.settings, schools={slug: replace(school, **told)})  # type: ignore[arg-type]
    return replace(desk, settings=changed)


def test_a_preview_before_the_draft_says_it_is_one(book: Book) -> None:
    proof = letters.preview(book.desk("clerk"), book.held(), "first-conversation", NOTE)

    assert DRAFT in proof.text.splitlines()[0]


def test_a_draft_says_it_is_one_and_an_issued_letter_that_this_is_no_print(book: Book) -> None:
    ref = _drafted(book)
    draft = letters.preview(book.desk("clerk"), ref, "1").text.splitlines()[0]
    book.take_decision("deputy", ref)
    approved = letters.preview(book.desk("clerk"), ref, "1").text.splitlines()[0]

    assert (DRAFT in draft, PREVIEW in approved, DRAFT in approved) == (True, True, False)


def test_all_letters_of_a_case_are_previewed_as_each_of_them_would_be(book: Book) -> None:
    ref = _drafted(book)
    desk = book.desk("clerk")

    assert dict(letters.proofs(desk, ref)) == {1: letters.preview(desk, ref, "1")}


def test_a_case_without_letters_has_none_to_preview(book: Book) -> None:
    with pytest.raises(NotFound, match="has no letters"):
        next(letters.proofs(book.desk("clerk"), book.open()))


def test_the_issued_page_itself_bears_no_mark(book: Book) -> None:
    ref = _issued(book)
    file = door.load(book.desk("clerk"), ref)
    letter = file.snapshot.letters[1]
    page = letterpages.document(book.desk("clerk"), file, letter, book.desk("clerk").now())

    assert (page.mark, page.copy) == ("", 1)


def test_how_it_is_sent_stands_on_the_page_and_stays_with_the_letter(book: Book) -> None:
    ref = _drafted(book, by="By hand")
    letters.revise(book.desk("clerk"), ref, 1, {"request": "take it down"})
    text = letters.preview(book.desk("clerk"), ref, "1").text

    assert "By hand" in text.splitlines()
    assert "By hand" not in book.case(ref).letters[1].text


def test_the_address_stands_in_the_schools_window(book: Book) -> None:
    desk = _with(book.desk("clerk"), window="c5")
    file = door.load(desk, _drafted(book))
    page = letterpages.document(desk, file, file.snapshot.letters[1], desk.now())

    assert page.window == "c5"


def test_the_schools_logo_stands_on_the_page(book: Book) -> None:
    (book.folder / "logo.png").write_bytes(png(30, 20))
    plain = letters.preview(book.desk("clerk"), book.held(), "first-conversation", NOTE).pdf
    desk = _with(book.desk("clerk"), logo="logo.png")
    proof = letters.preview(
        desk, book.open(), "first-conversation", NOTE | {"conversation_on": "2026-11-02"}
    )

    assert (_pictures(plain), _pictures(proof.pdf)) == (0, 1)


def _pictures(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return sum(str(one.get("/Subtype", "")) == "/Image" for one in _streams(file))


def _streams(file: pikepdf.Pdf) -> list[pikepdf.Stream]:
    return [one for one in file.objects if isinstance(one, pikepdf.Stream)]


# --- words to work on -----------------------------------------------------------------------------


def test_the_words_of_a_letter_as_a_document_are_not_the_approved_letter(book: Book) -> None:
    made = letters.saved(book.desk("clerk"), _issued(book), 1, "docx")
    file = docx.Document(io.BytesIO(made))
    said = "\n".join(one.text for one in file.paragraphs)

    assert WORDS in file.sections[0].header.paragraphs[0].text
    assert "Dear Ms Example," in said


@pytest.mark.parametrize(("issued", "marked"), [(True, False), (False, True)])
def test_the_plain_words_are_marked_while_nobody_approved_them(
    book: Book, issued: bool, marked: bool
) -> None:
    ref = _issued(book) if issued else _drafted(book)
    said = letters.saved(book.desk("clerk"), ref, 1, "txt").decode()

    assert (DRAFT in said, "Dear Ms Example," in said) == (marked, True)


def test_whoever_saves_the_words_stands_in_the_access_log(book: Book) -> None:
    ref = _issued(book)
    letters.saved(book.desk("clerk"), ref, 1, "docx")
    desk = book.desk("head")
    said = [r.payload for r in store.read_access(desk.session, door.load(desk, ref).case)]

    assert said == [f"saved the words of letter 1 of {ref} as docx".encode()]


def test_saving_the_words_changes_nothing_of_the_letter(book: Book) -> None:
    ref = _issued(book)
    before = book.case(ref)
    letters.saved(book.desk("clerk"), ref, 1, "txt")
    after = book.case(ref)

    assert (after.revision, after.letters) == (before.revision, before.letters)


def test_a_copy_says_which_it_is(book: Book) -> None:
    ref = _issued(book)
    desk = book.desk("clerk")
    file = door.load(desk, ref)
    letter = file.snapshot.letters[1]
    copies = [letterpages.pdf_of(desk, file, letter, copy) for copy in (1, 2, 3)]
    page = letterpages.document(desk, file, letter, desk.now(), copy=3)

    assert hashlib.sha256(copies[0]).hexdigest() == letter.pdf_digest
    assert len(set(copies)) == 3
    assert page.copy == 3
