"""A case under Moat Farm's policy: pupils under 13 on a site, and a letter to each family.

Everybody in it is invented. Must not know how a book is made or where files go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.domain.people import PersonRole
from casework.office.cases import Answers
from casework.office.rehearsals.cast import HOME, person
from casework.office.stage import Told, scene

if TYPE_CHECKING:
    from collections.abc import Generator

    from casework.office.stage import Scene, Script, Stage

_SCOPE = {
    "bullying-by": "pupils",
    "former-pupils-among-them": "no",
    "pupil-under-13": "yes",
    "warned-before": "no",
    "channel": "social-network",
    "platform": "tiktok",
    "improper-contact": "no",
    "posing-as-child": "no",
    "adult-conduct": "no",
    "child-at-risk": "no",
    "crime-possible": "no",
}
_AGE = "TikTok’s own rules say that nobody under 13 uses it."
_ELSEWHERE = "9 Sample Road\nExampleton\nZZ1 9ZZ"
#: The two families, by their numbers in the case, and how their own child is spoken of.
_FAMILIES = {3: "Robin", 4: "Kim"}


def taunts_under_age(stage: Stage) -> Script:
    """A pupil is taunted on a site that is not for their age; each family has its own letter."""
    yield scene("2026-09-15", "10:40", "Tue 15 Sep: a teacher hears of taunts on TikTok")
    ref = stage.open(
        "teacher",
        "Taunts at weekends among pupils of Year 6",
        Answers(categories=(CategoryClaim(code="cyberbullying", target="pupil"),)),
        person(PersonRole.CHILD_AFFECTED, "Robin Sample", "Year 6"),
        person(PersonRole.AUTHOR, "Kim Placeholder", "Year 6"),
        person(PersonRole.FAMILY_OF, "Mrs R. Sample", "family of Robin", HOME),
        person(PersonRole.FAMILY_OF, "Mr K. Placeholder", "family of Kim", _ELSEWHERE),
        policy="moat-farm",
        kind="cyberbullying",
    )
    yield from _looked_into(stage, ref)
    yield from _both_families_warned(stage, ref)
    yield from _closed(stage, ref)
    return Told(
        ref=ref,
        title="Moat Farm: taunts under age; a letter to each of two families, of its own",
        ended="closed; two families were written to, and neither letter names the other child",
        next=f"See both letters: casework --user clerk letter list {ref}",
    )


def _looked_into(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-09-15", "15:50", "Tue 15 Sep: the deputy finds that it is the school’s")
    reason = "Both are pupils of ours, and it goes on in class."
    stage.take("deputy", ref, "case.decide-scope", _SCOPE, reason=reason)
    stage.take("clerk", ref, "acknowledgement.acknowledge")
    yield scene("2026-09-16", "15:40", "Wed 16 Sep: every family is spoken to")
    facts = {"families-contacted-on": "2026-09-16", "every-side-contacted": "yes"}
    stage.take("teacher", ref, "families.contact-families", facts)
    stage.take("teacher", ref, "families.families-engage")


def _both_families_warned(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-09-17", "09:20", "Thu 17 Sep: a warning to every family is asked for")
    facts = {"every-family-named": "yes", "known-since": "2026-09-15"}
    stage.take("clerk", ref, "under-age-warning.approve", facts)
    yield scene("2026-09-18", "09:00", "Fri 18 Sep: the headteacher agrees; two letters go out")
    stage.grant("head", ref)
    for number, child in _FAMILIES.items():
        words = {
            "to": str(number),
            "by": "First class post",
            "child_words": child,
            "age_words": _AGE,
            "request": "see to it that the account is closed",
        }
        letter = stage.take("clerk", ref, "under-age-warning.warn-family", letter=words)
        stage.grant("head", ref)
        stage.post(ref, max(letter.snapshot.letters), "first class post")


def _closed(stage: Stage, ref: str) -> Generator[Scene, None, None]:
    yield scene("2026-09-24", "15:45", "Thu 24 Sep: what was found is recorded")
    found = {"investigation-found": "bullying"}
    reason = "Both told the same story, and showed their messages."
    stage.take("deputy", ref, "investigation.conclude", found, reason=reason)
    reason = "Both families have closed the accounts themselves."
    stage.take("deputy", ref, "under-age-report.decline", reason=reason)
    yield scene("2026-10-08", "15:50", "Thu 8 Oct: it has stopped; closing is asked for")
    stage.take("clerk", ref, "under-age-warning.effective")
    steps = {"protection-steps": "The two were kept apart, then brought together."}
    stage.take("teacher", ref, "protection.end-protection", steps)
    stage.take("deputy", ref, "case.start-closing", {"bullying-outcome": "stopped"})
    stage.take("clerk", ref, "case.close")
    yield scene("2026-10-09", "09:00", "Fri 9 Oct: the headteacher agrees to close it")
    stage.grant("head", ref)
