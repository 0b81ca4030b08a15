"""The durable warning step against the raw driver, and against SQLModel objects with machines.

Two conditions, a follow-on, a limit, contracts, sealing, signature, card, commit; WAL,
``synchronous=FULL``. Three copies of one prepared book: on the first the step is recorded, on the
second the program takes it, on the third the tape is played on the bare driver.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import nacl.bindings as sodium
import nacl.utils

from benchmarks import orm, school, tape
from benchmarks.measure import ROUNDS, WARM_UP, Figure, in_turn
from casework.domain.commands import TakeStep
from casework.office import door
from casework.office.saying import Saying, common
from casework.store import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlcipher3 import dbapi2 as driver

    from benchmarks.tape import Tape
    from casework.office.desk import Desk

DURABILITY = "SQLCipher, WAL, synchronous=FULL"


@dataclass(slots=True)
class _Steps:
    """The same prepared steps, waiting in one copy of the book."""

    desk: Desk
    waiting: Iterator[tuple[door.CaseFile, TakeStep]]

    def take(self) -> None:
        file, command = next(self.waiting)
        door.carry_out(self.desk, file, command)


def _commands(desk: Desk, refs: list[str]) -> Iterator[tuple[door.CaseFile, TakeStep]]:
    ready = []
    for ref in refs:
        file = door.load(desk, ref)
        said = common(desk, file.snapshot, Saying())
        ready.append((file, TakeStep(**said, trigger="warn", track="warning")))
    return iter(ready)


def _recorded(book: Path, refs: list[str]) -> list[Tape]:
    tapes = []
    with tape.recording_driver():
        desk = school.again(book)
    for file, command in _commands(desk, refs):
        with tape.recorded() as one:
            door.carry_out(desk, file, command)
        tapes.append(one)
    desk.session.close()
    return tapes


def _rival(folder: Path, cases: int) -> Callable[[], None]:
    key = nacl.utils.random(32)
    over = orm.engine(folder / "orm.db", key)
    _public, secret = sodium.crypto_sign_keypair()
    keys = orm.Keys(case=nacl.utils.random(32), sign=secret)
    names = [nacl.utils.random(16).hex() for _ in range(cases)]
    # Every case has its own card; they are alike in length, and bound to their own case.
    orm.prepare(over, names, b"")
    _cards(over, names, keys)
    waiting = iter(names)
    now, due = school.BEGIN, school.BEGIN + timedelta(days=7)
    return lambda: orm.warn(over, next(waiting), keys, now, due)


def _cards(over: object, names: list[str], keys: orm.Keys) -> None:
    from sqlmodel import Session  # only the rival's set-up needs it

    words = {"summary": "A post about a teacher", "people": ["author"] * 3, "state": "received"}
    with Session(over) as session:
        for name in names:
            session.get_one(orm.CaseRow, name).card = orm.seal_card(words, keys.case, name)
        session.commit()


def figures(*, quick: bool = False) -> list[Figure]:
    """Return both ratios of the durable step."""
    batch = 8 if quick else 25
    count = batch * (ROUNDS + WARM_UP)
    with school.folder() as folder:
        desk = school.found(folder / "book")
        refs = [school.open_warned(desk) for _ in range(count)]
        key = desk.session.files[Place.OFFICE].key
        desk.session.close()
        for copy in ("recorded", "ours", "raw"):
            shutil.copytree(folder / "book", folder / copy)
        tapes = iter(_recorded(folder / "recorded", refs))
        ours = school.again(folder / "ours")
        steps = _Steps(ours, _commands(ours, refs))
        raw: driver.Connection = tape.raw_connection(folder / "raw" / "office.db", key)
        rival = _rival(folder, count)
        times = in_turn(
            {"raw": lambda: next(tapes).play(raw), "ours": steps.take, "orm": rival},
            batch=batch,
            each=True,
        )
        ours.session.close()
        raw.close()
    return _figures(times)


def _figures(times: dict[str, float]) -> list[Figure]:
    return [
        Figure(
            name="durable warning step",
            ours=times["ours"],
            unit="µs",
            yardstick=times["raw"],
            against="the same statements and cryptography on the raw driver",
            ratio=times["ours"] / times["raw"],
            most=2.0,
            note=DURABILITY,
        ),
        Figure(
            name="durable warning step, how much faster",
            ours=times["ours"],
            unit="µs",
            yardstick=times["orm"],
            against="SQLModel objects with one transitions.Machine each",
            ratio=times["orm"] / times["ours"],
            least=3.0,
            note=DURABILITY,
        ),
    ]
