"""What of an action is drawn, and where it goes: which states stand below each other, which beside.

The longest way on from the beginning goes down the page. A state from which one only goes back
stands beside the one that leads to it; what is left goes down the page again, below. Must not know
cells, nor a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from casework.policy.model import CaseType, Deadline, FollowOn, Track, Transition

    Words = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What stands at an arrow: the step in words, and what is to know of it besides."""

    words: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Every step from one state to another: one arrow."""

    to: str
    says: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A state: its title, its time limits in words, whether it is a beginning or an end."""

    name: str
    title: str
    ways: tuple[Way, ...]
    notes: tuple[str, ...] = ()
    begins: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """States one below the other, and the states that stand beside each of them."""

    down: tuple[str, ...]
    beside: Mapping[str, tuple[str, ...]]


def spots(case_type: CaseType, track: Track, words: Words) -> dict[str, Spot]:
    """Return the states of an action in the policy's order; ``words`` makes them fit to show."""
    steps: dict[tuple[str, str], list[Said]] = {}
    for step in track.transitions:
        said = Said(words=words(step.says), notes=tuple(map(words, _notes(case_type, step))))
        steps.setdefault((step.source, step.dest), []).append(said)
    return {
        name: Spot(
            name=name,
            title=words(state.title),
            ways=tuple(
                Way(to=to, says=tuple(said)) for (at, to), said in steps.items() if at == name
            ),
            notes=tuple(words(f"Time limit: {one}") for one in _limits(case_type, (state.next,))),
            begins=name == track.initial,
            ends=name in track.finals,
        )
        for name, state in track.states.items()
    }


def length(limit: Deadline) -> str:
    """Return how long a limit is; one of no days is due the day it begins."""
    at_once = all(not one.amount for one in limit.rule.lengths)
    return "the same day" if at_once else limit.words


def _limits(case_type: CaseType, names: Iterable[str]) -> Iterator[str]:
    for limit in (case_type.deadlines[name] for name in names if name):
        yield f"{limit.title}, {length(limit)}"


def _notes(case_type: CaseType, step: Transition) -> Iterator[str]:
    if step.approval is not None:
        yield f"◊ a decision: {step.approval.title}"
    for begun in _limits(case_type, step.starts):
        yield f"begins a time limit: {begun}"
    for limit in case_type.deadlines.values():
        if _asks_for(case_type, limit, step):
            yield f"asked for if “{limit.title}” is late"
    causes = dict(_causes(case_type, step))
    if causes:
        comes = "comes" if any(causes.values()) else "can come"
        yield f"{comes} by itself with {in_words(causes, 'or')}"


def _asks_for(case_type: CaseType, limit: Deadline, step: Transition) -> bool:
    """Tell whether a limit, once it has passed, asks for a step; one of a state, only there."""
    if (limit.track, limit.when_missed) != (step.track, step.trigger):
        return False
    track = case_type.tracks[step.track]
    begun = any(limit.name in one.starts for one in case_type.by_id.values())
    stays = {state.name for state in track.states.values() if state.next == limit.name}
    return begun or not stays or step.source in stays


def _causes(case_type: CaseType, step: Transition) -> Iterator[tuple[str, bool]]:
    """Yield what brings a step with it, and whether always: another action, or a letter."""
    for track in case_type.tracks.values():
        found = [one for other in track.transitions for one in other.then if _is(one, step)]
        if found:
            yield f"a step of “{track.title}”", not all(one.optional for one in found)
    for letter in case_type.letters.values():
        if _is(letter.when_sent, step):
            yield f"the letter “{letter.title}”, once it is sent", True
        if _is(letter.when_received, step):
            yield f"the letter “{letter.title}”, once it is received", True


def _is(follow: FollowOn | None, step: Transition) -> bool:
    return follow is not None and (follow.track, follow.trigger) == (step.track, step.trigger)


# --- where each state goes ------------------------------------------------------------------------


def columns(there: Mapping[str, Spot]) -> tuple[Column, ...]:
    """Return every state once: down the page, or beside one that goes down the page."""
    start = next((one.name for one in there.values() if one.begins), next(iter(there)))
    placed: set[str] = set()
    found: list[Column] = []
    while len(placed) < len(there):
        if found:
            start = _next(there, placed)
        column = _column(there, start, placed)
        found.append(column)
        placed |= {*column.down, *(one for side in column.beside.values() for one in side)}
    return tuple(found)


def _next(there: Mapping[str, Spot], placed: Collection[str]) -> str:
    """Return the state with which what is left begins: one to which something drawn leads."""
    led = [way.to for one in there.values() if one.name in placed for way in one.ways]
    return next(one for one in (*led, *there) if one not in placed)


def _column(there: Mapping[str, Spot], start: str, placed: Collection[str]) -> Column:
    down = _without_one_of_many_ends(there, _longest(there, start, placed))
    drawn = {*placed, *down}
    beside: dict[str, tuple[str, ...]] = {}
    for name in down:
        side = tuple(
            way.to
            for way in there[name].ways
            if way.to not in drawn and all(on.to in {*drawn, way.to} for on in there[way.to].ways)
        )
        beside[name] = side
        drawn |= set(side)
    return Column(down=down, beside=beside)


def _without_one_of_many_ends(there: Mapping[str, Spot], down: tuple[str, ...]) -> tuple[str, ...]:
    """Return the way without its end where it might end otherwise as well: no end is the usual."""
    if len(down) < 2 or not there[down[-1]].ends:
        return down
    ends = [way.to for way in there[down[-2]].ways if there[way.to].ends]
    goes_back = all(on.to in down for on in there[down[-1]].ways)
    return down[:-1] if len(ends) > 1 and goes_back else down


def _longest(there: Mapping[str, Spot], start: str, placed: Collection[str]) -> tuple[str, ...]:
    """Return the longest way from a state over those not placed, going back nowhere."""
    best: dict[str, tuple[str, ...]] = {}
    open_: list[tuple[str, Iterator[str]]] = [(start, _onward(there, start, placed))]
    while open_:  # no deeper than the list is long, however large a policy is
        name, rest = open_[-1]
        above = {one for one, _ in open_}
        on = next((one for one in rest if one not in best and one not in above), None)
        if on is not None:
            open_.append((on, _onward(there, on, placed)))
            continue
        open_.pop()
        ways = [best[one] for one in _onward(there, name, placed) if one in best]
        best[name] = (name, *max(ways, key=len, default=()))
    return best[start]


def _onward(there: Mapping[str, Spot], name: str, placed: Collection[str]) -> Iterator[str]:
    if not there[name].ends:  # whoever leaves an end begins again
        yield from (way.to for way in there[name].ways if way.to not in placed)
