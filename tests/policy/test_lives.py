"""What the steps of a letter's life cause in a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain.commands import MoveLetter, ReviseLetter
from casework.domain.events import LetterMoved
from casework.domain.refusals import Refusal, RefusalKind
from tests.policy.engine_kit import (
    CALENDAR,
    DSL,
    HEAD,
    OFFICE,
    Walk,
    opened,
    rich,
    words,
)

TRIAGE = {
    "refused": "yes",
    "continued": "yes",
    "place": "public",
    "posts": "1",
    "adult_conduct": "no",
    "seen_on": "2026-09-10",
}
LIFE = (("issue", "issued"), ("print", "printed"), ("sign", "signed"), ("send", "sent"))
#: A talk that is followed by a letter of its own, approved apart from any step.
NOTE = ("says: Record the talk., by: staff", "says: Record the talk., by: staff, letter: report")
WAIVED = ("to: police, approval: head", "to: police, waived-by: RIC-3")


def approved(*edits: tuple[str, str]) -> Walk:
    walk = opened(rich(*edits))
    walk.take(OFFICE, "triage", **TRIAGE)
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    assert walk.decide(HEAD) == []
    return walk


def sent(*edits: tuple[str, str]) -> Walk:
    walk = approved(*edits)
    for name, state in LIFE:
        assert walk.letter(name, state) == []
    return walk


def talked(*edits: tuple[str, str]) -> Walk:
    walk = opened(rich(NOTE, *edits))
    walk.take(OFFICE, "triage", **TRIAGE)
    assert walk.take(OFFICE, "hold") == []
    return walk


def test_a_letter_is_numbered_when_it_is_issued() -> None:
    walk = approved()
    walk.letter("issue", "issued")

    assert walk.snapshot.letters[1].serial == 1


def test_each_print_is_counted() -> None:
    walk = approved()
    walk.letter("issue", "issued")
    for _ in range(2):
        walk.letter("print", "printed")

    assert (walk.snapshot.letters[1].copies, walk.snapshot.letters[1].serial) == (2, 1)


def test_how_it_was_sent_stays_when_it_is_received() -> None:
    walk = approved()
    command = MoveLetter(
        actor=OFFICE,
        calendar=CALENDAR,
        number=1,
        step="send",
        state="sent",
        how="by hand",
        item="i1",
        digest="d1",
    )
    walk.send(command)
    walk.letter("receive", "received")
    letter = walk.snapshot.letters[1]

    assert (letter.state, letter.how, letter.item, letter.pdf_digest) == (
        "received",
        "by hand",
        "i1",
        "d1",
    )


def test_sending_the_letter_carries_out_what_was_decided() -> None:
    walk = sent()

    assert walk.at("notice") == "done"
    assert walk.limits("removal") == [("waiting", "")]


def test_the_time_to_answer_runs_from_the_receipt() -> None:
    walk = sent()
    walk.letter("receive", "received")

    assert walk.kinds() == ["LetterMoved", "DeadlineDated"]
    assert walk.limits("removal") == [("running", "2026-09-21")]


def test_the_day_of_receipt_is_the_day_it_happened() -> None:
    walk = sent()
    command = MoveLetter(
        actor=OFFICE,
        calendar=CALENDAR,
        number=1,
        step="receive",
        state="received",
        happened="2026-09-15",
    )
    walk.send(command)

    assert walk.limits("removal") == [("running", "2026-09-22")]


def test_the_receipt_of_another_letter_dates_nothing() -> None:
    walk = sent(NOTE)
    walk.take(OFFICE, "hold")
    walk.letter("receive", "received", number=2)

    assert walk.limits("removal") == [("waiting", "")]


def test_sending_is_recorded_where_what_would_follow_no_longer_fits() -> None:
    walk = approved()
    walk.take(OFFICE, "carry-out", "notice")

    assert walk.letter("send", "sent") == []
    assert walk.kinds() == ["LetterMoved"]


def test_sending_is_refused_where_what_must_follow_cannot() -> None:
    must = (
        "when-sent: {track: notice, trigger: carry-out, optional: true}",
        "when-sent: {track: notice, trigger: carry-out}",
    )
    walk = approved(must)
    walk.take(OFFICE, "carry-out", "notice")

    assert walk.letter("send", "sent") == [
        "“carry-out” does not fit as things stand: Written notice, done."
    ]


def test_sending_a_letter_never_gives_an_approval() -> None:
    walk = approved(
        (
            "when-sent: {track: notice, trigger: carry-out, optional: true}",
            "when-sent: {track: police, trigger: approve}",
        )
    )
    walk.categorise(("threat", "staff"))
    walk.take(OFFICE, "consider", "police")

    assert walk.letter("send", "sent") == [
        "Report to the police needs a decision of its own, so it cannot simply follow."
    ]
    assert walk.at("police") == "considered"


def test_a_letter_that_is_not_there_takes_no_step() -> None:
    walk = approved()

    assert walk.letter("issue", "issued", number=9) == ["This case has no letter 9."]


# --- letters that stand apart from any step -------------------------------------------------------


def test_a_letter_of_its_own_is_asked_of_its_approver() -> None:
    walk = talked()

    assert walk.kinds() == ["TrackMoved", "LetterDrafted", "ApprovalAsked"]
    assert walk.snapshot.approvals[1].trigger == "letter"


def test_a_yes_to_a_letter_approves_it_and_nothing_else() -> None:
    walk = talked()
    before = walk.snapshot.tracks

    assert walk.decide(HEAD) == []
    assert walk.snapshot.letters[1].state == "approved"
    assert walk.snapshot.tracks == before


def test_a_changed_word_returns_a_letter_of_its_own() -> None:
    walk = talked()
    walk.letters["report"] = words("changed")

    assert walk.decide(HEAD) == [
        "What was asked has changed since (the letter's words), so the request no longer stands."
    ]


def test_a_letter_of_its_own_that_was_declined_is_withdrawn() -> None:
    walk = talked()
    walk.decide(HEAD, granted=False)

    assert walk.snapshot.letters[1].state == "withdrawn"


def test_a_letter_that_a_clause_waives_needs_no_decision() -> None:
    walk = talked(WAIVED)

    assert walk.kinds() == ["TrackMoved", "LetterDrafted", "LetterMoved"]
    assert (walk.snapshot.letters[1].state, walk.snapshot.approvals) == ("approved", {})


def test_a_step_with_a_letter_of_its_own_is_not_taken_without_its_words() -> None:
    walk = opened(rich(NOTE))
    walk.take(OFFICE, "triage", **TRIAGE)
    walk.letters = {}

    assert walk.take(OFFICE, "hold") == ["“Report” has not been filled in."]
    assert walk.at("talk") == "not-held"


def test_a_letter_waiting_for_a_decision_bars_the_close() -> None:
    walk = talked()
    walk.say(refused="no")

    assert walk.take(HEAD, "close") == ["A letter waits for a decision (request 1)."]


# --- writing anew ---------------------------------------------------------------------------------


def test_a_draft_written_anew_is_asked_anew() -> None:
    walk = talked()
    walk.letters["report"] = words("better")
    walk.send(ReviseLetter(actor=OFFICE, calendar=CALENDAR, number=1, text=words("better")))

    assert walk.asked() == [(1, "lapsed"), (2, "asked")]
    assert walk.decide(HEAD) == []


def test_everyone_who_wrote_at_a_letter_is_its_editor() -> None:
    walk = talked()
    walk.send(ReviseLetter(actor=DSL, calendar=CALENDAR, number=1, text=words("better")))

    assert walk.snapshot.letters[1].editors == {"office", "dsl"}


def test_words_that_were_approved_are_not_written_anew() -> None:
    walk = approved()
    command = ReviseLetter(actor=OFFICE, calendar=CALENDAR, number=1, text=words("better"))

    assert walk.send(command) == ["Only a draft can be written anew."]
    assert walk.send(replace(command, number=9)) == ["Only a draft can be written anew."]


def test_a_revision_leaves_the_requests_of_other_letters_alone() -> None:
    walk = talked()
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    walk.send(ReviseLetter(actor=OFFICE, calendar=CALENDAR, number=2, text=words("better")))

    assert walk.asked() == [(1, "asked"), (2, "lapsed"), (3, "asked")]


# --- the pause ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "state"), LIFE)
def test_no_letter_to_the_author_moves_on_in_the_pause(name: str, state: str) -> None:
    walk = approved()
    walk.say(adult_conduct="yes")

    assert walk.letter(name, state) == [
        "Contact waits for safeguarding.",
        "Nothing goes to the author in the pause.",
    ]


@pytest.mark.parametrize(("name", "state"), [("withdraw", "withdrawn"), ("receive", "received")])
def test_the_pause_never_bars_withdrawing_or_recording_a_receipt(name: str, state: str) -> None:
    walk = approved()
    walk.say(adult_conduct="yes")

    assert walk.letter(name, state) == []


def test_a_letter_to_others_moves_on_in_the_pause() -> None:
    walk = talked(WAIVED)
    walk.say(adult_conduct="yes")

    assert walk.letter("issue", "issued") == []


def test_no_letter_to_the_author_is_approved_in_the_pause() -> None:
    walk = talked(("to: police, approval: head", "to: author, approval: head"))
    walk.say(adult_conduct="yes")

    assert walk.decide(HEAD) == [
        "Contact waits for safeguarding.",
        "Nothing goes to the author in the pause.",
    ]
    assert isinstance(walk.last, Refusal)
    assert walk.last.kind is RefusalKind.NOT_YET


def test_a_letter_approved_with_its_step_waits_for_the_pause_as_well() -> None:
    walk = opened(rich())
    walk.take(OFFICE, "triage", **TRIAGE)
    walk.take(OFFICE, "consider", "notice")
    walk.take(OFFICE, "approve", "notice")
    walk.say(adult_conduct="yes")
    walk.decide(HEAD)
    moved = [
        event
        for entry in walk.entries
        for event in entry.events
        if isinstance(event, LetterMoved) and event.step != "approve"
    ]

    assert moved == []
    assert walk.letter("issue", "issued") != []
