"""Cases under Milnthorpe's policy, told scene by scene in the autumn term of 2026.

Each takes another way through it, half-term included. Everybody in them is invented. Must not know
how a book is made or where files go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.domain.people import PersonRole
from casework.letters.life import LetterStep
from casework.office import cases, evidence, letters
from casework.office.cases import Answers
from casework.office.rehearsals.cast import answered, author, person, sheet, where
from casework.office.stage import Told, scene

if TYPE_CHECKING:
    from collections.abc import Generator

    from casework.office.stage import Scene, Script, Stage

#: Triage asks all of these; a case says which of them are so.
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
    "adult-conduct",
    "child-at-risk",
    "staff-affected",
)
_TAKE_UP = ("complaint-open", "harm-reputation", "harm-other", "harm-learning", "child-under-age")


def removed_after_the_talk(stage: Stage) -> Script:
    """A post about a class comes down after the first conversation."""
    yield scene("2026-10-13", "09:05", "Tue 13 Oct: a parent shows the office a post about Class 4")
    told = Answers(
        categories=(CategoryClaim(code="naming-or-discussing-a-child", target="pupil"),),
        facts=where("facebook", "2026-10-12"),
    )
    ref = stage.open(
        "clerk",
        "Post about Class 4 after the harvest assembly",
        told,
        author("Ms P. Example", "parent of a pupil in Class 4"),
        person(PersonRole.REPORTER, "Mr T. Sample", "parent of another pupil"),
    )
    seen = sheet("A post that names two pupils of Class 4", 1001, "2026-10-13", "09:00")
    evidence.add_sheet(stage.desks["clerk"], ref, seen)
    stage.take("clerk", ref, "acknowledgement.acknowledge")
    yield scene("2026-10-13", "15:45", "Tue 13 Oct: the deputy sorts it and takes it up")
    yes = ("inappropriate", "touches-families", "names-individual")
    facts = answered(_TRIAGE, *yes)
    stage.take("deputy", ref, "case.triage", facts, reason="It names two pupils.")
    stage.take("deputy", ref, "case.take-up", answered(_TAKE_UP, "harm-other"))
    yield from _talk_and_removal(stage, ref)
    yield from _closing(stage, ref)
    return Told(
        ref=ref,
        title="Milnthorpe: a post about Class 4, removed after the talk",
        ended="closed; somebody looked twice, over half-term, and it was gone",
        next=f"Sign its last letter: casework --user head letter signed {ref} 2",
    )


def _talk_and_removal(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-10-14", "15:35", "Wed 14 Oct: the deputy talks to the parent")
    facts = {"removal-asked-on": "2026-10-14", "raised-with-us-first": "no"}
    stage.take("deputy", ref, "conversation.hold", facts)
    yield scene("2026-10-15", "08:50", "Thu 15 Oct: a note of the talk is written, agreed and sent")
    words = {
        "by": "First class post",
        "post_description": "a post about Class 4",
        "request": "remove the post, because it names two pupils",
    }
    note = stage.take("clerk", ref, "conversation.write-note", letter=words)
    stage.grant("head", ref)
    stage.post(ref, max(note.snapshot.letters), "first class post")
    yield scene("2026-10-15", "15:20", "Thu 15 Oct: the office looks, and the post is gone")
    facts = {"removed-on": "2026-10-15", "removal-seen-by": "the office"}
    stage.take("clerk", ref, "removal.found-gone", facts)


def _closing(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-04", "10:00", "Wed 4 Nov: after half-term the office looks once more")
    stage.take("clerk", ref, "removal.still-gone", reason="Three weeks after it came down.")
    stage.take("clerk", ref, "case.start-closing", {"outcome": "removed-verified"})
    words = {
        "by": "First class post",
        "post_description": "a post about Class 4",
        "outcome_words": "We saw on 15 October that it had been removed, and again on 4 November.",
    }
    thanks = stage.take("clerk", ref, "case.write-closing-letter", letter=words)
    stage.grant("deputy", ref)
    stage.take("clerk", ref, "case.close")
    yield scene("2026-11-05", "08:30", "Thu 5 Nov: it is closed; the last letter is ready to sign")
    stage.grant("head", ref)
    stage.issue(ref, max(thanks.snapshot.letters))


def refused_and_continued(stage: Stage) -> Script:
    """Posts about a teacher: a warning, a report the platform refuses, a helpline, removed."""
    yield scene("2026-10-12", "09:20", "Mon 12 Oct: a teacher brings posts about herself")
    told = Answers(
        categories=(CategoryClaim(code="negative-or-offensive", target="staff"),),
        facts=where("facebook", "2026-10-10"),
    )
    ref = stage.open(
        "clerk",
        "Posts that call a teacher names",
        told,
        author("Mr Q. Placeholder", "parent of a pupil in Class 2"),
        person(PersonRole.TARGET, "Mrs D. Specimen", "teacher of Class 2"),
    )
    desk = stage.desks["clerk"]
    first = sheet("A post that calls a teacher names", 2001, "2026-10-12", "09:10")
    evidence.add_sheet(desk, ref, first)
    stage.take("clerk", ref, "acknowledgement.no-answer-needed")
    yield scene("2026-10-12", "15:40", "Mon 12 Oct: the deputy sorts it and takes it up")
    yes = ("inappropriate", "undeserved", "names-individual", "staff-affected")
    facts = answered(_TRIAGE, *yes, "touches-relationships")
    stage.take("deputy", ref, "case.triage", facts, reason="Abuse of a teacher by name.")
    stage.take("deputy", ref, "case.take-up", answered(_TAKE_UP, "harm-reputation"))
    yield from _refused(stage, ref)
    yield from _warned(stage, ref)
    yield from _reported(stage, ref)
    yield from _taken_further(stage, ref)
    return Told(
        ref=ref,
        title="Milnthorpe: posts about a teacher – warned, reported, refused, removed",
        ended="the office has asked the headteacher to agree to closing it",
        next=f"Agree to closing it: casework --user head approval grant {ref}.{stage.newest(ref)}",
    )


def _refused(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-10-13", "16:00", "Tue 13 Oct: support is offered; the deputy talks to him")
    stage.take("deputy", ref, "staff-support.offer-support", {"support-colleague": "yes"})
    facts = {"removal-asked-on": "2026-10-13", "raised-with-us-first": "no"}
    stage.take("deputy", ref, "conversation.hold", facts)
    yield scene("2026-10-14", "10:10", "Wed 14 Oct: a note of the talk is written, agreed and sent")
    words = {
        "by": "First class post",
        "post_description": "a post about a teacher",
        "request": "remove the post and write no more of the same kind",
    }
    note = stage.take("clerk", ref, "conversation.write-note", letter=words)
    stage.grant("deputy", ref)
    stage.post(ref, max(note.snapshot.letters), "first class post")
    yield scene("2026-10-14", "15:50", "Wed 14 Oct: he refuses, and posts again")
    desk = stage.desks["clerk"]
    cases.add_incident(desk, ref, "A further post that calls the teacher names.", "Facebook")
    second = sheet("A second post of the same kind", 2002, "2026-10-14", "15:30")
    evidence.add_sheet(desk, ref, second)
    facts = {"refused": "yes", "continued": "yes"}
    who = "Mr Q. Placeholder, on the telephone"
    stage.take("clerk", ref, "conversation.not-removed", facts, said_by=who)


def _warned(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-10-16", "09:15", "Fri 16 Oct: the headteacher weighs up further action")
    reason = "A warning first; the platform next. Nothing here calls for the police or a lawyer."
    stage.take("head", ref, "further-action.weighed-up", reason=reason)
    for action, why in _DECLINED.items():
        stage.take("clerk", ref, f"{action}.consider")
        stage.take("head", ref, f"{action}.decline", reason=why)
    stage.take("clerk", ref, "warning.consider")
    warning = stage.take("clerk", ref, "warning.approve", letter=_WARNING)
    yield scene("2026-10-19", "09:00", "Mon 19 Oct: the headteacher signs the warning")
    stage.grant("head", ref)
    number = max(warning.snapshot.letters)
    stage.post(ref, number, "signed-for post")
    yield scene("2026-10-21", "11:30", "Wed 21 Oct: the warning was received; five days begin")
    desk = stage.desks["clerk"]
    shown = "the post office’s receipt"
    letters.move(desk, ref, number, LetterStep.RECEIVE, how=shown)
    yield scene("2026-11-02", "09:00", "Mon 2 Nov: back after half-term, the office looks again")
    stage.take("clerk", ref, "case.review")


_DECLINED = {
    "police": "No threat and no crime that we can see; the posts are rude.",
    "legal-advice": "What was written is insulting, not a false statement of fact.",
    "legal-action": "There is no ground for a claim, and the teacher wants none.",
}
_WARNING = {
    "by": "Signed-for post",
    "post_description": "a post about a teacher",
    "earlier_contact": "Our deputy headteacher spoke to you about it on 13 October. On 14 October "
    "a second post followed.",
    "concerns": "Both posts call a teacher names.\nHer pupils and their parents read them.",
    "request": "remove both posts",
    "considered_steps": "reporting the posts to Facebook",
}
_REPORT = {
    "report_reason": "Bullying and harassment",
    "why_harmful": "The posts call a teacher names. Children of her class and their parents "
    "read them, and she is distressed.",
    "request": "remove the posts listed above",
}


def _reported(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-05", "09:30", "Thu 5 Nov: the five days are over and the posts are there")
    stage.take("clerk", ref, "warning.ineffective")
    stage.take("clerk", ref, "platform-report.consider")
    report = stage.take("clerk", ref, "platform-report.approve", letter=_REPORT)
    yield scene("2026-11-06", "08:40", "Fri 6 Nov: the headteacher agrees; the platform is told")
    stage.grant("head", ref)
    stage.post(ref, max(report.snapshot.letters), "the platform’s form")
    facts = {
        "report-form": "bullying",
        "report-account": "the school’s own page",
        "report-reference": "INVENTED-4711",
    }
    stage.take("clerk", ref, "platform-report.carry-out", facts)


def _taken_further(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-11", "14:20", "Wed 11 Nov: the platform refuses")
    stage.take("clerk", ref, "platform-report.refused-by-third-party")
    yield scene("2026-11-12", "09:45", "Thu 12 Nov: the office takes the refusal further")
    asked = "Asked a helpline for people who work in schools to raise it with the platform."
    stage.take("clerk", ref, "platform-report.take-further", reason=asked)
    yield scene("2026-11-16", "09:10", "Mon 16 Nov: the office looks at the case again")
    stage.take("clerk", ref, "case.review")
    yield scene("2026-11-18", "10:30", "Wed 18 Nov: the posts are gone")
    facts = {"removed-on": "2026-11-18", "removal-seen-by": "the office"}
    stage.take("clerk", ref, "removal.found-gone", facts)
    yield scene("2026-11-30", "15:40", "Mon 30 Nov: the teacher’s support comes to its end")
    stage.take("clerk", ref, "case.review")
    steps = {"support-steps": "A colleague at her side; two talks with the deputy."}
    stage.take("deputy", ref, "staff-support.end-support", steps)
    yield scene("2026-12-02", "09:10", "Wed 2 Dec: still gone; the office asks to close the case")
    stage.take("clerk", ref, "removal.still-gone", reason="Two weeks after they came down.")
    stage.take("clerk", ref, "case.start-closing", {"outcome": "removed-verified"})
    stage.take("clerk", ref, "case.close")


def threat_and_complaint(stage: Stage) -> Script:
    """One post holds a threat, which goes to the police that day, and a complaint."""
    yield scene("2026-11-03", "08:35", "Tue 3 Nov: a post holds a threat and a complaint")
    told = Answers(
        categories=(
            CategoryClaim(code="threat-of-violence", target="staff"),
            CategoryClaim(code="complaint", target="school"),
        ),
        facts=where("facebook", "2026-11-02"),
    )
    ref = stage.open(
        "clerk",
        "Threat against a member of staff, with a complaint about the car park",
        told,
        author("Mr N. Nobody", "parent of a pupil in Class 6"),
        person(PersonRole.TARGET, "Miss A. Mock", "teaching assistant"),
    )
    desk = stage.desks["clerk"]
    seen = sheet("A post that threatens a member of staff", 3001, "2026-11-03", "08:20")
    evidence.add_sheet(desk, ref, seen)
    words = "A post that says the writer will be waiting for a member of staff at the gate."
    cases.add_incident(desk, ref, words, "Facebook")
    stage.take("clerk", ref, "acknowledgement.no-answer-needed")
    yield from _police_on_day_one(stage, ref)
    yield from _signposted(stage, ref)
    yield scene("2026-11-04", "14:00", "Wed 4 Nov: the police look into it")
    stage.take("clerk", ref, "police.police-investigate")
    yield scene("2026-11-17", "09:05", "Tue 17 Nov: the office looks at the case again")
    stage.take("clerk", ref, "case.review")
    return Told(
        ref=ref,
        title="Milnthorpe: a threat that went to the police on day one, and a complaint",
        ended="open; the police look into it, and the next look at the case is late",
        next=f"Look at it again: casework --user clerk case do {ref} review --track case",
    )


def _police_on_day_one(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-03", "09:00", "Tue 3 Nov: the deputy sorts it; the police come first")
    yes = ("inappropriate", "possibly-unlawful", "crime-possible", "undeserved", "staff-affected")
    facts = answered(_TRIAGE, *yes, "touches-relationships", "names-individual")
    stage.take("deputy", ref, "case.triage", facts, reason="It threatens a member of staff.")
    stage.take("deputy", ref, "case.take-up", answered(_TAKE_UP, "harm-other"))
    skipped = {"skipped-because": "threat"}
    reason = "Nobody talks to the writer before the police have."
    stage.take("deputy", ref, "conversation.skip", skipped, reason=reason)
    summary = stage.take(
        "clerk", ref, "police.approve", {"police-ground": "threat-of-violence"}, letter=_SUMMARY
    )
    yield scene("2026-11-03", "09:25", "Tue 3 Nov: the headteacher agrees; the police are told")
    stage.grant("head", ref)
    stage.post(ref, max(summary.snapshot.letters), "by hand to the officer")
    reference = {"police-reference": "INVENTED-0311"}
    stage.take("clerk", ref, "police.carry-out", reference)


def _signposted(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-03", "11:15", "Tue 3 Nov: the letter on how to complain goes out")
    letter = stage.take("clerk", ref, "complaint.write-signpost", letter=_SIGNPOST)
    stage.grant("deputy", ref)
    stage.post(ref, max(letter.snapshot.letters), "first class post")
    yield scene("2026-11-03", "15:40", "Tue 3 Nov: support is offered to the member of staff")
    stage.take("deputy", ref, "staff-support.offer-support", {"support-colleague": "yes"})
    steps = {"support-steps": "Leaves by the other gate, with a colleague, for the time being."}
    stage.take("deputy", ref, "staff-support.end-support", steps)


_SUMMARY = {
    "by": "By hand",
    "laws": "Online Safety Act 2023, section 181 (a threat of serious harm)",
    "summary": "A parent wrote in a public post that he would be waiting at the gate for a member "
    "of staff. The office saw the post at 08:20 on 3 November.",
    "people": "Wrote the post | Mr N. Nobody | 2 Example Lane, Exampleton\n"
    "Is threatened in it | Miss A. Mock | through the school office",
}
_SIGNPOST = {
    "by": "First class post",
    "concern_words": "the parking outside the school",
    "what_happens": "The office writes to you within 5 school days to say who looks into it.\n"
    "That person talks to you and answers in writing within 15 school days.\n"
    "If you are still unhappy, the governors hear it.",
}


def contact_waits(stage: Stage) -> Script:
    """A post alleges something about an adult: contact with its author waits for safeguarding."""
    yield scene("2026-12-02", "10:30", "Wed 2 Dec: a post alleges something about an adult")
    told = Answers(
        categories=(CategoryClaim(code="allegation", target="staff"),),
        facts=where("facebook", "2026-12-01"),
    )
    ref = stage.open(
        "clerk",
        "Post about a wet break time",
        told,
        author("Ms V. Madeup", "parent of a pupil in Class 1"),
        person(PersonRole.REPORTER, "Mrs L. Sample", "parent of another pupil"),
    )
    stage.take("clerk", ref, "acknowledgement.acknowledge")
    yield scene("2026-12-02", "11:00", "Wed 2 Dec: the deputy sorts it, and contact waits")
    yes = ("inappropriate", "serious-allegation", "adult-conduct", "touches-safeguarding")
    facts = answered(_TRIAGE, *yes)
    reason = "It says that an adult left a child outside in the rain."
    stage.take("deputy", ref, "case.triage", facts, reason=reason)
    yield scene("2026-12-02", "13:10", "Wed 2 Dec: the safeguarding side is looked at")
    stage.take("dsl", ref, "safeguarding-check.safeguarding-checked")
    holder = stage.holder(ref)
    release = f"casework --user {holder} case do {ref} release-pause"
    return Told(
        ref=ref,
        title="Milnthorpe: a post about an adult – contact with the person who posted it waits",
        ended="waits for safeguarding; letters and a talk are refused until then",
        next=f"Let contact go on, as {holder}, who has its sealed record in charge: {release}",
    )
