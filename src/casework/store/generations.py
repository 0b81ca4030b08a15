"""Generations of backups in one folder: made whole or not at all, listed, kept, let go.

A published generation is never written to again. Must not know schools, settings or screens.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from casework.domain.dates import local_day
from casework.errors import CaseworkError, Conflict, Damaged
from casework.store import copies, manifests, migrations
from casework.store import folder as folders
from casework.store import keys as key_file
from casework.store.book import instant, stamp
from casework.store.folder import Folder, Place
from casework.store.manifests import Kept, Manifest, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from casework.store.book import BookFile
    from casework.store.vault import Identity

INCOMPLETE = ".incomplete"
_NAME = re.compile(r"casework-(?P<book>[0-9a-f]{8})-(?P<number>[0-9]{5,9})-[0-9]{8}T[0-9]{6}Z")
_LARGEST_MANIFEST = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One published backup. ``number`` rises with each: it orders them whatever clocks said."""

    path: Path
    book: str
    number: int

    @property
    def name(self) -> str:
        """Return the name of its folder."""
        return self.path.name

    def manifest(self) -> Manifest:
        """Return what it says of itself; ``Damaged`` where that cannot be read."""
        file = self.path / manifests.NAME
        try:
            if not stat.S_ISREG(file.lstat().st_mode) or file.lstat().st_size > _LARGEST_MANIFEST:
                raise manifests.unreadable()
            found = Manifest.decoded(file.read_bytes())
        except OSError as error:
            raise manifests.unreadable() from error
        if found.schema > migrations.latest():
            raise manifests.newer()
        return found

    def whole(self) -> Manifest | None:
        """Return the manifest of a generation that is whole as far as one look tells, or None."""
        try:
            found = self.manifest()
            check_members(self.path, found)
        except CaseworkError:
            return None
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How many generations stay: the newest of so many days, weeks and months (*default*)."""

    daily: int = 14
    weekly: int = 8
    monthly: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a backup is made of: the records' folder, open files, and what goes along."""

    source: Path
    files: Mapping[Place, BookFile]
    by: Identity
    program: str
    policies: tuple[str, ...] = ()
    along: tuple[str, ...] = ()


def listed(target: Path, book: str = "") -> tuple[Generation, ...]:
    """Return the generations in a folder, of all records or of one's, oldest first."""
    try:
        names = sorted(path.name for path in target.iterdir())
    except OSError:
        return ()
    found = [generation_at(target / name) for name in names if _NAME.fullmatch(name)]
    ours = [one for one in found if one.book == book[:8] or not book]
    return tuple(sorted(ours, key=lambda one: (one.number, one.name)))


def generation_at(path: Path) -> Generation:
    """Return the generation in a folder somebody named, under whatever name it lies there."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return Generation(path=path, book="", number=0)
    return Generation(path=path, book=found["book"], number=int(found["number"]))


def make(
    order: Order, target: Path, *, now: datetime, beat: Callable[[str], None]
) -> tuple[Generation, Manifest]:
    """Make a generation, check it and publish it. Where that fails, nothing of it stays.

    What earlier attempts left behind is swept first. Hold ``alone`` meanwhile.
    """
    book = order.files[Place.OFFICE].meta("book").hex()
    sweep(target, book)
    number = max((one.number for one in listed(target, book)), default=0) + 1
    name = f"casework-{book[:8]}-{number:05d}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    published, coming = target / name, target / f"{name}{INCOMPLETE}"
    try:
        manifest = _filled(order, coming, book, number, now, beat)
        coming.rename(published)
        folders.sync_folder(target)
    except BaseException:  # whatever stopped it, nothing half made may stay
        with suppress(OSError):  # it may have its name already, and not for certain
            published.rename(coming)
        shutil.rmtree(coming, ignore_errors=True)
        raise
    return generation_at(published), manifest


def _filled(
    order: Order,
    coming: Path,
    book: str,
    number: int,
    now: datetime,
    beat: Callable[[str], None],
) -> Manifest:
    """Fill the folder and check it: files, copies against what was copied, then the manifest."""
    heads = copies.copy_files(order.source, order.files.values(), coming)
    beat("the two files are copied")
    for name in order.along:
        _copy_along(order.source / name, coming / name)
    copies.check_copy(coming, {p: f.key for p, f in order.files.items()}, heads)
    beat("the copy is checked")
    manifest = Manifest(
        book=book,
        number=number,
        made=stamp(now),
        program=order.program,
        schema=heads[Place.OFFICE].schema,
        files=_kept(coming),
    )
    for place, file in order.files.items():
        policies = order.policies if place is Place.OFFICE else ()
        manifest = manifest.with_part(file, Said(heads=heads[place], policies=policies))
    manifest = manifest.signed(order.by)
    folders.write_coming(coming / manifests.NAME, manifest.encoded())
    for path in (coming, *coming.rglob("*")):
        if path.is_dir():
            folders.sync_folder(path)
    check_whole(coming, manifest)
    beat("the list is signed")
    return manifest


def _copy_along(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folders.write_coming(target, source.read_bytes())


def _kept(folder: Path) -> dict[str, Kept]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): Kept(
            size=path.stat().st_size, digest=copies.digest_of(path)
        )
        for path in paths
    }


def check_members(folder: Path, manifest: Manifest) -> None:
    """Raise ``Damaged`` unless each listed file is a plain file of its size, and nothing else is.

    No link is followed, in the folder or on the way to a file of it.
    """
    if folder.is_symlink():
        raise _strange()
    found: dict[str, int] = {}
    for here, rooms, names in os.walk(folder):
        for name in (*rooms, *names):
            path = Path(here, name)
            state = path.lstat()
            if stat.S_ISREG(state.st_mode):
                found[path.relative_to(folder).as_posix()] = state.st_size
            elif not stat.S_ISDIR(state.st_mode):
                raise _strange()
    found.pop(manifests.NAME, None)
    if found != {name: kept.size for name, kept in manifest.files.items()}:
        raise _strange()


def check_whole(folder: Path, manifest: Manifest) -> None:
    """Raise ``Damaged`` unless every listed file is there, bit for bit, and signed for."""
    check_members(folder, manifest)
    for name, kept in manifest.files.items():
        if copies.digest_of(folder / name) != kept.digest:
            raise _strange()
    manifest.check_signature(key_file.load(Folder(folder)))


def _strange() -> Damaged:
    return Damaged(
        "This backup is not as it was made: a file is missing, changed, or does not belong there.",
        advice="Use another backup: “casework backup list” shows them. Keep this one as it is.",
    )


def copy_out(generation: Generation, manifest: Manifest, into: Path) -> None:
    """Copy a generation's files into the new folder ``into``, each checked as it is written."""
    into.mkdir(mode=0o700, parents=True)
    for room in ("workflows", "letters"):
        (into / room).mkdir(mode=0o700)
    for name, kept in manifest.files.items():
        target = into / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders.make_private(target)
        with (generation.path / name).open("rb") as source, target.open("rb+") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        if copies.digest_of(target) != kept.digest:
            raise _strange()
    folders.sync_folder(into)


