"""What a step does to a bare case: the engine's step on tuples, follow-on steps included.

Follows ``engine``, ``steps`` and ``limits`` event for event. Contracts stop nothing here, because
they are what is to be proved; calendars count as loaded, and a limit whose time has gone as passed.
Must not know which step is tried, nor who takes it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from casework.policy.exploring import nodes as n
from casework.policy.exploring.reach import Reach
from casework.policy.exploring.variables import (
    BEEN,
    DEADLINE,
    FACT,
    FROM_RECEIPT,
    FROM_STEP,
    LETTER,
    PAUSE,
    TRACK,
    checklist,
)
from casework.policy.holds import held_limits
from casework.policy.steps import MOST_FOLLOW_ONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from casework.policy.exploring.nodes import Layout, Node, Place
    from casework.policy.exploring.reach import Watch
    from casework.policy.model import FollowOn, Track, Transition

    Test = Callable[[Sequence[Place]], bool]


class Broken(NamedTuple):
    """A rule that a move would break if nothing but conditions held it back."""

    kind: str
    name: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A step with its conditions ready to be read."""

    step: Transition
    wanted: tuple[Test, ...]
    unwanted: tuple[Test, ...]
    owed: tuple[int, ...]  # places of answers without which it is not taken
    certain: tuple[Test, ...]  # of the wanted, what reads nothing hidden
    certain_not: tuple[Test, ...]


