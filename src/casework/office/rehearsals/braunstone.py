"""A case under Braunstone's policy: whoever breaks a platform's terms is banned and reported.

Everybody in it is invented. Must not know how a book is made or where files go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.office import evidence
from casework.office.cases import Answers
from casework.office.rehearsals.cast import author, sheet
from casework.office.stage import Told, scene

if TYPE_CHECKING:
    from collections.abc import Generator

    from casework.office.stage import Scene, Script, Stage

_FOUND = {
    "platform": "Facebook",
    "location": "school-run",
    "author-type": "parent",
    "which-term": "Abuse of other members, in three comments under the school’s own posts.",
    "only-under-age": "no",
    "adult-conduct": "no",
    "child-at-risk": "no",
}
_BAN = {
    "by": "First class post",
    "platform_name": "the school’s page on Facebook",
    "restriction": "write comments there",
    "restriction_from": "2026-10-07",
    "restriction_length": "until the end of the autumn term",
    "review_route": "writing to the headteacher",
    "reason": "Three comments on 3 and 4 October called other parents names.",
    "still_open": "You get every letter by e-mail as before, and the office answers your calls.",
}
_REPORT = {
    "report_reason": "Bullying and harassment",
    "why_harmful": "The comments call other parents names, on a page that families read.",
    "request": "remove the comments listed above",
}


def banned_and_reported(stage: Stage) -> Script:
    """Comments on the school's own page break the platform's terms: a ban, and a report."""
    yield scene("2026-10-05", "08:50", "Mon 5 Oct: abusive comments on the school’s own page")
    ref = stage.open(
        "ict",
        "Comments on the school’s page that call parents names",
        Answers(categories=(CategoryClaim(code="platform-terms", target="parent"),)),
        author("Mr W. Makebelieve", "parent of a pupil in Class 4"),
        policy="braunstone",
        kind="breach-of-terms",
    )
    first = sheet("Three comments that call other parents names", 7001, "2026-10-05", "08:45")
    evidence.add_sheet(stage.desks["clerk"], ref, first)
    yield scene("2026-10-05", "15:30", "Mon 5 Oct: the deputy finds that terms were broken")
    reason = "The platform rules out abuse of other people, and this is nothing else."
    stage.take("deputy", ref, "case.find-breach", _FOUND, reason=reason)
    yield from _banned(stage, ref)
    yield from _reported(stage, ref)
    yield from _closed(stage, ref)
    return Told(
        ref=ref,
        title="Braunstone: a platform’s terms were broken – banned from our page, and reported",
        ended="closed; the headteacher agreed to the ban and the report, and lifted the ban",
        next=f"Read it from the first entry on: histories/{ref}-history-headteacher.txt",
    )


def _banned(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-10-06", "09:00", "Tue 6 Oct: ban and report are asked for")
    asked = {"ban-from": "agreed-platform"}
    ban = stage.take("clerk", ref, "ban.agree-ban", asked, letter=_BAN)
    stage.grant("head", ref)
    stage.post(ref, max(ban.snapshot.letters), "first class post")
    yield scene("2026-10-07", "08:30", "Wed 7 Oct: the ban is in place")
    stage.take("ict", ref, "ban.put-in-place")


def _reported(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    report = stage.take("clerk", ref, "report.agree-report", letter=_REPORT)
    stage.grant("head", ref)
    stage.post(ref, max(report.snapshot.letters), "the platform’s form")
    facts = {
        "report-form": "bullying",
        "report-account": "the school’s own page",
        "report-reference": "INVENTED-1007",
    }
    stage.take("clerk", ref, "report.report-it", facts)
    yield scene("2026-10-12", "09:40", "Mon 12 Oct: the platform removes the comments")
    acted = "It has removed all three comments."
    stage.take("clerk", ref, "report.platform-acted", reason=acted)
    yield scene("2026-10-19", "09:00", "Mon 19 Oct: the deputy looks at the case again")
    stage.take("deputy", ref, "case.review")


def _closed(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-11-09", "09:00", "Mon 9 Nov: the ban is lifted; closing is asked for")
    stage.take(
        "clerk", ref, "second-look.still-gone", reason="Four weeks later all are still gone."
    )
    reason = "Five quiet weeks, and a word of regret."
    stage.take("head", ref, "ban.lift-ban", reason=reason)
    stage.take("deputy", ref, "case.close", {"terms-outcome": "banned-and-reported"})
    yield scene("2026-11-10", "09:00", "Tue 10 Nov: the headteacher agrees to close it")
    stage.grant("head", ref)
