"""What becomes of each file of evidence before a bundle leaves the school.

Nobody can search a picture for a name, so a person has to have looked at it and then said what
goes out: a description, a redacted copy, or the file itself, to somebody named. Must not know how a
bundle is packed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.sheets import with_file
from casework.errors import Refused
from casework.office import evidence
from casework.office.evidencekinds import ENDINGS, UNKNOWN
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.evidence import Item
    from casework.office.histories_asked import Wanted


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Going:
    """What goes out of one piece of evidence: words, and its file where that may go."""

    number: int
    says: str
    described: str = ""
    name: str = ""
    content: bytes = b""


def going(desk: Desk, case: CaseFile, want: Wanted) -> tuple[Going, ...]:
    """Return what goes out of each piece of evidence with a file, in order.

    Raises Refused with a sentence for each that nobody has decided about.
    """
    last = max(entry.seq for entry in want.entries(case.entries))
    items = [
        item
        for item in evidence.items_of(desk, case)
        if with_file(item.sheet) and not item.taken_back and item.entry <= last
    ]
    open_ = [item.number for item in items if not _decided(item, want)]
    if open_:
        raise Refused(
            f"{plural(len(open_), 'file')} of evidence cannot go out yet: nobody has said what "
            "may be seen of it.",
            advice="Look at each first (casework evidence export), then describe it, add a copy "
            "with the names made unreadable, or release it by name to whoever gets it (--to).",
            reasons=tuple(f"Evidence {number} is not decided yet." for number in open_),
        )
    return tuple(_going(desk, case, want, items))


def _decided(item: Item, want: Wanted) -> bool:
    return bool(
        item.locked
        or item.description
        or item.redacted_by
        or "redacts" in item.sheet
        or _released(item, want)
    )


def _released(item: Item, want: Wanted) -> bool:
    return want.to.casefold() in {name.casefold() for name in item.released_to}


def _going(desk: Desk, case: CaseFile, want: Wanted, items: list[Item]) -> Iterator[Going]:
    for item in items:
        number = item.number
        if item.destroyed:
            yield _gone(item)
        elif item.locked:
            yield Going(number=number, says="is withheld; nobody may open it")
        elif _released(item, want):
            yield _file(desk, case, item, "is in this bundle as it was taken in")
        elif "redacts" in item.sheet:
            which = item.sheet["redacts"]
            yield _file(desk, case, item, f"is in this bundle, a redacted copy of evidence {which}")
        elif item.redacted_by:
            says = f"is replaced by its redacted copy, evidence {item.redacted_by}"
            yield Going(number=number, says=says)
        else:
            says = "is described here instead of being shown"
            yield Going(number=number, says=says, described=item.description)


def _gone(item: Item) -> Going:
    return Going(number=item.number, says="was destroyed; its sheet is what is left")


def _file(desk: Desk, case: CaseFile, item: Item, says: str) -> Going:
    """Return a file that goes out, compared with what was taken in. Raises Damaged if it is not."""
    content = evidence.content_of(desk, case, item)
    if content is None:  # somebody destroyed it while the bundle was being made
        return _gone(item)
    ending = ENDINGS.get(item.sheet["file-type"], UNKNOWN.ending)
    name = f"evidence-{item.number}{ending}"
    return Going(number=item.number, says=says, name=name, content=content)
