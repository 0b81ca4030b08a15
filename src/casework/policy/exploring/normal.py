"""A test as several simpler ones of which any is enough: each can be asked on a slice of its own.

Must not know what is asked. Where there would be too many, the test stays whole.
"""

from __future__ import annotations

from itertools import product
from typing import Final

from casework.policy import conditions as c

#: More alternatives than this are not worth taking apart.
MOST_PARTS: Final = 64

Parts = tuple[tuple[c.Atom, ...], ...]


def alternatives(test: c.Atom) -> tuple[c.Atom, ...]:
    """Return tests one of which holds exactly where ``test`` does."""
    parts = _apart(test, wanted=True)
    if parts is None:
        return (test,)
    return tuple(part[0] if len(part) == 1 else c.All(parts=part) for part in parts)


def _apart(test: c.Atom, *, wanted: bool) -> Parts | None:
    if isinstance(test, c.Not):
        return _apart(test.part, wanted=not wanted)
    if isinstance(test, c.All | c.AnyOf):
        parts = [_apart(part, wanted=wanted) for part in test.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return _every(known) if isinstance(test, c.All) is wanted else _some(known)
    return ((test if wanted else c.Not(part=test),),)


def _some(parts: list[Parts]) -> Parts | None:
    found = tuple(dict.fromkeys(part for several in parts for part in several))
    return found if len(found) <= MOST_PARTS else None


def _every(parts: list[Parts]) -> Parts | None:
    size = 1
    for several in parts:
        size *= len(several)
    if size > MOST_PARTS:
        return None
    return tuple(tuple(leaf for part in chosen for leaf in part) for chosen in product(*parts))
