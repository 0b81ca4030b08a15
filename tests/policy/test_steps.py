"""Taking a step: where it may be taken, what is owed first, what it causes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.domain.events import TrackMoved
from casework.domain.refusals import Refusal, RefusalKind
from casework.errors import CaseworkError
from tests.policy.engine_kit import (
    CHAIR,
    DSL,
    HEAD,
    OFFICE,
    TEACHER,
    Walk,
    opened,
    opening,
    rich,
    somebody,
)

if TYPE_CHECKING:
    from casework.domain.commands import TakeStep

TRIAGE = {
    "refused": "yes",
    "continued": "yes",
    "place": "public",
    "posts": "1",
    "adult_conduct": "no",
    "seen_on": "2026-09-10",
}


def sorted_case(*edits: tuple[str, str]) -> Walk:
    walk = opened(rich(*edits))
    assert walk.take(OFFICE, "triage", **TRIAGE) == []
    return walk


def refusal(walk: Walk) -> Refusal:
    assert isinstance(walk.last, Refusal)
    return walk.last


def moves(walk: Walk) -> list[tuple[str, str, str, str, bool]]:
    return [
        (event.track, event.trigger, event.source, event.dest, event.followed)
        for event in walk.entries[-1].events
        if isinstance(event, TrackMoved)
    ]


# --- where a step may be taken --------------------------------------------------------------------


def test_a_step_moves_its_track_and_cites_its_clause() -> None:
    walk = sorted_case()
    moved = next(event for event in walk.entries[-1].events if isinstance(event, TrackMoved))

    assert walk.at("case") == "open"
    assert (moved.rule, moved.clauses) == ("concern/case/triage/received", ("RIC-1",))


def test_a_misspelt_step_is_answered_with_the_nearest_name() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "triag")

    assert refusal(walk).kind is RefusalKind.NOT_HERE
    assert refusal(walk).reasons[0].remedy == "Did you mean “triage”?"


def test_a_step_unlike_any_other_is_answered_with_where_to_look() -> None:
    walk = sorted_case()

    assert walk.take(OFFICE, "xyzzy") == ["There is no step “xyzzy” here."]
    assert refusal(walk).reasons[0].remedy == "casework case show lists the steps."


def test_a_step_that_does_not_fit_says_how_things_stand() -> None:
    walk = sorted_case()

    assert walk.take(OFFICE, "triage") == ["“triage” does not fit as things stand: The case, open."]
    assert refusal(walk).kind is RefusalKind.NOT_HERE


def test_a_step_of_another_track_is_not_looked_for_under_this_one() -> None:
    walk = sorted_case()

    assert walk.take(OFFICE, "hold", "police") == ["There is no step “hold” under “police”."]


def test_a_step_that_several_tracks_have_is_asked_back() -> None:
    walk = sorted_case()
    walk.categorise(("threat", "staff"))

    assert walk.take(OFFICE, "consider") == [
        "“consider” can mean notice or police: say which with --track."
    ]
    assert refusal(walk).kind is RefusalKind.INCOMPLETE


def test_a_step_that_fits_one_track_alone_needs_no_name_of_a_track() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "consider", "notice")

    assert walk.take(HEAD, "decline") == []
    assert walk.at("notice") == "declined"


def test_a_step_that_fits_nowhere_now_is_asked_back_with_every_track() -> None:
    walk = sorted_case()

    assert walk.take(OFFICE, "carry-out") == [
        "“carry-out” can mean notice or police: say which with --track."
    ]


# --- what stands in the way -----------------------------------------------------------------------


def test_an_unmet_condition_is_said_in_its_own_words_with_its_clause() -> None:
    walk = sorted_case()
    walk.say(refused="no")

    assert walk.take(OFFICE, "consider", "notice") == [
        "The parent has not both refused and carried on."
    ]
    assert (refusal(walk).kind, refusal(walk).clauses) == (RefusalKind.NOT_YET, ("RIC-2",))


def test_only_the_roles_of_a_step_take_it() -> None:
    walk = sorted_case()

    assert walk.take(TEACHER, "hold") == [
        "Only a senior leader, the headteacher or the office may do this."
    ]
    assert refusal(walk).kind is RefusalKind.NOT_PERMITTED


def test_somebody_with_two_roles_acts_in_either() -> None:
    walk = sorted_case()
    actor = somebody("class-teacher")
    both = type(actor)(user="u", name="u", roles=frozenset({"class-teacher", "office"}))

    assert walk.take(both, "hold") == []


def test_every_answer_still_owed_is_named_at_once() -> None:
    walk = opened(rich())
    walk.say(refused="yes")

    actual = walk.take(OFFICE, "triage")

    assert len(actual) == len(TRIAGE) - 1
    assert actual[0] == "An answer is needed: Is it still up? (continued)"
    assert refusal(walk).kind is RefusalKind.INCOMPLETE


def test_a_step_with_a_reason_is_not_taken_without() -> None:
    walk = sorted_case()

    assert walk.send(walk.taking(OFFICE, "leave-out", reason="")) == [
        "A reason is needed for this step."
    ]


def test_a_refused_step_keeps_none_of_its_answers() -> None:
    walk = opened(rich())
    walk.take(OFFICE, "triage", refused="yes")

    assert walk.snapshot.facts == {}


def test_a_wrong_answer_stops_the_step() -> None:
    walk = opened(rich())

    assert walk.take(OFFICE, "triage", refused="maybe") == [
        "Did the parent refuse to take it down? (refused) takes yes or no."
    ]


def test_answers_given_with_a_step_count_for_its_conditions() -> None:
    walk = sorted_case()
    walk.say(refused="no")

    assert walk.take(OFFICE, "consider", "notice", refused="yes") == []


def test_a_step_that_closes_waits_for_all_that_is_open() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")
    walk.take(OFFICE, "consider", "notice")

    assert walk.take(HEAD, "close") == [
        "Written notice is not finished: being considered.",
        "Following up is not finished: asked.",
    ]


def test_nothing_goes_on_in_a_closed_case_until_it_is_opened_again() -> None:
    walk = sorted_case()
    walk.say(refused="no")
    walk.take(HEAD, "close")

    assert walk.take(OFFICE, "hold") == [
        "The case is closed, so nothing goes on in it until a new incident opens it again."
    ]
    assert walk.take(OFFICE, "reopen") == []
    assert walk.take(OFFICE, "hold") == []


# --- what a step causes ---------------------------------------------------------------------------


def test_what_does_not_fit_any_more_does_not_follow() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")
    walk.take(OFFICE, "answer")

    assert moves(walk) == [("follow", "answer", "asked", "done", False)]


TALK_FIRST = ("conditions: [talk-held], starts: [news]", "starts: [news]")
NOT_OPTIONAL = (
    "{track: talk, trigger: leave-out, optional: true}",
    "{track: talk, trigger: leave-out}",
)


def test_an_optional_step_follows_where_it_fits() -> None:
    walk = sorted_case(TALK_FIRST)
    walk.take(OFFICE, "ask")
    walk.take(OFFICE, "answer")

    assert moves(walk) == [
        ("follow", "answer", "asked", "done", False),
        ("talk", "leave-out", "not-held", "left-out", True),
    ]


def test_a_step_is_refused_where_what_must_follow_cannot() -> None:
    walk = sorted_case(TALK_FIRST, NOT_OPTIONAL)
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")

    assert walk.take(OFFICE, "answer") == [
        "“leave-out” does not fit as things stand: Talk with the family, held."
    ]
    assert walk.at("follow") == "asked"


BOTH = "{track: talk, trigger: hold, optional: true}, {track: follow, trigger: ask, optional: true}"


def test_what_follows_counts_for_what_follows_after_it() -> None:
    walk = opened(
        rich(
            (
                "adult-conduct, seen-on], clauses",
                f"adult-conduct, seen-on], then: [{BOTH}], clauses",
            )
        )
    )
    walk.take(OFFICE, "triage", **TRIAGE)

    assert (walk.at("talk"), walk.at("follow")) == ("held", "asked")


def test_what_follows_is_asked_again_when_its_turn_comes() -> None:
    walk = opened(
        rich(
            (
                "adult-conduct, seen-on], clauses",
                f"adult-conduct, seen-on], then: [{BOTH}], clauses",
            ),
            ("conditions: [talk-held], starts", "unless: [talk-held], starts"),
        )
    )
    walk.take(OFFICE, "triage", **TRIAGE)

    assert (walk.at("talk"), walk.at("follow")) == ("held", "idle")


def test_what_a_step_sets_is_known_before_anything_follows() -> None:
    walk = sorted_case(
        TALK_FIRST,
        ("ends: [news], then:", "ends: [news], sets: {place: group}, then:"),
    )
    walk.take(OFFICE, "ask")
    walk.take(OFFICE, "answer")

    assert walk.snapshot.answer("place") == "group"
    assert walk.kinds()[0] == "FactSet"


def test_a_step_that_causes_itself_without_end_is_a_fault_of_the_policy() -> None:
    endless = rich(
        (
            "asks: [told-by], keeps: restarts, clauses: [RIC-1]}",
            "keeps: restarts, then: [{track: case, trigger: look-again}], clauses: [RIC-1]}",
        )
    )
    walk = opened(endless)
    walk.take(OFFICE, "triage", **TRIAGE)

    with pytest.raises(CaseworkError, match="more than twenty"):
        walk.take(OFFICE, "look-again")
    assert walk.snapshot.seq == 2


def test_a_step_that_needs_a_decision_never_just_follows() -> None:
    walk = sorted_case(
        ("{track: talk, trigger: leave-out, optional: true}", "{track: police, trigger: approve}")
    )
    walk.categorise(("threat", "staff"))
    walk.take(OFFICE, "consider", "police")
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")

    assert walk.take(OFFICE, "answer") == [
        "Report to the police needs a decision of its own, so it cannot simply follow."
    ]
    assert walk.at("police") == "considered"


def test_an_optional_step_that_needs_a_decision_is_left_to_people() -> None:
    walk = sorted_case(
        (
            "{track: talk, trigger: leave-out, optional: true}",
            "{track: police, trigger: approve, optional: true}",
        )
    )
    walk.categorise(("threat", "staff"))
    walk.take(OFFICE, "consider", "police")
    walk.take(OFFICE, "hold")
    walk.take(OFFICE, "ask")

    assert walk.take(OFFICE, "answer") == []
    assert walk.at("police") == "considered"


def test_a_letter_that_is_not_filled_in_stops_the_step() -> None:
    walk = sorted_case()
    walk.take(OFFICE, "consider", "notice")
    walk.letters = {}

    assert walk.take(OFFICE, "approve", "notice") == ["“Notice” has not been filled in."]


# --- the one built-in step ------------------------------------------------------------------------


def paused() -> Walk:
    walk = opened(rich())
    walk.take(OFFICE, "triage", **{**TRIAGE, "adult_conduct": "yes"})
    return walk


def test_contact_waits_for_safeguarding() -> None:
    assert paused().take(OFFICE, "hold") == [
        "Contact waits for safeguarding.",
        "Nothing goes to the author in the pause.",
    ]


def test_an_answer_given_with_a_step_holds_that_very_step() -> None:
    walk = opened(rich())
    walk.say(refused="no", place="public", posts="1")

    assert walk.take(OFFICE, "hold", **{"adult-conduct": "yes"})[0] == (
        rich().case_types["concern"].pause.otherwise  # type: ignore[union-attr]
    )
    assert walk.snapshot.pause == "none"


def test_safeguarding_releases_the_pause_and_nobody_can_tell_who() -> None:
    walk = paused()
    walk.take(DSL, "release-pause")

    assert walk.snapshot.pause == "released"
    assert walk.entries[-1].actor.user == "safeguarding"
    assert walk.snapshot.last_by == "safeguarding"
    assert walk.take(OFFICE, "hold") == []


def test_who_does_not_hold_the_pause_does_not_release_it() -> None:
    walk = paused()

    assert walk.take(CHAIR, "release-pause") == ["Only safeguarding releases the pause."]


def test_nothing_is_released_where_nothing_is_paused() -> None:
    walk = opened(rich())

    assert walk.take(DSL, "release-pause") == ["Nothing is paused in this case."]


def test_a_type_of_case_without_a_pause_has_none_to_release() -> None:
    walk = opened(rich(), opening(rich(), "disclosure", DSL))

    assert walk.take(DSL, "release-pause") == ["Nothing is paused in this case."]


# --- answers kept apart ---------------------------------------------------------------------------

APART = ("asks: [told-by], keeps", "asks: [told-by], asks-sealed: [screening], keeps")


def looking_again(walk: Walk, *given: str) -> TakeStep:
    """Return the step with the names of what was answered apart, as the office hands it on."""
    made = walk.taking(HEAD, "look-again", told_by="A parent")
    return replace(made, sealed_given=frozenset(given))


def test_a_step_waits_for_the_answer_that_is_kept_apart() -> None:
    walk = sorted_case(APART)

    assert walk.send(looking_again(walk)) == [
        "An answer is needed with this step: What did the check find? (screening)"
    ]
    assert isinstance(walk.last, Refusal)
    assert walk.last.kind is RefusalKind.INCOMPLETE
    assert walk.last.reasons[0].remedy == (
        "It goes to a sealed record alone; the case shows nothing of it."
    )


def test_another_answer_kept_apart_is_not_that_one() -> None:
    walk = sorted_case(APART)

    assert walk.send(looking_again(walk, "adult-conduct")) != []


def test_a_step_with_its_answer_kept_apart_leaves_the_history_of_one_that_asks_none() -> None:
    asking, plain = sorted_case(APART), sorted_case()

    assert asking.send(looking_again(asking, "screening")) == []
    assert plain.send(looking_again(plain)) == []
    assert asking.entries[-1].events == plain.entries[-1].events
    assert asking.snapshot.facts == plain.snapshot.facts
