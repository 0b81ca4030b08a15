"""Ruin the records at some moment, as malware, disks and people do, and let a person put them back.

The person takes the steps that ``docs/commands.md`` gives for it, in their order, word for word.
Nothing is lost in silence: the examination names the damage or the damage changes nothing, the
records are then exactly those of the backup, the program counts what was made since, and it all
takes less than half an hour. Every other time it is a new computer, which knows no more than the
disk. The backup itself may be damaged too; then the one before it is named.
"""

from __future__ import annotations

import io
import json
import os
import random  # noqa: TID251 - a seed drives the damage, and the seed is printed
import re
import shlex
import shutil
import time
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import backing, school
from casework import bootstrap
from casework.cli.main import run as command_line
from casework.office import cases, stepbacks
from casework.office.cards import read_card
from casework.store import generations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE_OF_COMMANDS = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
SECTION = "## When records are damaged, encrypted or gone"
#: What a person takes to read and type one of the steps, and how long it may be in all.
READING, LONGEST = 180.0, 1800.0
DAMAGED, NOT_THERE, UNREADABLE = 7, 5, 2
PAGE = 4096


@dataclass(slots=True)
class Counts:
    """What became of the ruins. ``neutral``: damage that changes nothing anybody reads."""

    ruins: int = 0
    named: int = 0
    neutral: int = 0
    older: int = 0
    elsewhere: int = 0
    missing: int = 0
    slowest_minutes: int = 0
    violations: int = 0
    first: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one command line ended."""

    code: int
    said: str

    @property
    def result(self) -> Any:  # noqa: ANN401 - each command has its own
        """Return what it said of the result."""
        return json.loads(self.said)["result"]


def run(folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Ruin the records ``count`` times, each time after other work, and put them back."""
    chance, counts = random.Random(seed), Counts()
    (folder / "disk").mkdir(parents=True)
    (folder / "password.txt").write_text(school.PASSWORD, encoding="utf-8")
    desk = school.found(folder / "book")
    made = _School([school.open_warned(desk)], {})
    desk.session.close()
    backing.back_up(folder / "book", folder / "disk")
    made.saved[_newest(folder / "disk")] = _stand(folder / "book")
    with _standing_at((school.BEGIN + timedelta(days=1)).isoformat()):
        for number in range(count):
            way = sorted(WAYS)[number % len(WAYS)]
            fault = _one(folder, chance, number, way, made, counts)
            if fault:
                counts.violations += 1
                counts.first = counts.first or f"{number}: {way}: {fault}"
            if beat is not None:
                beat(number + 1)
    return counts


def _one(
    folder: Path, chance: random.Random, number: int, way: str, made: _School, counts: Counts
) -> str:
    """Work, back up, work on, ruin, put back; return what went wrong."""
    book, disk = folder / "book", folder / "disk"
    _work(chance, book, made.refs)
    backing.back_up(book, disk)
    made.saved[_newest(disk)] = _stand(book)
    if number % 5:  # the moment: right after the backup, or later
        _work(chance, book, made.refs)
    sound, stood = _files(book), _stand(book)
    WAYS[way](chance, book)
    if _files(book) == sound:
        raise AssertionError("nothing was damaged")
    counts.ruins += 1
    spoilt = generations.listed(disk)[-1].path if number % 7 == 6 else None
    if spoilt is not None:
        _flip(chance, spoilt)
    fault = ""
    with _computer(folder, new=number % 2 == 1) as elsewhere:
        counts.elsewhere += elsewhere
        recovery = _Recovery(_Person(folder), made.saved, stood, elsewhere, counts)
        try:
            recovery.take(spoilt=spoilt is not None)
        except Wrong as wrong:
            fault = str(wrong)
            _put(book, sound)  # so that the next round begins from records that are whole
    if spoilt is not None:  # what a person throws away, so that the next newest is whole
        shutil.rmtree(spoilt)
    for aside in folder.glob("book-before-*"):
        shutil.rmtree(aside)
    made.saved[_newest(disk)] = _stand(book)
    made.refs[:] = sorted(made.saved[_newest(disk)])
    return fault


class Wrong(Exception):
    """Something is not as it has to be."""