class Effects:
    """Every effect in one slice; ``taken`` and ``broken`` tell of the tries since ``begin``."""

    def __init__(self, layout: Layout, watches: Iterable[Watch] = ()) -> None:
        self.layout = layout
        self.case_type = layout.part.case_type
        self.at = layout.at
        self.watches = tuple(watches)
        self._watched = [(watch, layout.read(watch.test)) for watch in self.watches]
        self.taken: list[str] = []
        self.broken: list[Broken] = []
        self.reach = Reach(layout, self.watches)
        self.offers = {
            (name, state): self._offers(track, state)
            for name, track in self.case_type.tracks.items()
            if (TRACK, name) in self.at
            for state in track.states
        }
        self.pause_at = self.at.get((PAUSE, ""))
        pause = self.case_type.pause
        self._pauses = layout.read(pause.when.test) if pause and (PAUSE, "") in self.at else None
        self._closing = self._checks()
        self._spine_at = self.at.get((TRACK, self.case_type.spine))
        self._closed_states = self.case_type.tracks[self.case_type.spine].finals
        self.limits = [(name, self.at[k, name]) for k, name in self.at if k == DEADLINE]
        held = held_limits(self.case_type) if self.pause_at is not None else frozenset()
        self._held = [at for name, at in self.limits if name in held]

    def _owed(self, step: Transition) -> Iterator[int]:
        """Yield the places of answers without which the step is not taken, where nodes tell."""
        for name in step.asks:
            at = self.at.get((FACT, name), self.layout.size)
            if at < self.layout.size and not self.layout.answers[name].groups[0]:
                yield at

    def begin(self) -> None:
        """Forget what was tried before."""
        self.taken, self.broken = [], []

    def _offers(self, track: Track, state: str) -> Mapping[str, tuple[Guarded, ...]]:
        found: dict[str, tuple[Guarded, ...]] = {}
        for step in track.transitions:
            if step.source == state:
                found[step.trigger] = (*found.get(step.trigger, ()), self._guarded(step))
        return found

    def _guarded(self, step: Transition) -> Guarded:
        wanted = [condition.test for condition in step.conditions]
        unwanted = [condition.test for condition in step.unless]
        read, plain = self.layout.read, self.layout.reads_nothing_hidden
        return Guarded(
            step=step,
            wanted=tuple(read(test) for test in wanted),
            unwanted=tuple(read(test) for test in unwanted),
            owed=tuple(self._owed(step)),
            certain=tuple(read(test) for test in wanted if plain(test)),
            certain_not=tuple(read(test) for test in unwanted if plain(test)),
        )

    def possible(self, node: Node, track: str, trigger: str) -> bool:
        """Tell whether some filling of hidden places might let the step fire."""
        state = str(node[self.at[TRACK, track]])
        return any(
            meets(node, offered.certain, offered.certain_not)
            and answered(node, offered)
            and not (offered.step.closes and self._unfinished(node))
            for offered in self.offers[track, state].get(trigger, ())
        )

    def _unfinished(self, node: Node) -> bool:
        return any(
            node[at] not in track.finals and node[at] != track.initial
            for at, track, _ in self._closing
        )

    def _checks(self) -> tuple[tuple[int, Track, tuple[Test, ...]], ...]:
        if (TRACK, self.case_type.spine) not in self.at:
            return ()
        closing = any(s.closes for s in self.case_type.tracks[self.case_type.spine].transitions)
        tracks = self.case_type.tracks
        return tuple(
            (at, tracks[name], tuple(self.layout.read(test) for test in checklist(tracks[name])))
            for (kind, name), at in self.at.items()
            if closing and kind == TRACK and not tracks[name].spine
        )

    def permitted(self, node: Sequence[Place], track: str, trigger: str) -> Guarded | None:
        """Return the step that would fire now, whoever asks."""
        if self._closed(node, track):
            return None
        pause = self.case_type.pause
        held = pause is not None and (track, trigger) in pause.steps
        if held and self.pause_at is not None and node[self.pause_at] == n.STANDING:
            return None
        state = str(node[self.at[TRACK, track]])
        for offered in self.offers[track, state].get(trigger, ()):
            if meets(node, offered.wanted, offered.unwanted):
                if offered.step.closes and not self._may_close(node):
                    return None
                self._watch(node, offered.step, held=held)
                return offered
        return None

    def _closed(self, node: Sequence[Place], track: str) -> bool:
        """Nothing goes on in a closed case but what the spine itself offers."""
        at = self._spine_at
        return at is not None and track != self.case_type.spine and node[at] in self._closed_states

    def _watch(self, node: Sequence[Place], step: Transition, *, held: bool) -> None:
        pair = (step.track, step.trigger)
        for watch, holds in self._watched:
            if pair in watch.steps and holds(node):
                self.broken.append(Broken("contract", watch.name, step.id))
        unpaused = self.pause_at is not None and node[self.pause_at] == n.UNPAUSED
        if held and unpaused and self._pauses is not None and self._pauses(node):
            self.broken.append(Broken("pause", step.trigger, step.id))

    def _may_close(self, node: Sequence[Place]) -> bool:
        return all(settled(node, at, track, owed) for at, track, owed in self._closing)

    def perform(self, values: list[Place], first: Transition, letter: str) -> bool:
        """Take a step and what follows from it, each asked for when its turn comes."""
        waiting: deque[FollowOn] = deque()
        step: Transition | None = first
        while step is not None:
            if len(self.taken) >= MOST_FOLLOW_ONS:
                return False
            self._move(values, step, letter, followed=bool(self.taken) or bool(letter))
            self.taken.append(step.id)
            # what stands outside is optional, or it always fits: the slice was cut so
            waiting.extend(follow for follow in step.then if (TRACK, follow.track) in self.at)
            step = None
            while waiting and step is None:
                follow = waiting.popleft()
                step = self.following(values, follow)
                if step is None and not follow.optional:
                    return False
        return True

    def following(self, values: Sequence[Place], follow: FollowOn) -> Transition | None:
        """Return the step a follow-on causes; what needs a decision never just follows."""
        found = self.permitted(values, follow.track, follow.trigger)
        return None if found is None or found.step.approval is not None else found.step

    def _move(self, values: list[Place], step: Transition, letter: str, *, followed: bool) -> None:
        for name, value in step.sets.items():
            if (FACT, name) in self.at:
                values[self.at[FACT, name]] = self.layout.answers[name].place(value)
                self.date(values, name)
        track = self.case_type.tracks[step.track]
        leaving = "" if _stays(step) else track.states[step.source].next
        self._end((*step.ends, leaving), values, n.MET)
        values[self.at[TRACK, step.track]] = step.dest
        been = self.at.get((BEEN, step.track))
        if been is not None and step.dest in self.layout.been[step.track]:
            values[been] = _passed(values[been], step.dest)
        self._arrive(values, step, letter)
        if step.letter and (LETTER, step.letter) in self.at:
            self._draft(values, step, followed=followed)

    def _arrive(self, values: list[Place], step: Transition, letter: str) -> None:
        track = self.case_type.tracks[step.track]
        if step.dest in track.finals:
            self._end(self._of_track(track), values, n.CANCELLED)
            if track.spine:
                return  # no closed case keeps a running limit, so none begins with the close
        arriving = "" if _stays(step) else track.states[step.dest].next
        self.start(values, (*step.starts, arriving), letter)

    def _draft(self, values: list[Place], step: Transition, *, followed: bool) -> None:
        if step.approval is not None and followed:
            return  # the engine drafts such a letter with the request, and here nobody asked
        waived = self.case_type.letters[step.letter].approval is None
        stage = "approved" if step.approval is not None or waived else "drafted"
        at = self.at[LETTER, step.letter]
        values[at] = more(values[at], self.layout.stage_of(step.letter, stage))

    # --- limits -----------------------------------------------------------------------------------

    def _of_track(self, track: Track) -> list[str]:
        limits = self.case_type.deadlines
        return [name for name, _ in self.limits if track.spine or limits[name].track == track.name]

    def _end(self, names: Iterable[str], values: list[Place], how: str) -> None:
        for name in names:
            at = self.at.get((DEADLINE, name))
            if at is not None and values[at] not in {n.NEVER, n.MET, n.CANCELLED}:
                values[at] = how

    def start(self, values: list[Place], names: Iterable[str], letter: str) -> None:
        for name in names:
            at = self.at.get((DEADLINE, name))
            if at is not None:
                values[at] = self._standing(values, name, letter)

    def _anchor(self, limit: str) -> str:
        return self.case_type.deadlines[limit].anchor

    def date(self, values: list[Place], fact: str) -> None:
        """Let the limits run that waited for an answer."""
        for name, at in self.limits:
            if values[at] == n.WAITING and self._anchor(name) == fact:
                values[at] = self._running(values, at)

    def _running(self, values: Sequence[Place], at: int) -> str:
        """A limit that knows where to count from runs, unless the pause holds it."""
        paused = self.pause_at is not None and values[self.pause_at] == n.STANDING
        return n.HELD if paused and at in self._held else n.RUNNING

    def _standing(self, values: Sequence[Place], name: str, letter: str) -> str:
        anchor = self._anchor(name)
        running = self._running(values, self.at[DEADLINE, name])
        if anchor == FROM_STEP:
            return running
        if anchor == FROM_RECEIPT:
            return n.waits_for(letter) if letter else n.WAITING
        return running if values[self.at[FACT, anchor]] != 0 else n.WAITING

    def settled(self, values: Sequence[Place]) -> Node:
        """Return the node, the pause begun where it must, with the limits that it holds."""
        at, node = self.pause_at, tuple(values[: self.layout.size])
        if at is not None and self._pauses and values[at] == n.UNPAUSED and self._pauses(values):
            return self._turned(put(node, at, n.STANDING), n.RUNNING, n.HELD)
        return node

    def released(self, node: Node) -> Node:
        """Return the node with the pause released and what it held running again."""
        at = self.pause_at
        return node if at is None else self._turned(put(node, at, n.RELEASED), n.HELD, n.RUNNING)

    def _turned(self, node: Node, before: str, after: str) -> Node:
        for at in self._held:
            if node[at] == before:
                node = put(node, at, after)
        return node

    def receive(self, values: list[Place], letter: str) -> None:
        for _, at in self.limits:
            if values[at] == n.waits_for(letter):
                values[at] = self._running(values, at)

    def letter_held(self, node: Sequence[Place], to: str) -> bool:
        pause, at = self.case_type.pause, self.pause_at
        if pause is None or at is None or to not in pause.letters_to:
            return False
        return node[at] == n.STANDING

    def watch_letter(self, node: Sequence[Place], name: str) -> None:
        """Note the rules that a letter's own step would break."""
        for watch, holds in self._watched:
            if name in watch.letters and holds(node):
                self.broken.append(Broken("contract", watch.name, name))


