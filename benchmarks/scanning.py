"""A scan of the clock cut short: killed at a durable call, told that the disk is full, or no power.

Run as ``python -m benchmarks.scanning BOOK`` it is the program that is cut short: whoever manages
the cases says to the service who may be reminded, the clock looks, and the mail of the day goes
out, with an ``A n`` after each thing that is kept and an ``S`` for each mail handed over. Whatever
happened, the same again comes to the same end: each limit passed once, each reminder kept, no mail
went twice by itself, and the program's own check finds nothing.
"""

from __future__ import annotations

import os
import random  # noqa: TID251 - a seed drives the choice, and the seed is printed
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks import killing, powerloss, school
from benchmarks.recording import environment, record
from casework import bootstrap, settings, store
from casework.clock import SetClock
from casework.errors import CaseworkError
from casework.office import cases, reminding
from casework.scheduling.health import HealthFile
from casework.scheduling.watch import Watch
from casework.store import Place, outbox
from casework.store.outbox import PostState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from casework.settings import Settings
    from casework.store import Service

CASES = 3
NOW = school.BEGIN + timedelta(days=9)  # some reminders are held by then, others go
#: Durable calls, and how many there are: those to the records' file alone, or all of the program,
#: whose health file is renamed into place.
MOST = {("pwrite64", True): 112, ("fsync", True): 19, ("rename", False): 4, ("fsync", False): 29}
UNCLAIMED, UNKEPT, EARLY = "passed-without-claim", "mail-without-a-row", "told-before-kept"
#: What keeps one thing each, in a transaction of its own.
KEEPING = (
    (store.deadlines, "claim_and_mark"),
    *((outbox, name) for name in ("tell", "claim_post", "end_post")),
)
OWED = frozenset({PostState.SENT, PostState.HELD, PostState.ATTEMPTING})


@dataclass(slots=True)
class Counts:
    """What became of the runs. ``asked``: a mail of which nobody knows whether it went."""

    runs: int = 0
    cut: int = 0
    passed: int = 0
    asked: int = 0
    violations: int = 0
    first: str = ""


# --- the program that is cut short ----------------------------------------------------------------


class _Telling:
    """Says each thing that was kept, once it was."""

    def __init__(self, fault: str) -> None:
        self.kept, self.early = 0, fault == EARLY

    def after(self, real: Callable[..., object]) -> Callable[..., object]:
        def done(*words: object, **more: object) -> object:
            if self.early:
                self.say()
            made = real(*words, **more)
            if not self.early and made is not False:  # False: another had it
                self.say()
            return made

        return done

    def say(self) -> None:
        self.kept += 1
        say(f"A {self.kept}")


def say(words: str) -> None:
    """Tell the recorder; one write, never held back."""
    os.write(1, words.encode() + b"\n")


def by_mail(kept: Settings) -> Settings:
    """Return the settings of a school with a mail server; nothing is ever sent to it here."""
    return replace(
        kept,
        practice=False,
        mail_host="localhost",
        mail_from="office@school.example",
        mail_to={school.HEAD: "head@school.example"},
    )


def work(book: Path, fault: str = "") -> int:
    """Sign in, let the clock look, let the mail go; return the exit code."""
    desk, tells = school.again(book), _Telling(fault)
    desk.settings = by_mail(desk.settings)
    say("R")
    with ExitStack() as patched:
        for module, name in KEEPING:
            patched.enter_context(patch.object(module, name, tells.after(getattr(module, name))))
        if fault == UNCLAIMED:
            patched.enter_context(patch.object(store.deadlines, "_CLAIM", _Unclaimed()))
        reminding.catch_up(desk)
        clock = SetClock(NOW)
        file = HealthFile(settings.state_folder(), bootstrap.book_state(book).book)
        looked = Watch(clock, clock, lambda: bootstrap.open_service(book)[0], file).look()
        if looked.error is not None:
            raise looked.error
        if looked.scanned is None or looked.scanned.left or looked.scanned.failed:
            return killing.FAULT
        _post(bootstrap.open_service(book)[0], desk.settings, fault)
    return 0