@dataclass(slots=True)
class _School:
    """The references of its cases, and how far they had come in each backup."""

    refs: list[str]
    saved: dict[str, dict[str, int]]


@dataclass(slots=True)
class _Recovery:
    """The documented steps, and what has to come of each."""

    person: _Person
    saved: dict[str, dict[str, int]]
    stood: dict[str, int]
    elsewhere: bool
    counts: Counts

    def take(self, *, spoilt: bool) -> None:
        """Take them all; raises Wrong."""
        look, listing, back, again, *rest = steps()
        self._looked(look)
        names = [row["name"] for row in self._done(listing).result]
        if spoilt:
            self._refused(back)
            back = back.replace("newest", names[-2])
        self._restored(back, names[-2 if spoilt else -1])
        self._noted(again)
        for line in rest:
            self._done(line)
        spent = self.person.spent
        self.counts.slowest_minutes = max(self.counts.slowest_minutes, round(spent / 60))
        if spent >= LONGEST:
            raise Wrong("it takes longer than half an hour")

    def _done(self, line: str) -> Ended:
        ended = self.person.does(line)
        if ended.code:
            raise Wrong(f"{line} ends with {ended.code}: {ended.said}")
        return ended

    def _looked(self, line: str) -> None:
        seen = self.person.does(line)
        if seen.code in {DAMAGED, NOT_THERE, UNREADABLE}:
            self.counts.named += 1
        elif seen.code or _stand(self.person.folder / "book") != self.stood:
            raise Wrong(f"the damage is not named, the examination ends with {seen.code}")
        else:
            self.counts.neutral += 1

    def _refused(self, line: str) -> None:
        code = self.person.does(line).code
        if code != DAMAGED:
            raise Wrong(f"a damaged backup is restored, or refused with {code}")
        self.counts.older += 1

    def _restored(self, line: str, name: str) -> None:
        put, saved = self._done(line).result, self.saved[name]
        if _stand(self.person.folder / "book") != saved:
            raise Wrong("the restored records are not those of the backup")
        gone = sum(count - saved.get(ref, 0) for ref, count in self.stood.items())
        if gone and not self.elsewhere and put["missing"] < gone:
            raise Wrong(f"{gone} entries are gone, {put['missing']} are told")
        self.counts.missing += put["missing"]

    def _noted(self, line: str) -> None:
        notes = [one["what"] for one in self._done(line).result["notes"]]
        if not [what for what in notes if "put the records back" in what]:
            raise Wrong("nothing says that the records went back")


def _newest(disk: Path) -> str:
    return generations.listed(disk)[-1].name


def steps() -> list[str]:
    """Return the command lines that the documentation gives for it."""
    text = PAGE_OF_COMMANDS.read_text(encoding="utf-8").partition(SECTION)[2]
    block = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    if block is None:
        raise AssertionError("the documentation gives no steps")
    return block[1].splitlines()


