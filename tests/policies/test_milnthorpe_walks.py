"""Milnthorpe cases driven through the real engine, from the first report to the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.domain.calendar import Calendar
from casework.domain.commands import (
    DecideApproval,
    LetterText,
    MoveLetter,
    OpenCase,
    SetFacts,
    TakeStep,
)
from casework.domain.facts import CategoryClaim
from casework.domain.people import Actor
from casework.domain.refusals import Refusal
from casework.domain.terms import SchoolYear, Term
from casework.policy.engine import open_case, step
from casework.policy.loader import load_policy

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.policy.decision import Decision
    from casework.policy.model import Policy

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)  # a Monday in term
YEAR = SchoolYear(
    first=date(2026, 9, 1),
    last=date(2027, 8, 31),
    terms=(Term(first=date(2026, 9, 2), last=date(2026, 12, 18), name="Autumn"),),
)
CALENDAR = Calendar(version=1, holidays={}, loaded_years=frozenset({2026, 2027}), years=(YEAR,))
OFFICE, LEADER, HEAD, DSL = (
    Actor(user=role, name=role, roles=frozenset({role}))
    for role in ("office", "senior-leader", "headteacher", "dsl")
)
LIFE = {"issue": "issued", "print": "printed", "sign": "signed", "send": "sent"}
TRIAGE = {
    "location": "public",
    "author-type": "parent",
    "inappropriate": "yes",
    "possibly-unlawful": "no",
    "crime-possible": "no",
    "undeserved": "yes",
    "touches-safeguarding": "no",
    "touches-families": "no",
    "touches-confidentiality": "no",
    "touches-relationships": "yes",
    "names-individual": "yes",
    "serious-allegation": "no",
    "adult-conduct": "no",
    "child-at-risk": "no",
    "staff-affected": "no",
}
TAKE_UP = {
    "platform": "facebook",
    "first-published": "2026-09-10",
    "complaint-open": "no",
    "harm-reputation": "yes",
    "harm-other": "no",
    "harm-learning": "no",
    "child-under-age": "no",
}
TALK = {"removal-asked-on": "2026-09-14", "raised-with-us-first": "no"}


@cache
def policy() -> Policy:
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy("milnthorpe", [ROOT / "workflows"], letters).policy


@dataclass
class Case:
    """A case and its next nonce; every method returns the reasons against it, or nothing."""

    snapshot: Snapshot
    count: int = 0
    letters: dict[str, LetterText] = field(default_factory=dict)

    def do(self, actor: Actor, trigger: str, track: str = "", **facts: str) -> list[str]:
        """Take a step with a reason and a source at hand."""
        self.count += 1
        return self._settle(
            step(
                policy(),
                self.snapshot,
                TakeStep(
                    actor=actor,
                    calendar=CALENDAR,
                    nonce=f"n{self.count}",
                    reason="As was said.",
                    trigger=trigger,
                    track=track,
                    facts={name.replace("_", "-"): value for name, value in facts.items()},
                    said_by="The class teacher",
                    letters=self.letters,
                ),
                NOW,
            )
        )

    def grant(self, actor: Actor) -> list[str]:
        """Grant the latest request."""
        command = DecideApproval(
            actor=actor,
            calendar=CALENDAR,
            number=max(self.snapshot.approvals),
            granted=True,
            letters=self.letters,
        )
        return self._settle(step(policy(), self.snapshot, command, NOW))

    def letter(self, name: str, state: str) -> list[str]:
        """Take a step of the latest letter's life."""
        command = MoveLetter(
            actor=OFFICE,
            calendar=CALENDAR,
            number=max(self.snapshot.letters),
            step=name,
            state=state,
        )
        return self._settle(step(policy(), self.snapshot, command, NOW))

    def say(self, **facts: str) -> list[str]:
        """Answer questions."""
        command = SetFacts(
            actor=OFFICE,
            calendar=CALENDAR,
            facts={name.replace("_", "-"): value for name, value in facts.items()},
            said_by="A parent in the group",
        )
        return self._settle(step(policy(), self.snapshot, command, NOW))

    def at(self, track: str) -> str:
        return self.snapshot.state(track)

    def due(self, limit: str) -> list[tuple[str, str]]:
        """Return standing and last day of each limit of that name."""
        found = [one for one in self.snapshot.deadlines.values() if one.name == limit]
        return [(one.standing.value, one.due_on) for one in found]

    def _settle(self, decision: Decision) -> list[str]:
        if isinstance(decision, Refusal):
            return [reason.sentence for reason in decision.reasons]
        self.snapshot = decision.snapshot
        return []


