"""The sealed half, shown on a case type that a policy marks as sealed: who cannot, sees nothing."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, store
from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound, NotPermitted, Refused
from casework.office import approvals, cases, deadlines, doctor, policies, questions
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from tests.office.practice_kit import Book

POLICY = Path(__file__).resolve().parents[1] / "policy"
CANARY = "canary-goldcrest"


@pytest.fixture
def sealed(book: Book) -> str:
    """Let the school adopt a policy with a sealed case type, and the head open such a case."""
    for folder in ("workflows", "letters"):
        (book.folder / folder).mkdir(exist_ok=True)
    shutil.copy(POLICY / "rich.yaml", book.folder / "workflows" / "rich.yaml")
    for letter in ("notice", "report"):
        shutil.copy(POLICY / "letters" / f"{letter}.md", book.folder / "letters")
    for user in ("clerk", "deputy", "dsl"):
        book.fresh(user)
    head = book.fresh("head")
    policies.adopt(head, "rich")
    person = CasePerson(number=0, role=PersonRole.TARGET, name=CANARY)
    new = NewCase(case_type="disclosure", policy="rich", summary=CANARY, people=(person,))
    ref = cases.open_case(head, new, Answers()).ref
    cases.add_note(head, ref, f"{CANARY} was here")
    return ref


def test_it_lies_in_the_sealed_file_and_not_in_the_other(book: Book, sealed: str) -> None:
    row = book.desk("head").cards.get(sealed)

    assert row is not None
    assert row.place is store.Place.SEALED


def test_those_with_need_to_know_work_on_it(book: Book, sealed: str) -> None:
    dsl = book.fresh("dsl")
    answered = Answers(facts={"screening": "something"})
    done = cases.take_step(dsl, sealed, "refer", told=answered, saying=Saying(reason="Rung."))

    assert (done.revision, done.snapshot.answer("screening")) == (3, "something")
    assert done.snapshot.state("referral") == "referred"


@pytest.mark.parametrize("user", ["clerk", "deputy", "ict"])
def test_others_get_the_answers_of_a_case_that_never_was(
    book: Book, sealed: str, user: str
) -> None:
    desk = book.fresh(user)
    asked: tuple[Callable[[Desk, str], object], ...] = (
        questions.show,
        lambda at, ref: cases.add_note(at, ref, "Is anybody there?"),
        lambda at, ref: cases.take_step(at, ref, "refer"),
        lambda at, ref: approvals.grant(at, f"{ref}.1"),
        lambda at, ref: cases.link(at, ref, ref),
    )
    for ask in asked:
        answers = []
        for ref in (sealed, "CW-ZZZZ"):
            with pytest.raises(NotFound) as said:
                ask(desk, ref)
            answers.append((said.value.message, said.value.advice, said.value.reasons))
        assert answers[0] == answers[1]

    assert (questions.cases_listed(desk), deadlines.listed(desk), approvals.waiting(desk)) == (
        (),
        (),
        (),
    )
    assert questions.cases_listed(desk, find=CANARY, closed_too=True) == ()


@pytest.mark.usefixtures("sealed")
def test_the_office_cannot_open_such_a_case(book: Book) -> None:
    new = NewCase(case_type="disclosure", policy="rich")

    with pytest.raises(NotPermitted):
        cases.open_case(book.fresh("clerk"), new, Answers())


def test_no_word_of_it_is_in_any_file_of_the_book(book: Book, sealed: str) -> None:
    raw = [file.read_bytes() for file in sorted(book.folder.rglob("*")) if file.is_file()]

    assert [CANARY.encode() in each or sealed.encode() in each for each in raw] == [False] * len(
        raw
    )


def test_every_look_at_it_is_in_its_access_log(book: Book, sealed: str) -> None:
    head = book.desk("head")
    row = head.cards.get(sealed)
    assert row is not None
    before = len(store.read_access(head.session, row.case))
    questions.show(head, sealed)

    assert len(store.read_access(head.session, row.case)) == before + 1


def test_an_open_case_never_names_it(book: Book, sealed: str) -> None:
    ref = book.open()

    with pytest.raises(Refused, match="never named in another"):
        cases.link(book.fresh("head"), ref, sealed)


def test_the_examination_finds_the_book_sound_for_those_who_see_it_and_those_who_do_not(
    book: Book, sealed: str
) -> None:
    assert sealed
    for user in ("head", "clerk"):
        found = [one for one in doctor.examine(book.fresh(user)) if one.damage]
        assert found == []


def test_its_time_passes_by_the_clock_without_its_key(book: Book, sealed: str) -> None:
    book.clock.move(timedelta(days=30))
    service, _clock = bootstrap.open_service(book.folder)
    scanned = deadlines.scan(service, book.clock.now())
    service.close()
    shown = questions.show(book.fresh("head"), sealed)

    assert (scanned.passed, scanned.failed) == (1, 0)
    assert [row.standing for row in shown.limits] == ["passed"]
    assert shown.snapshot.revision == 2
