"""All that differs between SQLite and PostgreSQL. Must not know tables' meaning or anybody's keys.

Today the one dialect is SQLCipher. One function makes connections, so that none is ever made
without a key, the pragmas and their proof.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as driver

from casework.errors import CaseworkError, Conflict, Damaged, MachineFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Tells a case book from any other SQLite file: "CWBK".
APPLICATION_ID: Final = 0x4357424B
BEGIN_READ, BEGIN_WRITE, COMMIT, ROLLBACK = "BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"

_PLAIN_HEADER = b"SQLite format 3\x00"
# Each is set, then read back: name, what to set, what must be read.
_PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("busy_timeout", "5000", 5000),
    ("cache_size", "-16000", -16000),  # 16 MB: a page that was let go costs its decryption again
)
_MAC_PRAGMAS = (("fullfsync", "ON", 1), ("checkpoint_fullfsync", "ON", 1))

_DAMAGED = {11, 26}  # SQLITE_CORRUPT, SQLITE_NOTADB
_CONSTRAINT = 19
_FULL = 13
_BUSY = {5, 6}


def pragmas() -> tuple[tuple[str, str, object], ...]:
    """Return the pragmas of this machine: name, setting, value that must be read back."""
    return _PRAGMAS + (_MAC_PRAGMAS if sys.platform == "darwin" else ())


def connect(path: Path, key: bytes, *, create: bool = False) -> sa.Connection:
    """Return the only kind of connection there is: keyed, checked, and held to its pragmas."""
    _check_header(path, create=create)
    engine = sa.create_engine(
        "sqlite://", creator=lambda: _raw(path, key, create), module=driver, poolclass=StaticPool
    )
    try:
        return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except (sa.exc.DatabaseError, driver.Error) as error:
        raise fault(error, path.name) from error


def look(path: Path, key: bytes) -> sa.Connection:
    """Return a connection that reads a file nobody writes to and leaves nothing beside it.

    For copies alone: what another program writes meanwhile is not seen.
    """
    _check_header(path, create=False)
    engine = sa.create_engine(
        "sqlite://", creator=lambda: _looking(path, key), module=driver, poolclass=StaticPool
    )
    try:
        return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except (sa.exc.DatabaseError, driver.Error) as error:
        raise fault(error, path.name) from error


def _looking(path: Path, key: bytes) -> driver.Connection:
    place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = driver.connect(place, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.set_authorizer(_allowed)
    except BaseException:  # nothing stays open or half done, whatever is raised on
        connection.close()
        raise
    return connection


def raw(connection: sa.Connection) -> driver.Connection:
    """Return the driver's own connection, for backup and for tests."""
    return connection.connection.dbapi_connection


def guard(connection: sa.Connection) -> None:
    """Refuse what nothing in the program needs, as every connection does from its beginning."""
    raw(connection).set_authorizer(_allowed)


def run(connection: sa.Connection, sql: str) -> None:
    """Execute one statement that gives nothing back, such as the begin of a transaction."""
    raw(connection).execute(sql)


def close(connection: sa.Connection) -> None:
    """Close connection and engine; the caller has made its checkpoint before."""
    engine = connection.engine
    connection.close()
    engine.dispose()


def _check_header(path: Path, *, create: bool) -> None:
    try:
        head = _head(path)
    except FileNotFoundError:
        head = b""
    except OSError as error:
        raise _unreachable(path.name) from error
    if head.startswith(_PLAIN_HEADER):
        raise Damaged(
            f"{path.name} is not encrypted, so it is not a file of these records.",
            advice="Do not use it. Restore the records from a backup, and tell whoever looks "
            "after the computer.",
        )
    if create and head:
        raise Conflict(f"{path.name} is there already.", advice="Choose an empty folder.")
    if not create and not head:
        raise Damaged(
            f"{path.name} is missing or empty.", advice="Restore the records from a backup."
        )


def is_encrypted(path: Path) -> bool:
    """Say whether the file is there and does not begin as a plain database does."""
    head = _head(path)
    return bool(head) and not head.startswith(_PLAIN_HEADER)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEADER))


