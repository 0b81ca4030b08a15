"""Questions a case answers about itself."""

from __future__ import annotations

from datetime import UTC, datetime

from casework.domain.case import CaseRef, Snapshot, TrackState
from casework.domain.facts import Fact
from casework.domain.people import CasePerson, PersonRole

CASE = Snapshot(
    ref=CaseRef("CW-7F3K"),
    case_type="concern",
    policy="p",
    digest="d",
    school="s",
    summary="Secret words",
    seq=3,
    revision=2,
    opened_at=datetime(2026, 9, 14, tzinfo=UTC),
    changed_at=datetime(2026, 9, 14, tzinfo=UTC),
    tracks={"case": TrackState(state="open")},
    facts={"refused": Fact(value="yes", said_by="", by="ann", seq=2)},
    people=(CasePerson(number=1, role=PersonRole.AUTHOR, name="Bob", user="u1"),),
)


def test_a_case_says_where_a_track_stands() -> None:
    assert CASE.state("case") == "open"


def test_an_unanswered_question_has_no_answer() -> None:
    assert (CASE.answer("refused"), CASE.answer("continued")) == ("yes", "")


def test_a_case_knows_whether_a_user_is_named_in_it() -> None:
    assert (CASE.names("u1"), CASE.names("u2")) == (True, False)


def test_nothing_personal_shows_in_a_trace() -> None:
    assert repr(CASE) == "Snapshot(seq=3, revision=2)"
