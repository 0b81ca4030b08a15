"""Backups: made with the service's key or by a person, where they lie, how old the last one is.

No case is opened for it. Must not know how a generation is written, nor how any of this is shown.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from casework import __version__, store
from casework.errors import CaseworkError, MachineFault, NotFound, UsageFault
from casework.office import stepbacks
from casework.office.ledger import fold_journal
from casework.office.schedule import NAME as SCHEDULE
from casework.settings import FILE_NAME, disposals_folder, state_folder
from casework.store import folder as folders
from casework.store import generations, known
from casework.store import keys as key_file
from casework.store.book import instant
from casework.store.folder import Folder, Place
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from casework.office.desk import Desk
    from casework.office.ledger import Ledger
    from casework.settings import Settings
    from casework.store import Generation, Service
    from casework.store.book import BookFile
    from casework.store.vault import Identity

_FULL = {errno.ENOSPC, errno.EDQUOT}
_SQLITE_FULL = 13
_LEAST_ROOM = 500_000  # bytes
#: Restores are tried out once a month (*default*).
DRILL_DAYS = 31


class TargetFull(MachineFault):
    """There is no space left where backups go."""


class TargetAway(MachineFault):
    """The folder for backups is not there, not the one it was, or takes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A published backup: what is in it, what could not go along, which older ones were let go."""

    name: str
    path: Path
    number: int
    made: datetime
    files: int
    left_out: tuple[str, ...]
    let_go: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The last verified backup that this computer knows of."""

    name: str
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One generation for a list. ``whole``: nothing is missing from it, and its list is signed."""

    name: str
    path: Path
    made: datetime | None
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    folder: Path
    files: Mapping[Place, BookFile]
    by: Identity
    ledger: Ledger
    target: Path
    settings: Settings


def run(
    service: Service,
    settings: Settings,
    now: datetime,
    *,
    to: Path | None = None,
    beat: Callable[[str], None] | None = None,
) -> Made:
    """Make a backup with the service's key: no password, no case opened."""
    office = service.files[Place.OFFICE]
    said = store.open_journal(office)
    work = _Work(
        folder=office.path.parent,
        files=service.files,
        by=service.identity,
        ledger=fold_journal((at.isoformat(), words) for at, words in said),
        target=target_of(office.path.parent, settings, to),
        settings=settings,
    )
    return _made(work, now, beat or _unwatched)


def run_by(
    desk: Desk, *, to: Path | None = None, beat: Callable[[str], None] | None = None
) -> Made:
    """Make a backup with a signed-in person's own keys, which must open both files."""
    desk.must_write()
    work = _Work(
        folder=desk.folder,
        files=desk.session.files,
        by=desk.session.root,
        ledger=desk.ledger,
        target=target_of(desk.folder, desk.settings, to),
        settings=desk.settings,
    )
    return _made(work, desk.now(), beat or _unwatched)


def _unwatched(_words: str) -> None:
    return None


def _made(work: _Work, now: datetime, beat: Callable[[str], None]) -> Made:
    book = work.files[Place.OFFICE].meta("book").hex()
    state = state_folder()
    must_be_the_disk(book, work.target)
    logos = (school.logo for school in work.settings.schools.values() if school.logo)
    along, left_out = generations.along(work.folder, (FILE_NAME, SCHEDULE, *logos))
    order = store.Order(
        source=work.folder,
        files=work.files,
        by=work.by,
        program=__version__,
        policies=tuple(sorted({one.digest for one in work.ledger.adoptions.values()})),
        along=along,
    )
    with generations.alone(lock_of(state, book)):
        # From records that went back nothing is let go; that they did is told to those it concerns.
        settled = stepbacks.settled(work.ledger)
        seen = tuple(known.of_file(file) for file in work.files.values())
        older = bool(known.lacking(state, seen, settled))
        try:
            _make_folder(work.target)
            made, manifest = generations.make(order, work.target, now=now, beat=beat)
            gone = () if older else generations.let_go(work.target, book, keep_of(work.settings))
        except (OSError, MachineFault) as fault:
            raise _unmade(fault, work.target) from fault
        with suppress(MachineFault):  # the backup is made; the next one puts it there
            beside = register_beside(work.target, book)
            store.keep_register(work.files.values(), beside)
            store.keep_parts(work.files.values(), disposals_folder(book), beside)
        if not older:
            known.remember(state, seen, settled)
        before = known.Known.load(state, book)
        said = {"name": made.name, "made": manifest.made, _at(work.target): made.name}
        replace(before, backup={**before.backup, **said}).save(state)
    return Made(
        name=made.name,
        path=made.path,
        number=made.number,
        made=now,
        files=len(manifest.files),
        left_out=left_out,
        let_go=gone,
        notes=target_notes(work.folder, work.target),
    )


