"""From entries to the case as it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.domain.events import (
    CaseOpened,
    DeadlineArmed,
    DeadlineEnded,
    Entry,
    Event,
    EvidenceAdded,
    FactSet,
    NoteAdded,
    TrackMoved,
    Undone,
    clock_entry,
)
from casework.domain.fold import begin, fold, follow, resume, undone
from casework.domain.people import Actor
from casework.errors import Damaged

if TYPE_CHECKING:
    from casework.domain.case import Snapshot

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
ANN = Actor(user="ann", name="Ann", roles=frozenset({"office"}))
OPENED = CaseOpened(
    ref="CW-7F3K",
    case_type="concern",
    policy="p",
    digest="d",
    school="s",
    summary="A post",
    tracks={"case": "received", "talk": "idle"},
)
ARMED = DeadlineArmed(
    id="L1",
    name="review",
    track="case",
    due_at="2026-09-20T00:00:00+00:00",
    due_on="2026-09-19",
    anchor="2026-09-14",
    rule="5 days",
    unit="days",
    why="Because.",
    calendar=1,
    letter=0,
)


def entry(seq: int, *events: Event, actor: Actor = ANN) -> Entry:
    at = NOW + timedelta(minutes=seq)
    return Entry(seq=seq, at=at, actor=actor, policy="d", command="Do", key=str(seq), events=events)


def moved(dest: str) -> TrackMoved:
    return TrackMoved(
        track="case",
        trigger="go",
        source="received",
        dest=dest,
        rule="r",
        clauses=(),
        followed=False,
    )


def answer(value: str) -> FactSet:
    return FactSet(name="refused", value=value, said_by="Her mother")


def marks(case: Snapshot) -> tuple[int, int, str]:
    return case.seq, case.revision, case.last_by


def test_a_case_begins_with_its_opening() -> None:
    case = fold([entry(1, OPENED)])

    assert (case.ref, case.case_type, case.summary) == ("CW-7F3K", "concern", "A post")
    assert (case.opened_at, case.changed_at) == (NOW + timedelta(minutes=1),) * 2
    assert case.state("case") == "received"
    assert case.tracks["case"].been == {"received"}


@pytest.mark.parametrize("history", [[], [entry(1)], [entry(1, NoteAdded(words="First."))]])
def test_a_history_without_its_opening_is_damaged(history: list[Entry]) -> None:
    with pytest.raises(Damaged, match="does not begin with its opening"):
        fold(history)


def test_the_last_word_counts() -> None:
    case = fold([entry(1, OPENED), entry(2, answer("no")), entry(3, answer("yes"))])

    assert case.answer("refused") == "yes"
    assert (case.facts["refused"].seq, case.facts["refused"].said_by) == (3, "Her mother")


def test_a_track_remembers_where_it_has_been_and_since_when() -> None:
    case = fold([entry(1, OPENED), entry(2, moved("open")), entry(3, moved("closed"))])

    assert case.tracks["case"].been == {"received", "open", "closed"}
    assert (case.state("case"), case.tracks["case"].since) == ("closed", 3)
    assert case.tracks["talk"].since == 1


def test_an_undo_takes_its_step_and_itself_out() -> None:
    history = [entry(1, OPENED), entry(2, moved("open"), answer("yes")), entry(3, Undone(seq=2))]
    case = fold(history)

    assert (case.state("case"), case.answer("refused")) == ("received", "")
    assert marks(case) == (3, 3, "ann")
    assert undone(history) == {2, 3}


def test_the_number_of_evidence_that_was_taken_back_is_kept_and_not_given_again() -> None:
    history = [entry(1, OPENED), entry(2, EvidenceAdded(number=1, sheet={}))]
    history.append(entry(3, Undone(seq=2)))

    assert (fold(history).evidence, fold(history).evidence_drawn) == ((), 1)


def test_what_an_undone_step_armed_is_gone_and_what_it_ended_runs_on() -> None:
    ended = DeadlineEnded(id="L1", how="met")
    other = DeadlineArmed(**{**{k: getattr(ARMED, k) for k in ARMED.__slots__}, "id": "L2"})
    history = [entry(1, OPENED, ARMED), entry(2, ended, other), entry(3, Undone(seq=2))]

    assert {id_: limit.standing for id_, limit in fold(history).deadlines.items()} == {
        "L1": "running"
    }


def test_the_clock_makes_nobodys_command_stale() -> None:
    history = [
        entry(1, OPENED, ARMED),
        clock_entry(2, NOW + timedelta(days=9), "L1", ARMED.due_at),
    ]
    case = fold(history)

    assert marks(case) == (2, 1, "clock")
    assert case.deadlines["L1"].standing == "passed"
    assert case.deadlines["L1"].passed_at == (NOW + timedelta(days=9)).isoformat()


def test_one_entry_more_is_the_whole_history_again() -> None:
    history = [
        entry(1, OPENED, ARMED),
        entry(2, moved("open"), answer("yes")),
        clock_entry(3, NOW, "L1", ARMED.due_at),
        entry(4, NoteAdded(words="Rang.")),
    ]
    case = fold(history[:1])
    for count, one in enumerate(history[1:], start=2):
        case = follow(case, one)

        assert case == fold(history[:count])


def test_following_writes_nothing_into_the_case_before() -> None:
    before = fold([entry(1, OPENED, ARMED)])
    follow(before, entry(2, moved("open"), answer("yes"), DeadlineEnded(id="L1", how="met")))

    assert before == fold([entry(1, OPENED, ARMED)])


def test_a_case_resumed_and_frozen_is_the_same_case() -> None:
    history = [entry(1, OPENED, ARMED), entry(2, answer("yes"))]
    case = fold(history)

    assert resume(case, history[-1]).freeze(case.seq, case.revision) == case


def test_at_its_very_beginning_nothing_has_counted_yet() -> None:
    draft = begin(OPENED, entry(1, OPENED))

    assert (draft.tracks, draft.facts) == ({}, {})
