"""Which locked files of evidence wait for advice: whoever works out what may go asks here.

A file that should not have been taken in is locked; it goes once the police or safeguarding say
so. Must not know who advises, nor how anything is destroyed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.events import EvidenceAdded
from casework.office import evidence
from casework.office.evidencecustody import Touch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.evidence import Item


class Advice(StrEnum):
    """What they say of a locked file."""

    DESTROY = "destroy"
    KEEP = "keep"


#: What stands in the custody log for each.
WORDS: Final = {Advice.DESTROY: "to destroy it", Advice.KEEP: "to keep it as it is"}


def is_withheld(item: Item) -> bool:
    """Tell whether somebody locked a file, because it should not have been taken in."""
    return any(one.what == Touch.WITHHELD for one in item.touches)


def says_destroy(item: Item) -> bool:
    """Tell whether the last word on a locked file, by the order of the entries, is that it goes."""
    since = [one for one in item.touches if one.what in {Touch.WITHHELD, Touch.ADVISED}]
    return bool(since) and since[-1].said.get("advice") == WORDS[Advice.DESTROY]


def last_advice(item: Item) -> Mapping[str, str] | None:
    """Return what was advised last about a file, or None where nobody has."""
    told = [one.said for one in item.touches if one.what == Touch.ADVISED]
    return told[-1] if told else None


def waiting(desk: Desk, file: CaseFile) -> tuple[int, ...]:
    """Return the numbers of the locked files that no advice lets go, those taken back too."""
    added = (isinstance(event, EvidenceAdded) for one in file.entries for event in one.events)
    if not any(added):
        return ()  # most cases: their custody need not be read
    locked = (
        one.number
        for one in evidence.items_of(desk, file)
        if is_withheld(one) and not one.destroyed and not says_destroy(one)
    )
    return tuple(dict.fromkeys(locked))
