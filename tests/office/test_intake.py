"""Taking in: what a call becomes, which questions a policy asks first, what being named brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.events import NoteAdded
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotPermitted, UsageFault
from casework.office import approvals, door, intake
from casework.office.intake import Call, Report

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book

WHAT = "A post about the school trip in the class chat"


def refs(desk: Desk) -> set[str]:
    return {row.ref for row in desk.cards.rows}


def notes(book: Book, ref: str, who: str = "clerk") -> list[str]:
    entries = door.load(book.desk(who), ref).entries
    return [e.words for entry in entries for e in entry.events if isinstance(e, NoteAdded)]


# --- a call ---------------------------------------------------------------------------------------


def test_a_call_becomes_a_case_as_received_with_a_note_of_all_that_was_said(book: Book) -> None:
    call = Call(what=WHAT, typist=intake.NONE, caller="Mrs Cole", number="01632 960555")
    done = intake.keep_call(book.desk("clerk"), call, "m")
    case = book.case(done.ref)

    assert case.state("case") == "received"
    assert case.summary == WHAT
    assert [(str(p.role), p.name) for p in case.people] == [("reporter", "Mrs Cole")]
    assert "Number: 01632 960555" in notes(book, done.ref)[0]


def test_the_same_call_kept_again_after_a_crash_is_one_case(book: Book) -> None:
    call = Call(what=WHAT, typist=intake.NONE)
    first = intake.keep_call(book.desk("clerk"), call, "m")
    again = intake.keep_call(book.fresh("clerk"), call, "m")

    assert again.ref == first.ref
    assert len(notes(book, first.ref)) == 1


def test_two_calls_in_the_same_words_are_two_cases(book: Book) -> None:
    call = Call(what=WHAT, typist=intake.NONE)
    first = intake.keep_call(book.desk("clerk"), call, "one")
    second = intake.keep_call(book.desk("clerk"), call, "two")

    assert first.ref != second.ref


def test_a_call_without_words_is_no_call(book: Book) -> None:
    with pytest.raises(UsageFault):
        intake.keep_call(book.desk("clerk"), Call(what="  ", typist=intake.NONE), "m")

    assert refs(book.desk("clerk")) == set()


def test_who_types_says_what_they_are_to_it(book: Book) -> None:
    with pytest.raises(UsageFault):
        intake.keep_call(book.desk("clerk"), Call(what=WHAT, typist=""), "m")


def test_a_long_call_is_short_in_the_list_and_whole_in_the_case(book: Book) -> None:
    long = "She said a great many things. " * 20
    done = intake.keep_call(book.desk("clerk"), Call(what=long, typist=intake.NONE), "m")

    assert len(book.case(done.ref).summary) <= 120
    assert long.strip() in notes(book, done.ref)[0]


def test_a_call_about_a_case_adds_a_note_and_names_the_typist_once(book: Book) -> None:
    ref = book.open()
    for mark in ("one", "two"):
        call = Call(what=WHAT, typist=intake.RELATED, ref=ref)
        intake.keep_call(book.desk("clerk"), call, mark)
    family = [p for p in book.case(ref).people if p.role is PersonRole.FAMILY_OF]

    assert len(notes(book, ref)) == 2
    assert [p.user for p in family] == [book.desk("clerk").session.user]


def test_whoever_opens_no_case_is_told_whom_to_tell(book: Book) -> None:
    with pytest.raises(NotPermitted) as fault:
        intake.keep_call(book.desk("chair"), Call(what=WHAT, typist=intake.NONE), "m")

    assert "hand in a concern" in fault.value.advice


# --- being named ----------------------------------------------------------------------------------


def test_a_head_who_is_named_decides_nothing_in_the_case(book: Book) -> None:
    from tests.office.practice_kit import NO, NOTE, TAKE_UP, WHERE

    call = Call(what=WHAT, typist=intake.NAMED)
    ref = intake.keep_call(book.desk("head"), call, "m").ref
    claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
    from casework.office import cases
    from casework.office.cases import Answers

    cases.set_facts(book.desk("clerk"), ref, Answers(categories=(claim,), facts=WHERE))
    author = CasePerson(
        number=0, role=PersonRole.AUTHOR, name="Ms J. Example", address="1 Sample Street"
    )
    cases.add_person(book.desk("clerk"), ref, author)
    answers = {**NO, "inappropriate": "yes"}
    book.take("deputy", ref, "case.triage", answers, reason="It names a pupil.")
    book.take("deputy", ref, "case.take-up", TAKE_UP)
    held = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    book.take("deputy", ref, "conversation.hold", held)
    book.take("clerk", ref, "conversation.write-note", letter=NOTE)

    assert [one.yours for one in approvals.waiting(book.fresh("head"), ref)] == [False]


@pytest.mark.parametrize("typist", [intake.IN_GROUP, intake.RELATED, intake.NAMED])
def test_what_follows_is_said_before_anything_is_kept(typist: str) -> None:
    said = " ".join(intake.typist_told(typist))

    assert "You decide nothing in this case" in said
    assert intake.typist_told(intake.NONE) == ()


def test_nobody_keeps_the_record_of_their_own_conduct(book: Book) -> None:
    clerk = book.desk("clerk")
    concern = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="clerk")
    report = Report(what=WHAT, typist=intake.NAMED, people=(concern,))

    with pytest.raises(NotPermitted) as fault:
        intake.open_report(clerk, intake.usual(clerk), report, "m")

    assert "Ask a colleague" in fault.value.advice
    assert refs(book.fresh("clerk")) == set()


# --- the policy's own questions -------------------------------------------------------------------


def names(desk: Desk) -> list[str]:
    return [fact.name for fact in intake.asked_first(desk, intake.usual(desk))]


def test_the_questions_come_in_the_policys_own_order(book: Book) -> None:
    desk = book.desk("deputy")
    order = list(intake.usual(desk).policy.facts)

    assert names(desk) == sorted(names(desk), key=order.index)
    assert {"location", "author-type", "inappropriate", "adult-conduct"} <= set(names(desk))


def test_the_office_is_asked_what_is_there_and_what_must_be_known_before_any_contact(
    book: Book,
) -> None:
    asked = names(book.desk("clerk"))

    assert "adult-conduct" in asked
    assert "location" in asked
    assert "inappropriate" not in asked
    assert "screening" not in asked


def test_an_answer_at_which_the_case_pauses_is_known_before_it_is_opened(book: Book) -> None:
    kind = intake.usual(book.desk("clerk"))

    assert intake.pauses(kind, {"adult-conduct": "yes"})
    assert not intake.pauses(kind, {"adult-conduct": "no"})
    assert not intake.pauses(kind, {})


def test_a_new_case_screens_as_any_opening_does(book: Book) -> None:
    clerk = book.desk("clerk")
    facts = {"adult-conduct": "yes", "location": "private-group"}
    adult = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr Example")
    report = Report(
        what=WHAT, typist=intake.NONE, source="Ms P. Secret", facts=facts, people=(adult,)
    )
    done = intake.open_report(clerk, intake.usual(clerk), report, "m")
    records = [r for r in book.fresh("dsl").cards.rows if r.place.value == "sealed"]

    assert str(done.snapshot.pause) == "standing"
    assert len(records) == 1
    assert [p.name for p in done.snapshot.people if p.role is PersonRole.SOURCE] == ["Ms P. Secret"]


def test_a_new_case_is_opened_once_whatever_dies(book: Book) -> None:
    clerk = book.desk("clerk")
    report = Report(what=f"{WHAT}\nand more", typist=intake.NONE)
    first = intake.open_report(clerk, intake.usual(clerk), report, "m")
    again = intake.open_report(clerk, intake.usual(clerk), report, "m")

    assert again.ref == first.ref
    assert notes(book, first.ref) == [f"{WHAT}\nand more"]


def test_a_complaint_shows_where_to_complain(book: Book) -> None:
    clerk = book.desk("clerk")
    kind = intake.usual(clerk)
    complaint = CategoryClaim(code="complaint", target="school")
    other = CategoryClaim(code="racist", target="pupil")

    assert "our complaints procedure" in intake.complaints_route(clerk, kind, (other, complaint))
    assert intake.complaints_route(clerk, kind, (other,)) == ""


def test_only_whoever_may_know_opens_a_sealed_case(book: Book) -> None:
    sealed = {
        who: [k for k in intake.kinds(book.desk(who)) if k.case_type.sealed]
        for who in ("clerk", "head")
    }

    assert sealed["clerk"] == []
    assert [kind.case_type.name for kind in sealed["head"]] == ["staff-allegation"]
