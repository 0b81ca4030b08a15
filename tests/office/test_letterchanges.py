"""Whoever approves a letter sees what is somebody's own in it, and what changed, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import NotFound, Refused, UsageFault
from casework.office import approvals, letters
from casework.office.letterchanges import MOST, Part, difference
from tests.office.practice_kit import NOTE

if TYPE_CHECKING:
    from casework.office.letterchanges import Words
    from tests.office.practice_kit import Book


def _told(words: tuple[Words, ...]) -> list[tuple[str, str]]:
    return [(str(each.part), each.text) for each in words]


# --- what changed from one text to another --------------------------------------------------------


def test_words_put_in_stand_between_those_that_stayed() -> None:
    found = difference("We ask you to remove it.", "We ask you kindly to remove it.")

    assert _told(found) == [("same", "We ask you"), ("put in", "kindly"), ("same", "to remove it.")]


def test_words_exchanged_are_taken_out_and_put_in() -> None:
    found = difference("remove the post today", "remove both posts today")

    assert _told(found) == [
        ("same", "remove"),
        ("taken out", "the post"),
        ("put in", "both posts"),
        ("same", "today"),
    ]


def test_the_same_words_in_other_lines_are_no_change() -> None:
    assert difference("one two\nthree", "one\n\ntwo three") == ()


def test_a_long_stretch_that_stayed_is_cut_to_the_words_around() -> None:
    many = " ".join(f"w{number}" for number in range(40))
    found = difference(f"a {many} b", f"x {many} y")

    assert [str(each.part) for each in found][2:5] == ["same", "…", "same"]
    assert (found[2].text, found[4].text) == ("w0 w1 w2 w3 w4 w5", "w34 w35 w36 w37 w38 w39")


def test_one_changed_comma_is_seen() -> None:
    assert difference("Please come, today", "Please come today") != ()


def test_a_very_long_text_is_compared_in_a_moment_and_nothing_is_lost() -> None:
    before = "\n".join(["a " * 50] * (MOST // 10))
    after = before + "\nand one line more"
    found = difference(before, after)

    assert [each.text for each in found if each.part is Part.IN] == ["and one line more"]
    assert difference("x\n" * (MOST + 1), "y\n" * (MOST + 1))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c,", "d"])), st.lists(st.sampled_from(["a", "b", "e"])))
def test_what_was_put_in_and_taken_out_makes_one_text_of_the_other(
    old: list[str], new: list[str]
) -> None:
    found = difference(" ".join(old), " ".join(new))
    kept = [part for part in found if part.part in {Part.SAME, Part.GAP}]
    out = " ".join(part.text for part in found if part.part is Part.OUT).split()
    put = " ".join(part.text for part in found if part.part is Part.IN).split()
    stayed = len(old) - len(out)

    assert (found == ()) == (old == new)
    assert stayed == len(new) - len(put) or found == ()
    assert all(part.text for part in kept)


# --- a draft that waits ---------------------------------------------------------------------------


def test_a_letter_as_it_was_first_written_has_nothing_of_anybodys_own(book: Book) -> None:
    ref, request = book.noted()
    (row,) = approvals.waiting(book.desk("head"), ref)
    shown = approvals.shown(book.desk("head"), request).letter

    assert (row.changed, shown and shown.own, shown and shown.changed) == (False, (), ())
    assert shown
    assert "Dear Ms Example," in shown.text


def test_a_paragraph_that_was_added_is_shown_apart_and_as_a_change(book: Book) -> None:
    ref, _request = book.noted()
    letters.revise(book.desk("clerk"), ref, 1, {}, added="I am at the gate each morning.")
    (row,) = approvals.waiting(book.desk("head"), ref)
    shown = approvals.shown(book.desk("head"), row.id).letter
    assert shown

    assert (row.changed, shown.own, shown.drafts) == (
        True,
        ("I am at the gate each morning.",),
        2,
    )
    assert [one.text for one in shown.changed if one.part is Part.IN] == [
        "I am at the gate each morning."
    ]
    assert "I am at the gate each morning." in shown.text


def test_a_further_paragraph_stands_below_the_one_before(book: Book) -> None:
    ref, _request = book.noted()
    for words in ("First.", "Second."):
        letters.revise(book.desk("clerk"), ref, 1, {}, added=words)
    (row,) = approvals.waiting(book.desk("head"), ref)
    shown = approvals.shown(book.desk("head"), row.id).letter

    assert shown
    assert (shown.own, shown.drafts) == (("First.", "Second."), 3)


def test_a_paragraph_given_with_the_draft_is_shown_though_nothing_changed(book: Book) -> None:
    ref = book.held()
    given = NOTE | {"free_paragraph": "I am at the gate."}
    book.take("clerk", ref, "conversation.write-note", letter=given)
    (row,) = approvals.waiting(book.desk("head"), ref)
    shown = approvals.shown(book.desk("head"), row.id).letter

    assert shown
    assert (row.changed, shown.own, shown.changed) == (True, ("I am at the gate.",), ())


def test_markup_in_a_paragraph_is_shown_as_it_prints(book: Book) -> None:
    ref, _request = book.noted()
    letters.revise(book.desk("clerk"), ref, 1, {}, added="*Not* a [link](http://x) {{ 7 }}")
    (row,) = approvals.waiting(book.desk("head"), ref)
    shown = approvals.shown(book.desk("head"), row.id).letter

    assert shown
    assert "*Not* a [link](http://x) {{ 7 }}" in shown.text


def test_an_added_paragraph_is_asked_about_anew_and_binds_the_decision(book: Book) -> None:
    ref, request = book.noted()
    letters.revise(book.desk("clerk"), ref, 1, {}, added="One line more.")
    with pytest.raises(Refused):
        approvals.grant(book.desk("head"), request)
    (row,) = approvals.waiting(book.desk("head"), ref)
    approvals.grant(book.desk("head"), row.id)

    assert book.case(ref).letters[1].state == "approved"


def test_a_letter_without_a_place_for_it_takes_no_paragraph(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, _request = book.noted()
    monkeypatch.setattr(letters, "FREE", "no_such_field")
    with pytest.raises(UsageFault) as fault:
        letters.revise(book.desk("clerk"), ref, 1, {}, added="One line more.")

    assert "no place for a paragraph" in fault.value.message


@pytest.mark.parametrize("request_", ["CW-0000.1", "nonsense", "CW-0000"])
def test_a_request_that_is_not_there_is_not_found(book: Book, request_: str) -> None:
    with pytest.raises(NotFound):
        approvals.shown(book.desk("head"), request_)


def test_a_request_that_was_decided_waits_no_more(book: Book) -> None:
    _ref, request = book.noted()
    approvals.grant(book.desk("head"), request)
    with pytest.raises(NotFound) as fault:
        approvals.shown(book.desk("head"), request)

    assert fault.value.message == "There is no such request."
