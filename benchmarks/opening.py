"""Opening a case of every type of every shipped policy, against the same on the bare driver.

The budget is the durable step's. Sealed types write to the sealed file. What a policy opens by
itself when it is adopted is not opened by anybody, and left out.
"""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import school, tape
from benchmarks.durable import DURABILITY
from benchmarks.measure import WARM_UP, Figure, in_turn
from casework.office import cases
from casework.office.policies import names
from casework.store import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlcipher3 import dbapi2 as driver

    from benchmarks.tape import Tape
    from casework.office.cases import NewCase
    from casework.office.desk import Desk
    from casework.policy.model import CaseType

MOST = 2.0
ROUNDS = 101
"""Of each type: the worst of thirty-odd medians of a few rounds would be a measure of luck."""


def figures(*, quick: bool = False) -> list[Figure]:
    """Return the ratio of the type of case that comes out worst."""
    worst = (0.0, 0.0, 0.0, "")
    for policy in names()[:1] if quick else names():
        with school.folder() as folder:
            worst = max(worst, *_of_policy(folder, policy))
    ratio, ours, raw, name = worst
    return [
        Figure(
            name="opening a case, the slowest type of any policy",
            ours=ours,
            unit="µs",
            yardstick=raw,
            against="the same statements and cryptography on the raw driver",
            ratio=ratio,
            most=MOST,
            note=f"{name}; {DURABILITY}",
        )
    ]


def _of_policy(folder: Path, policy: str) -> list[tuple[float, float, float, str]]:
    desk = school.found(folder / "book", policy)
    types = [one for one in school.policy_of(desk).case_types.values() if not one.opens_at]
    keys = {place: file.key for place, file in desk.session.files.items()}
    desk.session.close()
    found = []
    for number, case_type in enumerate(types):
        copies = {name: folder / f"{name}{number}" for name in ("recorded", "ours", "raw")}
        for copy in copies.values():
            shutil.copytree(folder / "book", copy)
        place = Place.SEALED if case_type.sealed else Place.OFFICE
        file = copies["raw"] / f"{place.value}.db"
        raw = tape.raw_connection(file, keys[place])
        tapes = iter(_recorded(copies["recorded"], case_type))
        ours = school.again(copies["ours"])
        times = in_turn(
            {
                "raw": partial(_play, tapes, raw),
                "ours": partial(cases.open_case, ours, _new(case_type), _TOLD),
            },
            rounds=ROUNDS,
            each=True,
        )
        raw.close()
        ours.session.close()
        ratio = times["ours"] / times["raw"]
        found.append((ratio, times["ours"], times["raw"], f"{policy}, {case_type.name}"))
    return found


_TOLD = cases.Answers()


def _play(tapes: Iterator[Tape], raw: driver.Connection) -> None:
    next(tapes).play(raw)


def _new(case_type: CaseType) -> NewCase:
    return cases.NewCase(case_type=case_type.name, summary="A post about a teacher")


def _recorded(book: Path, case_type: CaseType) -> list[Tape]:
    tapes = []
    with tape.recording_driver():
        desk: Desk = school.again(book)
    for _ in range(WARM_UP + ROUNDS):
        with tape.recorded() as one:
            cases.open_case(desk, _new(case_type), _TOLD)
        tapes.append(one)
    desk.session.close()
    return tapes
