"""Evidence of a case: capture sheets, with or without a file, and whether all of it is still so.

A file is taken in once somebody answered the question that comes first; it lies in the case book in
sealed pieces, atomic with its entry. Must not know how histories are written.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework import store
from casework.domain.commands import AddEvidence
from casework.domain.events import EvidenceAdded
from casework.domain.fold import undone
from casework.domain.sheets import WITHHELD, captured, with_file
from casework.errors import Damaged, NotFound
from casework.office import door, evidencecustody
from casework.office.evidencecustody import BEGINNINGS, ENDS, KEPT_AS, Touch, Touched
from casework.office.evidencefiles import facts_of, read_file
from casework.office.evidencegate import Reference, Shows, must_be_no, reference_sheet
from casework.office.evidencesheets import ASKS, HELP, Sheet, checked, digest_of, fitting, unnamed
from casework.office.reading import read
from casework.office.saying import Saying, common
from casework.settings import disposals_folder
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done

__all__ = [
    "ASKS",
    "HELP",
    "Custody",
    "Item",
    "Looked",
    "Reference",
    "Sheet",
    "add_reference",
    "add_sheet",
    "check",
    "checked",
    "content_of",
    "digest_of",
    "item_of",
    "items_of",
    "list_evidence",
    "show",
    "verify_evidence",
    "verify_item",
    "was_destroyed",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Item:
    """One piece of evidence: its number, its sheet, which entry holds it, who wrote it and when.

    ``nth`` counts those taken back too. ``locked``: it was taken in by mistake and is kept from
    everybody. ``description``, ``released_to`` and ``redacted_by`` (the number of a copy with names
    made unreadable) say what was done so that it may leave the school. ``gone``: its destruction
    was begun, no entry says how that ended, and it is not there.
    """

    number: int
    nth: int
    sheet: Mapping[str, str]
    entry: int
    by: str
    at: datetime
    digest: str
    taken_back: bool
    touches: tuple[Touched, ...]
    redacted_by: int = 0
    gone: bool = False

    @property
    def blob(self) -> str:
        """The name under which the records keep its file: never a file's own, never used again.

        Older programs counted, so that a restored case could give a name for the second time.
        """
        named = (one.kept_as for one in self.touches if one.kept_as)
        return next(named, f"evidence-{self.nth}")

    @property
    def file(self) -> dict[str, object]:
        """What is known of its file: name, type, size, sha256; empty where there is none."""
        return facts_of(self.sheet)

    @property
    def captured(self) -> bool:
        """Whether anything was captured; else it is a reference to what nobody may keep."""
        return captured(self.sheet)

    @property
    def locked(self) -> bool:
        """Whether its file is kept from everybody, or is there no more."""
        return self.destroyed or any(one.what == Touch.WITHHELD for one in self.touches)

    @property
    def destroyed(self) -> bool:
        """Whether its file was destroyed; its sheet and its custody stay."""
        return self.gone or any(one.what in ENDS for one in self.touches)

    @property
    def going(self) -> Touched | None:
        """Who began to destroy its file, unless it was declined since."""
        ways = [one for one in self.touches if one.what in {Touch.GOING, Touch.DECLINED}]
        return ways[-1] if ways and ways[-1].what == Touch.GOING else None

    @property
    def description(self) -> str:
        """What somebody who looked at it wrote of what it shows, in words that may go out."""
        found = [one.said["words"] for one in self.touches if one.what == Touch.DESCRIBED]
        return found[-1] if found else ""

    @property
    def released_to(self) -> tuple[str, ...]:
        """To whom it was released as it is, by name."""
        return tuple(one.said["to"] for one in self.touches if one.what == Touch.RELEASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """How many sheets and files were compared with how many entries of the custody log."""

    sheets: int
    entries: int
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Looked:
    """One piece of evidence as it is shown; its file, where it has one, was verified just now."""

    item: Item
    verified: bool


def add_sheet(
    desk: Desk,
    ref: str,
    sheet: Sheet,
    saying: Saying | None = None,
    *,
    file: str = "",
    shows: Shows | None = None,
) -> Done:
    """Add a capture sheet to a case, and its file; the custody log says so in the same transaction.

    ``shows`` is the answer to the question that comes first: with a file it must be a plain no, and
    else the file is not even looked for. Raises UsageFault with a sentence for each answer that is
    missing or makes no sense, for a file that is none or may not be taken in, and Conflict for one
    that changes while it is read.
    """
    if file or shows is not None:
        must_be_no(shows)
    saying = saying or Saying()
    case = door.load(desk, ref)
    kept = checked(sheet, desk.session.name, desk.now())
    fitting(kept, case.snapshot)
    if not file:
        return _added(desk, case, kept, saying, Touch.CAPTURED)
    desk.must_write()
    door.must_be_current(case, saying.expected)
    evidencecustody.log(desk, case, evidencecustody.asked(Shows.NO))  # before a byte is read
    incoming = read_file(file)
    kept |= {key: unnamed(value, case.snapshot) for key, value in incoming.facts().items()}
    return _added(desk, case, kept, saying, Touch.TAKEN_IN, incoming.data)


def add_reference(
    desk: Desk, ref: str, told: Reference, shows: Shows, saying: Saying | None = None
) -> Done:
    """Record what nobody may keep, by reference alone: nothing is looked for, read or stored."""
    case = door.load(desk, ref)
    kept = reference_sheet(told, shows, desk.now())
    fitting(kept, case.snapshot)
    return _added(desk, case, kept, saying or Saying(), Touch.REFERENCE)


def _added(
    desk: Desk,
    case: CaseFile,
    kept: dict[str, str],
    saying: Saying,
    touch: Touch,
    data: bytes | None = None,
) -> Done:
    command = AddEvidence(**common(desk, case.snapshot, saying), sheet=kept)
    number, nth = 1 + case.snapshot.evidence_drawn, 1 + len(_sheets(case))
    said = {"sha256": kept["file-sha256"], "bytes": kept["file-size"]} if with_file(kept) else {}
    said |= {"answer": kept[WITHHELD]} if WITHHELD in kept else {}
    blobs: tuple[store.Blob, ...] = ()
    if data is not None:
        blobs = (store.Blob(item=store.new_id(), data=data),)
        said[KEPT_AS] = blobs[0].item
    entry = evidencecustody.payload(touch, number, nth, digest_of(kept), said)
    also = door.Also(custody=(entry,), blobs=blobs)
    return door.carry_out(desk, case, command, expected=saying.expected, also=also)


def _sheets(case: CaseFile) -> list[tuple[EvidenceAdded, int]]:
    return [
        (event, at)
        for at, entry in enumerate(case.entries)
        for event in entry.events
        if isinstance(event, EvidenceAdded)
    ]


def items_of(desk: Desk, case: CaseFile) -> tuple[Item, ...]:
    """Return all evidence of a case in order, with what was done to each since."""
    gone, log = undone(case.entries), evidencecustody.read(desk, case)
    copies = {
        event.sheet["redacts"]: event.number
        for event, at in _sheets(case)
        if "redacts" in event.sheet and case.entries[at].seq not in gone
    }
    found = []
    for nth, (event, at) in enumerate(_sheets(case), start=1):
        entry, digest = case.entries[at], digest_of(event.sheet)
        item = Item(
            number=event.number,
            nth=nth,
            sheet=event.sheet,
            entry=entry.seq,
            by=entry.actor.name,
            at=entry.at,
            digest=digest,
            taken_back=entry.seq in gone,
            touches=evidencecustody.of_item(log, event.number, nth, digest),
            redacted_by=copies.get(str(event.number), 0) if entry.seq not in gone else 0,
        )
        found.append(replace(item, gone=_ended(desk, case, item)) if item.going else item)
    return tuple(found)


def _ended(desk: Desk, case: CaseFile, item: Item) -> bool:
    """Tell whether a destruction that was begun, and perhaps cut short, came to its end."""
    there = store.has_item(desk.session, case.case, item.blob)
    return not there or was_destroyed(desk, case, item)


def item_of(desk: Desk, case: CaseFile, number: int) -> Item:
    """Return one piece of evidence that stands. Raises NotFound where there is none."""
    found = (one for one in items_of(desk, case) if one.number == number and not one.taken_back)
    item = next(found, None)
    if item is None:
        raise NotFound(
            "This case has no piece of evidence with that number.",
            advice="casework evidence list shows all.",
        )
    return item


def list_evidence(desk: Desk, ref: str) -> tuple[Item, ...]:
    """Return a case's evidence in order; that it was read is logged first."""
    case = door.load(desk, ref)
    store.log_access(desk.session, case.case, b"read the evidence sheets", now=desk.now())
    return items_of(desk, case)


