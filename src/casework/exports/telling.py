"""What a sentence of a history is, and all that it may draw on. Must not know any single event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from casework.domain.dates import day_words, instant_words
from casework.exports.known import LETTER, LIMIT, PERSON, REQUEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.events import Entry
    from casework.exports.known import Known
    from casework.exports.redaction import Redaction
    from casework.exports.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Line:
    """One sentence, the places in the policy it rests on, and a time limit's explanation."""

    words: str
    cites: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Telling:
    """All that a sentence may draw on: its entry, what was named before, the reader."""

    entry: Entry
    wording: Wording
    known: Known
    reader: Redaction
    users: Mapping[str, str]

    def named(self, kind: str, key: object) -> tuple[str, ...] | None:
        """Return what a number or id means at this entry."""
        return self.known.find(kind, str(key), self.entry.seq)

    def person(self, number: int) -> str:
        """Return how a person of the case is called."""
        found = self.named(PERSON, number)
        if found is None:
            return f"person {number}"
        role, name, letter = found
        return self.reader.person(role, name, letter, number=number)

    def shares_a_part(self, number: int) -> bool:
        """Tell whether somebody else in the case has the part that this person has."""
        own = self.named(PERSON, number)
        others = (key for kind, key in self.known.rows if kind == PERSON and key != str(number))
        parts = {(self.named(PERSON, other) or ("",))[0] for other in others}
        return own is not None and own[0] in parts

    def letter(self, number: int) -> str:
        """Return how a letter is called."""
        found = self.named(LETTER, number)
        return f"Letter {number}, “{self.reader.data(found[0])}”," if found else f"Letter {number}"

    def request(self, number: int) -> str:
        """Return what a request asked for."""
        found = self.named(REQUEST, number)
        if not found:
            return f"request {number}"
        action, trigger, letter = found
        says = self.wording.says(action, trigger)
        title = self.named(LETTER, letter) if letter != "0" else None
        about = says or (f"the letter “{self.reader.data(title[0])}”" if title else "a step")
        return f"request {number}: “{about}”" if says else f"request {number}, about {about}"

    def limit(self, id_: str) -> tuple[str, str, str]:
        """Return title, end and explanation of a time limit."""
        name, due_at, due_on, why = self.named(LIMIT, id_) or ("", "", "", "")
        known = self.wording.limits.get(name)
        title = f"The time limit “{known.title}”" if known else "A time limit"
        end = ending(due_at, due_on)
        return title, end, self.reader.explained(why).removesuffix(f" Due by {end}.")


def ending(due_at: str, due_on: str) -> str:
    """Return when a time limit ends, in words; empty while it has no date."""
    if due_on:
        return f"the end of {day_words(date.fromisoformat(due_on))}"
    return instant_words(datetime.fromisoformat(due_at)) if due_at else ""


def day(t: Telling, value: str) -> str:
    """Return a day as it is read; other words as this reader may read them."""
    try:
        return day_words(date.fromisoformat(value))
    except ValueError:
        return t.reader.quoted(value, "words were recorded")


def stopped(words: str) -> str:
    """Return words that end as a sentence does."""
    ended = words.rstrip("’”").endswith((".", "?", "!")) or words.startswith("(")
    return words if ended else f"{words}."
