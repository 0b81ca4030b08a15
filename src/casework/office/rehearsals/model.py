"""A case under the model policy: refused at first, then settled in a meeting with the chair.

Everybody in it is invented. Must not know how a book is made or where files go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.domain.people import PersonRole
from casework.office import evidence
from casework.office.cases import Answers
from casework.office.rehearsals.cast import answered, author, person, sheet, where
from casework.office.stage import Told, scene

if TYPE_CHECKING:
    from collections.abc import Generator

    from casework.office.stage import Scene, Script, Stage

_POST = "a post about the Class 1 teacher"
_TRIAGE = (
    "inappropriate",
    "possibly-unlawful",
    "crime-possible",
    "undeserved",
    "touches-safeguarding",
    "touches-families",
    "touches-confidentiality",
    "touches-relationships",
    "names-individual",
    "serious-allegation",
    "names-accused-teacher",
    "adult-conduct",
    "child-at-risk",
    "staff-affected",
)
_TAKE_UP = ("complaint-open", "harm-reputation", "harm-other", "harm-learning", "child-under-age")
_MEETING = {
    "by": "First class post",
    "meeting_on": "2026-11-19",
    "meeting_at": "4 pm",
    "meeting_place": "the school library",
    "earlier_contact": "Our deputy headteacher spoke to you about it on 9 November. On 10 "
    "November a second post followed.",
    "meeting_with": "me",
    "joined_by": "the chair of governors",
    "post_description": _POST,
}
#: What the headteacher weighs up and leaves alone, each with the reason.
_DECLINED = {
    "warning": "A warning would harden things; a meeting first.",
    "platform-report": "The platform can wait until she was heard.",
    "police": "No threat and no crime that we can see; the posts are rude.",
    "legal-advice": "What was written is insulting, not a false statement of fact.",
    "legal-action": "There is no ground for a claim, and the teacher wants none.",
}


def settled_with_the_chair(stage: Stage) -> Script:
    """A mother refuses and posts again; a meeting with the chair finds a way forward."""
    yield scene("2026-11-09", "09:00", "Mon 9 Nov: a grandmother shows the office a post")
    ref = stage.open(
        "clerk",
        "Posts that call the Class 1 teacher names",
        Answers(
            categories=(CategoryClaim(code="negative-or-offensive", target="staff"),),
            facts=where("facebook", "2026-11-07"),
        ),
        author("Ms U. Imaginary", "parent of a pupil in Class 1"),
        person(PersonRole.REPORTER, "Mrs G. Imaginary", "grandmother of the pupil"),
        policy="model",
    )
    stage.take("clerk", ref, "acknowledgement.acknowledge")
    first = sheet("A post that calls a teacher names", 6001, "2026-11-09", "08:50")
    evidence.add_sheet(stage.desks["clerk"], ref, first)
    yield from _talked(stage, ref)
    yield from _met(stage, ref)
    yield from _closed(stage, ref)
    return Told(
        ref=ref,
        title="Model policy: refused, posted again, and settled in a meeting with the chair",
        ended="the office has asked the headteacher to agree to closing it",
        next=f"Agree to closing it: casework --user head approval grant {ref}.{stage.newest(ref)}",
    )


def _talked(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-09", "15:40", "Mon 9 Nov: the deputy sorts it and talks to the mother")
    yes = ("inappropriate", "undeserved", "touches-relationships", "names-individual")
    facts = answered(_TRIAGE, *yes)
    stage.take("deputy", ref, "case.triage", facts, reason="It calls a teacher names.")
    stage.take("clerk", ref, "evidence.capture", {"captured-how": "written-down"})
    stage.take("deputy", ref, "case.take-up", answered(_TAKE_UP, "harm-reputation"))
    facts = {"removal-asked-on": "2026-11-09", "raised-with-us-first": "no"}
    stage.take("deputy", ref, "conversation.hold", facts)
    yield scene("2026-11-10", "11:00", "Tue 10 Nov: she says no, and posts again")
    facts = {"refused": "yes", "continued": "yes"}
    who = "Ms U. Imaginary, on the telephone"
    stage.take("clerk", ref, "conversation.not-removed", facts, said_by=who)


def _met(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-12", "09:00", "Thu 12 Nov: a meeting, and no warning for now")
    reason = "Let us hear her first; a warning would harden things."
    stage.take("head", ref, "further-action.weighed-up", reason=reason)
    for action, why in _DECLINED.items():
        stage.take("clerk", ref, f"{action}.consider")
        stage.take("head", ref, f"{action}.decline", reason=why)
    stage.take("clerk", ref, "meeting.consider")
    letter = stage.take("clerk", ref, "meeting.approve", letter=_MEETING)
    stage.grant("head", ref)
    stage.post(ref, max(letter.snapshot.letters), "first class post")
    yield scene("2026-11-19", "16:50", "Thu 19 Nov: they meet, with the chair of governors")
    stage.take("head", ref, "meeting.meet-with-chair")
    stage.enter("chair")
    facts = {"way-forward": "She removes both posts; the teacher rings her on Friday."}
    stage.take("clerk", ref, "meeting.effective", facts)


def _closed(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-20", "08:45", "Fri 20 Nov: both posts are gone")
    facts = {"removed-on": "2026-11-20", "removal-seen-by": "the office"}
    stage.take("clerk", ref, "removal.found-gone", facts)
    yield scene("2026-12-02", "09:00", "Wed 2 Dec: still gone; closing is asked for")
    facts = {"looked-again-on": "2026-12-02"}
    stage.take("clerk", ref, "removal.still-gone", facts)
    stage.take("clerk", ref, "case.start-closing", {"outcome": "removed-verified"})
    stage.take("clerk", ref, "case.close")
