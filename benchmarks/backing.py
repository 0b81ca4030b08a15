"""Backups and restores cut short at their durable calls, and old files put back again and again.

Run as ``python -m benchmarks.backing backup|restore BOOK TARGET INTO`` it is the program that is
killed. Whatever happened, the older backup is whole, nothing half done has a name, and the same
again succeeds. Every step back is reported, with the entries that the person may know of.
"""

from __future__ import annotations

import os
import random  # noqa: TID251 - a seed drives the choice, and the seed is printed
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import school
from benchmarks.recording import environment
from casework import bootstrap, settings
from casework.office import backups, cases, doctor, restores, stepbacks
from casework.store import generations

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casework.office.desk import Desk
    from casework.office.stepbacks import Missing

BACKUP, RESTORE = "backup", "restore"
#: Durable calls of each, and how many there are at most.
CALLS = {BACKUP: {"fsync": 24, "rename": 4, "mkdir": 3}, RESTORE: {"fsync": 18, "rename": 2}}
FILES = ("office.db", "sealed.db", "keys.json")


@dataclass(slots=True)
class Killed:
    """What became of the runs that were killed."""

    runs: int = 0
    cut: int = 0
    violations: int = 0
    first: str = ""


@dataclass(slots=True)
class SteppedBack:
    """What became of the steps back. ``counted``: those with a number of entries of cases."""

    rollbacks: int = 0
    restores: int = 0
    counted: int = 0
    violations: int = 0
    first: str = ""


def back_up(book: Path, target: Path) -> str:
    """Make a backup as the clock does; return its name."""
    service, clock = bootstrap.open_service(book)
    try:
        return backups.run(service, settings.load(book), clock.now(), to=target).name
    finally:
        service.close()


def put_back(book: Path, target: Path, into: Path, here: Desk | None = None) -> Missing | None:
    """Restore the newest backup; return what is said to be missing."""
    state = bootstrap.book_state(book)
    wanted = restores.Wanted(
        generation=restores.found("newest", target, state.book),
        into=into,
        reason="tried",
        book=book,
    )
    return restores.restore(wanted, _door, here, lambda _words: None).missing


def _door(place: Path) -> Desk:
    words = (place, school.HEAD, school.PASSWORD)
    return bootstrap.open_desk(*words, read_only=True, clock=school.clock()).desk


# --- killed ---------------------------------------------------------------------------------------


def killed(
    folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None
) -> Killed:
    """Kill a backup or a restore at ``count`` of its durable calls."""
    chance, counts = random.Random(seed), Killed()
    home = folder / "home"
    (home / "target").mkdir(parents=True)
    desk = school.found(home / "book")
    cases.add_note(desk, school.open_warned(desk), "Before")
    desk.session.close()
    shutil.copytree(settings.state_folder(), home / "state")
    back_up(home / "book", home / "target")
    for number in range(count):
        what = (BACKUP, RESTORE)[number % 2]
        call = chance.choice(sorted(CALLS[what]))
        _kill(home, folder / str(number), what, call, chance.randint(1, CALLS[what][call]), counts)
        if beat is not None:
            beat(number + 1)
    return counts


def _kill(home: Path, place: Path, what: str, call: str, when: int, counts: Killed) -> None:
    shutil.copytree(home, place)
    before = _contents(place / "target")
    inject = f"inject={call}:signal=SIGKILL:when={when}"
    words = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
    ended = _run([*words, *_command(what, place)], place)
    counts.runs += 1
    counts.cut += ended != 0
    fault = _fault(place, before, what)
    if fault:
        counts.violations += 1
        counts.first = counts.first or f"{what} killed at {call} {when}: {fault}"
    shutil.rmtree(place)


def _command(what: str, place: Path) -> list[str]:
    rest = [str(place / name) for name in ("book", "target", "into")]
    return [sys.executable, "-m", "benchmarks.backing", what, *rest]


def _run(words: Sequence[str], place: Path) -> int:
    more = {"CASEWORK_STATE": str(place / "state"), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        words, env={**environment(), **more}, capture_output=True, text=True, check=False
    )
    return ended.returncode


def _fault(place: Path, before: dict[str, bytes], what: str) -> str:
    """Return what is wrong after the kill, and after the same again; empty for nothing."""
    published = [one for one in generations.listed(place / "target") if not one.whole()]
    if published:
        return "a backup with a name is not whole"
    if what == RESTORE and (place / "into").exists():  # it was published before the kill
        if not _is_whole(place / "into"):
            return "a restore with a name is not whole"
        shutil.rmtree(place / "into")  # it would be in the way
    if _run(_command(what, place), place):
        return "the same again fails"
    now = _contents(place / "target")
    if any(now.get(name) != data for name, data in before.items()):
        return "the older backup is not as it was"
    left = [path.name for path in place.rglob("*.incomplete") if path.parent.name != "state"]
    return f"left behind: {left[0]}" if left else ""


