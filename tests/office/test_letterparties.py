"""Who signs a letter and whom it names as contact; never the head in a case about the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, door, letterparties, letters, people
from casework.office.cases import Answers, NewCase

if TYPE_CHECKING:
    from casework.office.letterparties import Signatory
    from tests.office.practice_kit import Book

GIVEN = {
    "post_description": "a post",
    "post_platform": "Facebook",
    "request": "remove it",
    "conversation_on": "2026-11-02",
}
AUTHOR = CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms J. Example")


def _user(book: Book, name: str) -> str:
    return book.desk("clerk").session.directory.by_name(name).id


def _concerning(book: Book, *users: str, role: PersonRole = PersonRole.PERSON_OF_CONCERN) -> str:
    """Open a case by a parent in which these users have that part."""
    named = (CasePerson(number=0, role=role, name=f"N. {u}", user=_user(book, u)) for u in users)
    new = NewCase(case_type="concern", people=(AUTHOR, *named), summary="A post")
    return cases.open_case(book.desk("clerk"), new, Answers()).ref


def _signs(book: Book, ref: str) -> Signatory:
    desk = book.desk("clerk")
    file = door.load(desk, ref)
    return letterparties.signatory(desk, file, desk.school(file.snapshot.school))


def test_in_an_ordinary_case_whoever_the_school_named_signs(book: Book) -> None:
    signs = _signs(book, _concerning(book))

    assert (signs.name, signs.role) == ("Mrs A. Example", "Headteacher")
    assert signs.reach == "Mrs A. Example, 01632 960100, office@practice.example"


@pytest.mark.parametrize("role", [PersonRole.PERSON_OF_CONCERN, PersonRole.TARGET])
def test_in_a_case_about_the_head_the_case_manager_signs(book: Book, role: PersonRole) -> None:
    people.link(book.desk("head"), "chair", "Mrs C. Sample")
    signs = _signs(book, _concerning(book, "head", role=role))

    assert (signs.name, signs.role) == ("Mrs C. Sample", "Chair of governors")
    assert signs.reach == "Mrs C. Sample, 01632 960101"


def test_the_page_about_the_head_bears_nothing_of_the_heads(book: Book) -> None:
    people.link(book.desk("head"), "chair", "Mrs C. Sample")
    ref = _concerning(book, "head")
    text = letters.preview(book.desk("clerk"), ref, "first-conversation", GIVEN).text

    assert "please speak to Mrs C. Sample, 01632 960101" in " ".join(text.split())
    assert ("Chair of governors" in text, "Mrs A. Example" in text) == (True, False)
    assert "Headteacher" not in text


def test_where_nobody_may_manage_the_case_no_name_is_signed(book: Book) -> None:
    signs = _signs(book, _concerning(book, "head", "chair"))

    assert (signs.name, signs.role, signs.reach) == ("", "Case manager", "")


def test_where_no_number_is_known_the_letter_asks_for_a_contact(book: Book) -> None:
    ref = _concerning(book, "head", "chair")
    proof = letters.preview(book.desk("clerk"), ref, "first-conversation", GIVEN)

    assert [words.split(":")[0] for words in proof.missing] == ["Still needed (contact_words)"]


def test_a_page_without_a_name_still_prints_with_its_post(book: Book) -> None:
    ref = _concerning(book, "head", "chair")
    told = {**GIVEN, "contact_words": "the governors’ clerk"}
    proof = letters.preview(book.desk("clerk"), ref, "first-conversation", told)

    assert (proof.pdf[:5], "Case manager" in proof.text) == (b"%PDF-", True)


def _comes(book: Book, ref: str) -> str:
    desk = book.desk("clerk")
    return letterparties.governor(desk, door.load(desk, ref).snapshot)


def test_the_chair_comes_for_the_governors(book: Book) -> None:
    people.link(book.desk("head"), "chair", "Mrs C. Sample")

    assert _comes(book, _concerning(book)) == "Mrs C. Sample, the chair of governors"


def test_a_chair_who_is_part_of_the_case_does_not_come(book: Book) -> None:
    people.link(book.desk("head"), "chair", "Mrs C. Sample")
    ref = _concerning(book, "chair", role=PersonRole.TARGET)

    assert _comes(book, ref) == ""


def test_a_chair_of_unknown_name_is_not_made_up(book: Book) -> None:
    assert _comes(book, _concerning(book)) == ""


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("", "Sir or Madam"),
        ("Ms J. Hart", "Ms Hart"),
        ("Revd Sample", "Revd Sample"),
        ("Mr", "Mr"),
        ("Kim Sample", "Kim Sample"),
    ],
)
def test_a_greeting_is_title_and_last_name_else_the_whole_name(name: str, greeting: str) -> None:
    assert letterparties.salutation(name) == greeting


def test_a_letter_to_a_part_that_nobody_has_in_the_case_asks_for_the_person(book: Book) -> None:
    ref = book.open()
    file = door.load(book.desk("clerk"), ref)

    assert letterparties.chosen(file, "family-of", "") == (
        "Still needed (to): the member of a family concerned, by name (casework case person)."
    )


def test_the_name_of_a_platform_begins_an_address_with_a_capital(book: Book) -> None:
    school = book.desk("clerk").school("practice-primary-school-invented")

    assert [letterparties.body_name(to, school, "the parent portal") for to in ("platform",)] == [
        "The parent portal"
    ]
    assert letterparties.body_name("new-school", school) == "New school"
