"""Who has which letter in a history about one person, and why each of them is masked.

Must not know how a history is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.events import PersonAdded
from casework.domain.people import PERSON_WORDS
from casework.exports.readers import Names
from casework.exports.redaction import person_letters
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casework.domain.events import Entry
    from casework.exports.redaction import Redaction

_THEIRS = "it is another person’s data, and that person was not asked to agree"
_CHILD = "it is a child’s data"
_SOURCE = "whoever passed material on is protected"
_WHY = {"source": _SOURCE, "child-affected": _CHILD, "family-of": _THEIRS}


def legend(reader: Redaction, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return a line for the person it is about, and one for each letter with its reason."""
    if reader.profile.names is not Names.ONE:
        return ()
    return tuple(_lines(reader, entries))


def _lines(reader: Redaction, entries: Sequence[Entry]) -> Iterator[str]:
    letters = person_letters(entries)
    about = [letters[number] for number in sorted(reader.subjects) if number in letters]
    if about:
        yield f"It is about one person of the case, the one named in it (person {about[0]})."
    for number, roles in _roles(entries).items():
        if number in reader.subjects:
            continue
        what = " and ".join(PERSON_WORDS.get(role, "person") for role in roles)
        why = next((_WHY[role] for role in roles if role in _WHY), _THEIRS)
        yield f"Masked: person {letters[number]} ({what}), because {why}."
    own = {e.user for entry in entries for e in _people(entry) if e.number in reader.subjects}
    staff = [mark for user, mark in reader.staff.items() if user not in own | reader.subject_users]
    if staff:
        members = "member of staff" if len(staff) == 1 else "members of staff"
        yield f"Masked: {members} {in_words(staff)}, known here by the part played, not by name."


def _roles(entries: Sequence[Entry]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for entry in entries:
        for person in _people(entry):
            before = found.get(person.number, ())
            found[person.number] = (*before, *({person.role} - set(before)))
    return found


def _people(entry: Entry) -> Iterator[PersonAdded]:
    return (event for event in entry.events if isinstance(event, PersonAdded))
