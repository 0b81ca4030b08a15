"""What tests read and where the steps of a track lead. Must not know rules or why one asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.conditions import All, AnyOf, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casework.policy.conditions import Atom
    from casework.policy.model import Track

    Edge = tuple[str, str]  # from one state to another


def leaves(test: Atom) -> Iterator[Atom]:
    """Yield the single tests a test is made of, as they stand."""
    if isinstance(test, All | AnyOf):
        for part in test.parts:
            yield from leaves(part)
    elif isinstance(test, Not):
        yield from leaves(test.part)
    else:
        yield test


def led_to(edges: Sequence[Edge], state: str, *, without: str = "") -> frozenset[str]:
    """Return the states edges lead to from ``state``, itself included, never by ``without``."""
    found, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        for source, dest in edges:
            if source == here and dest not in found and dest != without:
                found.add(dest)
                waiting.append(dest)
    return frozenset(found)


def passed_through(edges: Sequence[Edge], initial: str, state: str) -> frozenset[str]:
    """Return the states that every way from ``initial`` to ``state`` goes through, ends too."""
    here = led_to(edges, initial)
    if state not in here:
        return frozenset({state})
    certain = {initial, state}
    for other in here - certain:
        if state not in led_to(edges, initial, without=other):
            certain.add(other)
    return frozenset(certain)


def edges_of(track: Track) -> tuple[Edge, ...]:
    """Return where each step of a track leads, conditions ignored."""
    return tuple((step.source, step.dest) for step in track.transitions)
