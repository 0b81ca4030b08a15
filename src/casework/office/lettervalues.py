"""A letter's values: what was given for it, else what was answered, else what is known.

What is given is typed, and read here as the kind of its field; every value that cannot be read is
told at once. Must not invent, and must not know any template.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casework.domain.spelling import spelt
from casework.errors import UsageFault
from casework.letters.template import FieldKind
from casework.office import letterparties
from casework.office.lettersources import SOURCES, Known
from casework.text import large

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.letters.fill import Value
    from casework.letters.template import Field, Template
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.letterparties import Reader
    from casework.policy.model import Letter


def values_for(
    desk: Desk,
    file: CaseFile,
    letter: Letter,
    template: Template,
    given: Mapping[str, str],
    facts: Mapping[str, str],
    reader: Reader | None = None,
) -> dict[str, Value]:
    """Return a value for each field of the template that is known.

    Raises UsageFault with everything that was given and cannot be read.
    """
    unknown = sorted(set(given) - set(template.fields))
    if unknown:
        raise UsageFault(
            f"This letter has no field named {unknown[0]}.",
            advice="casework letter fields shows what it takes.",
        )
    known = Known(
        desk=desk,
        file=file,
        letter=letter,
        reader=reader or letterparties.reader(file, letter.to, 0),
        school=desk.school(file.snapshot.school),
    )
    found: dict[str, Value] = {}
    odd: list[UsageFault] = []
    for name, field in template.fields.items():
        try:
            value = _value(known, name, field, given, facts)
        except UsageFault as fault:
            odd.append(fault)
            continue
        if value is not None and value not in ("", []):
            found[name] = value
    if odd:
        raise _all_told(odd)
    return found


def _all_told(odd: list[UsageFault]) -> UsageFault:
    if len(odd) == 1:
        return odd[0]
    return UsageFault(
        f"{len(odd)} values of this letter cannot be read.",
        advice="Mend each, then try again; casework letter fields shows what it takes.",
        reasons=tuple(f"{fault.message} {fault.advice}" for fault in odd),
    )


def _value(
    known: Known, name: str, field: Field, given: Mapping[str, str], facts: Mapping[str, str]
) -> Value | None:
    """Return what was given, else what was answered, else what the record or the settings say."""
    asked = ASKED_AS.get(name, (name.replace("_", "-"),))
    if given.get(name):
        return _read(known.file, asked[0], field, given[name])
    for fact in asked:
        written = facts.get(fact) or known.file.snapshot.answer(fact)
        if written:
            return _read(known.file, fact, field, written)
    source = SOURCES.get(name)
    found = source(known) if source else None
    return None if found is None else _in_columns(found, field)


def _in_columns(found: Value, field: Field) -> Value:
    """Return rows with the very columns that this letter's table has; anything else as it is."""
    if field.kind is not FieldKind.ROWS or not isinstance(found, list):
        return found
    rows = (row for row in found if isinstance(row, dict))
    return [{column: row.get(column, "") for column in field.columns} for row in rows]


#: Questions that policies put under another name than the letter's field.
ASKED_AS = {
    "asked_on": ("link-written-on",),
    "conversation_on": ("removal-asked-on",),
    "earlier_report": ("report-reference",),
    "first_published_on": ("first-published",),
    "grounds": ("police-ground",),
    "happened_on": ("phone-found-on", "firewall-attempt-on"),
    "name_kept": ("reporter-hidden",),
    "reference": ("provider-reference",),
    "report_reason": ("report-form",),
    "told_on": ("adult-told-on",),
}


def _read(file: CaseFile, fact: str, field: Field, written: str) -> Value:
    return typed(fact, field, written, lambda words: _in_words(file, fact, words))


def typed(
    name: str, field: Field, written: str, said: Callable[[str], str] = lambda words: words
) -> Value:
    """Return what was typed as the kind of its field; ``said`` words an answer that was chosen.

    Raises UsageFault for what cannot be read.
    """
    kind = field.kind
    if kind is FieldKind.DATE:
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise UsageFault(
                f"The letter's {spelt(name)} is no date that exists.",
                advice="Write it as 2026-11-05.",
            ) from None
    if kind is FieldKind.LINES:
        lines = (line.strip() for line in written.splitlines())
        return [said(line) for line in lines if line]
    if kind is FieldKind.ROWS:
        return [_row(field, line) for line in written.splitlines() if line.strip()]
    if kind is FieldKind.NUMBER:
        return _number(name, written)
    if kind is FieldKind.CHOICE:
        return written.strip().lower().replace("-", "_")
    return said(written)


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
        raise UsageFault(f"The letter's {spelt(fact)} is no whole number.", advice="Write it as 3.")
    return int(written)


def _in_words(file: CaseFile, fact: str, written: str) -> str:
    """Return a chosen answer as words; anything else as it was written."""
    asked = file.policy.facts.get(fact)
    if asked is None or written not in asked.choices:
        return written
    words = spelt(written)
    return large(words)