def lock_of(state: Path, book: str) -> Path:
    """Return the file that whoever makes, tries out or restores a backup holds."""
    return state / f"backup-{book}.lock"


def register_beside(target: Path, book: str) -> Path:
    """Return where the register of what was destroyed lies beside the backups."""
    return target / f"casework-disposals-{book[:8]}"


def keep_of(settings: Settings) -> store.Keep:
    """Return how many generations the settings keep."""
    return store.Keep(
        daily=settings.backup_daily,
        weekly=settings.backup_weekly,
        monthly=settings.backup_monthly,
    )


# --- the folder for backups ----------------------------------------------------------------------


def target_of(folder: Path, settings: Settings, to: Path | None) -> Path:
    """Return where backups go. Raises UsageFault where nobody said, or it is the records' own."""
    said = to or (Path(settings.backup_target) if settings.backup_target else None)
    if said is None:
        raise UsageFault(
            "Nobody has said yet where backups go.",
            advice="Say in the settings where they go (casework settings set backup-target=DIR), "
            "or say it this once with --to DIR.",
        )
    target = Path(os.path.realpath(said))
    if target.is_relative_to(os.path.realpath(folder)):
        raise UsageFault(
            "Backups cannot be kept in the folder of the records: what harms the one harms both.",
            advice="Choose a folder on another disk, such as one that is taken out afterwards.",
        )
    return target


def _make_folder(target: Path) -> None:
    """Make the folder itself; the disk it is on must be there."""
    if not target.is_dir():
        target.mkdir(mode=0o700)
        folders.sync_folder(target.parent)


def must_be_the_disk(book: str, target: Path) -> None:
    """Raise MachineFault where the backups of before are not in the folder they were made in.

    The place of a disk that was taken out is an empty folder, or none: a backup made there would
    lie on the disk of the records, and a list of it would say that there is no backup.
    """
    before = known.Known.load(state_folder(), book).backup if book else {}
    if _at(target) in before and not generations.listed(target, book):
        raise TargetAway(
            f"The backups made before are not in {target}, so its disk may not be connected.",
            advice="Connect it, then try again. To begin anew, choose another folder.",
        )


def _at(target: Path) -> str:
    """Return under what it is kept which backup was made last in a folder."""
    return f"in {target}"


def target_notes(folder: Path, target: Path) -> tuple[str, ...]:
    """Return what is to be said of a folder for backups, in sentences."""
    said = []
    if _one_disk(folder, target):
        said.append(
            "The backup lies on the same disk as the records: keep another one somewhere else."
        )
    reason = folders.risk(target)
    if reason:
        said.append(f"Of the folder for backups: {reason}. The backup was checked there.")
    return tuple(said)


def _one_disk(folder: Path, target: Path) -> bool:
    try:
        return folder.stat().st_dev == target.stat().st_dev
    except OSError:
        return False


def _hardly_any_room(target: Path) -> bool:
    """Tell whether less is left than any backup takes: a driver may call that another fault."""
    try:
        return shutil.disk_usage(target).free < _LEAST_ROOM
    except OSError:
        return False


