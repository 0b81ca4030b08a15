"""The step in memory against a bare ``transitions`` trigger; memory over many steps; replay.

Nothing is written: commands go through ``policy.engine.step`` alone. The yardstick is the library's
fastest pattern: one machine for all, a throw-away model for each trigger, unbound, automatic
transitions off, conditions as plain callables.
"""

from __future__ import annotations

import resource
import sys
import time
import tracemalloc
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from transitions import EventData, Machine

from benchmarks import school
from benchmarks.measure import Figure, in_turn, once, rate
from casework.domain.commands import AddNote, TakeStep
from casework.domain.fold import fold
from casework.domain.refusals import Refusal
from casework.domain.written import read_entry, write_entry
from casework.office import door, policies
from casework.office.saying import Saying, common
from casework.policy.engine import step

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot
    from casework.office.desk import Desk

#: What 100,000 steps may leave behind, in kB: Python's own objects, and the whole process.
MOST_OBJECTS, MOST_PROCESS = 64.0, 4096.0
#: Loading and checking a shipped policy, in seconds.
MOST_CHECK = 5.0


@dataclass(slots=True)
class _Thrown:
    """The rival's throw-away model."""

    case: Snapshot
    state: str = "not-sent"


def _has(name: str, value: str) -> Callable[[EventData], bool]:
    def test(data: EventData) -> bool:
        found = data.model.case.facts.get(name)
        return found is not None and found.value == value

    return test


def _bare(snapshot: Snapshot, *, held: bool) -> Callable[[], object]:
    """Return a bare trigger with two conditions, and the contract's as well where ``held``."""
    machine = Machine(
        model=None,
        states=["not-sent", "sent", "heeded"],
        initial="not-sent",
        auto_transitions=False,
        send_event=True,
    )
    tests = [_has("refused", "yes"), _has("continued", "yes")]
    unless = [_ungrounded, _complaint_alone] if held else []
    machine.add_transition("warn", "not-sent", "sent", conditions=tests, unless=unless)
    machine.add_transition("heed", "sent", "heeded")
    event = machine.events["warn"]

    def trigger() -> object:
        if not event.trigger(_Thrown(snapshot)):
            raise AssertionError("the bare trigger was refused")
        return None

    return trigger


def _ungrounded(data: EventData) -> bool:
    facts = data.model.case.facts
    return facts["refused"].value != "yes" or facts["continued"].value != "yes"


def _complaint_alone(data: EventData) -> bool:
    claims = data.model.case.categories
    return bool(claims) and all(claim.code == "complaint" for claim in claims)


@dataclass(frozen=True, slots=True)
class _Ready:
    desk: Desk
    file: door.CaseFile
    command: TakeStep

    def __call__(self) -> object:
        """Decide the step; what was decided is thrown away."""
        decided = step(self.file.policy, self.file.snapshot, self.command, school.BEGIN)
        if isinstance(decided, Refusal):
            raise AssertionError(decided.sentences)
        return decided


def _ready(desk: Desk, trigger: str, track: str) -> _Ready:
    file = door.load(desk, school.open_warned(desk))
    said = common(desk, file.snapshot, Saying())
    return _Ready(desk, file, TakeStep(**said, trigger=trigger, track=track))


def figures(*, quick: bool = False) -> list[Figure]:
    """Return every figure of this module."""
    with school.folder() as folder:
        desk = school.found(folder / "book")
        alone = _ready(desk, "begin", "watch")
        whole = _ready(desk, "warn", "warning")
        found = [*_ratios(alone, whole, 300 if quick else 1_500)]
        found += _memory(whole, 5_000 if quick else 100_000)
        found += _replay(desk, 200 if quick else 2_000)
        desk.session.close()
    return found


