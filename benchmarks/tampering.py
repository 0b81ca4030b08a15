"""Change a stored history as an insider with a SQL tool would; every change must be noticed.

The insider has the file's key, not the case's. Digests may be worked out anew; signatures may not.
Who re-signs their own entries or puts an old state back is caught by the head that stands on paper.
"""

from __future__ import annotations

import random  # noqa: TID251 - a seed drives the changes, and the seed is printed
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from benchmarks import school
from casework import store
from casework.domain import chain
from casework.errors import CaseworkError
from casework.office import cases
from casework.store import Place, dialect, entries, history

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlcipher3 import dbapi2 as driver

    from casework.office.desk import Desk
    from casework.store.entries import Made

Rows = tuple["Made", ...]
_COLUMNS = ("seq", "at", "deadline", "sealed", "commitment", "prev", "digest", "signature")
_PARTS = ("at", "deadline", "sealed", "commitment", "prev", "digest", "signature")


@dataclass(slots=True)
class Counts:
    """What became of the changes."""

    changes: int = 0
    refused: int = 0
    by_anchor: int = 0
    neutral: int = 0
    violations: int = 0
    first: str = ""
    kinds: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Victim:
    """A case whose history is changed, and how it reads when nobody touched it."""

    desk: Desk
    case: str
    raw: driver.Connection
    rows: Rows
    reads: tuple[object, ...]
    head: str


def victim(folder: Path) -> Victim:
    """Make a book with a case of a dozen entries, one of them the clock's."""
    desk = school.found(folder / "book")
    ref = school.open_warned(desk)
    cases.take_step(desk, ref, "warn", "warning")
    for number in range(8):
        cases.add_note(desk, ref, f"Note {number}")
    row = desk.cards.get(ref)
    assert row is not None
    file = desk.session.files[Place.OFFICE]
    raw = dialect.raw(file.connection)
    raw.execute("PRAGMA synchronous = OFF")  # thousands of changes, each of them put back
    for verb in ("update", "delete"):
        raw.execute(f"DROP TRIGGER event_no_{verb}")
    with file.reading() as connection:
        rows = history.stored(connection, row.case)
    seen = store.read_case(desk.session, row.case)
    return Victim(desk, row.case, raw, rows, _reading(seen), seen.head)


def _reading(found: store.History) -> tuple[object, ...]:
    return tuple((r.seq, r.at, r.payload, r.signer, r.deadline) for r in found.entries)