def opened(*categories: tuple[str, str]) -> Case:
    """Return a case just opened by the office."""
    command = OpenCase(
        actor=OFFICE,
        calendar=CALENDAR,
        nonce="n0",
        ref="CW-7F3K",
        case_type="concern",
        school="Milnthorpe",
        categories=tuple(CategoryClaim(code=code, target=whom) for code, whom in categories),
    )
    decision = open_case(policy(), command, NOW)
    assert not isinstance(decision, Refusal)
    letters = policy().case_types["concern"].letters
    words = {name: LetterText(values={}, text="Words.", digest=name) for name in letters}
    return Case(decision.snapshot, letters=words)


def taken_up(*categories: tuple[str, str], **facts: str) -> Case:
    """Return a case that was sorted and taken up."""
    case = opened(*categories)
    assert case.do(LEADER, "triage", **{**TRIAGE, **facts}) == []
    assert case.do(LEADER, "take-up", **TAKE_UP) == []
    return case


def refused_and_continued() -> Case:
    """Return a case in which the parent was asked, refused, and carried on."""
    case = taken_up(("negative-or-offensive", "staff"))
    assert case.do(LEADER, "hold", **TALK) == []
    assert case.do(OFFICE, "not-removed", refused="yes", continued="yes") == []
    return case


def warned() -> Case:
    """Return a case with a warning letter sent."""
    case = refused_and_continued()
    assert case.do(OFFICE, "consider", "warning") == []
    assert case.do(OFFICE, "approve", "warning") == []
    assert case.grant(HEAD) == []
    for name, state in LIFE.items():
        assert case.letter(name, state) == []
    return case


def test_a_report_is_answered_in_one_school_day_and_sorted_in_two() -> None:
    case = opened(("other", "school"))

    assert case.due("acknowledge") == [("running", "2026-09-15")]
    assert case.due("triage-limit") == [("running", "2026-09-16")]


def test_nothing_is_sorted_without_a_category() -> None:
    case = opened()

    assert case.do(LEADER, "triage", **TRIAGE) == [
        "It has not been put into any category yet.",
    ]


def test_the_conversation_is_due_two_school_days_after_sorting() -> None:
    case = taken_up(("negative-or-offensive", "staff"))

    assert (case.at("conversation"), case.due("first-conversation")) == (
        "due",
        [("running", "2026-09-16")],
    )


def test_one_refused_post_with_nothing_more_opens_no_warning() -> None:
    case = taken_up(("negative-or-offensive", "staff"))
    case.do(LEADER, "hold", **TALK)
    case.do(OFFICE, "not-removed", refused="yes", continued="no")

    assert "The parent has not both refused and carried on." in case.do(
        OFFICE, "consider", "warning"
    )


def test_what_cannot_be_checked_opens_no_warning() -> None:
    case = taken_up(("negative-or-offensive", "staff"), location="private-group")
    case.say(refused="yes", continued="unknown")

    assert case.do(OFFICE, "consider", "warning") != []
    assert case.at("warning") == "not-considered"


def test_the_headteacher_alone_may_go_on_all_the_same() -> None:
    case = taken_up(("negative-or-offensive", "staff"))

    assert case.do(LEADER, "consider-anyway", "warning") != []
    assert case.do(HEAD, "consider-anyway", "warning") == []


def test_silence_is_not_refusal_before_the_date() -> None:
    case = taken_up(("negative-or-offensive", "staff"))
    case.do(LEADER, "hold", **TALK)

    assert case.do(LEADER, "treat-as-refused", refused="yes", continued="yes") == [
        "The time to answer has not passed yet."
    ]


def test_the_time_to_remove_waits_for_the_receipt_of_the_warning() -> None:
    case = warned()
    before = case.due("removal")
    case.letter("receive", "received")

    assert case.at("warning") == "done"
    assert before == [("waiting", "")]
    assert case.due("removal") == [("running", "2026-09-21")]


def test_one_record_of_removal_ends_the_warning_and_dates_the_second_look() -> None:
    case = warned()
    case.do(OFFICE, "found-gone", removed_on="2026-09-14", removal_seen_by="The office")

    assert case.at("warning") == "effective"
    assert case.due("second-look") == [("running", "2026-09-28")]


def test_a_second_look_says_who_looked_and_when() -> None:
    track = policy().case_types["concern"].tracks["removal"]
    (look,) = (one for one in track.transitions if one.trigger == "still-gone")

    assert look.reason


def test_a_case_closes_only_when_every_action_in_view_is_decided() -> None:
    case = refused_and_continued()
    case.do(OFFICE, "start-closing", outcome="unresolved-accepted")

    reasons = case.do(OFFICE, "close")

    assert "Written warning: nobody has decided for or against it." in reasons
    assert "Weighing up further action is still owed." in reasons


