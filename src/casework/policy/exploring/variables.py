"""What can vary about a case, and which test reads what. Must not know slices or nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy import conditions as c
from casework.policy.reading import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.policy.model import Track, Transition

Variable = tuple[str, str]  # what kind of thing, and which

TRACK, BEEN, FACT, CATEGORY = "track", "been", "fact", "category"
INCIDENTS, EVIDENCE, PERSON = "incidents", "evidence", "person"
DEADLINE, LETTER, PAUSE = "deadline", "letter", "pause"
#: Whether a letter came to everybody of a role: one more name undoes it, one more letter mends it.
EVERY = "every"
#: Whether every capture sheet has some fields: true of none, and lost for good with one that lacks.
SHEETS = "sheets"

#: Anchors of a limit that are no fact.
FROM_STEP, FROM_RECEIPT = "step", "receipt"


def variable_of(leaf: c.Atom) -> Variable:
    """Return what a single test reads."""
    kind, field = _READ[type(leaf)]
    return kind, getattr(leaf, field) if field else ""


_READ: Mapping[type[c.Atom], Variable] = {
    c.FactIs: (FACT, "fact"),
    c.FactAtLeast: (FACT, "fact"),
    c.HasCategory: (CATEGORY, ""),
    c.OnlyCategories: (CATEGORY, ""),
    c.TrackIn: (TRACK, "track"),
    c.TrackBeen: (BEEN, "track"),
    c.DeadlineStands: (DEADLINE, "deadline"),
    c.LetterReached: (LETTER, "letter"),
    c.IncidentsAtLeast: (INCIDENTS, ""),
    c.EvidenceAtLeast: (EVIDENCE, ""),
    c.EachSheetHas: (SHEETS, "key"),
    c.PersonNamed: (PERSON, "role"),
    c.EveryReached: (EVERY, "key"),
    c.IsPaused: (PAUSE, ""),
}


def read_by(tests: Iterable[c.Atom]) -> list[Variable]:
    """Return everything the tests read."""
    return [variable_of(leaf) for test in tests for leaf in leaves(test)]


def conditions_of(step: Transition) -> Iterator[c.Atom]:
    """Yield the tests of one step, those that must hold and those that must not."""
    for condition in (*step.conditions, *step.unless):
        yield condition.test


def checklist(track: Track) -> tuple[c.Atom, ...]:
    """Return what decides whether closing asks about a track that never began."""
    return tuple(needed.test for needed in (track.owed_when, track.decide_when) if needed)
