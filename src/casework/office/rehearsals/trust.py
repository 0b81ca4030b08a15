"""A case under the trust's policy: on the school's own platform, a snapshot before it comes down.

Everybody in it is invented. Must not know how a book is made or where files go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.office import evidence
from casework.office.cases import Answers
from casework.office.evidence import Sheet
from casework.office.rehearsals.cast import answered, author
from casework.office.stage import Told, scene

if TYPE_CHECKING:
    from collections.abc import Generator

    from casework.office.stage import Scene, Script, Stage

_TRIAGE = (
    "inappropriate",
    "possibly-unlawful",
    "crime-possible",
    "undeserved",
    "touches-safeguarding",
    "touches-school-systems",
    "names-individual",
    "abuses-individual",
    "serious-allegation",
    "adult-conduct",
    "child-at-risk",
    "staff-affected",
)
_TAKE_UP = (
    "complaint-open",
    "harm-people",
    "harm-reputation",
    "harm-other",
    "harm-learning",
    "child-isolated",
    "child-victimised",
    "child-left-out",
    "child-anxious",
    "child-embarrassed",
)
_SNAPSHOT = Sheet(
    platform="the parent portal",
    address="https://portal.practice.example/board/7",
    account="An Invented Account",
    what="A post that calls the kitchen staff names",
    seen_on="2026-11-16",
    seen_at="12:30",
    captured_by="the ICT manager",
    how="a picture of the screen, taken before anything was changed",
    visible_to="every parent with an account",
    still_online="yes",
)


def own_platform(stage: Stage) -> Script:
    """A post in the parent portal is kept as a snapshot, then taken down and made safe."""
    yield scene("2026-11-16", "12:10", "Mon 16 Nov: a post in the school’s own parent portal")
    category = CategoryClaim(code="derogatory-on-a-school-platform", target="staff")
    ref = stage.open(
        "clerk",
        "Post in the parent portal about the kitchen",
        Answers(
            categories=(category,), facts={"location": "school-managed", "author-type": "parent"}
        ),
        author("Mr S. Conjured", "parent of a pupil in Class 3"),
        policy="trust",
    )
    stage.take("clerk", ref, "acknowledgement.no-answer-needed")
    yield from _kept_and_taken_down(stage, ref)
    yield from _talked(stage, ref)
    yield from _closed(stage, ref)
    return Told(
        ref=ref,
        title="Trust: the school’s own platform – a snapshot, then taken down and made safe",
        ended="the office has asked the headteacher to agree to closing it",
        next=f"Agree to closing it: casework --user head approval grant {ref}.{stage.newest(ref)}",
    )


def _kept_and_taken_down(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-16", "12:40", "Mon 16 Nov: sorted; a snapshot, then it is taken down")
    facts = answered(_TRIAGE, "inappropriate")
    stage.take("deputy", ref, "case.triage", facts, reason="It calls people names.")
    breach = {"platform-breach": "terms-of-use"}
    stage.take("ict", ref, "school-platform.decide-platform-action", breach)
    stage.grant("head", ref)
    evidence.add_sheet(stage.desks["ict"], ref, _SNAPSHOT)
    stage.take("ict", ref, "platform-snapshot.snapshot-taken")
    by = {"content-removed-by": "ict-manager"}
    stage.take("ict", ref, "platform-content.take-down", by)
    stage.take("ict", ref, "platform-access.restrict", {"restriction-kind": "person-restricted"})
    how = {"secured-how": "moderation-switched-on"}
    stage.take("ict", ref, "platform-security.secure", how)
    facts = {"platform": "parent-portal", "first-published": "2026-11-15"}
    facts |= answered(_TAKE_UP, "harm-people")
    stage.take("deputy", ref, "case.take-up", facts)


def _talked(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-17", "15:45", "Tue 17 Nov: the deputy talks to the father")
    facts = {"removal-asked-on": "2026-11-17", "raised-with-us-first": "no"}
    stage.take("deputy", ref, "conversation.hold", facts)
    yield scene(
        "2026-11-18", "09:00", "Wed 18 Nov: nothing of it is left; the copies are accounted for"
    )
    facts = {"removed-on": "2026-11-18", "removal-seen-by": "the office"}
    stage.take("clerk", ref, "removal.found-gone", facts)
    facts = {
        "copies-needed-for": "decision-in-this-case",
        "copies-seen-by": "the headteacher",
        "copies-kept-as": "parent-misuse",
    }
    stage.take("clerk", ref, "copies.keep-copies", facts)


def _closed(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-12-02", "08:50", "Wed 2 Dec: the restriction is lifted; closing is asked for")
    reason = "He was sorry, and has said so in the portal."
    stage.take("head", ref, "platform-access.lift", reason=reason)
    stage.take("clerk", ref, "removal.still-gone", reason="Two weeks later it was still gone.")
    stage.take("clerk", ref, "case.start-closing", {"outcome": "removed-verified"})
    stage.take("clerk", ref, "case.close")
