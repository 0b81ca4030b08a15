"""Which entries hold legal advice, so that it stays the school's own unless it is released.

An entry counts as legal advice when it takes a step of that action, belongs to the papers for the
solicitor, corrects such an entry, or when somebody's words in it speak of one. Must not know who
reads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.domain import events as happened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.domain.events import Entry, Event

_TRACK = re.compile(r"(?:^|-)legal-(?:advice|action)$")
#: Whoever a letter goes to or comes from, when it is part of taking advice.
_ADVISERS = frozenset({"solicitor", "barrister", "legal-adviser"})
_SPEAKS = re.compile(
    r"\b(?:legal advice|legally privileged|legal privilege|solicitors?|barristers?|"
    r"counsel(?:’s|'s)? (?:advice|opinion|advised))\b",
    re.IGNORECASE,
)


def privileged_entries(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the numbers of the entries that hold legal advice."""
    found: set[int] = set()
    letters: set[int] = set()
    requests: set[int] = set()
    for entry in entries:
        for event in entry.events:
            if _begins(event, letters, requests) or _follows(event, letters, requests, found):
                found.add(entry.seq)
        if any(_SPEAKS.search(words) for words in own_words(entry)):
            found.add(entry.seq)
    return frozenset(found)


def _begins(event: Event, letters: set[int], requests: set[int]) -> bool:
    match event:
        case happened.TrackMoved():
            return bool(_TRACK.search(event.track))
        case happened.LetterDrafted() if event.to in _ADVISERS:
            letters.add(event.number)
            return True
        case happened.ApprovalAsked() if _TRACK.search(event.track) or event.letter in letters:
            requests.add(event.number)
            return True
        case _:
            return False


def _follows(event: Event, letters: set[int], requests: set[int], found: set[int]) -> bool:
    match event:
        case happened.LetterMoved():
            return event.number in letters
        case happened.ApprovalGranted() | happened.ApprovalDeclined() | happened.ApprovalLapsed():
            return event.number in requests
        case happened.Corrected():
            return event.seq in found
        case _:
            return False


def own_words(entry: Entry) -> Iterator[str]:
    """Yield what somebody wrote in their own words in an entry, but for a letter's text."""
    yield entry.reason
    for event in entry.events:
        match event:
            case happened.NoteAdded() | happened.Corrected() | happened.Linked():
                yield event.words
            case happened.IncidentAdded():
                yield event.words
            case happened.FactSet():
                yield event.value
            case happened.LetterMoved():
                yield event.how
            case _:
                pass
