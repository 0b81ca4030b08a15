"""What is hidden from somebody changes no byte of what the program tells them.

Two records, alike but for one hidden case, are asked the same: thousands of short sequences of
random commands. Every command of whoever must not know ends alike in both, byte for byte. Then the
time of each command is taken in both by turns: it must not tell either.
"""

from __future__ import annotations

import random  # noqa: TID251 - a seed drives everything, and the seed is printed
import shutil
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks import asked, twins
from benchmarks.twins import BEGIN, CANARY, STAFF
from casework.errors import CaseworkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.twins import Ended, Record, Twins

#: Sequences before both records begin anew, commands of a sequence.
BLOCK, LENGTH = 50, 2
#: Who must not know, by what is hidden: of an allegation about the head, of a case taken from one.
UNAWARE = {
    "sealed": ("head", "clerk", "deputy", "teacher", "admin"),
    "excluded": ("deputy", "chair", "teacher", "admin"),
}
#: How much longer or shorter a command may take, by its median.
TOLERANCE = 0.10
UNKNOWN = "CW-ZZZ9"


@dataclass(slots=True)
class Counts:
    """What a run came to."""

    sequences: int = 0
    commands: int = 0
    compared: int = 0
    refused: int = 0
    unforeseen: int = 0
    timed: int = 0
    violations: int = 0
    first: str = ""


def run(
    home: Path,
    seed: int,
    count: int,
    beat: Callable[[int], None] | None = None,
    *,
    first: Path | None = None,
    block: int = BLOCK,
) -> Counts:
    """Run ``count`` sequences, half of them with each kind of hidden case.

    ``first`` is the school that both records begin as, where it is founded already.
    """
    counts = Counts()
    first = first or twins.founded(home)
    for number, begin in enumerate(range(0, count, block)):
        kind = ("sealed", "excluded")[number % 2]
        with _pair(home, first, number, kind) as pair:
            for sequence in range(begin, min(begin + block, count)):
                counts.sequences += 1
                _sequence(pair, kind, seed, sequence, counts)
        if beat is not None:
            beat(counts.sequences)
    return counts


def tour(
    home: Path, kind: str, names: Sequence[str] = tuple(asked.ASKED), *, first: Path | None = None
) -> Counts:
    """Ask each of these commands about the hidden case and about another one.

    The one is asked by whoever's turn it is, the other by who is likeliest to be let.
    """
    counts = Counts()
    with _pair(home, first or twins.founded(home), 0, kind) as pair:
        for number, name in enumerate(names):
            pair.at(BEGIN + timedelta(minutes=number * 97))
            turn = UNAWARE[kind][number % len(UNAWARE[kind])]
            for user, ref in ((turn, pair.hidden), (_likely(kind, name), _visible(pair)[0])):
                at = (name, user)
                words = asked.line(name, random.Random(f"{at}"), (ref,))
                if ref == pair.hidden and not any(ref in word for word in words):
                    continue  # it is about no case: once is enough
                _ask(pair, at, user, words, counts)
                pair.something_happens(*at)
    return counts


def _likely(kind: str, name: str) -> str:
    """Return who of the unaware is likeliest to be let do it: the excluded is a senior leader."""
    manages = name.partition(" ")[0] in {"policy", "restore", "school", "settings", "user"}
    return "head" if kind == "sealed" else "admin" if manages else "deputy"


@contextmanager
def _pair(home: Path, first: Path, number: int, kind: str) -> Iterator[Twins]:
    """Give two records alike but for what is hidden; they are gone afterwards."""
    with twins.at_their_desks() as known:
        pair = twins.copies(known, first, home, number, kind)
        try:
            yield pair
        finally:
            pair.close()
            for record in (pair.with_it, pair.without):
                del known[record.folder]
                for path in (record.folder, record.state, record.own):
                    shutil.rmtree(path, ignore_errors=True)


def _sequence(pair: Twins, kind: str, seed: int, number: int, counts: Counts) -> None:
    for step in range(LENGTH):
        at = (seed, number, step)
        chance = random.Random(f"{at}")
        pair.at(BEGIN + timedelta(minutes=number % BLOCK * 240 + step * 7))
        if chance.random() < 0.15:
            pair.something_happens(*at)
        user = chance.choice(UNAWARE[kind] if step else tuple(STAFF))
        refs = (*_visible(pair), pair.hidden, UNKNOWN)
        if user in UNAWARE[kind]:
            _ask(pair, at, user, asked.any_line(chance, refs), counts)
        else:
            counts.commands += 1
            _say(pair, at, user, asked.any_line(chance, refs[:-2]))


