"""Putting records back from a backup: into a new folder, checked, with a reason that is recorded.

Never over anything. Once a month it is tried out, and nothing stays of that but the result. Must
not know how anybody signs in: a door is handed in that opens a folder to read alone.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from casework import store
from casework.errors import (
    CaseworkError,
    Conflict,
    Damaged,
    MachineFault,
    NotFound,
    NotPermitted,
    UsageFault,
)
from casework.office import backups, deadlines, disposals, doctor, stepbacks
from casework.office.ledger import written
from casework.office.secondstep import CodeRefused
from casework.settings import state_folder
from casework.store import folder as folders
from casework.store import generations, heads, known
from casework.store.book import stamp
from casework.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.deadlines import Row
    from casework.office.desk import Desk
    from casework.office.findings import Finding
    from casework.office.stepbacks import Missing
    from casework.store import Generation, Manifest

    Door = Callable[[Path], Desk]

COMING = ".restoring.incomplete"
_ACKNOWLEDGE = ("administrator", "headteacher", "chair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: which backup, into which new folder, why, beside which records."""

    generation: Generation
    into: Path
    reason: str
    book: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it. ``missing`` counts what the records known here had more, or is None."""

    name: str
    made: str
    into: Path
    missing: Missing | None
    late: tuple[Row, ...]
    found: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A restore that was only tried out."""

    name: str
    made: str
    found: tuple[Finding, ...]


def book_of(folder: Path) -> str:
    """Return which records lie in a folder; nothing where none do or they are too damaged to say.

    Whatever became of them must not stand in the way of a backup.
    """
    try:
        return store.book_state(folder).book
    except CaseworkError:
        return ""


def found(said: str, target: Path | None, book: str) -> Generation:
    """Return the backup somebody named: a folder, its name or number, or ``newest``."""
    path = Path(said)
    if path.is_dir():
        return generations.generation_at(path)
    if target is None:
        raise UsageFault(
            "There is no such folder, and nobody has said where backups are.",
            advice="Name the backup's own folder, or say where backups are with --from DIR.",
        )
    if said == "newest":
        return backups.newest(book, target)
    for one in generations.listed(target, book):
        if said == one.name or (said.isdecimal() and int(said) == one.number):
            return one
    raise NotFound(
        "There is no such backup.", advice="casework backup list shows them, each with its number."
    )


def restore(wanted: Wanted, door: Door, here: Desk | None, beat: Callable[[str], None]) -> Restored:
    """Restore into a new folder and record it there. Where that fails, nothing of it stays.

    ``here`` is the same person's desk in the records of now, if they can be opened. Raises Conflict
    for other records' backup and a folder in use, Damaged for a backup that is not whole.
    """
    reason = clean_line(wanted.reason)
    if not reason:
        raise UsageFault("Why are the records put back?", advice="Say it with --reason TEXT.")
    manifest = _checked(wanted)
    state = state_folder()
    with generations.alone(backups.lock_of(state, manifest.book)):
        coming = _coming(wanted.into)
        try:
            _copied(wanted.generation, manifest, coming)
            beat("the backup is copied and checked")
            desk = _opened(door, coming, manifest)
            try:
                made = _recorded(desk, wanted, manifest, reason, here)
            finally:
                whole = desk.session.close()
            beat("the reason is recorded")
            _published(coming, wanted.into, whole=whole)
        except BaseException:  # whatever stopped it, nothing half restored may stay
            shutil.rmtree(coming, ignore_errors=True)
            raise
    return made


def _checked(wanted: Wanted) -> Manifest:
    """Return the backup's list once everything that speaks against restoring it was looked at."""
    manifest = wanted.generation.manifest()
    if book_of(wanted.book) not in {"", manifest.book}:
        raise Conflict(
            "This is a backup of other records, not of those that are open here.",
            advice="Name another backup; to restore these, name a --book that is not there yet.",
        )
    _must_be_new(wanted)
    generations.check_whole(wanted.generation.path, manifest)
    return manifest