def _is_whole(into: Path) -> bool:
    """Tell whether a restored folder is sound and says why it was put back."""
    at = _door(into)
    damage = [one for one in doctor.examine(at, quick=True) if one.damage]
    recorded = len(stepbacks.open_restores(at.ledger))
    at.session.close()
    return recorded == 1 and not damage


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# --- stepped back ---------------------------------------------------------------------------------


def stepped_back(
    folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None
) -> SteppedBack:
    """Put older files, or an older backup, in the place of the records ``count`` times."""
    chance, counts = random.Random(seed), SteppedBack()
    book, target = folder / "book", folder / "target"
    target.mkdir()
    desk = school.found(book)
    refs = [school.open_warned(desk)]
    _leave(desk)
    for number in range(count):
        if number % 4 == 3:
            fault = _by_backup(chance, book, target, folder / f"again-{number}", refs, counts)
        else:
            fault = _by_files(chance, book, refs, counts)
        if fault:
            counts.violations += 1
            counts.first = counts.first or f"{number}: {fault}"
        if beat is not None:
            beat(number + 1)
    return counts


def _work(chance: random.Random, desk: Desk, known: list[str]) -> int:
    """Do some work; return how many entries were made."""
    before = _entries(desk)
    for number in range(chance.randint(1, 4)):
        if len(before) < 20 and chance.random() < 0.2:
            school.open_warned(desk)
        else:
            cases.add_note(desk, chance.choice(known), f"Note {number}")
    return sum(count - before.get(case, 0) for case, count in _entries(desk).items())


def _entries(desk: Desk) -> dict[str, int]:
    return {row.case: row.revision for row in desk.cards.rows}


def _leave(desk: Desk) -> None:
    stepbacks.keep_up(desk)
    desk.session.close()


def _by_files(chance: random.Random, book: Path, refs: list[str], counts: SteppedBack) -> str:
    before = _files(book)
    desk = school.again(book)
    gone = _work(chance, desk, refs)
    _leave(desk)
    after = _files(book)
    _put(book, before)
    desk = school.again(book)
    found = stepbacks.lacking(desk)
    _leave(desk)
    counts.rollbacks += 1
    counts.counted += bool(found and found.own)
    if chance.random() < 0.5:
        _put(book, after)
    else:  # go on from the old file: it stays reported until the newer one is back
        desk = school.again(book)
        cases.add_note(desk, refs[0], "Meanwhile")
        _leave(desk)
        _put(book, after)
    desk = school.again(book)
    quiet = stepbacks.lacking(desk) is None
    _leave(desk)
    if found is None or found.own != gone:
        return f"{gone} entries gone, told {found}"
    return "" if quiet else "the newest file is said to be old"


def _by_backup(
    chance: random.Random,
    book: Path,
    target: Path,
    into: Path,
    refs: list[str],
    counts: SteppedBack,
) -> str:
    back_up(book, target)
    desk = school.again(book)
    gone = _work(chance, desk, refs)
    found = put_back(book, target, into, desk)
    _leave(desk)
    at = _door(into)
    recorded = len(stepbacks.open_restores(at.ledger))
    at.session.close()
    shutil.rmtree(into)
    shutil.rmtree(target)
    target.with_name("target").mkdir()
    _forget_target(book)
    counts.rollbacks += 1
    counts.restores += 1
    counts.counted += bool(found and found.own)
    if found is None or found.own != gone or recorded != 1:
        return f"{gone} entries gone by a restore, told {found}, recorded {recorded}"
    return ""


def _forget_target(book: Path) -> None:
    """Let the next backup begin anew: here the folder was emptied on purpose."""
    from dataclasses import replace

    from casework.store.known import Known

    state = settings.state_folder()
    known = Known.load(state, bootstrap.book_state(book).book)
    replace(known, backup={}).save(state)


def _files(book: Path) -> dict[str, bytes]:
    return {name: (book / name).read_bytes() for name in FILES}


def _put(book: Path, files: dict[str, bytes]) -> None:
    for left in book.glob("*.db-*"):
        left.unlink()
    for name, data in files.items():
        (book / name).write_bytes(data)


def main(words: Sequence[str]) -> int:
    """Make a backup or restore one, as the program that is killed."""
    what, book, target, into = words
    if what == BACKUP:
        back_up(Path(book), Path(target))
    else:
        put_back(Path(book), Path(target), Path(into))
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
