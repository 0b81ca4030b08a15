"""Taking the last entry back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.domain.commands import AddNote, NamePerson
from casework.domain.refusals import Refusal, RefusalKind
from tests.policy.engine_kit import (
    CALENDAR,
    DSL,
    HEAD,
    OFFICE,
    Walk,
    opened,
    person,
    rich,
)

if TYPE_CHECKING:
    from casework.domain.case import Snapshot

TRIAGE = {
    "refused": "yes",
    "continued": "yes",
    "place": "public",
    "posts": "1",
    "adult_conduct": "no",
    "seen_on": "2026-09-10",
}
LIFE = (("issue", "issued"), ("print", "printed"), ("sign", "signed"), ("send", "sent"))


def sorted_case() -> Walk:
    walk = opened(rich())
    assert walk.take(OFFICE, "triage", **TRIAGE) == []
    return walk


def without_marks(snapshot: Snapshot) -> Snapshot:
    """Return the case without what every entry changes."""
    return replace(snapshot, seq=0, revision=0, changed_at=snapshot.opened_at, last_by="")


def test_the_case_is_what_it_was_before() -> None:
    walk = opened(rich())
    before = without_marks(walk.snapshot)
    walk.take(OFFICE, "triage", **TRIAGE)

    assert walk.undo(OFFICE) == []
    assert without_marks(walk.snapshot) == before
    assert (walk.snapshot.seq, walk.snapshot.revision) == (3, 3)


def test_what_the_step_armed_is_gone_and_what_it_ended_runs_on() -> None:
    walk = sorted_case()
    walk.undo(OFFICE)

    assert walk.limits("triage") == [("running", "2026-09-16")]
    assert walk.limits("review") == []


def test_a_case_goes_on_after_an_undo() -> None:
    walk = sorted_case()
    walk.undo(OFFICE)

    assert walk.take(OFFICE, "triage", **TRIAGE) == []
    assert walk.at("case") == "open"


def test_nothing_is_undone_twice() -> None:
    walk = sorted_case()
    walk.undo(OFFICE)

    assert walk.undo(OFFICE) == ["There is nothing to undo."]


def test_an_opening_is_not_undone() -> None:
    walk = opened(rich())

    assert walk.undo(OFFICE) == ["There is nothing to undo."]
    assert isinstance(walk.last, Refusal)
    assert walk.last.kind is RefusalKind.NOT_YET
    assert walk.last.reasons[0].remedy == "Correct it by a further entry instead."


def test_only_its_writer_takes_an_entry_back() -> None:
    walk = sorted_case()

    assert walk.undo(HEAD) == ["The last entry is somebody else’s; only its writer takes it back."]


@pytest.mark.parametrize(("seconds", "taken_back"), [(600, True), (601, False)])
def test_the_window_closes(seconds: int, taken_back: bool) -> None:
    walk = sorted_case()
    walk.later(seconds=seconds)

    assert (walk.undo(OFFICE) == []) is taken_back


def test_the_refusal_says_how_long_the_window_was() -> None:
    walk = sorted_case()
    walk.later(seconds=61)

    assert walk.undo(OFFICE, window=60) == ["The 60 seconds for taking it back are over."]


def test_a_note_after_it_makes_the_note_the_last_entry() -> None:
    walk = sorted_case()
    walk.send(AddNote(actor=HEAD, calendar=CALENDAR, words="Seen."))

    assert walk.undo(OFFICE) != []
    assert walk.undo(HEAD) == []
    assert walk.at("case") == "open"


def test_a_passed_limit_that_it_did_not_start_leaves_the_undo_open() -> None:
    walk = opened(rich())
    walk.send(AddNote(actor=OFFICE, calendar=CALENDAR, words="Rang."))
    walk.clock("triage")

    assert walk.undo(OFFICE) == []
    assert walk.limits("triage") == [("passed", "2026-09-16")]


def test_a_passed_limit_that_it_started_closes_the_undo() -> None:
    walk = sorted_case()
    walk.clock("review")

    assert walk.undo(OFFICE) == ["A time limit that it started has passed since."]


@pytest.mark.parametrize(("name", "state"), LIFE)
def test_paper_is_not_taken_back(name: str, state: str) -> None:
    walk = sorted_case()
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    walk.decide(HEAD)
    for step, after in LIFE:
        walk.letter(step, after)
        if step == name:
            break
    answer = walk.undo(OFFICE)
    paper = ["A letter has been issued or printed by it; paper cannot be taken back."]

    assert walk.snapshot.letters[1].state in {state, "issued", "printed", "signed"}
    assert answer == (paper if name in {"issue", "print"} else [])


def test_a_decision_is_taken_back_by_who_made_it() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    walk.decide(HEAD)

    assert walk.undo(OFFICE) != []
    assert walk.undo(HEAD) == []
    assert (walk.at("notice"), walk.asked()) == ("considered", [(1, "asked")])


def test_a_decision_bars_the_undo_of_what_was_asked() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    walk.decide(HEAD, granted=False)

    assert walk.undo(OFFICE) == [
        "The last entry is somebody else’s; only its writer takes it back."
    ]


def test_nobody_can_tell_who_might_take_a_release_back() -> None:
    walk = opened(rich())
    walk.take(OFFICE, "triage", **{**TRIAGE, "adult_conduct": "yes"})
    walk.take(DSL, "release-pause")

    assert walk.undo(DSL) == ["The last entry is somebody else’s; only its writer takes it back."]


def test_an_answer_that_began_a_pause_is_not_taken_back() -> None:
    walk = opened(rich())
    walk.say(adult_conduct="yes")

    assert walk.undo(OFFICE) == [
        "It began or ended a pause, or changed who may see the case; that stands."
    ]
    assert walk.snapshot.pause == "standing"


def test_naming_the_person_of_concern_is_not_taken_back() -> None:
    walk = sorted_case()
    walk.send(
        NamePerson(actor=HEAD, calendar=CALENDAR, person=person("person-of-concern", user="deputy"))
    )

    assert walk.undo(HEAD) == [
        "It began or ended a pause, or changed who may see the case; that stands."
    ]


def test_somebody_named_as_the_person_of_concern_takes_nothing_back() -> None:
    walk = sorted_case()
    whom = person("person-of-concern", user="office")
    walk.send(NamePerson(actor=HEAD, calendar=CALENDAR, person=whom))

    assert walk.undo(OFFICE) == ["There is nothing here for you to do."]


def test_an_undo_never_leaves_a_broken_contract() -> None:
    """A second category made the police possible; without it the case could not stand so."""
    walk = opened(
        rich(("trigger: call-at-once, source:", "trigger: call-at-once, asks: [], source:"))
    )
    walk.categorise(("complaint", "school"))
    walk.categorise(("threat", "staff"))
    police = replace(walk.snapshot.tracks["police"], state="approved")
    first = walk.entries[0]
    opened_there = replace(first.events[0], tracks={**first.events[0].tracks, "police": "approved"})  # type: ignore[attr-defined, call-arg]  # it opens a case
    walk.entries[0] = replace(first, events=(opened_there, *first.events[1:]))
    walk.snapshot = replace(walk.snapshot, tracks={**walk.snapshot.tracks, "police": police})

    assert walk.undo(OFFICE) == ["A complaint alone never reaches the police."]
    assert isinstance(walk.last, Refusal)
    assert walk.last.kind is RefusalKind.CONTRACT
