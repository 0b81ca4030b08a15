"""Papers of an allegation against an adult: filled from its sealed record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, letters, people
from casework.office.cases import Answers, NewCase

if TYPE_CHECKING:
    from casework.office.letters import Proof
    from tests.office.practice_kit import Book

TOLD = {
    "came-from": "disclosure",
    "disclosed-by": "parent",
    "known-on": "2026-11-02",
    "adult-kind": "other-employee",
    "allegation-danger": "yes",
    "allegation-words": "He shouted at her.",
    "allegation-when-and-where": "Friday, in the hall.",
    "limb-harmed": "no",
    "limb-risk": "yes",
    "threshold-unsure": "yes",
    "earlier-allegations": "no",
    "present-contact": "Sees the class each day.",
    "reporter-hidden": "hidden",
}
SUSPENDED = {
    "suspended_on": "2026-11-04",
    "reason": "So that children are safe until more is known.",
    "pay_words": "You are paid in full.",
    "named_contact": "Mr B. Sample",
}


def _allegation(book: Book, user: str = "", **more: str) -> str:
    """Open a sealed case with what is known by now; return its reference."""
    for one in ("head", "dsl", "chair"):
        book.fresh(one)
    known = book.desk("dsl").session.directory
    who = known.by_name(user).id if user else ""
    concerned = PersonRole.PERSON_OF_CONCERN
    named = (
        CasePerson(number=0, role=concerned, name="Mr N. Other", about="caretaker", user=who),
        CasePerson(number=0, role=PersonRole.CHILD_AFFECTED, name="Robin", about="Year 5"),
        CasePerson(number=0, role=PersonRole.REPORTER, name="Ms J. Parent"),
    )
    new = NewCase(case_type="staff-allegation", people=named)
    ref = cases.open_case(book.desk("dsl"), new, Answers()).ref
    cases.set_facts(book.desk("dsl"), ref, Answers(facts={**TOLD, **more}))
    return ref


def _proof(book: Book, ref: str, name: str, who: str = "dsl", **given: str) -> Proof:
    return letters.preview(book.desk(who), ref, name, given)


def _words(proof: Proof) -> str:
    return " ".join(proof.text.split())


def test_the_referral_is_filled_from_the_record_alone(book: Book) -> None:
    proof = _proof(book, _allegation(book), "lado-referral")
    said = _words(proof)

    assert proof.missing == ()
    assert "The local authority designated officer, Exampleshire Council" in said
    assert "The school first heard of it on Monday 2 November 2026, from a parent." in said
    assert "Mr N. Other, caretaker (Other employee)" in said
    assert "Robin, Year 5" in said
    assert "999 and children’s social care were rung at once" in said
    assert "The number is 01632 960102." in said


def test_the_referral_gives_the_grounds_that_were_noted_and_no_other(book: Book) -> None:
    said = _words(_proof(book, _allegation(book), "lado-referral"))

    assert "suggests a risk of harm to children" in said
    assert "is not sure whether the threshold is reached" in said
    assert "may have harmed a child" not in said


def test_nobody_reads_in_the_referral_who_told_the_school(book: Book) -> None:
    assert "Ms J. Parent" not in _words(_proof(book, _allegation(book), "lado-referral"))


def test_after_the_call_the_summary_says_who_rang(book: Book) -> None:
    called = {"lado-told-on": "2026-11-02", "lado-told-by": "the head", "lado-name": "A. Officer"}
    said = _words(_proof(book, _allegation(book, **called), "lado-referral"))

    assert "the call of Monday 2 November 2026, made by the head and taken by A. Officer" in said
    assert "For the call" not in said


def test_the_words_for_a_parent_name_neither_adult_nor_child(book: Book) -> None:
    proof = _proof(book, _allegation(book), "disclosure-script")
    said = _words(proof)

    assert (proof.missing, "Dear Ms Parent" in said) == ((), True)
    assert "We keep your name back as far as we can." in said
    assert [name for name in ("Other", "Robin", "caretaker") if name in said] == []


def test_a_suspension_names_neither_child_nor_whoever_told(book: Book) -> None:
    ref = _allegation(book, **{"suspension-ground": "child-at-risk"})
    proof = _proof(book, ref, "suspension", **SUSPENDED)
    said = _words(proof)

    assert (proof.missing, "Dear Mr Other" in said) == ((), True)
    assert [name for name in ("Robin", "Ms J. Parent", "Parent") if name in said] == []
    assert "Only the governing body can end it" in said
    assert "A child might be at risk while this is looked into. So that" in said
    assert "Keeping Children Safe in Education, the edition of September 2026" in said


def test_the_outcome_on_record_is_the_one_in_the_letter(book: Book) -> None:
    ref = _allegation(book, **{"allegation-outcome": "false"})
    said = _words(_proof(book, ref, "allegation-outcome"))

    assert "The outcome is: false." in said
    assert "Nothing of it stays on your personnel file" in said


def test_an_outcome_of_another_name_is_not_written(book: Book) -> None:
    proof = _proof(book, _allegation(book), "allegation-outcome", allegation_outcome="guilty")

    assert (proof.text, [words.split(",")[0] for words in proof.missing]) == (
        "",
        ["This does not fit (allegation_outcome"],
    )


def test_about_the_head_the_chair_signs_and_is_the_contact(book: Book) -> None:
    people.link(book.desk("head"), "chair", "Mrs C. Sample")
    ref = _allegation(book, "head")
    said = _words(_proof(book, ref, "suspension", "chair", **SUSPENDED))

    assert "please speak to Mrs C. Sample, 01632 960101" in said
    assert said.count("Chair of governors") == 1
    assert "Mrs A. Example" not in said
