"""Who can supply what a letter still lacks: the school's settings, the record, or its writer.

Every field has one place it comes from, and each place somebody who fills it. Must not know any
template, nor how a value is read.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casework.letters.fill import gaps
from casework.office.lettersources import SOURCES
from casework.office.lettervalues import ASKED_AS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.letters.fill import Value
    from casework.letters.template import Template
    from casework.policy.model import Policy

#: Fields that the school's settings answer, and under which name.
_SETTINGS = {
    "complaint_route": "complaints_route",
    "contact_words": "signatory_name",
    "edition": "kcsie_edition",
    "number_words": "ring_lado",
    "school_kind": "maintained",
    "school_name": "name",
}
#: Fields that the policy itself answers.
_POLICY = frozenset({"limit_words", "policy_place", "policy_title"})
#: Days that are still to come when a letter is written, and days that have been.
_AHEAD = frozenset({"family_meeting_on", "further_meeting_on", "meeting_on"})
_BEHIND = frozenset(
    {
        *("asked_on", "attempt_on", "conversation_on", "first_published_on", "happened_on"),
        *("heard_on", "incident_on", "known_on", "known_since", "lado_told_on"),
        *("not_accepted_on", "post_seen_on", "told_again_on", "told_on", "warned_on"),
    }
)
#: Fields that the record answers: what to enter there, and with which command.
_RECORD = {
    "adult_words": ("a person of concern", "casework case person"),
    "bundle": ("a capture sheet", "casework evidence add"),
    "children": ("a child affected", "casework case person"),
    "chronology": ("an incident or a capture sheet", "casework case incident"),
    "concerns": ("a category", "casework case set"),
    "evidence": ("a capture sheet", "casework evidence add"),
    "figures": ("the term's sheet", "casework report governors"),
    "five_sentences": ("the term's sheet", "casework report governors"),
    "governor_words": ("the chair's own name", "casework user link"),
    "incidents": ("an incident", "casework case incident"),
    "limitation_on": ("the day of first publication", "casework case set"),
    "material": ("a capture sheet", "casework evidence add"),
    "post_address": ("a capture sheet", "casework evidence add"),
    "posts": ("a capture sheet", "casework evidence add"),
    "recipient_salutation": ("the person it goes to", "casework case person"),
    "term_words": ("the term's sheet", "casework report governors"),
}


def told(
    policy: Policy, template: Template, values: Mapping[str, Value], today: date | None = None
) -> tuple[str, ...]:
    """Return a sentence for each value that is lacking or odd, and who can supply it.

    With ``today`` a day that cannot be meant is odd too: a meeting that is over, a post that was
    seen tomorrow. A decision about the same words later on must not stumble over it.
    """
    found = gaps(template, values)
    lacking = (
        f"{said} {who(name, policy)}" if name not in values else said
        for name, said in found.items()
    )
    return (*lacking, *(_odd_days(template, values, today) if today else ()))


def _odd_days(template: Template, values: Mapping[str, Value], today: date) -> Iterator[str]:
    for name, value in values.items():
        if not isinstance(value, date):
            continue
        about = template.fields[name].about
        if name in _AHEAD and value < today:
            yield f"This day is over ({name}): {about}"
        if name in _BEHIND and value > today:
            yield f"This day has not come yet ({name}): {about}"


def who(name: str, policy: Policy | None = None) -> str:
    """Return in a sentence who can supply a field, and how."""
    typed = f"--letter {name}=…"
    asked = next((fact for fact in _questions(name) if policy and fact in policy.facts), "")
    if name in _SETTINGS:
        return f"The head or the office, in the school's settings ({_SETTINGS[name]}); or {typed}."
    if asked:
        return f"Whoever can answer the question {asked}: --set {asked}=…; or {typed}."
    if name in _RECORD:
        what, command = _RECORD[name]
        return f"Whoever can enter {what}: {command}; or {typed}."
    return f"Whoever writes the letter: {typed}."


def filled_from(name: str) -> str:
    """Return what fills a field that nobody gives: policy, settings, record, or its writer."""
    if name in _SETTINGS:
        return "settings"
    if name in _POLICY:
        return "policy"
    return "record" if name in SOURCES or name in ASKED_AS else "writer"


def _questions(name: str) -> tuple[str, ...]:
    return ASKED_AS.get(name, (name.replace("_", "-"),))
