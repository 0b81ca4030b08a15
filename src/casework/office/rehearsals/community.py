"""A case under the community policy: two meetings, the second with the chair of governors.

Everybody in it is invented. Must not know how a book is made or where files go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.domain.people import PersonRole
from casework.office import evidence
from casework.office.cases import Answers
from casework.office.rehearsals.cast import answered, author, person, sheet
from casework.office.stage import Told, scene

if TYPE_CHECKING:
    from collections.abc import Generator

    from casework.office.stage import Scene, Script, Stage

_POST = "a post about the Class 5 teacher"
_BY = "First class post"
_TRIAGE = ("abuses-staff", "crime-possible", "adult-conduct", "child-at-risk", "staff-affected")
_FIRST = {
    "meeting-on": "2026-09-18",
    "meeting-at": "3.45 pm",
    "meeting-place": "the headteacher’s office",
}
_SECOND = {
    "further-meeting-on": "2026-10-01",
    "further-meeting-at": "5 pm",
    "further-meeting-place": "the school hall",
}


def met_twice(stage: Stage) -> Script:
    """A father who says that a teacher steals meets the school, then the chair as well."""
    yield scene("2026-09-14", "09:10", "Mon 14 Sep: a teacher brings a post about herself")
    ref = stage.open(
        "clerk",
        "Posts that say a teacher steals",
        Answers(
            categories=(CategoryClaim(code="defamatory", target="staff"),),
            facts={"location": "public", "told-by": "the-member-of-staff"},
        ),
        author("Mr E. Pretend", "parent of a pupil in Class 5"),
        person(PersonRole.TARGET, "Miss O. Fictive", "teacher of Class 5"),
        policy="community",
    )
    stage.take("clerk", ref, "head-told.tell-head")
    stage.take("clerk", ref, "acknowledgement.acknowledge")
    yield from _taken_up(stage, ref)
    yield from _first_meeting(stage, ref)
    yield from _with_the_chair(stage, ref)
    yield from _closed(stage, ref)
    return Told(
        ref=ref,
        title="Community: evidence, two meetings, the second with the chair; the posts are gone",
        ended="closed; the chair of governors was let into it for the second meeting",
        next=f"Look at it as the chair: casework --user chair case show {ref}",
    )


def _taken_up(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-09-14", "14:00", "Mon 14 Sep: the deputy sorts it and takes it up")
    facts = {"author-type": "parent", "finding": "possibly-unlawful"}
    facts |= answered(_TRIAGE, "abuses-staff", "staff-affected")
    stage.take("deputy", ref, "case.triage", facts, reason="It accuses a teacher of theft.")
    facts = {"platform": "facebook", "first-published": "2026-09-12"}
    stage.take("deputy", ref, "case.take-up", facts)
    reason = "It is untrue and unkind; nothing in it is a crime that we can see."
    stage.take("head", ref, "authorities.tell-nobody", reason=reason)
    stage.take("deputy", ref, "staff-support.offer-support", {"support-colleague": "yes"})
    stage.take("deputy", ref, "staff-told.reassure")
    yield scene("2026-09-15", "09:00", "Tue 15 Sep: the evidence is kept; a meeting is offered")
    desk = stage.desks["clerk"]
    first = sheet("A post that says a teacher steals", 5001, "2026-09-15", "08:40")
    evidence.add_sheet(desk, ref, first)
    kept = {"posted-what": "Two posts on 12 September, in a public group of the town."}
    stage.take("clerk", ref, "evidence.evidence-complete", kept)
    words = {"by": _BY, "post_description": _POST, "meeting_with": "me and our deputy headteacher"}
    letter = stage.take("clerk", ref, "meeting.invite", _FIRST, letter=words)
    stage.grant("deputy", ref)
    stage.post(ref, max(letter.snapshot.letters), "first class post")


def _first_meeting(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-09-18", "16:30", "Fri 18 Sep: they meet, and nothing comes of it")
    facts = {
        "meeting-present": "Mr Pretend, the headteacher and the deputy",
        "reason-for-posting": "A lost coat, and no answer to a note about it.",
        "settled": "no",
    }
    stage.take("deputy", ref, "meeting.hold-meeting", facts)
    asked = {"removal-asked-on": "2026-09-18"}
    stage.take("deputy", ref, "removal.ask-for-removal", asked)
    words = {"by": _BY, "post_description": _POST, "request": "remove both posts"}
    notice = stage.take("clerk", ref, "legal-notice.write-legal-notice", letter=words)
    yield scene("2026-09-21", "09:00", "Mon 21 Sep: the headteacher signs what the law may mean")
    stage.grant("head", ref)
    stage.post(ref, max(notice.snapshot.letters), "first class post")
    yield scene("2026-09-23", "10:00", "Wed 23 Sep: the posts are still there")
    seen = "the office, which looked"
    stage.take("clerk", ref, "removal.not-removed", {"continued": "yes"}, said_by=seen)


def _with_the_chair(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-09-24", "09:00", "Thu 24 Sep: the chair is let into this one case")
    stage.take("head", ref, "further-meeting.call-for-further-meeting", {"chair-in-question": "no"})
    stage.take("head", ref, "further-meeting.bring-in-chair")
    words = {
        "by": _BY,
        "post_description": _POST,
        "earlier_meeting": "We met on 18 September and did not agree.",
        "governor_words": "the chair of governors",
        "meeting_with": "me",
    }
    letter = stage.take("head", ref, "further-meeting.invite-further", _SECOND, letter=words)
    stage.enter("chair")
    stage.grant("chair", ref)
    stage.post(ref, max(letter.snapshot.letters), "first class post")
    yield scene("2026-10-01", "18:00", "Thu 1 Oct: with the chair they agree a way forward")
    facts = {
        "further-meeting-present": "Mr Pretend, the headteacher, the chair of governors",
        "way-forward": "He removes both posts; the coat is looked for, and he hears by Monday.",
        "settled": "yes",
    }
    stage.take("head", ref, "further-meeting.way-forward-agreed", facts)


def _closed(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-10-02", "08:50", "Fri 2 Oct: both posts are gone")
    facts = {"removed-on": "2026-10-02", "removal-seen-by": "the office"}
    stage.take("clerk", ref, "seen-gone.found-gone", facts)
    stage.answer("clerk", ref, {"continued": "no"}, "the office, which looked")
    reason = "The teacher is content and wants no claim."
    stage.take("head", ref, "claim-year.end-year", reason=reason)
    stage.take("deputy", ref, "staff-told.tell-result")
    steps = {"support-steps": "A colleague at her side; two talks with the deputy."}
    stage.take("deputy", ref, "staff-support.end-support", steps)
    yield scene("2026-10-16", "08:50", "Fri 16 Oct: they are still gone")
    looked = "The office looked, and neither is up again."
    stage.take("clerk", ref, "seen-gone.still-gone", reason=looked)
    stage.take("clerk", ref, "case.start-closing", {"outcome": "removed-verified"})
    stage.take("clerk", ref, "case.close")
    yield scene("2026-10-19", "09:00", "Mon 19 Oct: the headteacher agrees to close it")
    stage.grant("head", ref)