def test_a_threat_goes_to_the_headteacher_on_day_one_without_a_conversation() -> None:
    case = opened(("threat-of-violence", "staff"))

    assert case.do(OFFICE, "consider", "police") == []
    assert case.due("police-at-once") == [("running", "2026-09-14")]
    assert case.do(OFFICE, "approve", "police", police_ground="threat-of-violence") == []
    assert case.grant(HEAD) == []
    assert case.do(OFFICE, "carry-out", "police", police_reference="none") == []


@pytest.mark.parametrize("actor", [OFFICE, DSL, HEAD])
def test_anyone_rings_first_and_records_after(actor: Actor) -> None:
    case = opened(("complaint", "school"))

    assert case.do(actor, "ring-at-once") == []
    assert case.at("police") == "done"


@pytest.mark.parametrize("track", ["police", "legal-advice", "legal-action"])
def test_not_even_the_headteacher_takes_a_complaint_alone_to_police_or_lawyers(track: str) -> None:
    case = taken_up(("complaint", "school"))

    assert case.do(OFFICE, "consider", track) != []
    assert any("complaint alone" in reason for reason in case.do(HEAD, "consider-anyway", track))


def test_a_complaint_never_closes_unanswered() -> None:
    case = taken_up(("complaint", "school"), inappropriate="no", **{"possibly-unlawful": "yes"})

    assert "How to complain is still owed." in case.do(LEADER, "find-no-misuse")


def test_sending_the_letter_on_how_to_complain_settles_it() -> None:
    case = taken_up(("complaint", "school"))
    case.do(OFFICE, "write-signpost")
    case.grant(LEADER)
    for name, state in LIFE.items():
        case.letter(name, state)

    assert case.at("complaint") == "signposted"


def test_a_defamatory_post_starts_the_year_from_first_publication() -> None:
    case = taken_up(("defamatory", "staff"))

    assert case.due("limitation") == [("running", "2027-09-10")]
    assert (case.at("legal-advice"), case.at("legal-action")) == ("considered", "considered")


def test_the_headteachers_word_alone_begins_no_legal_action() -> None:
    case = taken_up(("defamatory", "staff"))
    case.do(OFFICE, "approve", "legal-action", legal_ground="defamatory", claimant="not-decided")
    case.grant(HEAD)

    assert case.at("legal-action") == "approved"
    assert case.do(OFFICE, "carry-out", "legal-action") != []


def test_nobody_talks_to_the_author_before_safeguarding_lets_them() -> None:
    case = taken_up(("allegation", "staff"), **{"adult-conduct": "yes", "staff-affected": "yes"})

    paused = case.do(LEADER, "hold", **TALK), case.do(LEADER, "offer-support")
    case.do(DSL, "release-pause")

    assert all(paused)
    assert case.do(LEADER, "hold", **TALK) == []


def test_the_times_for_a_talk_and_for_support_wait_with_the_pause() -> None:
    case = taken_up(("allegation", "staff"), **{"adult-conduct": "yes", "staff-affected": "yes"})
    waiting = case.due("first-conversation"), case.due("support-offer")
    case.do(DSL, "release-pause")

    assert waiting == ([("waiting", "")], [("waiting", "")])
    assert [standing for standing, _ in case.due("first-conversation")] == ["running"]
    assert [standing for standing, _ in case.due("support-offer")] == ["running"]
    assert [standing for standing, _ in case.due("review")] == ["running"]


def test_danger_does_not_wait_for_the_pause() -> None:
    case = taken_up(("allegation", "staff"), **{"adult-conduct": "yes"})

    assert case.do(OFFICE, "ring-at-once") == []


def test_a_block_is_never_considered_on_somebody_elses_platform() -> None:
    case = refused_and_continued()

    assert case.do(HEAD, "consider-anyway", "school-platform") != []


def test_appropriate_use_ends_at_once() -> None:
    case = opened(("other", "school"))

    assert case.do(LEADER, "find-appropriate") == []
    assert (case.at("case"), case.snapshot.answer("outcome")) == ("closed", "appropriate-use")


def test_a_new_incident_opens_the_case_again() -> None:
    case = opened(("other", "school"))
    case.do(LEADER, "find-appropriate")

    assert case.do(OFFICE, "new-incident") == []
    assert case.at("case") == "received"


def test_a_pupils_post_is_handed_over_before_the_case_closes() -> None:
    case = taken_up(("cyberbullying", "pupil"), **{"author-type": "pupil"})
    case.do(OFFICE, "start-closing", outcome="unresolved-accepted")

    reasons = case.do(OFFICE, "close")

    assert "The school’s other policies is still owed." in reasons
    assert "Cyberbullying: nobody has decided for or against it." in reasons
