"""Create and open the two files of a case book; transactions. Must not know who holds which key."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as driver

from casework.errors import Damaged, MachineFault
from casework.store import dialect, doorway, migrations, tables
from casework.store.dialect import Prepared
from casework.store.folder import Folder, Place, make_private, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

_INSERT_META = Prepared(sa.insert(tables.table("meta")))


def stamp(instant: datetime) -> str:
    """Return an instant as text in UTC; such texts sort in the order of their instants."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant(text: str) -> datetime:
    """Return the instant that ``stamp`` wrote."""
    return datetime.fromisoformat(text)


def _which(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of its name; None where it cannot be reached."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@dataclass(slots=True, repr=False)
class BookFile:
    """One open file of the book. One connection, one thread at a time."""

    place: Place
    path: Path
    key: bytes
    connection: sa.Connection
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _stopped: bool = False
    _depth: int = 0
    _meta: dict[str, bytes] = field(default_factory=dict)
    _opened: tuple[int, int] | None = field(init=False)

    def __post_init__(self) -> None:
        """Remember which file it is."""
        self._opened = _which(self.path)

    @classmethod
    def create(cls, folder: Folder, place: Place, key: bytes, meta: Mapping[str, bytes]) -> Self:
        """Make the file with its tables and its knowledge of itself."""
        path = folder.file(place)
        make_private(path)
        connection = dialect.connect(path, key, create=True)
        made = cls(place, path, key, connection)
        with made._reporting():
            migrations.migrate(connection)
        with made.writing() as open_connection:
            for name, value in meta.items():
                _INSERT_META.run(open_connection, name=name, value=value)
        return made

    @classmethod
    def open(cls, folder: Folder, place: Place, key: bytes) -> Self:
        """Open the file; older ones are copied aside, then brought to the present schema."""
        path = folder.file(place)
        opened = cls(place, path, key, dialect.connect(path, key))
        try:
            with opened._reporting():
                opened._bring_up()
            _ = opened.meta("book")
        except BaseException:  # nothing stays open or half done, whatever is raised on
            dialect.close(opened.connection)
            raise
        return opened

    @classmethod
    @contextmanager
    def looked_at(cls, folder: Folder, place: Place, key: bytes) -> Iterator[Self]:
        """Give a copy's file to be read; nothing is written to it or beside it."""
        path = folder.file(place)
        opened = cls(place, path, key, dialect.look(path, key))
        try:
            yield opened
        finally:
            dialect.close(opened.connection)

    def _bring_up(self) -> None:
        if migrations.needed(self.connection, self.path.name):
            before = dialect.schema_version(self.connection)
            self.copy_to(self.path.with_name(f"{self.path.name}.before-{before + 1}"))
            migrations.migrate(self.connection)

    def copy_to(self, target: Path) -> None:
        """Copy the file, consistent and under the same key, to ``target``."""
        target.unlink(missing_ok=True)
        make_private(target)
        dialect.copy(self.connection, target, self.key)
        sync_folder(target.parent)

    def meta(self, name: str) -> bytes:
        """Return one thing the file knows of itself."""
        if not self._meta:
            table = tables.table("meta")
            with self.reading() as connection:
                self._meta = {r.name: r.value for r in connection.execute(sa.select(table))}
        if name not in self._meta:
            raise Damaged(
                f"{self.path.name} does not know which records it belongs to.",
                advice="Restore the records from a backup.",
            )
        return self._meta[name]

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Give one consistent view of the file."""
        return self._transaction(dialect.BEGIN_READ)

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Give a transaction that alone may write: all of it is kept, or nothing."""
        return self._transaction(dialect.BEGIN_WRITE)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sa.Connection]:
        with self._lock:
            try:
                if self._depth:
                    # A step inside a step belongs to the outer transaction, of the same kind.
                    yield self.connection
                else:
                    yield from self._kept_or_not(begin)
            except (sa.exc.DBAPIError, driver.Error) as error:
                raise dialect.fault(error, self.path.name) from error

    def _kept_or_not(self, begin: str) -> Iterator[sa.Connection]:
        self._check_usable()
        if begin == dialect.BEGIN_WRITE:
            self._check_there()
        dialect.run(self.connection, begin)
        self._depth = 1
        try:
            yield self.connection
            self._commit()
        except BaseException:  # nothing stays open or half done, whatever is raised on
            self._roll_back()
            raise
        finally:
            self._depth = 0

    def _check_usable(self) -> None:
        if self._stopped:
            raise MachineFault(
                f"{self.path.name} could not be written a moment ago, so writing has stopped.",
                advice="Open the program again. It will tell you what became of the last step.",
            )

    def _check_there(self) -> None:
        """Write to no file that was taken away: the system would let it, and all of it be lost."""
        if _which(self.path) != self._opened:
            raise MachineFault(
                f"{self.path.name} was removed or replaced while it was open. Nothing was changed.",
                advice="Open the program again; where it finds no records, put back what was moved "
                "or restore them from a backup.",
            )

    def _commit(self) -> None:
        try:
            dialect.run(self.connection, dialect.COMMIT)
        except (sa.exc.DBAPIError, driver.Error):
            # A commit that failed may still be on the disk: never retried on the same handle.
            self._stopped = True
            raise

    def _roll_back(self) -> None:
        if dialect.raw(self.connection).in_transaction:
            dialect.run(self.connection, dialect.ROLLBACK)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, driver.Error) as error:
            raise dialect.fault(error, self.path.name) from error

    def empty_pages(self) -> bool:
        """Leave nothing of what was removed in log and free pages; False where somebody reads."""
        with self._lock, self._reporting():
            self._check_usable()
            return doorway.empty_pages(self.connection)

    def close(self) -> bool:
        """Move the log into the file, close, and tell whether all of it came in.

        False where somebody else reads the file at this moment, or it had stopped: the log stays
        beside it with everything in it, and whoever closes next moves it.
        """
        with self._lock:
            if self.connection.closed:
                return True
            try:
                with self._reporting():
                    return not self._stopped and dialect.checkpoint(self.connection)
            finally:
                dialect.close(self.connection)
                self.key, self._meta = b"", {}