def _stays(step: Transition) -> bool:
    return step.source == step.dest and step.keeps == "deadlines"


def settled(node: Sequence[Place], at: int, track: Track, owed: tuple[Test, ...]) -> bool:
    """Tell whether closing asks nothing more about a track: at an end, or never owed nor begun."""
    if node[at] in track.finals:
        return True
    return node[at] == track.initial and not any(test(node) for test in owed)


def meets(node: Sequence[Place], wanted: tuple[Test, ...], unwanted: tuple[Test, ...]) -> bool:
    """Tell whether each test wanted holds of a node, and none unwanted; asked of every try."""
    for test in wanted:  # loops, because a generator costs more than most tests
        if not test(node):
            return False
    for test in unwanted:  # noqa: SIM110 - see above
        if test(node):
            return False
    return True


def answered(node: Sequence[Place], found: Guarded) -> bool:
    """Tell whether every sealed answer the step asks for was given."""
    return not found.owed or all(node[at] != 0 for at in found.owed)


def put(node: Node, at: int, value: Place) -> Node:
    """Return ``node`` with one place changed."""
    return (*node[:at], value, *node[at + 1 :])


def _passed(place: Place, state: str) -> Place:
    return place | {state} if isinstance(place, frozenset) else place


def counted(place: Place) -> tuple[int, ...]:
    """Return how many letters are at each stage."""
    return place if isinstance(place, tuple) else ()


def more(place: Place, stage: int) -> tuple[int, ...]:
    """One more at ``stage``; the last stage only says whether any came so far."""
    counts = list(counted(place))
    counts[stage] = min(counts[stage] + 1, n.SEVERAL if stage < len(counts) - 1 else 1)
    return tuple(counts)


def fewer(counts: tuple[int, ...], stage: int) -> Iterator[tuple[int, ...]]:
    """One fewer at ``stage``: of several, several or one are left."""
    fewer = (*counts[:stage], counts[stage] - 1, *counts[stage + 1 :])
    yield fewer
    if counts[stage] == n.SEVERAL:
        yield counts