def _ask(
    pair: Twins, at: tuple[object, ...], user: str, words: tuple[str, ...], counts: Counts
) -> None:
    """Ask both records the same; what one who must not know is told has to be the same."""
    told = _say(pair, at, user, words)
    counts.commands += 1
    counts.compared += 1
    counts.refused += told[0].code != 0
    counts.unforeseen += told[0].code == CaseworkError.exit_code
    _compare(pair, told, f"{at}: {user} {words}", counts)


def _say(
    pair: Twins, at: tuple[object, ...], user: str, words: tuple[str, ...]
) -> tuple[Ended, Ended]:
    """Run one line in both; every other time as nobody, where it needs no user."""
    nobody = " ".join(words[:2]) in asked.NOBODY or words[0] in asked.NOBODY
    if nobody and random.Random(f"{at} nobody").random() < 0.5:
        user = ""
    one, other = (record.says(*at, user=user, words=words) for record in _both(pair))
    return one, other


def _visible(pair: Twins) -> tuple[str, ...]:
    """Return the references of the record that hides nothing, as whoever sees all of them does.

    The clerk of the other signs in at the same moment: a sign-in works off what waits.
    """
    pair.with_it.desk("clerk")
    return tuple(sorted(row.ref for row in pair.without.desk("clerk").cards.rows))


def _compare(pair: Twins, told: Sequence[Ended], what: str, counts: Counts) -> None:
    one, other = (_plain(record, ended) for record, ended in zip(_both(pair), told, strict=True))
    if one != other:
        counts.violations += 1
        counts.first = counts.first or f"{what}: {one!r} but {other!r}"


def _both(pair: Twins) -> tuple[Record, Record]:
    return pair.with_it, pair.without


def _plain(record: Record, ended: Ended) -> tuple[int, bytes, bytes, tuple[tuple[str, bytes], ...]]:
    """Return how it ended, without the folder's own name."""
    here = str(record.folder).encode()
    out, err = (said.replace(here, b"BOOK") for said in (ended.out, ended.err))
    return ended.code, out, err, ended.files


# --- time -----------------------------------------------------------------------------------------

#: Commands whose time is taken, with what is hidden and with what never was.
TIMED: tuple[tuple[str, ...], ...] = (
    ("case", "list"),
    ("case", "list", "--find", CANARY),
    ("case", "show", "HIDDEN"),
    ("case", "note", "HIDDEN", "Is anybody there?"),
    ("case", "do", "HIDDEN", "triage"),
    ("approval", "list"),
    ("approval", "grant", "HIDDEN.1"),
    ("letter", "list", "HIDDEN"),
    ("deadline", "list"),
    ("panel", "check", "deputy"),
    ("user", "list"),
    ("settings", "list"),
)


def times(home: Path, calls: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Take each command's time in both records by turns; its medians must be alike."""
    counts = Counts()
    first = twins.founded(home)
    for number, (kind, user) in enumerate((("sealed", "head"), ("excluded", "deputy"))):
        with _pair(home, first, number, kind) as pair:
            for words in TIMED:
                ratio = _ratio(pair, user, words, calls)
                counts.timed += calls
                if abs(ratio - 1) > TOLERANCE:
                    counts.violations += 1
                    said = f"{user} {' '.join(words)}: {ratio:.2f} times as long where it is hidden"
                    counts.first = counts.first or said
                if beat is not None:
                    beat(counts.timed)
    return counts


def _ratio(pair: Twins, user: str, words: tuple[str, ...], calls: int) -> float:
    """Return the median of how long a call took with it, to the call beside it without.

    Whatever else the machine does disturbs both calls of a pair; which comes first goes by turns.
    """
    asked = tuple(word.replace("HIDDEN", pair.hidden) for word in words)
    found = []
    for call in range(calls):
        spent = [0.0, 0.0]
        for which in (0, 1) if call % 2 else (1, 0):
            begun = time.perf_counter()
            _both(pair)[which].says(call, user=user, words=asked)
            spent[which] = time.perf_counter() - begun
        found.append(spent[0] / spent[1])
    return statistics.median(found)