def _ratios(alone: _Ready, whole: _Ready, batch: int) -> list[Figure]:
    bare = _bare(whole.file.snapshot, held=False)
    held = _bare(whole.file.snapshot, held=True)
    conditioned = _conditioned(whole)
    times = in_turn(
        {"bare": bare, "held": held, "step": conditioned, "whole": whole, "alone": alone},
        batch=batch,
        clock=time.process_time,
    )
    pattern = "one machine, a throw-away model per trigger"
    return [
        Figure(
            name="step in memory, two conditions and two contracts",
            ours=times["step"],
            unit="µs",
            yardstick=times["held"],
            against=f"bare trigger with all four as plain callables ({pattern})",
            ratio=times["step"] / times["held"],
            most=3.0,
            note="processor time; nothing is waited for",
        ),
        Figure(
            name="the same against the two conditions alone",
            ours=times["step"],
            unit="µs",
            yardstick=times["bare"],
            against=f"bare trigger with two plain callables ({pattern})",
            ratio=times["step"] / times["bare"],
        ),
        Figure(
            name="the same with its follow-on and its limit worked out",
            ours=times["whole"],
            unit="µs",
            note="two moves and a date in the school's calendar; the bare trigger has neither",
        ),
    ]


def _conditioned(whole: _Ready) -> _Ready:
    """Return the warning step as the bare trigger has it: without its follow-on and its limit."""
    policy, snapshot = whole.file.policy, whole.file.snapshot
    concern = policy.case_types["concern"]
    track = concern.tracks["warning"]
    steps = tuple(
        replace(one, starts=(), then=()) if one.trigger == "warn" else one
        for one in track.transitions
    )
    tracks = {**concern.tracks, "warning": replace(track, transitions=steps)}
    offers = {
        at: tuple(next(s for s in steps if s.id == o.id) if at[0] == "warning" else o for o in some)
        for at, some in concern.offers.items()
    }
    by_id = {**concern.by_id, **{one.id: one for one in steps}}
    bare = replace(concern, tracks=tracks, offers=offers, by_id=by_id)
    # A version of its own: machines are kept by digest.
    altered = replace(policy, digest="0" * 64, case_types={**policy.case_types, "concern": bare})
    file = replace(whole.file, policy=altered, snapshot=replace(snapshot, digest=altered.digest))
    return _Ready(whole.desk, file, whole.command)


def _memory(ready: _Ready, count: int) -> list[Figure]:
    for _ in range(500):
        ready()
    process = _process_kb()
    tracemalloc.start()
    for _ in range(500):
        ready()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(count):
        ready()
    objects = (tracemalloc.get_traced_memory()[0] - before) / 1024
    tracemalloc.stop()
    grown = _process_kb() - process
    return [
        Figure(
            name=f"memory left by {count:,} steps, objects",
            ours=objects,
            unit="kB",
            most=MOST_OBJECTS,
        ),
        Figure(
            name=f"memory left by {count:,} steps, whole process",
            ours=grown,
            unit="kB",
            most=MOST_PROCESS,
            note="with the tracer's own tables",
        ),
    ]


def _process_kb() -> float:
    """Return how large this process is, in kB; the largest it has been where only that is told."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform == "darwin" else float(most)


def _replay(desk: Desk, count: int) -> list[Figure]:
    file = door.load(desk, school.open_warned(desk))
    entries, snapshot = list(file.entries), file.snapshot
    said = common(desk, file.snapshot, Saying())
    for number in range(count):
        note = AddNote(**said, words=f"Note {number} about the post")
        decided = step(file.policy, snapshot, note, school.BEGIN)
        if isinstance(decided, Refusal):
            raise AssertionError(decided.sentences)
        entries.append(decided.entry)
        snapshot = decided.snapshot
    written = [(entry.seq, entry.at, write_entry(entry)) for entry in entries]
    return [
        Figure(
            name="replay: entries read and folded",
            ours=rate(len(written), lambda: fold([read_entry(*one) for one in written])),
            unit="a second",
        )
    ]


def policy_check() -> list[Figure]:
    """Return how long it takes to load and fully check each shipped policy."""
    return [_checked(name) for name in policies.names()]


def _checked(name: str) -> Figure:
    return Figure(
        name=f"policy {name} loaded and checked",
        ours=once(lambda: policies.check(name), 1, time.process_time) / 1e6,
        unit="s",
        most=MOST_CHECK,
        note="every rule, every reachable state; processor time",
    )
