"""Entries → the case as it stands. Must not know the policy: events say everything a case needs.

An ``Undone`` entry and the entry it names are both skipped, so what the undone step armed is gone
and what it ended runs on. What a passed limit means follows from the policy, elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.case import CaseRef
from casework.domain.draft import Draft, Head, Moment
from casework.domain.events import CLOCK, CaseOpened, Entry, EvidenceAdded, Undone
from casework.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.domain.case import Snapshot


def fold(entries: Sequence[Entry]) -> Snapshot:
    """Return the case as it stands after ``entries``, oldest first and whole.

    Raises Damaged where the first entry does not open a case.
    """
    first = entries[0].events[0] if entries and entries[0].events else None
    if not isinstance(first, CaseOpened):
        raise Damaged(
            "The history of this case does not begin with its opening.",
            advice="Run casework doctor, and keep the latest backup safe.",
        )
    draft = begin(first, entries[0])
    skipped = undone(entries)
    for entry in entries:
        if entry.seq not in skipped:
            draft.entry = entry
            for event in entry.events:
                draft.apply(event)
        else:
            _keep_numbers(draft, entry)
    draft.entry = entries[-1]
    return draft.freeze(entries[-1].seq, sum(entry.actor != CLOCK for entry in entries))


def _keep_numbers(draft: Draft, entry: Entry) -> None:
    """Let no number of evidence that was taken back be given again: its file may lie there yet."""
    for event in entry.events:
        if isinstance(event, EvidenceAdded):
            draft.evidence_drawn = max(draft.evidence_drawn, event.number)


def follow(snapshot: Snapshot, entry: Entry) -> Snapshot:
    """Return ``snapshot`` one entry on: the same as folding the whole history, without reading it.

    Not for an entry that undoes another: that needs the whole history.
    """
    draft = resume(snapshot, entry)
    for event in entry.events:
        draft.apply(event)
    return draft.freeze(entry.seq, snapshot.revision + (entry.actor != CLOCK))


def undone(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the sequence numbers that count no longer: each undo and what it names."""
    gone: set[int] = set()
    for entry in entries:
        for event in entry.events:
            if isinstance(event, Undone):
                gone.update((entry.seq, event.seq))
    return frozenset(gone)


def begin(opened: CaseOpened, entry: Entry | Moment) -> Draft:
    """Return a case at its very beginning, before any of the entry's events counted."""
    head = Head(
        ref=CaseRef(opened.ref),
        case_type=opened.case_type,
        policy=opened.policy,
        digest=opened.digest,
        school=opened.school,
        summary=opened.summary,
        opened_at=entry.at,
    )
    return Draft(entry=entry, head=head)


def resume(snapshot: Snapshot, entry: Entry | Moment) -> Draft:
    """Return the case as it stands, ready for the events of ``entry``."""
    return Draft(
        entry=entry,
        head=snapshot,
        tracks=snapshot.tracks,
        facts=snapshot.facts,
        categories=snapshot.categories,
        people=snapshot.people,
        incidents=snapshot.incidents,
        evidence=snapshot.evidence,
        evidence_drawn=snapshot.evidence_drawn,
        deadlines=snapshot.deadlines,
        approvals=snapshot.approvals,
        letters=snapshot.letters,
        links=snapshot.links,
        excluded=snapshot.excluded,
        admitted=snapshot.admitted,
        let_in=snapshot.let_in,
        pause=snapshot.pause,
        paused_at=snapshot.paused_at,
    )
