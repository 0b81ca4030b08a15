"""What changed in a draft, word by word, for whoever approves it. Must not know who that is.

The words as they stand are held against those first drafted; a paragraph of the writer's own is
named apart, because no template and no policy stands behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.events import LetterDrafted
from casework.letters.fill import paragraphs
from casework.office.letterpages import words_of
from casework.office.letters import FREE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casework.office.door import CaseFile

#: So many words that stayed are shown on each side of what changed (*default*).
AROUND: Final = 6
#: More words than this are compared line by line, more lines as one whole (*default*): comparing
#: takes time by their square.
MOST: Final = 2_000
_WORD: Final = re.compile(r"\S+")


class Part(StrEnum):
    """What happened to some words."""

    SAME = "same"
    OUT = "taken out"
    IN = "put in"
    GAP = "…"  # more that stayed, not shown


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Words:
    """Some words and what happened to them."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Changes:
    """A letter as it waits: its words now, paragraphs of the writer's own, what became different.

    ``drafts`` counts how often it was written; ``changed`` is empty where it was written once.
    """

    title: str
    to: str
    text: str
    own: tuple[str, ...]
    drafts: int
    changed: tuple[Words, ...]


def changes(file: CaseFile, number: int) -> Changes:
    """Return what whoever approves a letter should see of it."""
    letter = file.snapshot.letters[number]
    drafts = [
        event
        for entry in file.entries
        for event in entry.events
        if isinstance(event, LetterDrafted) and event.number == number
    ]
    now = words_of(letter.text)
    first = words_of(drafts[0].text) if drafts else now
    return Changes(
        title=letter.title,
        to=letter.to,
        text=now,
        own=tuple(paragraphs(letter.values.get(FREE, ""))),
        drafts=len(drafts),
        changed=difference(first, now),
    )


def touched(file: CaseFile, number: int) -> bool:
    """Tell whether somebody put words of their own into a letter, or wrote it more than once."""
    written = sum(
        isinstance(event, LetterDrafted) and event.number == number
        for entry in file.entries
        for event in entry.events
    )
    return written > 1 or bool(file.snapshot.letters[number].values.get(FREE, ""))


def difference(before: str, after: str) -> tuple[Words, ...]:
    """Return what changed from one text to another, with a few words around it."""
    if before.split() == after.split():
        return ()
    old, new = _units(before, after)
    return tuple(_short(tuple(_compared(old, new))))


def _units(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return both texts in parts that can be compared in a moment."""
    for part in (_WORD.findall, str.splitlines):
        old, new = part(before), part(after)
        if max(len(old), len(new)) <= MOST:
            return old, new
    return [before], [after]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Words]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Words(part=Part.SAME, text=" ".join(old[a:b]))
            continue
        if a < b:
            yield Words(part=Part.OUT, text=" ".join(old[a:b]))
        if c < d:
            yield Words(part=Part.IN, text=" ".join(new[c:d]))


def _short(parts: Sequence[Words]) -> Iterator[Words]:
    """Yield the parts with long stretches that stayed cut to the words beside what changed."""
    for place, each in enumerate(parts):
        if each.part is not Part.SAME:
            yield each
            continue
        words = each.text.split(" ")
        before = words[:AROUND] if place else []
        after = words[-AROUND:] if place < len(parts) - 1 else []
        if len(before) + len(after) >= len(words):
            yield each
            continue
        for part, text in ((Part.SAME, before), (Part.GAP, ["…"]), (Part.SAME, after)):
            if text:
                yield Words(part=part, text=" ".join(text))