def _must_be_new(wanted: Wanted) -> None:
    into = wanted.into.absolute()
    for other in (wanted.book.absolute(), wanted.generation.path.absolute()):
        if into.is_relative_to(other):
            raise UsageFault(
                "Records are restored into a folder of their own, beside the present ones.",
                advice="Name a new folder that is neither in the records nor in the backup.",
            )
    if into.exists() or into.is_symlink():
        raise Conflict(
            "That folder is there already, and nothing is ever restored over anything.",
            advice="Name a folder that does not exist yet.",
        )
    folders.check_place(into)


def _coming(into: Path) -> Path:
    """Return the folder that is filled first; what an earlier attempt left of it is removed."""
    coming = into.with_name(f"{into.name}{COMING}")
    if coming.is_symlink():
        raise Conflict(
            f"{coming.name} is a link, so nothing was restored.", advice="Remove it, then go on."
        )
    shutil.rmtree(coming, ignore_errors=True)
    return coming


def _copied(generation: Generation, manifest: Manifest, coming: Path) -> None:
    try:
        generations.copy_out(generation, manifest, coming)
    except OSError as fault:
        raise MachineFault(
            f"The backup was not restored: {fault.strerror or 'the machine refused'}.",
            advice="Check that both disks are connected and the new folder's has space; then try "
            "again. The present records and the backup are as they were.",
        ) from fault


def _opened(door: Door, coming: Path, manifest: Manifest) -> Desk:
    """Sign the person in to the copy; it must have come as far as its list says."""
    try:
        desk = door(coming)
    except CodeRefused:  # the password was right
        raise
    except NotPermitted as fault:
        raise NotPermitted(
            "That name and password do not open this backup.",
            advice=f"Use the ones that were in force on {manifest.made[:10]}, when it was made.",
        ) from fault
    try:
        _compare(desk, manifest)
    except BaseException:  # whatever stopped it, no file stays open
        desk.session.close()
        raise
    return desk


def _compare(desk: Desk, manifest: Manifest) -> None:
    for place, file in desk.session.files.items():
        if heads.heads_of(file) != manifest.part(place, file.key).heads:
            raise Damaged(
                f"{file.path.name} does not hold what this backup says it does.",
                advice="Use another backup: “casework backup list” shows them.",
            )


def _recorded(
    desk: Desk, wanted: Wanted, manifest: Manifest, reason: str, here: Desk | None
) -> Restored:
    """Examine the copy, count what is missing, and let the record say that it was put back."""
    missing = _missing(desk, here)
    name = wanted.generation.name
    said = {"generation": name, "made": manifest.made, "why": reason}
    none = stepbacks.Missing(common=0, own=0, more=False)
    disposals.after_restore(desk, wanted.generation.path.parent)
    looked = doctor.examine(desk, quick=True)
    late = deadlines.listed(desk, late_only=True)
    desk.read_only = False  # it was opened to be compared; from here on it is theirs to work in
    desk.record(written("restored", **stepbacks.entry(desk, missing or none, said)))
    return Restored(
        name=name,
        made=manifest.made,
        into=wanted.into,
        missing=missing,
        late=late,
        found=tuple(one for one in looked if one.damage),
    )


def _missing(desk: Desk, here: Desk | None) -> Missing | None:
    """Return what is known to be missing from the copy, as far as this person may know it."""
    exact = None
    if here is not None:
        with suppress(Damaged):  # the records of now may be why this is done: they open, and break
            exact = stepbacks.between(here, desk)
    if exact is None:
        return stepbacks.lacking(desk)
    # Whether anything else is gone is not for them: it would tell of cases that are not theirs.
    return exact if exact.count else None


def _published(coming: Path, into: Path, *, whole: bool) -> None:
    for left in coming.glob("*.db-*"):
        if not whole or (left.name.endswith("-wal") and left.stat().st_size):
            raise MachineFault(  # what was recorded last would go with it
                "The restored records could not be finished: the disk did not take all of them.",
                advice="Check that the new folder's disk is well and has room, then try again. The "
                "present records and the backup are as they were.",
            )
        left.unlink()  # emptied when the files were closed
    try:
        coming.rename(into)
        folders.sync_folder(into.parent)
    except OSError as fault:
        raise MachineFault(
            f"The restored records could not be given their name: {fault.strerror}.",
            advice="Check who may write there, then try again. The present records are as before.",
        ) from fault


