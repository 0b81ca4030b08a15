"""What is done to evidence once it is there: saved out, described, released, withheld.

Each is an entry of the custody log before it happens. Must not write a file or open one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from casework import store
from casework.domain.sheets import with_file
from casework.errors import CaseworkError, NotPermitted, UsageFault
from casework.office import backups, door, evidence, evidenceadvice, evidencecustody
from casework.office.evidencecustody import SEEN, Touch
from casework.office.evidencegate import next_steps
from casework.office.evidencekinds import ENDINGS, UNKNOWN
from casework.office.saying import line, words
from casework.text import in_words

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.evidence import Item


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SavedOut:
    """A file ready to be written, byte for byte, under a name that holds nothing but the case."""

    content: bytes
    name: str
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Withheld:
    """What is to be done now that a file is locked, and the backups that hold it besides."""

    steps: tuple[str, ...]
    backups: tuple[str, ...]


def may_save_to(desk: Desk, folder: str) -> Path:
    """Return the folder that a file is saved to. Raises UsageFault where it is none, or ours."""
    try:
        target = Path(folder).resolve(strict=True)
        if not target.is_dir():
            raise NotADirectoryError
    except (OSError, ValueError):  # a NUL in the name is a ValueError
        raise UsageFault(
            "There is no such folder.",
            advice="Nothing was saved. Make it first, or choose another.",
        ) from None
    if target.is_relative_to(desk.folder.resolve()):
        raise UsageFault(
            "Nothing is saved into the folder of the records, where anybody could read it.",
            advice="Choose a folder of your own, and remove the file when it has served.",
        )
    return target


def name_of(desk: Desk, ref: str, number: int) -> str:
    """Return the name a file is saved under: case, number and kind, never what it was called."""
    case = door.load(desk, ref)
    item = _with_file(evidence.item_of(desk, case, number))
    return f"{case.snapshot.ref}-evidence-{number}{_ending(item)}"


def save_out(desk: Desk, ref: str, number: int, reason: str) -> SavedOut:
    """Return a file to be saved outside the records; who, when and why are on record first.

    Raises UsageFault without a reason, NotPermitted where the file is locked, Damaged where it is
    not what was taken in.
    """
    why = _said(reason, "Say why it leaves the records.")
    case = door.load(desk, ref)
    item = _open_to_use(_with_file(evidence.item_of(desk, case, number)))
    content = evidence.content_of(desk, case, item)
    if content is None:
        raise _destroyed()
    said = f"saved the file of evidence {number} out".encode()
    store.log_access(desk.session, case.case, said, now=desk.now())
    _log(desk, case, item, Touch.SAVED_OUT, {"reason": why})
    return SavedOut(
        content=content,
        name=f"{case.snapshot.ref}-evidence-{number}{_ending(item)}",
        kind=item.sheet["file-type"],
        sha256=item.sheet["file-sha256"],
    )


def describe(desk: Desk, ref: str, number: int, typed: str) -> None:
    """Put a description in a file's place wherever it must not go out itself.

    Only whoever had it before their eyes describes it: they took it in, or saved it out.
    """
    desk.must_write()
    said = _said(typed, "Describe what it shows, without a name.")
    case, item = _seen(desk, ref, number)
    _log(desk, case, item, Touch.DESCRIBED, {"words": said})


def release(desk: Desk, ref: str, number: int, to: str, reason: str) -> None:
    """Let a file go out as it is, to whoever is named; only who had it before their eyes may."""
    desk.must_write()
    whom = line(to)
    if not whom:
        raise UsageFault("To whom is it released?", advice="Give the name of a person or a post.")
    why = _said(reason, "Say why it is released as it is.")
    case, item = _seen(desk, ref, number)
    _log(desk, case, item, Touch.RELEASED, {"to": whom, "reason": why})


def withhold(desk: Desk, ref: str, number: int, seen_by: str) -> Withheld:
    """Lock a file that should never have been taken in, from everybody and at once.

    It is not opened, saved out, described or released again. Nothing unlocks it; what becomes of
    it is for the police or safeguarding to advise (``evidenceadvice``).
    """
    desk.must_write()
    seen = _said(seen_by, "Who has seen it? Name everybody.")
    case = door.load(desk, ref)
    item = evidenceadvice.with_file_of(desk, case, number)
    held = backups_since(desk, item)
    if not item.locked:
        with store.together(desk.session, case.history.place):
            _log(desk, case, item, Touch.WITHHELD, {"seen-by": seen, "backups": in_words(held)})
            evidenceadvice.must_begin_anew(desk, case, item, "It was locked.")
    return Withheld(steps=next_steps(desk, case.snapshot), backups=held)


def backups_since(desk: Desk, item: Item) -> tuple[str, ...]:
    """Return the backups, as far as they can be reached, that were made since it was taken in."""
    book = desk.session.office.meta("book").hex()
    try:
        rows = backups.listed(book, backups.target_of(desk.folder, desk.settings, None))
    except (CaseworkError, OSError):  # no target, or its disk is not there: nothing to list
        return ()
    return tuple(row.name for row in rows if row.made is None or row.made >= item.at)


def _seen(desk: Desk, ref: str, number: int) -> tuple[CaseFile, Item]:
    case = door.load(desk, ref)
    item = _open_to_use(_with_file(evidence.item_of(desk, case, number)))
    if not any(t.what in SEEN and t.user == desk.session.user for t in item.touches):
        raise NotPermitted(
            "You have not looked at this file: you neither took it in nor saved it out.",
            advice="Save it out and look at it first: casework evidence export.",
        )
    return case, item


def _with_file(item: Item) -> Item:
    if not with_file(item.sheet):
        raise UsageFault(
            "No file was taken in with this piece of evidence.",
            advice="casework evidence show has its sheet.",
        )
    return item


def _open_to_use(item: Item) -> Item:
    if item.destroyed:
        raise _destroyed()
    if item.locked:
        raise NotPermitted(
            "This file is locked, because it should not have been taken in.",
            advice="Nobody opens, copies or saves it. Do as safeguarding and the police advise.",
        )
    return item


def _destroyed() -> NotPermitted:
    return NotPermitted(
        "This file was destroyed; its sheet and its custody are what is left.",
        advice="casework evidence show has both.",
    )


def _ending(item: Item) -> str:
    return ENDINGS.get(item.sheet["file-type"], UNKNOWN.ending)


def _said(typed: str, ask: str) -> str:
    said = words(typed)
    if not said:
        raise UsageFault(ask, advice="Nothing was recorded. Say it in a sentence.")
    return said


def _log(desk: Desk, case: CaseFile, item: Item, touch: Touch, said: dict[str, str]) -> None:
    entry = evidencecustody.payload(touch, item.number, item.nth, item.digest, said)
    evidencecustody.log(desk, case, entry)
