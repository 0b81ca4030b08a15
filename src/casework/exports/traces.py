"""By what somebody could be known again: names, nicknames, handles and addresses of a case.

Every entry is looked through, the ones that were taken back as well. Must not know who reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.events import CLOCK, EvidenceAdded, PersonAdded
from casework.domain.people import PersonRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.domain.events import Entry

#: Answers of a capture sheet by which whoever posted is known.
_HANDLES = ("account", "handle", "display-name")
_PLACES = ("address", "profile", "link")
_WRITERS = ("captured-by",)
#: Of these each word gives somebody away, of the rest only the whole.
NAMES = frozenset({"name", "nickname"})
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)
_NICKNAME = re.compile(
    r"\b(?:known as|nicknamed|nickname|alias|a\.?k\.?a\.?|called)[: ]+[“\"‘']?(\w[\w’'-]+)",
    re.IGNORECASE,
)
_AND = re.compile(r"[,;&/]|\band\b|\bwith\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
#: Answers that say that nothing is known.
_NOTHING = frozenset({"unknown", "none", "nobody", "anonymous", "private", "hidden", "n/a"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Trace:
    """Something that gives a person away: the person's number or user, and what it is."""

    words: str
    what: str  # name, nickname, handle, address
    number: int = 0
    role: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Traces:
    """Everything by which the people of one case could be known."""

    everybody: tuple[Trace, ...]

    def of_role(self, role: str) -> tuple[Trace, ...]:
        """Return what gives away the people in one role."""
        return tuple(trace for trace in self.everybody if trace.role == role)


def traces_of(entries: Iterable[Entry], users: Mapping[str, tuple[str, ...]]) -> Traces:
    """Return everything by which people of a case, or users of the records, could be known."""
    entries = tuple(entries)
    authors = [e.number for _, e in _people(entries) if e.role == PersonRole.AUTHOR]
    author = authors[0] if authors else 0
    found: list[Trace] = []
    for _, person in _people(entries):
        found += _of_person(person)
    for entry in entries:
        for event in entry.events:
            if isinstance(event, EvidenceAdded):
                found += _of_sheet(event.sheet, author)
        if entry.actor != CLOCK and entry.actor.user != "safeguarding":
            found.append(Trace(words=entry.actor.name, what="name", user=entry.actor.user))
    for user, names in users.items():
        found += [Trace(words=name, what="name", user=user) for name in names]
    return Traces(everybody=tuple(dict.fromkeys(trace for trace in found if trace.words.strip())))


def _people(entries: Iterable[Entry]) -> Iterator[tuple[Entry, PersonAdded]]:
    for entry in entries:
        for event in entry.events:
            if isinstance(event, PersonAdded):
                yield entry, event


def _of_person(person: PersonAdded) -> Iterator[Trace]:
    def trace(words: str, what: str) -> Trace:
        return Trace(
            words=words, what=what, number=person.number, role=person.role, user=person.user
        )

    yield trace(person.name, "name")
    for nickname in _NICKNAME.findall(f"{person.name} {person.about}"):
        yield trace(nickname, "nickname")
    for line in re.split(r"[\n,;]", person.address):
        if any(sign.isdigit() for sign in line) and re.search(r"[^\W\d]{3}", line):
            yield trace(line.strip(), "address")
    for words in (person.address, person.about):
        for pattern in (_POSTCODE, _EMAIL):
            yield from (trace(found, "address") for found in pattern.findall(words))


def _of_sheet(sheet: Mapping[str, str], author: int) -> Iterator[Trace]:
    role = str(PersonRole.AUTHOR) if author else ""
    for key, words in sheet.items():
        plain = words.strip()
        if plain.casefold() in _NOTHING:
            continue
        if key in _HANDLES and len(plain) > 2:
            yield Trace(words=plain, what="handle", number=author, role=role)
        elif key in _PLACES and re.search(r"[^\s/]/[^\s]|\w@\w|\w\.\w{2,}", plain):
            yield Trace(words=plain, what="address", number=author, role=role)
        elif key in _WRITERS:
            yield from (Trace(words=name.strip(), what="name") for name in _AND.split(plain))