def show(desk: Desk, ref: str, number: int) -> Looked:
    """Return one piece of evidence with its custody; its file is verified, never shown or opened.

    Raises Damaged where the file is not what was taken in.
    """
    case = door.load(desk, ref)
    item = item_of(desk, case, number)
    what = f"read the sheet of evidence {number}".encode()
    store.log_access(desk.session, case.case, what, now=desk.now())
    if not with_file(item.sheet) or item.locked:
        return Looked(item=item, verified=False)
    verified = verify_item(desk, case, item)
    return Looked(item=item_of(desk, case, number), verified=verified)


def verify_item(desk: Desk, case: CaseFile, item: Item) -> bool:
    """Compare an item's file with what was taken in; the custody log has what was found.

    In records opened to read alone it is told and no more.

    False for one that was destroyed: a backup brought its custody back from before, or somebody
    else did it at this moment. Raises Damaged where it is not the same.
    """
    gone = was_destroyed(desk, case, item)
    fault = None if gone else _fault(desk, case, item)
    if (gone or fault) and _just_destroyed(desk, case, item):
        return False  # the entry of whoever did it says so
    touch = Touch.DAMAGED if fault else Touch.FOUND_GONE if gone else Touch.VERIFIED
    entry = evidencecustody.payload(touch, item.number, item.nth, item.digest)
    if not desk.read_only:
        evidencecustody.log(desk, case, entry)
    if fault:
        raise fault
    return not gone