def _post(service: Service, kept: Settings, fault: str) -> None:
    """Hand each mail over, as the errand does once it has a way to the server."""
    for digest in reminding.digests(service, kept, SetClock(NOW)):
        say(f"S {digest.id}")
        if fault == UNKEPT:
            with service.files[Place.OFFICE].writing() as connection:
                connection.exec_driver_sql("DELETE FROM outbox")
        reminding.settle(service, digest, PostState.SENT, NOW)


class _Unclaimed:
    """Plants the bug: says that the row was claimed, and claims nothing."""

    rowcount = 1

    def run(self, *_words: object, **_more: object) -> _Unclaimed:
        return self


def main(words: Sequence[str]) -> int:
    """Run; an error is told as the program would tell it."""
    try:
        code = work(Path(words[0]), *words[1:])
    except CaseworkError as error:
        code = error.exit_code
    say("D" if code == 0 else f"E {code}")
    os._exit(code)  # the power fails at the latest now: nothing is closed


# --- and what became of it ------------------------------------------------------------------------


def prepare(home: Path) -> dict[str, bytes]:
    """Make a book whose limits are about to pass; return the keys of its files."""
    desk = school.found(home / "book")
    for _ in range(CASES):
        ref = school.open_warned(desk)
        cases.take_step(desk, ref, "warn", "warning")
    keys = {f"{place.value}.db": file.key for place, file in desk.session.files.items()}
    desk.session.close()
    return keys


def _prepared(home: Path) -> bytes:
    """Prepare a book that is copied for each run, with the state of this computer beside it."""
    home.mkdir(parents=True)
    key = prepare(home)["office.db"]
    shutil.copytree(settings.state_folder(), home / "state")
    return key


def killed(
    folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None
) -> Counts:
    """Kill a scan at ``count`` of its durable calls."""
    chance = random.Random(seed)
    plans = [
        (call, "signal=SIGKILL", within)
        for call, within in (chance.choice(sorted(MOST)) for _ in range(count))
    ]
    return _all(folder, chance, plans, beat)


def failed(
    folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None
) -> Counts:
    """Let calls to the file fail in ``count`` scans: disk full, input and output errors."""
    chance = random.Random(seed)
    picked = (chance.choice(killing.FAILS) for _ in range(count))
    return _all(folder, chance, [(call, f"error={error}", True) for call, error in picked], beat)


def _all(
    folder: Path,
    chance: random.Random,
    plans: Sequence[tuple[str, str, bool]],
    beat: Callable[[int], None] | None,
) -> Counts:
    counts, home = Counts(), folder / "home"
    key = _prepared(home)
    owed = _owed(home, folder / "whole", key)
    for number, (call, what, within) in enumerate(plans):
        when = chance.randint(1, MOST[call, within])
        fault = _one(home, folder / str(number), key, (call, what, within, when), owed, counts)
        if fault:
            counts.violations += 1
            counts.first = counts.first or f"{call} {what} at {when}: {fault}"
        if beat is not None:
            beat(number + 1)
    return counts


def _owed(home: Path, place: Path, key: bytes) -> Held:
    """Return what a run that nothing disturbs comes to."""
    shutil.copytree(home, place)
    ended, lines = _run(_command(place), place)
    held = _held(place, key)
    if ended or not held.marks or len(_mails(lines)) != 1 or len(set(held.posts.values())) != 2:
        raise AssertionError("the clock does not do what is to be cut short")
    shutil.rmtree(place)
    return held


