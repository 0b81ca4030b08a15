"""Cut the power after every operation of a recorded run, and look at what the disk then holds.

The disk is modelled per file: what is surely on it, and writes that may or may not have reached it
since the last sync. A crash keeps all of those, none, or some, the last one torn at a sector. Each
state is opened with the real driver and key. It must be the book exactly as it stood after some
step, and no earlier step than the last one the user was told about.
"""

from __future__ import annotations

import hashlib
import random  # noqa: TID251 - a seed drives the crash states, and the seed is printed
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as driver

from benchmarks import school
from benchmarks.recording import CUT, GONE, MADE, SAID, SYNC, WRITE, Operation, record, writer
from casework import store
from casework.store import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SECTOR = 512
FILES = ("office.db", "sealed.db")
#: What counts as a step: a command, a limit that passed, a case told of, each move of a reminder.
DONE = (
    "SELECT count(*) FROM command",
    "SELECT count(*) FROM event WHERE deadline <> ''",
    "SELECT count(*) FROM told",
    "SELECT coalesce(sum(CASE state WHEN 'sent' THEN 2 ELSE 1 END), 0) FROM outbox",
)


@dataclass(slots=True)
class Disk:
    """Durable content, and what is pending since the last sync, per file."""

    durable: dict[str, bytes]
    pending: dict[str, list[Operation]] = field(default_factory=dict)
    folder: list[Operation] = field(default_factory=list)  # made and gone, until the folder's sync

    def apply(self, operation: Operation) -> None:
        """Take in one operation."""
        name = operation.file
        if operation.kind in {WRITE, CUT}:
            self.pending.setdefault(name, []).append(operation)
        elif operation.kind in {MADE, GONE}:
            if operation.kind == GONE or name not in self.durable:
                self.folder.append(operation)
        elif operation.kind == SYNC and name == ".":
            self._sync_folder()
        elif operation.kind == SYNC:
            self.durable[name] = _written(self.durable.get(name, b""), self.pending.pop(name, []))

    def _sync_folder(self) -> None:
        for operation in self.folder:
            if operation.kind == MADE:
                self.durable.setdefault(operation.file, b"")
            else:
                self.durable.pop(operation.file, None)
                self.pending.pop(operation.file, None)
        self.folder = []

    def states(self, chance: random.Random, subsets: int) -> Iterator[dict[str, bytes]]:
        """Yield what the disk may hold now: everything, nothing, and some of what is pending."""
        yield self._state(lambda writes: writes)
        if any(self.pending.values()):
            yield self._state(lambda _writes: [])
            for _ in range(subsets):
                yield self._state(lambda writes: _some(chance, writes))

    def _state(self, keep: Callable[[list[Operation]], list[Operation]]) -> dict[str, bytes]:
        files = dict(self.durable)
        for name, writes in self.pending.items():
            files[name] = _written(files.get(name, b""), keep(writes))
        for operation in self.folder:
            if operation.kind == GONE:
                files.pop(operation.file, None)
        return files


def _some(chance: random.Random, writes: list[Operation]) -> list[Operation]:
    kept = [one for one in writes if chance.random() < 0.5]
    if kept and kept[-1].kind == WRITE:
        last = kept[-1]
        sectors = len(last.data) // SECTOR
        if sectors > 1:
            cut = SECTOR * chance.randrange(1, sectors)
            kept[-1] = Operation(WRITE, last.file, last.at, last.data[:cut])
    return kept


def _written(content: bytes, writes: Iterable[Operation]) -> bytes:
    held = bytearray(content)
    for one in writes:
        if one.kind == CUT:
            del held[one.at :]
            held.extend(bytes(one.at - len(held)))
            continue
        if len(held) < one.at:
            held.extend(bytes(one.at - len(held)))
        held[one.at : one.at + len(one.data)] = one.data
    return bytes(held)


@dataclass(frozen=True, slots=True)
class Held:
    """What files hold: a digest of it all, and how many steps it counts."""

    digest: bytes
    done: int


@dataclass(slots=True)
class Counts:
    """What a run came to."""

    states: int = 0
    distinct: int = 0
    operations: int = 0
    steps: int = 0
    lost: int = 0
    strange: int = 0
    unreadable: int = 0
    first: str = ""

    @property
    def violations(self) -> int:
        """Return how many states broke the promise."""
        return self.lost + self.strange + self.unreadable


@dataclass(slots=True)
class Run:
    """A recorded workload and the keys to look at it with."""

    operations: tuple[Operation, ...]
    before: dict[str, bytes]
    keys: dict[str, bytes]


