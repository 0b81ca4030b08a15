"""How soon a screen stands there, measured from outside on a terminal: the program alone in it.

From signing in to the list of many cases, from a key in the find box to the narrowed list, and from
Enter to a case of five hundred entries. What was typed and what came back is all that is known.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from benchmarks import school
from benchmarks.lists import fill
from benchmarks.measure import Figure
from casework import store
from casework.clock import SystemClock
from casework.office import cases
from casework.office.desk import Desk
from casework.store import Place, dialect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS, ROWS = 80, 24
#: So long one waits for a screen before it counts as not come, in seconds.
PATIENCE: Final = 60.0
MOST_LIST, MOST_KEY, MOST_CASE = 1000.0, 150.0, 200.0
ENTRIES: Final = 500
#: How often each card stands in the list: what nobody has on disk is measured in memory.
_TIMES: Final = "CASEWORK_MEASURED_TIMES"
_CONTROL: Final = re.compile(
    rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[()][0-9A-B]|\x1b[=>]|\x1b\][^\x07]*\x07"
)
#: What is typed into the find box, letter by letter; each narrows, or nearly nothing does.
TYPED: Final = "quagga teacher"


@dataclass(slots=True)
class Terminal:
    """The program in a terminal: what is typed goes in, what it writes comes out."""

    pid: int
    end: int

    def type(self, keys: str) -> None:
        """Type."""
        os.write(self.end, keys.encode())

    def until(self, words: str, begun: float) -> float:
        """Return after how many milliseconds the words were written. Raises TimeoutError."""
        wanted, seen = words.encode(), b""
        while time.perf_counter() - begun < PATIENCE:
            ready, _, _ = select.select([self.end], [], [], 0.5)
            if ready:
                seen = (seen + self._read(seen))[-262144:]
                if wanted in without_control(seen):
                    return (time.perf_counter() - begun) * 1e3
        raise TimeoutError(f"“{words}” never came")

    def _read(self, seen: bytes) -> bytes:
        try:
            return os.read(self.end, 65536)
        except OSError:  # the program ended: its last words say why
            last = without_control(seen)[-400:].decode(errors="replace")
            raise RuntimeError(f"the program ended: {last}") from None

    def quiet(self, for_seconds: float = 0.6) -> bytes:
        """Read until nothing more is written for so long; return what was."""
        seen = b""
        while select.select([self.end], [], [], for_seconds)[0]:
            seen += os.read(self.end, 65536)
        return seen

    def close(self) -> None:
        """End the program that was started here."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.end)


class Many:
    """Every card so many times, each under a reference of its own: more cases than are on disk."""

    _made: ClassVar[Many | None] = None

    def __init__(self, rows: tuple[store.CardRow, ...], times: int) -> None:
        self.rows = tuple(self._copy(row, at) for at in range(times) for row in rows)
        self._by_ref = {row.ref: row for row in self.rows}

    def get(self, ref: str) -> store.CardRow | None:
        """Return the card of a reference, as the program's own index does."""
        return self._by_ref.get(ref)

    @classmethod
    def of(cls, desk: Desk, times: int) -> Many:
        """Return them, made once."""
        if cls._made is None:
            cls._made = cls(tuple(store.cards(desk.session)), times)
        return cls._made

    @staticmethod
    def _copy(row: store.CardRow, at: int) -> store.CardRow:
        ref = f"{row.ref}{at or ''}"
        card = row.card.replace(row.ref.encode(), ref.encode())
        return row._replace(case=f"{row.case}{at}", ref=ref, card=card)


def opened(book: Path, times: int = 1) -> Terminal:
    """Start the program over a book in a terminal of its own."""
    return started("benchmarks.screens", {"CASEWORK_BOOK": str(book), _TIMES: str(times)})


def started(module: str, set_up: Mapping[str, str]) -> Terminal:
    """Start a module as a program in a terminal of its own, with this in its environment."""
    pid, end = pty.fork()
    if pid == 0:  # pragma: no cover - the child is another program
        kept = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **set_up}
        os.execve(sys.executable, [sys.executable, "-m", module], kept)
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    return Terminal(pid=pid, end=end)


def without_control(seen: bytes) -> bytes:
    """Return what was written without what a terminal obeys and does not show."""
    return _CONTROL.sub(b"", seen)


