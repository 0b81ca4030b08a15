"""A successor takes over; a deputy stands in; nobody is left without somebody in safeguarding."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotPermitted, Refused, UsageFault
from casework.office import capacities, cases, doctor, handover, people, questions, stage
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def let_in(book: Book) -> str:
    """Open a case and let the chair, who sees none by role, into it."""
    ref = book.open()
    for user in ("clerk", "chair"):
        book.fresh(user)
    cases.admit(book.desk("clerk"), ref, "chair", Saying(reason="Takes the meeting."))
    return ref


def test_a_successor_sees_what_the_former_holder_saw(book: Book) -> None:
    ref = let_in(book)
    head = book.desk("head")
    people.add(head, "newchair", ["chair"], "a password of theirs")
    done = handover.hand_over(book.fresh("clerk"), "chair", "newchair", "A new term of office.")

    assert (done.opened, questions.show(book.desk("clerk"), ref).snapshot.let_in) == (
        1,
        frozenset(head.session.directory.by_name(name).id for name in ("chair", "newchair")),
    )


def test_a_hand_over_needs_a_reason_and_two_people(book: Book) -> None:
    for former, successor, reason in (("chair", "chair", "Why"), ("chair", "dsl", " ")):
        with pytest.raises(UsageFault):
            handover.hand_over(book.desk("head"), former, successor, reason)


def test_whoever_a_case_is_about_is_handed_nothing(book: Book) -> None:
    for user in ("clerk", "deputy", "ict", "chair"):
        book.fresh(user)
    ict = book.desk("head").session.directory.by_name("ict").id
    person = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="ict", user=ict)
    ref = cases.open_case(
        book.desk("clerk"), NewCase(case_type="concern", people=(person,)), Answers()
    ).ref
    done = handover.hand_over(book.desk("clerk"), "deputy", "ict", "Takes over.")

    assert done.opened == 0
    assert ict not in questions.show(book.desk("clerk"), ref).snapshot.let_in


def test_the_last_of_safeguarding_is_not_disabled(book: Book) -> None:
    head = book.desk("head")
    people.disable(head, "dsl")
    people.add(head, "second admin", ["administrator"], stage.PASSWORD)
    with pytest.raises(Refused) as fault:
        people.disable(book.desk("second admin"), "head")

    assert "last person of safeguarding" in fault.value.message


def test_nobody_alone_resets_somebody_who_may_open_sealed_cases(book: Book) -> None:
    with pytest.raises(NotPermitted):
        people.reset(book.desk("head"), "dsl")

    with pytest.raises(NotPermitted):  # anybody could be added for that
        people.reset(book.desk("head"), "dsl", book.desk("ict"))

    assert len(people.reset(book.desk("head"), "dsl", book.desk("deputy"))) > 10


def test_a_deputy_acts_in_the_absent_persons_roles_until_the_last_day(book: Book) -> None:
    head = book.desk("head")
    today = head.now().date()
    people.away(head, "head", today, today, "deputy")
    head_roles = capacities.roles_today(
        head, head.session.directory.by_name("deputy").id, stage.SLUG
    )
    people.away(head, "clerk", date(2030, 1, 1), date(2030, 1, 5), "ict")
    later = capacities.roles_today(head, head.session.directory.by_name("ict").id, stage.SLUG)

    assert ("headteacher" in head_roles, "administrator" in head_roles) == (True, False)
    assert "office" not in later


def test_everybody_records_their_own_absence_and_nobody_elses(book: Book) -> None:
    clerk = book.desk("clerk")
    people.away(clerk, "clerk", date(2026, 11, 2), date(2026, 11, 3), "deputy")
    with pytest.raises(NotPermitted):
        people.away(clerk, "head", date(2026, 11, 2), date(2026, 11, 3), "deputy")
    with pytest.raises(UsageFault):
        people.away(clerk, "clerk", date(2026, 11, 2), date(2026, 11, 3), "clerk")


def test_the_chair_records_the_heads_absence(book: Book) -> None:
    people.away(book.desk("chair"), "head", date(2026, 11, 2), date(2026, 11, 3), "deputy")

    book.desk("chair").reload()
    assert book.desk("chair").ledger.away[-1]["first"] == "2026-11-02"


def test_an_absence_says_what_the_deputy_cannot_open(book: Book) -> None:
    assert people.lacks(book.desk("head"), "head", "deputy") == ("safeguarding",)


def test_a_head_who_is_the_only_safeguarding_lead_is_noted(book: Book) -> None:
    head = book.desk("head")
    dsl = head.session.directory.by_name("dsl").id
    head.ledger.roles[head.session.user] |= {"dsl"}
    head.ledger.roles[dsl] = frozenset({"office"})
    told = [one.what for one in doctor.examine(head, quick=True)]

    assert any("are one person" in what for what in told)
