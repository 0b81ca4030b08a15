"""Damage a book's file as disks and people do: noticed, or proved to change nothing.

Bit flips, zeroed and swapped pages, files cut short.
"""

from __future__ import annotations

import random  # noqa: TID251 - a seed drives the damage, and the seed is printed
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as driver

from benchmarks import school
from benchmarks.powerloss import contents
from casework.office import cases
from casework.store import Place

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = 4096


@dataclass(slots=True)
class Counts:
    """What became of the damage."""

    damaged: int = 0
    noticed: int = 0
    neutral: int = 0
    violations: int = 0
    first: str = ""


def run(folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Damage the file ``count`` times, each time from the sound one."""
    chance, counts = random.Random(seed), Counts()
    path, key = _book(folder)
    sound, held = path.read_bytes(), contents(path, key)
    shared = Path("/dev/shm")
    place = Path(mkdtemp(dir=shared if shared.is_dir() else None))
    try:
        for number in range(count):
            name = chance.choice(sorted(WAYS))
            data = WAYS[name](chance, sound)
            _judge(place, data, key, held, f"{number}: {name}", counts)
            if beat is not None and number % 500 == 0:
                beat(number)
    finally:
        shutil.rmtree(place)
    return counts


def _book(folder: Path) -> tuple[Path, bytes]:
    desk = school.found(folder / "book")
    key = desk.session.files[Place.OFFICE].key
    path = folder / "book" / "office.db"
    for number in range(12):
        ref = school.open_warned(desk)
        cases.add_note(desk, ref, f"Note {number}")
    desk.session.close()
    return path, key


def _judge(place: Path, data: bytes, key: bytes, held: object, name: str, counts: Counts) -> None:
    counts.damaged += 1
    path = place / "office.db"
    path.write_bytes(data)
    try:
        same = contents(path, key) == held
    except driver.DatabaseError:
        counts.noticed += 1
        return
    finally:
        for left in place.iterdir():
            left.unlink()
    if same:
        counts.neutral += 1
    else:
        counts.violations += 1
        counts.first = counts.first or name


def _flip(chance: random.Random, sound: bytes) -> bytes:
    held = bytearray(sound)
    for _ in range(chance.choice((1, 1, 1, 8))):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def _zero(chance: random.Random, sound: bytes) -> bytes:
    at = PAGE * chance.randrange(len(sound) // PAGE)
    return sound[:at] + bytes(PAGE) + sound[at + PAGE :]


def _cut(chance: random.Random, sound: bytes) -> bytes:
    return sound[: chance.randrange(1, len(sound))]


def _swap(chance: random.Random, sound: bytes) -> bytes:
    one, other = sorted(PAGE * at for at in chance.sample(range(len(sound) // PAGE), 2))
    first, second = sound[one : one + PAGE], sound[other : other + PAGE]
    middle = sound[one + PAGE : other]
    return sound[:one] + second + middle + first + sound[other + PAGE :]


WAYS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "bit flip": _flip,
    "zeroed page": _zero,
    "cut file": _cut,
    "swapped pages": _swap,
}
