"""Cards of many cases opened at sign-in, and due limits claimed by the clock.

Set-up writes without waiting for the disk; what is measured has the program's own settings.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import school
from benchmarks.measure import ROUNDS, Figure, once, rate
from casework import bootstrap, store
from casework.office.cards import read_card
from casework.office.deadlines import scan
from casework.store import Place, dialect

if TYPE_CHECKING:
    from casework.office.desk import Desk

MOST_MS = 150.0


def fill(desk: Desk, count: int) -> None:
    """Open so many cases without waiting for the disk each time."""
    file = desk.session.files[Place.OFFICE]
    driver = dialect.raw(file.connection)
    driver.execute("PRAGMA synchronous = OFF")
    try:
        for _ in range(count):
            school.open_warned(desk)
    finally:
        driver.execute("PRAGMA synchronous = FULL")
        dialect.checkpoint(file.connection)


def figures(*, quick: bool = False) -> list[Figure]:
    """Return the figures of the cards and of the clock."""
    count = 500 if quick else 5_000
    with school.folder() as folder:
        book = folder / "book"
        desk = school.found(book)
        fill(desk, count)
        desk.session.close()
        found = _cards(book, count)
        found += _claims(book, 200 if quick else 1_000)
    return found


def _cards(book: Path, count: int) -> list[Figure]:
    # In a fresh interpreter, as a sign-in is: what the set-up leaves in memory is not its cost.
    printed = subprocess.run(
        [sys.executable, "-m", "benchmarks.lists", str(book), str(count)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    middle, read = json.loads(printed)
    return [
        Figure(
            name=f"cards of {count:,} cases opened at sign-in",
            ours=middle,
            unit="ms",
            most=MOST_MS,
            note=f"{middle / count * 1e3:.0f} µs a card, key derivation apart",
        ),
        Figure(name=f"the words of {count:,} cards read", ours=read, unit="ms"),
    ]


def signed_in(book: Path, count: int) -> tuple[float, float]:
    """Return how long the cards take to open, and their words to be read, in milliseconds."""
    desk = school.again(book)
    times = []
    for _ in range(ROUNDS + 1):
        cards = store.Cards(desk.session)
        times.append(once(cards.refresh, 1) / 1e3)
    rows = store.cards(desk.session)
    if len(rows) != count:
        raise AssertionError("not every card was opened")
    read = once(lambda: [read_card(row.card) for row in rows], 1) / 1e3
    desk.session.close()
    return statistics.median(times[1:]), read


def _claims(book: Path, count: int) -> list[Figure]:
    service, _clock = bootstrap.open_service(book)
    now = school.BEGIN + timedelta(days=60)
    rows = service.due(now, count)
    passed = rate(len(rows), lambda: [service.claim_and_mark(row, now) for row in rows])
    idle = statistics.median(once(lambda: service.due(school.BEGIN, 10), 20) for _ in range(ROUNDS))
    left = scan(service, school.BEGIN).passed
    service.close()
    if left:
        raise AssertionError("a limit passed before it was due")
    return [
        Figure(
            name="due limits claimed, one transaction each",
            ours=passed,
            unit="a second",
            note="SQLCipher, WAL, synchronous=FULL, signed entry",
        ),
        Figure(name="a scan with nothing due", ours=idle, unit="µs"),
    ]


if __name__ == "__main__":
    print(json.dumps(signed_in(Path(sys.argv[1]), int(sys.argv[2]))))