def _unmade(fault: OSError | MachineFault, target: Path) -> CaseworkError:
    """Return what stopped a backup, in the words of backups; nothing of it stays."""
    cause = fault if isinstance(fault, OSError) else fault.__cause__
    full = getattr(cause, "sqlite_errorcode", 0) == _SQLITE_FULL or _hardly_any_room(target)
    if full or (isinstance(cause, OSError) and cause.errno in _FULL):
        return TargetFull(
            f"No backup was made: there is no space left in {target}.",
            advice="Make room there, or keep fewer backups: casework settings list. The records "
            "and the backups made before are as they were.",
        )
    if isinstance(fault, MachineFault) and os.access(target, os.W_OK):
        return fault
    return TargetAway(
        f"No backup was made: {target} cannot be written to, or was taken away meanwhile.",
        advice="Check that the disk is connected and may be written to, then try again. The "
        "records and the backups made before are as they were.",
    )


# --- what there is -------------------------------------------------------------------------------


def listed(book: str, target: Path) -> tuple[Row, ...]:
    """Return the backups of these records in a folder, oldest first."""
    return tuple(_row(one) for one in generations.listed(target, book))


def _row(one: Generation) -> Row:
    try:
        found = one.manifest()
    except CaseworkError:
        return Row(name=one.name, path=one.path, made=None, whole=False)
    return Row(
        name=one.name,
        path=one.path,
        made=instant(found.made),
        whole=_is_signed(one),
    )


def _is_signed(one: Generation) -> bool:
    found = one.whole()
    if found is None:
        return False
    try:
        found.check_signature(key_file.load(Folder(one.path)))
    except CaseworkError:
        return False
    return True


def last(book: str) -> Last | None:
    """Return the last verified backup that was made on this computer, or None."""
    said = known.Known.load(state_folder(), book).backup
    try:
        return Last(name=said["name"], made=instant(said["made"]))
    except (KeyError, ValueError, TypeError):
        return None


def newest(book: str, target: Path) -> Generation:
    """Return the newest generation that is whole; ``book`` is empty where nobody can tell which.

    Raises NotFound, and UsageFault where several schools' backups lie there and it could be any.
    """
    there = generations.listed(target, book)
    if len({one.book for one in there}) > 1:
        raise UsageFault(
            f"Backups of more than one set of records lie in {target}, and these do not say which.",
            advice="Name the backup itself: casework backup list --to DIR shows them.",
        )
    for one in reversed(there):
        if one.whole():
            return one
    raise NotFound(
        f"There is no whole backup of these records in {target}.",
        advice="Check the folder, or make one: casework backup.",
    )


def hours(age: timedelta) -> float:
    """Return an age in hours, to a tenth."""
    return round(age.total_seconds() / 3600, 1)


def age_words(age: timedelta) -> str:
    """Return an age in words: hours for two days, then days."""
    hours = max(0, int(age.total_seconds() // 3600))
    if hours < 48:
        return plural(hours, "hour") if hours else "less than an hour"
    return plural(hours // 24, "day")


def notes(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return what an examination says of backups: each with what to do."""
    book = desk.session.office.meta("book").hex()
    found = last(book)
    if found is None:
        return (
            (
                "no backup of these records has been made on this computer",
                "Say where they go: casework settings set backup-target=DIR; then casework backup.",
            ),
        )
    age = desk.now() - found.made
    said = [
        (
            f"the last verified backup is {age_words(age)} old",
            "casework backup makes one; casework backup list shows them.",
        )
    ]
    tried = known.Known.load(state_folder(), book).drill.get("at", "")
    if not tried or (desk.now() - instant(tried)).days > DRILL_DAYS:
        said.append(
            (
                "restoring a backup has not been tried out for a month, or never",
                "Try it: casework restore --drill. It takes minutes and changes nothing.",
            )
        )
    return tuple(said)
