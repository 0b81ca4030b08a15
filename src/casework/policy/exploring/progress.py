"""That tracks get on: every state reached, every step taken some time, an end from everywhere.

Also that every missed limit is answered, and no gate passed by. Must not know
contracts or closing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.exploring import nodes as n
from casework.policy.exploring.faults import Fault, Kind
from casework.policy.exploring.variables import DEADLINE, FROM_RECEIPT, TRACK
from casework.policy.exploring.walks import Walks, Way
from casework.policy.holds import started_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.exploring.moves import Moves
    from casework.policy.exploring.nodes import Node
    from casework.policy.exploring.walk import Walk
    from casework.policy.model import CaseType, Deadline, Track


def track_faults(walks: Walks, track: Track) -> Iterator[Fault]:
    """Yield what keeps one track from getting on."""
    part = walks.of_track(track.name)
    moves, found = walks.moves(part), walks.walked(part)
    yield from walks.too_large(part, found, ("tracks", track.name))
    if not found.capped:
        at = moves.at[TRACK, track.name]
        yield from _states(walks, track, at, found)
        yield from _steps(walks, track, moves, found)
        yield from _ends(walks, track, moves, found)
    yield from _passed_by(walks, track, moves, found)


def _states(walks: Walks, track: Track, at: int, found: Walk) -> Iterator[Fault]:
    reached = {node[at] for node in found.nodes}
    for state in track.states:
        if state not in reached:
            message = f"no case comes to “{state}” of {track.name}."
            path = ("tracks", track.name, "states", state)
            yield walks.fault(Kind.UNREACHABLE, f"{track.name}.{state}", message, path)


def _steps(walks: Walks, track: Track, moves: Moves, found: Walk) -> Iterator[Fault]:
    at = moves.at[TRACK, track.name]
    nearest: dict[object, int] = {}
    for place, node in enumerate(found.nodes):
        nearest.setdefault(node[at], place)
    for step in track.transitions:
        if step.id not in found.fired and step.source in nearest:
            message = f"“{step.trigger}” never leaves “{step.source}” of {track.name}."
            way = Way(layout=moves.layout, acts=found.path_to(nearest[step.source]))
            yield walks.fault(Kind.DEAD, step.id, message, ("tracks", track.name), way)


def _ends(walks: Walks, track: Track, moves: Moves, found: Walk) -> Iterator[Fault]:
    """Every state that is left at all leads to an end, whatever the case has come to."""
    at = moves.at[TRACK, track.name]
    leading = found.leading_to(i for i, node in enumerate(found.nodes) if node[at] in track.finals)
    told: set[object] = {track.initial}
    for place, node in enumerate(found.nodes):
        state = node[at]
        if place in leading or state in told:
            continue
        told.add(state)
        out = any(step.source == state for step in track.transitions)
        message = f"from “{state}” of {track.name} there may be no way to an end."
        path = ("tracks", track.name, "states", str(state))
        way = Way(layout=moves.layout, acts=found.path_to(place))
        kind = Kind.DEADLOCK if out else Kind.TRAP
        yield walks.fault(kind, f"{track.name}.{state}", message, path, way)


def _passed_by(walks: Walks, track: Track, moves: Moves, found: Walk) -> Iterator[Fault]:
    """Steps that the pause forbids, taken in the very command that begins it."""
    for rule, (place, act) in found.broken.items():
        step = walks.case_type.by_id.get(rule.step)
        if step is not None and (rule.kind, step.track) == ("pause", track.name):
            way = Way(layout=moves.layout, acts=(*found.path_to(place), act))
            message = f"“{step.trigger}” of {track.name} is taken before the pause that forbids it."
            yield walks.fault(Kind.GATE, step.id, message, ("tracks", track.name), way)


def limit_faults(walks: Walks, limit: Deadline) -> Iterator[Fault]:
    """Yield what is wrong with one limit: it never runs, or passes where nothing can be done."""
    roots = [(DEADLINE, limit.name), (TRACK, limit.track)]
    part = walks.cut(f"deadline {limit.name}", roots)
    moves, found = walks.moves(part), walks.walked(part)
    path = ("deadlines", limit.name)
    yield from walks.too_large(part, found, path)
    if found.capped:
        return
    at, where = moves.at[DEADLINE, limit.name], moves.at[TRACK, limit.track]
    if not any(node[at] == n.RUNNING for node in found.nodes):
        message = f"“{limit.name}” never runs: {_why_never(walks.case_type, limit)}."
        yield walks.fault(Kind.NEVER_RUNS, limit.name, message, path)
    place = _unanswered(walks.case_type, limit, moves, found)
    if place is not None:
        state = found.nodes[place][where]
        message = f"“{limit.name}” can pass in “{state}” of {limit.track}, where it leads nowhere."
        way = Way(layout=moves.layout, acts=found.path_to(place))
        yield walks.fault(Kind.UNANSWERED, limit.name, message, path, way)


def _why_never(case_type: CaseType, limit: Deadline) -> str:
    letters = case_type.letters.values()
    sent = any(limit.name in started_by(case_type, letter) for letter in letters)
    if limit.anchor == FROM_RECEIPT and not sent:
        return "it counts from a receipt, and no letter’s sending starts it"
    return "no step that can be taken starts it"


def _unanswered(case_type: CaseType, limit: Deadline, moves: Moves, found: Walk) -> int | None:
    """Return the nearest node in which the limit has passed and nobody can do anything."""
    track = case_type.tracks[limit.track]
    at, where = moves.at[DEADLINE, limit.name], moves.at[TRACK, limit.track]

    def stuck(node: Node) -> bool:
        if node[at] != n.PASSED or node[where] in track.finals:
            return False
        triggers = {step.trigger for step in track.transitions if step.source == node[where]}
        if limit.when_missed and limit.when_missed not in triggers:
            return True
        return not any(moves.permitted(node, track.name, trigger) for trigger in sorted(triggers))

    return found.first(stuck)
