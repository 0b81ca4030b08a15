"""A concern about an adult: handed in, kept sealed, taken to the local authority and on.

Everybody in it is invented. Must not know how a book is made or where files go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.people import PersonRole
from casework.letters.life import LetterStep
from casework.office import cases, concerns, letters
from casework.office.cards import read_card
from casework.office.concerns import Concern
from casework.office.records import LINKED, RECORD
from casework.office.rehearsals.cast import person
from casework.office.stage import Told, scene
from casework.store import Place

if TYPE_CHECKING:
    from collections.abc import Generator

    from casework.office.stage import Scene, Script, Stage

ABOUT = "coach"
_WORDS = "After the club he held a pupil by the arm and shouted; the pupil had red marks."
_LADO = {
    "lado-name": "A. Officer (invented)",
    "lado-told-on": "2026-11-23",
    "lado-told-by": "the headteacher",
    "earlier-allegations": "no",
    "present-contact": "He runs the club on Mondays and Thursdays.",
}
_LIMBS = {
    "limb-harmed": "yes",
    "limb-offence": "no",
    "limb-risk": "no",
    "limb-unsuitable": "no",
    "threshold-unsure": "no",
}
_SUMMARY = {
    "adult_words": "the coach of the games club",
    "children": "One pupil of Class 6, aged 10; no other child is known to be affected.",
    "threshold_words": "A child may have been harmed.",
}
_ALTERNATIVES = {
    "lado-view-on-suspension": "against",
    "instead-redeploy": "instead",
    "instead-assistant": "rejected",
    "instead-supervised": "instead",
    "instead-move-child": "rejected",
    "instead-elsewhere": "not-possible",
    "why-rejected": "The club goes on with two teachers; he works in the office meanwhile.",
    "lasting-harm-weighed": "yes",
}


def taken_to_the_authority(stage: Stage) -> Script:
    """A teacher's concern about the coach goes to the LADO, and the advice is acted on."""
    yield scene("2026-11-23", "16:10", "Mon 23 Nov: a teacher hands in a concern about an adult")
    concern = Concern(words=_WORDS, about=ABOUT, told_by="staff")
    concerns.hand_in(stage.desks["teacher"], concern)
    yield scene("2026-11-23", "16:25", "Mon 23 Nov: safeguarding takes it up, sealed")
    ref = _found_by(stage, "dsl")
    child = person(PersonRole.CHILD_AFFECTED, "A pupil of Class 6 (invented)")
    cases.add_person(stage.desks["dsl"], ref, child)
    yield from _referred(stage, ref)
    yield from _acted_on(stage, ref)
    return Told(
        ref=ref,
        title="SEALED: a concern about the coach, taken to the local authority and acted on",
        ended="the school’s own inquiry goes on; nobody is suspended",
        next=f"See it as safeguarding: casework --user dsl case show {ref}",
        sealed=True,
    )


def _found_by(stage: Stage, who: str) -> str:
    """Let somebody of safeguarding take up what was handed in; return its reference."""
    stage.enter(who)
    rows = stage.desks[who].cards.rows
    cards = [read_card(row.card) for row in rows if row.place is Place.SEALED]
    found = [c for c in cards if c.case_type == RECORD and not c.record.get(LINKED)]
    return found[0].ref


def _referred(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    facts = {
        "taken-up-as": "allegation",
        "known-on": "2026-11-23",
        "adult-kind": "other-employee",
    }
    stage.take("dsl", ref, "case.take-up", facts)
    facts = {"confidence-explained": "yes", "reporter-hidden": "hidden"}
    stage.take("dsl", ref, "disclosure.heard-staff", facts)
    facts = {
        "allegation-words": _WORDS,
        "allegation-when-and-where": "Monday 23 November, about 15:50, in the hall.",
        "record-signed": "signed",
    }
    stage.take("dsl", ref, "case.record", facts)
    stage.take("dsl", ref, "threshold.note-threshold", _LIMBS)
    yield scene("2026-11-23", "16:50", "Mon 23 Nov: the headteacher rings the local authority")
    stage.take("head", ref, "referral.refer", _LADO)
    yield scene("2026-11-24", "08:40", "Tue 24 Nov: the summary for the authority goes out")
    summary = stage.take("dsl", ref, "referral.write-lado-summary", letter=_SUMMARY)
    stage.grant("head", ref)
    _sent(stage, ref, max(summary.snapshot.letters))


def _sent(stage: Stage, ref: str, number: int) -> None:
    """Take a letter out of the house; no page of a sealed case is left lying in a folder."""
    dsl = stage.desks["dsl"]
    letters.issue(dsl, ref, number)
    letters.print_out(dsl, ref, number)
    letters.move(stage.desks["head"], ref, number, LetterStep.SIGN)
    how = "the authority’s own secure mail"
    letters.move(dsl, ref, number, LetterStep.SEND, how=how)


def _acted_on(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-25", "11:00", "Wed 25 Nov: the advice comes, and is acted on")
    facts = {
        "lado-advice": "employer-led",
        "advice-given-by": "A. Officer (invented)",
        "advice-given-on": "2026-11-25",
        "lado-spoke-to-police": "yes",
    }
    reason = "The school deals with it as the employer, in step with the authority."
    stage.take("head", ref, "advice.record-advice", facts, reason=reason)
    stage.take("head", ref, "police-strand.no-police", reason="The police see no crime in it.")
    stage.take("head", ref, "social-care.no-social-care", reason="The authority sees no need.")
    facts = {
        "words-agreed-with": "lado",
        "adult-told-on": "2026-11-25",
        "named-contact": "the deputy headteacher",
        "union-named": "yes",
        "who-needs-to-know": "Nobody else.",
    }
    stage.take("head", ref, "informing.inform", facts)
    stage.take("head", ref, "support.offer-help")
    reason = "He can be kept away from the pupil without being sent home."
    stage.take("head", ref, "suspension.weigh-alternatives", _ALTERNATIVES, reason=reason)
    reason = "He does other work meanwhile; nobody needs to be sent home."
    stage.take("head", ref, "suspension.do-not-suspend", reason=reason)
    yield scene("2026-11-27", "14:00", "Fri 27 Nov: the school’s own inquiry begins")
    stage.take("head", ref, "employer.begin-enquiry", {"police-agree": "no-police-part"})
    facts = {"interviewed": "witness", "interviewed-on": "2026-11-27"}
    stage.take("head", ref, "employer.interview", facts)
