"""Where somebody of the name stands, whether it is them, and what is handed out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.people import PersonRole
from casework.errors import NotFound, NotPermitted, Refused, UsageFault
from casework.office import (
    cases,
    door,
    evidence,
    keeping,
    people,
    subjectanswers,
    subjecthandout,
    subjectsearch,
)
from casework.office.evidencesheets import Sheet
from casework.office.histories_log import handed_out as on_record
from tests.office.subject_kit import (
    ALIAS,
    NAMESAKE,
    PERSON,
    TARGET,
    asked,
    found,
    handed_out,
    named,
    note,
    rows,
    says,
    sealed,
)

if TYPE_CHECKING:
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)


# --- what is found -------------------------------------------------------------------------------


def test_a_person_of_a_case_is_found_with_their_number(circles: Circles) -> None:
    case = named(circles, TARGET, PERSON)
    (one,) = found(circles, asked(circles))

    assert (one.ref, one.number, one.where) == (case, 3, f"{PERSON}, witness")


@pytest.mark.parametrize("written", [PERSON.upper(), "Pérsephone  Quillfeather", NAMESAKE])
def test_however_it_is_written_it_is_found(circles: Circles, written: str) -> None:
    case = named(circles, written)

    assert rows(circles, asked(circles)) == [(case, 2, "")]


def test_a_namesake_is_found_as_well_each_with_a_number(circles: Circles) -> None:
    case = named(circles, PERSON, NAMESAKE)

    assert rows(circles, asked(circles)) == [(case, 2, ""), (case, 3, "")]


def test_a_name_in_words_alone_is_found_with_its_entries(circles: Circles) -> None:
    case = named(circles)
    note(circles, case, f"Rang {PERSON} back.")
    (one,) = found(circles, asked(circles))

    assert (one.number, one.where) == (subjectsearch.IN_WORDS, "words of entry 2")


def test_an_account_on_a_capture_sheet_is_found(circles: Circles) -> None:
    case = named(circles)
    sheet = Sheet(
        platform="facebook",
        address="a group",
        account=ALIAS,
        what="A post",
        seen_on="2026-11-01",
        how="a photograph",
    )
    evidence.add_sheet(circles.desk("deputy"), case, sheet)
    ref = asked(circles, known_as=(ALIAS,))

    assert [one.ref for one in found(circles, ref)] == [case]


def test_nobody_of_the_name_is_no_place(circles: Circles) -> None:
    named(circles, TARGET)

    assert found(circles, asked(circles)) == ()


def test_a_request_is_not_found_by_another(circles: Circles) -> None:
    asked(circles)

    assert found(circles, asked(circles)) == ()


def test_who_passed_it_on_is_found_by_those_alone_who_may_know(circles: Circles) -> None:
    case = named(circles, PERSON, role=PersonRole.SOURCE)
    ref = asked(circles)

    assert rows(circles, ref, "clerk") == []
    assert rows(circles, ref, "head") == [(case, 2, "")]
    with pytest.raises(NotFound, match="has that number"):
        says(circles, ref, case, 2, "them", "clerk")


def test_that_it_was_searched_for_is_on_record_before(circles: Circles) -> None:
    ref = asked(circles, known_as=(ALIAS,))
    found(circles, ref)
    desk = circles.desk("clerk")
    log = store.read_access(desk.session, door.load(desk, ref).case)

    assert [row.payload for row in log] == [
        b"searched for a request for one\xe2\x80\x99s own data, under 2 names"
    ]


# --- whether it is them --------------------------------------------------------------------------


def test_each_place_is_said_one_by_one_and_the_last_word_counts(circles: Circles) -> None:
    case = named(circles, PERSON, NAMESAKE)
    ref = asked(circles)
    says(circles, ref, case, 2, "another")
    says(circles, ref, case, 3, "another")
    says(circles, ref, case, 2, "them")

    assert rows(circles, ref) == [(case, 2, "them"), (case, 3, "another")]


def test_what_was_said_for_one_request_says_nothing_for_another(circles: Circles) -> None:
    case = named(circles, PERSON)
    says(circles, asked(circles), case, 2, "them")

    assert rows(circles, asked(circles)) == [(case, 2, "")]


def test_whom_no_search_finds_can_be_named_by_number(circles: Circles) -> None:
    case = named(circles, "Her maiden name")
    ref = asked(circles)
    says(circles, ref, case, 2, "them")

    assert rows(circles, ref) == [(case, 2, "them")]


def test_words_alone_are_nobody_to_hand_out_to(circles: Circles) -> None:
    case = named(circles)
    note(circles, case, f"Rang {PERSON} back.")
    ref = asked(circles)

    with pytest.raises(UsageFault, match="named as that person yet"):
        says(circles, ref, case, 0, "them")
    says(circles, ref, case, 0, "another")

    assert rows(circles, ref) == [(case, 0, "another")]


def test_a_case_in_which_it_is_them_is_held_from_being_destroyed(circles: Circles) -> None:
    case, other = named(circles, PERSON), named(circles, PERSON)
    ref = asked(circles)
    for _twice in range(2):
        says(circles, ref, case, 2, "them")
    says(circles, ref, other, 2, "another")
    desk = circles.desk("deputy")
    holds = keeping.keeping_of(desk, door.load(desk, case).case).holds

    assert [one.ground for one in holds] == [keeping.Ground.ACCESS_REQUEST]
    assert keeping.keeping_of(desk, door.load(desk, other).case).holds == ()


def test_a_number_that_nobody_has_is_refused(circles: Circles) -> None:
    case = named(circles, PERSON)

    with pytest.raises(NotFound, match="has that number"):
        says(circles, asked(circles), case, 7, "them")


def test_a_hidden_case_is_answered_as_one_that_never_was(circles: Circles) -> None:
    hidden = sealed(circles, PERSON)
    ref = asked(circles)

    with pytest.raises(NotFound) as there:
        says(circles, ref, hidden, 2, "them")
    with pytest.raises(NotFound) as never:
        says(circles, ref, "CW-ZZZZ", 2, "them")
    with pytest.raises(NotFound) as itself:
        says(circles, ref, ref, 2, "them")

    assert str(there.value) == str(never.value) == str(itself.value)


def test_the_request_names_no_case(circles: Circles) -> None:
    case = named(circles, PERSON)
    ref = asked(circles)
    says(circles, ref, case, 2, "them")
    desk = circles.desk("clerk")
    file = door.load(desk, ref)
    said = [row.payload or b"" for row in file.history.entries]
    said += [row.payload or b"" for row in store.read_access(desk.session, file.case)]

    assert not any(case.encode() in each for each in said)


def test_whoever_was_taken_off_a_case_finds_nothing_in_it(circles: Circles) -> None:
    case = named(circles, PERSON)
    ref = asked(circles)
    says(circles, ref, case, 2, "them", "deputy")
    circles.excludes("head", case, "clerk")

    circles.fresh("clerk")

    assert rows(circles, ref, "clerk") == []
    assert rows(circles, ref, "deputy") == [(case, 2, "them")]


def test_the_ordinary_search_shows_nothing_sealed_even_to_safeguarding(circles: Circles) -> None:
    sealed(circles, PERSON)

    assert rows(circles, asked(circles), "dsl") == []


# --- handing it out ------------------------------------------------------------------------------


def ready(circles: Circles, *names: str) -> tuple[str, str]:
    """Return a request whose first person was said to be them, and the case; all were asked."""
    case = named(circles, *names)
    note(circles, case, f"{PERSON} and {TARGET} met {NAMESAKE.removeprefix('P. ')}.")
    ref = asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    return ref, case


def test_it_waits_until_each_place_was_said(circles: Circles) -> None:
    ref, case = ready(circles, PERSON, NAMESAKE)
    says(circles, ref, case, 2, "them")

    with pytest.raises(Refused, match="1 place") as fault:
        handed_out(circles, ref)

    assert case in fault.value.reasons[0]


def test_it_waits_until_safeguarding_and_the_chair_were_asked(circles: Circles) -> None:
    case = named(circles, PERSON)
    ref = asked(circles)
    says(circles, ref, case, 2, "them")

    with pytest.raises(Refused, match="have not been asked"):
        handed_out(circles, ref)


def test_it_is_for_the_headteacher_or_safeguarding_to_hand_out(circles: Circles) -> None:
    ref, case = ready(circles, PERSON)
    says(circles, ref, case, 2, "them")

    with pytest.raises(NotPermitted):
        handed_out(circles, ref, "clerk")

    assert list(handed_out(circles, ref, "dsl")) == [f"{case}-history-subject-access.txt"]


def test_everybody_else_is_masked_alike_with_the_reason(circles: Circles) -> None:
    ref, case = ready(circles, PERSON, TARGET)
    says(circles, ref, case, 2, "them")
    (words,) = handed_out(circles, ref).values()

    assert PERSON in words
    assert TARGET not in words
    assert "Ms J. Example" not in words
    assert words.count("person C") > 1
    assert "Masked: person C (witness), because it is another person’s data" in words


def test_where_nothing_is_held_nothing_goes_out_and_it_is_recorded(circles: Circles) -> None:
    ref = asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)

    assert handed_out(circles, ref) == {}
    assert circles.case(ref).state("case") == "handed-out"


def test_another_person_gets_nothing(circles: Circles) -> None:
    ref, case = ready(circles, NAMESAKE)
    says(circles, ref, case, 2, "another")
    says(circles, ref, case, 0, "another")

    assert handed_out(circles, ref) == {}


def test_that_it_was_handed_out_is_on_record_in_the_case(circles: Circles) -> None:
    ref, case = ready(circles, PERSON)
    says(circles, ref, case, 2, "them")
    handed_out(circles, ref)
    (one,) = on_record(circles.desk("deputy"), case)

    assert (one.by, one.audience, one.to, one.why) == (
        "head",
        "subject-access",
        PERSON,
        f"Request {ref}",
    )


def test_a_person_with_two_numbers_in_one_case_gets_a_file_for_each(circles: Circles) -> None:
    ref, case = ready(circles, PERSON, NAMESAKE)
    says(circles, ref, case, 2, "them")
    says(circles, ref, case, 3, "them")

    assert list(handed_out(circles, ref)) == [
        f"{case}-history-subject-access.txt",
        f"{case}-history-subject-access-3.txt",
    ]


def test_it_can_be_handed_out_once_more(circles: Circles) -> None:
    ref, case = ready(circles, PERSON)
    says(circles, ref, case, 2, "them")

    assert handed_out(circles, ref).keys() == handed_out(circles, ref).keys()


def test_a_bundle_holds_every_form(circles: Circles) -> None:
    ref, case = ready(circles, PERSON)
    says(circles, ref, case, 2, "them")
    made = subjecthandout.hand_out(circles.fresh("head"), ref, "bundle")

    assert [each.name for each in made.files] == [f"{case}-bundle-subject-access.zip"]


def test_a_user_asks_for_their_own_data_and_it_is_theirs_that_is_shown(circles: Circles) -> None:
    people.link(circles.desk("admin"), "ict", PERSON)
    case = circles.concern("deputy", circles.known(PersonRole.WITNESS, "ict", PERSON))
    cases.add_note(circles.fresh("ict"), case, "I saw it first.")
    ref = asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    says(circles, ref, case, 2, "them")
    (words,) = handed_out(circles, ref).values()

    assert "I saw it first." in words
    assert not circles.sees("ict", ref)
