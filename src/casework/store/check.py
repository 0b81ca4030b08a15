"""What the doctor looks at, one function for each invariant. Must not know what a case means.

Each works with the keys of whoever asks. What they do not open is checked by chain, signature and
the shape of its rows; damage there is for a key holder to look at.
"""

from __future__ import annotations

import stat
import sys
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from casework.domain import chain
from casework.errors import CaseworkError, NotFound
from casework.store import (
    caselogs,
    dialect,
    disposed,
    entries,
    gone,
    history,
    migrations,
    releases,
    streams,
    tables,
    vault,
)
from casework.store import keys as key_file
from casework.store.dialect import Prepared
from casework.store.entitled import check_commands, check_holders, check_wraps
from casework.store.findings import RESTORE, Finding, each_card, each_case, of_case
from casework.store.register import SERVICE
from casework.store.session import agree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.store.session import Session

_EVENT, _DEADLINE = (tables.table(n) for n in ("event", "deadline"))
_LIMITS = Prepared(sa.select(_DEADLINE).order_by(_DEADLINE.c.id))
_MARKS = Prepared(
    sa.select(_EVENT.c.case, _EVENT.c.seq, _EVENT.c.at, _EVENT.c.deadline)
    .where(_EVENT.c.deadline != sa.literal_column("''"))
    .order_by(_EVENT.c.case, _EVENT.c.seq)
)
_EXPECTED_LEFTOVER = (".incomplete", ".tmp", "-journal")


def check_quick(session: Session) -> list[Finding]:
    """Return what the fast checks find: encryption, settings, keys, leftovers, the clock."""
    return [
        *check_files(session),
        *check_register(session),
        *check_leftovers(session),
        *check_clock(session),
    ]


def check_all(session: Session) -> list[Finding]:
    """Return what all checks find."""
    return [
        *check_quick(session),
        *check_pages(session),
        *check_chains(session),
        *check_revisions(session),
        *check_payloads(session),
        *releases.check_effects(session),
        *check_streams(session),
        *check_wraps(session),
        *check_holders(session),
        *check_commands(session),
        *disposed.check_disposals(session),
    ]


def _attempt(invariant: str, where: str, act: Callable[[], object]) -> Iterator[Finding]:
    try:
        act()
    except CaseworkError as error:
        yield Finding(invariant=invariant, where=where, what=error.message, advice=error.advice)


# --- the files -----------------------------------------------------------------------------------


def check_files(session: Session) -> list[Finding]:
    """I27, fast part: encrypted, pragmas as set, schema known, both files there."""
    found = []
    for file in session.files.values():
        with file.reading() as connection:
            wrong = [f"the setting {name} is off" for name in dialect.pragma_faults(connection)]
            if dialect.schema_version(connection) != migrations.latest():
                wrong.append("its shape is not the one this program writes")
            if not dialect.is_encrypted(file.path):
                wrong.append("it is not encrypted")
        found += [
            Finding(invariant="I27", where=file.path.name, what=what, advice=RESTORE)
            for what in wrong
        ]
    return found


def check_pages(session: Session) -> list[Finding]:
    """I27, slow part: every page's seal, SQLite's own check, foreign keys."""
    found = []
    for file in session.files.values():
        with file.reading() as connection:
            found += [
                Finding(invariant="I27", where=file.path.name, what=what, advice=RESTORE)
                for what in dialect.integrity_faults(connection)
            ]
    return found


def check_register(session: Session) -> list[Finding]:
    """I3, I27: the register verifies and ``keys.json`` agrees with it."""

    def act() -> None:
        with session.office.reading() as connection:
            directory = streams.read_register(connection, session.office)
        agree(key_file.load(session.folder), directory)

    return list(_attempt("I3", "keys.json", act))


def check_leftovers(session: Session) -> list[Finding]:
    """I29: nothing half-written, nothing others may read."""
    found = []
    for path in sorted(session.folder.path.rglob("*")):
        if path.name.endswith(_EXPECTED_LEFTOVER):
            found.append(_leftover(path.name, "was left by a step that was cut short"))
        ours = path.parent == session.folder.path and path.is_file()
        if ours and sys.platform != "win32" and path.suffix in {".db", ".json", ".db-wal"}:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                found.append(_leftover(path.name, "can be read by other users of this computer"))
    return found


