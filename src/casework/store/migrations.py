"""Numbered steps from one schema to the next. Must not know keys, or what the rows mean.

``PRAGMA user_version`` holds the number of the last step. Each step runs in one transaction
together with the number, after a backup beside the file; a file from a newer program is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import Damaged
from casework.store import dialect, doorway, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import sqlalchemy as sa


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step: its number, what it is for, and the statements."""

    number: int
    what: str
    run: Callable[[sa.Connection], None]


def _first_shape(connection: sa.Connection) -> None:
    tables.METADATA.create_all(connection, tables=tables.ALL, checkfirst=False)
    for table in tables.APPEND_ONLY:
        for statement in dialect.append_only(table):
            connection.exec_driver_sql(statement)


def _missed_limits(connection: sa.Connection) -> None:
    """Index the limits that passed: lists ask for them at each sign-in, and they are few."""
    index = next(one for one in tables.table("deadline").indexes if one.name == "deadline_missed")
    index.create(connection, checkfirst=True)


def _reminders(connection: sa.Connection) -> None:
    """Make room for reminders by mail: whom the service may tell of what, and what went out."""
    for name in ("told", "outbox"):
        tables.table(name).create(connection, checkfirst=True)


def _disposals(connection: sa.Connection) -> None:
    """Make room for disposals, and the one door through which a disposal empties an entry."""
    tables.table("disposal").create(connection, checkfirst=True)
    for statement in doorway.statements():
        connection.exec_driver_sql(statement)


def _effects(connection: sa.Connection) -> None:
    """Make room for what leaves the building only once its step can no longer be taken back."""
    tables.table("effect").create(connection, checkfirst=True)


STEPS: tuple[Migration, ...] = (
    Migration(number=1, what="the first shape of the records", run=_first_shape),
    Migration(number=2, what="an index of the limits that passed", run=_missed_limits),
    Migration(number=3, what="room for reminders by mail", run=_reminders),
    Migration(number=4, what="room for disposals, and their door", run=_disposals),
    Migration(number=5, what="room for what waits until it cannot be undone", run=_effects),
)


def latest(steps: Sequence[Migration] | None = None) -> int:
    """Return the number of the newest step."""
    return (steps or STEPS)[-1].number


def needed(connection: sa.Connection, name: str, steps: Sequence[Migration] | None = None) -> bool:
    """Say whether steps are to be taken; raise ``Damaged`` for a file from a newer program."""
    found = dialect.schema_version(connection)
    if found > latest(steps):
        raise Damaged(
            f"{name} was written by a newer version of this program.",
            advice="Install the newer version on this computer. Nothing was changed.",
        )
    return found < latest(steps)


def migrate(connection: sa.Connection, steps: Sequence[Migration] | None = None) -> tuple[int, ...]:
    """Take every outstanding step; return their numbers. Each one is taken wholly or not at all."""
    taken = []
    for step in steps or STEPS:
        if step.number <= dialect.schema_version(connection):
            continue
        connection.exec_driver_sql(dialect.BEGIN_WRITE)
        try:
            step.run(connection)
            dialect.set_schema_version(connection, step.number)
            connection.exec_driver_sql(dialect.COMMIT)
        except BaseException:  # nothing stays open or half done, whatever is raised on
            connection.exec_driver_sql(dialect.ROLLBACK)
            raise
        taken.append(step.number)
    return tuple(taken)
