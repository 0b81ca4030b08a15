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
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks import twins
from benchmarks.twins import BEGIN, CANARY, STAFF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.twins import Ended, Record, Twins

#: Sequences before both records begin anew, commands of a sequence.
BLOCK, LENGTH = 50, 2
#: Who must not know, by what is hidden: of an allegation about the head, of a case taken from one.
UNAWARE = {
    "sealed": ("head", "clerk", "deputy", "teacher"),
    "excluded": ("deputy", "chair", "teacher"),
}
#: How much longer or shorter a command may take, by its median.
TOLERANCE = 0.10
#: An examination takes as long as twenty other commands, so it comes more rarely.
DOCTOR = 0.3
UNKNOWN = "CW-ZZZ9"
WORDS = ("a post", "example", CANARY, "allegation", "head", "zzz")


@dataclass(slots=True)
class Counts:
    """What a run came to."""

    sequences: int = 0
    commands: int = 0
    compared: int = 0
    refused: int = 0
    timed: int = 0
    violations: int = 0
    first: str = ""


def run(home: Path, seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Run ``count`` sequences, half of them with each kind of hidden case."""
    counts = Counts()
    first = twins.founded(home)
    with twins.at_their_desks() as known:
        for number, begin in enumerate(range(0, count, BLOCK)):
            kind = ("sealed", "excluded")[number % 2]
            pair = twins.copies(known, first, home, number, kind)
            for sequence in range(begin, min(begin + BLOCK, count)):
                counts.sequences += 1
                _sequence(pair, kind, seed, sequence, counts)
            _forget(known, pair)
            if beat is not None:
                beat(counts.sequences)
    return counts


def _forget(known: dict[Path, Record], pair: Twins) -> None:
    pair.close()
    for record in (pair.with_it, pair.without):
        del known[record.folder]
        shutil.rmtree(record.folder)
        shutil.rmtree(record.state)


def _sequence(pair: Twins, kind: str, seed: int, number: int, counts: Counts) -> None:
    for step in range(LENGTH):
        at = (seed, number, step)
        chance = random.Random(f"{at}")
        pair.at(BEGIN + timedelta(minutes=number % BLOCK * 240 + step * 7))
        if chance.random() < 0.15:
            pair.something_happens(*at)
        everybody = tuple(STAFF)
        user = chance.choice(UNAWARE[kind] if step else everybody)
        refs = (*_visible(pair), pair.hidden, UNKNOWN)
        words = command(chance, refs if user in UNAWARE[kind] else refs[:-2])
        told = [record.says(*at, user=user, words=words) for record in (pair.with_it, pair.without)]
        counts.commands += 1
        if user in UNAWARE[kind]:
            counts.compared += 1
            counts.refused += told[0].code != 0
            _compare(pair, told, f"sequence {number}, step {step}: {user} {words}", counts)


def _visible(pair: Twins) -> tuple[str, ...]:
    """Return the references of the record that hides nothing, as whoever sees all of them does."""
    return tuple(sorted(row.ref for row in pair.without.desk("clerk").cards.rows))


def _compare(pair: Twins, told: Sequence[Ended], what: str, counts: Counts) -> None:
    one, other = (_plain(record, ended) for record, ended in zip(_both(pair), told, strict=True))
    if one != other:
        counts.violations += 1
        counts.first = counts.first or f"{what}: {one!r} but {other!r}"


def _both(pair: Twins) -> tuple[Record, Record]:
    return pair.with_it, pair.without


def _plain(record: Record, ended: Ended) -> tuple[int, bytes, bytes]:
    """Return how it ended, without the folder's own name."""
    here = str(record.folder).encode()
    return ended.code, ended.out.replace(here, b"BOOK"), ended.err.replace(here, b"BOOK")


# --- commands -------------------------------------------------------------------------------------


def command(chance: random.Random, refs: Sequence[str]) -> tuple[str, ...]:
    """Return a random command line about one of ``refs``."""
    ref, other = chance.choice(refs), chance.choice(refs)
    words = chance.choice(_COMMANDS)(chance, ref, other)
    if words[:2] == ("export", "history") or chance.random() < 0.5:
        return words
    return (*words, "--json")


def _key(chance: random.Random) -> tuple[str, ...]:
    return ("--key", f"key {chance.randrange(6)}") if chance.random() < 0.5 else ()


def _id(chance: random.Random, ref: str) -> str:
    return f"{ref}.{chance.randrange(1, 4)}"


_TRIGGERS = (
    ("triage", "case"),
    ("take-up", "case"),
    ("find-appropriate", "case"),
    ("close", "case"),
    ("release-pause", ""),
    ("nothing-to-follow-up", "case"),
)
_TRIAGE = tuple(
    word
    for name in (
        "possibly-unlawful",
        "crime-possible",
        "undeserved",
        "touches-safeguarding",
        "touches-families",
        "touches-confidentiality",
        "touches-relationships",
        "names-individual",
        "serious-allegation",
        "names-accused-teacher",
        "child-at-risk",
        "staff-affected",
        "adult-conduct",
    )
    for word in ("--set", f"{name}=no")
)


def _do(chance: random.Random, ref: str, _other: str) -> tuple[str, ...]:
    trigger, track = chance.choice(_TRIGGERS)
    answers = (*_TRIAGE, "--set", "inappropriate=yes") if trigger == "triage" else ()
    where = ("--track", track) if track else ()
    dry = ("--dry-run",) if chance.random() < 0.3 else ()
    return ("case", "do", ref, trigger, *where, *answers, "--reason", "So it is.", *dry)


def _list(chance: random.Random, _ref: str, _other: str) -> tuple[str, ...]:
    more = ((), ("--due",), ("--all",), ("--find", chance.choice(WORDS)))
    return ("case", "list", *chance.choice(more))


def _open(chance: random.Random, _ref: str, _other: str) -> tuple[str, ...]:
    kind = chance.choice(("concern", "concern", "staff-allegation", "nothing"))
    claim = ("--category", "naming-or-discussing-a-child:pupil")
    return ("case", "open", kind, "--summary", "One more post.", *claim, *_key(chance))


def _person(chance: random.Random, ref: str, _other: str) -> tuple[str, ...]:
    role = chance.choice(("witness", "target", "reporter", "source"))
    return ("case", "person", ref, f"{role}=N. {chance.randrange(9)}")


def _about(chance: random.Random, _ref: str, _other: str) -> tuple[str, ...]:
    about = chance.choice((*STAFF, "somebody else", CANARY))
    return ("concern", "--words", "What was seen.", "--about", about)


def _close(chance: random.Random, _ref: str, _other: str) -> tuple[str, ...]:
    return ("calendar", "close", f"2026-11-{chance.randrange(10, 28)}")


_COMMANDS: tuple[Callable[[random.Random, str, str], tuple[str, ...]], ...] = (
    _list,
    _list,
    lambda _c, ref, _o: ("case", "show", ref),
    lambda _c, ref, _o: ("case", "show", ref, "--source"),
    _do,
    _do,
    _open,
    lambda c, ref, _o: ("case", "note", ref, f"Note {c.randrange(4)}.", *_key(c)),
    lambda c, ref, _o: ("case", "set", ref, f"harm-other={c.choice(('yes', 'no'))}", *_key(c)),
    lambda c, ref, _o: ("case", "set", ref, f"screening={c.choice(('unsure', 'nonsense'))}"),
    lambda _c, ref, _o: ("case", "incident", ref, "Posted again."),
    _person,
    lambda _c, ref, other: ("case", "link", ref, other),
    lambda c, ref, _o: ("case", "correct", ref, str(c.randrange(1, 5)), "So.", "--reason", "Slip."),
    lambda _c, ref, _o: ("case", "undo", ref),
    lambda c, ref, _o: ("case", "exclude", ref, c.choice(tuple(STAFF)), "--reason", "Related."),
    lambda c, ref, _o: ("case", "admit", ref, c.choice(tuple(STAFF)), "--reason", "Helps."),
    lambda c, ref, _o: ("case", "note", ref, "Late.", "--expected", str(c.randrange(4))),
    lambda _c, _r, _o: ("approval", "list"),
    lambda c, ref, _o: ("approval", "grant", _id(c, ref)),
    lambda c, ref, _o: ("approval", "decline", _id(c, ref), "--reason", "Not yet."),
    lambda _c, ref, _o: ("letter", "list", ref),
    lambda _c, ref, _o: ("letter", "preview", ref, "warning"),
    lambda _c, ref, _o: ("letter", "issue", ref, "1"),
    lambda _c, ref, _o: ("evidence", "list", ref),
    lambda _c, ref, _o: ("evidence", "verify", ref),
    lambda c, ref, _o: ("export", "history", ref, "--for", c.choice(("chair", "headteacher"))),
    lambda c, _r, _o: ("deadline", "list", *c.choice(((), ("--late",), ("--all",)))),
    lambda _c, _r, _o: ("deadline", "check"),
    lambda _c, _r, _o: ("calendar", "show"),
    _close,
    lambda c, _r, _o: ("doctor",) if c.random() < DOCTOR else ("approval", "list"),
    lambda _c, _r, _o: ("user", "list"),
    lambda _c, _r, _o: ("user", "hand-over", "second", "dsl", "--reason", "Leaves."),
    lambda _c, _r, _o: ("settings", "list"),
    _about,
    lambda c, _r, _o: ("panel", "check", c.choice((*STAFF, CANARY, "Ms J. Example"))),
    lambda _c, _r, _o: ("where",),
)


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
    with twins.at_their_desks() as known:
        for number, (kind, user) in enumerate((("sealed", "head"), ("excluded", "deputy"))):
            pair = twins.copies(known, first, home, 10_000 + number, kind)
            for words in TIMED:
                ratio = _ratio(pair, user, words, calls)
                counts.timed += calls
                if abs(ratio - 1) > TOLERANCE:
                    counts.violations += 1
                    said = f"{user} {' '.join(words)}: {ratio:.2f} times as long where it is hidden"
                    counts.first = counts.first or said
                if beat is not None:
                    beat(counts.timed)
            _forget(known, pair)
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