def is_done(desk: Desk, generation: Generation) -> bool:
    """Tell whether a folder is this backup restored, and nobody has acknowledged it yet."""
    return any(one.generation == generation.name for one in stepbacks.open_restores(desk.ledger))


def swap(book: Path, into: Path, generation: Generation) -> Path | None:
    """Put the restored folder in the place of the records, which are renamed aside; return where.

    Two renames: cut short between them, the same command again makes the second one. Raises
    Conflict while a backup is made or another restore goes on, and where that has just swapped.
    """
    with generations.alone(backups.lock_of(state_folder(), generation.manifest().book)):
        if not into.exists():  # the present records must not be renamed for nothing
            raise Conflict(
                f"There is no {into.name} to put in place: somebody else has just done it.",
                advice="Look at the records: casework doctor.",
            )
        return _swapped(book, into, generation)


def _swapped(book: Path, into: Path, generation: Generation) -> Path | None:
    aside = _aside(book, generation) if book.exists() else None
    try:
        if aside is not None:
            book.rename(aside)
            folders.sync_folder(book.parent)
        into.rename(book)
        folders.sync_folder(book.parent)
    except OSError as fault:
        raise MachineFault(
            f"The folders could not be swapped: {fault.strerror or 'the machine refused'}.",
            advice="Close the program everywhere and do the same again; both folders must lie on "
            "one disk. Nothing was deleted.",
        ) from fault
    return aside


def _aside(book: Path, generation: Generation) -> Path:
    base = f"{book.name}-before-{generation.number or 'restore'}"
    number = 1
    while (path := book.with_name(base if number == 1 else f"{base}-{number}")).exists():
        number += 1
    return path


def acknowledge(desk: Desk) -> int:
    """Say that those concerned know of every restore so far; return how many there were."""
    desk.must_hold(*_ACKNOWLEDGE)
    waiting = stepbacks.open_restores(desk.ledger)
    if not waiting:
        raise NotFound(
            "No restore waits to be acknowledged.",
            advice="An examination would name it: casework doctor.",
        )
    names = [one.generation for one in waiting]
    desk.record(written("restore-acknowledged", by=desk.session.user, generations=names))
    stepbacks.keep_up(desk)
    return len(waiting)


def drill(desk: Desk, door: Door, target: Path, beat: Callable[[str], None]) -> Tried:
    """Restore the newest backup into a folder of the program's own, examine it, and remove it.

    The result is recorded, also where the backup could not be restored.
    """
    desk.must_write()
    book = desk.session.office.meta("book").hex()
    state = state_folder()
    place = state / f"drill-{book[:8]}"
    with generations.alone(backups.lock_of(state, book)):
        one = backups.newest(book, target)
        shutil.rmtree(place, ignore_errors=True)
        try:
            made = _tried(one, place, door, beat)
        except CaseworkError:
            _say_tried(desk, one, sound=False)
            raise
        finally:
            shutil.rmtree(place, ignore_errors=True)
    _say_tried(desk, one, sound=not made.found)
    return made


def _tried(one: Generation, place: Path, door: Door, beat: Callable[[str], None]) -> Tried:
    manifest = one.manifest()
    generations.check_whole(one.path, manifest)
    _copied(one, manifest, place)
    beat("the backup is copied and checked")
    desk = _opened(door, place, manifest)
    try:
        looked = doctor.examine(desk, beat=beat)
    finally:
        desk.session.close()
    damage = tuple(each for each in looked if each.damage)
    return Tried(name=one.name, made=manifest.made, found=damage)


def _say_tried(desk: Desk, one: Generation, *, sound: bool) -> None:
    desk.record(written("drilled", by=desk.session.user, generation=one.name, sound=sound))
    book = desk.session.office.meta("book").hex()
    said = {"name": one.name, "at": stamp(desk.now())} if sound else {}
    if said:
        replace(known.Known.load(state_folder(), book), drill=said).save(state_folder())
