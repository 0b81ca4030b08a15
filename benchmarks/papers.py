"""Letters and histories beside the other ways to make them, all in one run.

A letter goes from template and values to PDF, for a rival too: it is handed the words by the same
step. A history goes from its model to PDF. What is not installed is left out and said.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import rivals, school
from benchmarks.measure import Figure, in_turn
from benchmarks.paperwork import HEAD, document, letter
from casework import paper
from casework.domain import chain
from casework.domain import events as e
from casework.domain.people import Actor
from casework.domain.written import write_entry
from casework.exports.front import About
from casework.exports.history import Recorded, history_of
from casework.exports.readers import Audience
from casework.exports.redaction import Whom, redaction
from casework.exports.wording import Titled, Wording
from casework.exports.written import to_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from casework.exports.history import History

LETTERS, ENTRIES, WORDS = 200, 2_000, 200
ROUNDS = 5
OURS = "casework"
TAGGED = (rivals.WEASYPRINT, rivals.LIBREOFFICE)
AT = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
_OFFICE = "LibreOffice is started for the one letter, and once for a whole batch"


def figures(*, quick: bool = False) -> Iterator[Figure]:
    """Yield the letter, the batch and the history, each beside what is installed."""
    missing = rivals.lacking()
    for name, why in missing.items():
        print(f"  left out: {name}, since {why}", flush=True)
    left = "; ".join(f"left out: {name}, since {why}" for name, why in missing.items())
    with school.folder() as folder:
        yield from _letters(folder, missing, left, rounds=1 if quick else ROUNDS)
        yield from _batches(folder, missing, left, size=10 if quick else LETTERS)
    yield from _histories(missing, left, size=100 if quick else ENTRIES)


def _makers(folder: Path, missing: dict[str, str]) -> dict[str, Callable[[int], object]]:
    """Return who makes letter ``number``; the words are made anew by the same step for all."""
    made: dict[str, Callable[[int], object]] = {
        OURS: letter,
        rivals.REPORTLAB: lambda number: rivals.reportlab(document(number)),
        rivals.WEASYPRINT: lambda number: rivals.weasyprint(document(number)),
        rivals.LIBREOFFICE: lambda number: rivals.libreoffice([document(number)], folder),
    }
    return {name: make for name, make in made.items() if name not in missing}


def _letters(folder: Path, missing: dict[str, str], left: str, *, rounds: int) -> Iterator[Figure]:
    numbers = count()
    makers = _makers(folder, missing)
    runs = {name: partial(_next, make, numbers) for name, make in makers.items()}
    times = {name: took / 1e3 for name, took in in_turn(runs, rounds=rounds).items()}
    quick = {name: runs[name] for name in (OURS, rivals.REPORTLAB) if name in runs}
    times |= {name: took / 1e3 for name, took in in_turn(quick, batch=5, rounds=rounds).items()}
    if tagged := {name: times[name] for name in TAGGED if name in times}:
        fastest = min(tagged, key=lambda name: tagged[name])
        yield Figure(
            name="one letter, faster than any other tagged PDF",
            ours=times[OURS],
            unit="ms",
            yardstick=tagged[fastest],
            against=f"{fastest}, PDF/UA-1, warm",
            ratio=tagged[fastest] / times[OURS],
            least=10.0,
            note="; ".join(filter(None, (_each(tagged, "ms"), _OFFICE, left))),
        )
    if rivals.REPORTLAB in times:
        yield Figure(
            name="one letter against an untagged one",
            ours=times[OURS],
            unit="ms",
            yardstick=times[rivals.REPORTLAB],
            against="ReportLab, neither tagged nor PDF/A, warm",
            ratio=times[OURS] / times[rivals.REPORTLAB],
            most=1.3,
            note="the same words, faces and layout",
        )


def _next(make: Callable[[int], object], numbers: Iterator[int]) -> object:
    return make(next(numbers))


def _each(times: dict[str, float], unit: str) -> str:
    return ", ".join(f"{name} {took:,.4g} {unit}" for name, took in times.items())


def _batches(folder: Path, missing: dict[str, str], left: str, *, size: int) -> Iterator[Figure]:
    makers = _makers(folder, missing)
    times: dict[str, float] = {}
    busy = 0.0
    for at, (name, make) in enumerate(makers.items(), start=1):
        numbers = range(at * 10_000, at * 10_000 + size)
        begun, spent = time.perf_counter(), time.process_time()
        if name == OURS:
            pages = paper.render_all(map(document, numbers), at=school.BEGIN)
            assert sum(1 for _ in pages) == size
            busy = time.process_time() - spent
        elif name == rivals.LIBREOFFICE:
            rivals.libreoffice([document(number) for number in numbers], folder)
        else:
            for number in numbers:
                make(number)
        times[name] = time.perf_counter() - begun
    ours = times.pop(OURS)
    cores = f"{paper.AT_A_TIME} at a time, {busy:,.3g} s of processor time"
    note = "; ".join(filter(None, (cores, _each(times, "s"), left)))
    yield Figure(name=f"{size} letters", ours=ours, unit="s", most=2.0, note=note)


# --- a long history -------------------------------------------------------------------------------


def _histories(missing: dict[str, str], left: str, *, size: int) -> Iterator[Figure]:
    names = [OURS, *(each for each in _SETTERS if each not in missing and each != OURS)]
    told = {name: _apart(name, size) for name in names}
    others = {name: took for name, (took, _) in told.items() if name != OURS}
    note = "; ".join(filter(None, (_each(others, "s"), left)))
    name = f"history of {size:,} entries of {WORDS} characters, to PDF"
    seconds, megabytes = told[OURS]
    memory = ", ".join(f"{each} {told[each][1]:,.0f} MB" for each in others)
    yield Figure(name=name, ours=seconds, unit="s", most=3.0, note=note)
    yield Figure(name=f"{name}, memory", ours=megabytes, unit="MB", most=600.0, note=memory)


def _apart(name: str, size: int) -> tuple[float, float]:
    """Return seconds and the most memory of a process of its own that sets one history."""
    words = [sys.executable, "-m", "benchmarks.papers", name, str(size)]
    run = subprocess.run(words, capture_output=True, text=True, check=True, cwd=_ROOT)
    seconds, megabytes = json.loads(run.stdout.splitlines()[-1])
    return float(seconds), float(megabytes)


_ROOT = Path(__file__).resolve().parents[1]


def history(size: int) -> History:
    """Return an invented case of ``size`` entries of ``WORDS`` characters each."""
    return history_saying([_words(number) for number in range(1, size + 1)])


def history_saying(words: Sequence[str], reason: str = "") -> History:
    """Return an invented case in which each entry says one of the words."""
    actor = Actor(user="u1", name="Mrs A. Reader", roles=frozenset({"office"}))
    entries = tuple(
        _entry(number, actor, said, reason) for number, said in enumerate(words, start=1)
    )
    reader = redaction(Audience.HEADTEACHER, entries, Whom(users={"u1": (actor.name,)}))
    about = About(
        reference="CW-7F3K",
        chain="ab" * 16,
        school=HEAD.school_name,
        made_at=AT,
        made_by=actor.name,
        notes=(),
    )
    return history_of([_recorded(entry) for entry in entries], _WORDING, reader, about, {})


def _entry(number: int, actor: Actor, words: str, reason: str) -> e.Entry:
    opened = e.CaseOpened(
        ref="CW-7F3K",
        case_type="concern",
        policy="small",
        digest="ab" * 32,
        school="s",
        summary=words,
        tracks={},
    )
    return e.Entry(
        seq=number,
        at=AT - timedelta(days=900) + timedelta(hours=number),
        actor=actor,
        policy="",
        command="x",
        key=str(number),
        reason=reason,
        events=(opened if number == 1 else e.NoteAdded(words=words),),
    )


def _words(number: int) -> str:
    said = f"Note {number}: the parent rang about post {number * 7} and what was said beneath it. "
    return (said * 4)[:WORDS]


def _recorded(entry: e.Entry) -> Recorded:
    link = chain.Link(
        chain="ab" * 16,
        seq=entry.seq,
        at=entry.at.isoformat(),
        deadline="",
        commitment=bytes(32),
        prev=bytes(32),
        digest=bytes(32),
        signature=bytes(64),
    )
    return Recorded(
        entry=entry,
        link=link,
        kind="person",
        public_key=bytes(32),
        payload=write_entry(entry),
        opening=bytes(32),
    )


_WORDING = Wording(
    policy="Policy on Social Networking and Internet Use",
    version="ab" * 32,
    case_type="Concern about a post",
    actions={},
    moves={},
    questions={},
    categories={},
    limits={},
    letters={},
    decisions={},
    pause=Titled(title=""),
)


def _by_libreoffice(sheet: paper.Document) -> object:
    with school.folder() as folder:
        return rivals.libreoffice([sheet], folder)


_SETTERS: dict[str, Callable[[paper.Document], object]] = {
    OURS: lambda sheet: paper.render(sheet, at=AT),
    rivals.REPORTLAB: rivals.reportlab,
    rivals.WEASYPRINT: rivals.weasyprint,
    rivals.LIBREOFFICE: _by_libreoffice,
}


def _alone(name: str, size: int) -> None:
    """Set a history once; print the seconds and the most memory of this process and its own."""
    import resource  # not on Windows, where nothing else here is missing

    whole, small = history(size), history(3)
    _SETTERS[name](to_document(small, HEAD))  # fonts are loaded, modules are there
    begun = time.perf_counter()
    _SETTERS[name](replace(to_document(whole, HEAD), check_code="7Q2M-4KDX-90TB"))
    took = time.perf_counter() - begun
    used = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps([took, max(used) / 1024]))


if __name__ == "__main__":
    _alone(sys.argv[1], int(sys.argv[2]))
