"""What earlier entries named: people, letters, time limits, requests. Must not know sentences.

A number may be given twice, when the first giver was taken back; what counts is the latest giver
that had not been taken back by then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.domain.events import (
    ApprovalAsked,
    DeadlineArmed,
    DeadlineDated,
    DeadlinePassed,
    LetterDrafted,
    PersonAdded,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casework.domain.events import Entry, Event

PERSON, LETTER, REQUEST, LIMIT, PASSED = "person", "letter", "request", "limit", "passed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Named:
    """Something that entry ``since`` named, under ``key``; ``words`` say what, by kind."""

    kind: str
    key: str
    since: int
    words: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Known:
    """Everything named so far, and which entries were taken back by which."""

    taken_back: Mapping[int, int]
    rows: dict[tuple[str, str], list[Named]] = field(default_factory=dict)

    def take_in(self, rows: Iterable[Named]) -> None:
        """Let ``rows`` count from their entries on."""
        for row in rows:
            self.rows.setdefault((row.kind, row.key), []).append(row)

    def find(self, kind: str, key: str, at: int) -> tuple[str, ...] | None:
        """Return what ``key`` means in entry ``at``; None where nothing named it."""
        for row in reversed(self.rows.get((kind, key), ())):
            gone = self.taken_back.get(row.since)
            if row.since <= at and (gone is None or gone > at):
                return row.words
        return None

    def letter_of(self) -> str:
        """Return the letter for the next person: A to Z, then AA."""
        people = [rows for (kind, _), rows in self.rows.items() if kind == PERSON]
        return letters_of(1 + len({(row.key, row.words[2]) for rows in people for row in rows}))


def letters_of(count: int) -> str:
    """Return A to Z, then AA, for 1 to 26, then 27."""
    letters = ""
    while count:
        count, place = divmod(count - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def learn(known: Known, entry: Entry) -> tuple[Named, ...]:
    """Let ``entry`` count; return the rows it gave."""
    given = []
    for event in entry.events:
        row = _row(known, entry.seq, event)
        if row is not None:
            known.take_in((row,))
            given.append(row)
    return tuple(given)


def _row(known: Known, seq: int, event: Event) -> Named | None:
    match event:
        case PersonAdded():
            before = known.find(PERSON, str(event.number), seq)  # one person, one more role
            letter = before[2] if before else known.letter_of()
            named = (str(event.role), event.name, letter)
            return Named(kind=PERSON, key=str(event.number), since=seq, words=named)
        case LetterDrafted():
            return Named(kind=LETTER, key=str(event.number), since=seq, words=(event.title,))
        case ApprovalAsked():
            asked = (event.track, event.trigger, str(event.letter))
            return Named(kind=REQUEST, key=str(event.number), since=seq, words=asked)
        case DeadlineArmed():
            armed = (event.name, event.due_at, event.due_on, event.why)
            return Named(kind=LIMIT, key=event.id, since=seq, words=armed)
        case DeadlineDated():
            return _dated(known, seq, event)
        case DeadlinePassed():
            return Named(kind=PASSED, key=event.id, since=seq, words=(event.due_at,))
        case _:
            return None


def _dated(known: Known, seq: int, event: DeadlineDated) -> Named:
    name = (known.find(LIMIT, event.id, seq) or ("",))[0]
    words = (name, event.due_at, event.due_on, event.why)
    return Named(kind=LIMIT, key=event.id, since=seq, words=words)