def _leftover(name: str, what: str) -> Finding:
    advice = "Close the program everywhere, open it again and run “casework doctor” once more."
    return Finding(invariant="I29", where=name, what=f"{name} {what}", advice=advice)


# --- every case, blind ---------------------------------------------------------------------------


def check_chains(session: Session) -> list[Finding]:
    """I3, I11: each case's chain holds and each signature belongs to a registered key."""
    signers = list(session.directory.signers)
    found = []
    for file, row in each_case(session):
        with file.reading() as connection:
            rows = history.stored(connection, row.id)
        links = [entries.link(row.id, made) for made in rows]
        fault = chain.verify_chain(links, chain=row.id, signed=_Signed(session, signers))
        if fault is not None or not links:
            what = f"entry {fault.seq}: {fault.reason}" if fault else "it has no entries"
            found.append(of_case("I3", row.id, what))
    return found


class _Signed:
    """Says whether a signature is some registered key's; the last that was is tried first."""

    def __init__(self, session: Session, signers: list[bytes]) -> None:
        self._service = session.directory.holders[SERVICE].sign
        self._signers = signers

    def __call__(self, link: chain.Link) -> bool:
        if link.deadline:
            return vault.signed_by(self._service, link.digest, link.signature)
        for at, sign in enumerate(self._signers):
            if sign != self._service and vault.signed_by(sign, link.digest, link.signature):
                self._signers.insert(0, self._signers.pop(at))
                return True
        return False


def check_revisions(session: Session) -> list[Finding]:
    """I13: ``revision`` is the number of people's entries."""
    found = []
    for file, row in each_case(session):
        with file.reading() as connection:
            people = sum(1 for made in history.stored(connection, row.id) if not made.deadline)
        if people != row.revision:
            found.append(of_case("I13", row.id, "it counts another number of entries"))
    return found


def check_clock(session: Session) -> list[Finding]:
    """I17: each passed row has exactly one entry, not before due, and the reverse."""
    found = []
    for file in session.files.values():
        with file.reading() as connection:
            limits = {row.id: row for row in _LIMITS.run(connection)}
            marks = list(_MARKS.run(connection))
            destroyed = gone.cases(connection)
        said: dict[str, int] = {}
        for mark in marks:
            if mark.case in destroyed:
                continue  # its limits went with its words
            name, _, due = mark.deadline.partition(" ")
            said[name] = said.get(name, 0) + 1
            row = limits.get(name)
            right = row is not None and (row.case, row.due_at, row.passed_at) == (
                mark.case,
                due,
                mark.at,
            )
            if not right or mark.at < due:
                found.append(of_case("I17", mark.case, f"entry {mark.seq} of the clock"))
        for name, row in limits.items():
            if said.get(name, 0) != (row.passed_at is not None):
                found.append(of_case("I17", row.case, "a time limit passed without entry"))
    return found


# --- what the caller opens -----------------------------------------------------------------------


def check_payloads(session: Session) -> list[Finding]:
    """I20: each entry of each case the caller opens opens and matches its commitment."""
    found: list[Finding] = []
    for file, row in each_case(session):
        with file.reading() as connection:
            if gone.is_gone(connection, row.id):
                continue  # nothing of it is left to be opened but what ``check_disposals`` opens
        try:
            history.read_case(session, row.id)
        except NotFound:
            continue  # somebody else's: the blind checks have looked at it
        except CaseworkError as error:
            found.append(of_case("I20", row.id, error.message))
    return found


def check_streams(session: Session) -> list[Finding]:
    """I3 for journal, access and custody logs: each chain holds; those opened match."""
    found: list[Finding] = []
    for file in session.files.values():
        with file.reading() as connection:
            for name in streams.names(connection):
                where = f"{file.path.name}, log {name[:8]}"
                found += _attempt("I3", where, partial(streams.rows, connection, name))
    for _file, case, _card in each_card(session):
        for read in (caselogs.read_access, caselogs.read_custody, caselogs.read_retention):
            found += _attempt("I3", f"case {case[:8]}", partial(read, session, case))
    return found
