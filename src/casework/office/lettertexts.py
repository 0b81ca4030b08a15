"""A letter's words: its template filled in from what is known of a case.

A field's value comes from what the writer gave for this letter, else from the answer to the
policy's question of the same name, else from ``office.lettersources``. What is missing is said,
never invented. Must not know paper, nor a letter's life.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casework.domain.commands import LetterText
from casework.domain.dates import local_day
from casework.errors import NotFound
from casework.office import letterparties
from casework.office.letterparties import BY, SIGNS, TO, Reader
from casework.office.lettersources import platform_of
from casework.office.lettervalues import values_for
from casework.office.saying import line, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casework.letters.template import Template
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import CaseType, Letter, Policy, Transition

#: Where letter templates stand among a policy version's files.
FOLDER = "letters/"


def prepared(
    desk: Desk,
    file: CaseFile,
    trigger: str,
    track: str,
    facts: Mapping[str, str],
    given: Mapping[str, str],
) -> dict[str, LetterText]:
    """Return every letter that a step may draft, filled in from the case with ``facts`` added."""
    case_type = file.policy.case_types[file.snapshot.case_type]
    steps = [
        step
        for step in case_type.by_id.values()
        if step.trigger == trigger and track in {"", step.track}
    ]
    wanted = {name for step in steps for name in _letters_of(case_type, step, 0)}
    today = local_day(desk.now())
    return {name: text_of(desk, file, name, given, facts, today) for name in sorted(wanted)}


def text_of(
    desk: Desk,
    file: CaseFile,
    name: str,
    given: Mapping[str, str],
    facts: Mapping[str, str] | None = None,
    today: date | None = None,
) -> LetterText:
    """Return one letter filled in; ``values`` keeps what was given for this letter alone.

    Who it goes to is kept among them, so that it goes to the same person when it is written anew.
    With ``today`` it is being written now, and a day that cannot be meant is among what it lacks.
    """
    from casework.letters.fill import fill  # loads jinja2, which only a letter needs
    from casework.office import lettergaps

    letter = file.policy.case_types[file.snapshot.case_type].letters[name]
    template = template_of(file.policy, letter)
    said, own = parted(given)
    found = letterparties.chosen(file, letter.to, said, body_of(desk, file, letter.to))
    reader = found if isinstance(found, Reader) else None
    values = values_for(desk, file, letter, template, own, facts or {}, reader)
    lacking = lettergaps.told(file.policy, template, values, today)
    if reader is None:
        return LetterText(values=dict(given), text="", digest="", missing=(str(found), *lacking))
    kept = {**given, TO: str(reader.number)} if reader.number else dict(given)
    if given.get(SIGNS):
        kept[SIGNS] = letterparties.chosen_to_sign(desk, file, given[SIGNS])
    if lacking:
        return LetterText(values=kept, text="", digest="", missing=lacking, person=reader.number)
    text = fill(template, values)
    digest = digest_of(file.policy, letter, text)
    return LetterText(values=kept, text=text, digest=digest, person=reader.number)


def parted(given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return to whom the writer said the letter goes, and the values of its fields."""
    own = {name: value for name, value in given.items() if name not in {TO, BY, SIGNS}}
    return words(given.get(TO, "")), own


def sent_by(given: Mapping[str, str]) -> str:
    """Return how the writer said the letter is to be sent, as its page bears it; empty if not."""
    return line(given.get(BY, ""))


def body_of(desk: Desk, file: CaseFile, to: str) -> str:
    """Return the name of the body that a letter goes to, where it goes to no person."""
    school = desk.school(file.snapshot.school)
    return letterparties.body_name(to, school, platform_of(file))


def reader_by(
    desk: Desk, file: CaseFile, to: str, number: int, values: Mapping[str, str]
) -> Reader:
    """Return who a letter goes to: the person of that number, else the body it was given."""
    said = words(values.get(TO, ""))
    return letterparties.addressed(file, to, number, said, body_of(desk, file, to))


def template_of(policy: Policy, letter: Letter) -> Template:
    """Return the template of the policy's own version. Raises NotFound where it was left out."""
    from casework.letters.fill import parse_template  # loads jinja2, which only a letter needs

    source = policy.files.get(f"{FOLDER}{letter.template}.md")
    if source is None:
        raise NotFound(
            f"The template of “{letter.title}” is not part of this policy version.",
            advice="Adopt the policy again: casework policy adopt.",
        )
    return parse_template(letter.template, source)


def _letters_of(case_type: CaseType, step: Transition, depth: int) -> set[str]:
    names = {step.letter} if step.letter else set()
    if depth < 5:
        for follow_on in step.then:
            for caused in case_type.by_id.values():
                if (caused.track, caused.trigger) == (follow_on.track, follow_on.trigger):
                    names |= _letters_of(case_type, caused, depth + 1)
    return names


def digest_of(policy: Policy, letter: Letter, text: str) -> str:
    """Return the digest (SHA-256, hex) of a letter's words, for this policy version and reader."""
    whole = "\0".join((policy.digest, letter.name, letter.to, text))
    return hashlib.sha256(whole.encode()).hexdigest()
