"""Where a letter's values come from when nobody gave them: people, settings, the record.

One small function per field name, asked only where the policy puts no question of that name. Must
not invent: what is not known is left out, and the letter says what it lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from casework.domain.dates import day_words, local_day
from casework.domain.lengths import parse_length
from casework.errors import UsageFault
from casework.letters.template import FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.domain.people import CasePerson
    from casework.letters.fill import Value
    from casework.letters.template import Field, Template
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import Letter
    from casework.settings import SchoolSettings

#: How a letter begins that goes to nobody by name.
NOBODY = "Sir or Madam"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a value may be taken from."""

    file: CaseFile
    letter: Letter
    school: SchoolSettings


def values_for(
    desk: Desk,
    file: CaseFile,
    letter: Letter,
    template: Template,
    given: Mapping[str, str],
    facts: Mapping[str, str],
) -> dict[str, Value]:
    """Return a value for each field of the template that is known."""
    known = Known(file=file, letter=letter, school=desk.school(file.snapshot.school))
    values: dict[str, Value] = {}
    unknown = sorted(set(given) - set(template.fields))
    if unknown:
        raise UsageFault(
            f"This letter has no field named {unknown[0]}.",
            advice="casework letter fields shows what it takes.",
        )
    for name, field in template.fields.items():
        fact = _ASKED_AS.get(name, name.replace("_", "-"))
        written = given.get(name) or facts.get(fact) or file.snapshot.answer(fact)
        if written:
            values[name] = _read(file, fact, field, written)
        elif name in _SOURCES:
            found = _SOURCES[name](known)
            if found is not None and found not in ("", []):
                values[name] = _in_columns(found, field)
    return values


def _in_columns(found: Value, field: Field) -> Value:
    """Return rows with the very columns that this letter's table has; anything else as it is."""
    if field.kind is not FieldKind.ROWS or not isinstance(found, list):
        return found
    rows = (row for row in found if isinstance(row, dict))
    return [{column: row.get(column, "") for column in field.columns} for row in rows]


#: Questions that policies put under another name than the letter's field.
_ASKED_AS = {
    "conversation_on": "removal-asked-on",
    "earlier_report": "report-reference",
    "first_published_on": "first-published",
    "grounds": "police-ground",
    "name_kept": "reporter-hidden",
    "report_reason": "report-form",
}
#: Names that do not follow from the answer's own letters.
_PLATFORMS = {
    "tiktok": "TikTok",
    "whatsapp": "WhatsApp",
    "x-or-twitter": "X (Twitter)",
    "youtube": "YouTube",
    "school-site": "the school’s own site",
}


def _read(file: CaseFile, fact: str, field: Field, written: str) -> Value:
    kind = field.kind
    if kind is FieldKind.DATE:
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise UsageFault(
                f"The letter's {fact.replace('-', ' ')} is no date that exists.",
                advice="Write it as 2026-11-05.",
            ) from None
    if kind is FieldKind.LINES:
        lines = (line.strip() for line in written.splitlines())
        return [_in_words(file, fact, line) for line in lines if line]
    if kind is FieldKind.ROWS:
        return [_row(field, line) for line in written.splitlines() if line.strip()]
    if kind is FieldKind.NUMBER:
        return _number(fact, written)
    if kind is FieldKind.CHOICE:
        return written.strip().lower().replace("-", "_")
    return _in_words(file, fact, written)


def _row(field: Field, line: str) -> dict[str, str]:
    """Return one typed row, its cells parted by ``|`` in the order of the letter's columns."""
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != len(field.columns):
        raise UsageFault(
            f"A row of this letter's table has {len(field.columns)} cells, not {len(cells)}.",
            advice=f"One row a line: {' | '.join(field.columns)}.",
        )
    return dict(zip(field.columns, cells, strict=True))


def _number(fact: str, written: str) -> int:
    if not written.isdecimal() or not written.isascii():
        raise UsageFault(
            f"The letter's {fact.replace('-', ' ')} is no whole number.", advice="Write it as 3."
        )
    return int(written)


def _in_words(file: CaseFile, fact: str, written: str) -> str:
    """Return a chosen answer as words; anything else as it was written."""
    asked = file.policy.facts.get(fact)
    if asked is None or written not in asked.choices:
        return written
    words = written.replace("-", " ")
    return words[:1].upper() + words[1:]


def _person(known: Known) -> str:
    person = addressee(known.file, known.letter.to)
    return person.name if person else ""


def addressee(file: CaseFile, to: str) -> CasePerson | None:
    """Return the first person of that role; named again, as with an address, the latest counts."""
    people = [person for person in file.snapshot.people if person.role == to]
    return next((one for one in reversed(people) if one.number == people[0].number), None)


def body_name(file: CaseFile, to: str, school: SchoolSettings) -> str:
    """Return the name of a body that a letter goes to: of the platform, of the police force."""
    found = {"platform": _platform_of(file), "police": school.police_force}.get(to, "")
    return found or to.replace("-", " ").capitalize()