def sweep(target: Path, book: str) -> None:
    """Remove what attempts for these records left behind."""
    for path in target.glob(f"casework-{book[:8]}-*{INCOMPLETE}"):
        if _NAME.fullmatch(path.name.removesuffix(INCOMPLETE)) and not path.is_symlink():
            shutil.rmtree(path)


def let_go(target: Path, book: str, keep: Keep) -> tuple[str, ...]:
    """Remove the generations that need not be kept any more; return their names.

    One that is not whole takes nobody's place and is left for a person to look at.
    """
    whole = [(one, found) for one in listed(target, book) if (found := one.whole())]
    days = {one.number: instant(found.made) for one, found in whole}
    stay = kept_of(days, keep)
    gone = [one for one, _found in whole if one.number not in stay]
    for one in gone:
        leaving = one.path.with_name(f"{one.name}{INCOMPLETE}")
        one.path.rename(leaving)  # from here on it is a leftover, whatever happens
        shutil.rmtree(leaving)
    if gone:
        folders.sync_folder(target)
    return tuple(one.name for one in gone)


def kept_of(made: Mapping[int, datetime], keep: Keep) -> frozenset[int]:
    """Return the numbers that stay: the newest of each of the last days, weeks and months.

    Of the day of the newest one all stay, so that nothing made today is let go today. Counted are
    days on which a backup was made, so that a long holiday lets nothing go.
    """
    days = {number: local_day(at) for number, at in made.items()}
    spans: tuple[tuple[int, dict[int, tuple[int, ...]]], ...] = (
        (keep.daily, {n: (day.toordinal(),) for n, day in days.items()}),
        (keep.weekly, {n: tuple(day.isocalendar())[:2] for n, day in days.items()}),
        (keep.monthly, {n: (day.year, day.month) for n, day in days.items()}),
    )
    stay = {number for number in made if days[number] == days[max(made)]}
    for most, span_of in spans:
        newest: dict[tuple[int, ...], int] = {}
        for number in sorted(made):
            newest[span_of[number]] = number
        stay |= set(sorted(newest.values(), reverse=True)[:most])
    return frozenset(stay)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a file's lock, which ends with the process; ``Conflict`` where another holds it."""
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _lock(handle)
        except OSError as error:
            raise Conflict(
                "A backup of these records is being made, or restored, at this moment.",
                advice="Wait until it is done, then try again.",
            ) from error
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def along(source: Path, named: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what goes along with the databases, and what cannot: links, and names of no system.

    ``named`` are files at the top; all of ``workflows`` and ``letters`` goes along.
    """
    wanted = [source / name for name in named]
    for room in ("workflows", "letters"):
        wanted += sorted(path for path in (source / room).rglob("*") if not path.is_dir())
    names = {path: path.relative_to(source).as_posix() for path in wanted if os.path.lexists(path)}
    fits = [
        name
        for path, name in names.items()
        if stat.S_ISREG(path.lstat().st_mode) and manifests.is_member(name)
    ]
    return tuple(fits), tuple(sorted(set(names.values()) - set(fits)))
