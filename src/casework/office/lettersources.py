"""What a case, its school and its policy say by themselves: one small function per field name.

Asked only where nobody gave a value and the policy puts no question of that name. Must not invent:
what is not known is left out. Must not know how a value is typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from casework.domain.dates import local_day, long_day
from casework.domain.events import TrackMoved
from casework.domain.lengths import parse_length
from casework.domain.people import PersonRole
from casework.domain.spelling import NAMES, spelt
from casework.exports.claims import year_after
from casework.office import governors, letterparties, lettertables
from casework.policy.counted import DEFAULT, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.letters.fill import Value
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.letterparties import Reader
    from casework.policy.model import Clause, Letter
    from casework.settings import SchoolSettings

#: From when a limit counts that begins with the letter's arrival: the receipt, or its proof.
_RECEIVED = frozenset({"receipt", "delivered-on"})
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a value may be taken from."""

    desk: Desk
    file: CaseFile
    letter: Letter
    reader: Reader
    school: SchoolSettings


def _signs(known: Known) -> letterparties.Signatory:
    return letterparties.signatory(known.desk, known.file, known.school)


def _place(known: Known) -> str:
    """Return where the policy says it: the writing step's clause, then what the case came by."""
    clauses = [known.file.policy.clauses[clause] for clause in known.letter.clauses]
    cited = [clause for clause in clauses if clause.cite]
    written_by, came_by = _written_by(known), _came_by(known.file)
    written = [clause for clause in cited if clause.id in written_by]
    reached = [clause for clause in cited if clause.id in came_by]
    ranked = (one for part in (written, reached, cited) for one in (*_steps(part), *part))
    return _as_printed(next((clause.cite for clause in ranked), ""))


def _as_printed(cite: str) -> str:
    """Return a place as a letter says it: ``section 5.1.1``, ``the introduction``, or a heading."""
    before = "section " if cite[:1].isdigit() else "the " if cite[:1].islower() else ""
    return before + re.sub(r'"([^"]*)"', "“\\1”", cite)  # quotation marks as a printer sets them


def _written_by(known: Known) -> set[str]:
    """Return the clauses of the steps that write this letter."""
    kind = known.file.policy.case_types[known.file.snapshot.case_type]
    steps = (step for step in kind.by_id.values() if step.letter == known.letter.name)
    return {clause for step in steps for clause in step.clauses}


