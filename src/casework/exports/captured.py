"""What a capture sheet says in a history, answer by answer. Must not know any other event."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casework.domain.dates import day_words
from casework.domain.sheets import FIELDS, FILE, captured, with_file
from casework.domain.spelling import spelt
from casework.exports.telling import Line
from casework.text import in_quotes

if TYPE_CHECKING:
    from casework.domain.events import EvidenceAdded
    from casework.exports.telling import Telling

#: Answers of a capture sheet in their order.
SHEET = (*FIELDS, *FILE)
PASSED_ON = "passed-on-by"


def captured_line(t: Telling, e: EvidenceAdded) -> Line:
    """Return the sentence for evidence that was added, as this reader may read it."""
    lead = f"Evidence {e.number} {_taken(e)}"
    if not t.reader.words:
        return Line(words=f"{lead} (What the sheet says is withheld.)")
    names = sorted(e.sheet, key=lambda name: (_PLACE.get(name, len(_PLACE)), name))
    told = (_answered(t, name, e.sheet[name]) for name in names if e.sheet[name])
    return Line(words=" ".join((lead, *(words for words in told if words))))


_PLACE = {name: place for place, name in enumerate(SHEET)}


def _taken(e: EvidenceAdded) -> str:
    if not captured(e.sheet):
        return "is a reference alone: nothing was looked at, copied or taken in."
    if with_file(e.sheet):
        return "was described on a capture sheet, and its file was taken in."
    return "was described on a capture sheet, without any file."


def _answered(t: Telling, name: str, value: str) -> str:
    asked = spelt(name).capitalize()
    if name == PASSED_ON and value.isdecimal():
        return f"{asked}: {t.person(int(value))}."
    if t.reader.barred:
        return ""
    return f"{t.reader.data(asked)}: {_said(t, value)}."


def _said(t: Telling, value: str) -> str:
    """Return an answer as it was written, in quotation marks; a day and a yes in plain words."""
    if value in _PLAIN:
        return value
    try:
        return day_words(date.fromisoformat(value))
    except ValueError:
        return in_quotes(t.reader.data(value))


_PLAIN = frozenset({"yes", "no"})