def recorded(folder: Path, steps: int, fault: str = "") -> Run:
    """Make a school's book, record the small office at work in it, return the whole."""
    book = folder / "book"
    desk = school.found(book)
    keys = {f"{place.value}.db": file.key for place, file in desk.session.files.items()}
    assert set(keys) == {f"{place.value}.db" for place in Place}  # the head opens both
    desk.session.close()
    before = {path.name: path.read_bytes() for path in book.iterdir() if path.is_file()}
    operations = record(writer(book, steps, fault), book)
    return Run(operations, before, keys)


def crash_everywhere(
    run: Run, seed: int, *, most: int, subsets: int = 3, beat: Callable[[int], None] | None = None
) -> Counts:
    """Crash after every operation until ``most`` states were looked at; count what was found."""
    chance = random.Random(seed)
    counts = Counts(operations=len(run.operations))
    with _Looking(run.keys) as look:
        known = _stood(run, look, counts)
        while counts.states < most:
            begun = counts.states
            _once_through(run, look, known, chance, counts, most, subsets)
            if beat is not None:
                beat(counts.states)
            if counts.states == begun:
                break
        counts.distinct = look.distinct
    return counts


def _stood(run: Run, look: _Looking, counts: Counts) -> dict[bytes, int]:
    """Return how the book stood after each step, with the number of the step.

    A step's number is read from the book, never from what the user was told.
    """
    disk = Disk(dict(run.before))
    known: dict[bytes, int] = {}
    first: int | None = None
    for operation in run.operations:
        if operation.kind == SAID:
            found = look.at(next(disk.states(random.Random(0), 0)))
            if found is None:
                raise AssertionError("the book cannot be read with everything written")
            first = found.done if first is None else first
            known[found.digest] = counts.steps = found.done - first
        disk.apply(operation)
    if first is None:
        raise AssertionError("nothing was recorded")
    return known


def _once_through(
    run: Run,
    look: _Looking,
    known: dict[bytes, int],
    chance: random.Random,
    counts: Counts,
    most: int,
    subsets: int,
) -> None:
    disk, told, ready = Disk(dict(run.before)), 0, False
    for number, operation in enumerate(run.operations):
        if operation.kind == SAID:
            words = operation.data.split()
            ready = ready or words[:1] == [b"R"]
            told = int(words[1]) if words[:1] == [b"A"] else told
        else:
            disk.apply(operation)
        if not ready:
            continue
        for state in disk.states(chance, subsets):
            if counts.states >= most:
                return
            counts.states += 1
            _judge(look.at(state), known, told, counts, number)


def _judge(
    found: Held | None, known: dict[bytes, int], told: int, counts: Counts, number: int
) -> None:
    if found is None:
        counts.unreadable += 1
        fault = "cannot be read"
    elif found.digest not in known:
        counts.strange += 1
        fault = "is not the book after any step"
    elif known[found.digest] < told:
        counts.lost += 1
        fault = f"lost step {told}, which was acknowledged"
    else:
        return
    counts.first = counts.first or f"after operation {number}: {fault}"


class _Looking:
    """Opens crash states with the real driver, in memory; the same files are looked at once."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = keys
        self._known: dict[bytes, Held | None] = {}
        shared = Path("/dev/shm")
        self._folder = Path(mkdtemp(dir=shared if shared.is_dir() else None))

    def __enter__(self) -> _Looking:
        return self

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def distinct(self) -> int:
        """Return how many different files were opened."""
        return len(self._known)

    def at(self, files: dict[str, bytes]) -> Held | None:
        """Return what both files hold; None where one cannot be read."""
        whole, done = hashlib.sha256(), 0
        for name in FILES:
            log = files.get(f"{name}-wal", b"")
            raw = hashlib.sha256(name.encode() + files[name] + b"|" + log).digest()
            if raw not in self._known:
                self._known[raw] = self._opened(name, files[name], log)
            found = self._known[raw]
            if found is None:
                return None
            whole.update(found.digest)
            done += found.done
        return Held(whole.digest(), done)

    def _opened(self, name: str, content: bytes, log: bytes) -> Held | None:
        path = self._folder / name
        path.write_bytes(content)
        path.with_name(f"{name}-wal").write_bytes(log)
        try:
            return contents(path, self._keys[name])
        except driver.DatabaseError:
            return None
        finally:
            for left in self._folder.iterdir():
                left.unlink()


def contents(path: Path, key: bytes) -> Held:
    """Return the digest of every row of every table, and how many things were kept in it."""
    connection = driver.connect(path)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        held, done = hashlib.sha256(), 0
        for (name,) in names:
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            held.update(repr((name, sorted(rows, key=repr))).encode())
        for question in DONE:
            done += connection.execute(question).fetchone()[0]
        return Held(held.digest(), done)
    finally:
        connection.close()


def sound(folder: Path) -> list[store.Finding]:
    """Return what the program's own check of the recorded book finds, as it was left."""
    desk = school.again(folder / "book")
    findings = store.check_all(desk.session)
    desk.session.close()
    return findings
