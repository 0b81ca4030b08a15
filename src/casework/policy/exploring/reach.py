"""What a step may cause, ask and touch in a slice: what its outcome can hang on at all.

Must not know nodes by value, nor whether a step fires.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.policy.exploring.variables import (
    BEEN,
    DEADLINE,
    FACT,
    LETTER,
    PAUSE,
    TRACK,
    checklist,
    conditions_of,
    read_by,
)
from casework.policy.holds import held_limits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from casework.policy.conditions import Atom
    from casework.policy.exploring.nodes import Layout
    from casework.policy.exploring.variables import Variable
    from casework.policy.model import Track, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Steps and letters that must not move while a test holds."""

    name: str
    test: Atom
    steps: frozenset[tuple[str, str]] = frozenset()
    letters: frozenset[str] = frozenset()


class Reach:
    """How far each step of one slice reaches; a letter's step is named LETTER and its words."""

    def __init__(self, layout: Layout, watches: Iterable[Watch]) -> None:
        self.layout = layout
        self.case_type = layout.part.case_type
        self.at = layout.at
        self.watches = tuple(watches)
        self._tests: dict[tuple[str, str], tuple[Atom, ...]] = {}
        self._alike: dict[tuple[str, str], bool] = {}
        self._limits = [name for kind, name in self.at if kind == DEADLINE]
        self._held = {(DEADLINE, name) for name in held_limits(self.case_type)}
        pause = self.case_type.pause
        self._begins = set(read_by((pause.when.test,))) if pause is not None else set()
        #: Whether time or a letter alone can let the pause begin, a move before it is told.
        self._unsteady = any(kind in {DEADLINE, LETTER} for kind, _ in self._begins)

    def tests_of(self, track: str, trigger: str) -> tuple[Atom, ...]:
        """Return every test that firing ``trigger`` may ask, follow-on steps included."""
        key = (track, trigger)
        if key not in self._tests:
            self._tests[key] = tuple(dict.fromkeys(self._asked([key])))
        return self._tests[key]

    def _asked(self, begin: list[tuple[str, str]]) -> Iterator[Atom]:
        for track, trigger in self._caused_by(begin):
            for watch in self.watches:
                if (track, trigger) in watch.steps or (track == LETTER and watch.letters):
                    yield watch.test
            for step in self._named(track, trigger):
                yield from conditions_of(step)
                if step.closes:
                    yield from self._checked_at_closing()

    def _caused_by(self, begin: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield each step that may come of a step or of a letter's own, itself included."""
        waiting, seen = list(begin), set()
        while waiting:
            pair = waiting.pop()
            if pair in seen:
                continue
            seen.add(pair)
            yield pair
            if pair[0] == LETTER:
                waiting.extend(self._caused_by_letter(pair[1]))
            for step in self._named(*pair):
                waiting.extend((follow.track, follow.trigger) for follow in step.then)

    def concerns(self, track: str, trigger: str) -> tuple[int, ...]:
        """Return every place in a node that the step's outcome hangs on, or that it changes."""
        return self._places(self._concerned(track, trigger))

    def when_changed(self, variable: Variable) -> tuple[int, ...]:
        """Return the places on which putting one thing on record hangs."""
        touched = {variable, *self._dated_by(variable)}
        return self._places(touched | self._settled_by(touched))

    def when_posted(self, name: str, stage: str) -> tuple[int, ...]:
        """Return the places on which a letter's coming to ``stage`` hangs."""
        found: set[Variable] = {(LETTER, name)}
        pause = self.case_type.pause
        if pause is not None and self.case_type.letters[name].to in pause.letters_to:
            found.add((PAUSE, ""))
        if stage == "received":
            found.update((DEADLINE, limit) for limit in self._limits)
        if self._asked_or_caused(name, stage):
            found |= self._concerned(LETTER, f"{name} {stage}")
        return self._places(found | self._settled_by(found))

    def when_released(self) -> tuple[int, ...]:
        """Return the places on which the release of the pause hangs."""
        return self._places({(PAUSE, ""), *self._held})

    def is_watched(self, track: str, trigger: str) -> bool:
        """Tell whether a step, or a letter's own, can come to what some watch forbids."""
        return any(
            pair in watch.steps or (pair[0] == LETTER and pair[1].split()[0] in watch.letters)
            for pair in self._caused_by([(track, trigger)])
            for watch in self.watches
        )

    def _asked_or_caused(self, name: str, stage: str) -> bool:
        pair = (LETTER, f"{name} {stage}")
        return bool(self.tests_of(*pair)) or len(list(self._caused_by([pair]))) > 1

    def _concerned(self, track: str, trigger: str) -> set[Variable]:
        found = set(read_by(self.tests_of(track, trigger)))
        found.add((TRACK, self.case_type.spine))  # a closed case offers nothing
        pairs = list(self._caused_by([(track, trigger)]))
        touched = {v for pair in pairs for step in self._named(*pair) for v in self._touched(step)}
        pause = self.case_type.pause
        if pause is not None and not pause.steps.isdisjoint(pairs):
            found.update(((PAUSE, ""), *self._begins))
        return found | touched | self._settled_by(touched)

    def _settled_by(self, touched: Collection[Variable]) -> set[Variable]:
        """Return what decides whether the pause begins, and what it then holds."""
        if not self._unsteady and self._begins.isdisjoint(touched):
            # a limit that starts while the pause stands is held
            return {(PAUSE, ""), *self._begins} if not self._held.isdisjoint(touched) else set()
        return {(PAUSE, ""), *self._begins, *self._held}

    def _dated_by(self, variable: Variable) -> Iterator[Variable]:
        kind, name = variable
        if kind == FACT:
            yield from ((DEADLINE, limit) for limit in self._limits if self._anchor(limit) == name)

    def _places(self, found: Iterable[Variable]) -> tuple[int, ...]:
        places = {self.at[variable] for variable in found if variable in self.at}
        return tuple(sorted(place for place in places if place < self.layout.size))

    def _touched(self, step: Transition) -> Iterator[Variable]:
        track = self.case_type.tracks[step.track]
        yield from ((TRACK, step.track), (BEEN, step.track), (LETTER, step.letter))
        yield from ((FACT, name) for name in (*step.sets, *step.asks))
        names = {*step.starts, *step.ends, track.states[step.source].next}
        names.add(track.states[step.dest].next)
        if step.dest in track.finals:
            names.update(self._ended_with(track))
        names.update(name for name in self._limits if self._anchor(name) in step.sets)
        for name in names - {""}:
            yield from ((DEADLINE, name), (FACT, self._anchor(name)))
        if step.closes:
            yield from ((TRACK, listed.name) for listed in self._listed())

    def _caused_by_letter(self, words: str) -> Iterator[tuple[str, str]]:
        name, stage = words.split()
        letter = self.case_type.letters[name]
        follow = letter.when_sent if stage == "sent" else letter.when_received
        if follow is not None and stage in {"sent", "received"}:
            yield follow.track, follow.trigger

    def _named(self, track: str, trigger: str) -> Iterator[Transition]:
        if (TRACK, track) in self.at:
            for step in self.case_type.tracks[track].transitions:
                if step.trigger == trigger:
                    yield step

    def _checked_at_closing(self) -> Iterator[Atom]:
        for track in self._listed():
            yield from checklist(track)

    def has_one_outcome(self, track: str, trigger: str) -> bool:
        """Tell whether the step, where it fires, always does the same and is watched by nothing."""
        if (track, trigger) not in self._alike:
            self._alike[track, trigger] = self._has_one_outcome((track, trigger))
        return self._alike[track, trigger]

    def _has_one_outcome(self, pair: tuple[str, str]) -> bool:
        named = [step for step in self._named(*pair) if step.then]
        sources = [step.source for step in self._named(*pair)]
        rivals = len(set(sources)) < len(sources)
        return not (named or rivals or any(pair in watch.steps for watch in self.watches))

    def _listed(self) -> Iterator[Track]:
        """Yield the slice's tracks that the closing list asks about."""
        for name in self.layout.part.tracks:
            if name != self.case_type.spine:
                yield self.case_type.tracks[name]

    def _ended_with(self, track: Track) -> list[str]:
        limits = self.case_type.deadlines
        return [name for name in self._limits if track.spine or limits[name].track == track.name]

    def _anchor(self, limit: str) -> str:
        return self.case_type.deadlines[limit].anchor