def _steps(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses that the program carries out: they stand before those of wording."""
    return [clause for clause in clauses if clause.bearing == "machine"]


def _came_by(file: CaseFile) -> set[str]:
    """Return the clauses of every step that this case has taken."""
    events = (event for entry in file.entries for event in entry.events)
    moved = (event.clauses for event in events if isinstance(event, TrackMoved))
    return {clause for clauses in moved for clause in clauses}


def _limit(known: Known) -> str:
    """Return a limit as its length: ``within five school days of receiving this letter``."""
    if not known.letter.limit:
        return ""
    case_type = known.file.policy.case_types[known.file.snapshot.case_type]
    limit = case_type.deadlines[known.letter.limit]
    case = known.file.snapshot
    own = known.desk.ledger.lengths_of(case.school, case.policy).get(limit.name, "")
    own = own if limit.provenance == DEFAULT else ""  # what the limit will run for, once it begins
    length = rule_of(limit, own, known.school.receipt).lengths[0]
    if length.amount == 0:
        return "on receiving this letter"
    amount = _NUMBERS[length.amount] if length.amount < len(_NUMBERS) else str(length.amount)
    words = str(parse_length(str(length))).split(" ", 1)[1]
    since = " of receiving this letter" if limit.anchor in _RECEIVED else ""
    return f"within {amount} {words}{since}"


def _first_published(known: Known) -> date | None:
    answer = known.file.snapshot.answer("first-published")
    return date.fromisoformat(answer) if answer else None


def _limitation(known: Known) -> date | None:
    first = _first_published(known)
    if first is None:
        return None
    for limit in known.file.snapshot.deadlines.values():
        if limit.name == "limitation" and limit.due_on:
            return date.fromisoformat(limit.due_on)
    return year_after(first)


def _concerns(known: Known) -> list[str]:
    categories = known.file.policy.categories
    return [
        f"{categories[claim.code].title}{_about(claim.target)}."
        for claim in known.file.snapshot.categories
    ]


#: How a target reads in a sentence.
_TARGETS = {
    "staff": "a member of staff",
    "pupil": "a pupil",
    "parent": "a parent",
    "governor": "a governor",
    "school": "the school",
    "other": "somebody else",
}


def _about(target: str) -> str:
    return f" ({_TARGETS.get(target) or spelt(target)})" if target else ""


def _platform(known: Known) -> str:
    return platform_of(known.file)


def platform_of(file: CaseFile) -> str:
    """Return the platform's own name: as it was answered, else as the first sheet says it."""
    chosen = file.snapshot.answer("platform")
    if chosen == "other":
        return file.snapshot.answer("platform-other")
    if chosen:
        return NAMES.get(chosen, chosen.capitalize())
    return _from_evidence(file, "platform")


def _from_evidence(file: CaseFile, name: str) -> str:
    found = (item.sheet.get(name, "") for item in file.snapshot.evidence)
    return next((value for value in found if value), "")


def _seen_on(known: Known) -> date:
    seen = _from_evidence(known.file, "seen-on")
    return date.fromisoformat(seen) if seen else local_day(known.file.snapshot.opened_at)


def _opened(known: Known) -> date:
    return local_day(known.file.snapshot.opened_at)


def _latest_incident(known: Known) -> date:
    """Return the day of the newest incident, or that on which the case was opened."""
    happened = [one.happened for one in known.file.snapshot.incidents]
    if not happened:
        return _opened(known)
    newest = max(happened)
    if len(newest) == len("2026-11-05"):
        return date.fromisoformat(newest)
    return local_day(datetime.fromisoformat(newest))


def _earlier_meeting(known: Known) -> str:
    held = known.file.snapshot.answer("meeting-date")
    return f"We met on {long_day(date.fromisoformat(held))} to talk about it." if held else ""


def _of_sheet(known: Known) -> governors.Governors | None:
    """Return the governors' sheet of the latest term that is over, where it was made."""
    return governors.latest(known.desk, known.file.snapshot.school)


def _term(known: Known) -> str:
    sheet = _of_sheet(known)
    return sheet.term if sheet else ""


def _five_sentences(known: Known) -> list[str]:
    sheet = _of_sheet(known)
    return list(sheet.sentences) if sheet else []


def _figures(known: Known) -> list[dict[str, str]]:
    sheet = _of_sheet(known)
    rows = sheet.rows if sheet else ()
    several = len({row.policy for row in rows}) > 1
    return [
        {"what": f"{row.title} ({row.policy})" if several else row.title, "cases": row.figure}
        for row in rows
    ]


# --- an allegation against an adult -------------------------------------------------------------

#: What was noted of the threshold, as the referral says it: an allegation is not a finding.
_THRESHOLD = {
    "limb-harmed": "The adult may have harmed a child, or may have behaved in a way that did.",
    "limb-offence": "The adult may have committed an offence against or related to a child.",
    "limb-risk": "The adult may have behaved in a way that suggests a risk of harm to children.",
    "limb-unsuitable": "The adult may have behaved in a way that suggests that they are not "
    "suitable to work with children.",
    "threshold-unsure": "The school is not sure whether the threshold is reached, and asks you.",
}
_EARLIER = {
    "yes": "There have been earlier allegations or concerns of the same kind about this adult.",
    "no": "The school knows of no earlier allegation or concern of the same kind.",
    "unknown": "The school does not know yet whether there were earlier ones of the same kind.",
}
_GROUNDS = {
    "child-at-risk": "A child might be at risk while this is looked into.",
    "could-lead-to-dismissal": "What was alleged might lead to dismissal if it were found so.",
}
_DANGER = "A child was in immediate danger, so 999 and children’s social care were rung at once."
#: Whom somebody may have at their side, where that was offered.
_COMPANION = "your union, an association or a colleague"
_KINDS = {"maintained": "maintained", "academy": "trust"}


def _companion(known: Known) -> str:
    """Return whom a member of staff may bring; what a parent may bring is for the writer to say."""
    offered = known.file.snapshot.answer("support-colleague") == "yes"
    return _COMPANION if offered and known.letter.to == PersonRole.TARGET else ""


def _threshold(known: Known) -> list[str]:
    answer = known.file.snapshot.answer
    return [words for fact, words in _THRESHOLD.items() if answer(fact) == "yes"]


def _named(known: Known, role: PersonRole) -> Iterator[str]:
    """Yield each person of a role once, with what is known of them."""
    people = {one.number: one for one in known.file.snapshot.people if one.role is role}
    for person in people.values():
        yield f"{person.name}, {person.about}" if person.about else person.name


#: What each field is filled from by itself, by its name.
SOURCES: dict[str, Callable[[Known], Value | None]] = {
    "adult_words": lambda known: "; ".join(_named(known, PersonRole.PERSON_OF_CONCERN)),
    "bundle": lambda known: lettertables.evidence(known.file.snapshot),
    "children": lambda known: "\n\n".join(_named(known, PersonRole.CHILD_AFFECTED)),
    "chronology": lambda known: lettertables.chronology(known.file.snapshot),
    "companion_words": _companion,
    "complaint_route": lambda known: known.school.complaints_route,
    "concerns": _concerns,
    "contact_words": lambda known: _signs(known).reach,
    "danger_words": lambda known: (
        _DANGER if known.file.snapshot.answer("allegation-danger") == "yes" else ""
    ),
    "earlier_meeting": _earlier_meeting,
    "earlier_words": lambda known: _EARLIER.get(
        known.file.snapshot.answer("earlier-allegations"), ""
    ),
    "edition": lambda known: known.school.kcsie_edition,
    "evidence": lambda known: lettertables.evidence(known.file.snapshot),
    "figures": _figures,
    "first_published_on": _first_published,
    "five_sentences": _five_sentences,
    "governor_words": lambda known: letterparties.governor(known.desk, known.file.snapshot),
    "ground_words": lambda known: _GROUNDS.get(known.file.snapshot.answer("suspension-ground"), ""),
    "heard_on": _opened,
    "incidents": lambda known: lettertables.incidents(known.file.snapshot),
    "known_since": _opened,
    "limit_words": _limit,
    "limitation_on": _limitation,
    "material": lambda known: lettertables.posts(known.file.snapshot),
    "number_words": lambda known: known.school.ring_lado,
    "platform_name": _platform,
    "policy_place": _place,
    "policy_title": lambda known: known.file.policy.title,
    "post_address": lambda known: _from_evidence(known.file, "address"),
    "post_platform": _platform,
    "post_seen_on": _seen_on,
    "posts": lambda known: lettertables.posts(known.file.snapshot),
    "recipient_salutation": lambda known: letterparties.salutation(
        known.reader.name, known.letter.to
    ),
    "school_kind": lambda known: _KINDS.get(known.school.maintained, ""),
    "school_name": lambda known: known.school.name,
    "term_words": _term,
    "threshold_words": _threshold,
    "told_again_on": _latest_incident,
}