class _Person:
    """Types what the page says, with the names of here, and reads what comes back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.spent = folder, 0.0

    def does(self, line: str) -> Ended:
        """Run one line; reading and typing count as well."""
        begun = time.perf_counter()
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            code = command_line(self._words(line))
        self.spent += time.perf_counter() - begun + READING
        said = [each.detach().getvalue().decode() for each in (out, err)]
        return Ended(code, said[0] or said[1])

    def _words(self, line: str) -> list[str]:
        here = {
            "head": school.HEAD,
            "DISK": str(self.folder / "disk"),
            "records-restored": str(self.folder / "records-restored"),
        }
        words = [here.get(word, word) for word in shlex.split(line)[1:]]
        password = str(self.folder / "password.txt")
        book = str(self.folder / "book")
        return ["--book", book, "--password-file", password, "--json", *words]


@contextmanager
def _computer(folder: Path, *, new: bool) -> Iterator[bool]:
    """Stand at the same computer, or at a new one: it has seen nothing, and lacks the clock's key.

    Afterwards the old one is mended, and knows how far the restored records have come.
    """
    before = os.environ["CASEWORK_STATE"]
    if new:
        os.environ["CASEWORK_STATE"] = str(folder / "new-state")
    try:
        yield new
    finally:
        os.environ["CASEWORK_STATE"] = before
        shutil.rmtree(folder / "new-state", ignore_errors=True)
        for left in Path(before).glob("known-*"):
            left.unlink()


@contextmanager
def _standing_at(instant: str) -> Iterator[None]:
    os.environ[bootstrap.CLOCK] = instant
    try:
        yield
    finally:
        del os.environ[bootstrap.CLOCK]


def _work(chance: random.Random, book: Path, refs: list[str]) -> int:
    """Do some work and sign out; return how many entries were made."""
    desk = school.again(book)
    count = chance.randint(1, 4)
    for number in range(count):
        cases.add_note(desk, chance.choice(refs), f"Note {number}")
    if len(refs) < 4 and chance.random() < 0.3:
        refs.append(school.open_warned(desk))
        count += 1
    stepbacks.keep_up(desk)
    desk.session.close()
    return count


def _stand(book: Path) -> dict[str, int]:
    """Return how far each case has come."""
    desk = bootstrap.open_desk(
        book, school.HEAD, school.PASSWORD, read_only=True, clock=school.clock()
    ).desk
    try:
        return {read_card(row.card).ref: row.revision for row in desk.cards.rows}
    finally:
        desk.session.close()


def _files(book: Path) -> dict[str, bytes]:
    files = (path for path in book.rglob("*") if path.is_file()) if book.is_dir() else ()
    return {path.relative_to(book).as_posix(): path.read_bytes() for path in files}


def _put(book: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(book, ignore_errors=True)
    shutil.rmtree(book.with_name("records-restored"), ignore_errors=True)
    for name, data in files.items():
        (book / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (book / name).write_bytes(data)


# --- the ways ------------------------------------------------------------------------------------


def _each(book: Path) -> list[Path]:
    return sorted(path for path in book.rglob("*") if path.is_file())


def _picked(chance: random.Random, book: Path) -> Path:
    return book / chance.choice(("office.db", "sealed.db", "keys.json"))


def _encrypted(chance: random.Random, book: Path) -> None:
    for path in _each(book):
        path.write_bytes(chance.randbytes(path.stat().st_size))
        path.rename(path.with_name(f"{path.name}.locked"))


def _scrambled(chance: random.Random, book: Path) -> None:
    for path in _each(book):
        path.write_bytes(chance.randbytes(path.stat().st_size))


def _zeroed(_chance: random.Random, book: Path) -> None:
    for path in _each(book):
        path.write_bytes(bytes(path.stat().st_size))


def _renamed(_chance: random.Random, book: Path) -> None:
    for path in _each(book):
        path.rename(path.with_name(f"{path.name}.locked"))


def _gone(_chance: random.Random, book: Path) -> None:
    shutil.rmtree(book)


def _one_scrambled(chance: random.Random, book: Path) -> None:
    path = _picked(chance, book)
    path.write_bytes(chance.randbytes(path.stat().st_size))


def _one_gone(chance: random.Random, book: Path) -> None:
    _picked(chance, book).unlink()


def _cut(chance: random.Random, book: Path) -> None:
    path = _picked(chance, book)
    os.truncate(path, chance.randrange(path.stat().st_size))


def _flip(chance: random.Random, book: Path) -> None:
    path = book / chance.choice(("office.db", "sealed.db"))
    held = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 8))):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    path.write_bytes(held)


def _page(chance: random.Random, book: Path) -> None:
    path = book / chance.choice(("office.db", "sealed.db"))
    held = bytearray(path.read_bytes())
    at = PAGE * chance.randrange(len(held) // PAGE)
    held[at : at + PAGE] = chance.randbytes(PAGE)
    path.write_bytes(held)


def _settings(chance: random.Random, book: Path) -> None:
    path = book / "casework.toml"
    path.write_bytes(chance.randbytes(path.stat().st_size))


WAYS: dict[str, Callable[[random.Random, Path], None]] = {
    "all encrypted and renamed": _encrypted,
    "all encrypted": _scrambled,
    "all zeroed": _zeroed,
    "all renamed": _renamed,
    "the folder gone": _gone,
    "one file encrypted": _one_scrambled,
    "one file gone": _one_gone,
    "one file cut": _cut,
    "bits flipped": _flip,
    "a page overwritten": _page,
    "the settings overwritten": _settings,
}