def _raw(path: Path, key: bytes, create: bool) -> driver.Connection:
    mode = "rwc" if create else "rw"
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        _prepare(connection, key, path.name, create)
    except BaseException:  # nothing stays open or half done, whatever is raised on
        connection.close()
        raise
    return connection


def _prepare(connection: driver.Connection, key: bytes, name: str, create: bool) -> None:
    if len(key) != 32:
        raise ValueError("a file key is 32 bytes")
    # A wrong key would write log lines into the screen; the level holds for the whole process.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise MachineFault(
            "This computer’s database library cannot encrypt.",
            advice="Install the program again from its own package.",
        )
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if create:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _set_and_prove(connection)
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found != APPLICATION_ID:
        raise Damaged(
            f"{name} is a database of another program.",
            advice="Check that this is the folder of the records, or restore it from a backup.",
        )
    connection.set_authorizer(_allowed)


def _set_and_prove(connection: driver.Connection) -> None:
    for name, setting, expected in pragmas():
        connection.execute(f"PRAGMA {name} = {setting}")
        found = connection.execute(f"PRAGMA {name}").fetchone()
        if found is None or found[0] != expected:
            raise MachineFault(
                f"The database would not take its safety setting “{name}”.",
                advice="Check that the folder is on a disk of this computer and may be written to.",
            )


# What nothing in the program needs: other files, code from files, a second schema.
_NEVER = {driver.SQLITE_ATTACH, driver.SQLITE_DETACH, driver.SQLITE_CREATE_VTABLE}
_NO_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}
_NO_PRAGMAS = {"key", "rekey", "writable_schema", "cipher_plaintext_header_size"}


def _allowed(
    action: int, first: str | None, second: str | None, _file: str | None, _source: str | None
) -> int:
    if action in _NEVER:
        return int(driver.SQLITE_DENY)
    if action == driver.SQLITE_FUNCTION and (second or "").lower() in _NO_FUNCTIONS:
        return int(driver.SQLITE_DENY)
    if action == driver.SQLITE_PRAGMA and (first or "").lower() in _NO_PRAGMAS:
        return int(driver.SQLITE_DENY)
    return int(driver.SQLITE_OK)


def append_only(table: str) -> tuple[str, ...]:
    """Return the statements that make a table refuse UPDATE and DELETE, to everybody."""
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    )


def schema_version(connection: sa.Connection) -> int:
    """Return the number of the last migration that this file has been through."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def set_schema_version(connection: sa.Connection, version: int) -> None:
    """Set the number; inside a transaction it is rolled back with it."""
    connection.exec_driver_sql(f"PRAGMA user_version = {version:d}")


def checkpoint(connection: sa.Connection) -> bool:
    """Move the log into the file and empty it; say whether that was done wholly."""
    busy, log, moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy and log == moved


def integrity_faults(connection: sa.Connection) -> tuple[str, ...]:
    """Return what SQLite and SQLCipher find wrong in the file, in their own words."""
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    found += [
        str(row[0])
        for row in connection.exec_driver_sql("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return (*found, *(f"a row of {row[0]} points nowhere" for row in orphans))


def pragma_faults(connection: sa.Connection) -> tuple[str, ...]:
    """Return the names of the pragmas that are not what they must be."""
    return tuple(
        name
        for name, _setting, expected in pragmas()
        if connection.exec_driver_sql(f"PRAGMA {name}").scalar() != expected
    )


def copy(connection: sa.Connection, target: Path, key: bytes) -> None:
    """Copy the whole file, consistent and encrypted, to ``target`` under the same key."""
    try:
        copied = driver.connect(target)
        try:
            copied.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            raw(connection).backup(copied)
        finally:
            copied.close()
    except driver.Error as error:
        raise fault(error, target.name) from error


_DIALECT = sa.dialects.registry.load("sqlite")(paramstyle="qmark")


#: A row as read: a tuple whose columns are attributes too, known only when the statement has run.
Row: TypeAlias = Any


class Rows:
    """What a statement gave, read in the few ways the store reads: a thin skin over the cursor."""

    __slots__ = ("_cursor", "_shape")

    def __init__(self, cursor: driver.Cursor, shape: type[tuple[Any, ...]] | None) -> None:
        self._cursor = cursor
        self._shape = shape

    @property
    def rowcount(self) -> int:
        """Return how many rows an UPDATE or DELETE changed."""
        return int(self._cursor.rowcount)

    def __iter__(self) -> Iterator[Row]:
        make = self._shape._make if self._shape else tuple  # type: ignore[attr-defined] # a named tuple's
        return map(make, self._cursor)

    def all(self) -> list[Row]:
        """Return all rows, their columns as attributes."""
        return list(self)

    def first(self) -> Row:
        """Return the first row or None, and leave the rest unread."""
        found = next(iter(self), None)
        self._cursor.close()
        return found

    def one_or_none(self) -> Row:
        """Return the only row or None; more than one is an error of the statement."""
        rows = self.all()
        if len(rows) > 1:
            raise AssertionError("more than one row")
        return rows[0] if rows else None

    def scalar(self) -> Row:
        """Return the first column of the first row, or None."""
        return (self.first() or (None,))[0]


def _picking(names: tuple[str, ...]) -> Callable[[dict[str, object]], tuple[object, ...]]:
    """Return what gives the values of these names in their order; made once for a statement."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


