"""What a school settled once: asked in the settings, taken into each case with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import settings
from casework.domain.facts import CategoryClaim
from casework.errors import UsageFault
from casework.office import cases, doctor, door, policies, questions, schools, settled, stage
from casework.office.cases import Answers, NewCase
from casework.policy.settled import SOURCE

if TYPE_CHECKING:
    from casework.domain.facts import Fact
    from tests.office.practice_kit import Book

pytestmark = pytest.mark.timeout(60)
WHO, ASKED = "legal-action-approver", "further-approval-by"
BRAUNSTONE = "braunstone"


def settle(book: Book, name: str, words: str) -> None:
    schools.change_settings(book.fresh("head"), [(name, words)], stage.SLUG)


def answer(book: Book, ref: str, name: str = ASKED) -> Fact | None:
    return door.load(book.fresh("head"), ref).snapshot.facts.get(name)


def breach(book: Book) -> str:
    """Open a case about the terms of a platform, under the policy that leaves most open."""
    new = NewCase(case_type="breach-of-terms", policy=BRAUNSTONE, summary="A post")
    claim = CategoryClaim(code="cyberbullying", target="staff")
    return cases.open_case(book.fresh("clerk"), new, Answers(categories=(claim,))).ref


@pytest.fixture
def braunstone(book: Book) -> Book:
    policies.adopt(book.desk("head"), BRAUNSTONE)
    return book


def test_a_case_takes_the_schools_answer_in_and_says_whose_it_is(book: Book) -> None:
    settle(book, WHO, "the local authority")
    told = answer(book, book.open())

    assert told is not None
    assert (told.value, told.said_by) == ("local-authority", SOURCE)


def test_what_is_open_in_the_settings_is_open_in_the_case(book: Book) -> None:
    settle(book, WHO, "")

    assert answer(book, book.open()) is None


def test_an_answer_given_later_comes_in_with_the_next_step(book: Book) -> None:
    settle(book, WHO, "")
    ref = book.open()
    settle(book, WHO, "governing body")
    before = answer(book, ref)
    cases.set_facts(book.fresh("clerk"), ref, Answers(facts={"location": "public"}))
    after = answer(book, ref)

    assert (before, after.value if after else "") == (None, "governing-body")


def test_in_the_case_the_answer_is_changed_and_stays_changed(book: Book) -> None:
    settle(book, WHO, "governing body")
    ref = book.open()
    told = Answers(facts={ASKED: "local-authority"}, said_by="the governing body")
    cases.set_facts(book.fresh("head"), ref, told)
    cases.set_facts(book.fresh("clerk"), ref, Answers(facts={"location": "public"}))
    found = answer(book, ref)

    assert found is not None
    assert (found.value, found.said_by) == ("local-authority", "the governing body")


def test_what_is_said_at_the_opening_comes_before_the_settings(braunstone: Book) -> None:
    settle(braunstone, "answers.ban-from", "nowhere")
    new = NewCase(case_type="breach-of-terms", policy=BRAUNSTONE, summary="A post")
    told = Answers(facts={"ban-from": "school-website"})
    ref = cases.open_case(braunstone.fresh("clerk"), new, told).ref
    found = answer(braunstone, ref, "ban-from")

    assert found is not None
    assert (found.value, found.said_by) == ("school-website", "")


def test_a_policys_questions_are_listed_open_until_somebody_answers(braunstone: Book) -> None:
    head = braunstone.desk("head")
    before = {one.setting: one.value for one in settled.questions(head, stage.SLUG)}
    count = len(settled.still_open(head))
    settle(braunstone, "answers.ban-from", "school-website")
    after = {
        one.setting: one.value for one in settled.questions(braunstone.desk("head"), stage.SLUG)
    }

    assert before == dict.fromkeys(
        (
            "answers.age-alone-counts",
            "answers.ban-from",
            "answers.own-step",
            "answers.own-step-decided-by",
        ),
        "",
    )
    assert after == before | {"answers.ban-from": "school-website"}
    assert len(settled.still_open(braunstone.desk("head"))) == count - 1


def test_the_answer_is_kept_in_the_readable_file(braunstone: Book) -> None:
    settle(braunstone, "answers.own-step", "The head writes to the author’s family.")
    kept = settings.load(braunstone.folder).schools[stage.SLUG]
    settle(braunstone, "answers.own-step", "")

    assert kept.answers == {"own-step": "The head writes to the author’s family."}
    assert settings.load(braunstone.folder).schools[stage.SLUG].answers == {}


def test_only_what_a_type_of_case_asks_comes_into_it(braunstone: Book) -> None:
    settle(braunstone, "answers.ban-from", "school-website")
    settle(braunstone, "answers.own-step", "The head writes to the family.")
    ref = breach(braunstone)

    assert answer(braunstone, ref, "ban-from") is not None
    assert answer(braunstone, ref, "own-step") is None


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("answers.ban-from", "the playground", "takes school-website, agreed-platform or nowhere"),
        ("answers.age-alone-counts", "perhaps", "takes yes or no"),
        ("answers.band-from", "nowhere", "No policy of this school asks that."),
        (WHO, "the parents", "takes governing-body or local-authority"),
    ],
)
def test_an_answer_no_policy_takes_is_refused(
    braunstone: Book, name: str, words: str, says: str
) -> None:
    with pytest.raises(UsageFault) as fault:
        settle(braunstone, name, words)

    assert says in fault.value.message


def test_a_question_of_a_name_like_it_is_proposed(braunstone: Book) -> None:
    with pytest.raises(UsageFault) as fault:
        settle(braunstone, "answers.band-from", "nowhere")

    assert fault.value.advice == "Did you mean answers.ban-from?"


def test_what_the_school_settled_counts_in_what_may_be_done(braunstone: Book) -> None:
    settle(braunstone, "answers.age-alone-counts", "yes")
    ref = breach(braunstone)
    settle(braunstone, "answers.age-alone-counts", "no")
    later = breach(braunstone)
    reasons = {}
    for case in (ref, later):
        shown = questions.show(braunstone.fresh("deputy"), case)
        (offer,) = [one for one in shown.not_yet if one.transition.trigger == "find-breach-of-age"]
        reasons[case] = " ".join(reason.sentence for reason in offer.reasons)

    assert "no breach of terms here" not in reasons[ref]
    assert "no breach of terms here" in reasons[later]


def test_an_academy_is_run_by_a_trust(book: Book) -> None:
    settle(book, "maintained", "academy")
    head = book.desk("head")
    policy = head.policy_in_force(stage.SLUG, stage.POLICY)

    assert settled.answers(head, stage.SLUG, policy)["school-kind"] == "trust"


def test_an_examination_counts_them_among_what_is_open(braunstone: Book) -> None:
    def told() -> list[str]:
        notes = doctor.examine(braunstone.fresh("head"))
        return [one.what for one in notes if "only the school can answer" in one.what]

    before = told()
    settle(braunstone, "answers.ban-from", "nowhere")

    assert len(before) == 1
    assert told() != before


def test_a_case_with_settled_answers_is_sound(braunstone: Book) -> None:
    settle(braunstone, "answers.ban-from", "school-website")
    breach(braunstone)
    damage = [one.what for one in doctor.examine(braunstone.fresh("head")) if one.damage]

    assert damage == []
