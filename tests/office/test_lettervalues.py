"""Where a letter's values come from: what was given, what was answered, what the record says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.errors import UsageFault
from casework.office import cases, door, evidence, letterparties, letters, lettersources
from casework.office.cases import Answers, NewCase
from casework.office.lettervalues import values_for
from tests.office.practice_kit import WHERE

if TYPE_CHECKING:
    from casework.letters.fill import Value
    from tests.office.practice_kit import Book


def _values(
    book: Book, ref: str, name: str, facts: dict[str, str] | None = None, **given: str
) -> dict[str, Value]:
    desk = book.desk("clerk")
    file = door.load(desk, ref)
    letter = file.policy.case_types["concern"].letters[name]
    template = letters.template_of(file.policy, letter)
    return values_for(desk, file, letter, template, given, facts or {})


def _sheet(**changed: str) -> evidence.Sheet:
    told = {
        "platform": "Facebook",
        "address": "https://social.example/post/1",
        "what": "A post",
        "seen_on": "2026-11-01",
        "how": "a picture",
        "seen_at": "18:30",
        "captured_by": "the office",
        "account": "An Account",
    }
    return evidence.Sheet(**{**told, **changed})


def _author(book: Book, name: str) -> str:
    person = CasePerson(number=0, role=PersonRole.AUTHOR, name=name)
    new = NewCase(case_type="concern", people=(person,))
    return cases.open_case(book.desk("clerk"), new, Answers(facts=WHERE)).ref


@pytest.mark.parametrize(
    ("name", "greeting"),
    [("Ms J. Hart", "Ms Hart"), ("Dr. A. B. Sample", "Dr. Sample"), ("Kim Sample", "Kim Sample")],
)
def test_a_title_goes_with_the_last_name(book: Book, name: str, greeting: str) -> None:
    assert _values(book, _author(book, name), "warning")["recipient_salutation"] == greeting


def test_where_nobody_is_named_the_letter_greets_sir_or_madam(book: Book) -> None:
    new = NewCase(case_type="concern")
    ref = cases.open_case(book.desk("clerk"), new, Answers(facts=WHERE)).ref

    assert _values(book, ref, "warning")["recipient_salutation"] == "Sir or Madam"


def test_what_was_given_stands_before_what_is_known(book: Book) -> None:
    ref = book.open()
    values = _values(book, ref, "warning", post_platform="the class group")

    assert values["post_platform"] == "the class group"


def test_an_answer_with_the_step_stands_before_one_on_record(book: Book) -> None:
    ref = book.open()
    told = {"first-published": "2026-10-01"}
    values = _values(book, ref, "solicitor-bundle", told)

    assert values["first_published_on"] == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"platform": "tiktok"}, "TikTok"),
        ({"platform": "facebook"}, "Facebook"),
        ({"platform": "other", "platform-other": "a new one"}, "a new one"),
    ],
)
def test_a_platform_has_its_own_spelling(book: Book, answers: dict[str, str], name: str) -> None:
    ref = book.open(**answers)

    assert _values(book, ref, "warning")["post_platform"] == name


def test_the_sheet_says_the_platform_where_nobody_answered(book: Book) -> None:
    new = NewCase(case_type="concern")
    ref = cases.open_case(book.desk("clerk"), new, Answers()).ref
    evidence.add_sheet(book.desk("clerk"), ref, _sheet(platform="A small forum"))

    assert _values(book, ref, "warning")["post_platform"] == "A small forum"


def test_what_is_not_known_is_left_out(book: Book) -> None:
    values = _values(book, book.open(), "warning")

    assert {"post_address", "earlier_contact", "request"} & set(values) == set()


def test_each_table_has_the_columns_of_its_letter(book: Book) -> None:
    ref = book.open()
    evidence.add_sheet(book.desk("clerk"), ref, _sheet())
    police = _values(book, ref, "police-summary")["evidence"]
    platform = _values(book, ref, "platform-complaint")["evidence"]

    captured = "the office, Sun 1 Nov 2026, 18:30"
    assert (police, platform) == (
        [{"number": "1", "what": "A post", "captured": captured, "kept": "at school"}],
        [{"number": "1", "what": "A post", "captured": captured}],
    )


def test_posts_and_chronology_come_from_the_sheets(book: Book) -> None:
    ref = book.open()
    evidence.add_sheet(book.desk("clerk"), ref, _sheet())
    posts = _values(book, ref, "platform-complaint")["posts"]
    told = _values(book, ref, "solicitor-bundle")

    row = {
        "address": "https://social.example/post/1",
        "account": "An Account",
        "seen": "Sun 1 Nov 2026",
        "what": "A post",
    }
    assert (posts, told["chronology"], told["bundle"]) == (
        [row],
        [{"when": "Sun 1 Nov 2026", "what": "A post"}],
        [{"number": "1", "what": "A post"}],
    )


def test_incidents_say_when_and_where(book: Book) -> None:
    ref = book.open()
    cases.add_incident(book.desk("clerk"), ref, "A further post.", "Facebook")
    rows = _values(book, ref, "police-summary")["incidents"]

    assert rows == [{"when": "Mon 2 Nov 2026", "where": "Facebook", "what": "A further post."}]


def test_the_post_was_seen_when_the_sheet_says_else_when_the_case_was_opened(book: Book) -> None:
    ref = book.open()
    opened = _values(book, ref, "warning")["post_seen_on"]
    evidence.add_sheet(book.desk("clerk"), ref, _sheet())

    seen = _values(book, ref, "warning")["post_seen_on"]
    assert (opened, seen) == (date(2026, 11, 2), date(2026, 11, 1))


def test_concerns_are_the_categories_in_words(book: Book) -> None:
    ref = book.open()
    claim = CategoryClaim(code="complaint", target="school")
    cases.set_facts(book.desk("clerk"), ref, Answers(categories=(claim,)))

    assert _values(book, ref, "warning")["concerns"] == [
        "Naming a child, or any comment about a child at the school (a pupil).",
        "Complaint about the school or its staff (the school).",
    ]


def test_a_limit_from_receipt_is_told_as_its_length(book: Book) -> None:
    limit = _values(book, book.open(), "warning")["limit_words"]

    assert limit == "within five school days of receiving this letter"


def test_the_policy_is_cited_with_printers_quotation_marks(book: Book) -> None:
    place = str(_values(book, book.open(), "warning")["policy_place"])

    assert (place[0], '"' in place) == ("“", False)


def test_lines_are_parted_and_rows_are_read_by_their_bars(book: Book) -> None:
    ref = book.open()
    values = _values(
        book, ref, "police-summary", grounds="One.\n\nTwo.", people="Author | Ms J. | by post"
    )

    assert (values["grounds"], values["people"]) == (
        ["One.", "Two."],
        [{"part": "Author", "name": "Ms J.", "contact": "by post"}],
    )


def test_a_row_with_another_number_of_cells_is_refused(book: Book) -> None:
    with pytest.raises(UsageFault) as fault:
        _values(book, book.open(), "police-summary", people="Author | Ms J.")

    assert (fault.value.message, fault.value.advice) == (
        "A row of this letter's table has 3 cells, not 2.",
        "One row a line: part | name | contact.",
    )


def test_a_field_the_letter_does_not_have_is_refused(book: Book) -> None:
    with pytest.raises(UsageFault) as fault:
        _values(book, book.open(), "warning", colour="red")

    assert fault.value.message == "This letter has no field named colour."


def test_a_date_that_does_not_exist_is_refused(book: Book) -> None:
    with pytest.raises(UsageFault) as fault:
        _values(book, book.open(), "warning", post_seen_on="2026-02-30")

    assert fault.value.advice == "Write it as 2026-11-05."


def test_a_chosen_answer_reads_as_words(book: Book) -> None:
    ref = book.open()
    told = {"police-ground": "racial-element"}

    assert _values(book, ref, "police-summary", told)["grounds"] == ["Racial element"]


def test_the_last_day_to_claim_is_the_limits_own(book: Book) -> None:
    ref = book.open()
    claim = CategoryClaim(code="defamatory", target="staff")
    cases.set_facts(book.desk("clerk"), ref, Answers(categories=(claim,)))
    before = _values(book, ref, "solicitor-bundle")
    book.take("clerk", ref, "claim-year.count-year")
    after = _values(book, ref, "solicitor-bundle")

    assert (before["limitation_on"], after["limitation_on"]) == (date(2027, 11, 1),) * 2


def test_without_first_publication_there_is_no_last_day(book: Book) -> None:
    new = NewCase(case_type="concern")
    ref = cases.open_case(book.desk("clerk"), new, Answers()).ref

    assert "limitation_on" not in _values(book, ref, "solicitor-bundle")


def test_contact_is_name_telephone_and_address(book: Book) -> None:
    contact = _values(book, book.open(), "warning")["contact_words"]

    assert contact == "Mrs A. Example, 01632 960100, office@practice.example"


def test_an_address_given_later_is_the_one_the_letter_goes_to(book: Book) -> None:
    new = NewCase(
        case_type="concern",
        people=(CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms J. Hart"),),
        summary="A post",
    )
    ref = cases.open_case(book.desk("clerk"), new, Answers()).ref
    later = CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms J. Hart", address="2 Low Road")
    cases.add_person(book.desk("clerk"), ref, later)
    desk = book.desk("clerk")
    file = door.load(desk, ref)
    to = letterparties.reader(file, "author", 0).lines

    assert to == ("Ms J. Hart", "2 Low Road")


@pytest.mark.parametrize(
    ("cite", "printed"),
    [
        ("5.1.1", "section 5.1.1"),
        ("introduction, paragraph on staff", "the introduction, paragraph on staff"),
        ('"Procedure", first point', "“Procedure”, first point"),
        ("", ""),
    ],
)
def test_a_place_reads_as_part_of_a_sentence(cite: str, printed: str) -> None:
    assert lettersources._as_printed(cite) == printed


def test_a_parent_is_not_told_to_bring_a_union(book: Book) -> None:
    ref = book.open(**{"staff-affected": "yes", "support-colleague": "yes"})
    person = CasePerson(number=0, role=PersonRole.TARGET, name="Ms T. Teacher")
    cases.add_person(book.desk("clerk"), ref, person)
    staff = _values(book, ref, "staff-support")

    assert staff["companion_words"] == "your union, an association or a colleague"
    assert "companion_words" not in _values(book, ref, "first-conversation")


def test_all_parents_are_greeted_as_such() -> None:
    assert letterparties.salutation("", "families") == "parents and carers"