def child() -> None:
    """Be the program: its screens over the book of the environment, on a clock that stands still.

    A session is made before the first screen, so that what follows Enter is all but the stretching
    of the password, which is meant to take its time. What opens records is loaded behind the first
    screen, as the program does while somebody types their name.
    """
    from casework.cli import screens
    from casework.tui.app import CaseworkApp
    from casework.tui.doors import Doors, Entered

    desk = school.again(Path(os.environ["CASEWORK_BOOK"]))
    times = int(os.environ.get(_TIMES, "1"))
    if times > 1:
        Desk.cards = property(lambda at: Many.of(at, times))  # type: ignore[assignment, method-assign]

    def sign_in(_name: str, _password: str, _own: str) -> Entered:
        desk._cards = None  # opened again: that is part of what is measured
        desk.kept.clear()
        screens.make_ready(desk)  # beside the screen, as the program does
        return Entered(desk=desk)

    doors = Doors(
        sign_in=sign_in,
        ring=(),
        clock=SystemClock(),
        practice=True,
        people=((school.HEAD, "head"),),
        warm=screens.warm,
    )
    app = CaseworkApp(doors)
    app.run()
    if app.crashed:
        print(app.crashed)


def figures(*, quick: bool = False) -> list[Figure]:
    """Return the figures of the list, of finding in it and of opening a case."""
    sizes = ((300, 1),) if quick else ((5_000, 1), (20_000, 1), (20_000, 5))
    found: list[Figure] = []
    with school.folder() as folder:
        book = folder / "book"
        desk = school.found(book)
        entries = 50 if quick else ENTRIES
        long = entries, long_case(desk, entries)
        held = 1
        for count, times in sizes:
            fill(desk, count - held)
            held = count
            desk.session.close()
            found += _of_list(book, count, times, long if not found else None)
            desk = school.again(book)
        desk.session.close()
    return found


def long_case(desk: Desk, entries: int) -> str:
    """Open a case with so many entries; return its reference."""
    driver = dialect.raw(desk.session.files[Place.OFFICE].connection)
    driver.execute("PRAGMA synchronous = OFF")
    ref = school.open_warned(desk)
    for number in range(entries):
        cases.add_note(desk, ref, f"Quagga: somebody rang again, for the {number}th time.")
    driver.execute("PRAGMA synchronous = FULL")
    return ref


def _of_list(book: Path, held: int, times: int, long: tuple[int, str] | None) -> Iterator[Figure]:
    terminal, count = opened(book, times), held * times
    try:
        terminal.until(school.HEAD, time.perf_counter())
        terminal.quiet()
        begun = time.perf_counter()
        terminal.type("\r")
        listed = terminal.until(f"{count} open", begun)
        terminal.quiet()
        keys = sorted(_keystrokes(terminal))
        yield _figure(
            f"sign-in to the list of {count:,} cases", listed, _most(count, 5_000, MOST_LIST)
        )
        worst = keys[max(0, round(len(keys) * 0.95) - 1)]
        note = f"median {statistics.median(keys):.0f} ms"
        most = _most(count, 20_000, MOST_KEY)
        yield _figure(f"a key to the narrowed list, {count:,} cases, p95", worst, most, note)
        if long:
            entries, ref = long
            yield _figure(f"Enter to a case of {entries} entries", _case(terminal, ref), MOST_CASE)
    finally:
        terminal.close()


def _most(count: int, upto: int, most: float) -> float | None:
    """Return the target where it is one: more cases than it speaks of are shown for information."""
    return most if count <= upto else None


def _keystrokes(terminal: Terminal) -> Iterator[float]:
    """Yield after how long each key was answered: the strip or the list was written anew."""
    terminal.type("/")
    terminal.quiet()
    for _ in range(3):
        typed = ""
        for letter in TYPED:
            typed += letter
            begun = time.perf_counter()
            terminal.type(letter)
            last = begun
            while select.select([terminal.end], [], [], 0.4)[0]:
                os.read(terminal.end, 65536)
                last = time.perf_counter()
            yield (last - begun) * 1e3
        terminal.type("\x1b")
        terminal.quiet()
        terminal.type("/")
        terminal.quiet()


def _case(terminal: Terminal, ref: str) -> float:
    terminal.type(ref)
    terminal.quiet()
    terminal.type("\r")
    terminal.quiet()
    begun = time.perf_counter()
    terminal.type("\r")
    return terminal.until("Actions", begun)


def _figure(name: str, taken: float, most: float | None, note: str = "") -> Figure:
    where = f"from outside, on a terminal of {COLUMNS} by {ROWS}"
    return Figure(name=name, ours=taken, unit="ms", most=most, note=f"{where}; {note}".rstrip("; "))


if __name__ == "__main__":
    child()
