"""Asking for a decision and making it: by whom, and for exactly what was asked."""

from __future__ import annotations

from dataclasses import replace

from casework.domain.commands import DecideApproval, NamePerson, ReviseLetter
from casework.domain.refusals import Refusal, RefusalKind
from tests.policy.engine_kit import (
    CALENDAR,
    CHAIR,
    HEAD,
    LEADER,
    OFFICE,
    Walk,
    opened,
    person,
    rich,
    somebody,
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
SECOND_HEAD = somebody("headteacher", "head-2")
#: The same policy with a notice that goes without a letter.
NO_LETTER = ("approval: head\n          letter: notice\n", "approval: head\n")
STEPS = "steps:\n            carry-out: {starts: [removal]}"
FIRST_CONDITIONS = STEPS.replace(
    "carry-out", "approve: {conditions: [refused-and-continued]}\n            carry-out"
)
FIRST_ASKS = STEPS.replace("carry-out", "approve: {asks: [posts]}\n            carry-out")


def asked(*edits: tuple[str, str]) -> Walk:
    """Return a case in which the office has asked for the notice."""
    walk = opened(rich(*edits))
    walk.take(OFFICE, "triage", **TRIAGE)
    walk.take(OFFICE, "consider", "notice")
    assert walk.take(OFFICE, "approve", "notice") == []
    return walk


def kind(walk: Walk) -> RefusalKind:
    assert isinstance(walk.last, Refusal)
    return walk.last.kind


def test_asking_drafts_the_letter_and_moves_nothing() -> None:
    walk = asked()

    assert walk.kinds() == ["LetterDrafted", "ApprovalAsked"]
    assert (walk.at("notice"), walk.asked()) == ("considered", [(1, "asked")])


def test_a_request_keeps_what_it_rests_on() -> None:
    request = asked().snapshot.approvals[1]

    assert request.facts == {
        "categories": "",
        "step": "concern/notice/approve/considered",
    }
    assert (request.role, request.instead, request.asked_by) == ("head", ("chair",), "office")


def test_a_yes_takes_the_step_and_approves_the_letter() -> None:
    walk = asked()

    assert walk.decide(HEAD) == []
    assert (walk.at("notice"), walk.asked()) == ("approved", [(1, "granted")])
    assert walk.snapshot.letters[1].state == "approved"


def test_a_no_has_its_reason_and_withdraws_the_letter() -> None:
    walk = asked()

    assert walk.decide(HEAD, granted=False) == []
    assert (walk.at("notice"), walk.asked()) == ("considered", [(1, "declined")])
    assert walk.snapshot.letters[1].state == "withdrawn"
    assert walk.snapshot.approvals[1].why == "It is too early."


def test_a_no_without_a_reason_is_no_answer() -> None:
    walk = asked()
    command = DecideApproval(actor=HEAD, calendar=CALENDAR, number=1, granted=False)

    assert walk.send(command) == ["Declining needs its reason."]


def test_what_was_declined_is_asked_again_as_a_new_request() -> None:
    walk = asked()
    walk.decide(HEAD, granted=False)

    assert walk.take(OFFICE, "approve", "notice") == []
    assert walk.asked() == [(1, "declined"), (2, "asked")]


def test_the_same_is_not_asked_twice() -> None:
    walk = asked()

    assert walk.take(OFFICE, "approve", "notice") == [
        "It has been asked for and waits for a decision (request 1)."
    ]
    assert kind(walk) is RefusalKind.NOT_YET


def test_a_request_that_does_not_exist_waits_for_nobody() -> None:
    walk = asked()

    assert walk.decide(HEAD, number=7) == ["Request 7 waits for nobody."]


def test_a_request_is_decided_once() -> None:
    walk = asked()
    walk.decide(HEAD)

    assert walk.decide(HEAD, number=1) == ["Request 1 waits for nobody."]
    assert walk.decide(HEAD, granted=False, number=1) == ["Request 1 waits for nobody."]


# --- who may not decide ---------------------------------------------------------------------------


def test_whoever_asks_does_not_decide() -> None:
    walk = opened(rich())
    walk.take(OFFICE, "triage", **TRIAGE)
    walk.take(OFFICE, "consider", "notice")
    walk.take(HEAD, "approve", "notice")

    assert walk.decide(HEAD) == [
        "Whoever asks for a decision does not make it; somebody else must decide."
    ]
    assert kind(walk) is RefusalKind.NOT_PERMITTED
    assert walk.decide(SECOND_HEAD) == []


def test_whoever_wrote_the_letter_anew_does_not_approve_it() -> None:
    walk = asked()
    walk.letters["notice"] = words("other")
    walk.send(ReviseLetter(actor=HEAD, calendar=CALENDAR, number=1, text=words("other")))

    assert walk.decide(HEAD) == [
        "Whoever asks for a decision does not make it; somebody else must decide."
    ]


def test_an_editor_of_the_letter_does_not_approve_it_for_the_one_who_asked() -> None:
    walk = asked()
    walk.letters["notice"] = words("other")
    walk.send(ReviseLetter(actor=HEAD, calendar=CALENDAR, number=1, text=words("other")))
    walk.letters["notice"] = words("third")
    walk.send(ReviseLetter(actor=OFFICE, calendar=CALENDAR, number=1, text=words("third")))

    assert walk.decide(HEAD) == [
        "Whoever wrote the letter does not approve it; somebody else must decide."
    ]
    assert walk.decide(SECOND_HEAD) == []


def test_nobody_named_in_the_case_decides_in_it() -> None:
    walk = asked()
    whom = person("target", user="headteacher")
    walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=whom))

    assert walk.decide(HEAD) == ["You are named in this case, so somebody else must decide."]


