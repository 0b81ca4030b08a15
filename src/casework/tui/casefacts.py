"""What stands in a case beside its actions: people, answers, incidents, evidence, letters, limits.

Each as lines of what stands left and what stands beside it. Must not know how a line looks.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words, instant_words
from casework.domain.facts import says_nothing
from casework.domain.people import part_words
from casework.domain.spelling import spelt
from casework.office import heldback
from casework.office.capacities import several_capacities
from casework.text import in_words, large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import Evidence, Incident
    from casework.office.questions import Shown
    from casework.policy.model import Fact

Line = tuple[str, str]
#: How an answer reads that is not its own word.
ANSWERS: Final = {"unknown": "cannot be checked by us"}


def limits(shown: Shown) -> Iterator[Line]:
    """Yield each running limit with its explanation."""
    for row in shown.limits:
        words = large(row.words)
        own = "The school’s own length." if row.own else ""
        beside = " ".join(part for part in (row.why, own, row.remark and f"{row.remark}.") if part)
        yield f"{row.title}: {words}", beside


def requests(shown: Shown) -> Iterator[Line]:
    """Yield each decision that is waited for."""
    for one in shown.requests:
        at = instant_words(datetime.fromisoformat(one.asked_at))
        yours = "; it is yours to decide (F4)" if one.yours else ""
        back = heldback.words(one.until)
        yield one.title, f"asked by {one.asked_by}, {at}{yours}{f'; {back}' if back else ''}"


def people(shown: Shown) -> Iterator[Line]:
    """Yield everybody of the case; whoever has several parts is said to have them."""
    both = several_capacities(shown.people)
    for person in shown.people:
        parts = [person.name, person.about, ", ".join(person.address.splitlines())]
        if person.name in both:
            parts.append(f"is here as {in_words(both[person.name])}")
        yield part_words(person.role), ", ".join(part for part in parts if part)


def known(shown: Shown) -> Iterator[Line]:
    """Yield categories and answers, the policy's question left and what was answered beside it."""
    policy = shown.file.policy
    for claim in shown.snapshot.categories:
        found = policy.categories.get(claim.code)
        yield found.title if found else claim.code, spelt(claim.target)
    for name, fact in shown.snapshot.facts.items():
        if says_nothing(fact.value):
            continue
        asked = policy.facts.get(name)
        told = f" (said by {shown.reader.quoted(fact.said_by, 'somebody')})" if fact.said_by else ""
        words = answer_words(asked, fact.value)
        yield asked.ask if asked else name, f"{words}{told}"


def answer_words(asked: Fact | None, value: str) -> str:
    """Return an answer as it is read: a day in words, a choice without its hyphens."""
    if asked and asked.type == "date" and value:
        return day_words(date.fromisoformat(value))
    if asked and asked.type == "text":
        return value
    return ANSWERS.get(value) or spelt(value)


def incidents(shown: Shown) -> Iterator[Line]:
    """Yield every dated event in the world."""
    for one in shown.snapshot.incidents:
        yield f"Incident {one.number}", ", ".join(_incident(shown, one))


def _incident(shown: Shown, one: Incident) -> Iterator[str]:
    if one.happened:
        whole = len(one.happened) == 10
        yield (
            day_words(date.fromisoformat(one.happened))
            if whole
            else instant_words(datetime.fromisoformat(one.happened))
        )
    if one.where:
        yield one.where
    if one.words:
        yield shown.reader.quoted(one.words, "words were written")


def evidence(shown: Shown) -> Iterator[Line]:
    """Yield each sheet: what it is of, never what it shows."""
    for one in shown.snapshot.evidence:
        yield f"Evidence {one.number}", _sheet(one)


def _sheet(one: Evidence) -> str:
    if not one.captured:
        return "a reference to what nobody may keep; nothing was taken in"
    kind = one.sheet.get("file-type", "")
    seen = one.sheet.get("seen-on", "")
    when = f", seen {day_words(date.fromisoformat(seen))}" if len(seen) == 10 else ""
    where = one.sheet.get("platform", "")
    what = f"a sheet of what was seen{f' on {where}' if where else ''}{when}"
    return f"{what}, with {kind}" if kind else what


def letters(shown: Shown) -> Iterator[Line]:
    """Yield each letter of the case and where it stands."""
    for number, letter in shown.snapshot.letters.items():
        copies = f", printed {letter.copies} times" if letter.copies > 1 else ""
        how = f", {letter.how}" if letter.how else ""
        yield f"Letter {number}: {letter.title}", f"{letter.state}{copies}{how}"


def linked(shown: Shown) -> Iterator[Line]:
    """Yield the linked cases that this person may see; of any other there is no trace."""
    yield from shown.linked
