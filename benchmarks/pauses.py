"""How long the screens do not answer while something long goes on; seen from outside, on a pty.

A key is pressed every few hundredths of a second, whatever else is typed, and answered by the
screen that is open, through the queues that every key goes through. The longest wait for an answer
is the pause. The program is the real one with its own doors (``beating``).
"""

from __future__ import annotations

import os
import select
import shutil
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from benchmarks import beating, school
from benchmarks.lists import fill
from benchmarks.measure import Figure
from benchmarks.screens import PATIENCE, Terminal, long_case, started, without_control
from casework import bootstrap
from casework.office import letterfacts, stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casework.office.desk import Desk

MOST_PAUSE: Final = 100.0
#: Seconds between two presses.
_BEAT: Final = 0.02
#: By then every limit of the measured school has gone.
_LATER: Final = "2027-01-11T09:00:00+00:00"
#: Seconds given to what nothing on the screen tells the end of.
_LOADED, _LOOKED, _SETTLED = 4.0, 10.0, 1.0


@dataclass(slots=True)
class Beats:
    """Presses the key while something goes on, and keeps how long each press waited."""

    terminal: Terminal
    waited: list[float] = field(default_factory=list)
    _sent: list[float] = field(default_factory=list)
    _seen: bytes = b""

    def until(self, words: str, then: float = 0.0) -> list[float]:
        """Go on until the words were written, and so many seconds; return how long each waited.

        Milliseconds, at least one press. Raises TimeoutError where the words never come.
        """
        begun, found = time.perf_counter(), 0.0
        while not found or time.perf_counter() - found < then or not self._sent:
            self._in_time(begun, f"“{words}” never came")
            self._press()
            self._read(_BEAT / 4)
            if not found and words.encode() in without_control(self._seen):
                found = time.perf_counter()
        begun = time.perf_counter()
        while len(self.waited) < len(self._sent):
            self._in_time(begun, "a press was never answered")
            self._read(0.5)
        return self._taken()

    @staticmethod
    def _in_time(begun: float, otherwise: str) -> None:
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError(otherwise)

    def _press(self) -> None:
        now = time.perf_counter()
        if not self._sent or now - self._sent[-1] >= _BEAT:
            self._sent.append(now)
            self.terminal.type(beating.BEAT)

    def _read(self, seconds: float) -> None:
        if not select.select([self.terminal.end], [], [], seconds)[0]:
            return
        self._seen += os.read(self.terminal.end, 65536)
        now = time.perf_counter()
        for sent in self._sent[len(self.waited) : self._seen.count(beating.ANSWER.encode())]:
            self.waited.append((now - sent) * 1e3)

    def _taken(self) -> list[float]:
        found = self.waited
        self.waited, self._sent, self._seen = [], [], b""
        return found


def figures(*, quick: bool = False) -> Iterator[Figure]:
    """Yield the longest pause of each thing that takes its time."""
    count, entries = (300, 50) if quick else (5_000, 500)
    with school.folder() as folder:
        book = folder / "book"
        desk = school.found(book)
        ref = long_case(desk, entries)
        fill(desk, count - 1)
        desk.session.close()
        yield from of_many(book, count, ref, entries)
        yield of_a_letter(folder / "practice")


def of_many(book: Path, count: int, ref: str, entries: int) -> Iterator[Figure]:
    """Yield the pauses of signing in to so many cases, of the clock, of a long case."""
    into = book.parent / "handed-out"
    into.mkdir(exist_ok=True)
    set_up = {beating.CASE: ref, beating.INTO: str(into), bootstrap.CLOCK: _LATER}
    terminal = _begun(book, set_up)
    try:
        beats = Beats(terminal)
        waited = beats.until("", then=_LOADED)
        yield _figure("what opens records is loaded behind the sign-in", waited)
        _sign_in(beats, school.HEAD, school.PASSWORD)
        yield _figure(f"signing in to {count:,} cases", beats.until(f"{count} open"))
        waited = beats.until("", then=_LOOKED)
        yield _figure(f"the clock records up to {count:,} limits that have passed", waited)
        terminal.type(f"/{ref}")
        terminal.quiet()
        terminal.type("\r")
        terminal.quiet()
        terminal.type("\r")
        waited = beats.until("Actions", then=_SETTLED)
        yield _figure(f"a case of {entries} entries is opened", waited)
        terminal.type(beating.HANDS_OUT)
        waited = beats.until("Done: the history", then=_SETTLED)
        yield _figure(f"the history of {entries} entries is handed out as paper", waited)
    finally:
        terminal.close()
        shutil.rmtree(into)


def of_a_letter(folder: Path) -> Figure:
    """Return the pause while a practice school's letter is read, set and shown."""
    made = bootstrap.rehearsal(folder, lambda _words: None)
    os.environ[bootstrap.CLOCK] = made.left.isoformat()
    try:
        desk = bootstrap.open_desk(made.book, stage.HEAD, stage.PASSWORD).desk
        ref = _with_a_letter(desk)
        desk.session.close()
        terminal = _begun(made.book, {beating.CASE: ref})
        try:
            beats = Beats(terminal)
            _sign_in(beats, stage.HEAD, stage.PASSWORD)
            terminal.until(" open", time.perf_counter())
            terminal.quiet()
            terminal.type(beating.LETTER)
            return _figure("a letter is set", beats.until(" page", then=_SETTLED))
        finally:
            terminal.close()
    finally:
        del os.environ[bootstrap.CLOCK]


def _with_a_letter(desk: Desk) -> str:
    return next(row.ref for row in desk.cards.rows if letterfacts.numbers(desk, row.ref))


def _sign_in(beats: Beats, name: str, password: str) -> None:
    """Type name and password; a field is left before anything is typed into the next."""
    beats.terminal.type(f"{name}\t")
    beats.until("", then=0.3)
    beats.terminal.type(f"{password}\r")


def _begun(book: Path, set_up: Mapping[str, str]) -> Terminal:
    terminal = started("benchmarks.beating", {"CASEWORK_BOOK": str(book), **set_up})
    terminal.until("Your password", time.perf_counter())
    return terminal


def _figure(what: str, waited: list[float]) -> Figure:
    middle = statistics.median(waited)
    return Figure(
        name=f"longest wait for an answer while {what}",
        ours=max(waited),
        unit="ms",
        most=MOST_PAUSE,
        note=f"{len(waited)} presses of a key from outside, median {middle:.0f} ms",
    )