def content_of(desk: Desk, case: CaseFile, item: Item) -> bytes | None:
    """Return an item's file, verified; None where it was destroyed. Raises Damaged."""
    if not verify_item(desk, case, item):
        return None
    try:
        content = store.read_item(desk.session, case.case, item.blob)
    except NotFound:
        if _just_destroyed(desk, case, item):
            return None
        raise
    if hashlib.sha256(content).hexdigest() != item.sheet["file-sha256"]:
        raise door.damaged_item()
    return content


def was_destroyed(desk: Desk, case: CaseFile, item: Item) -> bool:
    """Tell whether the register outside the backups says that an item's file was destroyed."""
    own = disposals_folder(desk.session.office.meta("book").hex())
    return store.is_destroyed(desk.session, case.case, item.blob, own)


def _just_destroyed(desk: Desk, case: CaseFile, item: Item) -> bool:
    """Tell whether somebody has destroyed an item's file since it was looked up."""
    return any(one.nth == item.nth and one.destroyed for one in items_of(desk, case))


def _fault(desk: Desk, case: CaseFile, item: Item) -> Damaged | None:
    try:
        measure = store.measure_item(desk.session, case.case, item.blob)
    except NotFound:
        return _damaged(item, "is missing")
    except Damaged:
        return _damaged(item, "is damaged")
    if (measure.sha256, str(measure.size)) != (item.sheet["file-sha256"], item.sheet["file-size"]):
        return _damaged(item, "is not what was taken in")
    return None


def _damaged(item: Item, what: str) -> Damaged:
    return Damaged(
        f"The file of evidence {item.number} of this case {what}.",
        advice="Do not rely on it. Run casework doctor and compare with the newest backup.",
    )


def verify_evidence(desk: Desk, ref: str) -> Custody:
    """Check that the custody log bears out every sheet, and that each file is what was taken in.

    Each file's check is an entry of the log. Raises Damaged where something is not so.
    """
    case = read(desk, ref, "checked the custody log")
    items = _borne_out(desk, case)
    for item in items:
        if with_file(item.sheet) and not item.locked:
            verify_item(desk, case, item)
    entries = len(store.read_custody(desk.session, case.case))
    files = sum(with_file(item.sheet) for item in items)
    return Custody(sheets=len(items), entries=entries, files=files)


def check(desk: Desk, case: CaseFile) -> None:
    """Check the same for the doctor, who shows nobody anything and writes nothing.

    What is locked is not opened. Raises Damaged.
    """
    if not _sheets(case):
        return
    for item in _borne_out(desk, case):
        if not with_file(item.sheet) or item.locked or was_destroyed(desk, case, item):
            continue
        fault = _fault(desk, case, item)
        if fault and not _just_destroyed(desk, case, item):
            raise fault


def _borne_out(desk: Desk, case: CaseFile) -> tuple[Item, ...]:
    """Return the items of a case. Raises Damaged where log and history do not agree on them."""
    items = items_of(desk, case)
    begun = Counter(
        (one.item, one.sheet) for one in evidencecustody.read(desk, case) if one.what in BEGINNINGS
    )
    written = Counter((item.number, item.digest) for item in items)
    for difference, words in (
        (written - begun, "The custody log does not bear out evidence {} of this case."),
        (begun - written, "The history does not bear out evidence {} of the custody log."),
    ):
        if difference:
            raise Damaged(
                words.format(in_words(str(number) for number, _ in sorted(difference))),
                advice="Add nothing to it. Run casework doctor and compare with the newest backup.",
            )
    return items
