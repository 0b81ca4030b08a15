"""The database's own part in a disposal: the door in the triggers, and pages without leavings.

The tables of entries are append-only. A disposal may empty the sealed part of an entry, and change
nothing else of it; only while its row says that it is going on, which no committed state ever says.
Part of the dialect. Must not know keys, or why anything is disposed of.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from casework.store import dialect, tables

if TYPE_CHECKING:
    import sqlalchemy as sa

#: How far a disposal has come. The first is never on the disk: it begins and ends in one step.
GOING: Final = "going"
GONE: Final = "gone"  # the words are out of the tables, the destruction record is in the chain
LISTED: Final = "listed"  # the register outside the backups has it
EMPTIED: Final = "emptied"  # log and free pages hold nothing of it any more
DONE: Final = "done"  # and that was looked at
STEPS: Final = (GOING, GONE, LISTED, EMPTIED, DONE)

_OF_CASE = 'disposal."case" = OLD."case" AND OLD.seq <= disposal.upto AND OLD.deadline = \'\''
_OF_LOG = "instr(disposal.streams, OLD.stream) > 0"


def statements() -> tuple[str, ...]:
    """Return what puts the door into the triggers, and keeps the rows of disposals in order."""
    return (
        *_door("event", _OF_CASE),
        *_door("stream", _OF_LOG),
        (
            "CREATE TRIGGER event_none_after BEFORE INSERT ON event "
            'WHEN EXISTS (SELECT 1 FROM disposal WHERE disposal."case" = NEW."case" '
            "AND NEW.seq > disposal.upto + 1) "
            "BEGIN SELECT RAISE(ABORT, 'the destruction record is the last entry'); END"
        ),
        (
            "CREATE TRIGGER disposal_no_delete BEFORE DELETE ON disposal "
            "BEGIN SELECT RAISE(ABORT, 'a disposal is not taken back'); END"
        ),
        (
            f"CREATE TRIGGER disposal_one_way BEFORE UPDATE ON disposal WHEN NOT ({_one_way()}) "
            "BEGIN SELECT RAISE(ABORT, 'a disposal goes one way'); END"
        ),
    )


def _door(table: str, whose: str) -> tuple[str, str]:
    columns = [column.name for column in tables.table(table).columns if column.name != "sealed"]
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in columns)
    open_ = f"EXISTS (SELECT 1 FROM disposal WHERE disposal.step = '{GOING}' AND {whose})"  # noqa: S608 - words of this module
    return (
        f"DROP TRIGGER {table}_no_update",
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"WHEN NOT (NEW.sealed = x'' AND {same} AND {open_}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        ),
    )


def _one_way() -> str:
    kept = ("case", "upto", "again", "plan")
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in kept)
    ways = " OR ".join(
        f"(OLD.step = '{before}' AND NEW.step = '{after}')" for before, after in pairwise(STEPS)
    )
    return f"{same} AND NEW.streams = '' AND ({ways})"


def empty_pages(connection: sa.Connection) -> bool:
    """Write the file anew without free pages, its log moved in; say whether that was done wholly.

    False where somebody else reads the file at this moment: nothing is lost, it is done again.
    """
    if not dialect.checkpoint(connection):
        return False
    raw = dialect.raw(connection)
    # It attaches a passing database of its own, which the authorizer refuses to everything else.
    raw.set_authorizer(None)
    try:
        raw.execute("VACUUM")
    finally:
        dialect.guard(connection)
    return dialect.checkpoint(connection)