def run(folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Make ``count`` changes, one after the other on the untouched history."""
    chance = random.Random(seed)
    hurt, counts = victim(folder), Counts()
    for number in range(count):
        name = chance.choice(sorted(CHANGES))
        changed = CHANGES[name](chance, hurt)
        if chance.random() < 0.5 and name not in {"re-sign", "old state"}:
            changed, name = _chained(hurt.case, changed), f"{name}, digests anew"
        counts.kinds[name] = counts.kinds.get(name, 0) + 1
        _judge(hurt, changed, name, counts)
        if beat is not None and number % 500 == 0:
            beat(number)
    _put(hurt, hurt.rows)
    if _reading(store.read_case(hurt.desk.session, hurt.case)) != hurt.reads:
        raise AssertionError("the history was not put back")
    hurt.desk.session.close()
    return counts


def _judge(hurt: Victim, changed: Rows, name: str, counts: Counts) -> None:
    counts.changes += 1
    _put(hurt, changed)
    try:
        found = store.read_case(hurt.desk.session, hurt.case)
    except CaseworkError:
        counts.refused += 1
        return
    if found.head != hurt.head:
        counts.by_anchor += 1  # letters and exports carry the head it should have
    elif _reading(found) == hurt.reads:
        counts.neutral += 1
    else:
        counts.violations += 1
        counts.first = counts.first or f"change {counts.changes}: {name}"


def _put(hurt: Victim, rows: Rows) -> None:
    hurt.raw.execute("BEGIN IMMEDIATE")
    hurt.raw.execute('DELETE FROM event WHERE "case" = ?', (hurt.case,))
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    names = ", ".join(_COLUMNS)
    for row in rows:
        values = tuple(getattr(row, name) for name in _COLUMNS)
        hurt.raw.execute(
            f'INSERT OR REPLACE INTO event ("case", {names}) VALUES ({marks})',
            (hurt.case, *values),
        )
    people = sum(1 for row in rows if not row.deadline)
    hurt.raw.execute('UPDATE "case" SET revision = ? WHERE id = ?', (people, hurt.case))
    hurt.raw.execute("COMMIT")


def _chained(case: str, rows: Rows) -> Rows:
    """Return the rows with every digest worked out anew, signatures as they were."""
    made: list[Made] = []
    prev = chain.first_prev(case)
    for row in rows:
        digest = chain.digest(case, row.seq, row.at, row.deadline, row.commitment, prev)
        made.append(replace(row, prev=prev, digest=digest))
        prev = digest
    return tuple(made)


# --- what an insider might do ---------------------------------------------------------------------


def _edit(chance: random.Random, hurt: Victim) -> Rows:
    at = chance.randrange(len(hurt.rows))
    part = chance.choice(_PARTS)
    row = hurt.rows[at]
    value = getattr(row, part)
    changed = _other_text(chance, value) if isinstance(value, str) else _flipped(chance, value)
    return (*hurt.rows[:at], replace(row, **{part: changed}), *hurt.rows[at + 1 :])


def _other_text(chance: random.Random, text: str) -> str:
    if not text:
        return "0" * 32 + " 2026-11-04T16:00:00.000000Z"
    at = chance.choice([place for place, mark in enumerate(text) if mark.isdigit()])
    return text[:at] + str((int(text[at]) + chance.randrange(1, 10)) % 10) + text[at + 1 :]


def _flipped(chance: random.Random, data: bytes) -> bytes:
    held = bytearray(data or b"\0")
    held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def _renumbered(rows: list[Made]) -> Rows:
    return tuple(replace(row, seq=number) for number, row in enumerate(rows, 1))


def _delete(chance: random.Random, hurt: Victim) -> Rows:
    rows = list(hurt.rows)
    del rows[chance.randrange(len(rows))]
    return _renumbered(rows) if chance.random() < 0.7 else tuple(rows)


def _reorder(chance: random.Random, hurt: Victim) -> Rows:
    rows = list(hurt.rows)
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    return _renumbered(rows)


def _insert(chance: random.Random, hurt: Victim) -> Rows:
    rows = list(hurt.rows)
    rows.insert(chance.randrange(len(rows) + 1), chance.choice(hurt.rows))
    return _renumbered(rows)


def _replay(chance: random.Random, hurt: Victim) -> Rows:
    return _renumbered([*hurt.rows, chance.choice(hurt.rows)])


def _truncate(chance: random.Random, hurt: Victim) -> Rows:
    return hurt.rows[: chance.randrange(len(hurt.rows))]


def _exchange(chance: random.Random, hurt: Victim) -> Rows:
    rows = list(hurt.rows)
    one, other = chance.sample(range(len(rows)), 2)
    part = chance.choice(_PARTS)
    rows[one] = replace(rows[one], **{part: getattr(hurt.rows[other], part)})
    return tuple(rows)


def _resign(chance: random.Random, hurt: Victim) -> Rows:
    """Write one's own entries anew from some place on: needs the case's key and one's own."""
    at = chance.randrange(1, len(hurt.rows))
    rows = list(hurt.rows[:at])
    session = hurt.desk.session
    key, by = session.known[hurt.case][0], session.root
    for row in hurt.rows[at:]:
        prev, words = rows[-1].digest, b'{"invented": true}'
        rows.append(entries.make("event", hurt.case, row.seq, prev, row.at, words, key, by))
    return tuple(rows)


CHANGES: dict[str, Callable[[random.Random, Victim], Rows]] = {
    "edit": _edit,
    "delete": _delete,
    "reorder": _reorder,
    "insert": _insert,
    "replay": _replay,
    "truncate": _truncate,
    "exchange": _exchange,
    "re-sign": _resign,
}
