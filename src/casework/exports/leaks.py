"""The leak check: every written form is searched for everything that its reader must not get.

It does not rely on the masking: it reads the finished files, and looks in its own way for each
name, nickname, handle and address, in whole and in part. Words that the program itself says there
are no leak. A hit stops the export and says where, never what. Must not know how forms are made.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.exports.names import (
    ADDRESSED,
    NOBODY,
    ORDINARY,
    TITLES,
    folded,
    is_name,
    runs_on,
    scriptlike,
    tells,
    words_of,
)
from casework.exports.traces import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casework.exports.extracts import Passage
    from casework.exports.traces import Trace

_MONTHS = frozenset({"march", "april", "may", "june", "july", "august"})
_DAYS = frozenset({"friday", "monday"})
#: A sign nobody sees, as each form shows it: it parts no name.
_SIGNS = re.compile(r"⟨U\+[0-9A-F]{4,6}⟩|\[[A-Z0-9\s-]+,\s+U\+[0-9A-F]{4,6}\]|[\u2400-\u2426]")
#: From this many letters on, words that run together are still the name.
_RUNS_TOGETHER = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Something a reader must not get, found: in which file, where, and what kind of thing."""

    form: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.form}, {self.place}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Needles:
    """What is looked for, each with what it is: single words by how they count, and wholes."""

    words: dict[str, str] = field(default_factory=dict)
    capitals: dict[str, str] = field(default_factory=dict)
    titled: dict[str, str] = field(default_factory=dict)
    wholes: dict[str, str] = field(default_factory=dict)
    runs: dict[tuple[str, ...], str] = field(default_factory=dict)


def needles_of(traces: Iterable[Trace], spared: Iterable[str] = ()) -> Needles:
    """Return what to look for; words of the ``spared`` names count only within a whole name."""
    found = Needles()
    stay = {word for name in spared for word in words_of(name)}
    for trace in traces:
        _add(found, trace, stay)
    return found


def _add(to: Needles, trace: Trace, stay: set[str]) -> None:
    words = words_of(trace.words)
    letters = "".join(words)
    named = trace.what in NAMES
    if (named and not is_name(words)) or len(letters) < 2:
        return
    if len(words) > 1 or not named:
        if len(letters) >= _RUNS_TOGETHER or scriptlike(letters):
            to.wholes.setdefault(letters, trace.what)
        else:
            to.runs.setdefault(tuple(words), trace.what)
    if named:
        for word in words:
            if word not in stay and word not in TITLES and tells(word):
                _single(to, word, trace.what)


def _single(to: Needles, word: str, what: str) -> None:
    rare = word not in NOBODY and word not in ORDINARY
    if runs_on(word):
        to.wholes.setdefault(word, what)
    elif rare and (len(word) > 2 or scriptlike(word)):
        to.words.setdefault(word, what)
    else:
        to.titled.setdefault(word, what)
        if word not in NOBODY:
            to.capitals.setdefault(word, what)


@dataclass(slots=True)
class _Read:
    """Words taken apart once, to be asked about many names."""

    words: Counter[str]
    capitals: Counter[str]
    titled: Counter[str]
    order: tuple[str, ...]
    letters: str

    def count(self, needles: Needles) -> Counter[tuple[str, str]]:
        """Return how often each thing looked for is there."""
        found: Counter[tuple[str, str]] = Counter()
        for kind, sought, held in (
            ("word", needles.words, self.words),
            ("capital", needles.capitals, self.capitals),
            ("titled", needles.titled, self.titled),
        ):
            for word in held.keys() & sought.keys():
                found[kind, word] = held[word]
        for whole in needles.wholes:
            if whole in self.letters:
                found["whole", whole] = self.letters.count(whole)
        for run in needles.runs:
            times = self._runs(run)
            if times:
                found["run", " ".join(run)] = times
        return found

    def _runs(self, run: tuple[str, ...]) -> int:
        if run[0] not in self.words:
            return 0
        size = len(run)
        return sum(self.order[at : at + size] == run for at in range(len(self.order)))


def _read(text: str) -> _Read:
    text = _SIGNS.sub("", text)
    whole, places = folded(text)
    order: list[str] = []
    upper: list[bool] = []
    for match in re.finditer(r"\w+", whole):
        order.append(match[0])
        upper.append(text[places[match.start()]].isupper())
    read = _Read(Counter(order), Counter(), Counter(), tuple(order), "".join(order))
    for at, word in enumerate(order):
        before = order[at - 1] if at else ""
        if upper[at] and not _is_date(word, before, order[at + 1 : at + 3]):
            read.capitals[word] += 1
        if before in ADDRESSED:
            read.titled[word] += 1
    return read


def _is_date(word: str, before: str, after: Sequence[str]) -> bool:
    """Tell whether a word is part of a date or the name of a bank holiday."""
    if word in _MONTHS:
        year = bool(after) and after[0].isdecimal() and len(after[0]) == 4
        return before.isdecimal() or year or "bank" in after
    return word in _DAYS and (before == "good" or (bool(after) and after[0].isdecimal()))


def leaks(
    form: str, written: Sequence[Passage], own: Sequence[Passage], needles: Needles
) -> tuple[Leak, ...]:
    """Return what stands in one written form and must not; ``own`` is what the program says there.

    Places that both have are compared one by one; where pages fall otherwise, the whole is.
    """
    places = {passage.place for passage in own}
    if all(passage.place in places for passage in written):
        allowed = _by_place(own)
        found = _by_place(written)
        return tuple(
            each
            for place, text in found.items()
            for each in _over(form, place, _read(text), _read(allowed[place]), needles)
        )
    spoken = _read("\n".join(passage.words for passage in own)).count(needles)
    said = [(passage.place, _read(passage.words)) for passage in written]
    total = sum((read.count(needles) for _, read in said), Counter[tuple[str, str]]())
    total |= _read("\n".join(passage.words for passage in written)).count(needles)
    over = {key for key, times in total.items() if times > spoken[key]}
    return tuple(_placed(form, said, over, needles)) if over else ()


def _by_place(parts: Iterable[Passage]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for passage in parts:
        found.setdefault(passage.place, []).append(passage.words)
    return {place: "\n".join(words) for place, words in found.items()}


def _over(form: str, place: str, read: _Read, own: _Read, needles: Needles) -> Iterable[Leak]:
    found = read.count(needles)
    if not found:
        return
    spoken = own.count(needles)
    kinds = {_what(key, needles) for key, times in found.items() if times > spoken[key]}
    yield from (Leak(form=form, place=place, what=what) for what in sorted(kinds))


def _placed(
    form: str, said: Sequence[tuple[str, _Read]], over: set[tuple[str, str]], needles: Needles
) -> Iterable[Leak]:
    """Yield where the things that stand there too often stand; across two pages, the file."""
    here = False
    for place, read in said:
        for what in sorted({_what(key, needles) for key in read.count(needles).keys() & over}):
            here = True
            yield Leak(form=form, place=place, what=what)
    if not here:
        whats = sorted({_what(key, needles) for key in over})
        yield from (Leak(form=form, place="across two pages", what=what) for what in whats)


def _what(key: tuple[str, str], needles: Needles) -> str:
    kind, found = key
    tables: dict[str, Mapping[str, str]] = {
        "word": needles.words,
        "capital": needles.capitals,
        "titled": needles.titled,
        "whole": needles.wholes,
    }
    if kind == "run":
        return needles.runs[tuple(found.split(" "))]
    return tables[kind][found]