class Prepared:
    """A Core statement compiled once and run by the driver, which halves the cost of a step."""

    __slots__ = ("_defaults", "_picked", "_shape", "_sql")

    def __init__(self, statement: sa.sql.expression.ClauseElement) -> None:
        compiled = cast("sa.sql.compiler.SQLCompiler", statement.compile(dialect=_DIALECT))
        self._sql = str(compiled)
        self._picked = _picking(tuple(compiled.positiontup or ()))
        self._defaults = {k: v for k, v in compiled.params.items() if v is not None}
        self._shape: type[tuple[Any, ...]] | None = None

    def run(self, connection: sa.Connection, **values: object) -> Rows:
        """Execute with ``values`` by name."""
        cursor = self._executed(connection, values)
        if self._shape is None and cursor.description is not None:
            names = [column[0] for column in cursor.description]
            self._shape = namedtuple("Row", names)  # type: ignore[misc] # known when it runs
        return Rows(cursor, self._shape)

    def tuples(self, connection: sa.Connection, **values: object) -> list[tuple[Any, ...]]:
        """Return all rows as plain tuples, for reads of thousands."""
        return self._executed(connection, values).fetchall()  # type: ignore[no-any-return] # driver

    def pairs(self, connection: sa.Connection) -> dict[Any, Any]:
        """Return two columns as a mapping, for reads of thousands: no row is kept."""
        return dict(self._executed(connection, {}))

    def _executed(self, connection: sa.Connection, values: dict[str, object]) -> driver.Cursor:
        found = {**self._defaults, **values} if self._defaults else values
        return raw(connection).execute(self._sql, self._picked(found))


def fault(error: BaseException, name: str) -> CaseworkError:
    """Return the error a person can act on for what the driver reported about file ``name``."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _DAMAGED:
        return Damaged(
            f"{name} is damaged, or it does not belong to these records.",
            advice="Do not write to it. Restore the records from a backup.",
        )
    if primary == _CONSTRAINT:
        return Conflict(
            f"{name} refused a row that would break its record.",
            advice="Nothing was changed. Open the case again and repeat the step.",
        )
    if primary == _FULL:
        return MachineFault(
            f"There is no space left for {name}. Nothing was changed.",
            advice="Make room on this disk, then do the step again.",
        )
    if primary in _BUSY:
        return MachineFault(
            f"{name} is in use by another program. Nothing was changed.",
            advice="Wait a moment and do the step again.",
        )
    return _unreachable(name)


def _unreachable(name: str) -> MachineFault:
    return MachineFault(
        f"{name} could not be read or written on this computer. Nothing was changed.",
        advice="Check that the folder is there, that you may write to it and that its disk is "
        "well; then open the program again.",
    )