def _one(
    home: Path,
    place: Path,
    key: bytes,
    plan: tuple[str, str, bool, int],
    owed: Held,
    counts: Counts,
) -> str:
    call, what, within, when = plan
    shutil.copytree(home, place)
    before = _done(place, key)
    inject = f"inject={call}:{what}:when={when}{'+' if 'error' in what else ''}"
    words = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
    only = ["-P", str(place / "book" / "office.db-wal")] if within else []
    ended, lines = _run([*words, *only, *_command(place)], place)
    counts.runs += 1
    counts.cut += "D" not in lines
    told = max((int(line[2:]) for line in lines if line[:2] == "A "), default=0)
    done = _done(place, key) - before
    fault = f"{told} things were told, {done} are kept" if not told <= done <= told + 1 else ""
    if "error" in what and "D" not in lines and ended != killing.FAULT:
        fault = fault or f"ended with {ended}"
    ended, again = _run(_command(place), place)
    if ended:
        return fault or f"the same again ends with {ended}"
    held = _held(place, key)
    counts.passed += len(held.marks)
    counts.asked += PostState.ATTEMPTING in held.posts.values()
    fault = fault or judged(held, owed, _mails([*lines, *again])) or _unsound(place)
    shutil.rmtree(place)
    return fault


@dataclass(frozen=True, slots=True)
class Held:
    """What the office file says of limits and reminders."""

    marks: tuple[str, ...]
    passed: frozenset[str]
    posts: Mapping[str, str]


def planted(folder: Path, fault: str) -> str:
    """Return what is found where the program has a bug and nothing cuts it short."""
    home = folder / "home"
    key = _prepared(home)
    owed = _owed(home, folder / "whole", key)
    ended, lines = _run(_command(home, fault), home)
    again, more = _run(_command(home), home)
    if ended or again:
        raise AssertionError("the clock with a bug does not come to its end")
    return judged(_held(home, key), owed, _mails([*lines, *more]))


def judged(held: Held, owed: Held, mails: Sequence[str]) -> str:
    """Return what is wrong with the end, beside what it had to come to; empty for nothing."""
    if len(held.marks) != len(set(held.marks)):
        return "a limit passed twice"
    if set(held.marks) != set(owed.marks) or held.passed != owed.passed:
        return "a limit is lost, or passed though it was not due"
    if held.posts.keys() != owed.posts.keys() or not set(held.posts.values()) <= OWED:
        return "a reminder is lost"
    if len(mails) > 1:
        return "a mail went twice"
    if not mails and PostState.SENT in held.posts.values():
        return "a mail that never went is said to have been sent"
    return ""


def _held(place: Path, key: bytes) -> Held:
    from sqlcipher3 import dbapi2 as driver

    connection = driver.connect(place / "book" / "office.db")
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        marks = connection.execute("SELECT deadline FROM event WHERE deadline <> ''").fetchall()
        passed = connection.execute("SELECT id FROM deadline WHERE passed_at IS NOT NULL")
        posts = connection.execute("SELECT id, state FROM outbox").fetchall()
        return Held(
            tuple(mark for (mark,) in marks), frozenset(row for (row,) in passed), dict(posts)
        )
    finally:
        connection.close()


def _done(place: Path, key: bytes) -> int:
    return powerloss.contents(place / "book" / "office.db", key).done


def _unsound(place: Path) -> str:
    desk = school.again(place / "book")
    try:
        found = store.check_all(desk.session)
    finally:
        desk.session.close()
    file = HealthFile(place / "state", bootstrap.book_state(place / "book").book)
    if found:
        return found[0].what
    return "" if file.read().is_well(SetClock(NOW).ticks()) else "the clock is not well"


def _command(place: Path, fault: str = "") -> list[str]:
    words = [sys.executable, "-m", "benchmarks.scanning", str(place / "book")]
    return [*words, fault] if fault else words


def _run(words: Sequence[str], place: Path) -> tuple[int, list[str]]:
    env = {**environment(), "CASEWORK_STATE": str(place / "state")}
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout.splitlines()


def _mails(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line[:2] == "S "]


# --- no power -------------------------------------------------------------------------------------


def recorded(folder: Path, fault: str = "") -> powerloss.Run:
    """Record a scan whose power is to fail after any of its operations."""
    keys = prepare(folder)
    book = folder / "book"
    before = {path.name: path.read_bytes() for path in book.iterdir() if path.is_file()}
    operations = record(_command(folder, fault), book)
    return powerloss.Run(operations, before, keys)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
