"""The letter with what is handed out: what is sent, what is withheld, where to complain."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import UsageFault
from casework.office import (
    door,
    policies,
    subjectanswers,
    subjecthandout,
    subjectletter,
    subjectsearch,
)
from tests import pdf_kit
from tests.office.subject_kit import PERSON, TARGET, asked, named, note, says, sealed

if TYPE_CHECKING:
    from casework.office.subjecthandout import HandedOut
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)


def ready(circles: Circles, *names: str, **told: str) -> tuple[str, str]:
    """Return a request whose person was said to be them, and the case; all were asked."""
    case = named(circles, PERSON, *names)
    note(circles, case, f"{PERSON} and {TARGET} met.")
    ref = asked(circles, **told)
    subjectanswers.ask(circles.desk("clerk"), ref)
    says(circles, ref, case, 2, "them")
    return ref, case


def handed(circles: Circles, ref: str, **told: str) -> HandedOut:
    return subjecthandout.hand_out(circles.fresh("head"), ref, "txt", told)


def words(made: HandedOut) -> str:
    return " ".join(made.letter.content.decode().split())


def test_it_says_what_is_sent_and_what_is_withheld_and_why(circles: Circles) -> None:
    ref, case = ready(circles, TARGET)
    made = handed(circles, ref)
    said = words(made)

    assert made.letter.name == f"{ref}-letter.txt"
    assert f"{case}-history-subject-access.txt" in said
    assert made.files[0].check_code in said
    assert "Withheld from every copy is who passed the material on" in said
    assert "Data Protection Act 2018" in said


def test_it_says_where_to_complain(circles: Circles) -> None:
    said = words(handed(circles, ready(circles)[0]))

    assert "Information Commissioner’s Office (ICO)" in said
    assert "you may turn to a court" in said
    assert "within 30 days" in said


def test_it_names_whoever_asked_and_nobody_else(circles: Circles) -> None:
    ref, _ = ready(circles, TARGET)
    said = words(handed(circles, ref))

    assert PERSON in said
    assert [name for name in (TARGET, "Ms J. Example", "clerk") if name in said] == []


def test_where_somebody_asked_for_another_it_goes_to_them(circles: Circles) -> None:
    ref, _ = ready(circles, asked_by="Mrs R. Quillfeather", basis="parental-responsibility")
    said = words(handed(circles, ref, to="Mrs R. Quillfeather\n7 Sample Street", by="By hand"))

    assert "Dear Mrs Quillfeather" in said
    assert f"the data of {PERSON}" in said
    assert "7 Sample Street" in said
    assert "By hand" in said


def test_a_further_reason_and_a_paragraph_are_added(circles: Circles) -> None:
    ref, _ = ready(circles)
    said = words(
        handed(
            circles, ref, added_reasons="One page is another child’s.", free_paragraph="Come in."
        )
    )

    assert "One page is another child’s." in said
    assert "Come in." in said


def test_a_field_that_there_is_not_stops_it_before_anything_goes_out(circles: Circles) -> None:
    ref, case = ready(circles)
    desk = circles.fresh("head")
    before = len(store.read_access(desk.session, door.load(desk, case).case))

    with pytest.raises(UsageFault, match="no field named nonsense"):
        subjecthandout.hand_out(desk, ref, "txt", {"nonsense": "x"})
    assert len(store.read_access(desk.session, door.load(desk, case).case)) == before
    assert circles.case(ref).state("case") == "running"


def test_where_nothing_is_held_it_says_so_and_withholds_nothing(circles: Circles) -> None:
    ref = asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    made = handed(circles, ref)

    assert made.files == ()
    assert "found nothing in them that we have to send you" in words(made)
    assert "What we withhold" not in words(made)


def test_it_reads_the_same_whether_or_not_something_is_kept_sealed(circles: Circles) -> None:
    ref = asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    before = words(handed(circles, ref))
    sealed(circles, PERSON)
    subjectanswers.ask(circles.desk("clerk"), ref)

    assert words(handed(circles, ref)) == before


def test_its_digest_stands_in_the_log_of_the_request(circles: Circles) -> None:
    ref, _ = ready(circles)
    made = handed(circles, ref)
    digest = hashlib.sha256(made.letter.content).hexdigest()
    desk = circles.desk("head")
    log = store.read_access(desk.session, door.load(desk, ref).case)

    assert any(digest.encode() in (one.payload or b"") for one in log)


def test_whoever_answers_apart_signs_a_letter_of_their_own(circles: Circles) -> None:
    case = sealed(circles, PERSON)
    ref = asked(circles)
    subjectanswers.ask(circles.desk("clerk"), ref)
    desk = circles.fresh("dsl")
    whom = subjectanswers.whom(desk, ref)
    _, (one,) = subjectanswers.look(desk, ref)
    subjectsearch.confirm(desk, whom, case, one.number, "them")
    made = subjecthandout.hand_out_apart(desk, ref, "", "txt", {"late_words": "It took a week."})

    assert f"{case}-history-subject-access.txt" in words(made)
    assert "It took a week." in words(made)
    assert "clerk" not in words(made)


def test_on_paper_it_is_tagged_and_carries_no_link(circles: Circles) -> None:
    ref, _ = ready(circles)
    made = subjecthandout.hand_out(circles.fresh("head"), ref, "pdf")
    pdf = made.letter.content

    assert made.letter.name == f"{ref}-letter.pdf"
    assert pdf_kit.faults(pdf, title=f"Letter {ref}") == []


def test_a_school_may_word_it_itself(circles: Circles) -> None:
    ref, _ = ready(circles)
    folder = circles.desk("head").folder / "letters"
    folder.mkdir(exist_ok=True)
    shipped = policies.templates(None)[subjectletter.LETTER]
    own = shipped.replace("We searched our records", "At St Elsewhere we searched our records")
    (folder / f"{subjectletter.LETTER}.md").write_text(own, encoding="utf-8")

    assert "At St Elsewhere we searched" in words(handed(circles, ref))
