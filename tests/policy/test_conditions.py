"""Each test a condition is made of, at its edges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain.case import DeadlineState, LetterState, Pause, Snapshot, Standing, TrackState
from casework.domain.facts import CategoryClaim
from casework.policy import conditions as c
from tests.policy.engine_kit import knowing, opened, person, rich, standing

CASE = opened(rich()).snapshot


def holds(test: c.Atom, case: Snapshot = CASE) -> bool:
    return test.compiled()(case)


def claiming(*claims: tuple[str, str]) -> Snapshot:
    made = tuple(CategoryClaim(code=code, target=target) for code, target in claims)
    return replace(CASE, categories=made)


def test_an_unanswered_question_is_neither_yes_nor_no() -> None:
    assert [holds(c.FactIs(fact="refused", values=frozenset({v}))) for v in ("yes", "no")] == [
        False,
        False,
    ]


@pytest.mark.parametrize(("value", "one", "several"), [("yes", True, True), ("no", False, True)])
def test_an_answer_is_one_of_those_asked_for(value: str, one: bool, several: bool) -> None:
    case = knowing(CASE, refused=value)

    assert holds(c.FactIs(fact="refused", values=frozenset({"yes"})), case) is one
    assert holds(c.FactIs(fact="refused", values=frozenset({"yes", "no"})), case) is several
    assert not holds(c.FactIs(fact="place", values=frozenset({"a", "b"})), case)


@pytest.mark.parametrize(("value", "enough"), [("2", False), ("3", True), ("10", True)])
def test_numbers_are_compared_as_numbers(value: str, enough: bool) -> None:
    assert holds(c.FactAtLeast(fact="posts", least=3), knowing(CASE, posts=value)) is enough
    assert not holds(c.FactAtLeast(fact="posts", least=0))


def test_a_category_is_asked_for_with_or_without_its_target() -> None:
    case = claiming(("threat", "pupil"))

    assert holds(c.HasCategory(code="threat"), case)
    assert holds(c.HasCategory(code="threat", target="pupil"), case)
    assert not holds(c.HasCategory(code="threat", target="staff"), case)
    assert not holds(c.HasCategory(code="complaint"), case)
    assert holds(c.HasCategory(code=""), case)
    assert not holds(c.HasCategory(code=""))


def test_a_complaint_alone_is_a_complaint_and_nothing_else() -> None:
    alone = c.OnlyCategories(codes=frozenset({"complaint"}))

    assert holds(alone, claiming(("complaint", "school")))
    assert not holds(alone, claiming(("complaint", "school"), ("threat", "staff")))
    assert not holds(alone)


def test_where_a_track_stands_and_where_it_has_been() -> None:
    there = TrackState(state="closed", been=frozenset({"received", "closed"}))
    case = replace(CASE, tracks={**CASE.tracks, "case": there})

    assert holds(c.TrackIn(track="case", states=frozenset({"closed"})), case)
    assert not holds(c.TrackIn(track="case", states=frozenset({"received"})), case)
    assert holds(c.TrackBeen(track="case", states=frozenset({"received"})), case)
    assert not holds(c.TrackBeen(track="case", states=frozenset({"open"})), case)
    assert holds(c.TrackIn(track="talk", states=frozenset({"held"})), standing(CASE, talk="held"))


def limit(id_: str, how: Standing) -> DeadlineState:
    (only,) = CASE.deadlines.values()
    return replace(only, id=id_, standing=how)


def test_the_latest_limit_of_a_name_counts() -> None:
    both = (limit("a", Standing.MET), limit("b", Standing.RUNNING))
    case = replace(CASE, deadlines={one.id: one for one in both})

    assert holds(c.DeadlineStands(deadline="triage", standing="running"), case)
    assert not holds(c.DeadlineStands(deadline="triage", standing="met"), case)
    assert not holds(c.DeadlineStands(deadline="review", standing="running"), case)


@pytest.mark.parametrize(
    ("state", "reached"),
    [("drafted", False), ("issued", True), ("received", True), ("withdrawn", False)],
)
def test_a_letter_has_reached_a_stage_when_it_is_there_or_further(
    state: str, reached: bool
) -> None:
    letter = LetterState(
        number=1, letter="notice", title="", to="", values={}, text="", digest="", state=state
    )
    case = replace(CASE, letters={1: letter})

    assert holds(c.LetterReached(letter="notice", stage="approved"), case) is reached
    assert not holds(c.LetterReached(letter="report", stage="drafted"), case)


def test_incidents_sheets_and_people_are_counted() -> None:
    case = replace(CASE, people=(person("author"),))

    assert holds(c.IncidentsAtLeast(least=0))
    assert not holds(c.IncidentsAtLeast(least=1))
    assert not holds(c.EvidenceAtLeast(least=1))
    assert holds(c.PersonNamed(role="author"), case)
    assert not holds(c.PersonNamed(role="target"), case)


@pytest.mark.parametrize(
    ("pause", "paused"),
    [(Pause.NONE, False), (Pause.STANDING, True), (Pause.RELEASED, False)],
)
def test_a_pause_counts_while_it_stands(pause: Pause, paused: bool) -> None:
    case = replace(CASE, pause=pause)

    assert holds(c.IsPaused(paused=True), case) is paused
    assert holds(c.IsPaused(paused=False), case) is not paused


YES, NO = c.IsPaused(paused=False), c.IsPaused(paused=True)


def test_all_any_and_not() -> None:
    assert holds(c.All(parts=(YES, YES)))
    assert not holds(c.All(parts=(YES, NO)))
    assert holds(c.AnyOf(parts=(NO, YES)))
    assert not holds(c.AnyOf(parts=(NO, NO)))
    assert holds(c.Not(part=NO))
    assert holds(c.All(parts=()))
    assert not holds(c.AnyOf(parts=()))


def test_a_tree_knows_the_questions_it_reads() -> None:
    asks = c.FactIs(fact="refused", values=frozenset({"yes"}))
    counts = c.FactAtLeast(fact="posts", least=1)
    tree = c.All(parts=(asks, c.AnyOf(parts=(c.Not(part=counts), YES))))

    assert c.leaves(tree) == (asks, counts, YES)
    assert c.facts_read(tree) == {"refused", "posts"}


def test_a_kind_of_test_that_does_not_say_how_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError, match="Atom"):
        c.Atom().compiled()