def test_only_those_who_decide_decide() -> None:
    walk = asked()

    assert walk.decide(LEADER) == ["The headteacher decides this."]


def test_the_substitute_decides_where_the_office_says_nobody_else_is_free() -> None:
    walk = asked()
    alone = DecideApproval(
        actor=CHAIR, calendar=CALENDAR, number=1, granted=True, letters=walk.letters
    )

    assert walk.send(alone) == ["The headteacher decides this."]
    assert walk.send(replace(alone, deciding=frozenset({"chair", "vice-chair"}))) == []


def test_the_refusal_names_the_substitutes_where_they_decide() -> None:
    walk = asked()
    command = DecideApproval(
        actor=LEADER,
        calendar=CALENDAR,
        number=1,
        granted=True,
        deciding=frozenset({"chair", "vice-chair"}),
    )

    assert walk.send(command) == [
        "The chair of governors or the vice-chair of governors decides this."
    ]


# --- exactly what was asked -----------------------------------------------------------------------


def test_one_changed_word_returns_the_request() -> None:
    walk = asked()
    walk.letters["notice"] = words("changed")

    assert walk.decide(HEAD) == [
        "What was asked has changed since (the letter's words), so the request no longer stands."
    ]
    assert kind(walk) is RefusalKind.STALE


def test_a_letter_that_can_no_longer_be_filled_in_returns_the_request() -> None:
    walk = asked()
    walk.letters = {}

    assert kind_after_grant(walk) is RefusalKind.STALE


def kind_after_grant(walk: Walk) -> RefusalKind:
    walk.decide(HEAD)
    return kind(walk)


def test_a_changed_category_returns_the_request() -> None:
    walk = asked()
    walk.categorise(("threat", "staff"))

    assert walk.decide(HEAD) == [
        "What was asked has changed since (categories), so the request no longer stands."
    ]


def test_a_condition_that_fails_since_stands_in_the_way_of_a_yes() -> None:
    walk = asked((STEPS, FIRST_CONDITIONS))
    walk.say(refused="no")

    assert walk.decide(HEAD) == ["The parent has not both refused and carried on."]
    assert kind(walk) is RefusalKind.NOT_YET


def test_a_request_without_a_letter_rests_on_answers_alone() -> None:
    walk = asked(
        NO_LETTER,
        (STEPS, FIRST_ASKS),
        ("when-sent: {track: notice, trigger: carry-out, optional: true}, limit", "limit"),
    )
    rests_on = dict(walk.snapshot.approvals[1].facts)
    walk.say(posts="2")

    assert rests_on["posts"] == "1"
    assert walk.decide(HEAD) == [
        "What was asked has changed since (posts), so the request no longer stands."
    ]
    walk.say(posts="1")
    assert walk.decide(HEAD) == []
    assert walk.snapshot.letters == {}


def test_a_request_without_a_letter_is_declined_without_one() -> None:
    without = "when-sent: {track: notice, trigger: carry-out, optional: true}, limit"
    walk = asked(NO_LETTER, (without, "limit"))

    assert walk.decide(HEAD, granted=False) == []
    assert walk.kinds() == ["ApprovalDeclined"]


def test_an_action_that_moved_on_lets_its_request_lapse() -> None:
    walk = asked()
    walk.take(HEAD, "withdraw", "notice")

    assert walk.asked() == [(1, "lapsed")]
    assert walk.snapshot.approvals[1].why == "The action has moved on since it was asked."
    assert walk.snapshot.letters[1].state == "withdrawn"
    assert walk.decide(HEAD, number=1) == ["Request 1 waits for nobody."]


def test_a_request_of_another_action_stays() -> None:
    walk = asked()
    walk.take(OFFICE, "hold")

    assert walk.asked() == [(1, "asked")]


def test_a_step_may_be_called_letter() -> None:
    """A request about a letter alone is known by having no track, not by a word."""
    walk = opened(
        rich(
            ("trigger: leave-out, source", "trigger: letter, approval: head, source"),
            ("then: [{track: talk, trigger: leave-out, optional: true}], ", ""),
        )
    )
    walk.take(OFFICE, "triage", **TRIAGE)
    walk.take(OFFICE, "letter")

    assert walk.decide(HEAD) == []
    assert walk.at("talk") == "left-out"


# --- closing --------------------------------------------------------------------------------------

CLOSE_BY_HEAD = ("by: head, closes: true", "by: staff, approval: head, closes: true")


def test_a_close_that_was_asked_does_not_bar_itself() -> None:
    walk = opened(rich(CLOSE_BY_HEAD))
    walk.take(OFFICE, "triage", **{**TRIAGE, "refused": "no"})

    assert walk.take(OFFICE, "close") == []
    assert walk.decide(HEAD) == []
    assert walk.at("case") == "closed"


def test_any_other_request_bars_the_close() -> None:
    walk = asked(CLOSE_BY_HEAD)
    actual = walk.take(OFFICE, "close")

    assert "Written notice waits for a decision (request 1)." in actual


def test_nothing_is_granted_in_a_closed_case() -> None:
    """Peers' fault glpi_8252: a closed item was approved."""
    walk = asked(("by: head, closes: true", "by: head"))
    walk.take(HEAD, "close")
    assert walk.at("case") == "closed"

    assert walk.decide(HEAD, number=1) == [
        "The case is closed, so nothing goes on in it until a new incident opens it again."
    ]
    assert walk.at("notice") == "considered"
