"""The clock beside APScheduler's own job store, and beside the bare driver.

Arming a deadline, draining what is due, what is lost on the way, an idle look, and what a new bank
holiday moves. Run as ``python -m benchmarks.clock BOOK`` it is one clock that is killed between the
claim of a deadline and its entry.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import count as counting
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import nacl.utils

from benchmarks import claims, jobs, school, tape
from benchmarks.durable import DURABILITY
from benchmarks.lists import fill
from benchmarks.measure import ROUNDS, WARM_UP, Figure, in_turn
from benchmarks.recording import environment
from casework import bootstrap, store
from casework.clock import SystemClock
from casework.domain.calendar import Holiday, with_holiday
from casework.domain.dates import local_day
from casework.office import cases, terms
from casework.office.deadlines import scan
from casework.store import Place, deadlines, dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlcipher3 import dbapi2 as driver

    from casework.office.desk import Desk

NOW = school.BEGIN + timedelta(days=60)
#: What APScheduler is, in the table.
PEER = "APScheduler’s SQLAlchemyJobStore, SQLCipher, the same settings"
#: Claims of one turn, so that ours and the bare ones share what disturbs the machine.
TURN = 50
LOST = 20
KEY = nacl.utils.random(32)


def figures(*, quick: bool = False) -> Iterator[Figure]:
    """Yield every figure of the clock."""
    with school.folder() as folder:
        yield _arming(folder, batch=8 if quick else 25)
    with school.folder() as folder:
        yield from _open_limits(folder, 100 if quick else 10_000)
    with school.folder() as folder:
        yield from _lost(folder)
    with school.folder() as folder:
        yield from _idle(folder, 20_000 if quick else 1_000_000)


# --- arming --------------------------------------------------------------------------------------


def _arming(folder: Path, batch: int) -> Figure:
    rounds = ROUNDS * 3
    desk = school.found(folder / "book")
    fill(desk, 2 * batch * (rounds + WARM_UP))
    waiting = iter([row.case for row in desk.cards.rows])
    names, peer = counting(), jobs.Jobs(folder / "jobs.db", KEY)
    later = SystemClock().now() + jobs.LONG_AGO
    times = in_turn(
        {
            "plain": lambda: _step(desk, next(waiting), ()),
            "armed": lambda: _step(desk, next(waiting), (_arm(),)),
            "job": lambda: peer.add(str(next(names)), later),
        },
        batch=batch,
        rounds=rounds,
        each=True,
    )
    peer.close()
    desk.session.close()
    adds = times["armed"] - times["plain"]
    return Figure(
        name="arming a deadline adds to its step",
        ours=adds,
        unit="µs",
        yardstick=times["job"],
        against=f"adding its job: {PEER}",
        ratio=adds / times["job"],
        most=1 / 3,
        note=f"{DURABILITY}; the step alone {times['plain']:.0f} µs",
    )


def _arm() -> store.Arm:
    return store.Arm(id=store.new_id(), due_at=NOW, payload=b"5 school days, and why" * 8)


def _step(desk: Desk, case: str, arm: tuple[store.Arm, ...]) -> None:
    step = store.Step(
        key=store.new_id(),
        content=b"",
        entries=(store.Entry(payload=bytes(600)),),
        card=bytes(900),
        arm=arm,
    )
    store.append(desk.session, case, step, expected=1, now=school.BEGIN)


# --- a new bank holiday, then everything falls due -----------------------------------------------


def _open_limits(folder: Path, count: int) -> Iterator[Figure]:
    """Open cases of two limits each, as the policy has them; move them all, then let them pass."""
    book = folder / "book"
    desk = school.found(book)
    with _not_waiting(desk):
        for _ in range(count // 2):
            ref = school.open_warned(desk)
            cases.take_step(desk, ref, "warn", "warning")
    desk.session.close()
    yield _redating(book, count)
    yield _draining(folder, count)


@contextmanager
def _not_waiting(desk: Desk) -> Iterator[None]:
    """Let set-up write without waiting for the disk."""
    connection = desk.session.files[Place.OFFICE].connection
    dialect.raw(connection).execute("PRAGMA synchronous = OFF")
    try:
        yield
    finally:
        dialect.raw(connection).execute("PRAGMA synchronous = FULL")
        dialect.checkpoint(connection)


def _redating(book: Path, count: int) -> Figure:
    desk, told = school.again(book), []
    joy = Holiday(day=local_day(school.BEGIN + timedelta(days=1)), name="Day of joy")
    begun = time.perf_counter()
    _calendar, moved = terms.edit(
        desk,
        lambda now: with_holiday(now, joy),
        "bank holiday added",
        "Proclaimed.",
        beat=lambda done, of: told.append((done, of)),
    )
    taken = time.perf_counter() - begun
    desk.session.close()
    if len(moved) != count or told[-1] != (count // 2, count // 2):
        raise AssertionError("not every open limit was worked out anew")
    return Figure(
        name=f"{count:,} open deadlines after a new bank holiday",
        ours=taken,
        unit="s",
        most=10.0,
        note=f"every one moves, in {count // 2:,} cases, each with its signed entry; {DURABILITY}",
    )


def _draining(folder: Path, count: int) -> Figure:
    shutil.copytree(folder / "book", folder / "bare")
    bare = _bare_connection(folder / "bare")
    service, _clock = bootstrap.open_service(folder / "book")
    ours = theirs = 0.0
    for _ in range(0, count, TURN):
        ours += _timed(lambda: _turn(service))
        theirs += _timed(lambda: _bare_turn(bare))
    left = bare.execute("SELECT count(*) FROM deadline WHERE passed_at IS NULL").fetchone()[0]
    left += scan(service, NOW).passed
    service.close()
    bare.close()
    counts = claims.counted(folder / "book", claims.Counts(due=count))
    if left or counts.violations or counts.passed != count:
        raise AssertionError("a deadline was lost or passed twice")
    peer = jobs.drained(folder, KEY, min(count, 1_000)) / min(count, 1_000) * 1e3
    return Figure(
        name=f"{count:,} due deadlines drained",
        ours=ours,
        unit="s",
        yardstick=theirs,
        against="a bare claim with a two-row step on the raw driver, one transaction each",
        ratio=ours / theirs,
        most=3.0,
        note=f"{DURABILITY}; each signed and chained, {ours / count * 1e3:.2f} ms; a job of "
        f"APScheduler’s store that does nothing: {peer:.2f} ms",
    )


def _timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _turn(service: store.Service) -> None:
    for row in service.due(NOW, TURN):
        service.claim_and_mark(row, NOW)


def _bare_connection(book: Path) -> driver.Connection:
    desk = school.again(book)
    key = desk.session.files[Place.OFFICE].key
    desk.session.close()
    return tape.raw_connection(book / "office.db", key)


_BARE_DUE = (
    'SELECT id, "case" FROM deadline WHERE passed_at IS NULL AND ended_at IS NULL '
    "AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?"
)
_BARE_CLAIM = (
    "UPDATE deadline SET passed_at = ? WHERE id = ? AND passed_at IS NULL AND ended_at IS NULL"
)
_BARE_ENTRY = (
    "INSERT INTO event SELECT ?, max(seq) + 1, ?, ?, x'', ?, ?, ?, ? FROM event WHERE \"case\" = ?"
)
_BARE_TOUCH = 'UPDATE "case" SET changed_at = ? WHERE id = ?'


def _bare_turn(connection: driver.Connection) -> None:
    """Claim without any cryptography of the record: the row, an entry, the case."""
    at, blob = "2027-01-01T09:00:00.000000Z", bytes(32)
    for row, case in connection.execute(_BARE_DUE, (at, TURN)).fetchall():
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute(_BARE_CLAIM, (at, row)).rowcount == 1:
            entry = (case, at, f"{row} {at}", blob, blob, blob, bytes(64), case)
            connection.execute(_BARE_ENTRY, entry)
            connection.execute(_BARE_TOUCH, (at, case))
        connection.execute("COMMIT")


# --- what is lost --------------------------------------------------------------------------------


def _lost(folder: Path) -> Iterator[Figure]:
    claims.prepare(folder / "off", LOST)
    claims.prepare(folder / "killed", LOST)
    claims.claim(folder / "off")
    yield _loss(
        "while the computer was off for nine days",
        claims.counted(folder / "off", claims.Counts(due=LOST)),
        jobs.lost_while_off(folder, KEY, LOST),
        "later than its second of grace, a job is dropped",
    )
    words = [sys.executable, "-m", "benchmarks.clock", str(folder / "killed")]
    ended = subprocess.run(words, env=environment(), check=False)
    if ended.returncode != -signal.SIGKILL:
        raise AssertionError("the clock was not killed at its work")
    claims.claim(folder / "killed")
    yield _loss(
        "with a clock that was killed at its work",
        claims.counted(folder / "killed", claims.Counts(due=LOST)),
        jobs.lost_when_killed(folder, KEY, LOST),
        "a job’s row goes when it is handed out",
    )


def _loss(name: str, ours: claims.Counts, theirs: int, why: str) -> Figure:
    return Figure(
        name=f"deadlines lost or doubled {name}",
        ours=ours.violations + ours.due - ours.passed,
        unit=f"of {LOST}",
        yardstick=theirs,
        against=f"{PEER}: {why}",
        most=0.0,
    )


def main(words: Sequence[str]) -> int:
    """Be a clock that is killed between the claim of a deadline and its entry."""
    (book,) = words

    def killed(*_words: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with patch.object(deadlines, "put_event", killed):
        return claims.claim(Path(book))


# --- an idle look --------------------------------------------------------------------------------


def _idle(folder: Path, count: int) -> Iterator[Figure]:
    few, many = _standing_by(folder / "few", 1_000), _standing_by(folder / "many", count)
    times = in_turn(
        {"few": lambda: scan(few, school.BEGIN), "many": lambda: scan(many, school.BEGIN)},
        batch=50,
    )
    for service in (few, many):
        service.close()
    yield Figure(
        name=f"a look with nothing due, {count:,} deadlines open",
        ours=times["many"] / 1e3,
        unit="ms",
        most=1.0,
        note="both files",
    )
    yield Figure(
        name=f"a look with nothing due, {count:,} against 1,000",
        ours=times["many"],
        unit="µs",
        yardstick=times["few"],
        against="the same look with 1,000 deadlines open",
        ratio=times["many"] / times["few"],
        most=1.5,
    )


def _standing_by(book: Path, count: int) -> store.Service:
    """Return the service over a book with so many open limits, none of them due."""
    desk = school.found(book)
    with _not_waiting(desk):
        for _ in range(20):
            school.open_warned(desk)
        of = [row.case for row in desk.cards.rows]
        raw, sealed = dialect.raw(desk.session.files[Place.OFFICE].connection), bytes(300)
        raw.execute("BEGIN")
        raw.executemany(
            "INSERT INTO deadline VALUES (?, ?, ?, NULL, NULL, ?)",
            (
                (f"{number:032x}", of[number * len(of) // count], _due(number), sealed)
                for number in range(count)
            ),
        )
        raw.execute("COMMIT")
    desk.session.close()
    return bootstrap.open_service(book)[0]


def _due(number: int) -> str:
    due = school.BEGIN + timedelta(days=30, seconds=number)
    return due.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