def _salutation(known: Known) -> str:
    name = _person(known)
    if not name:
        return NOBODY
    first, *rest = name.split()
    titled = first.rstrip(".") in {"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Revd"}
    return f"{first} {rest[-1]}" if titled and rest else name


def _contact(known: Known) -> str:
    school = known.school
    reach = [school.telephone, school.email]
    return ", ".join(part for part in (school.signatory_name or "the office", *reach) if part)


def _place(known: Known) -> str:
    """Return where the policy says it: the step's own clause before those of wording."""
    clauses = [known.file.policy.clauses[clause] for clause in known.letter.clauses]
    cited = [clause for clause in clauses if clause.cite]
    steps = [clause for clause in cited if clause.bearing == "machine"]
    cite = next((clause.cite for clause in (*steps, *cited)), "")
    return re.sub(r'"([^"]*)"', "“\\1”", cite)  # as a printer sets them


def _limit(known: Known) -> str:
    """Return a limit as its length: ``within five school days of receiving this letter``."""
    if not known.letter.limit:
        return ""
    case_type = known.file.policy.case_types[known.file.snapshot.case_type]
    limit = case_type.deadlines[known.letter.limit]
    length = limit.rule.lengths[0]
    amount = _NUMBERS[length.amount] if length.amount < len(_NUMBERS) else str(length.amount)
    words = str(parse_length(str(length))).split(" ", 1)[1]
    since = " of receiving this letter" if limit.anchor == "receipt" else ""
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
    return None


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
    return f" ({_TARGETS.get(target, target.replace('-', ' '))})" if target else ""


def _platform(known: Known) -> str:
    return _platform_of(known.file)


def _platform_of(file: CaseFile) -> str:
    chosen = file.snapshot.answer("platform")
    if chosen == "other":
        return file.snapshot.answer("platform-other")
    if chosen:
        return _PLATFORMS.get(chosen, chosen.capitalize())
    return _from_evidence(file, "platform")


def _from_evidence(file: CaseFile, name: str) -> str:
    found = (item.sheet.get(name, "") for item in file.snapshot.evidence)
    return next((value for value in found if value), "")


def _seen_on(known: Known) -> date:
    seen = _from_evidence(known.file, "seen-on")
    return date.fromisoformat(seen) if seen else local_day(known.file.snapshot.opened_at)


def _evidence(known: Known) -> list[dict[str, str]]:
    return [
        {
            "number": str(item.number),
            "what": item.sheet.get("what", ""),
            "captured": _captured(item.sheet),
            "kept": "at school",
        }
        for item in known.file.snapshot.evidence
    ]


def _captured(sheet: Mapping[str, str]) -> str:
    parts = (sheet.get("captured-by", ""), _seen(sheet), sheet.get("seen-at", ""))
    return ", ".join(part for part in parts if part)


def _seen(sheet: Mapping[str, str]) -> str:
    return _day(sheet["seen-on"]) if sheet.get("seen-on") else ""


def _posts(known: Known) -> list[dict[str, str]]:
    return [
        {
            "address": item.sheet.get("address", ""),
            "account": item.sheet.get("account", ""),
            "seen": _seen(item.sheet),
            "what": item.sheet.get("what", ""),
        }
        for item in known.file.snapshot.evidence
    ]


def _incidents(known: Known) -> list[dict[str, str]]:
    return [
        {"when": _day(incident.happened), "where": incident.where, "what": incident.words}
        for incident in known.file.snapshot.incidents
    ]


def _chronology(known: Known) -> list[dict[str, str]]:
    rows = [(incident.happened, incident.words) for incident in known.file.snapshot.incidents]
    rows += [
        (sheet.sheet["seen-on"], sheet.sheet.get("what", ""))
        for sheet in known.file.snapshot.evidence
        if sheet.sheet.get("seen-on")
    ]
    return [{"when": _day(when), "what": what} for when, what in sorted(rows)]


def _day(when: str) -> str:
    if len(when) == len("2026-11-05"):
        return day_words(date.fromisoformat(when))
    return day_words(local_day(datetime.fromisoformat(when)))


_SOURCES: dict[str, Callable[[Known], Value | None]] = {
    "recipient_salutation": _salutation,
    "school_name": lambda known: known.school.name,
    "complaint_route": lambda known: known.school.complaints_route,
    "contact_words": _contact,
    "policy_title": lambda known: known.file.policy.title,
    "policy_place": _place,
    "limit_words": _limit,
    "first_published_on": _first_published,
    "limitation_on": _limitation,
    "concerns": _concerns,
    "platform_name": _platform,
    "post_address": lambda known: _from_evidence(known.file, "address"),
    "post_platform": _platform,
    "post_seen_on": _seen_on,
    "heard_on": lambda known: local_day(known.file.snapshot.opened_at),
    "evidence": _evidence,
    "posts": _posts,
    "incidents": _incidents,
    "chronology": _chronology,
    "bundle": _evidence,
}
