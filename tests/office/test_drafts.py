"""Unfinished forms: there again after anything, gone when done, old, or about what is no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import MachineFault
from casework.office import cases, drafts
from casework.office.saying import Saying

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book


def typed(desk: Desk, form: str, ref: str = "", **fields: str) -> drafts.Pen:
    pen = drafts.pen(desk, form, ref)
    pen.write(pen.prepare(fields))
    return pen


def forms(desk: Desk) -> list[tuple[str, str]]:
    return [(one.form, one.ref) for one in drafts.waiting(desk)]


def test_a_form_finds_what_was_typed_and_its_own_mark(book: Book) -> None:
    before = typed(book.desk("clerk"), "call", what="A post", caller="Mrs Example", number="")

    again = drafts.pen(book.fresh("clerk"), "call")

    assert again.fields == {"what": "A post", "caller": "Mrs Example"}
    assert again.mark == before.mark


def test_the_same_words_are_not_written_twice(book: Book) -> None:
    pen = typed(book.desk("clerk"), "call", what="A post")

    assert pen.prepare({"what": "A post", "caller": ""}) is None
    assert drafts.pen(book.desk("clerk"), "call").prepare({"what": "A post"}) is None
    assert pen.prepare({"what": "A post!"}) is not None


def test_each_form_of_each_case_has_a_draft_of_its_own(book: Book) -> None:
    clerk = book.desk("clerk")
    first, second = book.open(), book.open()
    for ref in (first, second):
        typed(clerk, "note", ref, words=f"about {ref}")

    assert drafts.pen(clerk, "note", first).fields == {"words": f"about {first}"}
    assert sorted(forms(clerk)) == sorted([("note", first), ("note", second)])


def test_a_form_that_is_done_is_forgotten(book: Book) -> None:
    typed(book.desk("clerk"), "call", what="A post").done()

    assert forms(book.fresh("clerk")) == []
    assert drafts.pen(book.desk("clerk"), "call").fields == {}


def test_a_draft_goes_at_the_sign_in_after_its_case_was_taken_away(book: Book) -> None:
    ref = book.open()
    typed(book.desk("deputy"), "note", ref, words="what I think of it")
    typed(book.desk("clerk"), "note", ref, words="she rang again")
    cases.exclude(book.desk("head"), ref, "deputy", Saying(reason="It is about their child."))

    assert forms(book.fresh("deputy")) == []
    assert forms(book.fresh("clerk")) == [("note", ref)]


def test_a_draft_about_ones_own_conduct_goes_too(book: Book) -> None:
    ref = book.open()
    typed(book.desk("deputy"), "note", ref, words="it was not so")
    concern = CasePerson(
        number=0,
        role=PersonRole.PERSON_OF_CONCERN,
        name="the deputy",
        user=book.desk("deputy").session.user,
    )
    cases.add_person(book.desk("head"), ref, concern)

    assert forms(book.fresh("deputy")) == []


def test_an_old_draft_goes_by_itself(book: Book) -> None:
    typed(book.desk("clerk"), "call", what="A post")
    book.clock.instant += timedelta(days=drafts.KEPT_DAYS + 1)

    assert forms(book.fresh("head")) == []
    assert forms(book.fresh("clerk")) == []


def test_a_draft_of_yesterday_stays(book: Book) -> None:
    typed(book.desk("clerk"), "call", what="A post")
    book.clock.instant += timedelta(days=1)

    assert forms(book.fresh("clerk")) == [("call", "")]


def test_records_opened_to_read_alone_keep_nothing(book: Book) -> None:
    clerk = book.desk("clerk")
    clerk.read_only = True
    typed(clerk, "call", what="A post").done()

    assert forms(clerk) == []
    assert drafts.keep_up(clerk) == 0


def test_what_is_no_draft_of_ours_is_left_out(book: Book) -> None:
    from casework import store

    clerk = book.desk("clerk")
    file = store.draft_file(clerk.session, "call")
    file.write(*file.seal(b"[1]", clerk.now().date()))

    assert forms(clerk) == []
    assert drafts.pen(clerk, "call").fields == {}


def test_a_form_opens_where_what_was_typed_before_cannot_be_read(book: Book) -> None:
    (book.folder / "drafts").write_text("in the way", encoding="utf-8")
    pen = drafts.pen(book.desk("clerk"), "call")

    assert pen.fields == {}
    with pytest.raises(MachineFault):
        pen.write(pen.prepare({"what": "A post"}))
