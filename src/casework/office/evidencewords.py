"""A piece of evidence in words: the answers of its sheet, and each touch of its custody.

Every front end says it so. Must not read or write anything.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words, instant_words
from casework.domain.sheets import FIELDS, FILE
from casework.domain.spelling import spelt

if TYPE_CHECKING:
    from casework.office.evidence import Item
    from casework.office.evidencecustody import Touched

LABELS: Final = {
    "account": "Account (handle)",
    "seen-on": "First seen on",
    "seen-at": "First seen at",
    "how": "Captured how",
    "passed-on-by": "Passed on by, as a number of the case (protected)",
    "redacts": "A copy with names made unreadable of evidence",
    "file-name": "File, as it was called",
    "file-size": "File, in bytes",
    "file-sha256": "File, SHA-256",
    "withheld": "Might show a child in an indecent way",
    "held-by": "Device kept by",
    "reported": "Number given by police or CEOP",
}


def answers(item: Item) -> tuple[tuple[str, str], ...]:
    """Return each answer of a sheet under its label, in the order of the questions."""
    last = (*FIELDS, *FILE)
    keys = sorted(item.sheet, key=lambda key: last.index(key) if key in last else -1)
    return tuple((LABELS.get(key) or spelt(key).capitalize(), _said(item, key)) for key in keys)


def _said(item: Item, key: str) -> str:
    said = item.sheet[key]
    return day_words(date.fromisoformat(said)) if key.endswith("-on") else said


def custody(one: Touched) -> tuple[str, str]:
    """Return a touch: when, then by whom, what was done, and what was said of it."""
    said = "".join(f"; {spelt(key)}: {value}" for key, value in one.said.items() if value)
    return instant_words(one.at), f"{one.by}: {one.what}{said}"
